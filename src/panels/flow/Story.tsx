/** The side sheet: what an image or a container is, and what happened to it. */
import { useEffect, useMemo, useRef } from 'react';
import Layers from 'lucide-react/icons/layers';
import SquareTerminal from 'lucide-react/icons/square-terminal';
import X from 'lucide-react/icons/x';
import { setPage, usePage } from '../../client/store.ts';
import type { FlowEnd, FlowEvent } from '../../engine/inspect/views.ts';
import { openContainerShell } from '../../terminal/manager.ts';
import { bytes, clock, count, shortId } from '../shared/format.ts';
import { hue } from '../shared/hue.ts';
import { stateOf } from './ContainerCard.tsx';
import styles from './Story.module.css';
import { nameOf } from './words.ts';

const same = (a: FlowEnd | undefined, b: FlowEnd): boolean => a !== undefined && a.kind === b.kind && (a.kind === 'repository' ? a.name === (b as typeof a).name : a.id === (b as typeof a).id);

function Line({ event, end }: { event: FlowEvent; end: FlowEnd }): React.JSX.Element {
  const docker = usePage((state) => state.docker);
  const other = same(event.from, end) ? event.to : event.from;
  const gaveAway = event.verb === 'run' && end.kind === 'image';
  const text = gaveAway ? `container ${nameOf(event.to, docker)} was made from it` : event.verb === 'commit' && end.kind === 'image' ? `made from container ${nameOf(event.from, docker)}` : event.text;
  const known = other !== undefined && other.kind !== 'repository' && !same(other, end) && (other.kind === 'image' ? docker.images[other.id] : docker.containers[other.id]) !== undefined;
  return (
    <li className={styles.event}>
      <time>{clock(event.time_ns)}</time>
      <div>
        <p>{text[0]!.toUpperCase() + text.slice(1)}</p>
        {event.command !== '' && <code>{event.command}</code>}
        <div className={styles.links}>
          {known && (
            <button className={styles.link} onClick={() => setPage({ selected: other })}>
              {nameOf(other, docker)}
            </button>
          )}
          {event.root !== 0 && (
            <button className={styles.link} onClick={() => setPage({ tab: 'trace', traceRoot: event.root })}>
              what it set off
            </button>
          )}
        </div>
      </div>
    </li>
  );
}

function Facts({ facts }: { facts: readonly (readonly [string, string])[] }): React.JSX.Element {
  return (
    <dl className={styles.facts}>
      {facts.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

export function Story({ end }: { end: FlowEnd }): React.JSX.Element {
  const docker = usePage((state) => state.docker);
  const all = usePage((state) => state.flow.events);
  const events = useMemo(() => all.filter((event) => same(event.from, end) || same(event.to, end)), [all, end]);
  const sheet = useRef<HTMLElement>(null);
  const close = (): void => setPage({ selected: undefined });
  useEffect(() => {
    const before = document.activeElement;
    sheet.current?.focus();
    return () => {
      if (before instanceof HTMLElement && document.contains(before)) before.focus();
    };
  }, []);
  const container = end.kind === 'container' ? docker.containers[end.id] : undefined;
  const image = end.kind === 'image' ? docker.images[end.id] : undefined;
  return (
    <aside className={styles.sheet} ref={sheet} tabIndex={-1} aria-label={`Story of ${nameOf(end, docker)}`} onKeyDown={(event) => event.key === 'Escape' && close()} {...(end.kind === 'container' ? { 'data-hue': hue(end.id) } : {})}>
      <div className={styles.head}>
        <div>
          <p className={styles.kind}>{end.kind}</p>
          <h2>{nameOf(end, docker)}</h2>
        </div>
        <button className="btn icon" aria-label="Close the story" onClick={close}>
          <X aria-hidden="true" />
        </button>
      </div>
      {container !== undefined && (
        <Facts
          facts={[
            ['Id', shortId(container.id)],
            ['Image', container.image],
            ['Command', container.command],
            ['State', stateOf(container)],
            ...container.ports.map((port) => ['Port', port.text.replace('->', ' → ')] as const),
            ['Own layer', container.upper.added + container.upper.changed + container.upper.deleted === 0 ? 'empty' : `${count(container.upper.added + container.upper.changed + container.upper.deleted, 'change')}, ${bytes(container.upper.size_bytes)}`],
          ]}
        />
      )}
      {image !== undefined && (
        <Facts
          facts={[
            ['Id', shortId(image.id)],
            ['Names', image.tags.join(', ') || 'none: it is dangling'],
            ['Size', `${bytes(image.size_bytes)} in ${count(image.layers.length, 'layer')}`],
            ['Runs', image.command || 'nothing by default'],
            ['Used by', Object.values(docker.containers).filter((one) => one.imageId === image.id).map((one) => one.name).join(', ') || 'no container'],
          ]}
        />
      )}
      {container === undefined && image === undefined && <p className={styles.gone}>It is gone: removed.</p>}
      <div className={styles.actions}>
        {(container !== undefined || image !== undefined) && (
          <button className="btn" onClick={() => setPage({ tab: 'layers', subject: end })}>
            <Layers aria-hidden="true" />
            Its layers
          </button>
        )}
        {container?.state === 'running' && (
          <button className="btn" onClick={() => void openContainerShell(container.id, container.name)}>
            <SquareTerminal aria-hidden="true" />
            Open a shell
          </button>
        )}
      </div>
      <h3>What happened</h3>
      {events.length === 0 ? (
        <p className={styles.gone}>It was here from the start.</p>
      ) : (
        <ol className={styles.events}>
          {events.map((event) => (
            <Line key={event.id} event={event} end={end} />
          ))}
        </ol>
      )}
    </aside>
  );
}
