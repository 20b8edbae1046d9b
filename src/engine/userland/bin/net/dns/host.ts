/** host (BIND 9.18): names to addresses and back. Options -t -a -v -4 -6 -W. Left out: zone transfers, comparing servers. */
import { DNS_TYPE } from '../../../libc/dns.ts';
import { Getopt, GetoptError } from '../../../libc/getopt.ts';
import { parseIp, reverseName } from '../../../libc/netaddr.ts';
import { GaiError, readResolvConf, resolveHost } from '../../../libc/resolve.ts';
import { writeText } from '../../../libc/stdio.ts';
import { RCODES, ask, shownData, typeName, typeNumber } from './query.ts';
import type { Sys, Task } from '../../../../abi/sys.ts';
import type { DnsAnswer } from '../../../libc/dns.ts';
import type { Program } from '../../../libc/program.ts';

const USAGE = `Usage: host [-aCdilrTvVw] [-c class] [-N ndots] [-t type] [-W time]
            [-R number] [-m flag] [-p port] hostname [server]
       -a is any type, -v says more
       -t is the type of records
       -W how many seconds to wait
       -4, -6 one family of addresses
`;

function line(a: DnsAnswer): string {
  const data = shownData(a.type, a.data);
  switch (a.type) {
    case DNS_TYPE.A:
      return `${a.name} has address ${data}\n`;
    case DNS_TYPE.AAAA:
      return `${a.name} has IPv6 address ${data}\n`;
    case DNS_TYPE.CNAME:
      return `${a.name} is an alias for ${data}\n`;
    case DNS_TYPE.PTR:
      return `${a.name} domain name pointer ${data}\n`;
    case DNS_TYPE.NS:
      return `${a.name} name server ${data}\n`;
    case DNS_TYPE.MX:
      return `${a.name} mail is handled by ${data}\n`;
    case DNS_TYPE.TXT:
      return `${a.name} descriptive text ${data}\n`;
    case DNS_TYPE.SOA:
      return `${a.name} has SOA record ${data}\n`;
    default:
      return `${a.name} has ${typeName(a.type)} record ${data}\n`;
  }
}

function* main(sys: Sys, args: readonly string[]): Task<number> {
  let type: number | undefined;
  let wait_s = 5;
  let port = 53;
  const options = new Getopt(args, 'ac:dilnm:p:rst:vVwCDN:R:TW:46');
  try {
    for (const { key, arg } of options) {
      if (key === 't') {
        type = typeNumber(arg);
        if (type === undefined) {
          yield* writeText(sys, 2, `host: invalid type: ${arg}\n\n`);
          return 2;
        }
      } else if (key === 'a') type = DNS_TYPE.ANY;
      else if (key === 'W') wait_s = Number(arg);
      else if (key === 'p') port = Number(arg);
      else if (key === 'V') {
        yield* writeText(sys, 2, 'host 9.18.49-1~deb12u3-Debian\n');
        return 0;
      }
    }
  } catch (e) {
    if (!(e instanceof GetoptError)) throw e;
    yield* writeText(sys, 2, `host: illegal option -- ${e.message.at(-2) ?? ''}\n${USAGE}`);
    return 1;
  }
  const [name, server] = options.operands;
  if (name === undefined) {
    yield* writeText(sys, 2, USAGE);
    return 1;
  }
  const conf = yield* readResolvConf(sys);
  let servers: readonly string[] = conf.servers;
  if (server !== undefined) {
    try {
      servers = yield* resolveHost(sys, server, server.includes(':') ? 'inet6' : 'inet');
    } catch (e) {
      if (!(e instanceof GaiError)) throw e;
      yield* writeText(sys, 2, `host: couldn't get address for '${server}': not found\n`);
      return 1;
    }
    yield* writeText(sys, 1, `Using domain server:\nName: ${server}\nAddress: ${servers[0]!}#${port}\nAliases: \n\n`);
  }
  const ip = parseIp(name);
  const plain = ip === undefined ? name.replace(/\.$/, '') : reverseName(ip);
  const types = type !== undefined ? [type] : ip !== undefined ? [DNS_TYPE.PTR] : [DNS_TYPE.A, DNS_TYPE.AAAA, DNS_TYPE.MX];
  const names = ip !== undefined || name.endsWith('.') || plain.split('.').length > conf.ndots ? [plain] : [...conf.search.map((d) => `${plain}.${d}`), plain];
  for (const [at, asked] of names.entries()) {
    let missing = false;
    let found = false;
    for (const t of types) {
      let got;
      for (const s of servers) {
        got = yield* ask(sys, s, port, { name: asked, type: t, recurse: true }, wait_s * 1e9);
        if (got !== 'timeout' && 'took_ns' in got) break;
        yield* writeText(sys, 1, `;; communications error to ${s}#${port}: ${got === 'timeout' ? 'timed out' : got.code === 'ECONNREFUSED' ? 'connection refused' : 'network unreachable'}\n`);
      }
      if (got === undefined || got === 'timeout' || !('took_ns' in got)) {
        yield* writeText(sys, 1, ';; no servers could be reached\n\n');
        return 1;
      }
      if (got.message.rcode !== 0) {
        missing = true;
        if (at === names.length - 1) yield* writeText(sys, 1, `Host ${asked}${ip === undefined ? '' : '.'} not found: ${got.message.rcode}(${RCODES[got.message.rcode] ?? ''})\n`);
        break;
      }
      found = true;
      const aliases = t === types[0] || type !== undefined ? got.message.answers : got.message.answers.filter((a) => a.type !== DNS_TYPE.CNAME);
      yield* writeText(sys, 1, aliases.map(line).join(''));
      if (type !== undefined && got.message.answers.length === 0) yield* writeText(sys, 1, `${asked} has no ${typeName(t)} record\n`);
    }
    if (found && !missing) return 0;
  }
  return 1;
}

export const host: Program = { name: 'host', support: { level: 'partial', note: 'single questions over UDP' }, main: (sys, argv) => main(sys, argv.slice(1)) };
