/** Programs that rearrange lines: tac, rev, paste, nl, fold, comm, join, expand, unexpand, shuf, split (coreutils 9.1, rev of util-linux 2.38). */
import type { Task } from '../../../abi/sys.ts';
import { O } from '../../../abi/fs.ts';
import { isSysError } from '../../../abi/errno.ts';
import { decodeUtf8, encodeLatin1 } from '../../../base/bytes.ts';
import { Regex, RegexError } from '../../libc/regex.ts';
import { In, readFd, readFile, writeFile } from '../../libc/stdio.ts';
import { parseSize } from '../../libc/numfmt.ts';
import { Die, tool, type Tool } from '../../libc/tool.ts';

const tail = `      --help        show this text and exit
      --version     show the version and exit
`;
const stdin = 'Without FILE, or for the FILE -, standard input is read.\n\n';

export const tac = tool({ name: 'tac', help: `Usage: % [OPTION]... [FILE]...\nPrint each FILE from its last line to its first.\n\n${stdin}  -b, --before             the separator stands before, not after\n  -r, --regex              the separator is a regular expression\n  -s, --separator=STRING   use STRING, not newline\n${tail}` }, function* (t): Task<number> {
  let before = false;
  let regex = false;
  let separator = '\n';
  const files = yield* t.options('brs:', { before: 'b', regex: 'r', separator: 's:' }, ({ key, arg }) => {
    if (key === 'b') before = true;
    else if (key === 'r') regex = true;
    else separator = arg === '' ? '\0' : arg;
  });
  let status = 0;
  for (const file of files.length === 0 ? ['-'] : files) {
    try {
      const text = decodeUtf8(file === '-' ? yield* readFd(t.sys, 0) : yield* readFile(t.sys, file));
      const cuts: (readonly [number, number])[] = [];
      if (regex) {
        const re = new Regex(separator, { extended: false });
        for (let at = 0; at <= text.length; ) {
          const m = re.exec(text, at);
          if (m === undefined || m[0] === '') break;
          cuts.push([m.index, (at = m.index + m[0].length)]);
        }
      } else for (let at = text.indexOf(separator); at >= 0; at = text.indexOf(separator, at + separator.length)) cuts.push([at, at + separator.length]);
      const parts: string[] = [];
      let from = 0;
      for (const [a, b] of cuts) {
        const end = before ? a : b;
        if (end > from) parts.push(text.slice(from, end));
        from = end;
      }
      if (from < text.length) parts.push(text.slice(from));
      yield* t.out.write(parts.reverse().join(''));
    } catch (e) {
      if (e instanceof RegexError) throw new Die(e.message);
      if (!isSysError(e)) throw e;
      yield* t.warn(e.code === 'EISDIR' ? `${t.quotef(file)}: read error: Invalid argument` : `failed to open ${t.quoteaf(file)} for reading: ${e.message}`);
      status = 1;
    }
  }
  return status;
});

export const rev = tool({ name: 'rev', version: 'rev from util-linux 2.38.1', help: `Usage: % [options] [file ...]\n\nReverse the characters of each line.\n\nOptions:\n -0, --zero     lines end with NUL\n -h, --help     show this text\n -V, --version  show the version\n` }, function* (t): Task<number> {
  let end: '\n' | '\0' = '\n';
  const files = yield* t.options('0hV', { zero: '0' }, ({ key }) => {
    if (key === '0') end = '\0';
  });
  let status = 0;
  for (const file of files.length === 0 ? ['-'] : files) {
    let input: In | undefined;
    let number = 0;
    try {
      input = new In(t.sys, file === '-' ? 0 : yield* t.sys.open(file, O.RDONLY | O.CLOEXEC), end);
      while (input.ready || (yield* input.fill())) {
        const line = input.take();
        number++;
        if (t.utf8 && /[\udc80-\udcff]/u.test(line)) {
          yield* t.warn(`${file}: ${number}: Invalid or incomplete multibyte or wide character`);
          return 1;
        }
        yield* t.out.write([...line].reverse().join('') + (input.endedWithoutDelimiter ? '' : end));
      }
    } catch (e) {
      if (!isSysError(e)) throw e;
      yield* t.warn(e.code === 'EISDIR' ? `${file}: ${e.message}` : `cannot open ${file}: ${e.message}`);
      status = 1;
    } finally {
      input?.close();
    }
  }
  return status;
});

