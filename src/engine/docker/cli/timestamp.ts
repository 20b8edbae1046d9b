/** Times on the command line (--since, --until): a date and time, seconds since 1970, or a duration before now. */
import { GoError, parseDuration, quote } from './go/strconv.ts';

/**
 * Seconds and nanoseconds since 1970 as the API takes them. A duration counts back from now and is cut to whole seconds. Local time is
 * UTC. Throws {@link GoError} when `text` is no time.
 */
export function timestamp(text: string, now_ms: number): string {
  try {
    if (text !== '0') return String(Math.floor((now_ms - parseDuration(text) / 1e6) / 1000));
  } catch (e) {
    if (!(e instanceof GoError)) throw e;
  }
  if (/^\d+(\.\d{1,9})?$/.test(text)) return text;
  const m = /^(\d{4})-(\d\d?)-(\d\d?)(?:T(\d\d?)(?::(\d\d?)(?::(\d\d?)(\.\d+)?)?)?)?(Z|[+-]\d\d:\d\d)?$/.exec(text);
  if (m === null) throw new GoError(text.includes('-') ? `parsing time ${quote(text)}: cannot parse ${quote(text)} as "2006"` : `failed to parse value as time or duration: ${quote(text)}`);
  const part = (i: number): number => Number(m[i] ?? '0');
  const zone = m[8] === undefined || m[8] === 'Z' ? 0 : (m[8].startsWith('-') ? -1 : 1) * (Number(m[8].slice(1, 3)) * 3600 + Number(m[8].slice(4, 6)) * 60);
  const seconds = Date.UTC(part(1), part(2) - 1, part(3), part(4), part(5), part(6)) / 1000 - zone;
  return `${seconds}.${(m[7] ?? '.').slice(1).padEnd(9, '0').slice(0, 9)}`;
}
