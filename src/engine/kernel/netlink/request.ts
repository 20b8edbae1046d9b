/**
 * Netlink requests (abi/netlink.ts): in which namespace, with which right, and who carries them out. Changes need CAP_NET_ADMIN in the user
 * namespace that owns the network namespace, and so does looking at netfilter.
 */
import { SysError, fail } from '../../abi/errno.ts';
import { formatIp, parseIp, parseMac, parsePrefix } from '../../net/address.ts';
import { BridgeDevice } from '../../net/bridge.ts';
import { addAddress, addRoute, addRule, deviceOf, removeAddress, removeRoute, removeRule, setNeighbour } from '../../net/config.ts';
import { routeOut } from '../../net/ip_out.ts';
import { netModules } from '../../net/modules.ts';
import { TABLE } from '../../net/route.ts';
import { netNsOf } from '../net.ts';
import { NetNamespace } from '../namespaces.ts';
import { fdbInfo, linkInfo, neighbours, qdiscs, routeInfo, ruleInfo } from './info.ts';
import { addLink, deleteLink, setLink } from './link.ts';
import type { RouteChange, RouteInfo, RouteReply, RouteRequest } from '../../abi/netlink.ts';
import type { NetNs } from '../../net/netns.ts';
import type { Task } from '../task.ts';

const DONE: RouteReply = { errno: 0 };
const READS: ReadonlySet<RouteRequest['op']> = new Set(['dump', 'route_dump', 'route_get', 'neigh_dump', 'rule_dump', 'fdb_dump', 'qdisc_dump', 'nsid_get', 'sock_dump', 'subscribe'] as const);

/** Carry out a request that is not `subscribe`. */
export function answer(t: Task, request: RouteRequest): RouteReply {
  if (request.op !== 'batch') return attempt(() => perform(t, request));
  for (const [failed, change] of request.changes.entries()) {
    const reply = attempt(() => perform(t, change));
    if (reply.errno !== 0) return { ...reply, failed };
  }
  return DONE;
}

function attempt(act: () => RouteReply): RouteReply {
  try {
    return act();
  } catch (e) {
    if (!(e instanceof SysError)) throw e;
    const { detail, failed } = e as { detail?: string; failed?: number };
    return { errno: e.errno, detail, failed };
  }
}

/** The network namespace of a process or of an open namespace file; without either the caller's. ESRCH, EBADF, EINVAL. */
function namespaceOf(t: Task, pid: number | undefined, fd: number | undefined): NetNamespace {
  if (fd !== undefined) {
    const file: object = t.fds.get(fd);
    return 'namespace' in file && file.namespace instanceof NetNamespace ? file.namespace : fail('EINVAL');
  }
  return pid === undefined ? t.ns.net : (t.pid.ns.find(pid)?.process?.leader.ns.net ?? fail('ESRCH'));
}

/** A namespace to change. EPERM without CAP_NET_ADMIN there. */
function forChange(t: Task, ns: NetNamespace): NetNs {
  if (!t.cred.caps.has('NET_ADMIN')) fail('EPERM');
  let owner: typeof ns.owner | undefined = ns.owner;
  while (owner !== undefined && owner !== t.ns.user) owner = owner.parent;
  if (owner === undefined) fail('EPERM');
  return netNsOf(t.kernel, ns);
}

function perform(t: Task, r: Exclude<RouteRequest, { readonly op: 'batch' }>): RouteReply {
  const namespace = namespaceOf(t, r.pid, r.nsfd);
  const ns = READS.has(r.op) ? netNsOf(t.kernel, namespace) : forChange(t, namespace);
  switch (r.op) {
    case 'dump':
      return { errno: 0, links: ns.devices.map(linkInfo), routes: [...ns.fib4.routes(TABLE.MAIN)].map(routeInfo) };
    case 'route_dump':
      return { errno: 0, routes: [...(r.family === 'inet' ? ns.fib4 : ns.fib6).routes(r.table ?? TABLE.MAIN)].map(routeInfo) };
    case 'route_get':
      return { errno: 0, routes: [routeGet(ns, r)] };
    case 'neigh_dump':
      return { errno: 0, neighbours: neighbours(ns) };
    case 'rule_dump':
      return { errno: 0, rules: [...ns.fib4.rules, ...ns.fib6.rules].map(ruleInfo) };
    case 'fdb_dump':
      return { errno: 0, fdb: fdbInfo(ns) };
    case 'qdisc_dump':
      return { errno: 0, qdiscs: qdiscs(ns) };
    case 'sock_dump':
      return { errno: 0, sockets: ns.listSockets() };
    case 'nsid_get':
      return { errno: 0, nsid: ns.nsids.get(netNsOf(t.kernel, namespaceOf(t, undefined, r.fd))) };
    case 'subscribe':
      return fail('EINVAL');
    default:
      return change(t, ns, r) ?? netModules()!.netfilter(ns, r as Parameters<NonNullable<ReturnType<typeof netModules>>['netfilter']>[1]);
  }
}

