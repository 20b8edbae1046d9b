/** ip link (ip-link(8)): add, set, delete, show. Left out: groups, virtual functions, XDP, types that are not simulated. */
import { parseMac } from '../../../libc/netaddr.ts';
import { Args, IpError, invarg, matches, namedNamespaces, noDevice, number, onOff, openNetns } from './common.ts';
import { briefLine, linkJson, linkLines, select } from './links.ts';
import type { LinkSpec, RouteChange } from '../../../../abi/netlink.ts';
import type { Task } from '../../../../abi/sys.ts';
import type { Around, Selection } from './links.ts';
import type { Ip } from './common.ts';

const HELP = `Usage: ip link add [link DEV] [ name ] NAME
                    [ txqueuelen PACKETS ] [ address LLADDR ] [ mtu MTU ]
                    [ netns { PID | NAME } ]
                    type TYPE [ ARGS ]

       ip link delete { DEVICE | dev DEVICE }

       ip link set { DEVICE | dev DEVICE }
                    [ { up | down } ] [ type TYPE ARGS ]
                    [ arp { on | off } ] [ promisc { on | off } ]
                    [ txqueuelen PACKETS ] [ name NEWNAME ] [ address LLADDR ]
                    [ mtu MTU ] [ netns { PID | NAME } ] [ alias NAME ]
                    [ master DEVICE ] [ nomaster ]

       ip link show [ DEVICE ] [up] [master DEV] [nomaster] [type TYPE]

TYPE := { bridge | dummy | ipvlan | macvlan | veth | vlan | vxlan }
`;

const KINDS = ['bridge', 'dummy', 'ipvlan', 'macvlan', 'veth', 'vlan', 'vxlan'];

export function* link(ip: Ip, args: Args): Task<void> {
  const verb = args.take() ?? 'show';
  if (matches(verb, 'add')) return yield* add(ip, args);
  if (matches(verb, 'set', 'change')) return yield* set(ip, args);
  if (matches(verb, 'delete')) return yield* remove(ip, args);
  if (matches(verb, 'show', 'lst', 'list')) return yield* show(ip, args);
  if (matches(verb, 'help')) throw new IpError(HELP, 255);
  throw new IpError(`Command "${verb}" is unknown, try "ip link help".\n`, 255);
}

/** Links, and the names of the namespaces that they point to. */
export function* around(ip: Ip): Task<Around> {
  const links = yield* ip.links();
  const names = new Map<number, string>();
  if (links.some((l) => l.peerNsid !== undefined)) for (const n of yield* namedNamespaces(ip.sys)) if (n.id !== undefined) names.set(n.id, n.name);
  return { links, names };
}

function* show(ip: Ip, args: Args): Task<void> {
  const s: Selection = {};
  for (let word = args.take(); word !== undefined; word = args.take()) {
    if (word === 'up') s.up = true;
    else if (word === 'master') s.master = args.next();
    else if (word === 'nomaster') s.nomaster = true;
    else if (word === 'type') s.type = args.next();
    else {
      if (word === 'dev') word = args.next();
      if (matches(word, 'help')) throw new IpError(HELP, 255);
      if (s.dev !== undefined) throw new IpError(`Error: either "dev" is duplicate, or "${word}" is a garbage.\n`, 255);
      s.dev = word;
    }
  }
  const all = yield* around(ip);
  const chosen = select(all.links, s);
  if (ip.o.json) return yield* ip.json(chosen.map((l) => linkJson(ip, l, all, undefined)));
  for (const l of chosen) yield* ip.out.write(ip.o.brief ? briefLine(ip, l, all, undefined) : linkLines(ip, l, all, true));
}

function mac(word: string): string {
  const m = parseMac(word);
  if (m === undefined) throw new IpError(`"${word}" is invalid lladdr.\n`);
  return m;
}

/** Where `netns` leads: a process, or a name. */
function* target(ip: Ip, word: string): Task<{ readonly pid: number } | { readonly fd: number }> {
  if (/^\d+$/.test(word)) return { pid: Number(word) };
  try {
    return { fd: yield* openNetns(ip.sys, word) };
  } catch (e) {
    if (e instanceof IpError) throw invarg(word, 'Invalid "netns" value');
    throw e;
  }
}

interface Added {
  name: string | undefined;
  mac: string | undefined;
  mtu: number | undefined;
  lower: string | undefined;
  netns: { readonly pid: number } | { readonly fd: number } | undefined;
  txqlen: number | undefined;
  up: boolean;
}

/** The words before `type`, or those of a veth's peer. */
function* common(ip: Ip, args: Args, a: Added, word: string): Task<boolean> {
  if (word === 'name') a.name = args.next();
  else if (word === 'link') a.lower = args.next();
  else if (word === 'address') a.mac = mac(args.next());
  else if (word === 'mtu') a.mtu = number(args.next(), 'Invalid "mtu" value');
  else if (word === 'txqueuelen' || word === 'txqlen' || word === 'qlen') a.txqlen = number(args.next(), 'Invalid "txqueuelen" value');
  else if (word === 'netns') a.netns = yield* target(ip, args.next());
  else if (word === 'up') a.up = true;
  else if (word === 'numtxqueues' || word === 'numrxqueues' || word === 'broadcast' || word === 'index') args.next();
  else return false;
  return true;
}

