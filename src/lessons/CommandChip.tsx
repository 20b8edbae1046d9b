/** A command to type: into the terminal that was used last, without Enter, or to the clipboard. */
import { useState } from 'react';
import Copy from 'lucide-react/icons/copy';
import CheckIcon from 'lucide-react/icons/check';
import { typeInTerminal } from '../terminal/manager.ts';
import styles from './LessonColumn.module.css';

const COPIED_MS = 1500;

export function CommandChip({ text, where = '' }: { text: string; where?: string }): React.JSX.Element {
  const [copied, setCopied] = useState(false);
  async function copy(): Promise<void> {
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      return;
    }
    setCopied(true);
    setTimeout(() => setCopied(false), COPIED_MS);
  }
  return (
    <div className={styles.chip}>
      {where !== '' && <span className={styles.where}>{where}</span>}
      <code>{text}</code>
      <span className={styles.chipTools}>
        <button className={styles.tool} aria-label={copied ? 'Copied' : `Copy ${text}`} title={copied ? 'Copied' : 'Copy'} onClick={() => void copy()}>
          {copied ? <CheckIcon aria-hidden="true" /> : <Copy aria-hidden="true" />}
        </button>
        <button className="btn" aria-label={`Type it: ${text}`} title="Types it into the terminal; you press Enter" onClick={() => typeInTerminal(text)}>
          Type it
        </button>
      </span>
    </div>
  );
}
