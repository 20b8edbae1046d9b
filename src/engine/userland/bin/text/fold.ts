/** fold: break long lines (coreutils 9.1). */
import type { Task } from '../../../abi/sys.ts';
import { encodeLatin1 } from '../../../base/bytes.ts';
import { Die, tool } from '../../libc/tool.ts';
import { helpStdin, helpTail } from './common.ts';

export const fold = tool({ name: 'fold', help: `Usage: % [OPTION]... [FILE]...\nBreak lines that are too long.\n\n${helpStdin}  -b, --bytes         count bytes, not columns\n  -s, --spaces        break at spaces\n  -w, --width=WIDTH   WIDTH columns, not 80\n${helpTail}` }, function* (t): Task<number> {
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