const none = (): Added => ({ name: undefined, mac: undefined, mtu: undefined, lower: undefined, netns: undefined, txqlen: undefined, up: false });

function* add(ip: Ip, args: Args): Task<void> {
  const a = none();
  let type: string | undefined;
  for (let word = args.take(); word !== undefined; word = args.take()) {
    if (word === 'type') {
      type = args.next();
      break;
    }
    if (yield* common(ip, args, a, word)) continue;
    if (word === 'dev') word = args.next();
    else if (matches(word, 'help')) throw new IpError(HELP, 255);
    if (a.name !== undefined) throw new IpError(`Error: either "name" is duplicate, or "${word}" is a garbage.\n`, 255);
    a.name = word;
  }
  if (type === undefined) throw new IpError('Not enough information: "type" argument is required\n');
  if (!KINDS.includes(type)) throw new IpError('Error: Unknown device type.\n', 2);
  const { spec, bridge } = yield* kindArgs(ip, args, type as LinkSpec['kind'], a);
  const name = a.name ?? (yield* freeName(ip, type));
  const head = { name, ...(a.mac === undefined ? {} : { mac: a.mac }), ...(a.mtu === undefined ? {} : { mtu: a.mtu }) };
  yield* ip.request({ op: 'link_add', ...head, ...spec });
  if (bridge !== undefined) yield* ip.request({ op: 'link_set', name, ...bridge });
  if (a.txqlen !== undefined || a.up) yield* ip.request({ op: 'link_set', name, ...(a.txqlen === undefined ? {} : { txqlen: a.txqlen }), ...(a.up ? { up: true } : {}) });
  if (a.netns !== undefined) yield* ip.request({ op: 'link_set', name, ...('pid' in a.netns ? { netnsPid: a.netns.pid } : { netnsFd: a.netns.fd }) });
}

/** TYPE0, TYPE1 ...: the first that is free. */
function* freeName(ip: Ip, type: string, taken: readonly string[] = []): Task<string> {
  const names = [...(yield* ip.links()).map((l) => l.name), ...taken];
  let i = 0;
  while (names.includes(`${type}${i}`)) i++;
  return `${type}${i}`;
}

function* kindArgs(ip: Ip, args: Args, kind: LinkSpec['kind'], a: Added): Task<{ readonly spec: LinkSpec; readonly bridge?: BridgeArgs }> {
  const unknown = (word: string): IpError => new IpError(`${kind}: unknown command "${word}"?\n`, 255);
  const lower = (): string => {
    if (a.lower === undefined) throw new IpError('RTNETLINK answers: Invalid argument\n', 2);
    return a.lower;
  };
  switch (kind) {
    case 'veth': {
      const p = none();
      const first = args.take();
      if (first !== undefined && first !== 'peer') throw unknown(first);
      for (let word = args.take(); word !== undefined; word = args.take()) {
        if (yield* common(ip, args, p, word)) continue;
        p.name = word;
      }
      a.name ??= yield* freeName(ip, 'veth');
      const peer = p.name ?? (yield* freeName(ip, 'veth', [a.name]));
      return { spec: { kind, peer, ...(p.mac === undefined ? {} : { peerMac: p.mac }), ...(p.netns === undefined ? {} : 'pid' in p.netns ? { peerPid: p.netns.pid } : { peerNsfd: p.netns.fd }) } };
    }
    case 'bridge': {
      const b = bridgeArgs(args);
      return Object.keys(b).length === 0 ? { spec: { kind } } : { spec: { kind }, bridge: b };
    }
    case 'dummy':
      if (args.peek() !== undefined) throw unknown(args.peek()!);
      return { spec: { kind } };
    case 'vlan': {
      let id: number | undefined;
      for (let word = args.take(); word !== undefined; word = args.take()) {
        if (word === 'id') id = number(args.next(), 'id is invalid');
        else if (word === 'protocol') args.next();
        else throw unknown(word);
      }
      if (id === undefined) throw new IpError('RTNETLINK answers: Invalid argument\n', 2);
      return { spec: { kind, link: lower(), id } };
    }
    case 'macvlan':
    case 'ipvlan': {
      let mode = kind === 'macvlan' ? 'vepa' : 'l3';
      for (let word = args.take(); word !== undefined; word = args.take()) {
        if (word === 'mode') mode = args.next();
        else if (kind === 'ipvlan' && ['bridge', 'private', 'vepa'].includes(word)) continue;
        else throw unknown(word);
      }
      const modes = kind === 'macvlan' ? ['private', 'vepa', 'bridge', 'passthru'] : ['l2', 'l3', 'l3s'];
      if (!modes.includes(mode)) throw new IpError(kind === 'macvlan' ? 'Error: argument of "mode" must be "private", "vepa", "bridge", "passthru" or "source", not "' + mode + '"\n' : 'Error: argument of "mode" must be either "l2", "l3" or "l3s"\n', 255);
      return { spec: { kind, link: lower(), mode } as LinkSpec };
    }
    case 'vxlan': {
      const v: { id?: number; remote?: string; local?: string; dstport?: number; link?: string } = {};
      for (let word = args.take(); word !== undefined; word = args.take()) {
        if (word === 'id' || word === 'vni') v.id = number(args.next(), 'invalid id');
        else if (word === 'remote' || word === 'group') v.remote = args.next();
        else if (word === 'local') v.local = args.next();
        else if (word === 'dev') v.link = args.next();
        else if (word === 'dstport' || word === 'port') v.dstport = number(args.next(), 'dst port');
        else if (!['nolearning', 'learning', 'proxy', 'external'].includes(word)) throw unknown(word);
      }
      if (v.id === undefined) throw new IpError('vxlan: missing virtual network identifier\n', 255);
      return { spec: { kind, ...v, id: v.id } };
    }
  }
}

