/** The strip along the bottom: what the last command set off, in seven lanes from the client down to the kernel. Opens the Trace panel. */
import { useCallback, useState } from 'react';
import ChevronLeft from 'lucide-react/icons/chevron-left';
import ChevronRight from 'lucide-react/icons/chevron-right';
import { setPage, usePage } from '../../client/store.ts';
import { LANES } from '../../engine/inspect/views.ts';
import { clock, count, span } from '../shared/format.ts';
import { LaneTicks } from './LaneTicks.tsx';
import { LANE_NAMES } from './lanes.ts';
import styles from './TraceStrip.module.css';

const LANE = 9;

/** An element's width, followed from when it appears. */
export function useWidth<E extends Element>(): [(element: E | null) => (() => void) | undefined, number] {
  const [width, setWidth] = useState(0);
  const ref = useCallback((element: E | null) => {
    if (element === null) return undefined;
    const observer = new ResizeObserver(() => setWidth(element.clientWidth));
    observer.observe(element);
    setWidth(element.clientWidth);
    return () => observer.disconnect();
  }, []);
  return [ref, width];
}

function Clock(): React.JSX.Element {
  const seconds = usePage((state) => Math.floor(state.now_ns / 1e9));
  const paused = usePage((state) => state.pace === 0);
  return (
    <span className={styles.clock} title="Time in the world, since it was started">
      {clock(seconds * 1e9)} <b>{paused ? 'paused' : 'now'}</b>
    </span>
  );
}

export default function TraceStrip(): React.JSX.Element {
  const commands = usePage((state) => state.trace.commands);
  const root = usePage((state) => state.traceRoot);
  const [ref, width] = useWidth<HTMLDivElement>();
  const at = root === undefined ? commands.length - 1 : commands.findIndex((one) => one.root === root);
  const command = commands[at] ?? commands.at(-1);
  const go = (index: number): void => {
    const next = commands[index];
    if (next !== undefined) setPage({ traceRoot: index === commands.length - 1 ? undefined : next.root });
  };
  const label = command === undefined ? '' : `${count(command.events, 'event')} · ${span(command.end_ns - command.start_ns)}`;
  return (
    <div className={styles.strip}>
      <div className={styles.control}>
        <button className="btn icon" aria-label="Command before" title="Command before" disabled={at <= 0} onClick={() => go(at - 1)}>
          <ChevronLeft aria-hidden="true" />
        </button>
        <button className="btn icon" aria-label="Next command" title="Next command" disabled={at < 0 || at >= commands.length - 1} onClick={() => go(at + 1)}>
          <ChevronRight aria-hidden="true" />
        </button>
      </div>
      {command === undefined ? (
        <p className={styles.empty}>Type a command: what it sets off, from the client down to the kernel, appears here.</p>
      ) : (
        <button
          className={styles.trace} title="Open the trace" onClick={() => setPage({ tab: 'trace' })}
          aria-label={`Trace of ${command.line}: ${label}. ${LANES.filter((lane) => command.lanes[lane].length > 0).map((lane) => `${LANE_NAMES[lane]} ${command.lanes[lane].reduce((sum, tick) => sum + tick.count, 0)}`).join(', ')}. Opens the list.`}
        >
          <span className={styles.line}>
            <code>{command.line}</code>
            <span>{label}</span>
          </span>
          <span className={styles.picture}>
            <span className={styles.names} aria-hidden="true">
              {LANES.map((lane) => (
                <i key={lane}>{LANE_NAMES[lane]}</i>
              ))}
            </span>
            <div className={styles.lanes} ref={ref}>
              <svg width={width} height={LANE * LANES.length} aria-hidden="true">
                {width > 0 && <LaneTicks command={command} width={width} lane={LANE} />}
              </svg>
            </div>
          </span>
        </button>
      )}
      <Clock />
    </div>
  );
}
