/** The Engine panel as text: the same sequence in sentences. */
import { span } from '../shared/format.ts';
import text from '../shared/text.module.css';
import type { Row } from './sequence.ts';
import { sentenceOf } from './words.ts';

export function EngineText({ rows, line, start_ns }: { rows: readonly Row[]; line: string; start_ns: number }): React.JSX.Element {
  return (
    <div className={text.page} tabIndex={0} role="group" aria-label="Engine as text">
      <h2>
        <code>{line}</code>
      </h2>
      <ol>
        {rows.map((row) => (
          <li key={row.id}>
            {span(row.time_ns - start_ns)} {sentenceOf(row)}
          </li>
        ))}
      </ol>
    </div>
  );
}
