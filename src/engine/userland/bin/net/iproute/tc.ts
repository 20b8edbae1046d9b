/** tc (iproute2 6.1.0): a device's queueing discipline: netem, tbf, pfifo, fq_codel. Left out: classes, filters, trees of disciplines, statistics of rates. */
import { isSysError } from '../../../../abi/errno.ts';
import { writeText } from '../../../libc/stdio.ts';
import { Args, Ip, IpError, matches, plainOptions } from './common.ts';
import { enter } from './netns.ts';
import type { QdiscInfo, QdiscSpec } from '../../../../abi/netlink.ts';
import type { Sys, Task } from '../../../../abi/sys.ts';
import type { Program } from '../../../libc/program.ts';

const HELP = `Usage:\ttc [ OPTIONS ] OBJECT { COMMAND | help }
where  OBJECT := { qdisc }
       OPTIONS := { -V[ersion] | -s[tatistics] | -d[etails] | -n[etns] name }
`;
const QDISC_HELP = `Usage: tc qdisc [ add | del | replace | change | show ] dev STRING
       [ root ] [ handle QHANDLE ]
       [ [ QDISC_KIND ] [ help | OPTIONS ] ]

       tc qdisc { show | list } [ dev STRING ]
Where:
QDISC_KIND := { netem | tbf | pfifo | pfifo_fast | fq_codel | noqueue }
`;
const TBF_HELP = 'Usage: ... tbf limit BYTES burst BYTES[/BYTES] rate KBPS [ latency TIME ]\n';

const RATES: Readonly<Record<string, number>> = { bit: 1, kbit: 1e3, mbit: 1e6, gbit: 1e9, tbit: 1e12, kibit: 1024, mibit: 1024 ** 2, bps: 8, kbps: 8e3, mbps: 8e6, gbps: 8e9, '': 1 };
const SIZES: Readonly<Record<string, number>> = { '': 1, b: 1, k: 1024, kb: 1024, m: 1024 ** 2, mb: 1024 ** 2, kbit: 128, mbit: 131072 };
const TIMES: Readonly<Record<string, number>> = { s: 1e6, sec: 1e6, secs: 1e6, ms: 1e3, msec: 1e3, msecs: 1e3, us: 1, usec: 1, usecs: 1, '': 1 };

function unit(word: string, units: Readonly<Record<string, number>>, what: string): number {
  const m = /^(\d+(?:\.\d+)?)([a-z]*)$/i.exec(word);
  const factor = m === null ? undefined : units[m[2]!.toLowerCase()];
  if (m === null || factor === undefined) throw new IpError(`Illegal "${what}"\n`);
  return Number(m[1]) * factor;
}

function percent(word: string, what: string): number {
  const m = /^(\d+(?:\.\d+)?)%?$/.exec(word);
  if (m === null || Number(m[1]) > 100) throw new IpError(`Illegal "${what}"\n`);
  return Number(m[1]);
}

const NUMERIC = /^[\d.]+[a-z%]*$/i;

function netem(args: Args): QdiscSpec {
  const q: { kind: 'netem'; delay_us?: number; jitter_us?: number; loss_percent?: number; duplicate_percent?: number; corrupt_percent?: number; reorder_percent?: number; rate_bps?: number; limit?: number } = { kind: 'netem' };
  for (let word = args.take(); word !== undefined; word = args.take()) {
    if (matches(word, 'delay', 'latency')) {
      q.delay_us = unit(args.next(), TIMES, 'latency');
      if (NUMERIC.test(args.peek() ?? '')) q.jitter_us = unit(args.next(), TIMES, 'latency');
      if (NUMERIC.test(args.peek() ?? '')) args.next();
      if (args.peek() === 'distribution') {
        args.next();
        args.next();
      }
    } else if (matches(word, 'loss', 'drop')) {
      let value = args.next();
      if (value === 'random') value = args.next();
      q.loss_percent = percent(value, 'loss percent');
      if (NUMERIC.test(args.peek() ?? '')) args.next();
    } else if (matches(word, 'duplicate')) q.duplicate_percent = percent(args.next(), 'duplicate');
    else if (matches(word, 'corrupt')) q.corrupt_percent = percent(args.next(), 'corrupt');
    else if (matches(word, 'reorder')) {
      q.reorder_percent = percent(args.next(), 'reorder');
      if (NUMERIC.test(args.peek() ?? '')) args.next();
    } else if (matches(word, 'rate')) q.rate_bps = unit(args.next(), RATES, 'rate');
    else if (matches(word, 'limit')) q.limit = Number(args.next());
    else throw new IpError(`What is "${word}"?\nUsage: ... netem [ limit PACKETS ] [ delay TIME [ JITTER ]] [ loss PERCENT ] [ duplicate PERCENT ] [ corrupt PERCENT ] [ reorder PERCENT ] [ rate RATE ]\n`);
  }
  if (q.reorder_percent !== undefined && q.delay_us === undefined) throw new IpError('reordering not possible without specifying some delay\n');
  return q;
}

