/** What covers the page now and then: a session being brought back, one that cannot be read, an engine failure. */
import { useState } from 'react';
import { exportSession, rewind, startFresh } from '../client/client.ts';
import { usePage } from '../client/store.ts';
import styles from './Notices.module.css';

function Replaying(): React.JSX.Element | null {
  const { done, total } = usePage((state) => state.replay);
  return (
    <div className={styles.toast} role="status">
      <span>
        Bringing your session back: {done.toLocaleString('en')} of {total.toLocaleString('en')} inputs
      </span>
      <progress value={done} max={Math.max(1, total)} aria-label="Replay" />
      <button className="btn" onClick={() => location.assign(`${location.pathname}?fresh`)}>
        Start afresh instead
      </button>
    </div>
  );
}

function Corrupt(): React.JSX.Element {
  const reason = usePage((state) => state.corruptReason);
  return (
    <div className={styles.cover} role="alertdialog" aria-label="The saved session cannot be read">
      <div className={styles.card}>
        <h2>The saved session cannot be read</h2>
        <p>What this browser kept of your last visit is damaged, or was written by another version of Glasshull.</p>
        <pre className={styles.detail}>{reason}</pre>
        <button className="btn primary" onClick={startFresh} autoFocus>
          Start afresh
        </button>
      </div>
    </div>
  );
}

function OopsCard(): React.JSX.Element | null {
  const oops = usePage((state) => state.oops);
  const [copied, setCopied] = useState(false);
  if (oops === undefined) return null;
  const report = `kernel oops: ${oops.message}\nseed ${oops.seed}, ${oops.entries} inputs\n${oops.stack}`;
  async function copy(): Promise<void> {
    const log = oops?.entries === 0 ? '' : await Promise.race([exportSession(), new Promise<string>((resolve) => setTimeout(resolve, 1000, ''))]);
    await navigator.clipboard.writeText(`${report}\n${log}`).catch(() => undefined);
    setCopied(true);
  }
  return (
    <div className={oops.fatal ? styles.cover : styles.corner} role="alertdialog" aria-label="Kernel oops">
      <div className={styles.card}>
        <h2>Kernel oops</h2>
        <p>
          {oops.fatal
            ? 'The simulation itself failed; this is not something you did wrong. Go back to the moment before your last input, or start afresh.'
            : 'The simulation failed inside one program; that program was killed and everything else goes on.'}
        </p>
        <pre className={styles.detail} tabIndex={0} aria-label="Details of the failure">{report}</pre>
        <div className={styles.row}>
          <button className="btn" onClick={() => void copy()}>
            {copied ? 'Copied' : 'Copy report with the session’s log'}
          </button>
          <span className={styles.grow} />
          {oops.fatal ? (
            <>
              <button className="btn" onClick={startFresh}>
                Start afresh
              </button>
              {oops.entries > 0 && (
                <button className="btn primary" onClick={() => rewind(oops.entries - 1)} autoFocus>
                  Back to before my last input
                </button>
              )}
            </>
          ) : (
            <button className="btn primary" onClick={() => usePage.setState({ oops: undefined })}>
              Go on
            </button>
          )}
        </div>
      </div>
    </div>
  );
}

export function Notices(): React.JSX.Element {
  const phase = usePage((state) => state.phase);
  return (
    <>
      {phase === 'replaying' && <Replaying />}
      {phase === 'corrupt' && <Corrupt />}
      <OopsCard />
    </>
  );
}
