/** Searching a terminal's scrollback. */
import { useEffect, useRef, useState } from 'react';
import ChevronDown from 'lucide-react/icons/chevron-down';
import ChevronUp from 'lucide-react/icons/chevron-up';
import X from 'lucide-react/icons/x';
import { terminal } from './manager.ts';
import styles from './TerminalArea.module.css';

export function SearchBar({ term, onClose }: { term: number; onClose: () => void }): React.JSX.Element {
  const [text, setText] = useState('');
  const [found, setFound] = useState(true);
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => field.current?.focus(), []);

  async function find(what: string, direction: 'next' | 'previous'): Promise<void> {
    setFound(await terminal(term).find(what, direction));
  }
  function close(): void {
    void terminal(term).find('', 'next');
    onClose();
    terminal(term).focus();
  }
  return (
    <div className={styles.search} role="search">
      <input
        ref={field} value={text} aria-label="Search the terminal" placeholder="Search the terminal" spellCheck={false}
        onChange={(event) => {
          setText(event.target.value);
          void find(event.target.value, 'previous');
        }}
        onKeyDown={(event) => {
          if (event.key === 'Escape') close();
          if (event.key === 'Enter') void find(text, event.shiftKey ? 'next' : 'previous');
        }}
      />
      <span className={styles.none} role="status">
        {found || text === '' ? '' : 'not found'}
      </span>
      <button className={styles.tool} aria-label="Earlier match" onClick={() => void find(text, 'previous')}>
        <ChevronUp aria-hidden="true" />
      </button>
      <button className={styles.tool} aria-label="Later match" onClick={() => void find(text, 'next')}>
        <ChevronDown aria-hidden="true" />
      </button>
      <button className={styles.tool} aria-label="Close the search" onClick={close}>
        <X aria-hidden="true" />
      </button>
    </div>
  );
}
