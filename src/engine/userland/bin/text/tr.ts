/** tr: translate, squeeze or delete bytes (coreutils 9.1: bytes, not characters). */
import type { Task } from '../../../abi/sys.ts';
import { isSysError } from '../../../abi/errno.ts';
import { decodeLatin1, encodeUtf8 } from '../../../base/bytes.ts';
import { BLOCK } from '../../libc/stdio.ts';
import { Die, tool, type Tool } from '../../libc/tool.ts';

const help = `Usage: % [OPTION]... STRING1 [STRING2]
Translate, squeeze or delete characters on the way from standard input to standard output.
STRING1 and STRING2 name the characters, ARRAY1 and ARRAY2.

  -c, -C, --complement    take all characters that are not in ARRAY1
  -d, --delete            delete the characters in ARRAY1, do not translate
  -s, --squeeze-repeats   make one of several equal characters in a row, for
                            the characters of the last given ARRAY
  -t, --truncate-set1     cut ARRAY1 to the length of ARRAY2 first
      --help        show this text and exit
      --version     show the version and exit

In the strings stand for themselves all characters but these:
  \\NNN            the character with octal value NNN (1 to 3 digits)
  \\\\ \\a \\b \\f \\n \\r \\t \\v   backslash, bell, backspace, form feed, newline, return, tab, vertical tab
  CHAR1-CHAR2     all from CHAR1 up to CHAR2
  [CHAR*]         in ARRAY2, as many CHAR as ARRAY1 still has
  [CHAR*REPEAT]   REPEAT times CHAR; octal when it starts with 0
  [:alnum:] [:alpha:] [:blank:] [:cntrl:] [:digit:] [:graph:] [:lower:]
  [:print:] [:punct:] [:space:] [:upper:] [:xdigit:]   the characters of a class
  [=CHAR=]        all that count as CHAR
`;

