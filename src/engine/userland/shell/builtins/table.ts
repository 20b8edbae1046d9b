/** The builtins of each dialect. */
import type { Task } from '../../../abi/sys.ts';
import type { Shell } from '../state/shell.ts';
import { aliasBuiltins } from './alias.ts';
import { completionBuiltins } from './complete.ts';
import { declareBuiltins } from './declare.ts';
import { directoryBuiltins } from './directory.ts';
import { echoBuiltins } from './echo.ts';
import { flowBuiltins } from './flow.ts';
import { historyBuiltins } from './history.ts';
import { infoBuiltins } from './info.ts';
import { jobBuiltins } from './jobs.ts';
import { limitBuiltins } from './limits.ts';
import { mapfileBuiltins } from './mapfile.ts';
import { optionBuiltins } from './options.ts';
import { paramBuiltins } from './params.ts';
import { printfBuiltins } from './printf.ts';
import { readBuiltins } from './read.ts';
import { testBuiltins } from './test.ts';
import { trapBuiltins } from './trap.ts';

/** A builtin: `argv[0]` is its name. Output goes through `sh.print`; it is written when the builtin ends. */
export interface Builtin {
  readonly run: (sh: Shell, argv: readonly string[]) => number | Task<number>;
  /** Usage after the name, for help and usage errors. */
  readonly usage: string;
  /** One line for `help`. */
  readonly about: string;
  /** Shells that have it; all when not given. */
  readonly only?: 'bash' | undefined;
}

/** Builtins whose failures end a POSIX shell, and that functions do not hide there (XCU 2.14). */
export const SPECIAL_BUILTINS: ReadonlySet<string> = new Set([':', '.', 'break', 'continue', 'eval', 'exec', 'exit', 'export', 'readonly', 'return', 'set', 'shift', 'source', 'times', 'trap', 'unset']);

/** Builtins that take assignments as arguments. */
export const ASSIGNMENT_BUILTINS: ReadonlySet<string> = new Set(['declare', 'typeset', 'local', 'export', 'readonly', 'alias']);

/** Names that dash has. */
const DASH = new Set(['.', ':', '[', 'alias', 'bg', 'break', 'cd', 'chdir', 'command', 'continue', 'echo', 'eval', 'exec', 'exit', 'export', 'false', 'fg', 'getopts', 'hash', 'jobs', 'kill', 'local', 'printf', 'pwd', 'read', 'readonly', 'return', 'set', 'shift', 'test', 'times', 'trap', 'true', 'type', 'ulimit', 'umask', 'unalias', 'unset', 'wait']);
/** Names that busybox ash has besides. */
const ASH = new Set([...DASH, '[[', 'help', 'history', 'let', 'source']);

let tables: Record<'bash' | 'dash' | 'ash', Map<string, Builtin>> | undefined;

function build(): Record<'bash' | 'dash' | 'ash', Map<string, Builtin>> {
  const all = new Map<string, Builtin>();
  const groups = [aliasBuiltins, completionBuiltins, declareBuiltins, directoryBuiltins, echoBuiltins, flowBuiltins, historyBuiltins, infoBuiltins, jobBuiltins, limitBuiltins, mapfileBuiltins, optionBuiltins, paramBuiltins, printfBuiltins, readBuiltins, testBuiltins, trapBuiltins];
  for (const group of groups) for (const [name, b] of Object.entries(group)) all.set(name, b);
  const pick = (names: ReadonlySet<string>): Map<string, Builtin> => new Map([...all].filter(([name]) => names.has(name)));
  const bash = new Map([...all].filter(([name]) => name !== 'chdir').sort(([a], [b]) => (a < b ? -1 : 1)));
  return { bash, dash: pick(DASH), ash: pick(ASH) };
}

/** The builtins of a shell's dialect. */
export function builtins(sh: Shell): ReadonlyMap<string, Builtin> {
  return (tables ??= build())[sh.dialect];
}
