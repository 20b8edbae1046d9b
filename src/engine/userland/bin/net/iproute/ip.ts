/** ip (iproute2 6.1.0): links, addresses, routes, neighbours, rules and network namespaces. Each object is a file beside this one. */
import { isSysError } from '../../../../abi/errno.ts';
import { decodeUtf8 } from '../../../../base/bytes.ts';
import { WriteError, readFd, readFile, writeText } from '../../../libc/stdio.ts';
import { address } from './address.ts';
import { Args, Ip, IpError, colourful, matches, plainOptions } from './common.ts';
import { link } from './link.ts';
import { monitor } from './monitor.ts';
import { neigh } from './neigh.ts';
import { enter, netns } from './netns.ts';
import { route } from './route.ts';
import { rule } from './rule.ts';
import type { Sys, Task } from '../../../../abi/sys.ts';
import type { Program } from '../../../libc/program.ts';
import type { Options } from './common.ts';

const HELP = `Usage: ip [ OPTIONS ] OBJECT { COMMAND | help }
       ip [ -force ] -batch filename
where  OBJECT := { address | help | link | monitor | neighbour | netns | route | rule }
       OPTIONS := { -V[ersion] | -s[tatistics] | -d[etails] | -h[uman-readable] |
                    -j[son] | -p[retty] | -f[amily] { inet | inet6 | link } |
                    -4 | -6 | -0 | -br[ief] | -o[neline] | -b[atch] [filename] |
                    -n[etns] name | -a[ll] | -c[olor]}
`;

type Runner = (ip: Ip, args: Args) => Task<number | void>;

/** Objects in the order in which abbreviations are tried. Those without a runner are not simulated. */
const OBJECTS: readonly (readonly [string, Runner?])[] = [
  ['address', address], ['addrlabel'], ['maddress'], ['route', route], ['rule', rule], ['neighbor', neigh], ['neighbour', neigh], ['ntable'], ['ntbl'], ['link', link], ['l2tp'], ['fou'], ['ila'], ['macsec'], ['tunnel'], ['tunl'],
  ['tuntap'], ['tap'], ['token'], ['tcpmetrics'], ['monitor', monitor], ['xfrm'], ['mroute'], ['mrule'], ['netns', netns], ['netconf'], ['vrf'], ['sr'], ['nexthop'], ['mptcp'], ['ioam'],
];

function* run(ip: Ip, words: readonly string[]): Task<number> {
  const args = new Args(words);
  const object = args.take();
  if (object === undefined || matches(object, 'help')) throw new IpError(HELP, 255);
  const found = OBJECTS.find(([name]) => matches(object, name));
  if (found === undefined) throw new IpError(`Object "${object}" is unknown, try "ip help".\n`);
  if (found[1] === undefined) throw new IpError(`glasshull: ip ${found[0]} is not simulated\n`);
  return (yield* found[1](ip, args)) ?? 0;
}

interface Start {
  readonly o: Options;
  readonly words: readonly string[];
  readonly netns: string | undefined;
  readonly batch: string | undefined;
  readonly version: boolean;
  readonly force: boolean;
}

