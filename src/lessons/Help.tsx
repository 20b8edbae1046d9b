/** Help with the open step: hints one at a time, and the solution for who asks. */
import { useState } from 'react';
import { CommandChip } from './CommandChip.tsx';
import { showHint, useCourse } from './course.ts';
import type { Lesson, Step } from './format/lesson.ts';
import styles from './Help.module.css';
import { useNames } from './StepView.tsx';

/** '^P^Q' as a person would say it; undefined for a line of text. */
function keysOf(line: string): string | undefined {
  return /^(\^[A-Z])+$/.test(line) ? line.replace(/\^(.)/g, ' Ctrl-$1').trim() : undefined;
}

export function Help({ lesson, step }: { lesson: Lesson; step: Step }): React.JSX.Element {
  const shown = useCourse((state) => state.place?.hints ?? 0);
  const [solution, setSolution] = useState(false);
  const names = useNames(lesson);
  let where = '';
  const lines: React.JSX.Element[] = [];
  step.solution.forEach((line, i) => {
    const terminal = /^@terminal (\d+)$/.exec(line)?.[1];
    const keys = keysOf(line);
    if (terminal !== undefined) where = `in terminal ${terminal}`;
    else if (keys !== undefined) lines.push(<p key={i} className={styles.keys}>Press <kbd>{keys}</kbd></p>);
    else lines.push(<CommandChip key={i} text={names(line)} where={where} />);
    if (terminal === undefined) where = '';
  });
  return (
    <div className={styles.help}>
      {shown > 0 && (
        <ul className={styles.hints} aria-live="polite">
          {step.hints.slice(0, shown).map((hint, i) => (
            <li key={i} dangerouslySetInnerHTML={{ __html: names(hint) }} />
          ))}
        </ul>
      )}
      {solution && lines}
      <div className={styles.buttons}>
        {shown < step.hints.length && (
          <button className={styles.link} onClick={() => showHint(shown + 1)}>
            {shown === 0 ? 'Hint' : 'Another hint'}
          </button>
        )}
        <button className={styles.link} aria-expanded={solution} onClick={() => setSolution(!solution)}>
          {solution ? 'Hide the solution' : 'Show the solution'}
        </button>
      </div>
    </div>
  );
}