/** Delimiter list of paste -d, with its escapes; '' stands for \0. */
function delimiters(t: Tool, list: string): string[] {
  const out: string[] = [];
  const known: Readonly<Record<string, string>> = { n: '\n', t: '\t', b: '\b', f: '\f', r: '\r', v: '\v', '0': '', '\\': '\\' };
  for (let i = 0; i < list.length; i++) {
    if (list[i] !== '\\') {
      out.push(list[i]!);
      continue;
    }
    const next = list[++i];
    if (next === undefined) throw new Die(`delimiter list ends with an unescaped backslash: ${list}`);
    out.push(known[next] ?? next);
  }
  return out.length === 0 ? [''] : out;
}

export const paste = tool({ name: 'paste', help: `Usage: % [OPTION]... [FILE]...\nJoin the lines of the FILEs that stand at the same place, with TABs between.\n\n${stdin}  -d, --delimiters=LIST   take the characters of LIST in turn, not TAB\n  -s, --serial            all lines of one file make one line\n  -z, --zero-terminated   lines end with NUL, not newline\n${tail}` }, function* (t): Task<number> {
  let list = ['\t'];
  let serial = false;
  let end: '\n' | '\0' = '\n';
  const files = yield* t.options('d:sz', { delimiters: 'd:', serial: 's', 'zero-terminated': 'z' }, ({ key, arg }) => {
    if (key === 'd') list = delimiters(t, arg);
    else if (key === 's') serial = true;
    else end = '\0';
  });
  if (files.length === 0) files.push('-');
  let status = 0;
  const standard = new In(t.sys, 0, end);
  if (serial) {
    for (const file of files) {
      try {
        const input = file === '-' ? standard : new In(t.sys, yield* t.sys.open(file, O.RDONLY | O.CLOEXEC), end);
        let i = 0;
        while (input.ready || (yield* input.fill())) {
          t.out.put((i > 0 ? list[(i - 1) % list.length]! : '') + input.take());
          i++;
        }
        yield* t.out.write(end);
        if (file !== '-') input.close();
      } catch (e) {
        yield* t.warnFile(file, e);
        status = 1;
      }
    }
    return status;
  }
  const inputs: (In | undefined)[] = [];
  for (const file of files) {
    try {
      inputs.push(file === '-' ? standard : new In(t.sys, yield* t.sys.open(file, O.RDONLY | O.CLOEXEC), end));
    } catch (e) {
      if (!isSysError(e)) throw e;
      throw new Die(`${t.quotef(file)}: ${e.message}`);
    }
  }
  for (;;) {
    let any = false;
    let line = '';
    for (const [i, input] of inputs.entries()) {
      if (i > 0) line += list[(i - 1) % list.length]!;
      if (input === undefined) continue;
      let text: string | undefined;
      try {
        text = yield* input.readLine();
      } catch (e) {
        yield* t.warnFile(files[i]!, e);
        status = 1;
      }
      if (text === undefined) {
        inputs[i] = undefined;
        continue;
      }
      any = true;
      line += text;
    }
    if (!any) return status;
    yield* t.out.write(line + end);
  }
});

