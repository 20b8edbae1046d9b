/**
 * Every lesson is solved by its own solution, step by step; takes the other right ways in other-ways.yaml; and refuses the near-misses in
 * near-misses.yaml beside it.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { readLessons } from './format/files.ts';
import { Solver } from './solve.ts';

interface Attempt {
  /** Number of the step, from 1, at which these lines are typed. */
  readonly step: number;
  readonly type: readonly string[];
}

interface NearMiss extends Attempt {
  readonly why: string;
}

const lessons = readLessons(fileURLToPath(new URL('./content/', import.meta.url)));

for (const { dir, lesson } of lessons) {
  describe(lesson.id, () => {
    test('its solution solves it, one step at a time', () => {
      const solver = new Solver(lesson);
      lesson.steps.forEach((step, i) => {
        solver.type(step.solution);
        expect({ step: i + 1, passed: solver.passed, screen: solver.passed === i + 1 ? '' : solver.text(1).slice(-1500) }).toEqual({ step: i + 1, passed: i + 1, screen: '' });
      });
    });

    /** How many steps have passed when the earlier ones were solved and these lines were typed. */
    function after({ step, type }: Attempt): number {
      const solver = new Solver(lesson);
      for (const before of lesson.steps.slice(0, step - 1)) solver.type(before.solution);
      expect(solver.passed).toBe(step - 1);
      solver.type(type);
      return solver.passed;
    }

    const misses = parse(readFileSync(join(dir, 'near-misses.yaml'), 'utf8')) as readonly NearMiss[];
    test('declares at least two near-misses', () => expect(misses.length).toBeGreaterThanOrEqual(2));
    test.each(misses)('step $step refuses: $why', (miss) => expect(after(miss)).toBe(miss.step - 1));

    const others = join(dir, 'other-ways.yaml');
    const ways = existsSync(others) ? (parse(readFileSync(others, 'utf8')) as readonly Attempt[]) : [];
    test.each(ways)('step $step takes $type', (way) => expect(after(way)).toBe(way.step));
  });
}
