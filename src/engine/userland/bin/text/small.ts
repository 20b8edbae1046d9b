/** The programs of a few lines: true, false, yes, echo, sleep, printenv, basename, dirname, tty, nproc (coreutils 9.1). */
import type { Task } from '../../../abi/sys.ts';
import { isSysError } from '../../../abi/errno.ts';
import { isatty } from '../../libc/stdio.ts';
import { Die, Exit, tool, type Tool } from '../../libc/tool.ts';
import { echoEscapes } from './escapes.ts';

const tail = `      --help        show this text and exit
      --version     show the version and exit
`;

/** true and false know options only when there is exactly one argument. */
function* constant(t: Tool, status: number): Task<number> {
  if (t.args.length === 1 && (t.args[0] === '--help' || t.args[0] === '--version')) yield* t.options('', {}, () => undefined);
  return status;
}
export const trueProgram = tool({ name: 'true', help: `Usage: % [ignored command line arguments]\n  or:  % OPTION\nEnd with a status that means success.\n\n${tail}` }, (t) => constant(t, 0));
export const falseProgram = tool({ name: 'false', help: `Usage: % [ignored command line arguments]\n  or:  % OPTION\nEnd with a status that means failure.\n\n${tail}` }, (t) => constant(t, 1));

export const yes = tool({ name: 'yes', help: `Usage: % [STRING]...\n  or:  % OPTION\nPrint a line with all STRINGs, or 'y', again and again.\n\n${tail}` }, function* (t): Task<number> {
  const words = yield* t.options('+', {}, () => undefined);
  const line = `${words.length === 0 ? 'y' : words.join(' ')}\n`;
  const block = line.repeat(Math.max(1, Math.floor(8192 / line.length)));
  for (;;) {
    t.out.put(block);
    yield* t.out.flush();
    if (t.sys.charge(2000)) yield* t.sys.schedYield();
  }
});

export const echo = tool(
  {
    name: 'echo',
    help: `Usage: % [SHORT-OPTION]... [STRING]...
  or:  % LONG-OPTION
Print the STRINGs, with a space between each.

  -n     without a newline at the end
  -e     interpret backslash escapes
  -E     do not interpret them (default)
${tail}
With -e: \\\\ \\a \\b \\c (print nothing more) \\e \\f \\n \\r \\t \\v \\0NNN (octal) \\xHH (hexadecimal)
`,
  },
  function* (t): Task<number> {
    if (t.args.length === 1 && t.args[0] === '--help') return yield* t.help();
    if (t.args.length === 1 && t.args[0] === '--version') return yield* t.version();
    let newline = true;
    let escapes = false;
    let i = 0;
    for (; i < t.args.length && /^-[neE]+$/.test(t.args[i]!); i++) {
      for (const f of t.args[i]!.slice(1)) {
        if (f === 'n') newline = false;
        else escapes = f === 'e';
      }
    }
    let text = t.args.slice(i).join(' ');
    if (escapes) {
      const r = echoEscapes(text);
      text = r.text;
      if (r.stop) newline = false;
    }
    yield* t.out.write(newline ? `${text}\n` : text);
    return 0;
  },
);

const SECONDS: Readonly<Record<string, number>> = { '': 1, s: 1, m: 60, h: 3600, d: 86400 };

/** '1.5m' in seconds; undefined when it is no time interval. */
export function parseInterval(text: string): number | undefined {
  const m = /^\s*\+?(\d+\.?\d*(?:[eE][-+]?\d+)?|\.\d+(?:[eE][-+]?\d+)?|inf(?:inity)?)([smhd]?)$/i.exec(text);
  if (m === null) return undefined;
  const n = m[1]!.toLowerCase().startsWith('inf') ? Infinity : Number(m[1]);
  const unit = SECONDS[m[2]!];
  return unit === undefined ? undefined : n * unit;
}

export const sleep = tool({ name: 'sleep', help: `Usage: % NUMBER[SUFFIX]...\n  or:  % OPTION\nWait for NUMBER seconds. SUFFIX may be s (seconds), m (minutes), h (hours) or d\n(days). NUMBER may have a fraction; several are added up.\n\n${tail}` }, function* (t): Task<number> {
  const operands = yield* t.options('', {}, () => undefined);
  if (operands.length === 0) throw new Die('missing operand', 1, true);
  let seconds = 0;
  let bad = false;
  for (const o of operands) {
    const s = parseInterval(o);
    if (s === undefined) {
      yield* t.warn(`invalid time interval ${t.quote(o)}`);
      bad = true;
    } else seconds += s;
  }
  if (bad) {
    if (t.dialect === undefined) yield* t.tryHelp();
    return 1;
  }
  while (seconds > 0) {
    const part = Math.min(seconds, 1e8);
    yield* t.sys.sleep(part * 1e9);
    seconds -= part;
  }
  return 0;
});

