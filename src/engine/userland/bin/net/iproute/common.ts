/** What iproute2's programs have in common (6.1.0): options, words of errors, requests, JSON output, abbreviations. */
import { errnoName, SysError } from '../../../../abi/errno.ts';
import { O } from '../../../../abi/fs.ts';
import { isSysError } from '../../../../abi/errno.ts';
import { routeAnswer } from '../../../libc/rtnetlink.ts';
import { isatty, Out } from '../../../libc/stdio.ts';
import type { ErrnoName } from '../../../../abi/errno.ts';
import type { LinkInfo, RouteReply, RouteRequest } from '../../../../abi/netlink.ts';
import type { Sys, Task } from '../../../../abi/sys.ts';

/** Ends the program: text for standard error as it is, and the exit status. */
export class IpError {
  readonly text: string;
  readonly status: number;
  /** The device that is not there, when that is why. */
  readonly device: string | undefined;
  constructor(text: string, status = 1, device?: string) {
    this.text = text;
    this.status = status;
    this.device = device;
  }
}

/** A word that fits nowhere. */
export function invarg(word: string, why: string): IpError {
  return new IpError(`Error: argument "${word}" is wrong: ${why}\n\n`, 255);
}

export function badPrefix(word: string): IpError {
  return new IpError(`Error: any valid prefix is expected rather than "${word}".\n`);
}

/** A device that is not there; most commands say so with the same words. */
export function noDevice(name: string, text = `Cannot find device "${name}"\n`): IpError {
  return new IpError(text, 1, name);
}

export interface Options {
  family: 'inet' | 'inet6' | 'link' | undefined;
  brief: boolean;
  oneline: boolean;
  json: boolean;
  pretty: boolean;
  statistics: number;
  details: boolean;
  colour: boolean;
  human: boolean;
  all: boolean;
  timestamp: boolean;
  /** BusyBox's ip: fewer words in the first line. */
  busybox?: boolean;
}

/** No option was given. */
export function plainOptions(): Options {
  return { family: undefined, brief: false, oneline: false, json: false, pretty: false, statistics: 0, details: false, colour: false, human: false, all: false, timestamp: false };
}

/** The program as it runs. */
export class Ip {
  readonly sys: Sys;
  readonly out: Out;
  readonly o: Options;
  readonly envp: readonly string[];
  constructor(sys: Sys, o: Options, envp: readonly string[]) {
    this.sys = sys;
    this.out = new Out(sys, 1);
    this.o = o;
    this.envp = envp;
  }

  /** A request; the kernel's refusal ends the program with status 2. */
  *request(request: RouteRequest): Task<RouteReply> {
    const reply = yield* routeAnswer(this.sys, request);
    if (reply.errno === 0) return reply;
    throw new IpError(refusal(reply), 2);
  }

  *links(): Task<readonly LinkInfo[]> {
    return (yield* this.request({ op: 'dump' })).links ?? [];
  }

  /** The link of that name. */
  *link(name: string): Task<LinkInfo> {
    const link = (yield* this.links()).find((l) => l.name === name);
    if (link === undefined) throw noDevice(name);
    return link;
  }

  /** Colours of `ip -c`: interface, address, and what is up or down. */
  paint(kind: 'name' | 'mac' | 'inet' | 'inet6' | 'up' | 'down', text: string): string {
    if (!this.o.colour) return text;
    return `\x1b[${{ name: 36, mac: 33, inet: 35, inet6: 34, up: 32, down: 31 }[kind]}m${text}\x1b[0m`;
  }

  /** Print values as JSON, when that is asked for. */
  *json(values: readonly Json[]): Task<void> {
    yield* this.out.write(this.o.pretty ? `${pretty(values, 0)}\n` : `${compact(values)}\n`);
  }
}

/** What rtnetlink's refusal reads like. */
export function refusal(reply: RouteReply): string {
  if (reply.detail !== undefined && reply.detail !== '') return `Error: ${reply.detail}${/[.\n]$/.test(reply.detail) ? '' : '.'}\n`;
  return `RTNETLINK answers: ${new SysError(errnoName(reply.errno) as ErrnoName).message}\n`;
}

