/** unexpand: replace spaces by tabs (coreutils 9.1). */
import type { Task } from '../../../abi/sys.ts';
import { encodeLatin1 } from '../../../base/bytes.ts';
import { tool } from '../../libc/tool.ts';
import { helpStdin, helpTail, tabStops } from './common.ts';

export const unexpand = tool({ name: 'unexpand', help: `Usage: % [OPTION]... [FILE]...\nReplace spaces by tabs.\n\n${helpStdin}  -a, --all         all blanks, not only those at the start of a line\n      --first-only  only those at the start (wins over -a)\n  -t, --tabs=N      tab stops every N columns, not 8; implies -a\n${helpTail}` }, function* (t): Task<number> {
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
      yield* t.out.writeBytes(encodeLatin1(out + (input.endedWithoutDelimiter ? '' : '\n')));
    }
  }, '\n', 'latin1');
  return ok ? 0 : 1;
});
