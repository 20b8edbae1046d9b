/** history and fc, over the list of lines that the interactive shell keeps. */
import type { Task } from '../../../abi/sys.ts';
import { isSysError } from '../../../abi/errno.ts';
import { O } from '../../../abi/fs.ts';
import { decodeUtf8, encodeUtf8 } from '../../../base/bytes.ts';
import { readWhole } from '../exec/reader.ts';
import type { Shell } from '../state/shell.ts';
import type { Builtin } from './table.ts';
import { options } from './util.ts';

/** Read a history file; [] when there is none. */
export function* readHistory(sh: Shell, path: string): Task<string[]> {
  try {
    const lines = decodeUtf8(yield* readWhole(sh, path)).split('\n');
    if (lines[lines.length - 1] === '') lines.pop();
    return lines.filter((l) => !/^#\d+$/.test(l));
  } catch (e) {
    if (isSysError(e)) return [];
    throw e;
  }
}

/** Write lines to a history file, appending or anew. */
export function* writeHistory(sh: Shell, path: string, lines: readonly string[], append: boolean): Task<boolean> {
  try {
    const fd = yield* sh.sys.open(path, O.WRONLY | O.CREAT | (append ? O.APPEND : O.TRUNC), 0o600);
    yield* sh.writeAll(fd, encodeUtf8(lines.map((l) => `${l}\n`).join('')));
    sh.sys.close(fd);
    return true;
  } catch (e) {
    if (isSysError(e)) return false;
    throw e;
  }
}

/** Keep a line in the list, as HISTCONTROL and HISTSIZE say. */
export function remember(sh: Shell, line: string): void {
  const control = (sh.scalar('HISTCONTROL') ?? '').split(':');
  const both = control.includes('ignoreboth');
  if (line.trim() === '') return;
  if ((both || control.includes('ignorespace')) && line.startsWith(' ')) return;
  if ((both || control.includes('ignoredups')) && sh.history[sh.history.length - 1] === line) return;
  if (control.includes('erasedups')) sh.history = sh.history.filter((h) => h !== line);
  sh.history.push(line);
  const size = Number(sh.scalar('HISTSIZE') ?? 500);
  if (size >= 0 && sh.history.length > size) {
    sh.historyBase += sh.history.length - size;
    sh.history.splice(0, sh.history.length - size);
  }
}

function* history(sh: Shell, argv: readonly string[]): Task<number> {
  const o = options(sh, argv, 'cd:anrwps');
  if (typeof o === 'number') return o;
  const file = o.rest[0] ?? sh.scalar('HISTFILE') ?? '';
  if (o.flags.has('c')) {
    sh.history = [];
    sh.historySaved = 0;
    return 0;
  }
  if (o.flags.has('d')) {
    const spec = o.values.get('d')!;
    const n = Number(spec);
    const i = n < 0 ? sh.history.length + n : n - 1 - sh.historyBase;
    if (!Number.isInteger(n) || i < 0 || i >= sh.history.length) return sh.fail(`${spec}: history position out of range`);
    sh.history.splice(i, 1);
    return 0;
  }
  if (o.flags.has('s')) {
    sh.history[sh.history.length - 1] = o.rest.join(' ');
    return 0;
  }
  if (o.flags.has('p')) {
    sh.print(`${o.rest.join('\n')}\n`);
    return 0;
  }
  if (o.flags.has('w')) return (yield* writeHistory(sh, file, sh.history, false)) ? 0 : 1;
  if (o.flags.has('a')) {
    const ok = yield* writeHistory(sh, file, sh.history.slice(sh.historySaved), true);
    sh.historySaved = sh.history.length;
    return ok ? 0 : 1;
  }
  if (o.flags.has('r') || o.flags.has('n')) {
    sh.history.push(...(yield* readHistory(sh, file)));
    return 0;
  }
  let from = 0;
  if (o.rest[0] !== undefined) {
    if (!/^\d+$/.test(o.rest[0])) return sh.fail(`${o.rest[0]}: numeric argument required`);
    from = Math.max(0, sh.history.length - Number(o.rest[0]));
  }
  for (let i = from; i < sh.history.length; i++) sh.print(`${String(sh.historyBase + i + 1).padStart(5)}  ${sh.history[i]!}\n`);
  return 0;
}

/** fc -l lists; fc -s repeats a command. Editing is left out. */
function* fc(sh: Shell, argv: readonly string[]): Task<number> {
  const o = options(sh, argv, 'e:lnrs');
  if (typeof o === 'number') return o;
  const last = sh.history.length - 2;
  const find = (spec: string | undefined, fallback: number): number => {
    if (spec === undefined) return fallback;
    if (/^-?\d+$/.test(spec)) return Number(spec) < 0 ? sh.history.length - 1 + Number(spec) : Number(spec) - 1 - sh.historyBase;
    for (let i = last; i >= 0; i--) if (sh.history[i]!.startsWith(spec)) return i;
    return -1;
  };
  if (o.flags.has('l')) {
    if (sh.history.length === 0) return 0;
    let from = find(o.rest[0], Math.max(0, last - 15));
    let to = find(o.rest[1], last);
    if (from < 0 || to < 0) return sh.fail('history specification out of range');
    from = Math.max(0, from);
    to = Math.min(sh.history.length - 1, to);
    const rows: string[] = [];
    for (let i = Math.min(from, to); i <= Math.max(from, to); i++) rows.push(`${o.flags.has('n') ? '' : sh.historyBase + i + 1}\t ${sh.history[i]!}\n`);
    if (o.flags.has('r') !== from > to) rows.reverse();
    sh.print(rows.join(''));
    return 0;
  }
  if (o.flags.has('s')) {
    const swap = /^([^=]+)=(.*)$/.exec(o.rest[0] ?? '');
    const i = find(swap === null ? o.rest[0] : o.rest[1], last);
    let text = sh.history[i];
    if (text === undefined) return sh.fail('no command found');
    if (swap !== null) text = text.replace(swap[1]!, swap[2]!);
    sh.print(`${text}\n`, 2);
    yield* sh.flush();
    if (sh.history.length > 0) sh.history[sh.history.length - 1] = text;
    return yield* sh.engine.runText(sh, text, 'fc', sh.line);
  }
  return sh.fail('glasshull: editing the history is not simulated; fc -l and fc -s are');
}

export const historyBuiltins: Record<string, Builtin> = {
  history: { run: history, usage: '[-c] [-d offset] [n] or history -anrw [filename] or history -ps arg [arg...]', about: 'Show or change the list of commands.' },
  fc: { run: fc, usage: '[-e ename] [-lnr] [first] [last] or fc -s [pat=rep] [command]', about: 'List or repeat commands of the history.', only: 'bash' },
};

