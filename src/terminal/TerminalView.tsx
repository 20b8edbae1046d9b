/** The place where one terminal is shown. */
import { useEffect, useRef } from 'react';
import { showTerminal, terminal } from './manager.ts';
import styles from './TerminalArea.module.css';

export function TerminalView({ term, onSearch }: { term: number; onSearch: () => void }): React.JSX.Element {
  const host = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const shown = terminal(term);
    shown.attach(host.current!);
    return () => shown.detach();
  }, [term]);
  useEffect(() => {
    terminal(term).onCommand = onSearch;
  }, [term, onSearch]);
  return <div ref={host} className={styles.host} onFocus={() => showTerminal(term)} />;
}
