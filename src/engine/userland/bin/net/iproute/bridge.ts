/** bridge (iproute2 6.1.0): ports (link), forwarding tables (fdb) and VLANs of bridges. Left out: mdb, monitor, changing VLANs. */
import { isSysError } from '../../../../abi/errno.ts';
import { parseMac } from '../../../libc/netaddr.ts';
import { writeText } from '../../../libc/stdio.ts';
import { Args, Ip, IpError, matches, onOff, plainOptions } from './common.ts';
import { fullName, linkFlags } from './links.ts';
import { enter } from './netns.ts';
import type { Sys, Task } from '../../../../abi/sys.ts';
import type { Program } from '../../../libc/program.ts';

const HELP = `Usage: bridge [ OPTIONS ] OBJECT { COMMAND | help }
where  OBJECT := { link | fdb | vlan }
       OPTIONS := { -V[ersion] | -s[tatistics] | -d[etails] | -n[etns] name }
`;

function* link(ip: Ip, args: Args): Task<void> {
  const verb = args.take() ?? 'show';
  let dev: string | undefined;
  if (matches(verb, 'set')) {
    const change: { hairpin?: boolean; isolated?: boolean; learning?: boolean } = {};
    for (let word = args.take(); word !== undefined; word = args.take()) {
      if (word === 'dev') dev = args.next();
      else if (word === 'hairpin' || word === 'isolated' || word === 'learning') change[word] = onOff(args.next(), word);
      else if (['flood', 'guard', 'fastleave', 'cost', 'priority', 'state', 'mcast_flood', 'root_block', 'neigh_suppress', 'locked'].includes(word)) args.next();
      else throw new IpError('Usage: bridge link set dev DEV [ hairpin {on | off} ] [ isolated {on | off} ] [ learning {on | off} ]\n', 255);
    }
    if (dev === undefined) throw new IpError('Device is a required argument.\n', 255);
    yield* port(ip, dev);
    yield* ip.request({ op: 'link_set', name: dev, ...change });
    return;
  }
  if (!matches(verb, 'show', 'lst', 'list')) throw new IpError(`Command "${verb}" is unknown, try "bridge link help".\n`, 255);
  for (let word = args.take(); word !== undefined; word = args.take()) if (word === 'dev') dev = args.next();
  if (dev !== undefined) yield* port(ip, dev);
  const all = yield* ip.links();
  for (const l of all) {
    if (l.master === undefined || (dev !== undefined && l.name !== dev)) continue;
    let out = `${l.index}: ${fullName(l, all)}: <${linkFlags(l, all).join(',')}> mtu ${l.mtu} master ${l.master} state ${l.running && l.up ? 'forwarding' : 'disabled'} priority 32 cost 2 \n`;
    const on = (b: boolean | undefined): string => (b === true ? 'on' : 'off');
    if (ip.o.details) out += `    hairpin ${on(l.port?.hairpin)} guard off root_block off fastleave off learning ${on(l.port?.learning ?? true)} flood on mcast_flood on bcast_flood on mcast_router 1 mcast_to_unicast off neigh_suppress off vlan_tunnel off isolated ${on(l.port?.isolated)} locked off \n`;
    yield* ip.out.write(out);
  }
}

function* port(ip: Ip, dev: string): Task<void> {
  if (!(yield* ip.links()).some((l) => l.name === dev)) throw new IpError(`Cannot find device "${dev}"\n`, 255);
}

