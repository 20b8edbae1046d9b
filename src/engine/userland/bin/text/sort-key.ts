/** sort's keys: the field specifications of -k, and the orders (text, numeric, general, human, month, version, random). */
import { versionCompare } from '../../libc/filevercmp.ts';

/** The ordering options of a key or of the whole line. */
export interface Order {
  blanks: boolean;
  endBlanks: boolean;
  dictionary: boolean;
  fold: boolean;
  printable: boolean;
  reverse: boolean;
  kind: 'text' | 'numeric' | 'general' | 'human' | 'month' | 'version' | 'random';
  /** Letters as given, to find incompatible ones. */
  letters: string;
}

/** A fresh order: plain bytes. */
export function plainOrder(): Order {
  return { blanks: false, endBlanks: false, dictionary: false, fold: false, printable: false, reverse: false, kind: 'text', letters: '' };
}

/** One -k: positions count from 0; `endField` undefined is the line's end, `endChar` 0 the field's end. */
export interface Key {
  readonly field: number;
  readonly char: number;
  readonly endField: number | undefined;
  readonly endChar: number;
  readonly order: Order;
}

const KINDS: Readonly<Record<string, Order['kind']>> = { n: 'numeric', g: 'general', h: 'human', M: 'month', V: 'version', R: 'random' };

/** Apply one ordering letter; `end` says that it stands after the key's end. False when it is none. */
export function applyLetter(order: Order, letter: string, where: 'both' | 'start' | 'end'): boolean {
  if (letter === 'b') {
    if (where !== 'end') order.blanks = true;
    if (where !== 'start') order.endBlanks = true;
  } else if (letter === 'd') order.dictionary = true;
  else if (letter === 'f') order.fold = true;
  else if (letter === 'i') order.printable = true;
  else if (letter === 'r') order.reverse = true;
  else if (KINDS[letter] !== undefined) order.kind = KINDS[letter];
  else return false;
  order.letters += letter;
  return true;
}

/** Letters that cannot stand together, as 'nM', or undefined. */
export function incompatible(order: Order): string | undefined {
  const l = order.letters;
  const kinds = [...'nghMR'].filter((k) => l.includes(k));
  const text = [...'VR'].filter((k) => l.includes(k) && k === 'V');
  const di = [...'di'].filter((k) => l.includes(k));
  if (kinds.length + text.length > 1 || (kinds.some((k) => 'nghM'.includes(k)) && di.length > 0)) {
    return [...'bdfghiMnRrV'].filter((k) => l.includes(k) && !'bfr'.includes(k)).join('');
  }
  return undefined;
}

const BLANKS = /[ \t\n]*/y;

function skipBlanks(line: string, at: number): number {
  BLANKS.lastIndex = at;
  BLANKS.exec(line);
  return BLANKS.lastIndex;
}

/** Index where field `field` begins. */
function fieldStart(line: string, field: number, tab: string | undefined): number {
  let at = 0;
  for (let i = 0; i < field && at < line.length; i++) {
    if (tab !== undefined) {
      const next = line.indexOf(tab, at);
      at = next < 0 ? line.length : next + 1;
    } else {
      at = skipBlanks(line, at);
      while (at < line.length && line[at] !== ' ' && line[at] !== '\t' && line[at] !== '\n') at++;
    }
  }
  return at;
}

/** Index after the end of field `field` (its separator not included). */
function fieldEnd(line: string, field: number, tab: string | undefined): number {
  const start = fieldStart(line, field, tab);
  if (tab !== undefined) {
    const next = line.indexOf(tab, start);
    return next < 0 ? line.length : next;
  }
  let at = skipBlanks(line, start);
  while (at < line.length && line[at] !== ' ' && line[at] !== '\t' && line[at] !== '\n') at++;
  return at;
}

