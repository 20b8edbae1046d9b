/** One row of the sequence: an arrow between two lifelines, a note on one, or a group of kernel events. */
import { memo } from 'react';
import { summary } from '../trace/summary.ts';
import type { TraceEvent } from '../../engine/abi/trace.ts';
import { groupTitle } from './sequence.ts';
import type { Participant, Row } from './sequence.ts';
import styles from './EnginePanel.module.css';

export const ROW = 30;

/** A row of the list: of the sequence, or a kernel event of a group that is unfolded. */
export type Line = { readonly id: number; readonly row: Row; readonly event?: TraceEvent };

interface Props {
  readonly line: Line;
  readonly width: number;
  readonly participants: readonly Participant[];
  readonly unfolded: boolean;
}

/** The x of a participant's lifeline. */
export function lifeline(participants: readonly Participant[], width: number, one: Participant): number {
  return ((participants.indexOf(one) + 0.5) * width) / participants.length;
}

export const SequenceRow = memo(function SequenceRow({ line, width, participants, unfolded }: Props): React.JSX.Element {
  const { row, event } = line;
  const x = (one: Participant): number => lifeline(participants, width, one);
  const lives = participants.map((one) => <path key={one} d={`M${x(one)} 0V${ROW}`} stroke="var(--line)" strokeDasharray="2 3" />);
  if (event !== undefined || row.kind !== 'message') {
    const at = x(row.kind === 'message' ? row.from : row.at);
    const text = event !== undefined ? summary(event) : row.kind === 'group' ? groupTitle(row.events) : row.title;
    const right = at > width * 0.62;
    return (
      <>
        <svg width={width} height={ROW} aria-hidden="true">
          {lives}
          <circle cx={at} cy={ROW / 2} r={event === undefined ? 4 : 2.5} fill={row.error ? 'var(--bad)' : row.kind === 'group' ? 'var(--arrow)' : 'var(--ink)'} />
        </svg>
        <span className={styles.note} data-kind={event !== undefined ? 'event' : row.kind} data-error={row.error} style={right ? { right: width - at + 10 } : { left: at + 10 }}>
          {row.kind === 'group' && event === undefined && <span aria-hidden="true">{unfolded ? '▾ ' : '▸ '}</span>}
          {row.kind === 'group' && event === undefined && <b>{row.who} </b>}
          {text}
        </span>
      </>
    );
  }
  const from = x(row.from);
  const to = x(row.to);
  const way = to > from ? 1 : -1;
  const y = ROW - 7;
  const colour = row.error ? 'var(--bad)' : row.filter === 'http' || row.filter === 'frames' ? 'var(--accent)' : 'var(--ink)';
  return (
    <>
      <svg width={width} height={ROW} aria-hidden="true">
        {lives}
        <path d={`M${from} ${y}H${to - way * 2}`} stroke={colour} strokeWidth="1.5" {...(row.reply ? { strokeDasharray: '5 3' } : {})} />
        <path d={`M${to - way * 8} ${y - 4}L${to - way} ${y}L${to - way * 8} ${y + 4}`} fill="none" stroke={colour} strokeWidth="1.5" />
      </svg>
      <span className={styles.label} data-error={row.error} data-reply={row.reply} style={way > 0 ? { left: from + 8, maxWidth: width - from - 16 } : { left: to + 12, maxWidth: width - to - 16 }}>
        {row.title}
      </span>
    </>
  );
});
