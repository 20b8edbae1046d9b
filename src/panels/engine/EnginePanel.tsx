/**
 * The Engine panel: the last command as a sequence between client, dockerd, containerd, shim, runc and the container. Rows are chosen with
 * a click or the arrow keys and stepped with the buttons; groups of system calls unfold; filters hide kinds; the text form says the same.
 */
import { useEffect, useMemo, useRef, useState } from 'react';
import ChevronFirst from 'lucide-react/icons/chevron-first';
import ChevronLeft from 'lucide-react/icons/chevron-left';
import ChevronRight from 'lucide-react/icons/chevron-right';
import Pause from 'lucide-react/icons/pause';
import Play from 'lucide-react/icons/play';
import { setPage, usePage } from '../../client/store.ts';
import { count, span } from '../shared/format.ts';
import { useWidth } from '../trace/TraceStrip.tsx';
import { Detail } from './Detail.tsx';
import { EngineText } from './EngineText.tsx';
import { FILTERS, sequence, taking } from './sequence.ts';
import type { Filter, Row } from './sequence.ts';
import { lifeline, ROW, SequenceRow } from './SequenceRow.tsx';
import type { Line } from './SequenceRow.tsx';
import { useCommand } from './useCommand.ts';
import { Why } from './Why.tsx';
import { FILTER_MEANINGS, FILTER_NAMES, MEANINGS, NAMES, sentenceOf } from './words.ts';
import styles from './EnginePanel.module.css';

/** Between two rows while the sequence plays. */
const PLAY_MS = 900;

/** The lines of the list: rows, and under an unfolded group its events. */
function linesOf(rows: readonly Row[], unfolded: ReadonlySet<number>): readonly Line[] {
  return rows.flatMap((row): Line[] => {
    const own = { id: row.id, row };
    return row.kind === 'group' && unfolded.has(row.id) ? [own, ...row.events.map((event) => ({ id: event.id + 0.5, row, event }))] : [own];
  });
}

