/**
 * What a stored session must look like. A store may have been written by another version or cut off half-way, so that everything read back is checked;
 * fetched only when something was stored.
 */
import * as v from 'valibot';
import type { LogEntry } from '../world/api.ts';
import { CorruptSession, FORMAT } from './autosave.ts';
import type { SavedSession } from './autosave.ts';

const bytes = v.instance(Uint8Array);
const whole = v.pipe(v.number(), v.integer(), v.minValue(0));
const input = v.variant('kind', [
  v.object({ kind: v.literal('term_open'), host: v.string(), user: v.string(), argv: v.optional(v.array(v.string())), rows: whole, cols: whole }),
  v.object({ kind: v.literal('run'), host: v.string(), user: v.string(), argv: v.array(v.string()), cwd: v.optional(v.string()), stdin: v.optional(v.union([bytes, v.literal('later')])) }),
  v.object({ kind: v.literal('term_data'), term: whole, data: bytes }),
  v.object({ kind: v.literal('term_resize'), term: whole, rows: whole, cols: whole }),
  v.object({ kind: v.literal('term_close'), term: whole }),
  v.object({ kind: v.literal('put_file'), host: v.string(), path: v.string(), mode: whole, data: bytes }),
  v.object({ kind: v.literal('link_open'), host: v.string(), path: v.string() }),
  v.object({ kind: v.literal('link_data'), link: whole, data: bytes }),
  v.object({ kind: v.literal('link_end'), link: whole }),
  v.object({ kind: v.literal('link_credit'), link: whole, bytes: whole }),
  v.object({ kind: v.literal('link_close'), link: whole }),
]);
const entry = v.looseObject({ time_ns: v.pipe(v.number(), v.minValue(0)), input });
const head = v.object({
  format: v.literal(FORMAT),
  options: v.object({ seed: v.number(), images: v.optional(v.array(v.string())), hosts: v.optional(v.array(v.string())), start_ms: v.optional(v.number()) }),
  now_ns: v.number(),
});
const chunk = v.object({ from: whole, entries: v.array(entry) });

/** The session of a store's head and log. Throws {@link CorruptSession}. */
export function checkSession(rawHead: unknown, rawLog: readonly unknown[]): SavedSession {
  const checkedHead = v.safeParse(head, rawHead);
  if (!checkedHead.success) throw new CorruptSession(`head: ${checkedHead.issues[0].message}`);
  const log: LogEntry[] = [];
  let last_ns = 0;
  for (const raw of rawLog) {
    const checked = v.safeParse(chunk, raw);
    if (!checked.success) throw new CorruptSession(`log after entry ${log.length}: ${checked.issues[0].message}`);
    if (checked.output.from !== log.length) throw new CorruptSession(`log: entries ${log.length} to ${checked.output.from} are missing`);
    for (const one of checked.output.entries) {
      if (one.time_ns < last_ns) throw new CorruptSession(`log: entry ${log.length} is older than the one before it`);
      last_ns = one.time_ns;
      log.push(one);
    }
  }
  return { options: checkedHead.output.options, log, now_ns: Math.max(checkedHead.output.now_ns, last_ns) };
}
