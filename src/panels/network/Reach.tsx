/**
 * Who can reach whom: a matrix that is computed from routes, bridges and rules, and that can be verified by real pings in the world. A click on a cell
 * says why.
 */
import { useEffect, useState } from 'react';
import { ask, probe } from '../../client/client.ts';
import type { ReachCell, ReachView } from '../../engine/inspect/views.ts';
import styles from './NetworkPanel.module.css';

const POLL_MS = 1500;
/** Pings that run at once. */
const AT_ONCE = 24;

const key = (cell: Pick<ReachCell, 'from' | 'to'>): string => `${cell.from} ${cell.to}`;

export function Reach(): React.JSX.Element {
  const [view, setView] = useState<ReachView | undefined>();
  const [chosen, setChosen] = useState<string | undefined>();
  const [verified, setVerified] = useState<ReadonlyMap<string, boolean>>(new Map());
  const [busy, setBusy] = useState(false);
  useEffect(() => {
    let current = true;
    let timer: ReturnType<typeof setTimeout>;
    const look = async (): Promise<void> => {
      const next = (await ask({ question: 'reach' })) as ReachView | null;
      if (!current) return;
      if (next !== null) setView(next);
      timer = setTimeout(() => void look(), POLL_MS);
    };
    void look();
    return () => {
      current = false;
      clearTimeout(timer);
    };
  }, []);

  async function verify(): Promise<void> {
    if (view === undefined) return;
    setBusy(true);
    const found = new Map<string, boolean>();
    const asked = view.cells.filter((cell) => cell.address !== '');
    for (let at = 0; at < asked.length; at += AT_ONCE) {
      const part = asked.slice(at, at + AT_ONCE);
      const answers = await probe(part.map((cell) => ({ ns: cell.from, address: cell.address })));
      part.forEach((cell, i) => found.set(key(cell), answers[i] === true));
      setVerified(new Map(found));
    }
    setBusy(false);
  }

  if (view === undefined) return <p className={styles.hint}>Looking …</p>;
  if (view.places.length < 2) return <p className={styles.hint}>There is only one place so far. Start a container or two.</p>;
  const cells = new Map(view.cells.map((cell) => [key(cell), cell]));
  const cell = chosen === undefined ? undefined : cells.get(chosen);
  const seen = chosen === undefined ? undefined : verified.get(chosen);
  const name = (id: string): string => view.places.find((one) => one.ns === id)?.name ?? id;
  return (
    <div className={styles.reach}>
      <p className={styles.hint}>From the row to the column, by ping. Worked out from bridges, routes and rules; the button sends real pings to check it.</p>
      <div className={styles.scroll}>
        <table>
          <thead>
            <tr>
              <td />
              {view.places.map((to) => (
                <th key={to.ns} scope="col">
                  <span>{to.name}</span>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {view.places.map((from) => (
              <tr key={from.ns}>
                <th scope="row">{from.name}</th>
                {view.places.map((to) => {
                  const one = cells.get(`${from.ns} ${to.ns}`);
                  if (one === undefined) return <td key={to.ns} className={styles.self} />;
                  const answer = verified.get(key(one));
                  const wrong = answer !== undefined && answer !== one.ok;
                  return (
                    <td key={to.ns}>
                      <button
                        data-ok={one.ok} data-wrong={wrong} aria-pressed={chosen === key(one)} onClick={() => setChosen(key(one))}
                        aria-label={`${from.name} to ${to.name}: ${one.ok ? 'reaches' : 'does not reach'}${answer === undefined ? '' : `, a ping ${answer ? 'came back' : 'did not come back'}`}`}
                      >
                        {one.ok ? '✓' : '✕'}
                        {answer !== undefined && <i aria-hidden="true">{wrong ? '!' : '•'}</i>}
                      </button>
                    </td>
                  );
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <button className="btn" disabled={busy} onClick={() => void verify()}>
        {busy ? 'Pinging …' : 'Verify with pings'}
      </button>
      {cell !== undefined && (
        <p className={styles.why} role="status">
          <b>
            {name(cell.from)} → {name(cell.to)}
            {cell.address !== '' && <code> {cell.address}</code>}:
          </b>{' '}
          {cell.why}
          {seen !== undefined && (seen ? ' A ping came back.' : ' A ping did not come back.')}
        </p>
      )}
    </div>
  );
}