export const nl = tool(
  {
    name: 'nl',
    help: `Usage: % [OPTION]... [FILE]...\nPrint each FILE with line numbers.\n\n${stdin}  -b, --body-numbering=STYLE    which body lines: a all, t not empty (default), n none, pBRE those that match
  -d, --section-delimiter=CC    the characters that begin section marks
  -f, --footer-numbering=STYLE  which footer lines
  -h, --header-numbering=STYLE  which header lines
  -i, --line-increment=NUMBER   step
  -l, --join-blank-lines=NUMBER NUMBER empty lines count as one
  -n, --number-format=FORMAT    ln left, rn right, rz right with zeroes
  -p, --no-renumber             do not begin again at each page
  -s, --number-separator=STRING STRING after the number (TAB)
  -v, --starting-line-number=NUMBER
  -w, --number-width=NUMBER     columns of the number (6)
${tail}`,
  },
  function* (t): Task<number> {
    const style: Record<string, string> = { b: 't', h: 'n', f: 'n' };
    let increment = 1;
    let format = 'rn';
    let renumber = true;
    let separator = '\t';
    let start = 1;
    let width = 6;
    let joinBlank = 1;
    let marks = '\\:';
    const integer = (arg: string, what: string): number => {
      if (!/^[-+]?\d+$/.test(arg)) throw new Die(`invalid ${what}: ${t.quote(arg)}`);
      return Number(arg);
    };
    const long = {
      'header-numbering': 'h:', 'body-numbering': 'b:', 'footer-numbering': 'f:', 'starting-line-number': 'v:', 'line-increment': 'i:', 'no-renumber': 'p', 'join-blank-lines': 'l:',
      'number-separator': 's:', 'number-width': 'w:', 'number-format': 'n:', 'section-delimiter': 'd:',
    };
    const names: Readonly<Record<string, string>> = { b: 'body', h: 'header', f: 'footer' };
    const files = yield* t.options('h:b:f:v:i:pl:s:w:n:d:', long, ({ key, arg }) => {
      if (names[key] !== undefined) {
        if (!/^[atn]$|^p/.test(arg)) throw new Die(`invalid ${names[key]} numbering style: ${t.quote(arg)}`, 1, true);
        style[key] = arg;
      } else if (key === 'v') start = integer(arg, 'starting line number');
      else if (key === 'i') increment = integer(arg, 'line number increment');
      else if (key === 'p') renumber = false;
      else if (key === 'l') joinBlank = integer(arg, 'line number of blank lines');
      else if (key === 's') separator = arg;
      else if (key === 'w') {
        width = integer(arg, 'line number field width');
        if (width <= 0) throw new Die(`invalid line number field width: ${t.quote(arg)}: Numerical result out of range`);
      } else if (key === 'n') {
        if (!['ln', 'rn', 'rz'].includes(arg)) throw new Die(`invalid line numbering format: ${t.quote(arg)}`, 1, true);
        format = arg;
      } else marks = arg.length === 1 ? `${arg}:` : arg;
    });
    const regexes = new Map<string, Regex>();
    let number = start;
    let section = 'b';
    let blanks = 0;
    const blankPrefix = ' '.repeat(width + separator.length);
    const ok = yield* t.eachFile(files, function* (input) {
      while (input.ready || (yield* input.fill())) {
        const line = input.take();
        if (marks !== '' && (line === marks || line === marks.repeat(2) || line === marks.repeat(3))) {
          section = line.length === marks.length * 3 ? 'h' : line.length === marks.length * 2 ? 'b' : 'f';
          if (section === 'h' && renumber) number = start;
          yield* t.out.write('\n');
          continue;
        }
        const s = style[section]!;
        let numbered: boolean;
        if (s === 'a') {
          blanks = line === '' ? blanks + 1 : 0;
          numbered = line !== '' || blanks === joinBlank;
          if (blanks === joinBlank) blanks = 0;
        } else if (s === 't') numbered = line !== '';
        else if (s === 'n') numbered = false;
        else {
          let re = regexes.get(s);
          if (re === undefined) regexes.set(s, (re = new Regex(s.slice(1), { extended: false, utf8: t.utf8 })));
          numbered = re.test(line);
        }
        if (!numbered) yield* t.out.write(`${line === '' ? blankPrefix : blankPrefix + line}\n`);
        else {
          const n = String(number);
          const shown = format === 'ln' ? n.padEnd(width) : format === 'rn' ? n.padStart(width) : number < 0 ? `-${n.slice(1).padStart(width - 1, '0')}` : n.padStart(width, '0');
          number += increment;
          yield* t.out.write(`${shown}${separator}${line}\n`);
        }
      }
    });
    return ok ? 0 : 1;
  },
);

export const fold = tool({ name: 'fold', help: `Usage: % [OPTION]... [FILE]...\nBreak lines that are too long.\n\n${stdin}  -b, --bytes         count bytes, not columns\n  -s, --spaces        break at spaces\n  -w, --width=WIDTH   WIDTH columns, not 80\n${tail}` }, function* (t): Task<number> {
  let byBytes = false;
  let spaces = false;
  let width = 80;
  const args = t.args.map((a) => (/^-\d+$/.test(a) ? `-w${a.slice(1)}` : a));
  const files = yield* t.options('bsw:', { bytes: 'b', spaces: 's', width: 'w:' }, ({ key, arg }) => {
    if (key === 'b') byBytes = true;
    else if (key === 's') spaces = true;
    else {
      if (!/^\d+$/.test(arg) || Number(arg) === 0) throw new Die(`invalid number of columns: ${t.quote(arg)}${/^0+$/.test(arg) ? ': Numerical result out of range' : ''}`);
      width = Number(arg);
    }
  }, args);
  const advance = (column: number, ch: string): number => (byBytes ? column + 1 : ch === '\b' ? Math.max(0, column - 1) : ch === '\r' ? 0 : ch === '\t' ? column + 8 - (column % 8) : column + 1);
  const ok = yield* t.eachFile(
    files,
    function* (input) {
      while (input.ready || (yield* input.fill())) {
        const line = input.take();
        let out = '';
        let piece = '';
        let column = 0;
        for (let i = 0; i < line.length; i++) {
          const ch = line[i]!;
          const next = advance(column, ch);
          if (next > width && piece !== '') {
            const cut = spaces ? Math.max(piece.lastIndexOf(' '), piece.lastIndexOf('\t')) + 1 : 0;
            if (cut > 0) {
              out += `${piece.slice(0, cut)}\n`;
              piece = piece.slice(cut);
            } else {
              out += `${piece}\n`;
              piece = '';
            }
            column = 0;
            for (const c of piece) column = advance(column, c);
            i--;
            continue;
          }
          piece += ch;
          column = next;
        }
        yield* t.out.writeBytes(encodeLatin1(out + piece + (input.endedWithoutDelimiter ? '' : '\n')));
      }
    },
    '\n',
    'latin1',
  );
  return ok ? 0 : 1;
});

