/** The bridge's dialog: what it is, the switch, the line to copy into a real terminal, and who is connected. */
import { useState } from 'react';
import { bridgeOffered, switchBridge } from '../client/client.ts';
import { usePage } from '../client/store.ts';
import styles from './Bridge.module.css';

function count(connections: number): string {
  return connections === 0 ? 'No connection at present' : connections === 1 ? '1 connection' : `${connections} connections`;
}

function CopyLine(props: { line: string }): React.JSX.Element {
  const [copied, setCopied] = useState(false);
  async function copy(): Promise<void> {
    await navigator.clipboard.writeText(props.line);
    setCopied(true);
  }
  return (
    <p className={styles.line}>
      <code>{props.line}</code>
      <button className="btn" onClick={() => void copy()}>
        {copied ? 'Copied' : 'Copy'}
      </button>
    </p>
  );
}

export default function Bridge(): React.JSX.Element {
  const bridge = usePage((state) => state.bridge);
  const paused = usePage((state) => state.pace === 0);
  if (!bridgeOffered()) {
    return (
      <p>
        A real <code>docker</code> on your computer can drive this host, when the page is served by <code>npm start</code> from a copy of Glasshull on that computer. This page comes
        from a plain web server.
      </p>
    );
  }
  const on = bridge.status === 'on';
  return (
    <div className={styles.bridge}>
      <p>
        Your own terminal’s <code>docker</code>, Docker Compose or an SDK drives this host: what they do shows here as if it were typed below.
      </p>
      <label className={styles.switch}>
        <input type="checkbox" role="switch" checked={bridge.status !== 'off'} onChange={(event) => switchBridge(event.target.checked)} />
        Let real clients in
      </label>
      <div role="status">
        {bridge.status === 'off' && bridge.reason !== undefined && <p className={styles.problem}>Off: {bridge.reason}.</p>}
        {bridge.status === 'connecting' && <p>Asking the server …</p>}
        {on && <p>{count(bridge.connections)}</p>}
        {on && paused && <p className={styles.problem}>Time is paused: clients wait.</p>}
      </div>
      {on && <CopyLine line={`export DOCKER_HOST=${bridge.dockerHost}`} />}
      <p className={styles.safety}>
        While it is on, programs that reach {on && bridge.dockerHost.startsWith('unix:') ? 'that socket (yours alone: mode 0600)' : 'that address of your computer'} rule this simulated engine, and
        nothing else: containers here run no code on your computer. What a client sends, a build’s files or a copied one, becomes part of this session and is saved with it. It goes off with this tab.
      </p>
    </div>
  );
}
