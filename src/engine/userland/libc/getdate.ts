/**
 * Dates as people write them, for `date -d`, `touch -d`: gnulib's parse_datetime in its common forms. ISO and US dates, month names, times with
 * am/pm and zones, week days, relative items (`3 days ago`, `next month`, `yesterday`), `@seconds`. Left out: military zones, TZ="..." prefixes.
 */
import { DAYS, localtime, mktime, MONTHS, UTC, type Zone } from './time.ts';

const UNIT: Readonly<Record<string, readonly [field: 'year' | 'month' | 'day' | 'sec', factor: number]>> = {
  year: ['year', 1], month: ['month', 1], fortnight: ['day', 14], week: ['day', 7], day: ['day', 1], hour: ['sec', 3600], minute: ['sec', 60], min: ['sec', 60], second: ['sec', 1], sec: ['sec', 1],
};
const ORDINAL: Readonly<Record<string, number>> = { last: -1, this: 0, next: 1, first: 1, third: 3, fourth: 4, fifth: 5, sixth: 6, seventh: 7, eighth: 8, ninth: 9, tenth: 10, eleventh: 11, twelfth: 12 };
const ZONES: Readonly<Record<string, number>> = { utc: 0, gmt: 0, ut: 0, z: 0, wet: 0, west: 1, bst: 1, cet: 1, cest: 2, met: 1, mest: 2, eet: 2, eest: 3, msk: 3, ist: 5.5, jst: 9, est: -5, edt: -4, cst: -6, cdt: -5, mst: -7, mdt: -6, pst: -8, pdt: -7 };

function unitOf(word: string): readonly ['year' | 'month' | 'day' | 'sec', number] | undefined {
  return UNIT[word] ?? (word.endsWith('s') ? UNIT[word.slice(0, -1)] : undefined);
}
function indexOf(names: readonly string[], word: string): number {
  if (word.length < 3) return -1;
  return names.findIndex((n) => n.toLowerCase() === word || n.slice(0, 3).toLowerCase() === word || (word.length > 3 && n.toLowerCase().startsWith(word)));
}