function* fdb(ip: Ip, args: Args): Task<void> {
  const verb = args.take() ?? 'show';
  const op = matches(verb, 'add', 'append', 'replace') ? 'fdb_add' : matches(verb, 'delete') ? 'fdb_del' : undefined;
  let dev: string | undefined;
  let master: string | undefined;
  let mac: string | undefined;
  let dst: string | undefined;
  if (op === undefined && !matches(verb, 'show', 'lst', 'list')) throw new IpError(`Command "${verb}" is unknown, try "bridge fdb help".\n`, 255);
  for (let word = args.take(); word !== undefined; word = args.take()) {
    if (word === 'dev' || word === 'brport') dev = args.next();
    else if (word === 'br') master = args.next();
    else if (word === 'dst') dst = args.next();
    else if (word === 'vlan' || word === 'state' || word === 'vni' || word === 'port' || word === 'via') args.next();
    else if (['self', 'master', 'router', 'local', 'permanent', 'temp', 'static', 'dynamic', 'use', 'extern_learn', 'sticky'].includes(word)) continue;
    else mac = word;
  }
  if (op !== undefined) {
    if (dev === undefined || mac === undefined) throw new IpError('Device and address are required arguments.\n', 255);
    const address = parseMac(mac);
    if (address === undefined) throw new IpError(`Invalid mac address ${mac}\n`, 255);
    yield* port(ip, dev);
    yield* ip.request({ op, mac: address, dev, ...(dst === undefined ? {} : { dst }) });
    return;
  }
  if (dev !== undefined) yield* port(ip, dev);
  for (const f of (yield* ip.request({ op: 'fdb_dump' })).fdb ?? []) {
    if ((dev !== undefined && f.dev !== dev) || (master !== undefined && f.master !== master && f.dev !== master)) continue;
    yield* ip.out.write(`${f.mac} ${dev === undefined ? `dev ${f.dev} ` : ''}${f.dst === undefined ? '' : `dst ${f.dst} `}${f.master === undefined ? '' : `master ${f.master} `}${f.self ? 'self ' : ''}${f.state === 'dynamic' ? '' : f.state}\n`);
  }
}

function* vlan(ip: Ip): Task<void> {
  yield* ip.out.write('port              vlan-id  \n');
  const all = yield* ip.links();
  for (const l of all) {
    const bridge = l.kind === 'bridge' ? l : all.find((b) => b.name === l.master);
    if (bridge?.bridge?.vlanFiltering === true) yield* ip.out.write(`${l.name.padEnd(17)} 1 PVID Egress Untagged\n`);
  }
}

function* main(sys: Sys, args: readonly string[], envp: readonly string[]): Task<number> {
  const ip = new Ip(sys, plainOptions(), envp);
  let at = 0;
  try {
    for (; args[at]?.startsWith('-') === true; at++) {
      const word = args[at]!;
      if (matches(word, '-details')) ip.o.details = true;
      else if (matches(word, '-Version')) {
        yield* writeText(sys, 1, 'bridge utility, 6.1.0\n');
        return 0;
      } else if (matches(word, '-netns')) yield* enter(sys, args[++at] ?? '');
      else if (!matches(word, '-statistics', '-stats', '-oneline', '-timestamp', '-color', '-compressvlans', '-4', '-6')) throw new IpError(`Option "${word}" is unknown, try "bridge help".\n`, 255);
    }
    const object = args[at];
    const rest = new Args(args.slice(at + 1));
    if (object === undefined || matches(object, 'help')) throw new IpError(HELP, 255);
    if (matches(object, 'link')) yield* link(ip, rest);
    else if (matches(object, 'fdb')) yield* fdb(ip, rest);
    else if (matches(object, 'vlan')) yield* vlan(ip);
    else if (matches(object, 'mdb', 'monitor')) throw new IpError(`glasshull: bridge ${object} is not simulated\n`);
    else throw new IpError(`Object "${object}" is unknown, try "bridge help".\n`, 255);
    yield* ip.out.flush();
    return 0;
  } catch (e) {
    yield* ip.out.flush();
    if (e instanceof IpError) {
      yield* writeText(sys, 2, e.text);
      return e.status;
    }
    if (!isSysError(e)) throw e;
    yield* writeText(sys, 2, `RTNETLINK answers: ${e.message}\n`);
    return 2;
  }
}

export const bridge: Program = { name: 'bridge', support: { level: 'partial', note: 'link, fdb and vlan show; no mdb, no monitor' }, main: (sys, argv, envp) => main(sys, argv.slice(1), envp) };
