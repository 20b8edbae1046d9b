/** ipset (7.17): sets of addresses and ports for the match `set`. Commands create, destroy, add, del, test, flush, list, save. Left out: swap, rename, time-outs, counters, comments. */
import { errnoName, isSysError } from '../../../../abi/errno.ts';
import { routeAnswer } from '../../../libc/rtnetlink.ts';
import { parseIp, splitPrefix } from '../../../libc/netaddr.ts';
import { writeText } from '../../../libc/stdio.ts';
import type { IpsetInfo } from '../../../../abi/netfilter.ts';
import type { RouteReply, RouteRequest } from '../../../../abi/netlink.ts';
import type { Sys, Task } from '../../../../abi/sys.ts';
import type { Program } from '../../../libc/program.ts';

const NAME = 'ipset v7.17';
const HINT = "Try `ipset help' for more information.\n";
const TYPES = ['hash:ip', 'hash:net', 'hash:ip,port', 'hash:net,port', 'hash:mac', 'hash:net,iface', 'bitmap:port', 'hash:ip,port,ip', 'hash:ip,port,net', 'hash:net,net', 'list:set'];
const USAGE = `${NAME}

Usage: ipset [options] COMMAND

Commands:
create SETNAME TYPENAME [family {inet|inet6}]
        make a set
add SETNAME ENTRY
        put an entry in
del SETNAME ENTRY
        take an entry out
test SETNAME ENTRY
        is it in there?
destroy [SETNAME]
        take away a set, or all
list [SETNAME]
        show sets and their entries
save [SETNAME]
        the same as commands
flush [SETNAME]
        empty a set, or all

Options:
-q   say nothing of what is there, or not there, already
-! , -exist  no error for it
-n   names only
`;

class IpsetError {
  readonly message: string;
  readonly status: number;
  constructor(message: string, status = 1) {
    this.message = message;
    this.status = status;
  }
}

const NO_SET = 'The set with the given name does not exist';

function* request(sys: Sys, r: RouteRequest, words: Readonly<Record<string, string>>): Task<RouteReply> {
  const reply = yield* routeAnswer(sys, r);
  if (reply.errno === 0) return reply;
  const code = errnoName(reply.errno);
  throw new IpsetError(words[code] ?? (code === 'ENOENT' ? NO_SET : code === 'EPERM' ? 'Kernel error received: Operation not permitted' : `Kernel error received: ${reply.detail ?? code}`));
}

function* find(sys: Sys, set: string): Task<IpsetInfo> {
  const reply = yield* request(sys, { op: 'ipset_dump', set }, {});
  const found = reply.sets?.find((s) => s.name === set);
  if (found === undefined) throw new IpsetError(NO_SET);
  return found;
}

const family = (s: IpsetInfo): string => (s.family === 'ipv6' ? 'inet6' : 'inet');
/** A number for a set that stays the same: the hash's start value. */
const initval = (s: IpsetInfo): string => `0x${[...s.name].reduce((n, c) => (Math.imul(n, 31) + c.charCodeAt(0)) >>> 0, 0x2545f491).toString(16).padStart(8, '0')}`;
const header = (s: IpsetInfo): string => `family ${family(s)} hashsize 1024 maxelem 65536 bucketsize 12 initval ${initval(s)}`;

function listing(s: IpsetInfo): string {
  return `Name: ${s.name}\nType: ${s.type}\nRevision: 7\nHeader: ${header(s)}\nSize in memory: ${(s.type.includes('net') ? 456 : 200) + s.entries.length * (s.type.includes(',') ? 64 : 48)}\nReferences: ${s.references}\nNumber of entries: ${s.entries.length}\nMembers:\n${s.entries.map((e) => `${e}\n`).join('')}`;
}

function checkEntry(s: IpsetInfo, entry: string): void {
  const first = entry.split(',')[0]!;
  if (s.type.startsWith('hash:ip') || s.type.startsWith('hash:net')) {
    if (parseIp(splitPrefix(first).address) === undefined && !/^[\d.]+-[\d.]+$/.test(first)) throw new IpsetError(`Syntax error: cannot parse ${first}: resolving to ${s.family === 'ipv6' ? 'IPv6' : 'IPv4'} address failed`);
  }
}

