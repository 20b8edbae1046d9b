/** Whose hue a namespace has: that of its first container, as everywhere else on the page. */
import type { NamespaceView } from '../../engine/inspect/views.ts';
import { hue } from '../shared/hue.ts';

/** 1 to 6; undefined for what is not a container's. */
export function hueOf(ns: NamespaceView | undefined): number | undefined {
  const first = ns?.kind === 'container' ? ns.containers[0] : undefined;
  return first === undefined ? undefined : hue(first);
}