function* openOrDie(t: Tool, file: string, delimiter: '\n' | '\0' = '\n'): Task<In> {
  try {
    return new In(t.sys, file === '-' ? 0 : yield* t.sys.open(file, O.RDONLY | O.CLOEXEC), delimiter, 'latin1');
  } catch (e) {
    if (!isSysError(e)) throw e;
    throw new Die(`${t.quotef(file)}: ${e.message}`);
  }
}
const latin1 = encodeLatin1;

export const comm = tool({ name: 'comm', help: `Usage: % [OPTION]... FILE1 FILE2\nCompare two sorted files line by line: column one has the lines only in FILE1,\ncolumn two those only in FILE2, column three those in both.\n\n  -1, -2, -3            leave out the column\n      --check-order     complain when the input is not sorted\n      --nocheck-order   do not\n      --output-delimiter=STR  STR between the columns\n      --total           print a summary\n  -z, --zero-terminated lines end with NUL, not newline\n${tail}` }, function* (t): Task<number> {
  const hide = new Set<string>();
  let delim = '\t';
  let total = false;
  let checkOrder: boolean | undefined;
  let end: '\n' | '\0' = '\n';
  const operands = yield* t.options('123z', { 'check-order': 'check', 'nocheck-order': 'nocheck', 'output-delimiter': 'o:', total: 'total', 'zero-terminated': 'z' }, ({ key, arg }) => {
    if (key === '1' || key === '2' || key === '3') hide.add(key);
    else if (key === 'o') delim = arg === '' ? '\0' : arg;
    else if (key === 'total') total = true;
    else if (key === 'z') end = '\0';
    else checkOrder = key === 'check';
  });
  if (operands.length === 0) throw new Die('missing operand', 1, true);
  if (operands.length === 1) throw new Die(`missing operand after ${t.quote(operands[0]!)}`, 1, true);
  if (operands.length > 2) throw new Die(`extra operand ${t.quote(operands[2]!)}`, 1, true);
  const inputs = [yield* openOrDie(t, operands[0]!, end), yield* openOrDie(t, operands[1]!, end)] as const;
  const lines: (string | undefined)[] = [yield* inputs[0].readLine(), yield* inputs[1].readLine()];
  const counts = [0, 0, 0];
  const warned = [false, false];
  let disorder = false;
  let unpaired = false;
  const out = function* (column: number, text: string): Task<void> {
    counts[column]!++;
    if (hide.has(String(column + 1))) return;
    let prefix = '';
    for (let i = 0; i < column; i++) if (!hide.has(String(i + 1))) prefix += delim;
    yield* t.out.writeBytes(latin1(prefix + text + end));
  };
  const advance = function* (i: 0 | 1): Task<void> {
    const previous = lines[i]!;
    lines[i] = yield* inputs[i].readLine();
    if (lines[i] !== undefined && previous > lines[i]! && checkOrder !== false && !warned[i] && (checkOrder === true || unpaired)) {
      warned[i] = true;
      yield* t.warn(`file ${i + 1} is not in sorted order`);
      if (checkOrder === true) throw new Die('', 1);
      disorder = true;
    }
  };
  while (lines[0] !== undefined || lines[1] !== undefined) {
    const [a, b] = lines;
    if (b === undefined || (a !== undefined && a < b)) {
      unpaired = true;
      yield* out(0, a!);
      yield* advance(0);
    } else if (a === undefined || a > b) {
      unpaired = true;
      yield* out(1, b);
      yield* advance(1);
    } else {
      yield* out(2, a);
      yield* advance(0);
      yield* advance(1);
    }
  }
  if (total) yield* t.out.write(`${counts.join(delim)}${delim}total${end}`);
  if (disorder) throw new Die('input is not in sorted order');
  return 0;
});

