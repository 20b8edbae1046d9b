/**
 * The end of network namespaces (cleanup_net): when no process is in one, no descriptor and no mount stands for it, its devices go, and with a veth
 * its other end. Looked for a moment after something that referred to it went away, as the kernel does in a work queue.
 */
import { knownNetNs, netNsOf } from './net.ts';
import type { Kernel } from './kernel.ts';
import type { MountNamespace } from '../vfs/mount.ts';
import type { NetNamespace } from './namespaces.ts';

const DELAY_NS = 5_000_000;

const doubtful = new WeakMap<Kernel, Set<NetNamespace>>();

/** Something that referred to `ns` is gone. */
export function networkReleased(kernel: Kernel, ns: NetNamespace): void {
  if (ns === kernel.initNs.net || knownNetNs(ns) === undefined) return;
  let waiting = doubtful.get(kernel);
  if (waiting === undefined) doubtful.set(kernel, (waiting = new Set()));
  if (waiting.has(ns)) return;
  waiting.add(ns);
  const all = waiting;
  kernel.queue.at(kernel.clock.now_ns + DELAY_NS, () => {
    all.delete(ns);
    if (!inUse(kernel, ns)) netNsOf(kernel, ns).dismantle(netNsOf(kernel, kernel.initNs.net));
  });
}

function inUse(kernel: Kernel, ns: NetNamespace): boolean {
  if (ns.tasks > 0 || ns.opened > 0) return true;
  if (ns.mounts.size === 0) return false;
  // A mount counts as long as somebody is in its tree.
  const trees = new Set<MountNamespace | undefined>();
  for (const mount of ns.mounts) trees.add(mount.ns);
  return trees.has(kernel.initNs.mnt.tree) || kernel.processes().some((p) => p.threads.some((t) => trees.has(t.ns.mnt.tree)));
}
