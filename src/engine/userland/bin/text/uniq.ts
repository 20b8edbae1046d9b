/** uniq: report or omit repeated adjacent lines (coreutils 9.1). */
import type { Task } from '../../../abi/sys.ts';
import { O } from '../../../abi/fs.ts';
import { isSysError } from '../../../abi/errno.ts';
import { encodeLatin1 } from '../../../base/bytes.ts';
import { In } from '../../libc/stdio.ts';
import { Die, tool } from '../../libc/tool.ts';

const help = `Usage: % [OPTION]... [INPUT [OUTPUT]]
Write INPUT (standard input) to OUTPUT (standard output) with each run of equal
adjacent lines made one. Sort the input first to find all that are equal.

  -c, --count           put the number of occurrences before each line
  -d, --repeated        print only lines that occur more than once, once each
  -D                    print all lines that occur more than once
      --all-repeated[=METHOD]  as -D, with empty lines between groups:
                                 METHOD is none (default), prepend, separate
  -f, --skip-fields=N   do not compare the first N fields
      --group[=METHOD]  print all lines, with empty lines between groups:
                          separate (default), prepend, append, both
  -i, --ignore-case     upper and lower case are the same
  -s, --skip-chars=N    do not compare the first N characters
  -u, --unique          print only lines that occur once
  -z, --zero-terminated lines end with NUL, not newline
  -w, --check-chars=N   compare at most N characters
      --help        show this text and exit
      --version     show the version and exit

A field is blanks and the characters up to the next blank; fields are skipped before characters.
`;

function choice(t: { quote(s: string): string }, option: string, arg: string, valid: readonly string[]): string {
  const found = valid.filter((v) => v.startsWith(arg));
  if (found.length === 1 || valid.includes(arg)) return valid.includes(arg) ? arg : found[0]!;
  const what = found.length > 1 ? 'ambiguous' : 'invalid';
  throw new Die(`${what} argument ${t.quote(arg)} for ${t.quote(option)}\nValid arguments are:${valid.map((v) => `\n  - ${t.quote(v)}`).join('')}`, 1, true);
}

export const uniq = tool({ name: 'uniq', help }, function* (t): Task<number> {
  let counts = false;
  let skipFields = 0;
  let skipChars = 0;
  let checkChars = Infinity;
  let fold = false;
  let delimiter: '\n' | '\0' = '\n';
  let unique = true;
  let first = true;
  let later = false;
  let group = '';
  let separate = 'none';
  const size = (arg: string, what: string): number => {
    if (!/^\d+$/.test(arg)) throw new Die(`${arg}: invalid number of ${what}`);
    return Number(arg);
  };
  const long = {
    count: 'c', repeated: 'd', 'all-repeated': 'D::', 'skip-fields': 'f:', group: 'G::', 'ignore-case': 'i',
    'skip-chars': 's:', unique: 'u', 'zero-terminated': 'z', 'check-chars': 'w:',
  };
  let digits = '';
  const operands = yield* t.options('-0123456789Dcdf:is:uw:z'.slice(1), long, ({ key, arg, has }) => {
    if (key >= '0' && key <= '9') {
      digits += key;
      skipFields = Number(digits);
      return;
    }
    digits = '';
    if (key === 'c') counts = true;
    else if (key === 'd') unique = false;
    else if (key === 'D') {
      unique = false;
      later = true;
      if (has) separate = choice(t, '--all-repeated', arg, ['none', 'prepend', 'separate']);
    } else if (key === 'G') group = has ? choice(t, '--group', arg, ['prepend', 'append', 'separate', 'both']) : 'separate';
    else if (key === 'f') skipFields = size(arg, 'fields to skip');
    else if (key === 's') skipChars = size(arg, 'bytes to skip');
    else if (key === 'w') checkChars = size(arg, 'bytes to compare');
    else if (key === 'i') fold = true;
    else if (key === 'u') first = false;
    else delimiter = '\0';
  });
  if (operands.length > 2) throw new Die(`extra operand ${t.quote(operands[2]!)}`, 1, true);
  if (group !== '' && (counts || !unique || !first)) throw new Die('--group is mutually exclusive with -c/-d/-D/-u', 1, true);
  if (counts && later) throw new Die('printing all duplicated lines and repeat counts is meaningless', 1, true);
  const [from = '-', to = '-'] = operands;
  const files: number[] = [];
  const open = function* (name: string, flags: number): Task<number> {
    try {
      const fd = yield* t.sys.open(name, flags | O.CLOEXEC, 0o666);
      files.push(fd);
      return fd;
    } catch (e) {
      if (!isSysError(e)) throw e;
      throw new Die(`${t.quotef(name)}: ${e.message}`);
    }
  };
  const input = new In(t.sys, from === '-' ? 0 : yield* open(from, O.RDONLY), delimiter, 'latin1');
  if (to !== '-') t.sys.dup2(yield* open(to, O.WRONLY | O.CREAT | O.TRUNC), 1);
  const keyOf = (line: string): string => {
    let key = line;
    if (skipFields > 0) key = key.slice(new RegExp(`^(?:[ \\t\\n]*[^ \\t\\n]*){${Math.min(skipFields, 1000)}}`).exec(key)![0].length);
    if (skipChars > 0) key = key.slice(skipChars);
    if (checkChars < key.length) key = key.slice(0, checkChars);
    return fold ? key.replace(/[a-z]+/g, (s) => s.toUpperCase()) : key;
  };
  const plainKey = skipFields === 0 && skipChars === 0 && checkChars === Infinity && !fold;
  let text = '';
  let groups = 0;
  const finish = (lines: readonly string[], n: number): void => {
    const head = lines[0]!;
    if (group !== '') {
      if (groups > 0 ? group !== 'append' || true : group === 'prepend' || group === 'both') text += delimiter;
      groups++;
      for (const line of lines) text += line + delimiter;
      return;
    }
    if (n === 1 ? !unique : !first) return;
    if (later) {
      if (separate === 'prepend' || (separate === 'separate' && groups > 0)) text += delimiter;
      groups++;
      for (const line of lines) text += line + delimiter;
      return;
    }
    text += (counts ? `${String(n).padStart(7)} ` : '') + head + delimiter;
  };
  const keepAll = later || group !== '';
  let lines: string[] = [];
  let key: string | undefined;
  let n = 0;
  try {
    while (input.ready || (yield* input.fill())) {
      const line = input.take();
      const k = plainKey ? line : keyOf(line);
      if (k === key) {
        n++;
        if (keepAll) lines.push(line);
        continue;
      }
      if (key !== undefined) finish(lines, n);
      lines = [line];
      key = k;
      n = 1;
      if (text.length > 32768 || !input.ready) {
        t.out.putBytes(encodeLatin1(text));
        text = '';
        if (t.out.full) yield* t.out.flush();
      }
    }
  } catch (e) {
    if (!isSysError(e)) throw e;
    throw new Die(`error reading ${t.quoteaf(from)}: ${e.message}`);
  }
  if (key !== undefined) finish(lines, n);
  if (groups > 0 && (group === 'append' || group === 'both')) text += delimiter;
  if (text !== '') t.out.putBytes(encodeLatin1(text));
  return 0;
});
