/** cut: selected bytes or fields of each line (coreutils 9.1; -c counts bytes, as there). */
import type { Task } from '../../../abi/sys.ts';
import { encodeLatin1, encodeUtf8, decodeLatin1 } from '../../../base/bytes.ts';
import { Die, tool } from '../../libc/tool.ts';

const help = `Usage: % OPTION... [FILE]...
Print chosen parts of each line of each FILE to standard output.

Without FILE, or for the FILE -, standard input is read.

  -b, --bytes=LIST        choose these bytes
  -c, --characters=LIST   choose these characters
  -d, --delimiter=DELIM   fields are separated by DELIM, not TAB
  -f, --fields=LIST       choose these fields; lines without delimiter are
                            printed whole, unless -s is given
  -n                      (ignored)
      --complement        choose all but the given bytes, characters or fields
  -s, --only-delimited    leave out lines without delimiter
      --output-delimiter=STRING  put STRING between what is chosen
  -z, --zero-terminated   lines end with NUL, not newline
      --help        show this text and exit
      --version     show the version and exit

Give one of -b, -c and -f. A LIST is ranges with commas between:
  N      the Nth, from 1
  N-     from the Nth to the end
  N-M    from the Nth to the Mth
  -M     from the first to the Mth
`;

type Range = readonly [number, number];

function parseList(list: string, fields: boolean, quote: (s: string) => string): Range[] {
  const bad = (message: string): never => {
    throw new Die(message, 1, true);
  };
  const zero = fields ? 'fields are numbered from 1' : 'byte/character positions are numbered from 1';
  const ranges: Range[] = [];
  for (const item of list.split(/[, \t]/)) {
    const m = /^(\d*)(-?)(\d*)$/.exec(item);
    if (m === null) {
      if (/^\d*-\d*-/.test(item)) bad(fields ? 'invalid field range' : 'invalid byte or character range');
      const at = /[^\d-].*/s.exec(item)![0];
      bad(fields ? `invalid field value ${quote(at)}` : `invalid byte/character position ${quote(at)}`);
    }
    const [, from, dash, to] = m!;
    if (from === '' && dash === '') bad(zero);
    if (from === '' && to === '') bad('invalid range with no endpoint: -');
    const low = from === '' ? 1 : Number(from);
    if (low === 0) bad(zero);
    if (dash === '') ranges.push([low, low]);
    else {
      const high = to === '' ? Infinity : Number(to);
      if (high < low) bad('invalid decreasing range');
      ranges.push([low, high]);
    }
  }
  ranges.sort((a, b) => a[0] - b[0]);
  return ranges;
}

/** Overlapping ranges made one; ranges that only touch stay apart, for --output-delimiter. */
function merge(ranges: readonly Range[]): Range[] {
  const out: Range[] = [];
  for (const r of ranges) {
    const last = out[out.length - 1];
    if (last !== undefined && r[0] <= last[1]) out[out.length - 1] = [last[0], Math.max(last[1], r[1])];
    else out.push(r);
  }
  return out;
}

function complementOf(ranges: readonly Range[]): Range[] {
  const out: Range[] = [];
  let next = 1;
  for (const [low, high] of ranges) {
    if (low > next) out.push([next, low - 1]);
    next = Math.max(next, high + 1);
  }
  if (next !== Infinity) out.push([next, Infinity]);
  return out;
}

export const cut = tool({ name: 'cut', help }, function* (t): Task<number> {
  let mode: 'b' | 'f' | undefined;
  let list = '';
  let delim: string | undefined;
  let outDelim: string | undefined;
  let complement = false;
  let onlyDelimited = false;
  let delimiter: '\n' | '\0' = '\n';
  const long = {
    bytes: 'b:', characters: 'c:', fields: 'f:', delimiter: 'd:', 'only-delimited': 's', 'output-delimiter': 'o:', complement: 'C', 'zero-terminated': 'z',
  };
  const files = yield* t.options('b:c:d:f:nsz', long, ({ key, arg }) => {
    if (key === 'b' || key === 'c' || key === 'f') {
      if (mode !== undefined) throw new Die('only one list may be specified', 1, true);
      mode = key === 'f' ? 'f' : 'b';
      list = arg;
    } else if (key === 'd') {
      if (encodeUtf8(arg).length > 1) throw new Die('the delimiter must be a single character', 1, true);
      delim = arg === '' ? '\0' : arg;
    } else if (key === 's') onlyDelimited = true;
    else if (key === 'o') outDelim = decodeLatin1(encodeUtf8(arg === '' ? '\0' : arg));
    else if (key === 'C') complement = true;
    else if (key === 'z') delimiter = '\0';
  });
  if (mode === undefined) throw new Die('you must specify a list of bytes, characters, or fields', 1, true);
  const fields = (mode as string) === 'f';
  if (!fields && delim !== undefined) throw new Die('an input delimiter may be specified only when operating on fields', 1, true);
  if (!fields && onlyDelimited) throw new Die('suppressing non-delimited lines makes sense\n\tonly when operating on fields', 1, true);
  let ranges = merge(parseList(list, fields, (s) => t.quote(s)));
  if (complement) ranges = complementOf(ranges);
  const d = delim ?? '\t';
  const join = outDelim ?? (fields ? d : '');
  const cutLine = (line: string): string | undefined => {
    if (fields) {
      if (!line.includes(d)) return onlyDelimited ? undefined : line;
      const parts = line.split(d);
      const chosen: string[] = [];
      for (const [low, high] of ranges) for (let i = low - 1; i < parts.length && i < high; i++) chosen.push(parts[i]!);
      return chosen.join(join);
    }
    const chosen: string[] = [];
    for (const [low, high] of ranges) if (low <= line.length) chosen.push(line.slice(low - 1, high));
    return chosen.join(join);
  };
  const ok = yield* t.eachFile(
    files,
    function* (input) {
      while (input.ready || (yield* input.fill())) {
        let text = '';
        for (const line of input.takeAll()) {
          const c = cutLine(line);
          if (c !== undefined) text += c + delimiter;
        }
        yield* t.out.writeBytes(encodeLatin1(text));
      }
    },
    delimiter,
    'latin1',
  );
  return ok ? 0 : 1;
});
