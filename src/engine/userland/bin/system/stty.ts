/** stty: show and set a terminal's modes (coreutils 9.1). Modes that the simulated line discipline has no bit for are shown as Linux has them unset, and take no effect. */
import type { Task } from '../../../abi/sys.ts';
import { isSysError } from '../../../abi/errno.ts';
import { O } from '../../../abi/fs.ts';
import { CFLAG, IFLAG, LFLAG, OFLAG } from '../../../abi/tty.ts';
import type { ControlChar, Termios, WinSize } from '../../../abi/tty.ts';
import { isatty } from '../../libc/stdio.ts';
import { tcsetattr } from '../../libc/termios.ts';
import { Die, tool } from '../../libc/tool.ts';

type Word = 'iflag' | 'oflag' | 'cflag' | 'lflag';

/** A mode: its name, where its bit is, and whether `sane` sets it (1), clears it (-1) or leaves it (0). */
interface Mode {
  readonly name: string;
  readonly word: Word;
  readonly bit: number;
  readonly sane: 1 | -1 | 0;
  /** Choices of several bits (cs8, nl0): shown without '-'. */
  readonly choice?: boolean;
}

const mode = (word: Word, name: string, bit: number, sane: 1 | -1 | 0 = 0): Mode => ({ name, word, bit, sane });
const choice = (word: Word, name: string): Mode => ({ name, word, bit: 0, sane: 0, choice: true });

/** In stty's order; groups are lines of `stty -a`. */
const MODES: readonly Mode[] = [
  mode('cflag', 'parenb', 0), mode('cflag', 'parodd', 0), mode('cflag', 'cmspar', 0), choice('cflag', 'cs8'), mode('cflag', 'hupcl', CFLAG.HUPCL), mode('cflag', 'cstopb', 0), mode('cflag', 'cread', CFLAG.CREAD, 1), mode('cflag', 'clocal', CFLAG.CLOCAL), mode('cflag', 'crtscts', 0),
  mode('iflag', 'ignbrk', IFLAG.IGNBRK, -1), mode('iflag', 'brkint', IFLAG.BRKINT, 1), mode('iflag', 'ignpar', 0), mode('iflag', 'parmrk', 0), mode('iflag', 'inpck', IFLAG.INPCK), mode('iflag', 'istrip', IFLAG.ISTRIP), mode('iflag', 'inlcr', IFLAG.INLCR, -1), mode('iflag', 'igncr', IFLAG.IGNCR, -1), mode('iflag', 'icrnl', IFLAG.ICRNL, 1), mode('iflag', 'ixon', IFLAG.IXON, 1), mode('iflag', 'ixoff', 0, -1), mode('iflag', 'iuclc', 0, -1), mode('iflag', 'ixany', IFLAG.IXANY, -1), mode('iflag', 'imaxbel', IFLAG.IMAXBEL, 1), mode('iflag', 'iutf8', IFLAG.IUTF8, -1),
  mode('oflag', 'opost', OFLAG.OPOST, 1), mode('oflag', 'olcuc', OFLAG.OLCUC, -1), mode('oflag', 'ocrnl', OFLAG.OCRNL, -1), mode('oflag', 'onlcr', OFLAG.ONLCR, 1), mode('oflag', 'onocr', OFLAG.ONOCR, -1), mode('oflag', 'onlret', OFLAG.ONLRET, -1), mode('oflag', 'ofill', 0, -1), mode('oflag', 'ofdel', 0, -1), choice('oflag', 'nl0'), choice('oflag', 'cr0'), choice('oflag', 'tab0'), choice('oflag', 'bs0'), choice('oflag', 'vt0'), choice('oflag', 'ff0'),
  mode('lflag', 'isig', LFLAG.ISIG, 1), mode('lflag', 'icanon', LFLAG.ICANON, 1), mode('lflag', 'iexten', LFLAG.IEXTEN, 1), mode('lflag', 'echo', LFLAG.ECHO, 1), mode('lflag', 'echoe', LFLAG.ECHOE, 1), mode('lflag', 'echok', LFLAG.ECHOK, 1), mode('lflag', 'echonl', LFLAG.ECHONL, -1), mode('lflag', 'noflsh', LFLAG.NOFLSH, -1), mode('lflag', 'xcase', 0, -1), mode('lflag', 'tostop', LFLAG.TOSTOP, -1), mode('lflag', 'echoprt', LFLAG.ECHOPRT, -1), mode('lflag', 'echoctl', LFLAG.ECHOCTL, 1), mode('lflag', 'echoke', LFLAG.ECHOKE, 1), mode('lflag', 'flusho', 0, -1), mode('lflag', 'extproc', 0, -1),
];
const ALIASES: Readonly<Record<string, string>> = { crterase: 'echoe', crtkill: 'echoke', ctlecho: 'echoctl', prterase: 'echoprt', hup: 'hupcl', tandem: 'ixoff' };

