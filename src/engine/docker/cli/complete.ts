/**
 * What a shell's completion asks for (`docker __complete WORD...`): the candidates for the last word, and how to treat them. Like cobra's completions over
 * what docker/cli registers for commands and flags; the shell itself drops what does not begin with the typed word.
 */
import type { Task } from '../../abi/sys.ts';
import type { DockerCli } from './cli.ts';
import { atRoot, child, descend, nameOf, type Found } from './command.ts';
import { argumentsOf, DEFAULT, NO_FILES, valuesOf, type Answer } from './completers.ts';
import { GoError } from './go/strconv.ts';
import { flagSet, parseFlags, type FlagSet, type FlagSpec, type Flags } from './pflag.ts';
import { ROOT } from './root.ts';

/** A flag whose value is typed, and what stands before it. */
interface Place {
  readonly flag: FlagSpec | undefined;
  readonly args: readonly string[];
  readonly word: string;
}

/** Is the last word a flag's value? undefined for a flag that does not exist. */
function place(set: FlagSet, args: readonly string[], word: string): Place | undefined {
  const eq = word.indexOf('=');
  const find = (name: string): FlagSpec | undefined => (name.length === 1 ? set.short.get(name) : set.long.get(name));
  if (word.startsWith('-')) {
    if (eq < 0) return { flag: undefined, args, word };
    const flag = find(word.startsWith('--') ? word.slice(2, eq) : word.slice(eq - 1, eq));
    return flag === undefined ? undefined : { flag, args, word: word.slice(eq + 1) };
  }
  const before = args[args.length - 1] ?? '';
  if (!/^(--.|-[^-])/.test(before) || before.includes('=')) return { flag: undefined, args, word };
  const flag = find(before.startsWith('--') ? before.slice(2) : before.slice(-1));
  if (flag === undefined) return undefined;
  return flag.type === 'bool' ? { flag: undefined, args, word } : { flag, args: args.slice(0, -1), word };
}

/** Types of flags that may be repeated. */
const MANY: ReadonlySet<string> = new Set(['strings', 'stringArray', 'stringToString']);

function flagNames(set: FlagSet, flags: Flags, word: string): string[] {
  const out: string[] = [];
  for (const f of [...set.all].filter((f) => !f.hidden).sort((a, b) => (a.name < b.name ? -1 : 1))) {
    if (flags.changed(f.target) && !MANY.has(f.type)) continue;
    const text = f.description.split('\n')[0]!;
    if (`--${f.name}`.startsWith(word)) out.push(`--${f.name}\t${text}`);
    if (f.short !== '' && `-${f.short}`.startsWith(word)) out.push(`-${f.short}\t${text}`);
  }
  return out;
}

function subcommands(found: Found, word: string): string[] {
  const help = found.command === ROOT ? [{ use: 'help', short: 'Help about the command' }] : [];
  return [...(found.command.sub ?? []).filter((c) => c.hidden !== true), ...help]
    .map((c) => ({ name: c.use.split(' ')[0]!, short: c.short }))
    .filter((c) => c.name.startsWith(word))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .map((c) => `${c.name}\t${c.short}`);
}

/** The command that the words name, flags of the root left out, and what is left of them. */
function locate(cli: DockerCli, words: readonly string[]): { readonly found: Found; readonly rest: readonly string[] } {
  let found = atRoot(ROOT);
  let rest = words;
  try {
    const globals = parseFlags(flagSet(ROOT.flags ?? ''), words, false, cli);
    if (globals.args.length > 0) rest = globals.args;
  } catch (e) {
    if (!(e instanceof GoError)) throw e;
    return { found, rest };
  }
  while (found.command.sub !== undefined && rest.length > 0) {
    const next = child(found.command, rest[0]!);
    if (next === undefined) break;
    found = descend(found, next);
    rest = rest.slice(1);
  }
  return { found, rest };
}

/** Candidates for the last of `words`, each with a description behind a tab, and cobra's directive. */
export function* completions(cli: DockerCli, words: readonly string[]): Task<Answer> {
  const { found, rest } = locate(cli, words.slice(0, -1));
  const { command } = found;
  const set = flagSet(command.flags ?? '');
  const at = place(set, rest, words[words.length - 1] ?? '');
  if (at === undefined) return DEFAULT;
  let flags: Flags;
  try {
    flags = parseFlags(set, at.args, command.interspersed !== false, cli);
  } catch (e) {
    if (!(e instanceof GoError)) throw e;
    return DEFAULT;
  }
  if (flags.help) return NO_FILES;
  const past = at.args.includes('--') || (command.interspersed === false && flags.args.length > 0);
  const verb = found.chain.slice(1).map(nameOf).join(' ');
  if (at.flag !== undefined && !past) return yield* valuesOf({ cli, flags, word: at.word }, verb, at.flag.target);
  if (at.word.startsWith('-') && !at.word.includes('=') && !past) return { list: flagNames(set, flags, at.word), directive: 4 };
  if (command.sub !== undefined) return flags.args.length > 0 ? DEFAULT : { list: subcommands(found, at.word), directive: 4 };
  return yield* argumentsOf({ cli, flags, word: at.word }, verb);
}
