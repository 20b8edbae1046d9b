/** mapfile (readarray): lines into an array. */
import type { Task } from '../../../abi/sys.ts';
import { isSysError } from '../../../abi/errno.ts';
import { decodeUtf8 } from '../../../base/bytes.ts';
import { readUntil } from '../exec/input.ts';
import { isName, setElement } from '../state/assign.ts';
import { IndexedArray } from '../state/array.ts';
import type { Shell } from '../state/shell.ts';
import { A } from '../state/variables.ts';
import type { Builtin } from './table.ts';
import { integer, options } from './util.ts';

function* mapfile(sh: Shell, argv: readonly string[]): Task<number> {
  const o = options(sh, argv, 'd:n:O:s:tu:C:c:');
  if (typeof o === 'number') return o;
  const num = (letter: string, fallback: number): number | undefined => {
    const v = o.values.get(letter);
    return v === undefined ? fallback : integer(v);
  };
  const count = num('n', 0);
  const origin = num('O', 0);
  const skip = num('s', 0);
  const fd = num('u', 0);
  const quantum = num('c', 5000);
  if (count === undefined) return sh.fail(`${o.values.get('n')!}: invalid line count`);
  if (origin === undefined || origin < 0) return sh.fail(`${o.values.get('O')!}: invalid array origin`);
  if (skip === undefined || fd === undefined || quantum === undefined) return sh.fail('invalid number');
  const name = o.rest[0] ?? 'MAPFILE';
  if (!isName(name)) return sh.fail(`\`${name}': not a valid identifier`);
  const d = o.values.get('d');
  const delimiter = d === undefined ? 10 : d === '' ? 0 : d.charCodeAt(0);
  const seen = sh.vars.get(sh.resolve(name));
  if (seen !== undefined && seen.attrs & A.READONLY) return sh.fail(`${name}: readonly variable`);
  if (seen?.assoc !== undefined) return sh.fail(`${name}: not an indexed array`);
  const v = sh.vars.own(sh.resolve(name));
  v.attrs |= A.INDEXED;
  if (!o.values.has('O') || v.array === undefined) v.array = new IndexedArray();
  v.value = undefined;
  const callback = o.values.get('C');
  let read = 0;
  let index = origin;
  for (;;) {
    if (count > 0 && read - skip >= count) break;
    let data: Uint8Array;
    try {
      data = yield* readUntil(sh, fd, delimiter);
    } catch (e) {
      if (!isSysError(e)) throw e;
      return sh.fail(`${fd}: invalid file descriptor: ${e.message}`);
    }
    if (data.length === 0) break;
    if (read++ < skip) continue;
    const ended = data[data.length - 1] === delimiter;
    const text = decodeUtf8(data, 0, ended && (o.flags.has('t') || delimiter === 0) ? data.length - 1 : data.length);
    if (callback !== undefined && (index - origin + 1) % quantum === 0) yield* sh.engine.runText(sh, `${callback} ${index} ${`'${text.replace(/'/g, "'\\''")}'`}`, 'mapfile', sh.line);
    setElement(sh, name, String(index++), text);
  }
  return 0;
}

const USAGE = '[-d delim] [-n count] [-O origin] [-s count] [-t] [-u fd] [-C callback] [-c quantum] [array]';

export const mapfileBuiltins: Record<string, Builtin> = {
  mapfile: { run: mapfile, usage: USAGE, about: 'Read lines into an array.', only: 'bash' },
  readarray: { run: mapfile, usage: USAGE, about: 'The same as mapfile.', only: 'bash' },
};
