/** A lesson as data: what the parser makes of a lesson.md at build time, and all of it that ships. `html` is trusted, made from our own text. */
import type { Assertion } from '../../engine/inspect/assertions.ts';

export interface Option {
  readonly html: string;
  readonly right: boolean;
  /** Why it is right, or what it gets wrong. */
  readonly why: string;
}

/** Asked before the learner sees what happens. */
export interface Prediction {
  readonly kind: 'predict';
  /** What it is asked before: 'Before you run it'. */
  readonly lead: string;
  readonly ask: string;
  readonly options: readonly Option[];
}

/** A command to type. `{name}` stands for what a check named with `as`: a container's name, an image's name or short id. */
export interface RunChip {
  readonly kind: 'run';
  readonly command: string;
  /** Where it is typed, when that is not the host: 'in the container'. */
  readonly where: string;
}

/** Where common notes err, and what is true. */
export interface Note {
  readonly kind: 'note';
  readonly html: string;
}

export interface Prose {
  readonly kind: 'prose';
  readonly html: string;
}

export type Part = Prose | RunChip | Prediction | Note;

export interface Step {
  /** Inline HTML. */
  readonly title: string;
  readonly parts: readonly Part[];
  readonly checks: readonly Assertion[];
  /** HTML, from a nudge to nearly the answer. */
  readonly hints: readonly string[];
  /** Lines to type, in the grammar of solution.ts. */
  readonly solution: readonly string[];
}

/** What the chooser shows. */
export interface LessonSummary {
  /** Folder beneath content/: 'docker-flow/01-image-to-container'. */
  readonly id: string;
  readonly title: string;
  readonly chapter: string;
  /** Place in the whole course; lessons are sorted by it. */
  readonly order: number;
  readonly minutes: number;
  readonly stepCount: number;
}

export interface Lesson extends LessonSummary {
  /** What earlier lessons have pulled: present at boot when the lesson is solved headlessly. */
  readonly images: readonly string[];
  /** Of the world in which it is solved headlessly. */
  readonly seed: number;
  readonly intro: string;
  readonly steps: readonly Step[];
  /** What to take away; shown at the end. */
  readonly outro: string;
  /** Names given with `as`. */
  readonly names: readonly string[];
}
