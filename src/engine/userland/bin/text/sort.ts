/** sort: sort, check or merge lines (coreutils 9.1). Lines are compared as bytes, as in the C locale. Left out: --compress-program, --debug. */
import type { Task } from '../../../abi/sys.ts';
import { O } from '../../../abi/fs.ts';
import { isSysError } from '../../../abi/errno.ts';
import { decodeUtf8, encodeLatin1, encodeUtf8 } from '../../../base/bytes.ts';
import { In, readFd, readFile, writeFile } from '../../libc/stdio.ts';
import { Die, Exit, tool, type Tool } from '../../libc/tool.ts';
import { applyLetter, compare, extract, incompatible, plainOrder, sortable, type Key, type Order } from './sort-key.ts';

const help = `Usage: % [OPTION]... [FILE]...
  or:  % [OPTION]... --files0-from=F
Write the lines of all FILEs, sorted, to standard output.

Without FILE, or for the FILE -, standard input is read.

Order:
  -b, --ignore-leading-blanks  skip blanks at the start
  -d, --dictionary-order       look only at blanks, letters and digits
  -f, --ignore-case            lower case counts as upper case
  -g, --general-numeric-sort   by floating point value
  -i, --ignore-nonprinting     look only at printable characters
  -M, --month-sort             (unknown) < JAN < ... < DEC
  -h, --human-numeric-sort     by numbers such as 2K and 1G
  -n, --numeric-sort           by numeric value
  -R, --random-sort            in random order, equal keys together
      --random-source=FILE     take random bytes from FILE
  -r, --reverse                the other way round
      --sort=WORD              general-numeric -g, human-numeric -h, month -M,
                                 numeric -n, random -R, version -V
  -V, --version-sort           numbers within the text by their value

Other:
      --batch-size=N, --compress-program=PROG, --parallel=N  (ignored)
  -c, --check, --check=diagnose-first  tell whether the input is sorted; do not sort
  -C, --check=quiet, --check=silent    as -c, without a message
      --files0-from=F      take the names from file F, each ended by NUL
  -k, --key=KEYDEF         sort by a key: F[.C][OPTS][,F[.C][OPTS]], field and
                             character counted from 1, OPTS of [bdfgiMhnRrV]
  -m, --merge              merge files that are sorted already
  -o, --output=FILE        write to FILE
  -s, --stable             leave lines with equal keys in their order
  -S, --buffer-size=SIZE, -T, --temporary-directory=DIR  (ignored)
  -t, --field-separator=SEP  fields end at SEP, not before blanks
  -u, --unique             of lines with equal keys only the first
  -z, --zero-terminated    lines end with NUL, not newline
      --help        show this text and exit
      --version     show the version and exit
`;

const WORDS: Readonly<Record<string, string>> = { 'general-numeric': 'g', 'human-numeric': 'h', month: 'M', numeric: 'n', random: 'R', version: 'V' };
const LONG = {
  'ignore-leading-blanks': 'b', 'dictionary-order': 'd', 'ignore-case': 'f', 'general-numeric-sort': 'g', 'ignore-nonprinting': 'i', 'month-sort': 'M',
  'human-numeric-sort': 'h', 'numeric-sort': 'n', 'random-sort': 'R', 'random-source': 'ignore:', reverse: 'r', sort: 'sort:', 'version-sort': 'V',
  'batch-size': 'ignore:', check: 'c::', 'compress-program': 'ignore:', 'files0-from': 'F:', key: 'k:', merge: 'm', output: 'o:', stable: 's',
  'buffer-size': 'S:', 'field-separator': 't:', 'temporary-directory': 'T:', parallel: 'ignore:', unique: 'u', 'zero-terminated': 'z',
};

function parseKey(t: Tool, text: string): Key {
  let rest = text;
  const number = (what: string): number => {
    const m = /^\d+/.exec(rest);
    if (m === null) throw new Die(`${what}: invalid count at start of ${t.quote(rest)}`);
    rest = rest.slice(m[0].length);
    return Number(m[0]);
  };
  const bad = (what: string): never => {
    throw new Die(`${what}: invalid field specification ${t.quote(text)}`);
  };
  const order = plainOrder();
  const letters = (where: 'start' | 'end'): void => {
    while (rest !== '' && applyLetter(order, rest[0]!, where)) rest = rest.slice(1);
  };
  const field = number('invalid number at field start');
  if (field === 0) bad('field number is zero');
  let char = 1;
  if (rest.startsWith('.')) {
    rest = rest.slice(1);
    char = number("invalid number after '.'");
    if (char === 0) bad('character offset is zero');
  }
  letters('start');
  let endField: number | undefined;
  let endChar = 0;
  if (rest.startsWith(',')) {
    rest = rest.slice(1);
    const end = number("invalid number after ','");
    if (end === 0) bad('field number is zero');
    endField = end - 1;
    if (rest.startsWith('.')) {
      rest = rest.slice(1);
      endChar = number("invalid number after '.'");
    }
    letters('end');
  }
  if (rest !== '') bad('stray character in field spec');
  return { field: field - 1, char: char - 1, endField, endChar, order };
}

