/** All lessons by chapter, with what is done, what is open, and how long each takes. */
import { useEffect, useRef } from 'react';
import Check from 'lucide-react/icons/check';
import lessons from 'virtual:lessons';
import { openLesson, useCourse } from './course.ts';
import styles from './Chooser.module.css';

export function Chooser({ current, onClose }: { current: string; onClose: () => void }): React.JSX.Element {
  const done = useCourse((state) => state.done);
  const step = useCourse((state) => state.place?.step ?? 0);
  const open = useRef<HTMLButtonElement>(null);
  useEffect(() => open.current?.focus(), []);
  const chapters = [...new Set(lessons.map((one) => one.chapter))];
  return (
    <nav
      aria-label="Lessons"
      onKeyDown={(event) => {
        if (event.key === 'Escape') onClose();
      }}
    >
      {chapters.map((chapter) => {
        const own = lessons.filter((one) => one.chapter === chapter);
        return (
          <section key={chapter}>
            <h2 className={styles.chapter}>{chapter}</h2>
            <p className={styles.sum}>
              {own.filter((one) => done.includes(one.id)).length} of {own.length} lessons done
            </p>
            <ol>
              {own.map((one) => {
                const here = one.id === current;
                const state = done.includes(one.id) ? 'done' : here ? 'here' : 'open';
                const passed = here ? Math.min(step, one.stepCount) : 0;
                return (
                  <li key={one.id}>
                    <button
                      ref={here ? open : undefined} className={styles.lesson} data-state={state} aria-current={here ? 'true' : undefined}
                      onClick={() => {
                        if (!here) void openLesson(one.id);
                        onClose();
                      }}
                    >
                      <span className={styles.dot}>{state === 'done' ? <Check aria-label="done" /> : lessons.indexOf(one) + 1}</span>
                      <span className={styles.name}>{one.title}</span>
                      <span className={styles.meta}>
                        {one.minutes} min · {here && passed < one.stepCount ? `step ${passed + 1} of ${one.stepCount}` : `${one.stepCount} steps`}
                      </span>
                    </button>
                  </li>
                );
              })}
            </ol>
          </section>
        );
      })}
    </nav>
  );
}
