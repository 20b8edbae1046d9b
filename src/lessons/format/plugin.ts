/**
 * Vite plugin: `virtual:lessons` is the list of lessons, each with `load()`; a lesson's HTML and data are a chunk of their own, fetched when it is
 * opened. Neither Markdown nor its parser ships.
 */
import { fileURLToPath } from 'node:url';
import type { Plugin } from 'vite';
import { readLessons } from './files.ts';
import type { LessonFile } from './files.ts';

const LIST = 'virtual:lessons';
const ONE = 'virtual:lesson/';
const CONTENT = fileURLToPath(new URL('../content/', import.meta.url));

export function lessons(content = CONTENT): Plugin {
  let read: LessonFile[] | undefined;
  const all = (): LessonFile[] => (read ??= readLessons(content));
  return {
    name: 'lessons',
    resolveId: (asked) => (asked === LIST || asked.startsWith(ONE) ? `\0${asked}` : null),
    buildStart() {
      read = undefined;
    },
    load(asked) {
      if (asked === `\0${LIST}`) {
        for (const { path } of all()) this.addWatchFile(path);
        const entries = all().map(({ lesson: { id, title, chapter, order, minutes, stepCount } }) => {
          const summary = JSON.stringify({ id, title, chapter, order, minutes, stepCount }).slice(0, -1);
          return `${summary}, "load": () => import(${JSON.stringify(ONE + id)}).then((m) => m.default) }`;
        });
        return `export default [\n${entries.join(',\n')}\n];`;
      }
      if (!asked.startsWith(`\0${ONE}`)) return null;
      const found = all().find(({ lesson }) => lesson.id === asked.slice(ONE.length + 1));
      return found === undefined ? null : `export default ${JSON.stringify(found.lesson)};`;
    },
    handleHotUpdate({ file, server }) {
      if (!file.endsWith('/lesson.md')) return;
      read = undefined;
      server.moduleGraph.invalidateAll();
      server.ws.send({ type: 'full-reload' });
    },
  };
}
