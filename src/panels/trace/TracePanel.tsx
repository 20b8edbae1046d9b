/**
 * The Trace panel: everything that one command set off. Lanes on top, the list of steps below, and beside it the chosen step with its
 * data and the chain of what led to it. The list draws only the rows in view.
 */
import { useEffect, useMemo, useRef, useState } from 'react';
import { traceDetail } from '../../client/client.ts';
import { setPage, usePage } from '../../client/store.ts';
import { LANES } from '../../engine/inspect/views.ts';
import type { CommandTrace, Lane } from '../../engine/inspect/views.ts';
import type { TraceStep } from '../../engine/worker/protocol.ts';
import { count, span } from '../shared/format.ts';
import { axis, duration, LANE_MEANINGS, LANE_NAMES } from './lanes.ts';
import { LaneTicks } from './LaneTicks.tsx';
import { StepDetail } from './StepDetail.tsx';
import { summary } from './summary.ts';
import styles from './TracePanel.module.css';
import { useWidth } from './TraceStrip.tsx';

const ROW = 25;
const LANE = 15;
const LANE_LOW = 10;
/** Panels lower than this get lower lanes. */
const LOW = 380;
const MOST = 6000;
const REFRESH_MS = 400;

function Lanes({ command, chosen, lane }: { command: CommandTrace; chosen: TraceStep | undefined; lane: number }): React.JSX.Element {
  const [ref, width] = useWidth<HTMLDivElement>();
  const scale = (width - 4) / duration(command);
  return (
    <div className={styles.lanes}>
      <div className={styles.laneNames} aria-hidden="true" style={{ gridAutoRows: lane, fontSize: Math.min(10.5, lane - 1) }}>
        {LANES.map((name) => (
          <span key={name} title={LANE_MEANINGS[name]}>
            {LANE_NAMES[name]}
          </span>
        ))}
      </div>
      <div ref={ref} className={styles.picture}>
        <svg width={width} height={lane * LANES.length + 16} aria-hidden="true">
          {width > 0 && (
            <>
              {axis(duration(command), width / 90).map((at) => (
                <g key={at}>
                  <path d={`M${2 + at * scale} 0V${lane * LANES.length}`} stroke="var(--hair)" />
                  <text x={2 + at * scale} y={lane * LANES.length + 12} className={styles.axis}>
                    {span(at)}
                  </text>
                </g>
              ))}
              <LaneTicks command={command} width={width} lane={lane} />
              {chosen !== undefined && <path d={`M${2 + (chosen.event.time_ns - command.start_ns) * scale} 0V${lane * LANES.length}`} stroke="var(--ink)" strokeWidth="1.5" />}
            </>
          )}
        </svg>
      </div>
    </div>
  );
}

/** The steps of a command, fetched again while it goes on. */
function useSteps(command: CommandTrace | undefined, lanes: readonly Lane[]): { total: number; steps: readonly TraceStep[] } {
  const [result, setResult] = useState<{ total: number; steps: readonly TraceStep[] }>({ total: 0, steps: [] });
  const root = command?.root;
  const events = command?.events;
  const last = useRef(0);
  useEffect(() => {
    if (root === undefined) return;
    let current = true;
    const timer = setTimeout(
      () => {
        last.current = performance.now();
        void traceDetail(root, lanes, 0, MOST).then((detail) => current && setResult(detail));
      },
      Math.max(0, REFRESH_MS - (performance.now() - last.current)),
    );
    return () => {
      current = false;
      clearTimeout(timer);
    };
  }, [root, events, lanes]);
  useEffect(() => {
    last.current = 0;
  }, [root, lanes]);
  return result;
}