function* main(sys: Sys, args: readonly string[]): Task<number> {
  const flags = new Set(args.filter((a) => /^-(q|!|exist|n|t|quiet|name|terse)$/.test(a)));
  const [verb, set, entry, ...rest] = args.filter((a) => !flags.has(a));
  const exist = flags.has('-!') || flags.has('-exist');
  const needed = (what: string | undefined, name: string): string => {
    if (what === undefined) throw new IpsetError(`Missing mandatory argument ${name} of command ${verb!}`, 2);
    return what;
  };
  if (verb === undefined) throw new IpsetError('No command specified.', 2);
  switch (verb.replace(/^--?/, '')) {
    case 'create':
    case 'N':
    case 'n': {
      const type = needed(entry, 'TYPENAME');
      if (!TYPES.includes(type)) throw new IpsetError(`Syntax error: typename '${type}' is unknown`);
      const v6 = rest.includes('inet6');
      yield* request(sys, { op: 'ipset_create', set: needed(set, 'SETNAME'), type, family: v6 ? 'ipv6' : 'ipv4' }, exist ? {} : { EEXIST: 'Set cannot be created: set with the same name already exists' });
      return 0;
    }
    case 'add':
    case 'A': {
      const s = yield* find(sys, needed(set, 'SETNAME'));
      checkEntry(s, needed(entry, 'ADD-ENTRY'));
      if (exist && s.entries.includes(entry!)) return 0;
      yield* request(sys, { op: 'ipset_add', set: s.name, entry: entry! }, { EEXIST: "Element cannot be added to the set: it's already added" });
      return 0;
    }
    case 'del':
    case 'D': {
      const s = yield* find(sys, needed(set, 'SETNAME'));
      checkEntry(s, needed(entry, 'DEL-ENTRY'));
      if (exist && !s.entries.includes(entry!)) return 0;
      yield* request(sys, { op: 'ipset_del', set: s.name, entry: entry! }, { ENOENT: "Element cannot be deleted from the set: it's not added", EEXIST: "Element cannot be deleted from the set: it's not added", ESRCH: "Element cannot be deleted from the set: it's not added" });
      return 0;
    }
    case 'test':
    case 'T': {
      const s = yield* find(sys, needed(set, 'SETNAME'));
      checkEntry(s, needed(entry, 'TEST-ENTRY'));
      const reply = yield* routeAnswer(sys, { op: 'ipset_test', set: s.name, entry: entry! });
      const there = reply.errno === 0 && reply.count !== 0;
      if (!flags.has('-q')) yield* writeText(sys, 2, there ? `Warning: ${entry!} is in set ${s.name}.\n` : `${entry!} is NOT in set ${s.name}.\n`);
      return there ? 0 : 1;
    }
    case 'destroy':
    case 'x':
    case 'X':
      if (set !== undefined) yield* find(sys, set);
      yield* request(sys, { op: 'ipset_destroy', ...(set === undefined ? {} : { set }) }, { EBUSY: `Set cannot be destroyed: it is in use by a kernel component` });
      return 0;
    case 'flush':
    case 'F':
      if (set !== undefined) yield* find(sys, set);
      yield* request(sys, { op: 'ipset_flush', ...(set === undefined ? {} : { set }) }, {});
      return 0;
    case 'list':
    case 'L':
    case 'save':
    case 'S': {
      const sets = set !== undefined ? [yield* find(sys, set)] : ((yield* request(sys, { op: 'ipset_dump' }, {})).sets ?? []);
      if (/^(save|S)$/.test(verb.replace(/^--?/, ''))) yield* writeText(sys, 1, sets.map((s) => `create ${s.name} ${s.type} ${header(s)}\n${s.entries.map((e) => `add ${s.name} ${e}\n`).join('')}`).join(''));
      else if (flags.has('-n') || flags.has('-name')) yield* writeText(sys, 1, sets.map((s) => `${s.name}\n`).join(''));
      else yield* writeText(sys, 1, sets.map(listing).join('\n'));
      return 0;
    }
    case 'help':
    case 'h':
      yield* writeText(sys, 1, USAGE);
      return 0;
    case 'version':
    case 'v':
    case 'V':
      yield* writeText(sys, 1, `${NAME}, protocol version: 7\n`);
      return 0;
    default:
      throw new IpsetError(`No command specified: unknown argument ${verb}`, 2);
  }
}

export const ipset: Program = {
  name: 'ipset',
  support: { level: 'partial', note: 'no swap, rename, time-outs, counters' },
  *main(sys, argv) {
    try {
      return yield* main(sys, argv.slice(1));
    } catch (e) {
      if (e instanceof IpsetError) {
        yield* writeText(sys, 2, `${NAME}: ${e.message}\n${e.status === 2 ? HINT : ''}`);
        return e.status;
      }
      if (!isSysError(e)) throw e;
      yield* writeText(sys, 2, `${NAME}: ${e.message}\n`);
      return 1;
    }
  },
};
