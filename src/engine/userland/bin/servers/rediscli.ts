/** redis-cli: one command from the arguments, or lines from standard input. Options -h and -p. Left out: history, hints, pub/sub, raw modes. */
import type { Sys, Task } from '../../../abi/sys.ts';
import { isSysError } from '../../../abi/errno.ts';
import { connectTcp } from '../../libc/http.ts';
import { GaiError, resolveHost } from '../../libc/resolve.ts';
import type { Program } from '../../libc/program.ts';
import { In, isatty, writeText } from '../../libc/stdio.ts';
import { RespReader, encodeReply } from './resp.ts';
import type { Reply } from './resp.ts';

const quoted = (text: string): string => `"${text.replace(/[\\"]/g, '\\$&').replace(/\n/g, '\\n').replace(/\r/g, '\\r').replace(/\t/g, '\\t')}"`;

/** A reply as a person reads it on a terminal. */
function pretty(r: Reply, indent = ''): string {
  if (r === null) return '(nil)\n';
  if (typeof r === 'number') return `(integer) ${r}\n`;
  if (typeof r === 'string') return `${quoted(r)}\n`;
  if ('status' in r) return `${r.status}\n`;
  if ('error' in r) return `(error) ${r.error}\n`;
  if (r.length === 0) return '(empty array)\n';
  const digits = String(r.length).length;
  return r.map((one, i) => `${i === 0 ? '' : indent}${String(i + 1).padStart(digits)}) ${pretty(one, `${indent}${' '.repeat(digits + 2)}`)}`).join('');
}

/** A reply as a script reads it. */
function raw(r: Reply): string {
  if (r === null) return '\n';
  if (typeof r === 'number' || typeof r === 'string') return `${r}\n`;
  if ('status' in r) return `${r.status}\n`;
  if ('error' in r) return `${r.error}\n\n`;
  return r.length === 0 ? '\n' : r.map(raw).join('');
}

function words(line: string): string[] {
  return [...line.matchAll(/"((?:[^"\\]|\\.)*)"|'([^']*)'|(\S+)/g)].map((m) => m[1]?.replace(/\\(.)/g, '$1') ?? m[2] ?? m[3] ?? '');
}

function* ask(sys: Sys, reader: RespReader, fd: number, command: readonly string[], tty: boolean): Task<boolean> {
  yield* writeText(sys, fd, encodeReply(command));
  const reply = yield* reader.reply();
  if (reply === undefined) return false;
  yield* writeText(sys, 1, tty ? pretty(reply) : raw(reply));
  return true;
}

export const redisCli: Program = {
  name: 'redis-cli',
  support: { level: 'partial', note: 'one command or lines; -h and -p only' },
  *main(sys, argv) {
    let host = '127.0.0.1';
    let port = 6379;
    let i = 1;
    for (; i < argv.length && argv[i]!.startsWith('-'); i++) {
      if (argv[i] === '-h') host = argv[++i] ?? host;
      else if (argv[i] === '-p') port = Number(argv[++i]);
      else if (argv[i] === '--version') {
        yield* writeText(sys, 1, 'redis-cli 8.2.3\n');
        return 0;
      }
    }
    let addresses: readonly string[];
    try {
      addresses = yield* resolveHost(sys, host);
    } catch (e) {
      if (!(e instanceof GaiError)) throw e;
      yield* writeText(sys, 2, `Could not connect to Redis at ${host}:${port}: ${e.message}\n`);
      return 1;
    }
    const made = yield* connectTcp(sys, addresses, port);
    if (isSysError(made)) {
      yield* writeText(sys, 2, `Could not connect to Redis at ${host}:${port}: ${made.message}\n`);
      return 1;
    }
    const reader = new RespReader(sys, made.fd);
    const tty = isatty(sys, 1);
    const command = argv.slice(i);
    if (command.length > 0) return (yield* ask(sys, reader, made.fd, command, tty)) || command[0]!.toUpperCase() === 'SHUTDOWN' ? 0 : 1;
    const input = new In(sys, 0);
    const interactive = isatty(sys, 0);
    for (;;) {
      if (interactive) yield* writeText(sys, 1, `${host}:${port}> `);
      const line = yield* input.readLine();
      if (line === undefined) return 0;
      const parts = words(line);
      if (parts.length === 0) continue;
      if (/^(quit|exit)$/i.test(parts[0]!)) return 0;
      if (!(yield* ask(sys, reader, made.fd, parts, tty))) return 0;
    }
  },
};
