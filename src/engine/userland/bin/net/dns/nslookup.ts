/** nslookup of BIND 9.18 and of BusyBox, with the name on the command line. Left out: the interactive mode. */
import { DNS_TYPE } from '../../../libc/dns.ts';
import { parseIp, reverseName } from '../../../libc/netaddr.ts';
import { GaiError, readResolvConf, resolveHost } from '../../../libc/resolve.ts';
import { writeText } from '../../../libc/stdio.ts';
import { RCODES, ask, shownData, typeName, typeNumber } from './query.ts';
import type { Sys, Task } from '../../../../abi/sys.ts';
import type { DnsAnswer } from '../../../libc/dns.ts';
import type { Program } from '../../../libc/program.ts';

interface Asked {
  readonly types: readonly number[];
  readonly name: string;
  readonly server: string | undefined;
  readonly port: number;
}

function parse(args: readonly string[]): Asked | undefined {
  let types: readonly number[] | undefined;
  let port = 53;
  const words: string[] = [];
  for (const a of args) {
    const m = /^-(?:type|query|querytype|q)=(.*)$/i.exec(a);
    if (m !== null) types = [typeNumber(m[1]!) ?? DNS_TYPE.A];
    else if (/^-port=\d+$/.test(a)) port = Number(a.slice(6));
    else if (!a.startsWith('-')) words.push(a);
  }
  const [name, server] = words;
  if (name === undefined) return undefined;
  const ip = parseIp(name);
  return { types: types ?? (ip === undefined ? [DNS_TYPE.A, DNS_TYPE.AAAA] : [DNS_TYPE.PTR]), name: ip === undefined ? name : reverseName(ip), server, port };
}

function* serversOf(sys: Sys, server: string | undefined): Task<readonly string[]> {
  return server === undefined ? (yield* readResolvConf(sys)).servers : yield* resolveHost(sys, server, server.includes(':') ? 'inet6' : 'inet');
}

function bindLine(a: DnsAnswer): string {
  const data = shownData(a.type, a.data);
  switch (a.type) {
    case DNS_TYPE.A:
    case DNS_TYPE.AAAA:
      return `Name:\t${a.name}\nAddress: ${data}\n`;
    case DNS_TYPE.CNAME:
      return `${a.name}\tcanonical name = ${data}\n`;
    case DNS_TYPE.PTR:
      return `${a.name}\tname = ${data}\n`;
    case DNS_TYPE.NS:
      return `${a.name}\tnameserver = ${data}\n`;
    case DNS_TYPE.MX:
      return `${a.name}\tmail exchanger = ${data}\n`;
    case DNS_TYPE.TXT:
      return `${a.name}\ttext = ${data}\n`;
    default:
      return `${a.name}\t${typeName(a.type)} = ${data}\n`;
  }
}

/** Names to try: with the search list when there are too few dots. */
function* candidates(sys: Sys, name: string): Task<string[]> {
  const conf = yield* readResolvConf(sys);
  const plain = name.replace(/\.$/, '');
  return name.endsWith('.') || plain.split('.').length > conf.ndots ? [plain] : [...conf.search.filter((d) => d !== '.').map((d) => `${plain}.${d}`), plain];
}

