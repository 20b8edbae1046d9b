/** What a learner has done, kept in the browser. A browser that refuses storage only forgets. */
import type { Bindings } from '../engine/inspect/assertions.ts';

/** What was chosen in a prediction, and whether the answer was asked for before trying. */
export interface Choice {
  readonly option: number | undefined;
  readonly told: boolean;
}

/** Where the learner is in one lesson. Times are virtual nanoseconds of the world with this seed. */
export interface Place {
  readonly lesson: string;
  readonly seed: number;
  /** Index of the step that is open; the number of steps when the lesson is done. */
  readonly step: number;
  readonly lesson_ns: number;
  readonly step_ns: number;
  readonly bindings: Bindings;
  /** By step and number within it: '2.0'. */
  readonly choices: Readonly<Record<string, Choice>>;
  /** Hints shown of the open step. */
  readonly hints: number;
}

export interface Progress {
  readonly place: Place | undefined;
  /** Lessons that were finished at some time. */
  readonly done: readonly string[];
}

const KEY = 'glasshull.lessons';
const NONE: Progress = { place: undefined, done: [] };

export function loadProgress(): Progress {
  try {
    const saved = JSON.parse(localStorage.getItem(KEY) ?? 'null') as Partial<Progress> | null;
    if (saved === null || !Array.isArray(saved.done)) return NONE;
    const { place } = saved;
    const whole = place !== undefined && typeof place.lesson === 'string' && typeof place.step === 'number' && typeof place.bindings === 'object' && typeof place.choices === 'object';
    return { done: saved.done.filter((id) => typeof id === 'string'), place: whole ? place : undefined };
  } catch {
    return NONE;
  }
}

export function saveProgress(progress: Progress): void {
  try {
    localStorage.setItem(KEY, JSON.stringify(progress));
  } catch {}
}
