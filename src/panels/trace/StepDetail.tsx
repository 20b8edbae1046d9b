/** One step of a trace: its data, and the chain of events that led to it. */
import { useEffect, useState } from 'react';
import { traceCauses } from '../../client/client.ts';
import type { TraceStep } from '../../engine/worker/protocol.ts';
import { span } from '../shared/format.ts';
import { LANE_NAMES } from './lanes.ts';
import { data, summary } from './summary.ts';
import styles from './TracePanel.module.css';

export function StepDetail({ step, start_ns, onChoose }: { step: TraceStep; start_ns: number; onChoose: (id: number) => void }): React.JSX.Element {
  const { event, lane } = step;
  const [chain, setChain] = useState<readonly TraceStep[]>([]);
  useEffect(() => {
    let current = true;
    void traceCauses(event.id).then((found) => current && setChain(found.slice(1)));
    return () => {
      current = false;
    };
  }, [event.id]);
  return (
    <div aria-live="polite">
      <h2>
        {LANE_NAMES[lane]}: {event.kind.replace('_', ' ')}
      </h2>
      <p className={styles.meta}>
        {event.comm}
        {event.pid > 0 && `, pid ${event.pid}`} on {event.host}, {span(event.time_ns - start_ns)} after the command
      </p>
      <dl className={styles.data}>
        {data(event).map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>
              <pre>{value}</pre>
            </dd>
          </div>
        ))}
      </dl>
      {chain.length > 0 && (
        <>
          <h3>Because of</h3>
          <ol className={styles.chain}>
            {chain.map((cause) => (
              <li key={cause.event.id}>
                <button onClick={() => onChoose(cause.event.id)}>
                  <span>{LANE_NAMES[cause.lane]}</span>
                  <code>{summary(cause.event)}</code>
                </button>
              </li>
            ))}
          </ol>
        </>
      )}
    </div>
  );
}
