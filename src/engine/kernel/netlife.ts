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
  const mounted = (tree: MountNamespace): boolean => {
    for (const { root } of tree.files) if ('namespace' in root.inode && root.inode.namespace === ns) return true;
    return false;
  };
  // Where the daemons are it is found most often.
  const first = kernel.initNs.mnt.tree;
  if (mounted(first)) return true;
  const seen = new Set([first]);
  for (const p of kernel.processes()) {
    for (const t of p.threads) {
      const { tree } = t.ns.mnt;
      if (seen.has(tree)) continue;
      seen.add(tree);
      if (mounted(tree)) return true;
    }
  }
  return false;
}