/** Control characters in the order of `stty -a`, with what `sane` makes them. `swtch` is not simulated and never set. */
const CHARS: readonly (readonly [ControlChar | 'swtch', number])[] = [['intr', 3], ['quit', 28], ['erase', 127], ['kill', 21], ['eof', 4], ['eol', 0], ['eol2', 0], ['swtch', 0], ['start', 17], ['stop', 19], ['susp', 26], ['rprnt', 18], ['werase', 23], ['lnext', 22], ['discard', 15]];

function visible(code: number): string {
  if (code === 0) return '<undef>';
  if (code < 32) return `^${String.fromCharCode(code + 64)}`;
  if (code === 127) return '^?';
  return code < 127 ? String.fromCharCode(code) : `M-${visible(code - 128)}`;
}

const isSet = (t: Termios, m: Mode): boolean => m.bit !== 0 && (t[m.word] & m.bit) === m.bit;

function withMode(t: Termios, m: Mode, on: boolean): Termios {
  return { ...t, [m.word]: on ? t[m.word] | m.bit : t[m.word] & ~m.bit };
}

/** Lines of items, broken where the screen's width is reached, as stty wraps them. */
class Wrapper {
  text = '';
  private column = 0;
  private readonly width: number;
  constructor(width: number) {
    this.width = width;
  }
  put(item: string): void {
    if (this.column > 0 && this.column + item.length + 1 >= this.width) this.newline();
    if (this.column > 0) {
      this.text += ' ';
      this.column++;
    }
    this.text += item;
    this.column += item.length;
  }
  newline(): void {
    if (this.column > 0) this.text += '\n';
    this.column = 0;
  }
}

function display(t: Termios, size: WinSize | undefined, all: boolean, width: number): string {
  const out = new Wrapper(width);
  out.put('speed 38400 baud;');
  if (all && size !== undefined) {
    out.put(`rows ${size.rows};`);
    out.put(`columns ${size.cols};`);
  }
  out.put('line = 0;');
  out.newline();
  const canonical = (t.lflag & LFLAG.ICANON) !== 0;
  for (const [name, sane] of CHARS) {
    const now = name === 'swtch' ? 0 : t.cc[name];
    if (all || now !== sane) out.put(`${name} = ${visible(now)};`);
  }
  if (all || !canonical) {
    out.put(`min = ${t.cc.min};`);
    out.put(`time = ${t.cc.time};`);
  }
  out.newline();
  let word: Word | undefined;
  for (const m of MODES) {
    if (m.word !== word) out.newline();
    word = m.word;
    if (m.choice === true) {
      if (all) out.put(m.name);
    } else if (all || m.sane !== 0) {
      const on = isSet(t, m);
      if (all || (m.sane === 1 && !on) || (m.sane === -1 && on)) out.put(`${on ? '' : '-'}${m.name}`);
    }
  }
  out.newline();
  return out.text;
}

const SAVED: readonly ControlChar[] = ['intr', 'quit', 'erase', 'kill', 'eof', 'time', 'min', 'eol2', 'start', 'stop', 'susp', 'eol', 'rprnt', 'discard', 'werase', 'lnext', 'eol2'];

function saved(t: Termios): string {
  const cc = SAVED.map((c, i) => (i === 7 ? 0 : t.cc[c]));
  return [t.iflag, t.oflag, t.cflag, t.lflag, ...cc, ...new Array<number>(15).fill(0)].map((n) => n.toString(16)).join(':');
}

function restore(text: string): Termios | undefined {
  if (!/^[0-9a-f]+(:[0-9a-f]+){35}$/.test(text)) return undefined;
  const [iflag = 0, oflag = 0, cflag = 0, lflag = 0, ...chars] = text.split(':').map((x) => parseInt(x, 16));
  const cc = Object.fromEntries(SAVED.map((c, i) => [c, chars[i]!])) as Record<ControlChar, number>;
  return { iflag, oflag, cflag, lflag, cc };
}

