/**
 * Solves a lesson without a page: types a solution's lines into terminals of a fresh world and asks the same checks as the page does.
 * A line is typed with Enter; `^P^Q` (or any `^X`) are keys alone; a line that ends in a tab is typed without Enter; `@terminal N` goes on in another
 * terminal, which is opened when it is new. After each line the world runs until that terminal shows a prompt, or LONGEST_NS have passed.
 */
import { decodeUtf8, encodeUtf8 } from '../engine/base/bytes.ts';
import type { Bindings, CheckAnswer, CheckQuestion } from '../engine/inspect/assertions.ts';
import { makeInspector } from '../engine/inspect/inspector.ts';
import type { Inspector } from '../engine/inspect/views.ts';
import { createStandardWorld } from '../engine/world/standard.ts';
import type { Lesson } from './format/lesson.ts';
import { fillNames } from './format/names.ts';

const HOST = 'host';
const SLICE_NS = 50e6;
const LONGEST_NS = 60e9;
/** A prompt of bash or sh at the end of the output, once escape sequences are taken out. */
const PROMPT = /[$#] $/;
const ESCAPE = /\x1b\[[0-9;?]*[ -/]*[@-~]/g;

export class Solver {
  readonly lesson: Lesson;
  /** Number of steps that have passed. */
  passed = 0;
  private bindings: Bindings = {};
  private step_ns: number;
  private readonly lesson_ns: number;
  private readonly world: ReturnType<typeof createStandardWorld>;
  private readonly inspector: Inspector;
  private readonly terminals = new Map<number, number>();
  private readonly output = new Map<number, string>();
  private term = 0;

  constructor(lesson: Lesson) {
    this.lesson = lesson;
    this.world = createStandardWorld({ seed: lesson.seed, images: lesson.images });
    this.world.setTrace('all');
    this.inspector = makeInspector(this.world);
    this.use(1);
    this.lesson_ns = this.step_ns = this.world.now_ns;
  }

  /** Type lines; steps that then hold are passed, in order. */
  type(lines: readonly string[]): void {
    for (const line of lines) {
      const other = /^@terminal (\d+)$/.exec(line)?.[1];
      if (other !== undefined) this.use(Number(other));
      else {
        const keys = /^(\^[A-Z])+$/.test(line) ? line.replace(/\^(.)/g, (_, key: string) => String.fromCharCode(key.charCodeAt(0) - 64)) : undefined;
        const text = fillNames(line, this.lesson.names, this.bindings, this.inspector.docker(HOST));
        this.send(keys ?? (text.endsWith('\t') ? text : `${text}\r`));
      }
      while (this.check());
    }
  }

  /** What a terminal printed, without escape sequences. */
  text(terminal: number): string {
    return this.output.get(this.terminals.get(terminal) ?? 0) ?? '';
  }

  private use(number: number): void {
    this.term = this.terminals.get(number) ?? this.world.input({ kind: 'term_open', host: HOST, user: 'learner', rows: 30, cols: 120 });
    if (this.terminals.has(number)) return;
    this.terminals.set(number, this.term);
    this.settle();
  }

  private send(keys: string): void {
    this.world.input({ kind: 'term_data', term: this.term, data: encodeUtf8(keys) });
    this.settle();
  }

  /** Run until the terminal shows a prompt and has been quiet for a slice. */
  private settle(): void {
    const start_ns = this.world.now_ns;
    let quiet = false;
    while (this.world.now_ns - start_ns < LONGEST_NS) {
      const before = this.output.get(this.term)?.length ?? 0;
      this.run(this.world.now_ns + SLICE_NS);
      const text = this.output.get(this.term) ?? '';
      if (text.length === before && PROMPT.test(text)) {
        if (quiet) return;
        quiet = true;
      } else quiet = false;
    }
  }

  private run(until_ns: number): void {
    for (;;) {
      const stop = this.world.run(until_ns, 20_000);
      this.inspector.observe(this.world.takeTrace().events);
      for (const { term, data } of this.world.takeOutput()) this.output.set(term, (this.output.get(term) ?? '') + decodeUtf8(data).replace(ESCAPE, ''));
      if (stop !== 'budget') return;
    }
  }

  private check(): boolean {
    const step = this.lesson.steps[this.passed];
    if (step === undefined) return false;
    const question: CheckQuestion = { question: 'check', host: HOST, checks: step.checks, bindings: this.bindings, lesson_ns: this.lesson_ns, step_ns: this.step_ns };
    const answer = this.inspector.ask(question) as CheckAnswer;
    if (!answer.passed) return false;
    this.bindings = answer.bindings;
    this.step_ns = answer.now_ns;
    this.passed++;
    return true;
  }
}
