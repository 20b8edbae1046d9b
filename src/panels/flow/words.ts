/** Flow events as sentences, for screen readers and stories. */
import type { DockerView, FileChange, FlowEnd, FlowEvent } from '../../engine/inspect/views.ts';
import { shortId } from '../shared/format.ts';

/** How an end is called: an image by its first tag, a container by its name. */
export function nameOf(end: FlowEnd | undefined, docker: DockerView): string {
  if (end === undefined) return '';
  if (end.kind === 'repository') return `${end.name} in the registry`;
  if (end.kind === 'image') return docker.images[end.id]?.tags[0] ?? `image ${shortId(end.id)}`;
  return docker.containers[end.id]?.name ?? (end.name || `container ${shortId(end.id)}`);
}

/** One event as a sentence with its subject. */
export function sentence(event: FlowEvent, docker: DockerView): string {
  const subject = event.verb === 'commit' || event.verb === 'remove' || event.verb === 'untag' ? event.from : event.to;
  const by = event.command === '' ? '' : `, by ${event.command}`;
  return `${nameOf(subject, docker)} ${event.text}${by}.`;
}

/** Changed files in few words: the first of them, and how many more. Directories count only when nothing else changed. */
export function changesInWords(changes: readonly FileChange[], total: number): { first: string; more: number } | undefined {
  const files = changes.filter((change) => change.type !== 'dir');
  const first = files[0] ?? changes[0];
  if (first === undefined) return undefined;
  const directories = files.length === 0 ? 0 : changes.length - files.length;
  return { first: `${{ A: '+', C: '±', D: '−' }[first.kind]} ${first.path.slice(first.path.lastIndexOf('/') + 1)}`, more: total - directories - 1 };
}
