/** What builtins share: option parsing with bash's messages, numbers, names. */
import type { Shell } from '../state/shell.ts';
import { builtins } from './table.ts';

/** Parsed options: letters with their arguments, and what follows. */
export interface Parsed {
  readonly flags: ReadonlySet<string>;
  readonly values: ReadonlyMap<string, string>;
  readonly rest: readonly string[];
}

/** The usage line of a builtin on stderr; the status of a usage error. */
export function usage(sh: Shell): number {
  const b = builtins(sh).get(sh.builtinName);
  sh.print(`${sh.builtinName}: usage: ${sh.builtinName}${b === undefined || b.usage === '' ? '' : ` ${b.usage}`}\n`, 2);
  return 2;
}

/** Parse options as internal_getopt does: `spec` has letters, with ':' after those that take an argument. A number is a usage error's status. */
export function options(sh: Shell, argv: readonly string[], spec: string): Parsed | number {
  const flags = new Set<string>();
  const values = new Map<string, string>();
  let i = 1;
  for (; i < argv.length; i++) {
    const a = argv[i]!;
    if (a === '--') {
      i++;
      break;
    }
    if (a.length < 2 || a[0] !== '-') break;
    for (let k = 1; k < a.length; k++) {
      const c = a[k]!;
      const at = c === ':' ? -1 : spec.indexOf(c);
      if (at < 0) {
        if (a === '--help' && k === 1) return help(sh);
        if (!sh.bash) {
          sh.fail(sh.dialect === 'ash' ? `illegal option -${c}` : `Illegal option -${c}`);
          return 2;
        }
        sh.fail(`-${c}: invalid option`);
        return usage(sh);
      }
      flags.add(c);
      if (spec[at + 1] !== ':') continue;
      const value = a.length > k + 1 ? a.slice(k + 1) : argv[++i];
      if (value === undefined) {
        if (!sh.bash) {
          sh.fail(`No arg for -${c} option`);
          return 2;
        }
        sh.fail(`-${c}: option requires an argument`);
        return usage(sh);
      }
      values.set(c, value);
      break;
    }
  }
  return { flags, values, rest: argv.slice(i) };
}

function help(sh: Shell): number {
  const b = builtins(sh).get(sh.builtinName)!;
  sh.print(`${sh.builtinName}: ${sh.builtinName}${b.usage === '' ? '' : ` ${b.usage}`}\n    ${b.about}\n`);
  return 2;
}

/** A decimal integer of 64 bits as C's strtoimax reads it, blanks around it allowed; undefined when it is none. */
export function integer(text: string): number | undefined {
  return /^[ \t\n]*[+-]?\d+[ \t]*$/.test(text) ? Number(text) : undefined;
}
