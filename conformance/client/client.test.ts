/** Our client prints what the real one was recorded to print over the bridge to the same world (record.ts). */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { sessions, transcript, type Outcome } from './lines.ts';
import { runOurs } from './ours.ts';

const LINES_AT_LEAST = 300;
const all = sessions();

describe.each(all)('$name', ({ name, lines }) => {
  const { outcomes } = JSON.parse(readFileSync(new URL(`./recorded/${name}.json`, import.meta.url), 'utf8')) as { readonly outcomes: readonly Outcome[] };
  const want = transcript(outcomes);
  const got = transcript(runOurs(lines));

  test('is recorded line for line', () => expect(outcomes.map((o) => o.line)).toEqual(lines));
  test.each(lines.map((line, i) => [i, line] as const))('%i %s', (i) => expect(got[i]).toBe(want[i]));
});

test(`at least ${LINES_AT_LEAST} lines`, () => expect(all.flatMap((s) => s.lines).length).toBeGreaterThanOrEqual(LINES_AT_LEAST));
