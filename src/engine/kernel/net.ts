/** The networks of a kernel's namespaces, made when somebody first needs them: a loopback device that is down, and the transports upon it. */
import { NetNs } from '../net/netns.ts';
import { settingsOf } from '../net/settings.ts';
import { Transports } from '../net/transports.ts';
import { Random } from '../base/random.ts';
import type { EventQueue, Timer } from '../base/queue.ts';
import type { Surroundings } from '../net/transports.ts';
import type { NetServices, TimerHandle } from '../net/ip.ts';
import type { Tracer } from './trace.ts';
import type { Kernel } from './kernel.ts';
import type { NetNamespace } from './namespaces.ts';

const services = new WeakMap<EventQueue, NetServices>();

/** Time, chance and frame numbers of a world's networks. Made with the world's seed by the world; a kernel without one gets its own. */
export function netServices(parts: Pick<Kernel, 'clock' | 'queue' | 'tracer'>, seed = 0): NetServices {
  const { clock, queue, tracer } = parts;
  let made = services.get(queue);
  if (made === undefined) {
    const random = new Random(seed ^ 0x6e6574);
    let frames = 0;
    made = {
      now_ns: () => clock.now_ns,
      at: (time_ns, fire) => queue.at(time_ns, fire),
      cancel: (timer: TimerHandle) => queue.cancel(timer as Timer),
      random32: () => random.u32(),
      nextFrameId: () => ++frames,
      observer: observerOf(tracer),
    };
    services.set(queue, made);
  }
  return made;
}

function observerOf(tracer: Tracer): NonNullable<NetServices['observer']> {
  return {
    get on() {
      return tracer.packets;
    },
    step: (host, stamp, step) => tracer.emitPacket(host, stamp, step),
  };
}

const networks = new WeakMap<NetNamespace, NetNs>();

/** The network of a namespace if anybody used it yet: observers must not make one. */
export function knownNetNs(ns: NetNamespace): NetNs | undefined {
  return networks.get(ns);
}

/** Layers 2 and 3 of a network namespace: a loopback device that is down, until somebody adds to it. */
export function netNsOf(kernel: Kernel, ns: NetNamespace): NetNs {
  let made = networks.get(ns);
  if (made === undefined) {
    const initial = kernel.initNs.net;
    made = new NetNs(netServices(kernel), kernel.name, ns.ino, ns === initial ? undefined : netNsOf(kernel, initial));
    // What other namespaces log is not shown (net.netfilter.nf_log_all_netns 0).
    if (ns === initial) made.log = (text) => kernel.printk(text);
    networks.set(ns, made);
    const sockets = new Transports(made, settingsOf(made), surroundingsOf(made));
    made.listSockets = () => sockets.sockets();
    transports.set(made, sockets);
  }
  return made;
}

function surroundingsOf(net: NetNs): Surroundings {
  return {
    deviceIndex: (name) => net.device(name)?.index,
    deviceName: (index) => net.byIndex(index)?.name,
    originalDestination(protocol, local, remote) {
      const tuple = net.filter?.conntrack?.originalDestination(protocol, local, remote);
      return tuple && { address: tuple.dst, port: tuple.dport };
    },
  };
}

const transports = new WeakMap<NetNs, Transports>();

/** The transports of a network namespace: where sockets are made. */
export function transportsOf(kernel: Kernel, ns: NetNamespace): Transports {
  return transports.get(netNsOf(kernel, ns))!;
}
