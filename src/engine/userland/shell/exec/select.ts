/** select: a menu on stderr and a reply read from stdin. */
import type { Task } from '../../../abi/sys.ts';
import type { Select } from '../syntax/ast.ts';
import { expandWords } from '../expand/expand.ts';
import { isName, setScalar } from '../state/assign.ts';
import type { Shell } from '../state/shell.ts';
import { readLine } from './input.ts';
import { leaves, runList } from './run.ts';

/** Run a select loop. */
export function* runSelect(sh: Shell, node: Select): Task<number> {
  sh.line = node.line;
  if (!isName(node.name)) {
    sh.error(`\`${node.name}': not a valid identifier`);
    yield* sh.flush();
    return (sh.status = 1);
  }
  const items = node.words === undefined ? sh.params : yield* expandWords(sh, node.words);
  if (items.length === 0) return (sh.status = 0);
  let status = 0;
  let show = true;
  sh.loops++;
  try {
    for (;;) {
      if (show) sh.print(menu(items, Number(sh.scalar('COLUMNS') ?? 80) || 80), 2);
      sh.print(sh.scalar('PS3') ?? '#? ', 2);
      yield* sh.flush();
      const line = yield* readLine(sh, 0);
      if (line === undefined) {
        sh.print('\n');
        yield* sh.flush();
        status = 1;
        break;
      }
      const reply = line.replace(/^[ \t]+|[ \t]+$/g, '');
      setScalar(sh, 'REPLY', line);
      show = reply === '';
      if (show) continue;
      const n = /^\d+$/.test(reply) ? Number(reply) : 0;
      setScalar(sh, node.name, n >= 1 && n <= items.length ? items[n - 1]! : '');
      status = yield* runList(sh, node.body);
      if (leaves(sh)) break;
      show = (sh.scalar('REPLY') ?? '') === '';
    }
  } finally {
    sh.loops--;
  }
  return (sh.status = status);
}

/** The numbered list, in columns when it is long. */
function menu(items: readonly string[], width: number): string {
  const digits = String(items.length).length;
  const longest = Math.max(...items.map((s) => s.length)) + digits + 2;
  let columns = Math.max(1, Math.floor(width / (longest + 2)));
  let rows = Math.ceil(items.length / columns);
  columns = Math.ceil(items.length / rows);
  if (rows === 1) {
    rows = columns;
    columns = 1;
  }
  let out = '';
  for (let r = 0; r < rows; r++) {
    for (let c = 0; c < columns; c++) {
      const i = c * rows + r;
      if (i >= items.length) continue;
      const text = `${String(i + 1).padStart(digits)}) ${items[i]!}`;
      out += (c + 1) * rows + r < items.length ? pad(text, longest + 2) : text;
    }
    out += '\n';
  }
  return out;
}

/** Columns are separated with tabs where they reach a tab stop. */
function pad(text: string, width: number): string {
  let out = text;
  let at = text.length;
  while (at < width) {
    const stop = (Math.floor(at / 8) + 1) * 8;
    if (stop <= width && stop - at > 1) {
      out += '\t';
      at = stop;
    } else {
      out += ' ';
      at++;
    }
  }
  return out;
}
