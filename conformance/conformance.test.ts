/**
 * Replays every recorded transcript in a fresh world and compares whole outputs. known.json lists the cases that are known to differ, each with its
 * reason. The ratchet: a case that differs and is not listed fails, and so does a listed one that agrees by now.
 */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { SUITES, replay, transcripts } from './transcripts.ts';

const known = JSON.parse(readFileSync(new URL('./known.json', import.meta.url), 'utf8')) as Record<string, string>;

for (const suite of Object.keys(SUITES)) {
  const cases = transcripts(suite);
  describe(suite, () => {
    for (const t of cases) {
      const id = `${suite}/${t.name}`;
      const reason = known[id];
      if (reason === undefined) {
        test(t.name, () => {
          const { expected, actual } = replay(t);
          expect(actual).toBe(expected);
        });
      } else {
        test(`${t.name} still differs: ${reason}`, () => {
          const { expected, actual } = replay(t);
          expect(actual, `${id} agrees by now: take it out of known.json`).not.toBe(expected);
        });
      }
    }
  });
}

test('every listed difference is of a recorded case', () => {
  const all = new Set(Object.keys(SUITES).flatMap((suite) => transcripts(suite).map((t) => `${suite}/${t.name}`)));
  expect(Object.keys(known).filter((id) => !all.has(id))).toEqual([]);
});
