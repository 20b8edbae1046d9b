/** Files that a layer adds, changes or deletes. Signs and words carry the meaning; colour only helps. */
import { useState } from 'react';
import type { FileChange } from '../../engine/inspect/views.ts';
import { bytes, count } from '../shared/format.ts';
import styles from './LayersPanel.module.css';

const FEW = 8;
const SIGNS = { A: '+', C: '±', D: '−' };
export const WORDS = { A: 'added', C: 'changed', D: 'deleted' };

export function Changes({ changes, total }: { changes: readonly FileChange[]; total: number }): React.JSX.Element {
  const [all, setAll] = useState(false);
  const shown = all ? changes : changes.slice(0, FEW);
  return (
    <>
      <ul className={styles.changes}>
        {shown.map((change) => (
          <li key={change.path} data-kind={change.kind}>
            <span aria-label={WORDS[change.kind]}>{SIGNS[change.kind]}</span>
            <code>
              {change.path}
              {change.type === 'dir' ? '/' : ''}
            </code>
            {change.type === 'file' && change.kind !== 'D' && <small>{bytes(change.size_bytes)}</small>}
          </li>
        ))}
      </ul>
      {changes.length > FEW && (
        <button className={styles.more} onClick={() => setAll(!all)} aria-expanded={all}>
          {all ? 'Fewer' : `All ${count(changes.length, 'path')}`}
          {total > changes.length && ` of ${total.toLocaleString('en')}`}
        </button>
      )}
    </>
  );
}
