/** dig (BIND 9.18): questions to a name server and all of the answer. Options -t -x -p -4 -6 -b -q -c, +short +noall +answer and their kin, +time +tries. Left out: EDNS, TCP, DNSSEC, transfers, +trace. */
import { strftime, localtime, zoneOf } from '../../../libc/time.ts';
import { Env } from '../../../libc/env.ts';
import { parseIp, reverseName } from '../../../libc/netaddr.ts';
import { GaiError, readResolvConf, resolveHost } from '../../../libc/resolve.ts';
import { writeText } from '../../../libc/stdio.ts';
import { RCODES, ask, shownData, typeName, typeNumber } from './query.ts';
import { DNS_TYPE } from '../../../libc/dns.ts';
import type { Sys, Task } from '../../../../abi/sys.ts';
import type { DnsAnswer } from '../../../libc/dns.ts';
import type { Program } from '../../../libc/program.ts';
import type { Answered } from './query.ts';

const VERSION = '9.18.49-1~deb12u3-Debian';
const HELP = `Usage:  dig [@global-server] [domain] [q-type] [q-class] {q-opt}
            {global-d-opt} host [@local-server] {local-d-opt}
Where:  domain      is a name of the DNS
        q-class     is IN
        q-type      is one of a,any,mx,ns,soa,txt,aaaa,ptr,cname,srv (default: a)
        q-opt       is one of:
                 -4, -6              (one family of addresses)
                 -p port             (the server's port)
                 -q name             (the name)
                 -t type             (the type)
                 -x dot-notation     (which name has this address?)
        d-opt    is of the form +keyword[=value]:
                 +[no]all            (all parts or none)
                 +[no]answer         (the answer section)
                 +[no]comments       (comment lines)
                 +[no]question       (the question section)
                 +[no]recurse        (ask for recursion)
                 +[no]search         (use the search list)
                 +[no]short          (data only)
                 +[no]stats          (figures at the end)
                 +[no]cmd            (the command line)
                 +time=###           (seconds a try)
                 +tries=###          (how many tries)
`;

interface Show {
  short: boolean;
  cmd: boolean;
  comments: boolean;
  question: boolean;
  answer: boolean;
  authority: boolean;
  additional: boolean;
  stats: boolean;
  recurse: boolean;
  search: boolean;
  time_s: number;
  tries: number;
}

const SECTIONS = ['cmd', 'comments', 'question', 'answer', 'authority', 'additional', 'stats'] as const;

/** Keywords that the real one has and that ask for what is not simulated. */
const UNPLAYED = new Set(['trace', 'nssearch', 'tcp', 'vc', 'bufsize', 'subnet', 'nsid', 'https', 'tls', 'keepopen', 'ednsopt', 'expire', 'zflag', 'rrcomments', 'yaml', 'split', 'unknownformat']);

function keyword(text: string, s: Show): boolean {
  const [word = '', value] = text.split('=');
  const off = word.startsWith('no');
  const name = off ? word.slice(2) : word;
  if (name === 'all') for (const k of SECTIONS) s[k] = !off;
  else if (name === 'time' || name === 'timeout') s.time_s = Math.max(1, Number(value));
  else if (name === 'tries') s.tries = Math.max(1, Number(value));
  else if (name === 'retry') s.tries = Number(value) + 1;
  else if (name === 'short') s.short = !off;
  else if (name === 'rec' || name === 'recurse') s.recurse = !off;
  else if (name === 'search') s.search = !off;
  else if ((SECTIONS as readonly string[]).includes(name)) s[name as (typeof SECTIONS)[number]] = !off;
  else return ['edns', 'dnssec', 'cookie', 'ttlid', 'class', 'multiline', 'identify', 'adflag', 'cdflag', 'besteffort', 'ignore', 'fail', 'qr'].includes(name);
  return true;
}

const columns = (a: DnsAnswer): string => {
  const name = `${a.name}.`;
  const ttl = String(a.ttl);
  // Tab stops: the name to column 24, the TTL to 32, the class to 40.
  const pad = (at: number, to: number): string => '\t'.repeat(Math.max(1, Math.ceil((to - at) / 8)));
  const one = name + pad(name.length, 24);
  return `${one}${ttl}\tIN\t${typeName(a.type)}\t${shownData(a.type, a.data)}\n`;
};

function report(a: Answered, show: Show, server: string, port: number, date: string): string {
  const m = a.message;
  const section = (title: string, records: readonly DnsAnswer[]): string => (records.length === 0 ? '' : `${show.comments ? `;; ${title} SECTION:\n` : ''}${records.map(columns).join('')}${show.comments || show.stats ? '\n' : ''}`);
  let out = '';
  if (show.comments) {
    const flags = ['qr', ...(m.authoritative === true ? ['aa'] : []), ...(m.truncated === true ? ['tc'] : []), ...(m.recursionDesired !== false ? ['rd'] : []), ...(m.recursionAvailable !== false ? ['ra'] : [])];
    out += `;; Got answer:\n;; ->>HEADER<<- opcode: QUERY, status: ${RCODES[m.rcode] ?? `RESERVED${m.rcode}`}, id: ${m.id}\n;; flags: ${flags.join(' ')}; QUERY: 1, ANSWER: ${m.answers.length}, AUTHORITY: ${m.authority?.length ?? 0}, ADDITIONAL: ${m.additional?.length ?? 0}\n`;
    if (m.recursionDesired !== false && m.recursionAvailable === false) out += ';; WARNING: recursion requested but not available\n';
    out += '\n';
  }
  if (show.question) {
    const name = `;${m.name}.`;
    out += `${show.comments ? ';; QUESTION SECTION:\n' : ''}${name}${'\t'.repeat(Math.max(1, Math.ceil((32 - name.length) / 8)))}IN\t${typeName(m.type)}\n\n`;
  }
  if (show.answer) out += section('ANSWER', m.answers);
  if (show.authority) out += section('AUTHORITY', m.authority ?? []);
  if (show.additional) out += section('ADDITIONAL', m.additional ?? []);
  if (show.stats) out += `;; Query time: ${Math.floor(a.took_ns / 1e6)} msec\n;; SERVER: ${server}#${port}(${server}) (UDP)\n;; WHEN: ${date}\n;; MSG SIZE  rcvd: ${a.bytes}\n\n`;
  return out;
}

