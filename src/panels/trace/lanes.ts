/** What the lanes of a trace are called, and where time falls in a picture of it. */
import type { CommandTrace, Lane } from '../../engine/inspect/views.ts';

export const LANE_NAMES: Readonly<Record<Lane, string>> = {
  client: 'client', api: 'API', dockerd: 'dockerd', containerd: 'containerd', shim: 'shim', runc: 'runc', kernel: 'kernel',
};

export const LANE_MEANINGS: Readonly<Record<Lane, string>> = {
  client: 'the docker command that was typed',
  api: 'HTTP requests on /var/run/docker.sock',
  dockerd: 'the daemon that answers them',
  containerd: 'images, snapshots and tasks',
  shim: 'the parent that stays with a container',
  runc: 'makes the container, then leaves',
  kernel: 'system calls, processes, mounts, cgroups',
};

/** How long a command's trace is, at least a microsecond. */
export function duration(command: CommandTrace): number {
  return Math.max(1000, command.end_ns - command.start_ns);
}

/** Round steps for an axis: at most `most` of them. */
export function axis(length_ns: number, most: number): number[] {
  let step = 1000;
  while (length_ns / step > most) {
    for (const next of [2, 2.5, 2]) {
      step *= next;
      if (length_ns / step <= most) break;
    }
  }
  const marks: number[] = [];
  for (let at = 0; at <= length_ns; at += step) marks.push(at);
  return marks;
}
