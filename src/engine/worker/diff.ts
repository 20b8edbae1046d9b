/**
 * The difference of two view records as Immer patches. Relies on the invariant of inspect/views.ts that what did not change is the
 * same object, so the cost is that of the maps plus what did change. Arrays are compared by index
 * as long as their first element stays (views append); one that lost its head is replaced.
 */
import type { Patch } from './protocol.ts';

type Plain = Readonly<Record<string, unknown>>;

function isPlain(value: unknown): value is Plain {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function walk(before: unknown, after: unknown, path: (string | number)[], out: Patch[]): void {
  if (before === after) return;
  if (Array.isArray(before) && Array.isArray(after) && after.length >= before.length && (before.length < 2 || before[0] === after[0])) {
    for (let i = 0; i < before.length; i++) walk(before[i], after[i], [...path, i], out);
    for (let i = before.length; i < after.length; i++) out.push({ op: 'add', path: [...path, i], value: after[i] });
    return;
  }
  if (isPlain(before) && isPlain(after)) {
    for (const key of Object.keys(after)) {
      if (key in before) {
        if (before[key] !== after[key]) walk(before[key], after[key], [...path, key], out);
      } else out.push({ op: 'add', path: [...path, key], value: after[key] });
    }
    for (const key of Object.keys(before)) if (!(key in after)) out.push({ op: 'remove', path: [...path, key] });
    return;
  }
  out.push({ op: 'replace', path, value: after });
}

/** Patches that turn `before` into `after`; empty when nothing changed. */
export function diffViews(before: object, after: object): Patch[] {
  const out: Patch[] = [];
  walk(before, after, [], out);
  return out;
}
