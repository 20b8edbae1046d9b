/** conntrack (1.4.7): tracked connections listed, deleted, counted, and told of as they change. Left out: creating and changing entries, expectations, other outputs than text. */
import { isSysError } from '../../../../abi/errno.ts';
import { Getopt, GetoptError } from '../../../libc/getopt.ts';
import { routeEvents, routeRequest } from '../../../libc/rtnetlink.ts';
import { writeText } from '../../../libc/stdio.ts';
import type { ConntrackInfo, ConntrackTuple } from '../../../../abi/netfilter.ts';
import type { Sys, Task } from '../../../../abi/sys.ts';
import type { Program } from '../../../libc/program.ts';

const TOOL = 'conntrack v1.4.7 (conntrack-tools)';
const USAGE = `Command line interface for the connection tracking system. Version 1.4.7
Usage: conntrack [commands] [options]

Commands:
  -L            list the entries
  -D            delete those that agree with the parameters
  -E            tell of changes as they happen
  -F            delete all
  -C            how many there are
  -S            statistics

Parameters and options:
  -p, --proto proto             protocol, as tcp
  -s, --src, --orig-src ip      source of the original direction
  -d, --dst, --orig-dst ip      destination of the original direction
  -r, --reply-src ip            source of the reply direction
  -q, --reply-dst ip            destination of the reply direction
  --sport, --dport port         ports of the original direction
  -n, --src-nat                 those with translated sources
  -g, --dst-nat                 those with translated destinations
  -f, --family proto            ipv4 or ipv6
`;

function tuple(t: ConntrackTuple): string {
  let out = `src=${t.src} dst=${t.dst} `;
  if (t.sport !== undefined) out += `sport=${t.sport} dport=${t.dport ?? 0} `;
  return t.icmp === undefined ? out : `${out}type=${t.icmp.type} code=${t.icmp.code} id=${t.icmp.id} `;
}

function line(e: ConntrackInfo): string {
  return `${e.protocol.padEnd(8)} ${e.protocolNumber} ${e.timeout_s} ${e.state === undefined ? '' : `${e.state} `}${tuple(e.original)}${e.unreplied ? '[UNREPLIED] ' : ''}${tuple(e.reply)}${e.assured ? '[ASSURED] ' : ''}mark=${e.mark} use=1\n`;
}

interface Wanted {
  family: 'ipv4' | 'ipv6';
  protocol?: string;
  src?: string;
  dst?: string;
  replySrc?: string;
  replyDst?: string;
  sport?: number;
  dport?: number;
  srcNat?: boolean;
  dstNat?: boolean;
}

function agrees(e: ConntrackInfo, w: Wanted): boolean {
  return (w.protocol === undefined || e.protocol === w.protocol) && (w.src === undefined || e.original.src === w.src) && (w.dst === undefined || e.original.dst === w.dst) && (w.replySrc === undefined || e.reply.src === w.replySrc) &&
    (w.replyDst === undefined || e.reply.dst === w.replyDst) && (w.sport === undefined || e.original.sport === w.sport) && (w.dport === undefined || e.original.dport === w.dport) &&
    (w.srcNat !== true || e.original.src !== e.reply.dst) && (w.dstNat !== true || e.original.dst !== e.reply.src);
}