export const nslookup: Program = {
  name: 'nslookup',
  support: { level: 'partial', note: 'one question from the command line; no interactive mode' },
  *main(sys, argv) {
    const asked = parse(argv.slice(1));
    if (asked === undefined) {
      yield* writeText(sys, 2, "glasshull: nslookup's interactive mode is not simulated: give it a name\n");
      return 1;
    }
    let servers: readonly string[];
    try {
      servers = yield* serversOf(sys, asked.server);
    } catch (e) {
      if (!(e instanceof GaiError)) throw e;
      yield* writeText(sys, 1, `nslookup: couldn't get address for '${asked.server!}': not found\n`);
      return 1;
    }
    const names = yield* candidates(sys, asked.name);
    let headed = false;
    for (const [at, name] of names.entries()) {
      let failed = false;
      for (const type of asked.types) {
        let got;
        let by = servers[0]!;
        for (by of servers) {
          got = yield* ask(sys, by, asked.port, { name, type, recurse: true }, 5e9);
          if (got !== 'timeout' && 'took_ns' in got) break;
          yield* writeText(sys, 1, `;; communications error to ${by}#${asked.port}: ${got === 'timeout' ? 'timed out' : got.code === 'ECONNREFUSED' ? 'connection refused' : 'network unreachable'}\n`);
        }
        if (got === undefined || got === 'timeout' || !('took_ns' in got)) {
          yield* writeText(sys, 1, ';; no servers could be reached\n\n');
          return 1;
        }
        const m = got.message;
        if (m.rcode !== 0 && at < names.length - 1) {
          failed = true;
          break;
        }
        if (!headed) {
          yield* writeText(sys, 1, `Server:\t\t${asked.server ?? by}\nAddress:\t${by}#${asked.port}\n\n`);
          headed = true;
          if (m.rcode === 0 && m.authoritative !== true) yield* writeText(sys, 1, 'Non-authoritative answer:\n');
        }
        if (m.rcode !== 0) {
          yield* writeText(sys, 1, `** server can't find ${name}: ${RCODES[m.rcode] ?? m.rcode}\n\n`);
          return 1;
        }
        if (m.answers.length === 0 && asked.types.length === 1) yield* writeText(sys, 1, `*** Can't find ${name}: No answer\n`);
        yield* writeText(sys, 1, m.answers.filter((a) => a.type !== DNS_TYPE.CNAME || type === asked.types[0]).map(bindLine).join(''));
      }
      if (!failed) {
        yield* writeText(sys, 1, asked.types.includes(DNS_TYPE.PTR) ? '\nAuthoritative answers can be found from:\n\n' : '\n');
        return 0;
      }
    }
    return 1;
  },
};

export const busyboxNslookup: Program = {
  name: 'nslookup',
  support: { level: 'full' },
  *main(sys, argv) {
    const asked = parse(argv.slice(1));
    if (asked === undefined) {
      yield* writeText(sys, 2, 'BusyBox v1.37.0 (2024-09-26 21:31:42 UTC) multi-call binary.\n\nUsage: nslookup [-type=QUERY_TYPE] [-debug] HOST [DNS_SERVER]\n\nAsk a name server about HOST\n\nQUERY_TYPE: soa,ns,a,aaaa,cname,mx,txt,srv,ptr,any\n');
      return 1;
    }
    let servers: readonly string[];
    try {
      servers = yield* serversOf(sys, asked.server);
    } catch (e) {
      if (!(e instanceof GaiError)) throw e;
      yield* writeText(sys, 2, `nslookup: bad address '${asked.server!}'\n`);
      return 1;
    }
    const by = servers[0]!;
    let out = `Server:\t\t${by}\nAddress:\t${by}:${asked.port}\n\n`;
    let status = 0;
    const names = yield* candidates(sys, asked.name);
    for (const type of asked.types) {
      for (const [at, name] of names.entries()) {
        const got = yield* ask(sys, by, asked.port, { name, type, recurse: true }, 5e9);
        if (got === 'timeout' || !('took_ns' in got)) {
          yield* writeText(sys, 1, `${got === 'timeout' ? ';; connection timed out; no servers could be reached' : `nslookup: write to '${by}': ${got.message}\n;; connection timed out; no servers could be reached`}\n\n`);
          return 1;
        }
        const m = got.message;
        if (m.rcode !== 0) {
          if (at < names.length - 1) continue;
          out += `** server can't find ${name}: ${RCODES[m.rcode] ?? m.rcode}\n\n`;
          status = 1;
          break;
        }
        if (m.authoritative !== true) out += 'Non-authoritative answer:\n';
        if (m.answers.length === 0 && asked.types.length === 1) out += `*** Can't find ${name}: No answer\n`;
        out += `${m.answers.map((a) => bindLine(a).replace(/\.\n$/, '\n')).join('')}\n`;
        break;
      }
    }
    yield* writeText(sys, 1, out);
    return status;
  },
};
