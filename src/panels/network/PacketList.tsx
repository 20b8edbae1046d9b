/** The frames, newest first: what each carries, and how its way ended. */
import { clock } from '../shared/format.ts';
import type { PacketView } from '../../engine/inspect/views.ts';
import styles from './NetworkPanel.module.css';

const SHOWN = 200;
const FATES: Readonly<Record<PacketView['fate'], string>> = { delivered: 'arrived', dropped: 'lost', underway: 'on its way' };

export function PacketList({ packets, chosen, onChoose }: { packets: readonly PacketView[]; chosen: number | undefined; onChoose: (frame: number) => void }): React.JSX.Element {
  const shown = packets.slice(0, SHOWN);
  const at = shown.findIndex((one) => one.frame === chosen);
  function keys(event: React.KeyboardEvent): void {
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: shown.length - 1 }[event.key];
    const next = to === undefined ? undefined : shown[Math.max(0, Math.min(shown.length - 1, to))];
    if (next === undefined) return;
    event.preventDefault();
    onChoose(next.frame);
    document.getElementById(`packet-${next.frame}`)?.scrollIntoView({ block: 'nearest' });
  }
  if (packets.length === 0) return <p className={styles.hint}>No frame was seen yet. Try <code>docker run --rm busybox ping -c 1 172.17.0.1</code>.</p>;
  return (
    <div className={styles.packets} role="listbox" tabIndex={0} aria-label="Frames, newest first" onKeyDown={keys} {...(at < 0 ? {} : { 'aria-activedescendant': `packet-${chosen}` })}>
      {shown.map((one) => (
        <div key={one.frame} id={`packet-${one.frame}`} role="option" aria-selected={one.frame === chosen} className={styles.packet} data-fate={one.fate} onClick={() => onChoose(one.frame)}>
          <span className={styles.protocol}>{one.protocol}</span>
          <code>{one.text}</code>
          <span className={styles.fate} title={one.reason}>
            {FATES[one.fate]} <small>{clock(one.start_ns)}</small>
          </span>
        </div>
      ))}
    </div>
  );
}
