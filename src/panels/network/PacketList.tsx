/** The frames, newest first: what each carries, and how its way ended. Arrow keys go along, Enter opens one. */
import { useEffect, useRef, useState } from 'react';
import { clock } from '../shared/format.ts';
import type { PacketView } from '../../engine/inspect/views.ts';
import styles from './NetworkPanel.module.css';

const SHOWN = 200;
const FATES: Readonly<Record<PacketView['fate'], string>> = { delivered: 'arrived', dropped: 'lost', underway: 'on its way' };

interface Props {
  readonly packets: readonly PacketView[];
  /** There are frames that the filters hide. */
  readonly hiding: boolean;
  /** The frame that was open before, if one was: it has the keyboard's focus again. */
  readonly seen: number | undefined;
  readonly onChoose: (frame: number) => void;
}

export function PacketList({ packets, hiding, seen, onChoose }: Props): React.JSX.Element {
  const [active, setActive] = useState(seen);
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (seen === undefined) return;
    list.current?.focus({ preventScroll: true });
    document.getElementById(`packet-${seen}`)?.scrollIntoView({ block: 'nearest' });
  }, [seen]);
  const shown = packets.slice(0, SHOWN);
  const at = shown.findIndex((one) => one.frame === active);
  function keys(event: React.KeyboardEvent): void {
    const here = shown[at];
    if (event.key === 'Enter' && here !== undefined) {
      event.preventDefault();
      onChoose(here.frame);
      return;
    }
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, PageDown: at + 10, PageUp: at - 10, Home: 0, End: shown.length - 1 }[event.key];
    const next = to === undefined ? undefined : shown[Math.max(0, Math.min(shown.length - 1, to))];
    if (next === undefined) return;
    event.preventDefault();
    setActive(next.frame);
    document.getElementById(`packet-${next.frame}`)?.scrollIntoView({ block: 'nearest' });
  }
  if (packets.length === 0) {
    return hiding ? (
      <p className={styles.hint}>No frame passes the filters above.</p>
    ) : (
      <p className={styles.hint}>
        No frame was seen yet. Try <code>docker run --rm busybox ping -c 1 172.17.0.1</code>.
      </p>
    );
  }
  return (
    <div ref={list} className={styles.packets} role="listbox" tabIndex={0} aria-label="Frames, newest first" onKeyDown={keys} {...(at < 0 ? {} : { 'aria-activedescendant': `packet-${active}` })}>
      {shown.map((one) => (
        <div key={one.frame} id={`packet-${one.frame}`} role="option" aria-selected={one.frame === active} className={styles.packet} data-fate={one.fate} onClick={() => onChoose(one.frame)}>
          <span className={styles.protocol}>{one.protocol}</span>
          <code title={one.text}>{one.text}</code>
          <span className={styles.fate} title={one.reason}>
            {one.upkeep && one.fate === 'underway' ? 'sent to all' : FATES[one.fate]} <small>{clock(one.start_ns)}</small>
          </span>
        </div>
      ))}
    </div>
  );
}