/** Milliseconds since the epoch, or undefined for what is no date. `now_ms` fills in what is not said. */
export function parseDate(text: string, now_ms: number, zone: Zone): number | undefined {
  let s = text.trim().toLowerCase().replace(/\([^)]*\)/g, ' ');
  const at = /^@([-+]?\d+)(?:[.,](\d+))?$/.exec(s);
  if (at !== null) return Number(at[1]) * 1000 + Number(`0.${at[2] ?? 0}`) * 1000;
  const now = localtime(now_ms, zone);
  let year = now.year;
  let mon = now.mon;
  let mday = now.mday;
  let hour = now.hour;
  let min = now.min;
  let sec = now.sec;
  let fraction_ms = now.nsec / 1e6;
  let hasTime = false;
  let hasDate = false;
  let weekday: readonly [day: number, ordinal: number] | undefined;
  let offset: number | undefined;
  const rel = { year: 0, month: 0, day: 0, sec: 0 };
  let lastRel: (() => void) | undefined;
  const setTime = (h: number, m: number, x: number, f: number): boolean => {
    if (hasTime || h > 24 || m > 59 || x > 60) return false;
    [hour, min, sec, fraction_ms] = [h, m, x, f];
    return (hasTime = true);
  };
  const setDate = (y: number, m: number, d: number): boolean => {
    if (hasDate || m < 0 || m > 11 || d < 1 || d > localtime(mktime(y, m + 1, 0, 0, 0, 0, UTC) * 1000, UTC).mday) return false;
    [year, mon, mday] = [y, m, d];
    return (hasDate = true);
  };
  const full = (y: string): number => (y.length > 2 ? Number(y) : Number(y) + (Number(y) < 69 ? 2000 : 1900));
  let m: RegExpExecArray | null = null;
  const dayMonth = /^(\d{1,2})[-\s]*([a-z]{3,})\.?(?:[-\s,]+(\d{4}|\d{2})(?![\d:]))?/;
  const take = (re: RegExp): boolean => {
    m = re.exec(s);
    if (m === null) return false;
    s = s.slice(m[0].length);
    return true;
  };
  while ((s = s.replace(/^[\s,]+/, '')) !== '') {
    if (take(/^(\d{4,})-(\d{1,2})-(\d{1,2})(?!\d)t?/)) {
      if (!setDate(Number(m![1]), Number(m![2]) - 1, Number(m![3]))) return undefined;
    } else if (take(/^(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d+))?)?(?:\s*([ap])\.?m\.?(?![a-z]))?/)) {
      let h = Number(m![1]);
      if (m![5] !== undefined) {
        if (h < 1 || h > 12) return undefined;
        h = (h % 12) + (m![5] === 'p' ? 12 : 0);
      }
      if (!setTime(h, Number(m![2]), Number(m![3] ?? 0), Number(`0.${m![4] ?? 0}`) * 1000)) return undefined;
      if (take(/^\s*([-+])(\d{2}):?(\d{2})?(?!\d)/)) offset = (m![1] === '-' ? -1 : 1) * (Number(m![2]) * 3600 + Number(m![3] ?? 0) * 60);
    } else if (take(/^(\d{1,2})\s*([ap])\.?m\.?(?![a-z])/)) {
      const h = Number(m![1]);
      if (h < 1 || h > 12 || !setTime((h % 12) + (m![2] === 'p' ? 12 : 0), 0, 0, 0)) return undefined;
    } else if (take(/^(\d{1,2})\/(\d{1,2})(?:\/(\d{2,4}))?(?!\d)/)) {
      if (!setDate(m![3] === undefined ? now.year : full(m![3]), Number(m![1]) - 1, Number(m![2]))) return undefined;
    } else if (dayMonth.test(s) && indexOf(MONTHS, dayMonth.exec(s)![2]!) >= 0) {
      take(dayMonth);
      if (!setDate(m![3] === undefined ? now.year : full(m![3]), indexOf(MONTHS, m![2]!), Number(m![1]))) return undefined;
    } else if (take(/^(\d+)\s*([a-z]+)/)) {
      const unit = unitOf(m![2]!);
      if (unit === undefined) return undefined;
      const n = Number(m![1]);
      rel[unit[0]] += n * unit[1];
      lastRel = () => (rel[unit[0]] -= 2 * n * unit[1]);
    } else if (take(/^([-+])\s*(\d+)\s*([a-z]+)/)) {
      const unit = unitOf(m![3]!);
      if (unit === undefined) return undefined;
      const n = Number(m![2]) * (m![1] === '-' ? -1 : 1);
      rel[unit[0]] += n * unit[1];
      lastRel = () => (rel[unit[0]] -= 2 * n * unit[1]);
    } else if (hasTime && take(/^([-+])(\d{1,2}):?(\d{2})?(?!\d)/)) {
      offset = (m![1] === '-' ? -1 : 1) * (Number(m![2]) * 3600 + Number(m![3] ?? 0) * 60);
    } else if (take(/^(\d{4})(\d{2})(\d{2})(?!\d)t?/)) {
      if (!setDate(Number(m![1]), Number(m![2]) - 1, Number(m![3]))) return undefined;
    } else if (take(/^(\d{4})(?!\d)/)) {
      if (hasDate && !hasTime) {
        if (!setTime(Number(m![1]!.slice(0, 2)), Number(m![1]!.slice(2)), 0, 0)) return undefined;
      } else if (hasDate) year = Number(m![1]);
      else if (!setTime(Number(m![1]!.slice(0, 2)), Number(m![1]!.slice(2)), 0, 0)) return undefined;
    } else if (take(/^(\d{1,2})(?!\d)/)) {
      if (!setTime(Number(m![1]), 0, 0, 0)) return undefined;
    } else if (take(/^([a-z]+)\.?/)) {
      const word = m![1]!;
      if (word === 'ago') {
        if (lastRel === undefined) return undefined;
        lastRel();
      } else if (word === 'now' || word === 'today') continue;
      else if (word === 'yesterday') rel.day -= 1;
      else if (word === 'tomorrow') rel.day += 1;
      else if (word in ORDINAL) {
        const n = ORDINAL[word]!;
        if (!take(/^\s*([a-z]+)/)) return undefined;
        const unit = unitOf(m![1]!);
        const day = indexOf(DAYS, m![1]!);
        if (unit !== undefined) {
          rel[unit[0]] += n * unit[1];
          lastRel = () => (rel[unit[0]] -= 2 * n * unit[1]);
        } else if (day >= 0) weekday = [day, n];
        else return undefined;
      } else if (indexOf(MONTHS, word) >= 0) {
        if (!take(/^[-\s]*(\d{1,2})(?:st|nd|rd|th)?(?!\d|:)(?:[-\s,]+(\d{4})(?![\d:]))?/)) return undefined;
        if (!setDate(m![2] === undefined ? now.year : Number(m![2]), indexOf(MONTHS, word), Number(m![1]))) return undefined;
      } else if (indexOf(DAYS, word) >= 0) weekday = [indexOf(DAYS, word), 0];
      else if (word in ZONES) {
        offset = ZONES[word]! * 3600;
        if (take(/^\s*([-+])(\d{1,2}):?(\d{2})?(?!\d)/)) offset += (m![1] === '-' ? -1 : 1) * (Number(m![2]) * 3600 + Number(m![3] ?? 0) * 60);
      } else if (word === 't' && hasDate) continue;
      else if (unitOf(word) !== undefined) {
        const unit = unitOf(word)!;
        rel[unit[0]] += unit[1];
        lastRel = () => (rel[unit[0]] -= 2 * unit[1]);
      } else return undefined;
    } else return undefined;
  }
  if (!hasTime && (hasDate || weekday !== undefined || text.trim() === '')) [hour, min, sec, fraction_ms] = [0, 0, 0, 0];
  if (weekday !== undefined && !hasDate) {
    const [day, ordinal] = weekday;
    rel.day += ((day - now.wday + 7) % 7) + 7 * (ordinal - (ordinal > 0 && now.wday !== day ? 1 : 0));
  }
  const z: Zone = offset === undefined ? zone : { name: '', offset_s: offset };
  return (mktime(year + rel.year, mon + rel.month, mday + rel.day, hour, min, sec, z) + rel.sec) * 1000 + fraction_ms;
}
