/** One frame: why it was lost if it was, its way with what each place decided, and its headers, layer by layer. */
import { useEffect, useRef, useState } from 'react';
import ArrowLeft from 'lucide-react/icons/arrow-left';
import { packetSteps } from '../../client/client.ts';
import { setPage, usePage } from '../../client/store.ts';
import type { NamespaceView, PacketView } from '../../engine/inspect/views.ts';
import type { PacketEvent } from '../../engine/worker/packetstore.ts';
import { span } from '../shared/format.ts';
import { layersOf } from './headers.ts';
import { hueOf } from './hues.ts';
import { Lost } from './Lost.tsx';
import styles from './NetworkPanel.module.css';

const ACTIONS: Readonly<Record<PacketEvent['action'], string>> = { send: 'sent', route: 'route', neighbour: 'neighbour', hook: 'rules', nat: 'rewritten', bridge: 'bridge', transmit: 'out', receive: 'in', deliver: 'delivered', drop: 'lost' };

interface Props {
  readonly packet: PacketView;
  readonly namespaces: Readonly<Record<string, NamespaceView>>;
  readonly onBack: () => void;
}

export function PacketDetail({ packet, namespaces, onBack }: Props): React.JSX.Element {
  const [steps, setSteps] = useState<readonly PacketEvent[]>([]);
  const [at, setAt] = useState(0);
  const line = usePage((state) => state.trace.commands.find((one) => one.root === packet.root)?.line);
  useEffect(() => {
    let current = true;
    void packetSteps(packet.frame).then((found) => current && setSteps(found));
    return () => {
      current = false;
    };
  }, [packet.frame, packet.end_ns]);
  const way = useRef<HTMLOListElement>(null);
  useEffect(() => way.current?.focus({ preventScroll: true }), []);
  const lostAt = steps.findLast((one) => one.action === 'drop');
  const chosen = steps[Math.min(at, steps.length - 1)];
  function keys(event: React.KeyboardEvent): void {
    if (event.key === 'Escape') return onBack();
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: steps.length - 1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    setAt(Math.max(0, Math.min(steps.length - 1, to)));
  }
  return (
    <div className={styles.detail}>
      <div className={styles.detailHead}>
        <button className="btn icon" aria-label="Back to the list" title="Back to the list (Esc)" onClick={onBack}>
          <ArrowLeft aria-hidden="true" />
        </button>
        <div>
          <h2>
            {packet.protocol} <code>{packet.text}</code>
          </h2>
          {line !== undefined && (
            <button className={styles.because} onClick={() => setPage({ tab: 'trace', traceRoot: packet.root })} title="Open the command’s trace">
              because of <code>{line}</code>
            </button>
          )}
        </div>
      </div>
      {packet.fate === 'dropped' && (
        <Lost reason={packet.reason} ns={lostAt === undefined ? '' : `${lostAt.host}:${lostAt.ns}`} />
      )}
      <h3>Its way</h3>
      <ol ref={way} className={styles.way} role="listbox" tabIndex={0} aria-label="Steps of its way" onKeyDown={keys}>
        {steps.map((step, index) => {
          const ns = namespaces[`${step.host}:${step.ns}`];
          const elsewhere = index === 0 || steps[index - 1]!.ns !== step.ns || steps[index - 1]!.host !== step.host;
          return (
            <li key={step.id} role="option" aria-selected={step === chosen} data-action={step.action} onClick={() => setAt(index)}>
              {elsewhere && (
                <span className={styles.place} data-hue={hueOf(ns)}>
                  {ns?.name ?? step.host} <small>{span(step.time_ns - steps[0]!.time_ns)}</small>
                </span>
              )}
              <span className={styles.action}>{ACTIONS[step.action]}</span>
              <span>{step.decision}</span>
            </li>
          );
        })}
      </ol>
      {chosen !== undefined && (
        <>
          <h3>Its headers {at === 0 ? 'at the start' : 'after this step'}</h3>
          {layersOf(chosen.headers).map((layer) => (
            <details key={layer.name} className={styles.layer} open>
              <summary>{layer.name}</summary>
              <dl>
                {layer.fields.map(([name, value]) => (
                  <div key={name}>
                    <dt>{name}</dt>
                    <dd>{value}</dd>
                  </div>
                ))}
              </dl>
            </details>
          ))}
        </>
      )}
    </div>
  );
}