/** A line and the values of its keys. */
interface Row {
  readonly line: string;
  readonly keys: readonly ReturnType<typeof sortable>[];
}

export const sort = tool({ name: 'sort', help, trouble: 2, support: { level: 'partial', note: '--debug and --compress-program are not simulated; numbers beyond 15 digits compare as floating point.' } }, function* (t): Task<number> {
  const global = plainOrder();
  const keys: Key[] = [];
  let check: 'no' | 'c' | 'C' = 'no';
  let merge = false;
  let stable = false;
  let unique = false;
  let delimiter: '\n' | '\0' = '\n';
  let output: string | undefined;
  let tab: string | undefined;
  let from: string | undefined;
  let files = yield* t.options('bcCdfghik:mMno:rRsS:t:T:uVy:z', LONG, ({ key, arg, has }) => {
    switch (key) {
      case 'c': {
        const how = has ? ['quiet', 'silent', 'diagnose-first'].find((w) => w.startsWith(arg)) : 'diagnose-first';
        if (how === undefined) throw badArgument(t, '--check', arg, ['quiet', 'silent', 'diagnose-first']);
        check = how === 'diagnose-first' ? 'c' : 'C';
        break;
      }
      case 'C':
        check = 'C';
        break;
      case 'F':
        from = arg;
        break;
      case 'k':
        keys.push(parseKey(t, arg));
        break;
      case 'm':
        merge = true;
        break;
      case 'o':
        if (output !== undefined && output !== arg) throw new Die('multiple output files specified');
        output = arg;
        break;
      case 's':
        stable = true;
        break;
      case 't':
        if (arg === '') throw new Die('empty tab');
        if (arg !== '\\0' && encodeUtf8(arg).length > 1) throw new Die(`multi-character tab ${t.quote(arg)}`);
        if (tab !== undefined && tab !== (arg === '\\0' ? '\0' : arg)) throw new Die('incompatible tabs');
        tab = arg === '\\0' ? '\0' : arg;
        break;
      case 'u':
        unique = true;
        break;
      case 'z':
        delimiter = '\0';
        break;
      case 'sort': {
        const word = Object.keys(WORDS).find((w) => w.startsWith(arg));
        if (word === undefined) throw badArgument(t, '--sort', arg, Object.keys(WORDS));
        applyLetter(global, WORDS[word]!, 'both');
        break;
      }
      case 'S':
        if (!/^\d+[bkKmMgGtTPEZY%]?$/.test(arg)) throw new Die(`invalid -S argument ${t.quote(arg)}`);
        break;
      default:
        applyLetter(global, key, 'both');
    }
  });
  if (from !== undefined) {
    if (files.length > 0) throw new Die(`extra operand ${t.quoteaf(files[0]!)}\nfile operands cannot be combined with --files0-from`, 2, true);
    files = yield* names(t, from);
  }
  // A key without options of its own takes the global ones.
  const effective: Key[] = keys.map((k) => (k.order.letters === '' ? { ...k, order: global } : k));
  if (keys.length === 0) effective.push({ field: 0, char: 0, endField: undefined, endChar: 0, order: { ...global, reverse: global.reverse } });
  for (const k of effective) {
    const bad = incompatible(k.order);
    if (bad !== undefined) throw new Die(`options '-${bad}' are incompatible`);
  }
  if (check !== 'no' && files.length > 1) throw new Die(`extra operand ${t.quoteaf(files[1]!)} not allowed with -${check}`);
  if (check !== 'no' && output !== undefined) throw new Die(`options '-${check}o' are incompatible`);
  const plain = keys.length === 0 && global.kind === 'text' && !global.blanks && !global.dictionary && !global.fold && !global.printable;
  const salt = effective.some((k) => k.order.kind === 'random') ? t.sys.getrandom(4).reduce((n, b) => n * 256 + b, 0) : 0;
  const row = (line: string): Row => ({ line, keys: plain ? [] : effective.map((k) => sortable(extract(line, k, tab), k.order, salt)) });
  const byKeys = (a: Row, b: Row): number => {
    if (plain) return a.line < b.line ? -1 : a.line > b.line ? 1 : 0;
    for (let i = 0; i < effective.length; i++) {
      const o: Order = effective[i]!.order;
      const d = compare(a.keys[i]!, b.keys[i]!, o);
      if (d !== 0) return o.reverse && !(plain && keys.length === 0) ? -d : d;
    }
    return 0;
  };
  const direction = plain && global.reverse ? -1 : 1;
  const order = (a: Row, b: Row): number => {
    const d = byKeys(a, b) * direction;
    if (d !== 0 || stable || unique || plain) return d;
    return (a.line < b.line ? -1 : a.line > b.line ? 1 : 0) * (global.reverse ? -1 : 1);
  };
  if (check !== 'no') return yield* checkSorted(t, files[0] ?? '-', delimiter, row, order, unique, (check as string) === 'C');

  const inputs: Row[][] = [];
  for (const file of files.length === 0 ? ['-'] : files) inputs.push(yield* readRows(t, file, delimiter, row));
  let rows: Row[];
  if (merge) rows = mergeRows(inputs, order);
  else {
    rows = inputs.length === 1 ? inputs[0]! : inputs.flat();
    rows.sort(order);
    if (t.sys.charge(rows.length * 300)) yield* t.sys.schedYield();
  }
  if (unique) rows = rows.filter((r, i) => i === 0 || byKeys(rows[i - 1]!, r) !== 0);
  if (output !== undefined) {
    try {
      yield* writeFile(t.sys, output, encodeLatin1(rows.map((r) => r.line + delimiter).join('')));
    } catch (e) {
      if (!isSysError(e)) throw e;
      throw new Die(`open failed: ${t.quotef(output)}: ${e.message}`);
    }
    return 0;
  }
  for (let i = 0; i < rows.length; i += 2000) {
    let text = '';
    for (const r of rows.slice(i, i + 2000)) text += r.line + delimiter;
    yield* t.out.writeBytes(encodeLatin1(text));
  }
  return 0;
});

