/** The network stack of a network namespace, made when somebody first needs it: a loopback device that is down, and nothing else. */
import { CableStack } from '../net/stack.ts';
import type { Kernel } from './kernel.ts';
import type { NetNamespace } from './namespaces.ts';

const stacks = new WeakMap<NetNamespace, CableStack>();

export function netStackOf(kernel: Kernel, ns: NetNamespace): CableStack {
  let stack = stacks.get(ns);
  if (stack === undefined) {
    const services = { now_ns: () => kernel.clock.now_ns, at: (time_ns: number, fire: () => void) => void kernel.queue.at(time_ns, fire) };
    stacks.set(ns, (stack = new CableStack(services, kernel.name)));
  }
  return stack;
}
