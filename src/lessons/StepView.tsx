/** One step: its dot and title, and while it is open, what to read and do. A step that just passed still shows what its predictions came to. */
import { useEffect, useRef, useState } from 'react';
import Check from 'lucide-react/icons/check';
import { usePage } from '../client/store.ts';
import { CommandChip } from './CommandChip.tsx';
import { useCourse } from './course.ts';
import { Help } from './Help.tsx';
import type { Lesson, Part, Step } from './format/lesson.ts';
import { fillNames } from './format/names.ts';
import { Predict } from './Predict.tsx';
import styles from './LessonColumn.module.css';

export type StepState = 'done' | 'now' | 'later';

interface Props {
  readonly lesson: Lesson;
  readonly step: Step;
  readonly index: number;
  readonly state: StepState;
  readonly justDone: boolean;
}

/** Fills in the names of containers and images that the lesson has met. */
export function useNames(lesson: Lesson): (text: string) => string {
  const bindings = useCourse((state) => state.place?.bindings);
  const docker = usePage((state) => state.docker);
  return (text) => fillNames(text, lesson.names, bindings ?? {}, docker);
}

export function StepView({ lesson, step, index, state, justDone }: Props): React.JSX.Element {
  const ref = useRef<HTMLLIElement>(null);
  const [unfolded, setUnfolded] = useState(false);
  const names = useNames(lesson);
  useEffect(() => {
    if (state === 'now' && index > 0) ref.current?.scrollIntoView({ block: 'nearest', behavior: 'smooth' });
  }, [state, index]);
  const open = state === 'now' || (state === 'done' && unfolded);
  const predictions = step.parts.filter((part) => part.kind === 'predict');

  function part(one: Part, i: number): React.JSX.Element {
    switch (one.kind) {
      case 'prose':
        return <div key={i} className={styles.prose} dangerouslySetInnerHTML={{ __html: names(one.html) }} />;
      case 'run':
        return <CommandChip key={i} text={names(one.command)} where={one.where} />;
      case 'note':
        return (
          <aside key={i} className={styles.note}>
            <p className={styles.noteHead}>You may read elsewhere</p>
            <div className={styles.prose} dangerouslySetInnerHTML={{ __html: one.html }} />
          </aside>
        );
      case 'predict':
        return <Predict key={i} id={`${index}.${predictions.indexOf(one)}`} prediction={one} passed={state === 'done'} />;
    }
  }

  const title = <span dangerouslySetInnerHTML={{ __html: step.title }} />;
  return (
    <li ref={ref} className={styles.step} data-state={state} aria-current={state === 'now' ? 'step' : undefined}>
      <span className={styles.dot}>{state === 'done' ? <Check aria-label="done" /> : index + 1}</span>
      <div className={styles.body}>
        <h3 className={styles.stepTitle}>
          {state === 'done' ? (
            <button aria-expanded={unfolded} onClick={() => setUnfolded(!unfolded)}>
              {title}
            </button>
          ) : (
            title
          )}
        </h3>
        {open && step.parts.map(part)}
        {state === 'now' && <Help lesson={lesson} step={step} />}
        {!open && justDone && predictions.map((one, i) => <Predict key={i} id={`${index}.${i}`} prediction={one} passed />)}
      </div>
    </li>
  );
}