function tbf(args: Args): QdiscSpec {
  let rate: number | undefined;
  let burst: number | undefined;
  let latency: number | undefined;
  let limit: number | undefined;
  for (let word = args.take(); word !== undefined; word = args.take()) {
    if (matches(word, 'rate')) rate = unit(args.next(), RATES, 'rate');
    else if (matches(word, 'burst', 'buffer', 'maxburst')) burst = unit(args.next().split('/')[0]!, SIZES, 'burst');
    else if (matches(word, 'latency')) latency = unit(args.next(), TIMES, 'latency');
    else if (matches(word, 'limit')) limit = unit(args.next(), SIZES, 'limit');
    else if (matches(word, 'peakrate', 'mtu', 'minburst', 'mpu', 'overhead')) args.next();
    else throw new IpError(`What is "${word}"?\n${TBF_HELP}`);
  }
  let missing = '';
  if (rate === undefined) missing += 'tbf: the "rate" parameter is mandatory.\n';
  if (burst === undefined) missing += 'tbf: the "burst" parameter is mandatory.\n';
  if (latency === undefined && limit === undefined) missing += 'tbf: either "limit" or "latency" is required.\n';
  if (rate === undefined || burst === undefined || missing !== '') throw new IpError(missing + TBF_HELP);
  return { kind: 'tbf', rate_bps: rate, burst_bytes: burst, latency_us: latency ?? Math.max(0, ((limit! - burst) * 8e6) / rate) };
}

function spec(kind: string, args: Args): QdiscSpec {
  if (kind === 'netem') return netem(args);
  if (kind === 'tbf') return tbf(args);
  if (kind === 'noqueue' || kind === 'pfifo_fast' || kind === 'fq_codel' || kind === 'pfifo') {
    while (args.take() !== undefined);
    return { kind };
  }
  throw new IpError('Error: Specified qdisc kind is unknown.\n', 2);
}

function rateText(bps: number): string {
  for (const [name, size] of [['Tbit', 1e12], ['Gbit', 1e9], ['Mbit', 1e6], ['Kbit', 1e3]] as const) if (bps >= size && (bps % size === 0 || bps >= size * 1000)) return `${bps / size}${name}`;
  for (const [name, size] of [['Gbit', 1e9], ['Mbit', 1e6], ['Kbit', 1e3]] as const) if (bps >= size && Number.isInteger((bps * 1000) / size)) return `${bps / size < 10 ? bps / 1e3 : bps / size}${bps / size < 10 && name !== 'Kbit' ? 'Kbit' : name}`;
  return `${bps}bit`;
}

function timeText(us: number): string {
  if (us >= 1e6) return `${Number((us / 1e6).toPrecision(3))}s`;
  return us >= 1e3 ? `${Number((us / 1e3).toPrecision(3))}ms` : `${us}us`;
}

function sizeText(bytes: number): string {
  if (bytes >= 1 << 20 && bytes % (1 << 20) === 0) return `${bytes >> 20}Mb`;
  return bytes >= 1024 && bytes % 1024 === 0 ? `${bytes / 1024}Kb` : `${bytes}b`;
}

function describe(q: QdiscSpec): string {
  const percentage = (n: number): string => `${Number(n.toPrecision(6))}%`;
  if (q.kind === 'netem') {
    let out = `limit ${q.limit ?? 1000}`;
    if (q.delay_us !== undefined && q.delay_us > 0) out += ` delay ${timeText(q.delay_us)}${q.jitter_us === undefined || q.jitter_us === 0 ? '' : `  ${timeText(q.jitter_us)}`}`;
    if (q.loss_percent !== undefined) out += ` loss ${percentage(q.loss_percent)}`;
    if (q.duplicate_percent !== undefined) out += ` duplicate ${percentage(q.duplicate_percent)}`;
    if (q.reorder_percent !== undefined) out += ` reorder ${percentage(q.reorder_percent)}`;
    if (q.corrupt_percent !== undefined) out += ` corrupt ${percentage(q.corrupt_percent)}`;
    return q.rate_bps === undefined ? out : `${out} rate ${rateText(q.rate_bps)}`;
  }
  if (q.kind === 'tbf') return `rate ${rateText(q.rate_bps)} burst ${sizeText(q.burst_bytes)} lat ${timeText(q.latency_us)} `;
  if (q.kind === 'fq_codel') return 'limit 10240p flows 1024 quantum 1514 target 5ms interval 100ms memory_limit 32Mb ecn drop_batch 64 ';
  if (q.kind === 'pfifo') return 'limit 1000p';
  return q.kind === 'pfifo_fast' ? 'bands 3 priomap 1 2 2 2 1 2 0 0 1 1 1 1 1 1 1 1' : '';
}