interface BridgeArgs {
  stp?: boolean;
  ageing_s?: number;
  vlanFiltering?: boolean;
}

function bridgeArgs(args: Args): BridgeArgs {
  const b: BridgeArgs = {};
  for (let word = args.take(); word !== undefined; word = args.take()) {
    if (matches(word, 'stp_state')) b.stp = number(args.next(), 'invalid stp_state') !== 0;
    else if (matches(word, 'ageing_time')) b.ageing_s = number(args.next(), 'invalid ageing_time') / 100;
    else if (matches(word, 'vlan_filtering')) b.vlanFiltering = number(args.next(), 'invalid vlan_filtering') !== 0;
    else if (matches(word, 'forward_delay', 'hello_time', 'max_age', 'priority', 'mcast_snooping', 'group_fwd_mask', 'nf_call_iptables')) args.next();
    else throw new IpError(`bridge: unknown command "${word}"?\n`, 255);
  }
  return b;
}

function* set(ip: Ip, args: Args): Task<void> {
  let name: string | undefined;
  const change: { -readonly [K in Exclude<keyof Extract<RouteChange, { op: 'link_set' }>, 'op' | 'name'>]?: Extract<RouteChange, { op: 'link_set' }>[K] } = {};
  for (let word = args.take(); word !== undefined; word = args.take()) {
    if (word === 'up') change.up = true;
    else if (word === 'down') change.up = false;
    else if (word === 'name') change.newName = args.next();
    else if (word === 'mtu') change.mtu = number(args.next(), 'Invalid "mtu" value');
    else if (word === 'address') change.mac = mac(args.next());
    else if (word === 'alias') change.alias = args.next();
    else if (word === 'nomaster') change.master = '';
    else if (word === 'promisc') change.promisc = onOff(args.next(), 'promisc');
    else if (word === 'arp') change.arp = onOff(args.next(), 'arp');
    else if (word === 'multicast' || word === 'allmulticast' || word === 'dynamic' || word === 'trailers') onOff(args.next(), word);
    else if (word === 'txqueuelen' || word === 'txqlen' || word === 'qlen') change.txqlen = number(args.next(), 'Invalid "txqueuelen" value');
    else if (word === 'master') {
      const master = args.next();
      if (!(yield* ip.links()).some((l) => l.name === master)) throw invarg(master, 'Device does not exist');
      change.master = master;
    } else if (word === 'netns') {
      const to = yield* target(ip, args.next());
      if ('pid' in to) change.netnsPid = to.pid;
      else change.netnsFd = to.fd;
    } else if (word === 'type') {
      const type = args.next();
      if (type === 'bridge') Object.assign(change, bridgeArgs(args));
      else if (type === 'bridge_slave') slaveArgs(args, change);
      else throw new IpError('RTNETLINK answers: Operation not supported\n', 2);
    } else {
      if (word === 'dev') word = args.next();
      else if (matches(word, 'help')) throw new IpError(HELP, 255);
      if (name !== undefined) throw new IpError(`Error: either "dev" is duplicate, or "${word}" is a garbage.\n`, 255);
      name = word;
    }
  }
  if (name === undefined) throw new IpError('Not enough information: "dev" argument is required.\n', 255);
  yield* ip.link(name);
  yield* ip.request({ op: 'link_set', name, ...change });
}

function slaveArgs(args: Args, change: { hairpin?: boolean; isolated?: boolean; learning?: boolean }): void {
  for (let word = args.take(); word !== undefined; word = args.take()) {
    if (word !== 'hairpin' && word !== 'isolated' && word !== 'learning') throw new IpError(`bridge_slave: unknown option "${word}"?\n`, 255);
    change[word] = onOff(args.next(), word);
  }
}

function* remove(ip: Ip, args: Args): Task<void> {
  let name: string | undefined;
  for (let word = args.take(); word !== undefined; word = args.take()) {
    if (word === 'dev') name = args.next();
    else if (word === 'type') args.next();
    else if (matches(word, 'help')) throw new IpError(HELP, 255);
    else name = word;
  }
  if (name === undefined) throw new IpError('Not enough information: "dev" argument is required.\n', 255);
  if (!(yield* ip.links()).some((l) => l.name === name)) throw noDevice(name);
  yield* ip.request({ op: 'link_del', name });
}
