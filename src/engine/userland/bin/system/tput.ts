/** clear, reset and tput (ncurses 6.4) for terminals like xterm, which is what the page's are. Left out: other terminals' descriptions, -S. */
import type { Task } from '../../../abi/sys.ts';
import { isSysError } from '../../../abi/errno.ts';
import { SANE } from '../../../abi/tty.ts';
import { writeText } from '../../libc/stdio.ts';
import { tool } from '../../libc/tool.ts';
import type { Tool } from '../../libc/tool.ts';

const STRINGS: Readonly<Record<string, string>> = {
  clear: '\x1b[H\x1b[2J\x1b[3J', bold: '\x1b[1m', dim: '\x1b[2m', sgr0: '\x1b(B\x1b[m', rev: '\x1b[7m', smso: '\x1b[7m', rmso: '\x1b[27m', smul: '\x1b[4m', rmul: '\x1b[24m', sitm: '\x1b[3m', ritm: '\x1b[23m', blink: '\x1b[5m', invis: '\x1b[8m',
  home: '\x1b[H', el: '\x1b[K', el1: '\x1b[1K', ed: '\x1b[J', smcup: '\x1b[?1049h\x1b[22;0;0t', rmcup: '\x1b[?1049l\x1b[23;0;0t', civis: '\x1b[?25l', cnorm: '\x1b[?12l\x1b[?25h', cvvis: '\x1b[?12;25h', sc: '\x1b7', rc: '\x1b8', bel: '\x07', cuu1: '\x1b[A',
  cud1: '\n', cub1: '\b', cuf1: '\x1b[C', cr: '\r', op: '\x1b[39;49m', ich1: '\x1b[@', dch1: '\x1b[P', il1: '\x1b[L', dl1: '\x1b[M', kcuu1: '\x1bOA', kcud1: '\x1bOB', kcuf1: '\x1bOC', kcub1: '\x1bOD', khome: '\x1bOH', kend: '\x1bOF', kbs: '\b', flash: '\x1b[?5h\x1b[?5l',
};
const BOOLEANS: Readonly<Record<string, boolean>> = { am: true, bce: true, km: true, mir: true, msgr: true, xenl: true, hs: false, da: false, db: false, os: false };

function parametrised(name: string, p: readonly number[]): string | undefined {
  const [a = 0, b = 0] = p;
  const colour = (base: number, bright: number): string => (a < 8 ? `\x1b[${base + a}m` : a < 16 ? `\x1b[${bright + a - 8}m` : `\x1b[${base + 8};5;${a}m`);
  switch (name) {
    case 'setaf': return colour(30, 90);
    case 'setab': return colour(40, 100);
    case 'cup': return `\x1b[${a + 1};${b + 1}H`;
    case 'cuu': return `\x1b[${a}A`;
    case 'cud': return `\x1b[${a}B`;
    case 'cuf': return `\x1b[${a}C`;
    case 'cub': return `\x1b[${a}D`;
    case 'hpa': return `\x1b[${a + 1}G`;
    case 'vpa': return `\x1b[${a + 1}d`;
    case 'ech': return `\x1b[${a}X`;
    case 'il': return `\x1b[${a}L`;
    case 'dl': return `\x1b[${a}M`;
    case 'ich': return `\x1b[${a}@`;
    case 'dch': return `\x1b[${a}P`;
    case 'csr': return `\x1b[${a + 1};${b + 1}r`;
    default: return undefined;
  }
}

function size(t: Tool): { rows: number; cols: number } {
  for (const fd of [1, 2, 0]) {
    try {
      const s = t.sys.ioctl(fd, 'TIOCGWINSZ', undefined);
      if (s.cols > 0) return s;
    } catch (e) {
      if (!isSysError(e)) throw e;
    }
  }
  return { rows: Number(t.env.get('LINES')) || 24, cols: Number(t.env.get('COLUMNS')) || 80 };
}

/** Is there a terminal description? Complains as ncurses does when there is none. */
function* known(t: Tool, term: string | undefined): Task<boolean> {
  if (term === undefined || term === '') {
    yield* writeText(t.sys, 2, t.name === 'tput' ? 'tput: No value for $TERM and no -T specified\n' : 'TERM environment variable not set.\n');
    return false;
  }
  if (/^(xterm|screen|tmux|linux|vt100|vt220|ansi|rxvt)/.test(term)) return true;
  yield* writeText(t.sys, 2, term === 'dumb' ? `${t.name}: terminal type 'dumb' cannot do this\n` : t.name === 'tput' ? `tput: unknown terminal "${term}"\n` : `'${term}': unknown terminal type.\n`);
  return false;
}

export const tput = tool({ name: 'tput', support: { level: 'partial', note: 'the capabilities of xterm that scripts use' } }, function* (t): Task<number> {
  let term = t.env.get('TERM');
  const args = yield* t.options('+T:SVx', {}, ({ key, arg }) => {
    if (key === 'T') term = arg;
  });
  const [name, ...rest] = args;
  if (name === undefined) {
    yield* writeText(t.sys, 2, 'Usage: tput [options] [command]\n\nOptions:\n  -S <<       commands from standard input\n  -T TERM     this terminal, not $TERM\n  -V          print the version\n');
    return 2;
  }
  if (!(yield* known(t, term))) return term === undefined || term === '' ? 2 : 3;
  if (name === 'cols' || name === 'lines' || name === 'colors') {
    const s = size(t);
    yield* t.out.write(`${name === 'cols' ? s.cols : name === 'lines' ? s.rows : /256/.test(term!) ? 256 : 8}\n`);
    return 0;
  }
  if (name === 'longname') {
    yield* t.out.write('xterm terminal emulator (X Window System)');
    return 0;
  }
  if (name === 'init' || name === 'reset') {
    yield* t.out.write('\x1bc\x1b[!p\x1b[?3;4l\x1b[4l\x1b>');
    return 0;
  }
  if (Object.hasOwn(BOOLEANS, name)) return BOOLEANS[name]! ? 0 : 1;
  const text = Object.hasOwn(STRINGS, name) ? STRINGS[name] : parametrised(name, rest.map(Number));
  if (text === undefined) {
    yield* t.warn(`unknown terminfo capability '${name}'`);
    return 4;
  }
  yield* t.out.write(text);
  return 0;
});

export const clear = tool({ name: 'clear' }, function* (t): Task<number> {
  let keep = false;
  let term = t.env.get('TERM');
  yield* t.options('T:Vx', {}, ({ key, arg }) => {
    if (key === 'x') keep = true;
    else if (key === 'T') term = arg;
  });
  if (!(yield* known(t, term))) return 1;
  yield* t.out.write(`\x1b[H\x1b[2J${keep ? '' : '\x1b[3J'}`);
  return 0;
});

export const reset = tool({ name: 'reset' }, function* (t): Task<number> {
  if (!(yield* known(t, t.env.get('TERM')))) return 1;
  try {
    t.sys.ioctl(2, 'TCSETS', SANE);
  } catch (e) {
    if (!isSysError(e)) throw e;
  }
  yield* t.out.write('\x1bc\x1b[!p\x1b[?3;4l\x1b[4l\x1b>');
  return 0;
});