export const printenv = tool({ name: 'printenv', trouble: 2, help: `Usage: % [OPTION]... [VARIABLE]...\nPrint the values of the environment VARIABLEs, or name and value of all.\n\n  -0, --null     end each line with NUL, not newline\n${tail}` }, function* (t): Task<number> {
  let end = '\n';
  const names = yield* t.options('+0', { null: '0' }, () => {
    end = '\0';
  });
  if (names.length === 0) {
    for (const entry of t.envp) t.out.put(entry + end);
    return 0;
  }
  let missing = false;
  for (const name of names) {
    const value = name.includes('=') ? undefined : t.env.get(name);
    if (value === undefined) missing = true;
    else t.out.put(value + end);
  }
  return missing ? 1 : 0;
});

/** The last part of a path. */
export function baseName(path: string): string {
  const trimmed = path.replace(/\/+$/, '');
  return trimmed === '' ? (path === '' ? '' : '/') : trimmed.slice(trimmed.lastIndexOf('/') + 1);
}

export const basename = tool(
  {
    name: 'basename',
    help: `Usage: % NAME [SUFFIX]
  or:  % OPTION... NAME...
Print NAME without its leading directories, and without SUFFIX when it ends so.

  -a, --multiple       every argument is a NAME
  -s, --suffix=SUFFIX  remove SUFFIX; implies -a
  -z, --zero           end each line with NUL, not newline
${tail}`,
  },
  function* (t): Task<number> {
    let multiple = false;
    let suffix = '';
    let end = '\n';
    const names = yield* t.options('+as:z', { multiple: 'a', suffix: 's:', zero: 'z' }, ({ key, arg }) => {
      if (key === 'z') end = '\0';
      else multiple = true;
      if (key === 's') suffix = arg;
    });
    if (names.length === 0) throw new Die('missing operand', 1, true);
    if (!multiple && names.length > 2) throw new Die(`extra operand ${t.quote(names[2]!)}`, 1, true);
    if (!multiple && names.length === 2) suffix = names.pop()!;
    for (const name of names) {
      const base = baseName(name);
      t.out.put((suffix !== '' && base !== suffix && base.endsWith(suffix) ? base.slice(0, -suffix.length) : base) + end);
    }
    return 0;
  },
);

export const dirname = tool({ name: 'dirname', help: `Usage: % [OPTION] NAME...\nPrint each NAME without its last part and the slashes before it; '.' when there is no slash.\n\n  -z, --zero     end each line with NUL, not newline\n${tail}` }, function* (t): Task<number> {
  let end = '\n';
  const names = yield* t.options('+z', { zero: 'z' }, () => {
    end = '\0';
  });
  if (names.length === 0) throw new Die('missing operand', 1, true);
  for (const name of names) {
    const trimmed = name.replace(/\/+$/, '');
    const parent = trimmed.slice(0, trimmed.lastIndexOf('/') + 1).replace(/\/+$/, '');
    t.out.put((parent !== '' ? parent : name.startsWith('/') ? '/' : '.') + end);
  }
  return 0;
});

export const tty = tool({ name: 'tty', trouble: 2, help: `Usage: % [OPTION]...\nPrint the file name of the terminal that is standard input.\n\n  -s, --silent, --quiet   print nothing, the exit status tells\n${tail}` }, function* (t): Task<number> {
  let silent = false;
  const operands = yield* t.options('s', { silent: 's', quiet: 's' }, () => {
    silent = true;
  });
  if (operands.length > 0) throw new Die(`extra operand ${t.quote(operands[0]!)}`, 2, true);
  const is = isatty(t.sys, 0);
  if (!silent) {
    let name = 'not a tty';
    if (is) {
      try {
        name = t.sys.readlink('/proc/self/fd/0');
      } catch (e) {
        if (!isSysError(e)) throw e;
      }
    }
    t.out.put(`${name}\n`);
  }
  throw new Exit(is ? 0 : 1);
});
