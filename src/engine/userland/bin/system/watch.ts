/** watch: run a command again and again, and show its output as a screen (procps-ng 4.0.2). */
import type { Task } from '../../../abi/sys.ts';
import { isSysError } from '../../../abi/errno.ts';
import { O } from '../../../abi/fs.ts';
import { exitCode } from '../../../abi/process.ts';
import { Signal } from '../../../abi/signal.ts';
import { decodeUtf8 } from '../../../base/bytes.ts';
import { execvp } from '../../libc/popen.ts';
import { readFd, writeText } from '../../libc/stdio.ts';
import { localtime, strftime, zoneOf } from '../../libc/time.ts';
import { Exit, tool } from '../../libc/tool.ts';
import type { Tool } from '../../libc/tool.ts';
import { textWidth } from '../../libc/wcwidth.ts';

const USAGE = `
Usage:
 watch [options] command

Options:
  -b, --beep             beep when the command fails
  -c, --color            let colours through
  -d, --differences[=<permanent>]
                         mark what changed
  -e, --errexit          end when the command fails
  -g, --chgexit          end when the output changes
  -n, --interval <secs>  seconds between runs
  -t, --no-title         no title
  -w, --no-wrap          cut long lines
  -x, --exec             run the command without a shell

 -h, --help     show this text and exit
 -v, --version  show the version and exit

For more details see watch(1).
`;

/** Output and status of one run. */
function* runOnce(t: Tool, argv: readonly string[]): Task<{ readonly text: string; readonly code: number }> {
  const [rd, wr] = t.sys.pipe();
  const pid = t.sys.fork(function* (sys) {
    sys.close(rd);
    sys.dup2(wr, 1);
    sys.dup2(wr, 2);
    if (wr > 2) sys.close(wr);
    const failed = yield* execvp(sys, argv, t.envp);
    yield* writeText(sys, 2, `watch: unable to execute '${argv[0]!}': ${failed.message}\n`);
    return failed.status;
  });
  t.sys.close(wr);
  const text = decodeUtf8(yield* readFd(t.sys, rd));
  t.sys.close(rd);
  const result = yield* t.sys.wait4(pid);
  return { text, code: result === undefined ? 0 : exitCode(result.status) };
}

