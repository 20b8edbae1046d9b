/** `set -x`: the trace of commands on stderr (BASH_XTRACEFD when set), headed by PS4. */
import type { Task } from '../../../abi/sys.ts';
import type { Assign } from '../syntax/ast.ts';
import { quoteIfNeeded, singleQuote } from '../expand/quote.ts';
import type { Shell } from '../state/shell.ts';
import { expandPrompt } from '../state/prompt.ts';

/** Print one trace line. */
export function* traceLine(sh: Shell, text: string): Task<void> {
  const raw = sh.scalar('PS4') ?? '';
  sh.options.xtrace = false;
  let ps4 = raw.includes('$') || raw.includes('\\') ? yield* expandPrompt(sh, raw) : raw;
  sh.options.xtrace = true;
  if (sh.bash && ps4 !== '' && sh.traceDepth > 0) ps4 = ps4[0]!.repeat(sh.traceDepth) + ps4;
  const fd = sh.bash ? Number(sh.scalar('BASH_XTRACEFD') ?? 2) : 2;
  sh.print(`${ps4}${text}\n`, Number.isNaN(fd) ? 2 : fd);
  yield* sh.flush();
}

/** A word as the trace shows it. */
export function traceWord(word: string): string {
  return word === '' ? "''" : traceValue(word);
}

/** A value after `=`: an empty one shows nothing. */
export function traceValue(value: string): string {
  return /[ \t\n]/.test(value) ? singleQuote(value) : quoteIfNeeded(value);
}

/** A command with its temporary assignments. */
export function* traceWords(sh: Shell, assigns: readonly Assign[], words: readonly string[]): Task<void> {
  if (!sh.bash) {
    yield* traceLine(sh, [...assigns.map((a) => a.raw), ...words].join(' '));
    return;
  }
  for (const a of assigns) if (!Array.isArray(a.value)) yield* traceLine(sh, `${a.name}${a.append ? '+' : ''}=${traceValue(a.value.plan?.literal ?? a.value.raw)}`);
  const compound = sh.declared;
  if (compound !== undefined) for (const a of compound.values()) yield* traceLine(sh, `${a.name}${a.append ? '+' : ''}=${compoundSource(a)}`);
  yield* traceLine(sh, words.map((w, i) => traceWord(compound?.has(i) === true ? compound.get(i)!.name : w)).join(' '));
}

/** A compound value as declare's trace shows it: subscripts and their values quoted. */
function compoundSource(a: Assign): string {
  if (!Array.isArray(a.value)) return '';
  return `(${a.value.map((e) => (e.index === undefined ? e.value.raw : `[${singleQuote(e.index.plan?.literal ?? e.index.raw)}]=${singleQuote(e.value.plan?.literal ?? e.value.raw)}`)).join(' ')})`;
}

/** An assignment on its own. */
export function* traceAssign(sh: Shell, text: string): Task<void> {
  yield* traceLine(sh, text);
}

/** A compound assignment shows its source. */
export function* traceCompound(sh: Shell, a: Assign): Task<void> {
  yield* traceLine(sh, a.raw);
}
