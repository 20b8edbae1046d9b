/**
 * The Flow panel: registry, images, running and stopped containers in four columns, and arrows for what happened between them. Only
 * what is in view is drawn, so a thousand containers cost as much as ten.
 */
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';
import { setPage, usePage } from '../../client/store.ts';
import { EMPTY_DOCKER_VIEW } from '../../engine/inspect/views.ts';
import type { FlowEnd } from '../../engine/inspect/views.ts';
import { Arrows } from './Arrows.tsx';
import { lastChange } from './arrows.ts';
import { ContainerCard } from './ContainerCard.tsx';
import styles from './FlowPanel.module.css';
import { FlowText } from './FlowText.tsx';
import { ImageCard } from './ImageCard.tsx';
import { isRunning, layOut, NO_PLACES, place, ranBox } from './layout.ts';
import type { Box, ColumnName, Places } from './layout.ts';
import { RepositoryCard } from './RepositoryCard.tsx';
import { Story } from './Story.tsx';
import { sentence } from './words.ts';

/** Drawn beyond the visible part, in pixels. */
const MARGIN = 240;
const NARROWEST = 640;

const HEADS: readonly { readonly column: ColumnName; readonly title: string }[] = [
  { column: 'registry', title: 'Registry' },
  { column: 'images', title: 'Images' },
  { column: 'running', title: 'Running' },
  { column: 'stopped', title: 'Stopped' },
];

const EMPTY: Readonly<Record<'images' | 'running' | 'stopped', readonly [string, string]>> = {
  images: ['No images yet.', 'docker run hello-world'],
  running: ['Nothing runs.', 'docker run -ti ubuntu bash'],
  stopped: ['Containers that ended stay here until', 'docker rm'],
};

/** Pixels from the top to where a second row of cards begins. */
const BELOW_FIRST_ROW = 170;

/** Where things stood last: kept while another panel is shown. */
let remembered: Places = NO_PLACES;

export const endKey = (end: FlowEnd): string => (end.kind === 'repository' ? `r:${end.name}` : `${end.kind[0]}:${end.id}`);

