/**
 * The learner's way through the lessons: which one is open, which step, what was found so far. Steps pass in order, and stay passed. The world is
 * asked whenever something happened in it, one question at a time.
 */
import lessons from 'virtual:lessons';
import { create } from 'zustand';
import { ask } from '../client/client.ts';
import { setPage, usePage } from '../client/store.ts';
import type { CheckAnswer, CheckQuestion } from '../engine/inspect/assertions.ts';
import type { Lesson } from './format/lesson.ts';
import { loadProgress, saveProgress } from './progress.ts';
import type { Choice, Place, Progress } from './progress.ts';

/** The shortest time between two questions to the world. */
const PAUSE_MS = 120;

export interface Course extends Progress {
  readonly lesson: Lesson | undefined;
  /** Read out when a step passes. */
  readonly said: string;
}

export const useCourse = create<Course>(() => ({ lesson: undefined, said: '', ...loadProgress() }));

function change(next: Partial<Course>): void {
  useCourse.setState(next);
  const { place, done } = useCourse.getState();
  saveProgress({ place, done });
}

function changePlace(next: Partial<Place>): void {
  const { place } = useCourse.getState();
  if (place !== undefined) change({ place: { ...place, ...next } });
}

/** The lesson after this one; undefined at the end of the course. */
export function lessonAfter(id: string): string | undefined {
  return lessons[lessons.findIndex((one) => one.id === id) + 1]?.id;
}

/** Begin a lesson at its first step. */
export async function openLesson(id: string): Promise<void> {
  const lesson = await lessons.find((one) => one.id === id)?.load();
  if (lesson === undefined) return;
  const now_ns = Number(await ask({ question: 'now' }));
  const { seed } = usePage.getState();
  change({ lesson, said: '', place: { lesson: id, seed, step: 0, lesson_ns: now_ns, step_ns: now_ns, bindings: {}, choices: {}, hints: 0 } });
  setPage({ crumb: { chapter: lesson.chapter, lesson: lesson.title } });
}

/** Go on where the learner was; from the first step when this is another world. */
async function resume(): Promise<void> {
  const { place } = useCourse.getState();
  const known = lessons.find((one) => one.id === place?.lesson);
  if (place === undefined || known === undefined || place.seed !== usePage.getState().seed) return openLesson(known?.id ?? lessons[0]!.id);
  const lesson = await known.load();
  const now_ns = Number(await ask({ question: 'now' }));
  change({ lesson, said: '', place: { ...place, step: Math.min(place.step, lesson.steps.length), step_ns: Math.min(place.step_ns, now_ns), lesson_ns: Math.min(place.lesson_ns, now_ns) } });
  setPage({ crumb: { chapter: lesson.chapter, lesson: lesson.title } });
}

/** Ask about the open step, and pass it when it holds. True when it did. */
async function checkStep(): Promise<boolean> {
  const { lesson, place } = useCourse.getState();
  const step = place === undefined ? undefined : lesson?.steps[place.step];
  if (lesson === undefined || place === undefined || step === undefined) return false;
  const { docker } = usePage.getState();
  const question: CheckQuestion = { question: 'check', host: docker.host, checks: step.checks, bindings: place.bindings, lesson_ns: place.lesson_ns, step_ns: place.step_ns };
  const answer = (await ask(question)) as CheckAnswer | null;
  const now = useCourse.getState();
  if (answer === null || !answer.passed || now.place?.lesson !== place.lesson || now.place.step !== place.step || now.place.lesson_ns !== place.lesson_ns) return false;
  const next = place.step + 1;
  const ended = next === lesson.steps.length;
  change({
    said: ended ? `Step ${next} is done, and with it the lesson.` : `Step ${next} is done. Now step ${next + 1} of ${lesson.steps.length}.`,
    place: { ...now.place, step: next, step_ns: answer.now_ns, bindings: answer.bindings, hints: 0 },
    done: ended && !now.done.includes(lesson.id) ? [...now.done, lesson.id] : now.done,
  });
  return true;
}

/** Follow the world: call once while the lesson is shown; the result ends it. */
export function follow(): () => void {
  let live = true;
  let asking = false;
  let again = false;
  const look = async (): Promise<void> => {
    again = true;
    if (asking) return;
    asking = true;
    while (live && again) {
      again = false;
      while (live && (await checkStep()));
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    }
    asking = false;
  };
  void resume().then(look);
  const stop = usePage.subscribe((state, before) => {
    if (state.docker !== before.docker || state.done !== before.done || state.trace !== before.trace) void look();
  });
  return () => {
    live = false;
    stop();
  };
}

export function choose(key: string, choice: Choice): void {
  const { place } = useCourse.getState();
  if (place !== undefined) changePlace({ choices: { ...place.choices, [key]: choice } });
}

export function showHint(count: number): void {
  changePlace({ hints: count });
}
