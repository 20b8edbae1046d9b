/** Above the sequence when something went wrong: the error, the place that raised it, and what decided. */
import CircleAlert from 'lucide-react/icons/circle-alert';
import { failed } from './sequence.ts';
import type { Row } from './sequence.ts';
import { NAMES } from './words.ts';
import styles from './EnginePanel.module.css';

export function Why({ rows, onChoose }: { rows: readonly Row[]; onChoose: (id: number) => void }): React.JSX.Element | null {
  if (!failed(rows)) return null;
  const row = rows.findLast((one) => one.kind === 'note' && one.event.kind === 'error');
  if (row?.kind !== 'note' || row.event.kind !== 'error') return null;
  return (
    <button className={styles.why} onClick={() => onChoose(row.id)}>
      <CircleAlert aria-hidden="true" />
      <span>
        <b>{row.event.message}</b> raised by {NAMES[row.at]}: {row.event.rule}
      </span>
    </button>
  );
}
