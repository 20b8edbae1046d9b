/** brctl (bridge-utils 1.7.1): bridges and their ports. Left out: what the spanning tree would need (priorities, costs, timers are taken and not kept). */
import { routeAnswer, replyError } from '../../../libc/rtnetlink.ts';
import { writeText } from '../../../libc/stdio.ts';
import { NetError, guarded, links, tell } from './common.ts';
import type { LinkInfo } from '../../../../abi/netlink.ts';
import type { Sys, Task } from '../../../../abi/sys.ts';
import type { Program } from '../../../libc/program.ts';

/** Name, number of arguments, what they are, what it does. */
const COMMANDS: readonly (readonly [string, number, string, string])[] = [
  ['addbr', 1, '<bridge>', 'add bridge'], ['delbr', 1, '<bridge>', 'delete bridge'], ['addif', 2, '<bridge> <device>', 'add interface to bridge'], ['delif', 2, '<bridge> <device>', 'delete interface from bridge'],
  ['hairpin', 3, '<bridge> <port> {on|off}', 'turn hairpin on/off'], ['setageing', 2, '<bridge> <time>', 'set ageing time'], ['setbridgeprio', 2, '<bridge> <prio>', 'set bridge priority'],
  ['setfd', 2, '<bridge> <time>', 'set bridge forward delay'], ['sethello', 2, '<bridge> <time>', 'set hello time'], ['setmaxage', 2, '<bridge> <time>', 'set max message age'],
  ['setpathcost', 3, '<bridge> <port> <cost>', 'set path cost'], ['setportprio', 3, '<bridge> <port> <prio>', 'set port priority'], ['show', 0, '[ <bridge> ]', 'show a list of bridges'],
  ['showmacs', 1, '<bridge>', 'show a list of mac addrs'], ['showstp', 1, '<bridge>', 'show bridge stp info'], ['stp', 2, '<bridge> {on|off}', 'turn stp on/off'],
];

/** What is wrong, or nothing, on the command line. */
const USAGE = `Usage: brctl [commands]\ncommands:\n${COMMANDS.map(([name, , args, what]) => `\t${name.padEnd(10)}\t${args}${args.includes('<port>') || name === 'stp' || name === 'addif' || name === 'delif' ? '\t' : '\t\t'}${what}\n`).join('')}`;

const bridgeId = (l: LinkInfo): string => `8000.${l.mac.replaceAll(':', '')}`;

function portsOf(all: readonly LinkInfo[], bridge: string): LinkInfo[] {
  return all.filter((l) => l.master === bridge).sort((a, b) => (a.name < b.name ? -1 : 1));
}

function* show(sys: Sys, names: readonly string[]): Task<number> {
  const all = yield* links(sys);
  let out = 'bridge name\tbridge id\t\tSTP enabled\tinterfaces\n';
  let status = 0;
  for (const name of names.length > 0 ? names : all.filter((l) => l.kind === 'bridge').map((l) => l.name).sort()) {
    const l = all.find((x) => x.name === name);
    if (l === undefined || l.kind !== 'bridge') {
      yield* writeText(sys, 2, l === undefined ? `bridge ${name} does not exist!\n` : `device ${name} is not a bridge!\n`);
      status = 1;
      continue;
    }
    const ports = portsOf(all, name);
    out += `${name}\t\t${bridgeId(l)}\t${l.bridge?.stp === true ? 'yes' : 'no'}\t\t${ports.map((p) => p.name).join('\n\t\t\t\t\t\t\t')}\n`;
  }
  yield* writeText(sys, 1, status === 0 || names.length === 0 ? out : '');
  return status;
}

function* showMacs(sys: Sys, name: string): Task<number> {
  const ports = portsOf(yield* links(sys), name);
  const fdb = (yield* tell(sys, { op: 'fdb_dump' }, 'read of forward table failed', 1)).fdb ?? [];
  const rows = fdb
    .filter((f) => f.master === name && ports.some((p) => p.name === f.dev))
    .map((f) => ({ port: ports.sort((a, b) => a.index - b.index).findIndex((p) => p.name === f.dev) + 1, mac: f.mac, local: f.state === 'permanent', age: f.state === 'permanent' ? 0 : f.age_s }))
    .sort((a, b) => (a.mac < b.mac ? -1 : 1));
  yield* writeText(sys, 1, `port no\tmac addr\t\tis local?\tageing timer\n${rows.map((r) => `${String(r.port).padStart(3)}\t${r.mac}\t${r.local ? 'yes' : 'no'}\t\t${r.age.toFixed(2).padStart(7)}\n`).join('')}`);
  return 0;
}