export default function FlowPanel(): React.JSX.Element {
  const docker = usePage((state) => state.docker);
  const events = usePage((state) => state.flow.events);
  const selected = usePage((state) => state.selected);
  const asText = usePage((state) => state.asText);
  const scroller = useRef<HTMLDivElement>(null);
  const [size, setSize] = useState({ width: 0, height: 0 });
  const [top, setTop] = useState(0);

  useLayoutEffect(() => {
    const element = scroller.current;
    if (element === null) return;
    const measure = (): void => {
      setSize({ width: element.clientWidth, height: element.clientHeight });
      setTop(element.scrollTop);
    };
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    measure();
    return () => observer.disconnect();
  }, [asText]);

  const places = useMemo(() => (remembered = place(docker, docker === EMPTY_DOCKER_VIEW ? NO_PLACES : remembered)), [docker]);
  const width = Math.max(NARROWEST, size.width);
  const layout = useMemo(() => layOut(docker, places, width), [docker, places, width]);
  const changed = useMemo(() => new Set(lastChange(events).flatMap((event) => [event.to, ['commit', 'pull', 'run'].includes(event.verb) ? undefined : event.from]).filter((end) => end !== undefined).map(endKey)), [events]);
  const last = events.at(-1);

  const lastId = last?.id;
  useEffect(() => {
    const element = scroller.current;
    const end = last?.to ?? last?.from;
    if (element === null || end === undefined || end.kind === 'repository') return;
    const box = end.kind === 'image' ? layout.images[end.id] : layout.containers[end.id];
    if (box === undefined) return;
    const hidden = box.y < element.scrollTop || box.y + box.height > element.scrollTop + element.clientHeight;
    if (hidden) element.scrollTo({ top: Math.max(0, box.y - 60), behavior: matchMedia('(prefers-reduced-motion: reduce)').matches ? 'auto' : 'smooth' });
  }, [lastId]);

  if (asText) return <FlowText />;

  const visible = (box: Box): boolean => box.y + box.height > top - MARGIN && box.y < top + size.height + MARGIN;
  const counts = {
    registry: 0,
    images: Object.keys(docker.images).length,
    running: Object.keys(places.running).length,
    stopped: Object.keys(places.stopped).length,
  };
  const choose = (end: FlowEnd): void => setPage({ selected: selected !== undefined && endKey(selected) === endKey(end) ? undefined : end });
  const ghost = last?.to?.kind === 'container' && ['exit', 'kill', 'stop'].includes(last.verb) ? ranBox(layout, places, last.to.id) : undefined;
  const containers = Object.values(docker.containers).filter((one) => layout.containers[one.id] !== undefined && visible(layout.containers[one.id]!));

  return (
    <div className={styles.frame}>
      <p className="visually-hidden" role="status">
        {last === undefined ? '' : sentence(last, docker)}
      </p>
      <div className={styles.scroller} ref={scroller} onScroll={(event) => setTop(event.currentTarget.scrollTop)} onKeyDown={moveByArrows} tabIndex={-1}>
        <div className={styles.canvas} style={{ width, height: Math.max(layout.height, size.height) }}>
          <div className={styles.heads}>
            {HEADS.map(({ column, title }) => (
              <h2 key={column} className={styles.head} style={{ left: layout.columns[column].x, width: layout.columns[column].width }}>
                {title}
                {counts[column] > 0 && <span>{counts[column].toLocaleString('en')}</span>}
              </h2>
            ))}
          </div>
          {(['images', 'running', 'stopped'] as const).map((column) => (
            <i key={column} className={styles.rule} style={{ left: layout.columns[column].x - (layout.columns.images.x - layout.columns.registry.x - layout.columns.registry.width) / 2 }} />
          ))}
          <Arrows events={events} docker={docker} layout={layout} places={places} />
          {Object.values(docker.registry).map((repository) => (
            <RepositoryCard key={repository.name} repository={repository} box={layout.repositories[repository.name]!} />
          ))}
          {ghost !== undefined && <i className={styles.ghost} style={{ left: ghost.x, top: ghost.y, width: ghost.width, height: ghost.height }} />}
          {(['images', 'running', 'stopped'] as const).map(
            (column) =>
              counts[column] === 0 &&
              (column !== 'running' || ghost === undefined) && (
                // Arrows to what has stopped cross the empty column's first row: the words stand beneath it then.
                <p key={column} className={styles.empty} style={{ ...(column === 'running' && counts.stopped > 0 ? { top: BELOW_FIRST_ROW } : {}), left: layout.columns[column].x, width: layout.columns[column].width }}>
                  {EMPTY[column][0]} {column !== 'stopped' && 'Try'} <code>{EMPTY[column][1]}</code>
                </p>
              ),
          )}
          {places.images.map((id) => {
            const image = docker.images[id];
            const box = layout.images[id];
            if (image === undefined || box === undefined || !visible(box)) return null;
            return (
              <ImageCard key={id} image={image} box={box} bars={layout.bars[id]!} changed={changed.has(`i:${id}`)} open={selected?.kind === 'image' && selected.id === id} onChoose={() => choose({ kind: 'image', id })} />
            );
          })}
          {containers.map((one) => (
            <ContainerCard
              key={one.id} container={one} box={layout.containers[one.id]!} running={isRunning(one)} changed={changed.has(`c:${one.id}`)}
              open={selected?.kind === 'container' && selected.id === one.id} onChoose={() => choose({ kind: 'container', id: one.id })}
            />
          ))}
        </div>
      </div>
      {selected !== undefined && <Story end={selected} key={endKey(selected)} />}
    </div>
  );
}

/** Arrow keys go to the nearest card in that direction. */
function moveByArrows(event: React.KeyboardEvent<HTMLDivElement>): void {
  const direction = { ArrowUp: [0, -1], ArrowDown: [0, 1], ArrowLeft: [-1, 0], ArrowRight: [1, 0] }[event.key];
  const from = document.activeElement;
  if (direction === undefined || from === null || !from.matches('[data-card]')) return;
  event.preventDefault();
  const a = from.getBoundingClientRect();
  let best: HTMLElement | undefined;
  let bestDistance = Infinity;
  for (const card of event.currentTarget.querySelectorAll<HTMLElement>('[data-card]')) {
    if (card === from) continue;
    const b = card.getBoundingClientRect();
    const dx = b.left - a.left;
    const dy = b.top - a.top;
    const ahead = direction[0] !== 0 ? dx * direction[0]! : dy * direction[1]!;
    const aside = direction[0] !== 0 ? Math.abs(dy) : Math.abs(dx);
    if (ahead <= 4 || (direction[1] !== 0 && aside > 4)) continue;
    const distance = ahead + aside * 2;
    if (distance < bestDistance) [best, bestDistance] = [card, distance];
  }
  best?.focus();
}
