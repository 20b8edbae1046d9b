/**
 * Filter expressions (pcap-filter(7)): primitives of host, net, port and portrange with src and dst, protocols, ether host, vlan, less, greater, broadcast and
 * multicast, and comparisons of bytes as tcp[tcpflags]. Left out: gateway, MPLS, 802.11, link-level names.
 */
import { maskOf, networkOf, parseIp, parseIpv4, parseMac, parseShortIpv4 } from '../../../libc/netaddr.ts';
import { layersOf, macText, u16, u32, u8 } from './frame.ts';
import type { Ip } from '../../../libc/netaddr.ts';
import type { NetDb } from '../../../libc/netdb.ts';
import type { Layers } from './frame.ts';

export type Test = (data: Uint8Array, length: number) => boolean;
type Number_ = (data: Uint8Array, l: Layers, length: number) => number | undefined;

/** The filter cannot be understood. */
export class FilterError {
  readonly message: string;
  constructor(message: string) {
    this.message = message;
  }
}

const PROTOCOLS: Readonly<Record<string, number>> = { icmp: 1, igmp: 2, tcp: 6, udp: 17, gre: 47, esp: 50, ah: 51, icmp6: 58, sctp: 132 };
const WORDS: Readonly<Record<string, number>> = {
  tcpflags: 13, icmptype: 0, icmpcode: 1, icmp6type: 0, icmp6code: 1, 'tcp-fin': 1, 'tcp-syn': 2, 'tcp-rst': 4, 'tcp-push': 8, 'tcp-ack': 16, 'tcp-urg': 32, 'icmp-echoreply': 0, 'icmp-unreach': 3, 'icmp-redirect': 5,
  'icmp-echo': 8, 'icmp-timxceed': 11, 'icmp6-echo': 128, 'icmp6-echoreply': 129,
};
const SYNTAX = "can't parse filter expression: syntax error";

function addressAt(data: Uint8Array, l: Layers, src: boolean): Ip | undefined {
  if (l.version === 4) return u32(data, l.net + (src ? 12 : 16));
  if (l.version === 6) {
    let n = 0n;
    for (let i = 0; i < 16; i++) n = (n << 8n) | BigInt(u8(data, l.net + (src ? 8 : 24) + i));
    return n;
  }
  return l.etherType === 0x0806 ? u32(data, l.net + (src ? 14 : 24)) : undefined;
}

class Parser {
  private at = 0;
  private readonly words: readonly string[];
  private readonly db: NetDb;
  private readonly hosts: ReadonlyMap<string, string>;
  constructor(text: string, db: NetDb, hosts: ReadonlyMap<string, string>) {
    this.words = text.match(/[()[\]]|&&|\|\||<<|>>|[<>!=]=|[<>=!&|+*/]|[^\s()[\]<>=!&|+*/]+(?:\/[^\s()[\]<>=!&|]+)?/g) ?? [];
    this.db = db;
    this.hosts = hosts;
  }

  parse(): Test {
    const test = this.or();
    if (this.at < this.words.length) throw new FilterError(SYNTAX);
    return test;
  }

  private peek(): string | undefined {
    return this.words[this.at];
  }

  private or(): Test {
    let a = this.and();
    while (this.peek() === 'or' || this.peek() === '||') {
      this.at++;
      const [l, r] = [a, this.and()];
      a = (d, n) => l(d, n) || r(d, n);
    }
    return a;
  }

  private and(): Test {
    let a = this.not();
    while (this.peek() === 'and' || this.peek() === '&&') {
      this.at++;
      const [l, r] = [a, this.not()];
      a = (d, n) => l(d, n) && r(d, n);
    }
    return a;
  }

  private not(): Test {
    const w = this.peek();
    if (w === 'not' || w === '!') {
      this.at++;
      const t = this.not();
      return (d, n) => !t(d, n);
    }
    if (w === '(') {
      const back = this.at;
      this.at++;
      try {
        const t = this.or();
        if (this.peek() === ')') {
          this.at++;
          return t;
        }
      } catch (e) {
        if (!(e instanceof FilterError)) throw e;
      }
      this.at = back;
    }
    return this.primitive();
  }

