/** Queries of targets: parsing and escaping as net/url does. */
import { concatBytes, decodeUtf8, encodeUtf8 } from '../../base/bytes.ts';
import { HttpError } from './stream.ts';

/** Percent-decode; a malformed escape stays as it is. */
export function percentDecode(text: string, plusIsSpace = false): string {
  if (!text.includes('%') && !(plusIsSpace && text.includes('+'))) return text;
  const bytes: Uint8Array[] = [];
  const t = plusIsSpace ? text.replaceAll('+', ' ') : text;
  for (const part of t.split(/((?:%[0-9a-fA-F]{2})+)/)) {
    if (/^(?:%[0-9a-fA-F]{2})+$/.test(part)) bytes.push(Uint8Array.from(part.slice(1).split('%'), (h) => parseInt(h, 16)));
    else bytes.push(encodeUtf8(part));
  }
  return decodeUtf8(concatBytes(bytes));
}

/** Percent-encode everything but unreserved characters, as url.QueryEscape of Go (a space becomes '+'). */
export function queryEscape(text: string): string {
  let out = '';
  for (const b of encodeUtf8(text)) {
    const c = String.fromCharCode(b);
    if (/[A-Za-z0-9\-_.~]/.test(c)) out += c;
    else if (c === ' ') out += '+';
    else out += `%${b.toString(16).toUpperCase().padStart(2, '0')}`;
  }
  return out;
}

/** A query string, parsed; several values of one name are kept in order. Throws a 400 for what url.ParseQuery refuses. */
export class Query {
  private readonly values = new Map<string, string[]>();

  constructor(text: string) {
    for (const part of text.split('&')) {
      if (part === '') continue;
      if (part.includes(';')) throw new HttpError(400, 'invalid semicolon separator in query');
      const bad = /%(?![0-9a-fA-F]{2}).{0,2}/.exec(part);
      if (bad !== null) throw new HttpError(400, `invalid URL escape ${JSON.stringify(bad[0])}`);
      const eq = part.indexOf('=');
      const name = percentDecode(eq < 0 ? part : part.slice(0, eq), true);
      const value = eq < 0 ? '' : percentDecode(part.slice(eq + 1), true);
      const list = this.values.get(name);
      if (list === undefined) this.values.set(name, [value]);
      else list.push(value);
    }
  }

  /** The first value; '' when absent. */
  get(name: string): string {
    return this.values.get(name)?.[0] ?? '';
  }

  has(name: string): boolean {
    return this.values.has(name);
  }

  all(name: string): readonly string[] {
    return this.values.get(name) ?? [];
  }

  /** As the daemon reads a flag: anything but '', '0', 'no', 'false' and 'none' is true; `fallback` when absent. */
  bool(name: string, fallback = false): boolean {
    if (!this.values.has(name)) return fallback;
    return !['', '0', 'no', 'false', 'none'].includes(this.get(name).trim().toLowerCase());
  }
}

/** Encode a query; members that are undefined are left out. Names are sorted, as Go's url.Values.Encode does. */
export function encodeQuery(values: Readonly<Record<string, string | readonly string[] | undefined>>): string {
  const parts: string[] = [];
  for (const name of Object.keys(values).sort()) {
    const v = values[name];
    if (v === undefined) continue;
    for (const one of typeof v === 'string' ? [v] : v) parts.push(`${queryEscape(name)}=${queryEscape(one)}`);
  }
  return parts.join('&');
}