export default function EnginePanel(): React.JSX.Element {
  const { commands, command, steps } = useCommand();
  const asText = usePage((state) => state.asText);
  const target = usePage((state) => state.pointed);
  const [hidden, setHidden] = useState<readonly Filter[]>(['kernel']);
  const [unfolded, setUnfolded] = useState<ReadonlySet<number>>(new Set());
  const [chosenId, setChosenId] = useState(0);
  const [playing, setPlaying] = useState(false);
  const [top, setTop] = useState(0);
  const [height, setHeight] = useState(300);
  const [ref, width] = useWidth<HTMLDivElement>();
  const list = useRef<HTMLDivElement>(null);

  const all = useMemo(() => sequence(steps), [steps]);
  const rows = useMemo(() => all.filter((row) => !hidden.includes(row.filter)), [all, hidden]);
  const participants = useMemo(() => taking(all), [all]);
  const lines = useMemo(() => linesOf(rows, unfolded), [rows, unfolded]);
  const at = lines.findIndex((line) => line.id === chosenId);
  const chosen = lines[at];

  const choose = (index: number): void => {
    const line = lines[Math.max(0, Math.min(lines.length - 1, index))];
    const element = list.current;
    if (line === undefined || element === null) return;
    setChosenId(line.id);
    const y = lines.indexOf(line) * ROW;
    if (y < element.scrollTop) element.scrollTop = y;
    else if (y + ROW > element.scrollTop + element.clientHeight) element.scrollTop = y + ROW - element.clientHeight;
  };
  const chooseId = (id: number): void => choose(lines.findIndex((line) => line.id === id || (line.row.kind === 'group' && line.row.events.some((event) => event.id === id))));
  const toggle = (id: number): void => {
    const next = new Set(unfolded);
    if (!next.delete(id)) next.add(id);
    setUnfolded(next);
  };

  useEffect(() => {
    const element = list.current;
    if (element === null) return;
    const observer = new ResizeObserver(() => setHeight(element.clientHeight));
    observer.observe(element);
    return () => observer.disconnect();
  }, [command === undefined, asText]);
  useEffect(() => {
    if (target === undefined || all.length === 0) return;
    const wanted = all.find((row) => row.id === target || (row.kind === 'group' && row.events.some((event) => event.id === target)));
    if (wanted !== undefined && hidden.includes(wanted.filter)) {
      setHidden(hidden.filter((one) => one !== wanted.filter));
      return;
    }
    chooseId(target);
    setPage({ pointed: undefined });
  });
  useEffect(() => {
    if (!playing) return;
    if (at >= lines.length - 1) {
      setPlaying(false);
      return;
    }
    const timer = setTimeout(() => choose(at + 1), PLAY_MS);
    return () => clearTimeout(timer);
  });

  function keys(event: React.KeyboardEvent): void {
    const page = Math.max(1, Math.floor(height / ROW) - 1);
    const group = chosen?.row.kind === 'group' && chosen.event === undefined ? chosen.row : undefined;
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, PageDown: at + page, PageUp: at - page, Home: 0, End: lines.length - 1 }[event.key];
    if (to !== undefined) choose(to);
    else if (group !== undefined && (event.key === 'Enter' || (event.key === 'ArrowRight') !== unfolded.has(group.id)) && ['Enter', 'ArrowRight', 'ArrowLeft'].includes(event.key)) toggle(group.id);
    else return;
    event.preventDefault();
    setPlaying(false);
  }

  if (command === undefined) {
    return (
      <div className={styles.none}>
        <p>
          Type a docker command, <code>docker run busybox true</code> say, and see here what its parts say to each other: the client’s HTTP request, the daemon’s answer, containerd, the shim, runc and the container.
        </p>
      </div>
    );
  }
  const first = Math.max(0, Math.floor(top / ROW) - 4);
  const shown = lines.slice(first, first + Math.ceil(height / ROW) + 8);
  return (
    <div className={styles.panel}>
      <div className={styles.top}>
        <select className={styles.command} aria-label="Command" value={command.root} onChange={(event) => setPage({ traceRoot: Number(event.target.value) })}>
          {[...commands].reverse().map((one) => (
            <option key={one.root} value={one.root}>
              {one.line}
            </option>
          ))}
        </select>
        <div className={styles.steps} role="group" aria-label="Step through">
          <button className="btn icon" aria-label="First step" title="First step" onClick={() => choose(0)}>
            <ChevronFirst aria-hidden="true" />
          </button>
          <button className="btn icon" aria-label="Step before" title="Step before" disabled={at <= 0} onClick={() => choose(at - 1)}>
            <ChevronLeft aria-hidden="true" />
          </button>
          <button className="btn icon" aria-label={playing ? 'Stop playing' : 'Play the steps'} title={playing ? 'Stop playing' : 'Play the steps'} onClick={() => setPlaying(!playing)}>
            {playing ? <Pause aria-hidden="true" /> : <Play aria-hidden="true" />}
          </button>
          <button className="btn icon" aria-label="Next step" title="Next step" disabled={at >= lines.length - 1} onClick={() => choose(at + 1)}>
            <ChevronRight aria-hidden="true" />
          </button>
        </div>
        <span className={styles.sum}>
          {at >= 0 ? `${at + 1} of ` : ''}
          {count(lines.length, 'step')} · {span(command.end_ns - command.start_ns)}
        </span>
        <div className={styles.filters} role="group" aria-label="Kinds of steps shown">
          {FILTERS.map((one) => (
            <button
              key={one} className={styles.filter} aria-pressed={!hidden.includes(one)} disabled={!all.some((row) => row.filter === one)} title={FILTER_MEANINGS[one]}
              onClick={() => setHidden(hidden.includes(one) ? hidden.filter((other) => other !== one) : [...hidden, one])}
            >
              {FILTER_NAMES[one]}
            </button>
          ))}
        </div>
      </div>
      <Why rows={all} onChoose={chooseId} />
      {asText ? (
        <EngineText rows={rows} line={command.line} start_ns={command.start_ns} />
      ) : (
        <div className={styles.body}>
          <div className={styles.picture}>
            <div className={styles.heads} ref={ref}>
              {participants.map((one) => (
                <span key={one} title={MEANINGS[one]} style={{ left: lifeline(participants, width, one) }} data-who={one}>
                  {NAMES[one]}
                </span>
              ))}
            </div>
            <div
              className={styles.list} ref={list} role="listbox" tabIndex={0} aria-label="Steps of the command" onKeyDown={keys} onScroll={(event) => setTop(event.currentTarget.scrollTop)}
              {...(chosen === undefined ? {} : { 'aria-activedescendant': `engine-${chosen.id}` })}
            >
              <div style={{ height: lines.length * ROW, position: 'relative' }}>
                {width > 0 &&
                  shown.map((line, index) => (
                    <div
                      key={line.id} id={`engine-${line.id}`} role="option" aria-selected={line.id === chosenId} aria-posinset={first + index + 1} aria-setsize={lines.length} aria-label={sentenceOf(line.row)}
                      className={styles.row} style={{ top: (first + index) * ROW, height: ROW }}
                      onClick={() => {
                        setPlaying(false);
                        choose(first + index);
                        if (line.row.kind === 'group' && line.event === undefined) toggle(line.row.id);
                      }}
                    >
                      <SequenceRow line={line} width={width} participants={participants} unfolded={unfolded.has(line.row.id)} />
                    </div>
                  ))}
              </div>
            </div>
          </div>
          <div className={styles.detail}>
            {chosen === undefined ? <p className={styles.meta}>Choose a step to see its headers, its JSON and its system calls. ↑ and ↓ go from step to step.</p> : <Detail key={chosen.id} line={chosen} start_ns={command.start_ns} />}
          </div>
        </div>
      )}
    </div>
  );
}