/** A number with its digits as text, where JSON writes what JavaScript would not. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json | undefined };

function compact(v: Json): string {
  return JSON.stringify(v);
}

/** iproute2's pretty form: eight columns for an object, four for what is in it. */
function pretty(v: Json, depth: number): string {
  if (Array.isArray(v)) {
    const list = v as readonly Json[];
    if (list.length === 0) return '[ ]';
    if (list.every((x) => typeof x !== 'object' || x === null)) return `[ ${list.map((x) => JSON.stringify(x)).join(',')} ]`;
    return `[ ${list.map((x) => pretty(x, depth)).join(',')} ]`;
  }
  if (typeof v === 'object' && v !== null) {
    const pad = ' '.repeat(4 * (depth + 2));
    const entries = Object.entries(v).filter(([, x]) => x !== undefined);
    if (entries.length === 0) return '{}';
    return `{\n${entries.map(([k, x]) => `${pad}${JSON.stringify(k)}: ${pretty(x as Json, typeof x === 'object' && x !== null && !Array.isArray(x) ? depth + 1 : depth + 2)}`).join(',\n')}\n${' '.repeat(4 * (depth + 1))}}`;
  }
  return JSON.stringify(v);
}

/** The arguments, taken one by one. */
export class Args {
  private at = 0;
  private readonly list: readonly string[];
  constructor(list: readonly string[]) {
    this.list = list;
  }
  get left(): number {
    return this.list.length - this.at;
  }
  get rest(): readonly string[] {
    return this.list.slice(this.at);
  }
  peek(): string | undefined {
    return this.list[this.at];
  }
  take(): string | undefined {
    return this.list[this.at++];
  }
  /** The argument of a keyword. */
  next(): string {
    const word = this.list[this.at++];
    if (word === undefined) throw new IpError('Command line is not complete. Try option "help"\n', 255);
    return word;
  }
}

/** Is `word` the beginning of one of these? */
export function matches(word: string, ...names: readonly string[]): boolean {
  return word !== '' && names.some((n) => n.startsWith(word));
}

export function number(word: string, what: string): number {
  const n = /^0x[0-9a-f]+$/i.test(word) ? parseInt(word, 16) : /^\d+$/.test(word) ? Number(word) : undefined;
  if (n === undefined || n > 0xffffffff) throw invarg(word, what);
  return n;
}

export function onOff(word: string, what: string): boolean {
  if (word !== 'on' && word !== 'off') throw new IpError(`Error: argument of "${what}" must be "on" or "off", not "${word}"\n`, 255);
  return word === 'on';
}

const NETNS_DIR = '/run/netns';

/** The descriptor of a named network namespace. */
export function* openNetns(sys: Sys, name: string): Task<number> {
  try {
    return yield* sys.open(name.includes('/') ? name : `${NETNS_DIR}/${name}`, O.RDONLY | O.CLOEXEC);
  } catch (e) {
    if (!isSysError(e)) throw e;
    throw new IpError(`Cannot open network namespace "${name}": ${e.message}\n`, 255);
  }
}

/** Names in /run/netns with the ids by which the current namespace knows them. */
export function* namedNamespaces(sys: Sys): Task<{ readonly name: string; readonly id: number | undefined }[]> {
  let names: string[];
  try {
    names = sys.readdir(NETNS_DIR).map((d) => d.name).filter((n) => n !== '.' && n !== '..');
  } catch (e) {
    if (!isSysError(e)) throw e;
    return [];
  }
  const out: { name: string; id: number | undefined }[] = [];
  for (const name of names) {
    let fd: number;
    try {
      fd = yield* sys.open(`${NETNS_DIR}/${name}`, O.RDONLY | O.CLOEXEC);
    } catch (e) {
      if (!isSysError(e)) throw e;
      continue;
    }
    const reply = yield* routeAnswer(sys, { op: 'nsid_get', fd });
    sys.close(fd);
    out.push({ name, id: reply.errno === 0 ? reply.nsid : undefined });
  }
  return out;
}

/** Should `-c=auto` colour? */
export function colourful(sys: Sys): boolean {
  return isatty(sys, 1);
}

/** Tables of routes with names (/etc/iproute2/rt_tables). */
const TABLES: Readonly<Record<string, number>> = { local: 255, main: 254, default: 253 };

export function tableNumber(word: string): number | undefined {
  if (Object.hasOwn(TABLES, word)) return TABLES[word];
  return /^\d+$/.test(word) ? Number(word) : undefined;
}

export function tableName(n: number): string {
  return Object.keys(TABLES).find((name) => TABLES[name] === n) ?? String(n);
}
