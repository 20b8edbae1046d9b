/** comm: compare two sorted files line by line (coreutils 9.1). */
import type { Task } from '../../../abi/sys.ts';
import { encodeLatin1 } from '../../../base/bytes.ts';
import { Die, tool } from '../../libc/tool.ts';
import { helpTail, openOrDie } from './common.ts';

export const comm = tool({ name: 'comm', help: `Usage: % [OPTION]... FILE1 FILE2\nCompare two sorted files line by line: column one has the lines only in FILE1,\ncolumn two those only in FILE2, column three those in both.\n\n  -1, -2, -3            leave out the column\n      --check-order     complain when the input is not sorted\n      --nocheck-order   do not\n      --output-delimiter=STR  STR between the columns\n      --total           print a summary\n  -z, --zero-terminated lines end with NUL, not newline\n${helpTail}` }, function* (t): Task<number> {
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
    yield* t.out.writeBytes(encodeLatin1(prefix + text + end));
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
