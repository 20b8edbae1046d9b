/** Flow events as sentences, for screen readers and stories. */
import type { DockerView, FlowEnd, FlowEvent } from '../../engine/inspect/views.ts';
import { shortId } from '../shared/format.ts';

/** How an end is called: an image by its first tag, a container by its name. */
export function nameOf(end: FlowEnd | undefined, docker: DockerView): string {
  if (end === undefined) return '';
  if (end.kind === 'repository') return `${end.name} in the registry`;
  if (end.kind === 'image') return docker.images[end.id]?.tags[0] ?? `image ${shortId(end.id)}`;
  return docker.containers[end.id]?.name ?? `container ${shortId(end.id)}`;
}

/** One event as a sentence with its subject. */
export function sentence(event: FlowEvent, docker: DockerView): string {
  const subject = event.verb === 'commit' || event.verb === 'remove' || event.verb === 'untag' ? event.from : event.to;
  const by = event.command === '' ? '' : `, by ${event.command}`;
  return `${nameOf(subject, docker)} ${event.text}${by}.`;
}