function options(sys: Sys, argv: readonly string[]): Start {
  const o = plainOptions();
  let own: string | undefined;
  let batch: string | undefined;
  let version = false;
  let force = false;
  let at = 1;
  for (; at < argv.length; at++) {
    let word = argv[at]!;
    if (!word.startsWith('-') || word === '-') break;
    if (word === '--') {
      at++;
      break;
    }
    if (word.startsWith('--')) word = word.slice(1);
    const value = (): string => {
      const v = argv[++at];
      if (v === undefined) throw new IpError('Command line is not complete. Try option "help"\n', 255);
      return v;
    };
    const family = (text: string): void => {
      if (text !== 'inet' && text !== 'inet6' && text !== 'link') throw new IpError(`Error: argument "${text}" is wrong: invalid protocol family\n\n`, 255);
      o.family = text;
    };
    if (matches(word, '-family') && word.length > 1) family(value());
    else if (word === '-4') o.family = 'inet';
    else if (word === '-6') o.family = 'inet6';
    else if (word === '-0') o.family = 'link';
    else if (matches(word, '-human', '-human-readable')) o.human = true;
    else if (matches(word, '-stats', '-statistics')) o.statistics++;
    else if (matches(word, '-details')) o.details = true;
    else if (matches(word, '-resolve')) continue;
    else if (matches(word, '-oneline')) o.oneline = true;
    else if (matches(word, '-timestamp', '-tshort')) o.timestamp = true;
    else if (matches(word, '-Version')) version = true;
    else if (matches(word, '-force')) force = true;
    else if (word.length > 2 && matches(word, '-brief')) o.brief = true;
    else if (matches(word, '-batch')) batch = value();
    else if (matches(word, '-json')) o.json = true;
    else if (matches(word, '-pretty')) o.pretty = true;
    else if (matches(word, '-netns')) own = value();
    else if (matches(word, '-Numeric', '-iec')) continue;
    else if (matches(word, '-all')) o.all = true;
    else if (matches(word, '-help')) throw new IpError(HELP, 255);
    else if (matches(word.replace(/=.*/, ''), '-color', '-colour')) {
      const when = /=(.*)/.exec(word)?.[1] ?? 'always';
      o.colour = when === 'always' || (when === 'auto' && colourful(sys));
    } else throw new IpError(`Option "${word}" is unknown, try "ip -help".\n`, 255);
  }
  if (o.json) o.colour = false;
  return { o, words: argv.slice(at), netns: own, batch, version, force };
}

/** Lines of a file as commands, until one fails. */
function* runBatch(ip: Ip, file: string, force: boolean): Task<number> {
  const text = decodeUtf8(file === '-' ? yield* readFd(ip.sys, 0) : yield* readFile(ip.sys, file));
  let status = 0;
  let number = 0;
  for (const line of text.split('\n')) {
    number++;
    const words = line.replace(/#.*/, '').trim().split(/\s+/).filter((w) => w !== '');
    if (words.length === 0) continue;
    try {
      yield* run(ip, words);
    } catch (e) {
      if (!(e instanceof IpError)) throw e;
      yield* ip.out.flush();
      yield* writeText(ip.sys, 2, `${e.text}Command failed ${file}:${number}\n`);
      status = 1;
      if (!force) return status;
    }
  }
  return status;
}

function* main(sys: Sys, argv: readonly string[], envp: readonly string[], busybox = false): Task<number> {
  let ip: Ip | undefined;
  let status: number;
  try {
    const start = options(sys, argv);
    if (start.version) {
      yield* writeText(sys, 1, 'ip utility, iproute2-6.1.0, libbpf 1.1.2\n');
      return 0;
    }
    if (busybox) start.o.busybox = true;
    ip = new Ip(sys, start.o, envp);
    if (start.netns !== undefined) yield* enter(sys, start.netns);
    status = start.batch !== undefined ? yield* runBatch(ip, start.batch, start.force) : yield* run(ip, start.words);
    yield* ip.out.flush();
  } catch (e) {
    if (e instanceof WriteError) return 2;
    if (ip !== undefined) yield* ip.out.flush();
    if (e instanceof IpError) {
      yield* writeText(sys, 2, busybox && e.device !== undefined ? `ip: can't find device '${e.device}'\n` : busybox && e.text.startsWith('RTNETLINK') ? `ip: ${e.text}` : e.text);
      return e.status;
    }
    if (!isSysError(e)) throw e;
    yield* writeText(sys, 2, `Cannot send dump request: ${e.message}\n`);
    return 1;
  }
  return status;
}

export const ip: Program = { name: 'ip', support: { level: 'partial', note: 'address, link, route, neigh, rule, netns, monitor; no tunnels, VRFs, multipath' }, main: (sys, argv, envp) => main(sys, argv, envp) };

/** BusyBox's. */
export const busyboxIp: Program = { name: 'ip', support: { level: 'partial', note: 'as iproute2, with fewer words' }, main: (sys, argv, envp) => main(sys, argv, envp, true) };