function badArgument(t: Tool, option: string, arg: string, valid: readonly string[]): Die {
  return new Die(`invalid argument ${t.quote(arg)} for ${t.quote(option)}\nValid arguments are:${valid.map((v) => `\n  - ${t.quote(v)}`).join('')}`, 1, true);
}

function* names(t: Tool, from: string): Task<string[]> {
  let text: string;
  try {
    text = decodeUtf8(from === '-' ? yield* readFd(t.sys, 0) : yield* readFile(t.sys, from));
  } catch (e) {
    if (!isSysError(e)) throw e;
    throw new Die(`open failed: ${t.quotef(from)}: ${e.message}`);
  }
  const files = text.split('\0');
  if (files[files.length - 1] === '') files.pop();
  if (files.length === 0) throw new Die(`no input from ${t.quoteaf(from)}`);
  return files;
}

function* openInput(t: Tool, file: string, delimiter: '\n' | '\0'): Task<In> {
  try {
    return new In(t.sys, file === '-' ? 0 : yield* t.sys.open(file, O.RDONLY | O.CLOEXEC), delimiter, 'latin1');
  } catch (e) {
    if (!isSysError(e)) throw e;
    throw new Die(`cannot read: ${t.quotef(file)}: ${e.message}`);
  }
}

function* readRows(t: Tool, file: string, delimiter: '\n' | '\0', row: (line: string) => Row): Task<Row[]> {
  const input = yield* openInput(t, file, delimiter);
  const rows: Row[] = [];
  try {
    while (input.ready || (yield* input.fill())) for (const line of input.takeAll()) rows.push(row(line));
  } catch (e) {
    if (!isSysError(e)) throw e;
    throw new Die(`read failed: ${t.quotef(file)}: ${e.message}`);
  } finally {
    input.close();
  }
  return rows;
}

function mergeRows(inputs: readonly Row[][], order: (a: Row, b: Row) => number): Row[] {
  const at = inputs.map(() => 0);
  const out: Row[] = [];
  for (;;) {
    let best = -1;
    inputs.forEach((rows, i) => {
      const row = rows[at[i]!];
      if (row !== undefined && (best < 0 || order(row, inputs[best]![at[best]!]!) < 0)) best = i;
    });
    if (best < 0) return out;
    out.push(inputs[best]![at[best]!++]!);
  }
}

function* checkSorted(t: Tool, file: string, delimiter: '\n' | '\0', row: (line: string) => Row, order: (a: Row, b: Row) => number, unique: boolean, quiet: boolean): Task<number> {
  const rows = yield* readRows(t, file, delimiter, row);
  for (let i = 1; i < rows.length; i++) {
    const d = order(rows[i - 1]!, rows[i]!);
    if (d < 0 || (d === 0 && !unique)) continue;
    if (!quiet) yield* t.warn(`${t.quotef(file)}:${i + 1}: disorder: ${rows[i]!.line}`);
    throw new Exit(1);
  }
  return 0;
}