/** The text as lines of the screen: tabs expanded, escapes removed unless wanted, long lines folded or cut. */
function screen(text: string, rows: number, cols: number, colour: boolean, wrap: boolean): string[] {
  const out: string[] = [];
  for (const raw of text.replace(/\n$/, '').split('\n')) {
    let line = raw.replace(/\r/g, '');
    if (!colour) line = line.replace(/\x1b\[[0-9;?]*[A-Za-z]/g, '');
    let width = 0;
    let current = '';
    for (const ch of colour ? [line] : line) {
      const cell = ch === '\t' ? ' '.repeat(8 - (width % 8)) : ch;
      const w = colour ? 0 : textWidth(cell);
      if (width + w > cols) {
        if (!wrap) break;
        out.push(current);
        current = '';
        width = 0;
      }
      current += cell;
      width += w;
    }
    out.push(current);
    if (out.length >= rows) break;
  }
  return out.slice(0, rows);
}

export const watch = tool({ name: 'watch', support: { level: 'partial', note: '-d marks whole runs of characters; -p is accepted' } }, function* (t): Task<number> {
  let interval_s = 2;
  let title = true;
  let differences = false;
  let cumulative = false;
  let colour = false;
  let wrap = true;
  let direct = false;
  let errexit = false;
  let chgexit = false;
  let beep = false;
  let end = '';
  let bad: string | undefined;
  const command = yield* t.options(
    '+bced::gn:tpqwxhvr',
    { beep: 'b', color: 'c', differences: 'd::', errexit: 'e', chgexit: 'g', interval: 'n:', 'no-title': 't', precise: 'p', 'no-wrap': 'w', exec: 'x', help: 'h', version: 'v', 'no-rerun': 'r', equexit: 'q:' },
    ({ key, arg }) => {
      if (key === 'n') {
        if (!/^\d*[.,]?\d+$/.test(arg)) bad = `failed to parse argument: '${arg}'`;
        interval_s = Math.max(0.1, Number(arg.replace(',', '.')));
      } else if (key === 't') title = false;
      else if (key === 'd') [differences, cumulative] = [true, arg !== '' || cumulative];
      else if (key === 'c') colour = true;
      else if (key === 'w') wrap = false;
      else if (key === 'x') direct = true;
      else if (key === 'e') errexit = true;
      else if (key === 'g') chgexit = true;
      else if (key === 'b') beep = true;
      else if (key === 'h' || key === 'v') end = key;
    },
  );
  if (end === 'v') {
    yield* t.out.write('watch from procps-ng 4.0.2\n');
    return 0;
  }
  if (bad !== undefined) {
    yield* t.warn(`${bad}: Invalid argument`);
    return 1;
  }
  if (end === 'h' || command.length === 0) {
    yield* writeText(t.sys, end === 'h' ? 1 : 2, t.dialect?.usage() ?? USAGE);
    return end === 'h' ? 0 : 1;
  }
  const shown = command.join(' ');
  const argv = direct ? command : ['sh', '-c', shown];
  const size = (): { rows: number; cols: number } => {
    try {
      const s = t.sys.ioctl(1, 'TIOCGWINSZ', undefined);
      return s.rows > 0 ? s : { rows: 24, cols: 80 };
    } catch (e) {
      if (!isSysError(e)) throw e;
      return { rows: 24, cols: 80 };
    }
  };
  let stopped = false;
  const stop = (): void => {
    stopped = true;
  };
  for (const s of [Signal.SIGINT, Signal.SIGTERM, Signal.SIGHUP]) t.sys.sigaction(s, stop, { restart: false });
  t.sys.sigaction(Signal.SIGWINCH, () => undefined, { restart: false });
  let previous: string[] | undefined;
  const marked: boolean[][] = [];
  yield* writeText(t.sys, 1, '\x1b[?1049h\x1b[H\x1b[2J');
  const leave = function* (code: number): Task<never> {
    yield* writeText(t.sys, 1, `\x1b[${size().rows};1H\x1b[?1049l\r`);
    throw new Exit(code);
  };
  for (;;) {
    const { text, code } = yield* runOnce(t, argv);
    if (stopped) yield* leave(0);
    const { rows, cols } = size();
    const lines = screen(text, rows - (title ? 2 : 0), cols, colour, wrap);
    let out = '\x1b[H';
    if (title) {
      const right = `${t.sys.uname().nodename}: ${strftime('%a %b %e %H:%M:%S %Y', localtime(t.sys.now_ms(), zoneOf(t.env)))}`;
      const left = `Every ${interval_s.toFixed(1)}s: `;
      const room = cols - left.length - right.length;
      const middle = room < 4 ? '' : shown.length > room - 1 ? `${shown.slice(0, room - 4)}...` : shown;
      out += `${(left + middle).padEnd(cols - right.length)}${right}\x1b[K\r\n\x1b[K\r\n`;
    }
    lines.forEach((line, i) => {
      if (differences && previous !== undefined && !colour) {
        const old = previous[i] ?? '';
        const flags = (marked[i] ??= []);
        [...line].forEach((ch, c) => {
          const changed = ch !== (old[c] ?? ' ');
          const mark = changed || (cumulative && flags[c] === true);
          flags[c] = mark;
          out += mark ? `\x1b[7m${ch}\x1b[27m` : ch;
        });
      } else out += line;
      out += '\x1b[m\x1b[K';
      if (i + 1 < lines.length) out += '\r\n';
    });
    yield* writeText(t.sys, 1, `${out}\x1b[J`);
    if (code !== 0) {
      if (beep) yield* writeText(t.sys, 1, '\x07');
      if (errexit) {
        yield* writeText(t.sys, 1, `\x1b[${rows};1H\x1b[7mcommand exit with a non-zero status, press a key to exit\x1b[27m`);
        const fd = yield* t.sys.open('/dev/tty', O.RDONLY);
        yield* t.sys.read(fd, 1);
        yield* leave(8);
      }
    }
    if (chgexit && previous !== undefined && previous.join('\n') !== lines.join('\n')) yield* leave(0);
    previous = lines;
    try {
      yield* t.sys.sleep(interval_s * 1e9);
    } catch (e) {
      if (!isSysError(e, 'EINTR')) throw e;
    }
    if (stopped) yield* leave(0);
  }
});