function sane(t: Termios): Termios {
  let out = t;
  for (const m of MODES) if (m.sane !== 0) out = withMode(out, m, m.sane === 1);
  const cc: Record<ControlChar, number> = { ...t.cc, min: 1, time: 0 };
  for (const [name, code] of CHARS) if (name !== 'swtch') cc[name] = code;
  return { ...out, cc };
}

/** Names that stand for several settings. */
function combination(t: Termios, name: string, on: boolean): Termios | undefined {
  const set = (...changes: readonly [string, boolean][]): Termios => changes.reduce((acc, [n, v]) => withMode(acc, MODES.find((m) => m.name === n)!, v), t);
  switch (name) {
    case 'sane':
      return on ? sane(t) : undefined;
    case 'raw':
    case 'cooked': {
      const raw = (name === 'raw') === on;
      if (!raw) return set(['brkint', true], ['istrip', false], ['icrnl', true], ['ixon', true], ['opost', true], ['isig', true], ['icanon', true]);
      const off = ['ignbrk', 'brkint', 'inpck', 'istrip', 'inlcr', 'igncr', 'icrnl', 'ixon', 'ixany', 'imaxbel', 'opost', 'isig', 'icanon'].map((n) => [n, false] as [string, boolean]);
      const out = set(...off);
      return { ...out, cc: { ...out.cc, min: 1, time: 0 } };
    }
    case 'cbreak':
      return set(['icanon', !on]);
    case 'nl':
      return on ? set(['icrnl', false], ['onlcr', false]) : set(['icrnl', true], ['inlcr', false], ['igncr', false], ['onlcr', true], ['ocrnl', false], ['onlret', false]);
    case 'ek':
      return on ? { ...t, cc: { ...t.cc, erase: 127, kill: 21 } } : undefined;
    case 'crt':
    case 'dec':
      return on ? set(['echoe', true], ['echoctl', true], ['echoke', true]) : undefined;
    case 'evenp': case 'parity': case 'oddp': case 'pass8': case 'litout': case 'decctlq': case 'tabs': case 'lcase': case 'LCASE':
      return t;
    default:
      return undefined;
  }
}

const help = `Usage: % [-F DEVICE | --file=DEVICE] [SETTING]...
  or:  % [-F DEVICE | --file=DEVICE] [-a|--all]
  or:  % [-F DEVICE | --file=DEVICE] [-g|--save]
Show or set the modes of a terminal.

  -a, --all          all settings
  -g, --save         all settings so that stty can read them
  -F, --file=DEVICE  another terminal than standard input
      --help        show this text and exit
      --version     show the version and exit

Settings: names as stty -a shows them, with - in front to clear; special characters
as intr ^C; and size, rows N, cols N, min N, time N, speed, sane, raw, cooked, cbreak, nl, ek.
`;