  /** Protocol, direction, kind, value: each may be missing. */
  private primitive(): Test {
    const start = this.at;
    const first = this.peek();
    if (first === undefined) throw new FilterError(SYNTAX);
    if (this.isNumeric()) return this.comparison();
    let protocol: string | undefined;
    if (['ip', 'ip6', 'arp', 'rarp', 'tcp', 'udp', 'icmp', 'icmp6', 'igmp', 'gre', 'esp', 'ah', 'sctp', 'ether'].includes(first)) {
      protocol = first;
      this.at++;
    }
    if (first === 'vlan') {
      this.at++;
      const id = /^\d+$/.test(this.peek() ?? '') ? Number(this.words[this.at++]) : undefined;
      return (d) => {
        const { vlan } = layersOf(d);
        return vlan !== undefined && (id === undefined || vlan === id);
      };
    }
    if (first === 'less' || first === 'greater') {
      this.at++;
      const n = Number(this.words[this.at++]);
      return first === 'less' ? (_, length) => length <= n : (_, length) => length >= n;
    }
    if (first === 'broadcast' || first === 'multicast' || (protocol === 'ether' && (this.peek() === 'broadcast' || this.peek() === 'multicast'))) {
      const kind = this.words[this.at++];
      return kind === 'broadcast' ? (d) => macText(d, 0) === 'ff:ff:ff:ff:ff:ff' : (d) => (u8(d, 0) & 1) === 1;
    }
    if (protocol !== undefined && this.peek() === 'proto') {
      this.at++;
      const text = (this.words[this.at++] ?? '').replace(/^\\/, '');
      const n = /^\d+$/.test(text) ? Number(text) : (PROTOCOLS[text] ?? this.db.protocol(text));
      if (n === undefined) throw new FilterError(`unknown ip proto '${text}'`);
      return this.both(protocol, (d) => layersOf(d).protocol === n);
    }
    let direction = 'either';
    if (this.peek() === 'src' || this.peek() === 'dst') {
      direction = this.words[this.at++]!;
      if ((this.peek() === 'or' || this.peek() === 'and') && this.words[this.at + 1] === (direction === 'src' ? 'dst' : 'src')) {
        direction = this.peek() === 'or' ? 'either' : 'both';
        this.at += 2;
      }
    }
    const word = this.peek();
    if (word === 'host' || word === 'net' || word === 'port' || word === 'portrange') {
      this.at++;
      const value = this.words[this.at++];
      if (value === undefined) throw new FilterError(SYNTAX);
      if (word === 'host') return this.both(protocol === 'ether' ? undefined : protocol, protocol === 'ether' ? this.ether(value, direction) : this.host(value, direction));
      if (word === 'net') return this.both(protocol, this.net(value, direction));
      return this.both(protocol, this.port(value, direction, word === 'portrange'));
    }
    if (direction !== 'either' || (protocol === undefined && word !== undefined)) {
      const value = this.words[this.at++];
      if (value === undefined || (protocol === undefined && !/[.:\d]/.test(value) && !this.hosts.has(value))) throw new FilterError(SYNTAX);
      if (protocol === 'ether') return this.ether(value, direction);
      return this.both(protocol, /\/|^\d+(\.\d+){0,2}$/.test(value) ? this.net(value, direction) : this.host(value, direction));
    }
    if (protocol === undefined || this.at === start) throw new FilterError(SYNTAX);
    return this.protocol(protocol);
  }

  private protocol(name: string): Test {
    if (name === 'ip') return (d) => layersOf(d).version === 4;
    if (name === 'ip6') return (d) => layersOf(d).version === 6;
    if (name === 'arp') return (d) => layersOf(d).etherType === 0x0806;
    if (name === 'rarp') return (d) => layersOf(d).etherType === 0x8035;
    if (name === 'ether') throw new FilterError(SYNTAX);
    const n = PROTOCOLS[name]!;
    return (d) => layersOf(d).protocol === n;
  }

  private both(protocol: string | undefined, test: Test): Test {
    if (protocol === undefined) return test;
    const own = this.protocol(protocol);
    return (d, n) => own(d, n) && test(d, n);
  }

  private direct(direction: string, pick: (d: Uint8Array, src: boolean) => boolean): Test {
    if (direction === 'src') return (d) => pick(d, true);
    if (direction === 'dst') return (d) => pick(d, false);
    return direction === 'both' ? (d) => pick(d, true) && pick(d, false) : (d) => pick(d, true) || pick(d, false);
  }

  private ether(value: string, direction: string): Test {
    const mac = parseMac(value);
    if (mac === undefined) throw new FilterError(`unknown ether host '${value}'`);
    return this.direct(direction, (d, src) => macText(d, src ? 6 : 0) === mac);
  }

  private host(value: string, direction: string): Test {
    const ip = parseIp(value) ?? parseIp(this.hosts.get(value) ?? '');
    if (ip === undefined) throw new FilterError(`unknown host '${value}'`);
    return this.direct(direction, (d, src) => addressAt(d, layersOf(d), src) === ip);
  }

  private net(value: string, direction: string): Test {
    const [address = '', bits] = value.split('/');
    let length = bits === undefined ? undefined : Number(bits);
    if (this.peek() === 'mask') {
      this.at++;
      const mask = parseIpv4(this.words[this.at++] ?? '') ?? 0;
      length = Array.from({ length: 33 }, (_, i) => i).find((i) => maskOf(i) === mask);
    }
    const ip = parseIp(address) ?? parseShortIpv4(address);
    if (ip === undefined) throw new FilterError(`unknown network '${value}'`);
    const n = length ?? (typeof ip === 'bigint' ? 128 : address.split('.').length * 8);
    if (networkOf(ip, n) !== ip) throw new FilterError(`non-network bits set in "${value}"`);
    return this.direct(direction, (d, src) => {
      const own = addressAt(d, layersOf(d), src);
      return own !== undefined && typeof own === typeof ip && networkOf(own, n) === ip;
    });
  }

