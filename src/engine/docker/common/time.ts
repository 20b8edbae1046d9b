/** Time as Go writes it: RFC 3339 with nanoseconds, and the seconds and nanoseconds of the Engine API. */
import type { Sys } from '../../abi/sys.ts';

/** An instant: whole seconds since 1970 and nanoseconds, because a JavaScript number holds only microseconds of such a time. */
export interface Instant {
  readonly sec: number;
  readonly nsec: number;
}

/** Now, with the nanoseconds of the monotonic clock. */
export function now(sys: Sys): Instant {
  const mono = sys.monotonic_ns();
  const boot_ms = Math.round(sys.now_ms() - mono / 1e6);
  const ms = boot_ms + Math.floor(mono / 1e6);
  const sec = Math.floor(ms / 1000);
  return { sec, nsec: (ms - sec * 1000) * 1e6 + Math.floor(mono % 1e6) };
}

let lastSec = NaN;
let lastText = '';

/** '2026-11-21T05:19:44' of whole seconds. */
function civil(sec: number): string {
  if (sec !== lastSec) {
    lastSec = sec;
    lastText = new Date(sec * 1000).toISOString().slice(0, 19);
  }
  return lastText;
}

/** RFC3339Nano: trailing zeros of the fraction are dropped, as Go does. */
export function rfc3339Nano(t: Instant): string {
  if (t.nsec === 0) return `${civil(t.sec)}Z`;
  return `${civil(t.sec)}.${String(t.nsec).padStart(9, '0').replace(/0+$/, '')}Z`;
}

/** RFC3339Nano with all nine digits, as log timestamps have them. */
export function rfc3339Fixed(t: Instant): string {
  return `${civil(t.sec)}.${String(t.nsec).padStart(9, '0')}Z`;
}

/** RFC3339 without a fraction. */
export function rfc3339(t: Instant): string {
  return `${civil(t.sec)}Z`;
}

/** Parse RFC 3339; undefined when malformed. Go's zero time gives a negative number of seconds. */
export function parseTime(text: string): Instant | undefined {
  const m = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?(Z|[+-]\d\d:\d\d)?$/.exec(text);
  if (m === null) return undefined;
  const ms = Date.parse(`${m[1]}T${m[2]}${m[4] ?? 'Z'}`);
  if (Number.isNaN(ms)) return undefined;
  return { sec: ms / 1000, nsec: Number((m[3] ?? '').padEnd(9, '0') || 0) };
}

/** `a - b` in nanoseconds. */
export function elapsed_ns(a: Instant, b: Instant): number {
  return (a.sec - b.sec) * 1e9 + (a.nsec - b.nsec);
}

/** Negative, zero or positive as `a` is before, at or after `b`. */
export function compareInstants(a: Instant, b: Instant): number {
  return a.sec - b.sec || a.nsec - b.nsec;
}

/** Nanoseconds since 1970 as decimal text: too large for a number. */
export function unixNanoText(t: Instant): string {
  return `${t.sec}${String(t.nsec).padStart(9, '0')}`;
}

/** time.Duration.String of Go: 1h2m3.5s, 200ms, 0s. */
export function goDuration(ns: number): string {
  if (ns === 0) return '0s';
  if (ns < 0) return `-${goDuration(-ns)}`;
  if (ns < 1e3) return `${ns}ns`;
  if (ns < 1e6) return `${ns / 1e3}µs`;
  if (ns < 1e9) return `${ns / 1e6}ms`;
  const hours = Math.floor(ns / 3600e9);
  const minutes = Math.floor(ns / 60e9) % 60;
  const seconds = (ns % 60e9) / 1e9;
  return `${hours > 0 ? `${hours}h` : ''}${hours > 0 || minutes > 0 ? `${minutes}m` : ''}${seconds}s`;
}

/** units.HumanDuration of Go's docker/go-units. */
export function humanDuration(ns: number): string {
  const seconds = Math.floor(ns / 1e9);
  if (seconds < 1) return 'Less than a second';
  if (seconds === 1) return '1 second';
  if (seconds < 60) return `${seconds} seconds`;
  const minutes = Math.floor(seconds / 60);
  if (minutes === 1) return 'About a minute';
  if (minutes < 60) return `${minutes} minutes`;
  const hours = Math.floor(seconds / 3600 + 0.5);
  if (hours === 1) return 'About an hour';
  if (hours < 48) return `${hours} hours`;
  if (hours < 24 * 7 * 2) return `${Math.floor(hours / 24)} days`;
  if (hours < 24 * 30 * 2) return `${Math.floor(hours / 24 / 7)} weeks`;
  if (hours < 24 * 365 * 2) return `${Math.floor(hours / 24 / 30)} months`;
  return `${Math.floor(seconds / 3600 / 24 / 365)} years`;
}

/**
 * A `since` or `until` of a request: unix seconds with a fraction, RFC 3339 or a date. Undefined when malformed. (The client turns
 * durations such as 10m into unix seconds.)
 */
export function parseTimestamp(text: string): Instant | undefined {
  const m = /^(\d+)(?:\.(\d{1,9}))?$/.exec(text);
  if (m !== null) return { sec: Number(m[1]), nsec: Number((m[2] ?? '').padEnd(9, '0') || 0) };
  if (/^\d{4}-\d\d-\d\d$/.test(text)) return parseTime(`${text}T00:00:00Z`);
  return parseTime(text);
}
