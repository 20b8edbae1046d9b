/** journalctl: the journal, of all or of some units (-u), the last lines (-n), followed (-f), as cat or short. */
import { decodeUtf8, encodeUtf8 } from '../../base/bytes.ts';
import type { Main, Sys, Task } from '../../abi/sys.ts';
import { readFile, readTextIfAny } from '../common/files.ts';
import { JOURNAL } from './protocol.ts';
import type { JournalEntry } from './protocol.ts';
import { unitName } from './unit.ts';

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const POLL_NS = 250e6;

/** All entries, oldest first. */
export function* readJournal(sys: Sys): Task<JournalEntry[]> {
  return parse((yield* readTextIfAny(sys, JOURNAL)) ?? '');
}

function parse(text: string): JournalEntry[] {
  return text
    .split('\n')
    .filter((l) => l !== '')
    .map((l) => JSON.parse(l) as JournalEntry);
}

/** 'Nov 21 05:19:16 host dockerd[123]: message'. */
export function shortLine(e: JournalEntry, host: string): string {
  const d = new Date(e.t);
  return `${MONTHS[d.getUTCMonth()]} ${String(d.getUTCDate()).padStart(2, '0')} ${d.toISOString().slice(11, 19)} ${host} ${e.ident}[${e.pid}]: ${e.msg}`;
}

/** main of journalctl. */
export const journalctlMain: Main = function* (sys, argv) {
  const units: string[] = [];
  let last = Infinity;
  let follow = false;
  let reverse = false;
  let cat = false;
  for (let i = 1; i < argv.length; i++) {
    const a = argv[i]!;
    const value = (short: string, long: string): string | undefined => {
      if (a === short || a === long) return argv[++i] ?? '';
      if (a.startsWith(`${long}=`)) return a.slice(long.length + 1);
      if (a.startsWith(short) && a.length > 2 && !a.startsWith('--')) return a.slice(2);
      return undefined;
    };
    const unit = value('-u', '--unit');
    if (unit !== undefined) {
      units.push(unitName(unit));
      continue;
    }
    const n = value('-n', '--lines');
    if (n !== undefined) {
      last = n === 'all' || n === '' ? Infinity : Number(n);
      continue;
    }
    const output = value('-o', '--output');
    if (output !== undefined) {
      cat = output === 'cat';
      continue;
    }
    if (a === '-f' || a === '--follow') follow = true;
    else if (a === '-r' || a === '--reverse') reverse = true;
    else if (/^-[xeqab]+u$/.test(a)) units.push(unitName(argv[++i] ?? ''));
    else if (a === '-e' || a === '-xe') last = Math.min(last, 1000);
    else if (!/^(--no-pager|-x|-q|-a|-b|--catalog|--quiet|--all|--boot)$/.test(a)) {
      yield* sys.write(2, encodeUtf8(`glasshull: journalctl ${a} is not simulated\n`));
      return 1;
    }
  }
  if (follow && last === Infinity) last = 10;
  const host = sys.uname().nodename;
  const wanted = (e: JournalEntry): boolean => units.length === 0 || units.includes(e.unit);
  const print = function* (entries: readonly JournalEntry[]): Task<void> {
    const text = entries.map((e) => `${cat ? e.msg : shortLine(e, host)}\n`).join('');
    if (text !== '') yield* sys.write(1, encodeUtf8(text));
  };
  const all = (yield* readJournal(sys)).filter(wanted);
  if (all.length === 0 && !follow) {
    yield* sys.write(1, encodeUtf8('-- No entries --\n'));
    return 0;
  }
  const shown = all.slice(last === Infinity ? 0 : Math.max(0, all.length - last));
  yield* print(reverse ? shown.reverse() : shown);
  if (!follow) return 0;
  let at = sys.stat(JOURNAL).size;
  for (;;) {
    yield* sys.sleep(POLL_NS);
    const size = sys.stat(JOURNAL).size;
    if (size <= at) continue;
    const text = decodeUtf8(yield* readFile(sys, JOURNAL), at, size);
    at = size;
    yield* print(parse(text).filter(wanted));
  }
};