  private port(value: string, direction: string, range: boolean): Test {
    const [a = '', b = a] = range ? value.split('-') : [value];
    const number = (t: string): number => {
      const n = /^\d+$/.test(t) ? Number(t) : this.db.port(t);
      if (n === undefined) throw new FilterError(`unknown port '${t}'`);
      if (n > 65535) throw new FilterError(`illegal port number ${n} > 65535`);
      return n;
    };
    const [low, high] = [number(a), number(b)];
    return this.direct(direction, (d, src) => {
      const l = layersOf(d);
      if (l.transport < 0 || ![6, 17, 132].includes(l.protocol)) return false;
      const n = u16(d, l.transport + (src ? 0 : 2));
      return n >= low && n <= high;
    });
  }

  /** `tcp[13] & 2 != 0`, `len > 100`, `ip[8] < 5`. */
  private isNumeric(): boolean {
    const w = this.peek()!;
    return w === 'len' || this.words[this.at + 1] === '[' || /^(0x[0-9a-f]+|\d+)$/.test(w) && /^([<>=!&|+*/]|[<>!=]=|<<|>>)$/.test(this.words[this.at + 1] ?? '') || w === '(';
  }

  private comparison(): Test {
    const left = this.bits();
    const op = this.words[this.at++];
    if (op === undefined || !/^(=|==|!=|<|>|<=|>=)$/.test(op)) throw new FilterError(SYNTAX);
    const right = this.bits();
    return (d, length) => {
      const l = layersOf(d);
      const a = left(d, l, length);
      const b = right(d, l, length);
      if (a === undefined || b === undefined) return false;
      return op === '=' || op === '==' ? a === b : op === '!=' ? a !== b : op === '<' ? a < b : op === '>' ? a > b : op === '<=' ? a <= b : a >= b;
    };
  }

  private bits(): Number_ {
    let a = this.sum();
    while (['&', '|'].includes(this.peek() ?? '')) {
      const op = this.words[this.at++];
      const [l, r] = [a, this.sum()];
      a = (d, y, n) => {
        const [x, z] = [l(d, y, n), r(d, y, n)];
        return x === undefined || z === undefined ? undefined : (op === '&' ? x & z : x | z) >>> 0;
      };
    }
    return a;
  }

  private sum(): Number_ {
    let a = this.value();
    while (['+', '*', '/', '<<', '>>'].includes(this.peek() ?? '')) {
      const op = this.words[this.at++];
      const [l, r] = [a, this.value()];
      a = (d, y, n) => {
        const [x, z] = [l(d, y, n), r(d, y, n)];
        if (x === undefined || z === undefined) return undefined;
        return op === '+' ? x + z : op === '*' ? x * z : op === '/' ? Math.floor(x / z) : op === '<<' ? (x << z) >>> 0 : x >>> z;
      };
    }
    return a;
  }

  private value(): Number_ {
    const w = this.words[this.at++];
    if (w === undefined) throw new FilterError(SYNTAX);
    if (w === '(') {
      const v = this.bits();
      if (this.words[this.at++] !== ')') throw new FilterError(SYNTAX);
      return v;
    }
    if (w === 'len') return (_, __, length) => length;
    if (this.peek() === '[') {
      this.at++;
      const offset = this.bits();
      let size = 1;
      if (this.peek()?.startsWith(':') === true) size = Number(this.words[this.at++]!.slice(1));
      if (this.words[this.at++] !== ']') throw new FilterError(SYNTAX);
      return (d, l, n) => {
        const base = w === 'ether' ? 0 : w === 'ip' ? (l.version === 4 ? l.net : -1) : w === 'ip6' ? (l.version === 6 ? l.net : -1) : w === 'arp' ? (l.etherType === 0x0806 ? l.net : -1) : PROTOCOLS[w] === l.protocol ? l.transport : -1;
        const at = offset(d, l, n);
        if (base < 0 || at === undefined || base + at + size > d.length) return undefined;
        return size === 1 ? u8(d, base + at) : size === 2 ? u16(d, base + at) : u32(d, base + at);
      };
    }
    const n = Object.hasOwn(WORDS, w) ? WORDS[w] : /^(0x[0-9a-f]+|\d+)$/i.test(w) ? Number(w) : undefined;
    if (n === undefined) throw new FilterError(SYNTAX);
    return () => n;
  }
}

/** Words of an expression that may be names of hosts. */
export function namesIn(text: string): string[] {
  return [...text.matchAll(/\b(?:host|src|dst)\s+([A-Za-z][\w.-]*)/g)].map((m) => m[1]!).filter((w) => !['host', 'net', 'port', 'portrange', 'and', 'or', 'not', 'src', 'dst'].includes(w));
}

/** Compile an expression; '' passes everything. Throws FilterError. */
export function compile(text: string, db: NetDb, hosts: ReadonlyMap<string, string>): Test {
  // A size in brackets is one word: '[12:2]'.
  return text.trim() === '' ? () => true : new Parser(text.replace(/\s*:\s*(\d+)\s*\]/g, ' :$1 ]'), db, hosts).parse();
}