export const join = tool(
  {
    name: 'join',
    help: `Usage: % [OPTION]... FILE1 FILE2\nPrint a line for each pair of lines with equal join fields. Both files are sorted by them.\n\n  -a FILENUM        also print lines of file FILENUM that have no partner\n  -e STRING         STRING for missing fields\n  -i, --ignore-case upper and lower case are the same\n  -j FIELD          the same as -1 FIELD -2 FIELD\n  -o FORMAT         the fields to print: FILENUM.FIELD, 0, or auto\n  -t CHAR           fields are separated by CHAR\n  -v FILENUM        as -a, without the pairs\n  -1 FIELD          join on this field of file 1\n  -2 FIELD          join on this field of file 2\n      --check-order, --nocheck-order   (the latter is the default)\n      --header      the first lines are headers\n  -z, --zero-terminated  lines end with NUL\n${tail}`,
    support: { level: 'partial', note: 'The order of the input is not checked.' },
  },
  function* (t): Task<number> {
    const field = [0, 0];
    const unpaired = [false, false];
    let pairs = true;
    let empty = '';
    let fold_ = false;
    let tab: string | undefined;
    let header = false;
    let end: '\n' | '\0' = '\n';
    let format: (readonly [number, number])[] | undefined;
    const number = (arg: string): number => {
      if (!/^\d+$/.test(arg) || Number(arg) === 0) throw new Die(`invalid field number: ${t.quote(arg)}`);
      return Number(arg) - 1;
    };
    const which = (arg: string): number => {
      if (arg !== '1' && arg !== '2') throw new Die(`invalid file number: ${t.quote(arg)}`);
      return Number(arg) - 1;
    };
    const long = { 'ignore-case': 'i', 'check-order': 'ignore', 'nocheck-order': 'ignore', 'zero-terminated': 'z', header: 'header' };
    const operands = yield* t.options('a:e:i1:2:j:o:t:v:z', long, ({ key, arg }) => {
      if (key === 'a') unpaired[which(arg)] = true;
      else if (key === 'v') {
        unpaired[which(arg)] = true;
        pairs = false;
      } else if (key === 'e') empty = arg;
      else if (key === 'i') fold_ = true;
      else if (key === '1' || key === '2') field[Number(key) - 1] = number(arg);
      else if (key === 'j') field[0] = field[1] = number(arg);
      else if (key === 't') tab = arg === '\\0' ? '\0' : arg;
      else if (key === 'header') header = true;
      else if (key === 'z') end = '\0';
      else if (key === 'o' && arg !== 'auto') {
        format = arg.split(/[, \t]+/).filter((x) => x !== '').map((x) => {
          if (x === '0') return [-1, 0] as const;
          const m = /^([12])\.(\d+)$/.exec(x);
          if (m === null) throw new Die(`invalid ${/^\d+\.\d/.test(x) ? 'file number in field spec' : 'field specifier'}: ${t.quote(x)}`);
          return [Number(m[1]) - 1, number(m[2]!)] as const;
        });
      }
    });
    if (operands.length < 2) throw new Die(operands.length === 0 ? 'missing operand' : `missing operand after ${t.quote(operands[0]!)}`, 1, true);
    if (operands.length > 2) throw new Die(`extra operand ${t.quote(operands[2]!)}`, 1, true);
    const split = (line: string): string[] => (tab === undefined ? line.replace(/^[ \t]+/, '').split(/[ \t]+/) : line.split(tab));
    const read = function* (file: string): Task<string[][]> {
      const input = yield* openOrDie(t, file, end);
      const rows: string[][] = [];
      try {
        while (input.ready || (yield* input.fill())) rows.push(split(input.take()));
      } catch (e) {
        if (!isSysError(e)) throw e;
        throw new Die(`${t.quotef(file)}: ${e.message}`);
      }
      input.close();
      return rows;
    };
    const rows = [yield* read(operands[0]!), yield* read(operands[1]!)] as const;
    const sep = tab ?? ' ';
    const keyOf = (i: number, row: readonly string[]): string => {
      const k = row[field[i]!] ?? '';
      return fold_ ? k.toLowerCase() : k;
    };
    const print = (a: readonly string[] | undefined, b: readonly string[] | undefined): void => {
      const row = [a, b];
      const join0 = (a !== undefined ? a[field[0]!] : b![field[1]!]) ?? '';
      let cells: string[];
      if (format !== undefined) cells = format.map(([f, n]) => (f < 0 ? join0 : (row[f]?.[n] ?? '')) || empty);
      else cells = [join0, ...(a ?? []).filter((_, i) => i !== field[0]), ...(b ?? []).filter((_, i) => i !== field[1])];
      t.out.putBytes(latin1(cells.join(sep) + end));
    };
    let i = 0;
    let j = 0;
    if (header && (rows[0].length > 0 || rows[1].length > 0)) print(rows[0][i++], rows[1][j++]);
    while (i < rows[0].length || j < rows[1].length) {
      const a = rows[0][i];
      const b = rows[1][j];
      if (b === undefined || (a !== undefined && keyOf(0, a) < keyOf(1, b))) {
        if (unpaired[0]) print(a, undefined);
        i++;
      } else if (a === undefined || keyOf(0, a) > keyOf(1, b)) {
        if (unpaired[1]) print(undefined, b);
        j++;
      } else {
        const key = keyOf(0, a);
        const from = j;
        let to = j;
        while (rows[1][to] !== undefined && keyOf(1, rows[1][to]!) === key) to++;
        while (rows[0][i] !== undefined && keyOf(0, rows[0][i]!) === key) {
          if (pairs) for (let k = from; k < to; k++) print(rows[0][i], rows[1][k]);
          i++;
        }
        j = to;
      }
      if (t.out.full) yield* t.out.flush();
    }
    return 0;
  },
);