/** The part of a line that a key names. */
export function extract(line: string, key: Key, tab: string | undefined): string {
  let from = fieldStart(line, key.field, tab);
  if (key.order.blanks) from = skipBlanks(line, from);
  from = Math.min(line.length, from + key.char);
  let to = line.length;
  if (key.endField !== undefined) {
    if (key.endChar === 0) to = fieldEnd(line, key.endField, tab);
    else {
      to = fieldStart(line, key.endField, tab);
      if (key.order.endBlanks) to = skipBlanks(line, to);
      to = Math.min(line.length, to + key.endChar);
    }
  }
  return to <= from ? '' : line.slice(from, to);
}

/** What a key's text becomes for comparison. */
type Sortable = string | number | readonly [number, number];

const MONTHS = 'JANFEBMARAPRMAYJUNJULAUGSEPOCTNOVDEC';
const NUMBER = /^[ \t\n]*(-?)(\d*)(?:\.(\d*))?/;
const SUFFIX = 'KMGTPEZYRQ';

/** Leading number, as -n reads it: no exponent, no plus sign. Long numbers keep 15 digits. */
function numeric(text: string): number {
  const m = NUMBER.exec(text)!;
  if (m[2] === '' && (m[3] ?? '') === '') return 0;
  return Number(`${m[1]}${m[2] || '0'}.${m[3] || '0'}`);
}

function general(text: string): number {
  const m = /^[ \t\n\v\f\r]*([-+]?(?:0[xX][0-9a-fA-F]+|\d+\.?\d*(?:[eE][-+]?\d+)?|\.\d+(?:[eE][-+]?\d+)?|inf(?:inity)?|nan))/i.exec(text);
  if (m === null) return -Infinity;
  const s = m[1]!.toLowerCase();
  if (s.includes('nan')) return NaN;
  if (s.includes('inf')) return s.startsWith('-') ? -Number.MAX_VALUE : Number.MAX_VALUE;
  return Number(s);
}

/** A comparison value for a key text under an order. */
export function sortable(text: string, order: Order, salt: number): Sortable {
  switch (order.kind) {
    case 'numeric':
      return numeric(text);
    case 'general':
      return general(text);
    case 'human': {
      const m = NUMBER.exec(text)!;
      const n = numeric(text);
      const unit = SUFFIX.indexOf((text[m[0].length] ?? '').replace('k', 'K') || '?') + 1;
      return [n === 0 ? 0 : Math.sign(n) * (unit + 1), n];
    }
    case 'month': {
      const at = MONTHS.indexOf(text.replace(/^[ \t\n]+/, '').slice(0, 3).toUpperCase());
      return at >= 0 && at % 3 === 0 && /^[ \t\n]*[a-z]{3}/i.test(text) ? at / 3 + 1 : 0;
    }
    case 'random': {
      let h = salt;
      for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193);
      h = Math.imul(h ^ (h >>> 15), 0x2c1b3c6d);
      return (h ^ (h >>> 13)) >>> 0;
    }
    default: {
      let s = text;
      if (order.dictionary) s = s.replace(/[^0-9A-Za-z \t]/g, '');
      else if (order.printable) s = s.replace(/[^ -~]/g, '');
      return order.fold ? s.replace(/[a-z]+/g, (w) => w.toUpperCase()) : s;
    }
  }
}

/** Compare two values of {@link sortable}. */
export function compare(a: Sortable, b: Sortable, order: Order): number {
  if (order.kind === 'version') return versionCompare(a as string, b as string);
  if (typeof a === 'number' && typeof b === 'number') {
    if (a < b) return -1;
    if (a > b) return 1;
    if (a === b) return 0;
    return Number.isNaN(a) ? (Number.isNaN(b) ? 0 : b === -Infinity ? 1 : -1) : a === -Infinity ? -1 : 1;
  }
  if (typeof a === 'object' && typeof b === 'object') return a[0] - b[0] || a[1] - b[1];
  return a < b ? -1 : a > b ? 1 : 0;
}
