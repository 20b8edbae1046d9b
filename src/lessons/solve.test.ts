/** Every lesson is solved by its own solution, step by step, and refuses its near-misses (near-misses.yaml beside it). */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { readLessons } from './format/files.ts';
import { Solver } from './solve.ts';

interface NearMiss {
  /** Number of the step that must stay open, from 1. */
  readonly step: number;
  readonly why: string;
  readonly type: readonly string[];
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

    const misses = parse(readFileSync(join(dir, 'near-misses.yaml'), 'utf8')) as readonly NearMiss[];
    test('declares at least two near-misses', () => expect(misses.length).toBeGreaterThanOrEqual(2));
    test.each(misses)('step $step refuses: $why ($type)', ({ step, type }) => {
      const solver = new Solver(lesson);
      for (const before of lesson.steps.slice(0, step - 1)) solver.type(before.solution);
      expect(solver.passed).toBe(step - 1);
      solver.type(type);
      expect(solver.passed).toBe(step - 1);
    });
  });
}
