/** expand: replace tabs by spaces (coreutils 9.1). */
import type { Task } from '../../../abi/sys.ts';
import { encodeLatin1 } from '../../../base/bytes.ts';
import { tool } from '../../libc/tool.ts';
import { helpStdin, helpTail, tabStops } from './common.ts';

export const expand = tool({ name: 'expand', help: `Usage: % [OPTION]... [FILE]...\nReplace tabs by spaces.\n\n${helpStdin}  -i, --initial    only tabs at the start of a line\n  -t, --tabs=N     tab stops every N columns, not 8; or a LIST of them\n${helpTail}` }, function* (t): Task<number> {
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
      yield* t.out.writeBytes(encodeLatin1(out + (input.endedWithoutDelimiter ? '' : '\n')));
    }
  }, '\n', 'latin1');
  return ok ? 0 : 1;
});
