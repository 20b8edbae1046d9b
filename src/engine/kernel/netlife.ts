/**
 * The end of network namespaces (cleanup_net): when no process is in one, no descriptor and no mount stands for it, its devices go, and with a veth
 * its other end. Looked for a moment after something that referred to it went away, as the kernel does in a work queue.
 */
import { knownNetNs, netNsOf } from './net.ts';
import type { Kernel } from './kernel.ts';
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

function standsFor(file: object, ns: NetNamespace): boolean {
  return 'namespace' in file && file.namespace === ns;
}

function inUse(kernel: Kernel, ns: NetNamespace): boolean {
  for (const p of kernel.processes()) for (const t of p.threads) if (t.ns.net === ns) return true;
  // Threads share their descriptors, and most processes their mounts: each is looked at once.
  const seen = new Set<object>();
  for (const p of kernel.processes()) {
    for (const t of p.threads) {
      if (!seen.has(t.fds)) {
        seen.add(t.fds);
        if (t.fds.some((file) => standsFor(file, ns))) return true;
      }
      const { tree } = t.ns.mnt;
      if (seen.has(tree)) continue;
      seen.add(tree);
      for (const mount of tree.mounts) if (mount.root.inode.type === 'file' && standsFor(mount.root.inode, ns)) return true;
    }
  }
  return false;
}
