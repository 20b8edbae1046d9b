/** A prediction: choose first, then try. What is true, and why, shows when the step has passed or when the learner asks for it. */
import { useId } from 'react';
import Check from 'lucide-react/icons/check';
import X from 'lucide-react/icons/x';
import { choose, useCourse } from './course.ts';
import type { Prediction } from './format/lesson.ts';
import styles from './Predict.module.css';

export function Predict({ id, prediction, passed }: { id: string; prediction: Prediction; passed: boolean }): React.JSX.Element {
  const group = useId();
  const choice = useCourse((state) => state.place?.choices[id]);
  const chosen = choice?.option;
  const open = passed || choice?.told === true;
  if (open) return <Answer prediction={prediction} chosen={chosen} />;
  return (
    <fieldset className={styles.ask}>
      <legend className="visually-hidden">Prediction</legend>
      <p className={styles.question}>
        <b>{prediction.lead}:</b> <span dangerouslySetInnerHTML={{ __html: prediction.ask }} />
      </p>
      {prediction.options.map((option, i) => (
        <label key={i} className={styles.option}>
          <input type="radio" name={group} checked={chosen === i} onChange={() => choose(id, { option: i, told: false })} />
          <span dangerouslySetInnerHTML={{ __html: option.html }} />
        </label>
      ))}
      {chosen !== undefined && (
        <p className={styles.noted} role="status">
          Noted. Now try it, or{' '}
          <button className={styles.link} onClick={() => choose(id, { option: chosen, told: true })}>
            tell me now
          </button>
          .
        </p>
      )}
    </fieldset>
  );
}

function Answer({ prediction, chosen }: { prediction: Prediction; chosen: number | undefined }): React.JSX.Element {
  const right = prediction.options.findIndex((option) => option.right);
  const wrong = chosen !== undefined && chosen !== right ? prediction.options[chosen] : undefined;
  return (
    <div className={styles.answer} role="group" aria-label="What the prediction came to">
      <p className={styles.question} dangerouslySetInnerHTML={{ __html: prediction.ask }} />
      {wrong !== undefined && (
        <div className={styles.verdict} data-right="false">
          <X aria-hidden="true" />
          <p>
            <b>
              You said: <span dangerouslySetInnerHTML={{ __html: wrong.html }} />
            </b>{' '}
            <span dangerouslySetInnerHTML={{ __html: wrong.why }} />
          </p>
        </div>
      )}
      <div className={styles.verdict} data-right="true">
        <Check aria-hidden="true" />
        <p>
          <b>
            {chosen === right && 'You were right: '}
            <span dangerouslySetInnerHTML={{ __html: prediction.options[right]!.html }} />
          </b>{' '}
          <span dangerouslySetInnerHTML={{ __html: prediction.options[right]!.why }} />
        </p>
      </div>
    </div>
  );
}