export const stty = tool({ name: 'stty', help, support: { level: 'partial', note: 'baud rates and modes of serial lines have no effect' } }, function* (t): Task<number> {
  let all = false;
  let save = false;
  let device: string | undefined;
  const settings: string[] = [];
  for (let i = 0; i < t.args.length; i++) {
    const arg = t.args[i]!;
    if (arg === '--help') yield* t.help();
    else if (arg === '--version') yield* t.version();
    else if (arg === '-a' || arg === '--all') all = true;
    else if (arg === '-g' || arg === '--save') save = true;
    else if (arg === '-ga' || arg === '-ag') all = save = true;
    else if (arg === '-F' || arg === '--file') device = t.args[++i];
    else if (arg.startsWith('--file=')) device = arg.slice(7);
    else if (/^-F./.test(arg)) device = arg.slice(2);
    else settings.push(arg);
  }
  if (all && save) throw new Die('the options for verbose and stty-readable output styles are\nmutually exclusive');
  if ((all || save) && settings.length > 0) throw new Die('when specifying an output style, modes may not be set');
  const name = device ?? 'standard input';
  let fd = 0;
  const find = (setting: string): Mode | undefined => {
    const plain = setting.replace(/^-/, '');
    return MODES.find((m) => m.name === (ALIASES[plain] ?? plain) && (m.choice !== true || !setting.startsWith('-')));
  };
  // Refuse bad settings before the terminal is looked at, as stty does.
  for (let i = 0; i < settings.length; i++) {
    const s = settings[i]!;
    const plain = s.replace(/^-/, '');
    const takes = CHARS.some(([c]) => c === s) || ['rows', 'cols', 'columns', 'min', 'time', 'line', 'ispeed', 'ospeed'].includes(s);
    if (takes) {
      if (settings[++i] === undefined) throw new Die(`missing argument to ${t.quote(s)}`, 1, true);
      continue;
    }
    const known = find(s) !== undefined || ['size', 'speed', 'drain', '-drain'].includes(s) || /^\d+$/.test(s) || restore(s) !== undefined || combination(EMPTY_TERMIOS, plain, !s.startsWith('-')) !== undefined || /^(cs[5-8]|nl[01]|cr[0-3]|tab[0-3]|bs[01]|vt[01]|ff[01])$/.test(s);
    if (!known) throw new Die(`invalid argument ${t.quote(s)}`, 1, true);
  }
  try {
    if (device !== undefined) fd = yield* t.sys.open(device, O.RDONLY | O.NONBLOCK);
    let now = t.sys.ioctl(fd, 'TCGETS', undefined);
    const size = (): WinSize => t.sys.ioctl(fd, 'TIOCGWINSZ', undefined);
    if (save) {
      yield* t.out.write(`${saved(now)}\n`);
      return 0;
    }
    if (settings.length === 0) {
      const width = isatty(t.sys, 1) ? t.sys.ioctl(1, 'TIOCGWINSZ', undefined).cols || 80 : 80;
      yield* t.out.write(display(now, size(), all, width));
      return 0;
    }
    const before = now;
    for (let i = 0; i < settings.length; i++) {
      const s = settings[i]!;
      const on = !s.startsWith('-');
      const m = find(s);
      if (m !== undefined) now = withMode(now, m, on);
      else if (s === 'size') yield* t.out.write(`${size().rows} ${size().cols}\n`);
      else if (s === 'speed') yield* t.out.write('38400\n');
      else if (s === 'rows' || s === 'cols' || s === 'columns') {
        const n = settings[++i]!;
        if (!/^\d+$/.test(n)) throw new Die(`invalid integer argument: ${t.quote(n)}`);
        t.sys.ioctl(fd, 'TIOCSWINSZ', s === 'rows' ? { rows: Number(n), cols: size().cols } : { rows: size().rows, cols: Number(n) });
      } else if (s === 'min' || s === 'time') now = { ...now, cc: { ...now.cc, [s]: Number(settings[++i]) } };
      else if (s === 'line' || s === 'ispeed' || s === 'ospeed') i++;
      else if (CHARS.some(([c]) => c === s)) {
        const text = settings[++i]!;
        let code: number;
        if (text === 'undef' || text === '^-' || text === '') code = 0;
        else if (text.length === 1) code = text.charCodeAt(0);
        else if (text.startsWith('^')) code = text[1] === '?' ? 127 : text.charCodeAt(1) & 31;
        else if (/^(0x[0-9a-f]+|\d+)$/i.test(text)) code = Number(text) & 255;
        else throw new Die(`invalid integer argument: ${t.quote(text)}`);
        if (s !== 'swtch') now = { ...now, cc: { ...now.cc, [s]: code } };
      } else {
        const whole = restore(s);
        now = whole ?? combination(now, s.replace(/^-/, ''), on) ?? now;
      }
    }
    if (now !== before) yield* tcsetattr(t.sys, fd, now);
    return 0;
  } catch (e) {
    if (!isSysError(e)) throw e;
    throw new Die(`${device === undefined ? t.quoteaf(name) : t.quotef(name)}: ${e.message}`);
  } finally {
    if (fd > 0) t.sys.close(fd);
  }
});

const EMPTY_TERMIOS: Termios = {
  iflag: 0, oflag: 0, cflag: 0, lflag: 0,
  cc: { intr: 0, quit: 0, erase: 0, kill: 0, eof: 0, eol: 0, eol2: 0, start: 0, stop: 0, susp: 0, rprnt: 0, werase: 0, lnext: 0, discard: 0, min: 0, time: 0 },
};
