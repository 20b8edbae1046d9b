/**
 * Calendar time: gmtime, localtime, mktime, strftime(3) in the C locale, with the flags of glibc and `date` (%-d %_d %0d %^a %#Z, widths,
 * %N, %:z). Time zones: UTC and POSIX strings with a fixed offset ('EST5', '<+03>-3'); others count as UTC, as without tzdata.
 */
import type { Env } from './env.ts';

/** A zone with a fixed offset. */
export interface Zone {
  readonly name: string;
  /** Seconds east of Greenwich. */
  readonly offset_s: number;
}

/** Coordinated universal time. */
export const UTC: Zone = { name: 'UTC', offset_s: 0 };

/** The zone of $TZ. */
export function zoneOf(env: Env): Zone {
  return parseZone(env.get('TZ'));
}

/** A TZ value as tzset(3) reads it. */
export function parseZone(tz: string | undefined): Zone {
  if (tz === undefined || tz === '') return UTC;
  const m = /^(?:<([A-Za-z0-9+-]{3,})>|([A-Za-z]{3,}))([+-]?)(\d{1,2})(?::(\d{2}))?(?::(\d{2}))?$/.exec(tz);
  if (m === null) {
    const etc = /^Etc\/GMT([+-])(\d{1,2})$/.exec(tz);
    if (etc !== null) {
      const sign = etc[1] === '+' ? -1 : 1;
      return { name: `${sign < 0 ? '-' : '+'}${etc[2]!.padStart(2, '0')}`, offset_s: sign * Number(etc[2]) * 3600 };
    }
    const word = /^[A-Za-z]{3,}/.exec(tz.replace(/^.*\//, ''));
    return tz === 'UTC' || tz === 'Etc/UTC' || tz.includes('/') || word === null ? UTC : { name: word[0], offset_s: 0 };
  }
  const seconds = Number(m[4]) * 3600 + Number(m[5] ?? 0) * 60 + Number(m[6] ?? 0);
  return { name: m[1] ?? m[2]!, offset_s: (m[3] === '-' ? 1 : -1) * seconds || 0 };
}

/** struct tm, with the full year and the zone. */
export interface Tm {
  readonly year: number;
  /** 0..11. */
  readonly mon: number;
  readonly mday: number;
  readonly hour: number;
  readonly min: number;
  readonly sec: number;
  /** Nanoseconds within the second. */
  readonly nsec: number;
  /** 0 is Sunday. */
  readonly wday: number;
  /** 0..365. */
  readonly yday: number;
  /** Seconds since the epoch, whole. */
  readonly epoch_s: number;
  readonly zone: Zone;
}

/** Days since 1970-01-01 of a proleptic Gregorian date; `mon` 0..11 may overflow. */
export function daysFromCivil(year: number, mon: number, mday: number): number {
  const y0 = year + Math.floor(mon / 12);
  const m = (((mon % 12) + 12) % 12) + 1;
  const y = m <= 2 ? y0 - 1 : y0;
  const era = Math.floor(y / 400);
  const yoe = y - era * 400;
  const doy = Math.floor((153 * (m + (m > 2 ? -3 : 9)) + 2) / 5) + mday - 1;
  return era * 146097 + yoe * 365 + Math.floor(yoe / 4) - Math.floor(yoe / 100) + doy - 719468;
}

/** localtime_r for `ms` since the epoch in `zone`. */
export function localtime(ms: number, zone: Zone): Tm {
  const epoch_s = Math.floor(ms / 1000);
  const nsec = Math.round((ms - epoch_s * 1000) * 1e6);
  const local = epoch_s + zone.offset_s;
  const days = Math.floor(local / 86400);
  const rest = local - days * 86400;
  const z = days + 719468;
  const era = Math.floor(z / 146097);
  const doe = z - era * 146097;
  const yoe = Math.floor((doe - Math.floor(doe / 1460) + Math.floor(doe / 36524) - Math.floor(doe / 146096)) / 365);
  const doy = doe - (365 * yoe + Math.floor(yoe / 4) - Math.floor(yoe / 100));
  const mp = Math.floor((5 * doy + 2) / 153);
  const mon = mp < 10 ? mp + 2 : mp - 10;
  const year = yoe + era * 400 + (mon <= 1 ? 1 : 0);
  return {
    year,
    mon,
    mday: doy - Math.floor((153 * mp + 2) / 5) + 1,
    hour: Math.floor(rest / 3600),
    min: Math.floor((rest % 3600) / 60),
    sec: rest % 60,
    nsec: Math.min(nsec, 999999999),
    wday: (((days + 4) % 7) + 7) % 7,
    yday: days - daysFromCivil(year, 0, 1),
    epoch_s,
    zone,
  };
}

/** mktime(3): seconds since the epoch of a date and time in `zone`; fields may overflow. */
export function mktime(year: number, mon: number, mday: number, hour: number, min: number, sec: number, zone: Zone): number {
  return daysFromCivil(year, mon, mday) * 86400 + hour * 3600 + min * 60 + sec - zone.offset_s;
}

export const DAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'] as const;
export const MONTHS = ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December'] as const;

/** ISO 8601 week number and the year it belongs to. */
export function isoWeek(tm: Tm): { readonly year: number; readonly week: number } {
  const monday = (tm.wday + 6) % 7;
  const thursday = daysFromCivil(tm.year, 0, tm.yday + 1) - monday + 3;
  const t = localtime(thursday * 86400000, UTC);
  return { year: t.year, week: Math.floor(t.yday / 7) + 1 };
}

function zoneText(tm: Tm, colons: number): string {
  const o = Math.abs(tm.zone.offset_s);
  const sign = tm.zone.offset_s < 0 ? '-' : '+';
  const two = (n: number): string => String(n).padStart(2, '0');
  const h = two(Math.floor(o / 3600));
  const m = two(Math.floor((o % 3600) / 60));
  const s = two(o % 60);
  if (colons === 0) return `${sign}${h}${m}`;
  if (colons === 1) return `${sign}${h}:${m}`;
  if (colons === 2) return `${sign}${h}:${m}:${s}`;
  return s !== '00' ? `${sign}${h}:${m}:${s}` : m !== '00' ? `${sign}${h}:${m}` : `${sign}${h}`;
}

/** Formats that stand for others. */
const COMPOSITE: Readonly<Record<string, string>> = {
  c: '%a %b %e %H:%M:%S %Y',
  D: '%m/%d/%y',
  F: '%Y-%m-%d',
  h: '%b',
  r: '%I:%M:%S %p',
  R: '%H:%M',
  T: '%H:%M:%S',
  x: '%m/%d/%y',
  X: '%H:%M:%S',
};

/** A numeric field: value, width, padding character. */
function numeric(letter: string, tm: Tm): [number, number, string] | undefined {
  const hour12 = tm.hour % 12 === 0 ? 12 : tm.hour % 12;
  switch (letter) {
    case 'C':
      return [Math.floor(tm.year / 100), 2, '0'];
    case 'd':
      return [tm.mday, 2, '0'];
    case 'e':
      return [tm.mday, 2, ' '];
    case 'g':
      return [((isoWeek(tm).year % 100) + 100) % 100, 2, '0'];
    case 'G':
      return [isoWeek(tm).year, 4, '0'];
    case 'H':
      return [tm.hour, 2, '0'];
    case 'I':
      return [hour12, 2, '0'];
    case 'j':
      return [tm.yday + 1, 3, '0'];
    case 'k':
      return [tm.hour, 2, ' '];
    case 'l':
      return [hour12, 2, ' '];
    case 'm':
      return [tm.mon + 1, 2, '0'];
    case 'M':
      return [tm.min, 2, '0'];
    case 'q':
      return [Math.floor(tm.mon / 3) + 1, 1, '0'];
    case 's':
      return [tm.epoch_s, 1, '0'];
    case 'S':
      return [tm.sec, 2, '0'];
    case 'u':
      return [tm.wday === 0 ? 7 : tm.wday, 1, '0'];
    case 'U':
      return [Math.floor((tm.yday + 7 - tm.wday) / 7), 2, '0'];
    case 'V':
      return [isoWeek(tm).week, 2, '0'];
    case 'w':
      return [tm.wday, 1, '0'];
    case 'W':
      return [Math.floor((tm.yday + 7 - ((tm.wday + 6) % 7)) / 7), 2, '0'];
    case 'y':
      return [((tm.year % 100) + 100) % 100, 2, '0'];
    case 'Y':
      return [tm.year, 4, '0'];
    default:
      return undefined;
  }
}

function textual(letter: string, tm: Tm): string | undefined {
  switch (letter) {
    case '%':
      return '%';
    case 'a':
      return DAYS[tm.wday]!.slice(0, 3);
    case 'A':
      return DAYS[tm.wday]!;
    case 'b':
    case 'h':
      return MONTHS[tm.mon]!.slice(0, 3);
    case 'B':
      return MONTHS[tm.mon]!;
    case 'n':
      return '\n';
    case 't':
      return '\t';
    case 'p':
      return tm.hour < 12 ? 'AM' : 'PM';
    case 'P':
      return tm.hour < 12 ? 'am' : 'pm';
    case 'Z':
      return tm.zone.name;
    default:
      return undefined;
  }
}

/** strftime(3) with GNU's flags and `date`'s %N. An unknown conversion stands as it is. */
export function strftime(format: string, tm: Tm): string {
  return format.replace(/%([-_0^#+]*)(\d*)([EO]?)(:{0,3})([\s\S]?)/g, (whole, flags: string, width: string, _mod: string, colons: string, letter: string) => {
    let text: string;
    let pad = '';
    for (const f of flags) if (f === '-' || f === '_' || f === '0') pad = f;
    const composite = COMPOSITE[letter];
    const num = numeric(letter, tm);
    if (letter === 'z') text = zoneText(tm, colons.length);
    else if (colons !== '' || letter === '') return whole;
    else if (letter === 'N') {
      const digits = String(tm.nsec).padStart(9, '0');
      if (pad === '-') return digits.replace(/0+$/, '') || '0';
      return width === '' ? digits : digits.slice(0, Number(width)).padEnd(Number(width), pad === '_' ? ' ' : '0');
    } else if (num !== undefined) {
      const [value, digits, fill] = num;
      if (pad === '-') text = String(value);
      else {
        const char = pad === '_' ? ' ' : pad === '0' ? '0' : fill;
        const w = Math.max(digits, Number(width));
        text = value < 0 && char === '0' ? `-${String(-value).padStart(w - 1, '0')}` : String(value).padStart(w, char);
      }
      return text;
    } else if (composite !== undefined) text = strftime(composite, tm);
    else {
      const t = textual(letter, tm);
      if (t === undefined) return whole;
      text = t;
    }
    if (flags.includes('^')) text = text.toUpperCase();
    else if (flags.includes('#')) text = letter === 'p' || letter === 'Z' ? text.toLowerCase() : text.toUpperCase();
    return text.padStart(Number(width), pad === '0' ? '0' : ' ');
  });
}