function* main(sys: Sys, args: readonly string[], env: Env): Task<number> {
  const show: Show = { short: false, cmd: true, comments: true, question: true, answer: true, authority: true, additional: true, stats: true, recurse: true, search: false, time_s: 5, tries: 3 };
  let server: string | undefined;
  let port = 53;
  const questions: { name: string; type: number }[] = [];
  let type: number | undefined;
  for (let i = 0; i < args.length; i++) {
    const word = args[i]!;
    const value = (): string => args[++i] ?? '';
    if (word.startsWith('@')) server = word.slice(1);
    else if (word.startsWith('+')) {
      if (!keyword(word.slice(1), show)) {
        const name = word.replace(/^\+(no)?/, '').replace(/=.*/, '');
        yield* writeText(sys, 2, UNPLAYED.has(name) ? `glasshull: dig +${name} is not simulated\n` : `Invalid option: ${word}\n${HELP}`);
        return 1;
      }
    } else if (word === '-h') {
      yield* writeText(sys, 1, HELP);
      return 0;
    } else if (word === '-v') {
      yield* writeText(sys, 1, `DiG ${VERSION}\n`);
      return 0;
    } else if (word === '-4' || word === '-6' || word === '-r') continue;
    else if (word === '-p') port = Number(value());
    else if (word === '-b' || word === '-c' || word === '-k' || word === '-y') value();
    else if (word === '-q') questions.push({ name: value(), type: type ?? DNS_TYPE.A });
    else if (word === '-x') {
      const text = value();
      const ip = parseIp(text);
      questions.push({ name: ip === undefined ? `${text.split('.').reverse().join('.')}.in-addr.arpa` : reverseName(ip), type: DNS_TYPE.PTR });
    } else if (word === '-t' || (typeNumber(word) !== undefined && !word.includes('.'))) {
      const n = typeNumber(word === '-t' ? value() : word);
      if (n === undefined) {
        yield* writeText(sys, 1, `;; Warning, ignoring invalid type ${args[i]!}\n`);
        continue;
      }
      const last = questions[questions.length - 1];
      if (last === undefined) type = n;
      else last.type = n;
    } else if (word.toUpperCase() === 'IN') continue;
    else if (word.startsWith('-')) {
      yield* writeText(sys, 2, `Invalid option: ${word}\n${HELP}`);
      return 1;
    } else questions.push({ name: word, type: type ?? DNS_TYPE.A });
  }
  if (questions.length === 0) questions.push({ name: '.', type: type ?? DNS_TYPE.NS });
  const conf = yield* readResolvConf(sys);
  let servers: readonly string[] = conf.servers;
  if (server !== undefined) {
    try {
      servers = yield* resolveHost(sys, server, server.includes(':') ? 'inet6' : 'inet');
    } catch (e) {
      if (!(e instanceof GaiError)) throw e;
      yield* writeText(sys, 2, `dig: couldn't get address for '${server}': ${e.code === 'EAI_AGAIN' ? 'failure' : 'not found'}\n`);
      return 10;
    }
  }
  let first = true;
  let status = 0;
  for (const q of questions) {
    const name = q.name === '.' ? '' : q.name.replace(/\.$/, '');
    if (show.cmd && !show.short && first) yield* writeText(sys, 1, `\n; <<>> DiG ${VERSION} <<>> ${args.join(' ')}\n${server === undefined ? '' : `; (${servers.length} server found)\n`};; global options: +cmd\n`);
    first = false;
    let got: Answered | undefined;
    let by = servers[0]!;
    let trouble = '';
    for (let attempt = 0; attempt < show.tries && got === undefined; attempt++) {
      for (by of servers) {
        const answer = yield* ask(sys, by, port, { name, type: q.type, recurse: show.recurse }, show.time_s * 1e9);
        if (answer === 'timeout') trouble += `;; communications error to ${by}#${port}: timed out\n`;
        else if ('message' in answer && 'took_ns' in answer) {
          got = answer;
          break;
        } else trouble += `;; communications error to ${by}#${port}: ${answer.code === 'ECONNREFUSED' ? 'connection refused' : answer.code === 'ENETUNREACH' ? 'network unreachable' : answer.code === 'EHOSTUNREACH' ? 'host unreachable' : answer.message}\n`;
      }
    }
    yield* writeText(sys, 1, trouble);
    if (got === undefined) {
      yield* writeText(sys, 1, `${show.short || server !== undefined ? '' : `\n; <<>> DiG ${VERSION} <<>> ${args.join(' ')}\n;; global options: +cmd\n`};; no servers could be reached\n\n`);
      status = 9;
      continue;
    }
    if (show.short) yield* writeText(sys, 1, got.message.answers.map((a) => `${shownData(a.type, a.data)}\n`).join(''));
    else yield* writeText(sys, 1, report(got, show, by, port, strftime('%a %b %d %H:%M:%S %Z %Y', localtime(sys.now_ms(), zoneOf(env)))));
  }
  return status;
}

export const dig: Program = { name: 'dig', support: { level: 'partial', note: 'UDP without EDNS; no transfers, no DNSSEC, no +trace' }, main: (sys, argv, envp) => main(sys, argv.slice(1), new Env(envp)) };