const CLASS: Readonly<Record<string, RegExp>> = {
  alnum: /[0-9A-Za-z]/,
  alpha: /[A-Za-z]/,
  blank: /[ \t]/,
  cntrl: /[\x00-\x1f\x7f]/,
  digit: /[0-9]/,
  graph: /[!-~]/,
  lower: /[a-z]/,
  print: /[ -~]/,
  punct: /[!-/:-@[-`{-~]/,
  space: /[ \t-\r]/,
  upper: /[A-Z]/,
  xdigit: /[0-9A-Fa-f]/,
};

/** A part of a set; `cls` keeps the name of a class for the lower/upper pairing. `fill` is [c*]. */
interface Part {
  readonly chars: readonly number[];
  readonly cls?: string;
  readonly fill?: boolean;
  /** Came of [c*] or [c*n]: only in string 2. */
  readonly repeat?: boolean;
  readonly equiv?: boolean;
}

const ESCAPES: Readonly<Record<string, number>> = { a: 7, b: 8, f: 12, n: 10, r: 13, t: 9, v: 11, '\\': 92 };

/** Characters with their escapes resolved; escaped ones never act as syntax. */
function* unescape(t: Tool, text: string): Task<{ readonly c: number; readonly escaped: boolean }[]> {
  const out: { c: number; escaped: boolean }[] = [];
  for (let i = 0; i < text.length; i++) {
    if (text[i] !== '\\') {
      out.push({ c: text.charCodeAt(i), escaped: false });
      continue;
    }
    const octal = /^[0-7]{1,3}/.exec(text.slice(i + 1));
    if (octal !== null) {
      let digits = octal[0];
      if (parseInt(digits, 8) > 255) {
        yield* t.warn(`warning: the ambiguous octal escape \\${digits} is being\n\tinterpreted as the 2-byte sequence \\0${digits.slice(0, 2)}, ${digits[2]}`);
        digits = digits.slice(0, 2);
      }
      out.push({ c: parseInt(digits, 8), escaped: true });
      i += digits.length;
      continue;
    }
    const next = text[++i];
    if (next === undefined) {
      yield* t.warn('warning: an unescaped backslash at end of string is not portable');
      out.push({ c: 92, escaped: true });
    } else out.push({ c: ESCAPES[next] ?? next.charCodeAt(0), escaped: true });
  }
  return out;
}

function show(c: number): string {
  return c >= 32 && c < 127 ? String.fromCharCode(c) : `\\${c.toString(8).padStart(3, '0')}`;
}

function* parseSet(t: Tool, arg: string): Task<Part[]> {
  const cs = yield* unescape(t, decodeLatin1(encodeUtf8(arg)));
  const is = (i: number, ch: string): boolean => cs[i] !== undefined && !cs[i].escaped && cs[i].c === ch.charCodeAt(0);
  const text = (from: number, to: number): string => String.fromCharCode(...cs.slice(from, to).map((x) => x.c));
  const parts: Part[] = [];
  let i = 0;
  while (i < cs.length) {
    if (is(i, '[') && (is(i + 1, ':') || is(i + 1, '='))) {
      const mark = String.fromCharCode(cs[i + 1]!.c);
      let close = i + 2;
      while (close < cs.length && !(is(close, mark) && is(close + 1, ']'))) close++;
      if (close < cs.length && !(mark === '=' && close === i + 2 && !is(close + 2, ']'))) {
        const name = text(i + 2, close);
        if (mark === ':') {
          const cls = Object.hasOwn(CLASS, name) ? CLASS[name] : undefined;
          if (name === '') throw new Die("missing character class name '[::]'");
          if (cls === undefined) throw new Die(`invalid character class ${t.quote(name)}`);
          parts.push({ chars: Array.from({ length: 128 }, (_, c) => c).filter((c) => cls.test(String.fromCharCode(c))), cls: name });
        } else {
          if (name.length !== 1) throw new Die(name === '' ? "missing equivalence class character '[==]'" : `${name}: equivalence class operand must be a single character`);
          parts.push({ chars: [name.charCodeAt(0)], equiv: true });
        }
        i = close + 2;
        continue;
      }
    }
    if (is(i, '[') && i + 1 < cs.length && is(i + 2, '*')) {
      let close = i + 3;
      while (close < cs.length && !cs[close]!.escaped && cs[close]!.c >= 48 && cs[close]!.c <= 57) close++;
      if (is(close, ']')) {
        const digits = text(i + 3, close);
        const n = digits.startsWith('0') ? parseInt(digits, 8) : Number(digits);
        parts.push({ chars: Array<number>(n).fill(cs[i + 1]!.c), fill: n === 0, repeat: true, ...(n === 0 ? { chars: [cs[i + 1]!.c] } : {}) });
        i = close + 1;
        continue;
      }
      let end = i + 3;
      while (end < cs.length && !is(end, ']')) end++;
      if (end < cs.length) throw new Die(`invalid repeat count ${t.quote(text(i + 3, end))} in [c*n] construct`);
    }
    if (is(i + 1, '-') && i + 2 < cs.length) {
      const from = cs[i]!.c;
      const to = cs[i + 2]!.c;
      if (from > to) throw new Die(`range-endpoints of '${show(from)}-${show(to)}' are in reverse collating sequence order`);
      parts.push({ chars: Array.from({ length: to - from + 1 }, (_, k) => from + k) });
      i += 3;
      continue;
    }
    parts.push({ chars: [cs[i]!.c] });
    i++;
  }
  return parts;
}

function expand(parts: readonly Part[], length: number): number[] {
  const fixed = parts.reduce((n, p) => n + (p.fill === true ? 0 : p.chars.length), 0);
  const out: number[] = [];
  for (const p of parts) {
    if (p.fill === true) for (let k = fixed; k < length; k++) out.push(p.chars[0]!);
    else out.push(...p.chars);
  }
  return out;
}

function member(set: Iterable<number>): Uint8Array {
  const table = new Uint8Array(256);
  for (const c of set) table[c] = 1;
  return table;
}

export const tr = tool({ name: 'tr', help }, function* (t): Task<number> {
  let complement = false;
  let del = false;
  let squeeze = false;
  let truncate = false;
  const long = { complement: 'c', delete: 'd', 'squeeze-repeats': 's', 'truncate-set1': 't' };
  const operands = yield* t.options('+cCdst', long, ({ key }) => {
    if (key === 'd') del = true;
    else if (key === 's') squeeze = true;
    else if (key === 't') truncate = true;
    else complement = true;
  });
  const min = 1 + (del === squeeze ? 1 : 0);
  const max = 1 + (del <= squeeze ? 1 : 0);
  if (operands.length < min) {
    if (operands.length === 0) throw new Die('missing operand', 1, true);
    const why = squeeze ? 'Two strings must be given when both deleting and squeezing repeats.' : 'Two strings must be given when translating.';
    throw new Die(`missing operand after ${t.quote(operands[operands.length - 1]!)}\n${why}`, 1, true);
  }
  if (operands.length > max) {
    const why = operands.length === 2 ? '\nOnly one string may be given when deleting without squeezing repeats.' : '';
    throw new Die(`extra operand ${t.quote(operands[max]!)}${why}`, 1, true);
  }
  const parts1 = yield* parseSet(t, operands[0]!);
  const parts2 = operands[1] === undefined ? undefined : yield* parseSet(t, operands[1]);
  if (parts1.some((p) => p.fill === true || p.repeat === true)) throw new Die('the [c*] repeat construct may not appear in string1');
  const translating = parts2 !== undefined && !del;
  const inOne = member(expand(parts1, 0));
  let array1 = complement ? Array.from({ length: 256 }, (_, c) => c).filter((c) => inOne[c] === 0) : expand(parts1, 0);
  if ((parts2 ?? []).filter((p) => p.fill === true).length > 1) throw new Die('only one [c*] repeat construct may appear in string2');
  if (parts2 !== undefined && !translating && parts2.some((p) => p.fill === true)) throw new Die('the [c*] construct may appear in string2 only when translating');
  let map: Uint8Array | undefined;
  let array2: number[] = parts2 === undefined ? [] : expand(parts2, array1.length);
  if (translating && parts2 !== undefined) {
    for (const p of parts2) {
      if (p.equiv === true) throw new Die('[=c=] expressions may not appear in string2 when translating');
      if (p.cls !== undefined && p.cls !== 'lower' && p.cls !== 'upper') throw new Die("when translating, the only character classes that may appear in\nstring2 are 'upper' and 'lower'");
    }
    if (!complement) casePairs(parts1, parts2);
    if (array2.length < array1.length) {
      if (array2.length === 0 && !truncate) throw new Die('when not truncating set1, string2 must be non-empty');
      if (truncate) array1 = array1.slice(0, array2.length);
      else {
        const last = array2[array2.length - 1]!;
        if (parts2[parts2.length - 1]!.cls !== undefined) throw new Die('when translating with string1 longer than string2,\nthe latter string must not end with a character class');
        array2 = [...array2, ...Array<number>(array1.length - array2.length).fill(last)];
      }
    }
    if (complement && parts1.some((p) => p.cls !== undefined) && new Set(array2.slice(0, array1.length)).size > 1) {
      throw new Die('when translating with complemented character classes,\nstring2 must map all characters in the domain to one');
    }
    map = Uint8Array.from({ length: 256 }, (_, c) => c);
    array1.forEach((c, k) => (map![c] = array2[k]!));
  }
  const drop = del ? member(array1) : undefined;
  const squash = squeeze ? member(parts2 !== undefined ? array2 : array1) : undefined;
  let last = -1;
  for (;;) {
    let block: Uint8Array;
    try {
      block = yield* t.sys.read(0, BLOCK);
    } catch (e) {
      if (!isSysError(e)) throw e;
      throw new Die(`read error: ${e.message}`);
    }
    if (block.length === 0) return 0;
    if (t.sys.charge(block.length * 2)) yield* t.sys.schedYield();
    const out = new Uint8Array(block.length);
    let o = 0;
    for (let i = 0; i < block.length; i++) {
      let c = block[i]!;
      if (drop !== undefined && drop[c] === 1) continue;
      if (map !== undefined) c = map[c]!;
      if (squash !== undefined) {
        if (c === last && squash[c] === 1) continue;
        last = c;
      }
      out[o++] = c;
    }
    yield* t.out.writeBytes(out.subarray(0, o));
  }
});

/** [:upper:] and [:lower:] in string 2 need their partner at the same place of string 1. */
function casePairs(parts1: readonly Part[], parts2: readonly Part[]): void {
  const starts = new Map<number, string | undefined>();
  let at = 0;
  for (const p of parts1) {
    starts.set(at, p.cls);
    at += p.chars.length;
  }
  at = 0;
  for (const p of parts2) {
    const partner = starts.get(at);
    if (p.cls !== undefined && partner !== 'lower' && partner !== 'upper') throw new Die('misaligned [:upper:] and/or [:lower:] construct');
    at += p.chars.length;
  }
}