/** Tab stops of -t: every N, or a list. */
function tabStops(t: Tool, arg: string): (column: number) => number | undefined {
  const list = arg.split(/[, \t]+/).filter((x) => x !== '').map((x) => {
    if (!/^\d+$/.test(x)) throw new Die(`tab size contains invalid character(s): ${t.quote(/[^\d].*/.exec(x)?.[0] ?? x)}`);
    if (Number(x) === 0) throw new Die('tab size cannot be 0');
    return Number(x);
  });
  if (list.length === 1) return (c) => c + list[0]! - (c % list[0]!);
  for (let i = 1; i < list.length; i++) if (list[i]! <= list[i - 1]!) throw new Die('tab sizes must be ascending');
  return (c) => list.find((x) => x > c);
}

export const expand = tool({ name: 'expand', help: `Usage: % [OPTION]... [FILE]...\nReplace tabs by spaces.\n\n${stdin}  -i, --initial    only tabs at the start of a line\n  -t, --tabs=N     tab stops every N columns, not 8; or a LIST of them\n${tail}` }, function* (t): Task<number> {
  let initial = false;
  let stop = tabStops(t, '8');
  const args = t.args.map((a) => (/^-\d[\d,]*$/.test(a) ? `-t${a.slice(1)}` : a));
  const files = yield* t.options('it:', { initial: 'i', tabs: 't:' }, ({ key, arg }) => {
    if (key === 'i') initial = true;
    else stop = tabStops(t, arg);
  }, args);
  const ok = yield* t.eachFile(files, function* (input) {
    while (input.ready || (yield* input.fill())) {
      const line = input.take();
      let out = '';
      let column = 0;
      let lead = true;
      for (const ch of line) {
        if (ch === '\t' && (lead || !initial)) {
          const next = stop(column) ?? column + 1;
          out += ' '.repeat(next - column);
          column = next;
        } else {
          if (ch !== ' ' && ch !== '\t') lead = false;
          out += ch;
          column = ch === '\b' ? Math.max(0, column - 1) : column + 1;
        }
      }
      yield* t.out.writeBytes(latin1(out + (input.endedWithoutDelimiter ? '' : '\n')));
    }
  }, '\n', 'latin1');
  return ok ? 0 : 1;
});

export const unexpand = tool({ name: 'unexpand', help: `Usage: % [OPTION]... [FILE]...\nReplace spaces by tabs.\n\n${stdin}  -a, --all         all blanks, not only those at the start of a line\n      --first-only  only those at the start (wins over -a)\n  -t, --tabs=N      tab stops every N columns, not 8; implies -a\n${tail}` }, function* (t): Task<number> {
  let all = false;
  let firstOnly = false;
  let stop = tabStops(t, '8');
  const files = yield* t.options('at:', { all: 'a', 'first-only': 'f', tabs: 't:' }, ({ key, arg }) => {
    if (key === 'a') all = true;
    else if (key === 'f') firstOnly = true;
    else {
      stop = tabStops(t, arg);
      all = true;
    }
  });
  const ok = yield* t.eachFile(files, function* (input) {
    while (input.ready || (yield* input.fill())) {
      const line = input.take();
      let out = '';
      let column = 0;
      let lead = true;
      for (let i = 0; i < line.length; ) {
        const run = /^[ \t]+/.exec(line.slice(i))?.[0];
        if (run === undefined || (!lead && (!all || firstOnly))) {
          out += line[i];
          column++;
          i++;
          lead = false;
          continue;
        }
        let end = column;
        for (const ch of run) end = ch === '\t' ? (stop(end) ?? end + 1) : end + 1;
        // A single blank before a stop stays a blank, unless more follow.
        for (let at = column; at < end; ) {
          const next = stop(at);
          if (next === undefined || next > end) {
            out += ' '.repeat(end - at);
            break;
          }
          out += next - at === 1 && at === column && run[0] === ' ' && next === end ? ' ' : '\t';
          at = next;
        }
        column = end;
        i += run.length;
      }
      yield* t.out.writeBytes(latin1(out + (input.endedWithoutDelimiter ? '' : '\n')));
    }
  }, '\n', 'latin1');
  return ok ? 0 : 1;
});

