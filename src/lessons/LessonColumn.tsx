/**
 * The lesson beside the stage: title, prose, steps with what is done, now and next, and at the end the way on. Rendered inside the page's left column,
 * which scrolls by itself.
 */
import { useEffect, useRef, useState } from 'react';
import List from 'lucide-react/icons/list';
import RotateCcw from 'lucide-react/icons/rotate-ccw';
import lessons from 'virtual:lessons';
import { Chooser } from './Chooser.tsx';
import { follow, lessonAfter, openLesson, useCourse } from './course.ts';
import type { Lesson } from './format/lesson.ts';
import styles from './LessonColumn.module.css';
import { StepView } from './StepView.tsx';

function Ending({ lesson }: { lesson: Lesson }): React.JSX.Element {
  const next = lessonAfter(lesson.id);
  return (
    <div className={styles.ending}>
      <div className={styles.prose} dangerouslySetInnerHTML={{ __html: lesson.outro }} />
      {next === undefined ? (
        <p className={styles.finished}>That was the last lesson of this chapter.</p>
      ) : (
        <button className={`btn primary ${styles.next}`} onClick={() => void openLesson(next)}>
          Next lesson →
        </button>
      )}
    </div>
  );
}

export default function LessonColumn(): React.JSX.Element {
  const lesson = useCourse((state) => state.lesson);
  const step = useCourse((state) => state.place?.step ?? 0);
  const said = useCourse((state) => state.said);
  const began_ns = useCourse((state) => state.place?.lesson_ns);
  const [choosing, setChoosing] = useState(false);
  const column = useRef<HTMLDivElement>(null);
  const title = useRef<HTMLHeadingElement>(null);
  const chooser = useRef<HTMLButtonElement>(null);
  const shown = useRef<string>(undefined);
  useEffect(follow, []);
  const opened = lesson === undefined ? undefined : `${lesson.id} ${began_ns}`;
  useEffect(() => {
    if (opened === undefined || shown.current === opened) return;
    if (shown.current !== undefined) {
      column.current?.scrollIntoView({ block: 'start' });
      if (document.activeElement === document.body) title.current?.focus();
    }
    shown.current = opened;
  }, [opened]);
  if (lesson === undefined) return <div className={styles.column} />;
  const number = lessons.findIndex((one) => one.id === lesson.id) + 1;
  const ended = step >= lesson.steps.length;
  return (
    <div ref={column} className={styles.column}>
      <div className={styles.top}>
        <p className={styles.kicker}>
          Lesson {number} · {ended ? 'done' : `step ${step + 1} of ${lesson.steps.length}`}
        </p>
        <button className={styles.tool} aria-label="Restart this lesson" title="Restart this lesson" onClick={() => void openLesson(lesson.id)}>
          <RotateCcw aria-hidden="true" />
        </button>
        <button ref={chooser} className={styles.tool} aria-label="All lessons" aria-expanded={choosing} title="All lessons" onClick={() => setChoosing(!choosing)}>
          <List aria-hidden="true" />
        </button>
      </div>
      <p className="visually-hidden" role="status" aria-live="polite">
        {said}
      </p>
      {choosing ? (
        <Chooser
          current={lesson.id}
          onClose={() => {
            setChoosing(false);
            chooser.current?.focus();
          }}
        />
      ) : (
        <>
          <h2 ref={title} tabIndex={-1} className={styles.title}>{lesson.title}</h2>
          <div className={styles.prose} dangerouslySetInnerHTML={{ __html: lesson.intro }} />
          <ol className={styles.steps}>
            {lesson.steps.map((one, i) => (
              <StepView key={`${lesson.id} ${i}`} lesson={lesson} step={one} index={i} state={i < step ? 'done' : i === step ? 'now' : 'later'} justDone={i === step - 1} />
            ))}
          </ol>
          {ended && <Ending lesson={lesson} />}
        </>
      )}
    </div>
  );
}
