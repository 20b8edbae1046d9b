/** Debian control data (deb822): paragraphs of fields, versions as dpkg orders them, dependencies. */
import type { Sys, Task } from '../../../../abi/sys.ts';
import { isSysError } from '../../../../abi/errno.ts';
import { readTextFile } from '../../../libc/stdio.ts';

/** A paragraph; values keep their continuation lines. */
export type Paragraph = ReadonlyMap<string, string>;

export function parseControl(text: string): Paragraph[] {
  const out: Paragraph[] = [];
  let current = new Map<string, string>();
  let last = '';
  for (const line of text.split('\n')) {
    if (line === '') {
      if (current.size > 0) out.push(current);
      current = new Map();
    } else if (line[0] === ' ' || line[0] === '\t') current.set(last, `${current.get(last) ?? ''}\n${line}`);
    else if (line[0] !== '#') {
      const colon = line.indexOf(':');
      last = line.slice(0, colon);
      current.set(last, line.slice(colon + 1).trim());
    }
  }
  if (current.size > 0) out.push(current);
  return out;
}

export function formatControl(p: Paragraph): string {
  let out = '';
  for (const [name, value] of p) out += `${name}: ${value}\n`;
  return out;
}

/** A file's text, '' when it is not there. */
export function* textOr(sys: Sys, path: string): Task<string> {
  try {
    return yield* readTextFile(sys, path);
  } catch (e) {
    if (!isSysError(e)) throw e;
    return '';
  }
}

const rank = (c: string | undefined): number => (c === undefined ? 0 : c === '~' ? -1 : /[a-zA-Z]/.test(c) ? c.charCodeAt(0) : c.charCodeAt(0) + 256);

function compareParts(a: string, b: string): number {
  let i = 0;
  let k = 0;
  const digit = (c: string | undefined): boolean => c !== undefined && c >= '0' && c <= '9';
  while (i < a.length || k < b.length) {
    while ((i < a.length && !digit(a[i])) || (k < b.length && !digit(b[k]))) {
      const d = rank(digit(a[i]) ? undefined : a[i]) - rank(digit(b[k]) ? undefined : b[k]);
      if (d !== 0) return d;
      if (i < a.length) i++;
      if (k < b.length) k++;
    }
    const m = /^\d*/.exec(a.slice(i))![0];
    const n = /^\d*/.exec(b.slice(k))![0];
    const d = Number(m) - Number(n);
    if (d !== 0) return d;
    i += m.length;
    k += n.length;
  }
  return 0;
}

/** Negative when `a` is older than `b` (deb-version(7)). */
export function compareVersions(a: string, b: string): number {
  const split = (v: string): [number, string, string] => {
    const colon = v.indexOf(':');
    const rest = colon < 0 ? v : v.slice(colon + 1);
    const dash = rest.lastIndexOf('-');
    return [colon < 0 ? 0 : Number(v.slice(0, colon)), dash < 0 ? rest : rest.slice(0, dash), dash < 0 ? '' : rest.slice(dash + 1)];
  };
  const [ea, ua, ra] = split(a);
  const [eb, ub, rb] = split(b);
  return ea - eb || compareParts(ua, ub) || compareParts(ra, rb);
}

/** One alternative of a dependency. */
export interface Relation {
  readonly name: string;
  readonly op: string;
  readonly version: string;
}

/** `a (>= 1), b | c` as groups of alternatives. */
export function parseDepends(text: string | undefined): Relation[][] {
  if (text === undefined || text === '') return [];
  return text.split(',').map((group) =>
    group.split('|').map((one) => {
      const m = /^\s*([^\s(:]+)(?::\w+)?\s*(?:\(\s*([<>=]+)\s*([^)]*?)\s*\))?/.exec(one)!;
      return { name: m[1]!, op: m[2] ?? '', version: m[3] ?? '' };
    }),
  );
}

export function satisfies(version: string, r: Relation): boolean {
  if (r.op === '') return true;
  const d = compareVersions(version, r.version);
  switch (r.op) {
    case '>=': return d >= 0;
    case '<=': return d <= 0;
    case '>>': return d > 0;
    case '<<': return d < 0;
    default: return d === 0;
  }
}

/** `name:amd64` for a library that may stand beside itself, else the name. */
export function archName(p: Paragraph): string {
  return p.get('Multi-Arch') === 'same' ? `${p.get('Package')}:${p.get('Architecture')}` : p.get('Package')!;
}