export const shuf = tool({ name: 'shuf', help: `Usage: % [OPTION]... [FILE]\n  or:  % -e [OPTION]... [ARG]...\n  or:  % -i LO-HI [OPTION]...\nPrint the input lines in random order.\n\n  -e, --echo                the ARGs are the lines\n  -i, --input-range=LO-HI   the numbers from LO to HI are the lines\n  -n, --head-count=COUNT    at most COUNT lines\n  -o, --output=FILE         write to FILE\n      --random-source=FILE  (ignored)\n  -r, --repeat              lines may come again\n  -z, --zero-terminated     lines end with NUL\n${tail}` }, function* (t): Task<number> {
  let echo = false;
  let range: readonly [number, number] | undefined;
  let count = Infinity;
  let output: string | undefined;
  let repeat = false;
  let end: '\n' | '\0' = '\n';
  const long = { echo: 'e', 'input-range': 'i:', 'head-count': 'n:', output: 'o:', 'random-source': 'ignore:', repeat: 'r', 'zero-terminated': 'z' };
  const operands = yield* t.options('ei:n:o:rz', long, ({ key, arg }) => {
    if (key === 'e') echo = true;
    else if (key === 'i') {
      const m = /^(\d+)-(\d+)$/.exec(arg);
      if (m === null || Number(m[1]) > Number(m[2]) + 1) throw new Die(`invalid input range: ${t.quote(arg)}`);
      range = [Number(m[1]), Number(m[2])];
    } else if (key === 'n') {
      if (!/^\d+$/.test(arg)) throw new Die(`invalid line count: ${t.quote(arg)}`);
      count = Math.min(count, Number(arg));
    } else if (key === 'o') output = arg;
    else if (key === 'r') repeat = true;
    else if (key === 'z') end = '\0';
  });
  if (echo && range !== undefined) throw new Die('cannot combine -e and -i options', 1, true);
  if (range !== undefined ? operands.length > 0 : !echo && operands.length > 1) throw new Die(`extra operand ${t.quote(operands[range !== undefined ? 0 : 1]!)}`, 1, true);
  let lines: string[] = [];
  if (echo) lines = operands;
  else if (range !== undefined) for (let n = range[0]; n <= range[1]; n++) lines.push(String(n));
  else {
    const file = operands[0] ?? '-';
    try {
      const text = decodeUtf8(file === '-' ? yield* readFd(t.sys, 0) : yield* readFile(t.sys, file));
      lines = text.split(end);
      if (lines[lines.length - 1] === '') lines.pop();
    } catch (e) {
      if (!isSysError(e)) throw e;
      throw new Die(`${t.quotef(file)}: ${e.message}`);
    }
  }
  if (repeat && lines.length === 0 && count > 0) throw new Die('no lines to repeat');
  const random = (below: number): number => {
    const b = t.sys.getrandom(4);
    return (((b[0]! << 24) | (b[1]! << 16) | (b[2]! << 8) | b[3]!) >>> 0) % below;
  };
  const out: string[] = [];
  if (repeat) while (out.length < Math.min(count, 1e6)) out.push(lines[random(lines.length)]!);
  else for (let i = 0; i < lines.length && i < count; i++) {
    const j = i + random(lines.length - i);
    [lines[i], lines[j]] = [lines[j]!, lines[i]!];
    out.push(lines[i]!);
  }
  const text = out.map((l) => l + end).join('');
  if (output !== undefined) yield* writeFile(t.sys, output, text);
  else yield* t.out.write(text);
  return 0;
});