function line(q: QdiscInfo, withDev: boolean, statistics: boolean): string {
  let out = `qdisc ${q.qdisc.kind} ${q.handle} ${withDev ? `dev ${q.dev} ` : ''}root refcnt 2 ${describe(q.qdisc)}\n`;
  if (statistics) out += ` Sent ${q.sent_bytes} bytes ${q.sent_packets} pkt (dropped ${q.dropped}, overlimits 0 requeues 0) \n backlog ${q.backlog_bytes}b ${q.backlog_packets}p requeues 0\n`;
  return out;
}

function* qdisc(ip: Ip, args: Args): Task<void> {
  const verb = args.take() ?? 'show';
  const op = matches(verb, 'add') ? 'qdisc_add' : matches(verb, 'change') ? 'qdisc_change' : matches(verb, 'replace', 'link') ? 'qdisc_replace' : matches(verb, 'delete') ? 'qdisc_del' : undefined;
  if (op === undefined && matches(verb, 'help')) throw new IpError(QDISC_HELP, 0);
  if (op === undefined && !matches(verb, 'list', 'show', 'lst')) throw new IpError(`Command "${verb}" is unknown, try "tc qdisc help".\n`, 255);
  let dev: string | undefined;
  let kind: string | undefined;
  for (let word = args.take(); word !== undefined; word = args.take()) {
    if (word === 'dev') dev = args.next();
    else if (word === 'root' || word === 'ingress' || word === 'invisible') continue;
    else if (word === 'handle' || word === 'parent') args.next();
    else if (op !== undefined && op !== 'qdisc_del') {
      kind = word;
      break;
    } else if (op === 'qdisc_del') kind = word;
    else throw new IpError(`What is "${word}"? Try "tc qdisc help".\n`, 255);
  }
  if (op === undefined) {
    if (dev !== undefined) yield* ip.link(dev);
    for (const q of (yield* ip.request({ op: 'qdisc_dump' })).qdiscs ?? []) if (dev === undefined || q.dev === dev) yield* ip.out.write(line(q, dev === undefined, ip.o.statistics > 0));
    return;
  }
  const chosen = op === 'qdisc_del' || kind === undefined ? undefined : spec(kind, args);
  if (dev === undefined) throw new IpError('Command line is not complete. Try option "help"\n', 255);
  yield* ip.link(dev);
  if (op === 'qdisc_del') yield* ip.request({ op, dev });
  else if (chosen === undefined) throw new IpError('Command line is not complete. Try option "help"\n', 255);
  else yield* ip.request({ op, dev, qdisc: chosen });
}

function* main(sys: Sys, args: readonly string[], envp: readonly string[]): Task<number> {
  const ip = new Ip(sys, plainOptions(), envp);
  let at = 0;
  try {
    for (; args[at]?.startsWith('-') === true; at++) {
      const word = args[at]!;
      if (matches(word, '-statistics')) ip.o.statistics++;
      else if (matches(word, '-Version')) {
        yield* writeText(sys, 1, 'tc utility, iproute2-6.1.0, libbpf 1.1.2\n');
        return 0;
      } else if (matches(word, '-netns')) yield* enter(sys, args[++at] ?? '');
      else if (matches(word, '-help')) throw new IpError(HELP, 0);
      else if (!matches(word, '-details', '-pretty', '-oneline', '-color', '-raw')) throw new IpError(`Option "${word}" is unknown, try "tc -help".\n`, 255);
    }
    const object = args[at];
    if (object === undefined || matches(object, 'help')) throw new IpError(HELP, 0);
    if (matches(object, 'qdisc')) yield* qdisc(ip, new Args(args.slice(at + 1)));
    else if (['class', 'filter', 'chain', 'action', 'monitor', 'exec'].some((o) => matches(object, o))) throw new IpError(`glasshull: tc ${object} is not simulated\n`);
    else throw new IpError(`Object "${object}" is unknown, try "tc help".\n`, 255);
    yield* ip.out.flush();
    return 0;
  } catch (e) {
    yield* ip.out.flush();
    if (e instanceof IpError) {
      yield* writeText(sys, e.status === 0 ? 1 : 2, e.text);
      return e.status;
    }
    if (!isSysError(e)) throw e;
    yield* writeText(sys, 2, `RTNETLINK answers: ${e.message}\n`);
    return 2;
  }
}

export const tc: Program = { name: 'tc', support: { level: 'partial', note: 'qdisc with netem, tbf, pfifo and fq_codel at the root; no classes, no filters' }, main: (sys, argv, envp) => main(sys, argv.slice(1), envp) };