function change(t: Task, ns: NetNs, r: Exclude<RouteRequest, { readonly op: 'batch' }>): RouteReply | undefined {
  switch (r.op) {
    case 'link_add': {
      const elsewhere = r.kind === 'veth' && (r.peerPid !== undefined || r.peerNsfd !== undefined);
      addLink(ns, r, elsewhere ? forChange(t, namespaceOf(t, r.peerPid, r.peerNsfd)) : ns, t.kernel.random);
      return DONE;
    }
    case 'link_set':
      setLink(ns, r, r.netnsPid === undefined && r.netnsFd === undefined ? undefined : forChange(t, namespaceOf(t, r.netnsPid, r.netnsFd)));
      return DONE;
    case 'link_del':
      deleteLink(ns, r.name);
      return DONE;
    case 'addr_add':
      addAddress(ns, r);
      return DONE;
    case 'addr_del':
      removeAddress(ns, r);
      return DONE;
    case 'route_add':
    case 'route_replace':
      addRoute(ns, r, r.op === 'route_replace');
      return DONE;
    case 'route_del':
      removeRoute(ns, r);
      return DONE;
    case 'rule_add':
      addRule(ns, r);
      return DONE;
    case 'rule_del':
      removeRule(ns, r);
      return DONE;
    case 'neigh_add':
    case 'neigh_replace':
    case 'neigh_del':
      setNeighbour(ns, r);
      return DONE;
    case 'fdb_add':
    case 'fdb_del':
      setFdb(ns, r);
      return DONE;
    case 'qdisc_add':
    case 'qdisc_change':
    case 'qdisc_replace':
      netModules()!.setQdisc(deviceOf(ns, r.dev), r.op, r.qdisc);
      return DONE;
    case 'qdisc_del':
      netModules()!.setQdisc(deviceOf(ns, r.dev), r.op, undefined);
      return DONE;
    default:
      return undefined;
  }
}

function setFdb(ns: NetNs, r: Extract<RouteChange, { readonly op: 'fdb_add' | 'fdb_del' }>): void {
  const device = deviceOf(ns, r.dev);
  const mac = parseMac(r.mac) ?? fail('EINVAL');
  if (device.kind === 'vxlan') {
    netModules()!.setFdb(device, mac, r.dst, r.op === 'fdb_add');
    return;
  }
  const { master } = device;
  if (!(master instanceof BridgeDevice)) fail('ENOTSUP');
  const known = master.fdb.get(mac);
  if (r.op === 'fdb_del') {
    if (known === undefined) fail('ENOENT');
    master.fdb.delete(mac);
    return;
  }
  if (known !== undefined) fail('EEXIST');
  master.fdb.set(mac, { mac, port: master.ports.get(device)!, updated_ns: ns.services.now_ns(), state: 'permanent' });
}

/** Which way a packet would go (ip route get). The errors of sending one. */
function routeGet(ns: NetNs, r: Extract<RouteRequest, { readonly op: 'route_get' }>): RouteInfo {
  const dst = parsePrefix(r.to)?.address ?? fail('EINVAL');
  const from = r.from === undefined ? undefined : (parseIp(r.from) ?? fail('EINVAL'));
  if (r.iif === undefined) {
    const found = routeOut(ns, dst, from, { device: r.oif, mark: r.mark ?? 0 });
    const { route } = found;
    const base = route === undefined ? { protocol: 'kernel', scope: 'link', type: 'unicast', table: TABLE.MAIN, metric: 0, linkdown: false } as const : routeInfo(route);
    const type = found.local ? 'local' : found.broadcast ? 'broadcast' : 'unicast';
    return { ...base, to: formatIp(dst), via: route?.via === undefined ? undefined : formatIp(route.via), dev: found.device, source: formatIp(found.source), type, family: typeof dst === 'number' ? 'inet' : 'inet6' };
  }
  deviceOf(ns, r.iif);
  const route = ns.fibOf(dst).lookup({ dst, src: from, iif: r.iif, mark: r.mark });
  if (route === undefined || route.type === 'unreachable') fail('EHOSTUNREACH');
  if (route.type === 'prohibit') fail('EACCES');
  if (route.type === 'blackhole') fail('EINVAL');
  return { ...routeInfo(route), to: formatIp(dst), source: undefined };
}
