/** What participants and filters are called, and what a participant is for. */
import type { Filter, Participant, Row } from './sequence.ts';
import { groupTitle } from './sequence.ts';

export const NAMES: Readonly<Record<Participant, string>> = { client: 'client', dockerd: 'dockerd', containerd: 'containerd', shim: 'shim', runc: 'runc', container: 'container' };

export const MEANINGS: Readonly<Record<Participant, string>> = {
  client: 'the program that was typed: docker, curl, compose, or a real client through the bridge',
  dockerd: 'the daemon: answers the Engine API, keeps images, networks and volumes',
  containerd: 'the daemon below it: snapshots and tasks',
  shim: 'one for each container: stays as its parent, holds its streams',
  runc: 'makes the container out of namespaces, mounts and a cgroup, then leaves',
  container: 'what runs inside',
};

export const FILTER_NAMES: Readonly<Record<Filter, string>> = { http: 'HTTP', frames: 'streams', decisions: 'decisions', calls: 'calls', processes: 'processes', kernel: 'kernel' };

export const FILTER_MEANINGS: Readonly<Record<Filter, string>> = {
  http: 'requests and answers of the Engine API', frames: 'chunks and frames of streams', decisions: 'what each part did by itself', calls: 'calls between the daemons', processes: 'programs that were started and ended', kernel: 'system calls, mounts, cgroups',
};

/** A row as a sentence, for the text form and for screen readers. */
export function sentenceOf(row: Row): string {
  if (row.kind === 'message') return row.reply ? `${NAMES[row.from]} answers ${NAMES[row.to]}: ${row.title}` : `${NAMES[row.from]} to ${NAMES[row.to]}: ${row.title}`;
  if (row.kind === 'note') return `${NAMES[row.at]}: ${row.title}`;
  return `${NAMES[row.at]} (${row.who}), kernel: ${groupTitle(row.events)}`;
}