function* showStp(sys: Sys, l: LinkInfo): Task<number> {
  const id = bridgeId(l);
  const t = (n: number): string => n.toFixed(2).padStart(7);
  let out = `${l.name}\n bridge id\t\t${id}\n designated root\t${id}\n root port\t\t   0\t\t\tpath cost\t\t   0\n max age\t\t${t(20)}\t\t\tbridge max age\t\t${t(20)}\n hello time\t\t${t(2)}\t\t\tbridge hello time\t${t(2)}\n`;
  out += ` forward delay\t\t${t(15)}\t\t\tbridge forward delay\t${t(15)}\n ageing time\t\t${t(l.bridge?.ageing_s ?? 300)}\n hello timer\t\t${t(0)}\t\t\ttcn timer\t\t${t(0)}\n topology change timer\t${t(0)}\t\t\tgc timer\t\t${t(0)}\n flags\t\t\t\n\n\n`;
  const ports = portsOf(yield* links(sys), l.name);
  ports.forEach((p, i) => {
    out += `${p.name} (${i + 1})\n port id\t\t800${i + 1}\t\t\tstate\t\t     ${p.running ? 'forwarding' : 'disabled'}\n designated root\t${id}\t\tpath cost\t\t   2\n designated bridge\t${id}\t\tmessage age timer\t${t(0)}\n designated port\t800${i + 1}\t\t\tforward delay timer\t${t(0)}\n designated cost\t   0\t\t\thold timer\t\t${t(0)}\n flags\t\t\t\n\n`;
  });
  yield* writeText(sys, 1, out);
  return 0;
}

function* main(sys: Sys, args: readonly string[]): Task<number> {
  const [verb, ...rest] = args;
  if (verb === undefined) {
    yield* writeText(sys, 2, USAGE);
    return 1;
  }
  if (verb === '-V' || verb === '--version') {
    yield* writeText(sys, 1, 'bridge-utils, 1.7.1\n');
    return 0;
  }
  const command = COMMANDS.find(([name]) => name === verb);
  if (command === undefined) {
    yield* writeText(sys, 2, `never heard of command [${verb}]\n${USAGE}`);
    return 1;
  }
  if (rest.length < command[1]) throw new NetError(`Incorrect number of arguments for command\nUsage: brctl ${verb} ${command[2]}\t\t${command[3]}\n`);
  const [bridge = '', second = '', third = ''] = rest;
  if (verb === 'show') return yield* show(sys, rest);
  if (verb === 'addbr') {
    const e = replyError(yield* routeAnswer(sys, { op: 'link_add', name: bridge, kind: 'bridge' }));
    if (e === undefined) return 0;
    throw new NetError(e.code === 'EEXIST' ? `device ${bridge} already exists; can't create bridge with the same name\n` : `add bridge failed: ${e.message}\n`);
  }
  const all = yield* links(sys);
  const own = all.find((l) => l.name === bridge);
  if (verb === 'delbr') {
    if (own?.kind !== 'bridge') throw new NetError(`bridge ${bridge} doesn't exist; can't delete it\n`);
    if (own.up) throw new NetError(`bridge ${bridge} is still up; can't delete it\n`);
    yield* tell(sys, { op: 'link_del', name: bridge }, "can't delete bridge " + bridge, 1);
    return 0;
  }
  if (own?.kind !== 'bridge') throw new NetError(`bridge ${bridge} does not exist!\n`);
  switch (verb) {
    case 'addif':
    case 'delif':
      for (const dev of rest.slice(1)) {
        const port = all.find((l) => l.name === dev);
        if (port === undefined) throw new NetError(`interface ${dev} does not exist!\n`);
        if (verb === 'addif' && port.master !== undefined) throw new NetError(`device ${dev} is already a member of a bridge; can't add it to bridge ${bridge}.\n`);
        if (verb === 'delif' && port.master !== bridge) throw new NetError(`device ${dev} is not a port of ${bridge}\n`);
        const e = replyError(yield* routeAnswer(sys, { op: 'link_set', name: dev, master: verb === 'addif' ? bridge : '' }));
        if (e !== undefined) throw new NetError(`can't ${verb === 'addif' ? 'add' : 'delete'} ${dev} ${verb === 'addif' ? 'to' : 'from'} bridge ${bridge}: ${e.message}\n`);
      }
      return 0;
    case 'stp':
      yield* tell(sys, { op: 'link_set', name: bridge, stp: ['on', 'yes', '1'].includes(second) }, 'set stp status failed', 1);
      return 0;
    case 'setageing':
      yield* tell(sys, { op: 'link_set', name: bridge, ageing_s: Number(second) }, 'set ageing time failed', 1);
      return 0;
    case 'hairpin':
      yield* tell(sys, { op: 'link_set', name: second, hairpin: ['on', 'yes', '1'].includes(third) }, `can't set ${second} to hairpin on bridge ${bridge}`, 1);
      return 0;
    case 'showmacs':
      return yield* showMacs(sys, bridge);
    case 'showstp':
      return yield* showStp(sys, own);
    default:
      throw new NetError(`glasshull: brctl ${verb} is not simulated\n`);
  }
}

export const brctl: Program = { name: 'brctl', support: { level: 'partial', note: 'bridges, ports, ageing, hairpin; no priorities, costs and timers of the spanning tree' }, main: (sys, argv) => guarded(sys, 'brctl', main(sys, argv.slice(1))) };
