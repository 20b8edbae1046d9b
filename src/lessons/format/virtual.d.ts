declare module 'virtual:lessons' {
  import type { Lesson, LessonSummary } from './lesson.ts';
  const list: readonly (LessonSummary & { load(): Promise<Lesson> })[];
  export default list;
}