export default function TracePanel(): React.JSX.Element {
  const commands = usePage((state) => state.trace.commands);
  const root = usePage((state) => state.traceRoot);
  const pointed = usePage((state) => state.pointed);
  const command = commands.find((one) => one.root === root) ?? commands.at(-1);
  const [hidden, setHidden] = useState<readonly Lane[]>([]);
  const lanes = useMemo(() => LANES.filter((lane) => !hidden.includes(lane)), [hidden]);
  const { total, steps } = useSteps(command, lanes);
  const [chosenId, setChosenId] = useState(0);
  const [top, setTop] = useState(0);
  const list = useRef<HTMLDivElement>(null);
  const [height, setHeight] = useState(200);
  const [tall, setTall] = useState(LOW);
  const panel = useRef<HTMLDivElement>(null);
  const chosenAt = steps.findIndex((step) => step.event.id === chosenId);
  const chosen = steps[chosenAt];

  useEffect(() => {
    const element = list.current;
    if (element === null) return;
    const observer = new ResizeObserver(() => {
      setHeight(element.clientHeight);
      setTall(panel.current?.clientHeight ?? LOW);
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, [command === undefined]);

  useEffect(() => {
    const index = steps.findIndex((step) => step.event.id === pointed);
    if (pointed === undefined || index < 0) return;
    choose(index);
    setPage({ pointed: undefined });
  });

  function choose(index: number): void {
    const step = steps[Math.max(0, Math.min(steps.length - 1, index))];
    const element = list.current;
    if (step === undefined || element === null) return;
    setChosenId(step.event.id);
    const y = steps.indexOf(step) * ROW;
    if (y < element.scrollTop) element.scrollTop = y;
    else if (y + ROW > element.scrollTop + element.clientHeight) element.scrollTop = y + ROW - element.clientHeight;
  }
  function keys(event: React.KeyboardEvent): void {
    const page = Math.max(1, Math.floor(height / ROW) - 1);
    const to = { ArrowDown: chosenAt + 1, ArrowUp: chosenAt - 1, PageDown: chosenAt + page, PageUp: chosenAt - page, Home: 0, End: steps.length - 1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    choose(to);
  }

  if (command === undefined) {
    return (
      <div className={styles.none}>
        <p>Nothing was typed yet. Type a command, and see here every step that it sets off: HTTP requests, containers, system calls.</p>
      </div>
    );
  }
  const first = Math.max(0, Math.floor(top / ROW) - 4);
  const shown = steps.slice(first, first + Math.ceil(height / ROW) + 8);
  return (
    <div className={styles.panel} ref={panel}>
      <div className={styles.top}>
        <select className={styles.command} aria-label="Command" value={command.root} onChange={(event) => setPage({ traceRoot: Number(event.target.value) })}>
          {[...commands].reverse().map((one) => (
            <option key={one.root} value={one.root}>
              {one.line}
            </option>
          ))}
        </select>
        <span className={styles.sum}>
          {count(command.events, 'event')} · {span(command.end_ns - command.start_ns)}
        </span>
        <div className={styles.filters} role="group" aria-label="Layers shown">
          {LANES.map((lane) => (
            <button
              key={lane} className={styles.filter} aria-pressed={!hidden.includes(lane)} disabled={command.lanes[lane].length === 0} title={LANE_MEANINGS[lane]}
              onClick={() => setHidden(hidden.includes(lane) ? hidden.filter((one) => one !== lane) : [...hidden, lane])}
            >
              {LANE_NAMES[lane]}
            </button>
          ))}
        </div>
      </div>
      <Lanes command={command} chosen={chosen} lane={tall < LOW ? LANE_LOW : LANE} />
      <div className={styles.body}>
        <div
          className={styles.list} ref={list} role="listbox" tabIndex={0} aria-label="Steps" onKeyDown={keys} onScroll={(event) => setTop(event.currentTarget.scrollTop)}
          {...(chosen === undefined ? {} : { 'aria-activedescendant': `step-${chosen.event.id}` })}
        >
          <div style={{ height: steps.length * ROW, position: 'relative' }}>
            {shown.map((step, index) => (
              <div
                key={step.event.id} id={`step-${step.event.id}`} role="option" aria-selected={step.event.id === chosenId} aria-posinset={first + index + 1} aria-setsize={steps.length}
                className={styles.step} data-error={step.event.kind === 'error' || step.event.kind === 'oops'} style={{ top: (first + index) * ROW, height: ROW }} onClick={() => choose(first + index)}
              >
                <span className={styles.time}>{span(step.event.time_ns - command.start_ns)}</span>
                <span className={styles.lane}>{LANE_NAMES[step.lane]}</span>
                <span className={styles.who}>
                  {step.event.comm}
                  {step.event.pid > 0 && <small> {step.event.pid}</small>}
                </span>
                <code>{summary(step.event)}</code>
              </div>
            ))}
          </div>
          {command.events > MOST && steps.length === total && <p className={styles.cut}>Only the first {MOST.toLocaleString('en')} events are kept.</p>}
        </div>
        <div className={styles.detail}>
          {chosen === undefined ? <p className={styles.hint}>Choose a step to see its data and what led to it. ↑ and ↓ go from step to step.</p> : <StepDetail step={chosen} start_ns={command.start_ns} onChoose={(id) => setChosenId(id)} />}
        </div>
      </div>
    </div>
  );
}
