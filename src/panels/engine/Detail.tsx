/** What stands beside the sequence: the chosen row with headers, bodies and data, its causes, and what can be done with it. */
import { useState } from 'react';
import Copy from 'lucide-react/icons/copy';
import Terminal from 'lucide-react/icons/terminal';
import type { HttpFields } from '../../engine/abi/trace.ts';
import { typeInTerminal } from '../../terminal/manager.ts';
import { span } from '../shared/format.ts';
import { data } from '../trace/summary.ts';
import { asCurl } from './curl.ts';
import { groupTitle } from './sequence.ts';
import type { HttpExchange } from './sequence.ts';
import type { Line } from './SequenceRow.tsx';
import { NAMES } from './words.ts';
import styles from './EnginePanel.module.css';

/** JSON laid out for reading; other text as it is. */
function pretty(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}

function Fold({ title, text, open = false }: { title: string; text: string; open?: boolean }): React.JSX.Element | null {
  if (text === '') return null;
  return (
    <details className={styles.fold} open={open}>
      <summary>{title}</summary>
      <pre tabIndex={0}>{text}</pre>
    </details>
  );
}

const lines = (fields: HttpFields): string => fields.map(([name, value]) => `${name}: ${value}`).join('\n');

function Http({ http, reply }: { http: HttpExchange; reply: boolean }): React.JSX.Element {
  const [copied, setCopied] = useState(false);
  const curl = asCurl(http);
  async function copy(): Promise<void> {
    await navigator.clipboard.writeText(curl).catch(() => undefined);
    setCopied(true);
    setTimeout(() => setCopied(false), 1500);
  }
  return (
    <>
      <p className={styles.request}>
        {http.method} {http.path}
      </p>
      <div className={styles.actions}>
        <button className="btn" onClick={() => void copy()}>
          <Copy aria-hidden="true" />
          {copied ? 'Copied' : 'Copy as curl'}
        </button>
        <button className="btn" onClick={() => typeInTerminal(curl)} title="Puts the command into the terminal, without pressing Enter">
          <Terminal aria-hidden="true" />
          Type it
        </button>
      </div>
      <Fold title="Request headers" text={lines(http.requestHeaders)} open={!reply} />
      <Fold title="Request body" text={pretty(http.requestBody)} open={!reply} />
      <Fold title={`Answer ${http.status === 0 ? '(none yet)' : http.status}: headers`} text={lines(http.responseHeaders)} open={reply} />
      <Fold title="Answer: body" text={pretty(http.responseBody)} open={reply} />
    </>
  );
}

export function Detail({ line, start_ns }: { line: Line; start_ns: number }): React.JSX.Element {
  const { row } = line;
  const event = line.event ?? (row.kind === 'group' ? row.events[0]! : row.event);
  const whole = row.kind === 'group' && line.event === undefined;
  return (
    <div aria-live="polite">
      <h2>{row.kind === 'message' ? `${NAMES[row.from]} ${row.reply ? 'answers' : 'to'} ${NAMES[row.to]}` : `${NAMES[row.at]}${whole ? ': in the kernel' : ''}`}</h2>
      <p className={styles.meta}>
        {event.comm}
        {event.pid > 0 && `, pid ${event.pid}`}, {span(event.time_ns - start_ns)} after the command
      </p>
      {whole ? (
        <p className={styles.meta}>{groupTitle(row.events)}. Enter or → unfolds them.</p>
      ) : row.kind === 'message' && row.http !== undefined ? (
        <Http key={row.id} http={row.http} reply={row.reply} />
      ) : (
        <dl className={styles.data}>
          {data(event).map(([name, value]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>
                <pre>{name === 'config.json' ? pretty(value) : value}</pre>
              </dd>
            </div>
          ))}
        </dl>
      )}
    </div>
  );
}