function* main(sys: Sys, args: readonly string[]): Task<number> {
  let verb: string | undefined;
  const w: Wanted = { family: 'ipv4' };
  const long = { dump: 'L::', list: 'L::', delete: 'D::', event: 'E::', flush: 'F::', count: 'C::', stats: 'S', proto: 'p:', protonum: 'p:', src: 's:', 'orig-src': 's:', dst: 'd:', 'orig-dst': 'd:', 'reply-src': 'r:', 'reply-dst': 'q:', sport: '=sport:', 'orig-port-src': '=sport:', dport: '=dport:', 'orig-port-dst': '=dport:', family: 'f:', 'src-nat': 'n::', 'dst-nat': 'g::', output: 'o:', version: 'V', help: 'h', 'event-mask': 'e:' };
  for (const { key, arg } of new Getopt(args, 'L::D::E::F::C::SG::I::U::s:d:r:q:p:f:n::g::j::o:e:t:u:m:VhAz', long)) {
    if ('LDEFCSVh'.includes(key)) verb ??= key;
    else if ('GIUA'.includes(key)) {
      yield* writeText(sys, 2, `glasshull: conntrack -${key} is not simulated\n`);
      return 1;
    } else if (key === 'p') {
      if (!['tcp', 'udp', 'icmp', 'icmpv6', 'udplite', 'sctp', 'dccp', 'gre', 'unknown'].includes(arg)) {
        yield* writeText(sys, 2, `${TOOL}: \`${arg}' unsupported protocol\nTry \`conntrack -h' or 'conntrack --help' for more information.\n`);
        return 2;
      }
      w.protocol = arg;
    } else if (key === 's') w.src = arg;
    else if (key === 'd') w.dst = arg;
    else if (key === 'r') w.replySrc = arg;
    else if (key === 'q') w.replyDst = arg;
    else if (key === '=sport') w.sport = Number(arg);
    else if (key === '=dport') w.dport = Number(arg);
    else if (key === 'n') w.srcNat = true;
    else if (key === 'g') w.dstNat = true;
    else if (key === 'f') w.family = arg === 'ipv6' ? 'ipv6' : 'ipv4';
  }
  const all = function* (): Task<readonly ConntrackInfo[]> {
    return (yield* routeRequest(sys, { op: 'ct_dump', family: w.family })).conntrack ?? [];
  };
  switch (verb) {
    case 'L': {
      const found = (yield* all()).filter((e) => agrees(e, w));
      yield* writeText(sys, 1, found.map(line).join(''));
      yield* writeText(sys, 2, `${TOOL}: ${found.length} flow entries have been shown.\n`);
      return 0;
    }
    case 'D': {
      let count = 0;
      for (const e of (yield* all()).filter((x) => agrees(x, w))) {
        const { original: o } = e;
        const reply = yield* routeRequest(sys, { op: 'ct_delete', family: w.family, protocol: e.protocol, src: o.src, dst: o.dst, ...(o.sport === undefined ? {} : { sport: o.sport }), ...(o.dport === undefined ? {} : { dport: o.dport }) });
        if ((reply.count ?? 0) > 0) yield* writeText(sys, 1, line(e));
        count += reply.count ?? 0;
      }
      yield* writeText(sys, 2, `${TOOL}: ${count} flow entries have been deleted.\n`);
      return count > 0 ? 0 : 1;
    }
    case 'F':
      for (const family of ['ipv4', 'ipv6'] as const) yield* routeRequest(sys, { op: 'ct_delete', family });
      yield* writeText(sys, 2, `${TOOL}: connection tracking table has been emptied.\n`);
      return 0;
    case 'C':
      yield* writeText(sys, 1, `${(yield* all()).length}\n`);
      return 0;
    case 'S':
      yield* writeText(sys, 1, 'cpu=0   \tfound=0 invalid=0 insert=0 insert_failed=0 drop=0 early_drop=0 error=0 search_restart=0 clash_resolve=0 chaintoolong=0 \n');
      return 0;
    case 'E':
      yield* routeEvents(sys, ['conntrack'], function* (event) {
        if (event.event === 'conntrack' && agrees(event.entry, w)) yield* writeText(sys, 1, `${`[${event.what}]`.padStart(9)} ${line(event.entry).replace(/ mark=\d+ use=1\n$/, '\n')}`);
        return true;
      });
      return 0;
    case 'V':
      yield* writeText(sys, 1, `${TOOL}\n`);
      return 0;
    default:
      yield* writeText(sys, 1, USAGE);
      return 0;
  }
}

export const conntrack: Program = {
  name: 'conntrack',
  support: { level: 'partial', note: 'lists, deletes, counts and tells; does not create or change entries' },
  *main(sys, argv) {
    try {
      return yield* main(sys, argv.slice(1));
    } catch (e) {
      if (e instanceof GetoptError) {
        yield* writeText(sys, 2, `conntrack: ${e.message}\n${TOOL}: unknown argument\nTry \`conntrack -h' or 'conntrack --help' for more information.\n`);
        return 2;
      }
      if (!isSysError(e)) throw e;
      yield* writeText(sys, 2, `${TOOL}: Operation failed: ${e.message}\n`);
      return 1;
    }
  },
};
