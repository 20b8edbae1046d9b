/** Applets whose output differs from GNU's in a few places: wc, stat, clear, kill -l, killall, time. */
import type { Task } from '../../../abi/sys.ts';
import { isSysError } from '../../../abi/errno.ts';
import { exitCode } from '../../../abi/process.ts';
import { Signal, parseSignal, signalName } from '../../../abi/signal.ts';
import { decodeLatin1, decodeUtf8 } from '../../../base/bytes.ts';
import { execvp } from '../../libc/popen.ts';
import { readProcs } from '../../libc/procfs.ts';
import { writeText } from '../../libc/stdio.ts';
import { Die, tool } from '../../libc/tool.ts';

/** Counts of one input. */
interface Counts {
  l: number;
  w: number;
  m: number;
  c: number;
  L: number;
}

export const wc = tool({ name: 'wc' }, function* (t): Task<number> {
  const wanted = new Set<keyof Counts>();
  const files = yield* t.options('cmlwL', {}, (o) => wanted.add(o.key as keyof Counts));
  if (wanted.size === 0) for (const k of ['l', 'w', 'c'] as const) wanted.add(k);
  const columns = (['l', 'w', 'm', 'c', 'L'] as const).filter((k) => wanted.has(k));
  const width = columns.length === 1 && files.length <= 1 ? 0 : 9;
  const total: Counts = { l: 0, w: 0, m: 0, c: 0, L: 0 };
  const print = function* (counts: Counts, name: string | undefined): Task<void> {
    yield* t.out.write(`${columns.map((k) => String(counts[k]).padStart(width)).join(' ')}${name === undefined ? '' : ` ${name}`}\n`);
  };
  let status = 0;
  for (const file of files.length === 0 ? ['-'] : files) {
    const ok = yield* t.eachFile([file], function* (input) {
      const counts: Counts = { l: 0, w: 0, m: 0, c: 0, L: 0 };
      let inWord = false;
      let column = 0;
      try {
        for (let block = yield* input.readBlock(); block.length > 0; block = yield* input.readBlock()) {
          counts.c += block.length;
          if (wanted.has('m')) counts.m += [...decodeUtf8(block)].length;
          for (const ch of decodeLatin1(block)) {
            const space = ch === ' ' || (ch >= '\t' && ch <= '\r');
            if (!space && !inWord) counts.w++;
            inWord = !space;
            if (ch === '\n') {
              counts.l++;
              counts.L = Math.max(counts.L, column);
              column = 0;
            } else column += ch === '\t' ? 8 - (column % 8) : 1;
          }
        }
      } catch (e) {
        yield* t.warnFile(file, e);
        status = 1;
      }
      counts.L = Math.max(counts.L, column);
      yield* print(counts, files.length === 0 ? undefined : file);
      for (const k of columns) total[k] = k === 'L' ? Math.max(total.L, counts.L) : total[k] + counts[k];
    });
    if (!ok) status = 1;
  }
  if (files.length > 1) yield* print(total, 'total');
  return status;
});

export const clear = tool({ name: 'clear' }, function* (t): Task<number> {
  yield* t.out.write('\x1b[H\x1b[J');
  return 0;
});

/** The list of `kill -l`, a line a signal. */
function signals(): string {
  return Array.from({ length: 31 }, (_, i) => `${String(i + 1).padStart(2)}) ${signalName(i + 1)!}\n`).join('');
}

function* chosen(t: { readonly args: readonly string[] }): Task<{ readonly signo: number; readonly rest: string[]; readonly list: boolean; readonly quiet: boolean }> {
  let signo: number = Signal.SIGTERM;
  const rest = [...t.args];
  let list = false;
  let quiet = false;
  while (rest[0]?.startsWith('-') === true && rest[0] !== '-') {
    let arg = rest.shift()!.slice(1);
    if (arg === '-') break;
    if (arg === 'l') {
      list = true;
      continue;
    }
    if (arg === 'q') {
      quiet = true;
      continue;
    }
    if (arg === 's') arg = rest.shift() ?? '';
    const n = parseSignal(arg);
    if (n === undefined) throw new Die(`bad signal name '${arg}'`);
    signo = n;
    break;
  }
  if (rest[0] === '--') rest.shift();
  return { signo, rest, list, quiet };
}

export const kill = tool({ name: 'kill' }, function* (t): Task<number> {
  const { signo, rest, list } = yield* chosen(t);
  if (list) {
    if (rest.length === 0) yield* t.out.write(signals());
    for (const arg of rest) {
      const n = parseSignal(arg);
      if (n === undefined) throw new Die(`bad signal name '${arg}'`);
      yield* t.out.write(`${/^\d/.test(arg) ? signalName(n & 127)! : n}\n`);
    }
    return 0;
  }
  if (rest.length === 0) throw new Die('you need to specify whom to kill');
  let status = 0;
  for (const arg of rest) {
    if (!/^-?\d+$/.test(arg)) {
      yield* t.warn(`invalid number '${arg}'`);
      status = 1;
      continue;
    }
    try {
      t.sys.kill(Number(arg), signo);
    } catch (e) {
      if (!isSysError(e)) throw e;
      yield* t.warn(`can't kill pid ${arg}: ${e.message}`);
      status = 1;
    }
  }
  return status;
});

export const killall = tool({ name: 'killall' }, function* (t): Task<number> {
  const { signo, rest, list, quiet } = yield* chosen(t);
  if (list) {
    yield* t.out.write(signals());
    return 0;
  }
  if (rest.length === 0) throw new Die('you need to specify whom to kill');
  const procs = yield* readProcs(t.sys);
  let status = 0;
  for (const name of rest) {
    const found = procs.filter((p) => p.pid !== t.sys.getpid() && (p.comm === name.slice(0, 15) || p.args[0]?.split('/').pop() === name));
    if (found.length === 0) {
      status = 1;
      if (!quiet) yield* t.warn(`${name}: no process killed`);
    }
    for (const p of found) {
      try {
        t.sys.kill(p.pid, signo);
      } catch (e) {
        if (!isSysError(e)) throw e;
        status = 1;
        if (!quiet) yield* t.warn(`can't kill pid ${p.pid}: ${e.message}`);
      }
    }
  }
  return status;
});

export const time = tool({ name: 'time' }, function* (t): Task<number> {
  let posix = false;
  const argv = yield* t.options('+vpao:f:', {}, ({ key }) => {
    if (key === 'p') posix = true;
  });
  if (argv.length === 0) throw new Die('', 1, true);
  const start = t.sys.monotonic_ns();
  const before = t.sys.getrusage('children');
  const pid = t.sys.fork(function* (sys) {
    const failed = yield* execvp(sys, argv, t.envp);
    yield* writeText(sys, 2, `time: can't execute '${argv[0]!}': ${failed.message}\n`);
    return failed.status;
  });
  const result = yield* t.sys.wait4(pid);
  const used = t.sys.getrusage('children');
  const code = result === undefined ? 0 : exitCode(result.status);
  const line = (name: string, ns: number): string => {
    const hundredths = Math.floor(ns / 1e7);
    if (posix) return `${name} ${(hundredths / 100).toFixed(2)}\n`;
    return `${name}\t${Math.floor(hundredths / 6000)}m ${((hundredths % 6000) / 100).toFixed(2)}s\n`;
  };
  yield* writeText(
    t.sys,
    2,
    (code !== 0 ? `Command exited with non-zero status ${code}\n` : '') + line('real', t.sys.monotonic_ns() - start) + line('user', used.user_ns - before.user_ns) + line('sys', used.system_ns - before.system_ns),
  );
  return code;
});
