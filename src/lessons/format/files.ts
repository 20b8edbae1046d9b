/** The lessons on disk: content/<chapter>/<lesson>/lesson.md. Build time and tests. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Lesson } from './lesson.ts';
import { parseLesson } from './parse.ts';

export interface LessonFile {
  readonly dir: string;
  readonly path: string;
  readonly lesson: Lesson;
}

/** All lessons beneath `content`, in the order of the course. Throws a LessonError. */
export function readLessons(content: string): LessonFile[] {
  const out: LessonFile[] = [];
  for (const chapter of readdirSync(content).sort()) {
    for (const name of readdirSync(join(content, chapter)).sort()) {
      const dir = join(content, chapter, name);
      const path = join(dir, 'lesson.md');
      if (existsSync(path)) out.push({ dir, path, lesson: parseLesson(readFileSync(path, 'utf8'), `${chapter}/${name}`, path) });
    }
  }
  return out.sort((a, b) => a.lesson.order - b.lesson.order);
}