export const split = tool(
  {
    name: 'split',
    help: `Usage: % [OPTION]... [FILE [PREFIX]]\nPut pieces of FILE into PREFIXaa, PREFIXab, ...; 1000 lines each, PREFIX x.\n\n  -a, --suffix-length=N   suffixes of length N (2)\n      --additional-suffix=SUFFIX  add SUFFIX to the names\n  -b, --bytes=SIZE        SIZE bytes a file\n  -d, --numeric-suffixes[=FROM]  numbers, not letters\n  -l, --lines=NUMBER      NUMBER lines a file\n  -n, --number=N          N files of equal size (or l/N: without splitting lines)\n      --verbose           say which files are made\n${tail}`,
    support: { level: 'partial', note: '-C, --filter, r/N and K/N are not simulated.' },
  },
  function* (t): Task<number> {
    let length = 2;
    let extra = '';
    let mode = 'l' as 'l' | 'b' | 'n' | 'nl';
    let size = 1000;
    let numeric = false;
    let from = 0;
    let verbose = false;
    const need = (arg: string, what: string): number => {
      const n = parseSize(arg);
      if (typeof n !== 'number' || n === 0) throw new Die(`invalid number of ${what}: ${t.quote(arg)}${n === 0 ? ': Numerical result out of range' : ''}`);
      return n;
    };
    const long = { 'suffix-length': 'a:', 'additional-suffix': 'add:', bytes: 'b:', 'numeric-suffixes': 'd::', lines: 'l:', number: 'n:', verbose: 'verbose', 'elide-empty-files': 'ignore' };
    const args = t.args.map((a) => (/^-\d+$/.test(a) ? `-l${a.slice(1)}` : a));
    const operands = yield* t.options('a:b:C:del:n:u', long, ({ key, arg, has }) => {
      if (key === 'a') {
        if (!/^\d+$/.test(arg)) throw new Die(`invalid suffix length: ${t.quote(arg)}`);
        length = Number(arg);
      } else if (key === 'add') extra = arg;
      else if (key === 'b') [mode, size] = ['b', need(arg, 'bytes')];
      else if (key === 'l') [mode, size] = ['l', need(arg, 'lines')];
      else if (key === 'd') {
        numeric = true;
        if (has) from = Number(arg);
      } else if (key === 'n') {
        const m = /^(l\/)?(\d+)$/.exec(arg);
        if (m === null || Number(m[2]) === 0) throw new Die(`invalid number of chunks: ${t.quote(arg)}`);
        [mode, size] = [m[1] === undefined ? 'n' : 'nl', Number(m[2])];
      } else if (key === 'C') throw new Die('glasshull: split -C is not simulated');
      else if (key === 'verbose') verbose = true;
    }, args);
    if (operands.length > 2) throw new Die(`extra operand ${t.quote(operands[2]!)}`, 1, true);
    const file = operands[0] ?? '-';
    const prefix = operands[1] ?? 'x';
    let data: Uint8Array;
    try {
      data = file === '-' ? yield* readFd(t.sys, 0) : yield* readFile(t.sys, file);
    } catch (e) {
      if (!isSysError(e)) throw e;
      throw new Die(e.code === 'EISDIR' ? `${t.quotef(file)}: ${e.message}` : `cannot open ${t.quoteaf(file)} for reading: ${e.message}`);
    }
    const pieces: Uint8Array[] = [];
    if (mode === 'b') for (let at = 0; at < data.length; at += size) pieces.push(data.subarray(at, at + size));
    else if (mode === 'l') {
      for (let at = 0; at < data.length; ) {
        let end = at;
        for (let i = 0; i < size && end < data.length; i++) {
          const nl = data.indexOf(10, end);
          end = nl < 0 ? data.length : nl + 1;
        }
        pieces.push(data.subarray(at, end));
        at = end;
      }
    } else {
      const chunk = Math.floor(data.length / size);
      let at = 0;
      for (let i = 0; i < size; i++) {
        let end = i === size - 1 ? data.length : mode === 'n' ? at + chunk : Math.max(at, chunk * (i + 1));
        if (mode === 'nl' && end > at && end < data.length && data[end - 1] !== 10) {
          const nl = data.indexOf(10, end);
          end = nl < 0 ? data.length : nl + 1;
        }
        pieces.push(data.subarray(at, end));
        at = end;
      }
    }
    for (const [i, piece] of pieces.entries()) {
      let suffix = '';
      if (numeric) suffix = String(from + i).padStart(length, '0');
      else for (let n = i, k = 0; k < length; k++, n = Math.floor(n / 26)) suffix = String.fromCharCode(97 + (n % 26)) + suffix;
      if (suffix.length > length || (!numeric && i >= 26 ** length)) throw new Die('output file suffixes exhausted');
      const name = prefix + suffix + extra;
      if (verbose) t.out.put(`creating file ${t.quoteaf(name)}\n`);
      try {
        yield* writeFile(t.sys, name, piece);
      } catch (e) {
        if (!isSysError(e)) throw e;
        throw new Die(`${t.quotef(name)}: ${e.message}`);
      }
    }
    return 0;
  },
);
