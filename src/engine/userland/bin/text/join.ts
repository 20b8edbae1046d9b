/** join: join lines of two sorted files on a common field (coreutils 9.1). */
import type { Task } from '../../../abi/sys.ts';
import { isSysError } from '../../../abi/errno.ts';
import { encodeLatin1 } from '../../../base/bytes.ts';
import { Die, tool } from '../../libc/tool.ts';
import { helpTail, openOrDie } from './common.ts';

export const join = tool(
  {
    name: 'join',
    help: `Usage: % [OPTION]... FILE1 FILE2\nPrint a line for each pair of lines with equal join fields. Both files are sorted by them.\n\n  -a FILENUM        also print lines of file FILENUM that have no partner\n  -e STRING         STRING for missing fields\n  -i, --ignore-case upper and lower case are the same\n  -j FIELD          the same as -1 FIELD -2 FIELD\n  -o FORMAT         the fields to print: FILENUM.FIELD, 0, or auto\n  -t CHAR           fields are separated by CHAR\n  -v FILENUM        as -a, without the pairs\n  -1 FIELD          join on this field of file 1\n  -2 FIELD          join on this field of file 2\n      --check-order, --nocheck-order   (the latter is the default)\n      --header      the first lines are headers\n  -z, --zero-terminated  lines end with NUL\n${helpTail}`,
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
      t.out.putBytes(encodeLatin1(cells.join(sep) + end));
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
