/** The `filters` query parameter: {"name":{"value":true}} (or, from old clients, {"name":["value"]}). api/types/filters of Docker. */
import type { Sys } from '../../abi/sys.ts';
import { now, parseTimestamp } from '../common/time.ts';
import type { Instant } from '../common/time.ts';
import { invalid } from './errors.ts';

const UNITS: Readonly<Record<string, number>> = { ns: 1, us: 1e3, 'µs': 1e3, ms: 1e6, s: 1e9, m: 60e9, h: 3600e9 };

/** A moment as filters name it: a Go duration back from now, RFC 3339, a date, or seconds since 1970. Throws a 400. */
export function parseMoment(text: string, at: Instant): Instant {
  const parts = /^(?:\d+(?:\.\d*)?(?:ns|us|µs|ms|s|m|h))+$/.test(text) ? [...text.matchAll(/(\d+(?:\.\d*)?)(ns|us|µs|ms|s|m|h)/g)] : [];
  if (parts.length > 0) {
    const back_ns = parts.reduce((n, [, value, unit]) => n + Number(value) * UNITS[unit!]!, 0);
    const nsec = at.nsec - (back_ns % 1e9);
    return { sec: at.sec - Math.floor(back_ns / 1e9) - (nsec < 0 ? 1 : 0), nsec: nsec < 0 ? nsec + 1e9 : nsec };
  }
  const t = parseTimestamp(text);
  if (t === undefined) throw invalid(`failed to parse value as time or duration: ${JSON.stringify(text)}`);
  return t;
}

export class Filters {
  private readonly fields = new Map<string, Set<string>>();

  /** Parse; '' is no filter. Throws a 400. */
  static parse(text: string): Filters {
    const filters = new Filters();
    if (text === '') return filters;
    let value: unknown;
    try {
      value = JSON.parse(text);
    } catch {
      throw invalid('invalid filter');
    }
    if (typeof value !== 'object' || value === null || Array.isArray(value)) throw invalid('invalid filter');
    for (const [name, v] of Object.entries(value as Record<string, unknown>)) {
      if (Array.isArray(v)) filters.fields.set(name, new Set(v.map(String)));
      else if (typeof v === 'object' && v !== null) filters.fields.set(name, new Set(Object.keys(v)));
      else throw invalid('invalid filter');
    }
    return filters;
  }

  /** Throws a 400 when a field is not in `accepted`. */
  validate(accepted: ReadonlySet<string>): void {
    for (const name of this.fields.keys()) if (!accepted.has(name)) throw invalid(`invalid filter '${name}'`);
  }

  has(name: string): boolean {
    return this.fields.has(name);
  }

  get(name: string): readonly string[] {
    return [...(this.fields.get(name) ?? [])];
  }

  /** No such field, or one of its values is `source`. */
  exact(name: string, source: string): boolean {
    const values = this.fields.get(name);
    return values === undefined || values.size === 0 || values.has(source);
  }

  /** No such field, or a value equals `source`, matches it as a regular expression, or is a part of it. */
  match(name: string, source: string): boolean {
    const values = this.fields.get(name);
    if (values === undefined || values.size === 0) return true;
    for (const v of values) {
      if (v === source) return true;
      try {
        if (new RegExp(v).test(source)) return true;
      } catch {
        if (source.includes(v)) return true;
      }
    }
    return false;
  }

  /** No such field, or a value is `source` or the beginning of it. */
  fuzzy(name: string, source: string): boolean {
    const values = this.fields.get(name);
    if (values === undefined || values.size === 0) return true;
    for (const v of values) if (source.startsWith(v)) return true;
    return false;
  }

  /** All of the values ('key' or 'key=value') are in `map`. */
  labels(name: string, map: Readonly<Record<string, string>> | null): boolean {
    const values = this.fields.get(name);
    if (values === undefined) return true;
    for (const v of values) {
      const eq = v.indexOf('=');
      const key = eq < 0 ? v : v.slice(0, eq);
      const got = map?.[key];
      if (got === undefined || (eq >= 0 && got !== v.slice(eq + 1))) return false;
    }
    return true;
  }

  /** None of the values ('key' or 'key=value') is in `map`. */
  withoutLabels(name: string, map: Readonly<Record<string, string>> | null): boolean {
    for (const v of this.fields.get(name) ?? []) {
      const eq = v.indexOf('=');
      const got = map?.[eq < 0 ? v : v.slice(0, eq)];
      if (got !== undefined && (eq < 0 || got === v.slice(eq + 1))) return false;
    }
    return true;
  }

  /** The instant of `until` (a duration back from now, RFC 3339 or seconds since 1970); undefined when absent. Throws a 400. */
  until(sys: Sys): Instant | undefined {
    const values = this.get('until');
    if (values.length === 0) return undefined;
    if (values.length > 1) throw invalid('more than one until filter specified');
    return parseMoment(values[0]!, now(sys));
  }

  /** A boolean field; `fallback` when absent. Throws a 400. */
  bool(name: string, fallback: boolean): boolean {
    const values = this.fields.get(name);
    if (values === undefined || values.size === 0) return fallback;
    const isTrue = values.has('1') || values.has('true');
    const isFalse = values.has('0') || values.has('false');
    if (isTrue === isFalse) throw invalid(`invalid filter '${name}=[${[...values].join(' ')}]'`);
    return isTrue;
  }
}
