/** Which arrows the Flow panel draws for the last events, and along which way. Pure. */
import type { DockerView, FlowEnd, FlowEvent } from '../../engine/inspect/views.ts';
import type { Box, FlowLayout, Places } from './layout.ts';
import { isRunning, ranBox } from './layout.ts';

/** Events of one command this close to each other are one change; what it leads to later is another. */
const TOGETHER_NS = 5e9;
/** Faint arrows of earlier changes at most. */
const EARLIER = 5;

export interface Arrow {
  readonly event: FlowEvent;
  readonly path: string;
  readonly label: string;
  /** Where the label stands. */
  readonly x: number;
  readonly y: number;
  /** It only crosses the gap between two columns: the label stands above it. */
  readonly short: boolean;
  readonly now: boolean;
}

/** The events of the last change, oldest first. */
export function lastChange(events: readonly FlowEvent[]): readonly FlowEvent[] {
  const last = events.at(-1);
  if (last === undefined) return [];
  const group: FlowEvent[] = [last];
  let root = last.root;
  for (let i = events.length - 2; i >= 0; i--) {
    const event = events[i]!;
    const near = group[0]!.time_ns - event.time_ns < TOGETHER_NS;
    if (root === 0 && near) root = event.root;
    else if (event.root !== root || root === 0 || !near) break;
    group.unshift(event);
  }
  return group;
}

/** What an arrow's label says: the command's first two words when the command did it, else what happened. */
export function labelOf(event: FlowEvent): string {
  if (event.verb === 'exit' || event.verb === 'pull') return event.verb;
  const words = event.command.trim().split(/\s+/);
  if (words[0] === 'docker' && words[1] !== undefined) {
    const management = ['container', 'image'].includes(words[1]) && words[2] !== undefined;
    return management ? words.slice(0, 3).join(' ') : `docker ${words[1]}`;
  }
  return event.verb;
}

function boxOf(end: FlowEnd | undefined, layout: FlowLayout): Box | undefined {
  if (end === undefined) return undefined;
  if (end.kind === 'repository') return layout.repositories[end.name];
  return end.kind === 'image' ? layout.images[end.id] : layout.containers[end.id];
}

/** Height at which an arrow meets a box: an image at its stack, a card a third down. */
function port(box: Box, end: FlowEnd, shift: number): number {
  if (end.kind === 'repository') return box.y + box.height / 2;
  if (end.kind === 'image') return Math.min(box.y + box.height - 6, box.y + 50 + shift);
  return box.y + Math.min(40 + shift, box.height / 2);
}

function curve(from: Box, fromEnd: FlowEnd, to: Box, toEnd: FlowEnd, shift: number): { path: string; x: number; y: number; short: boolean } {
  const right = to.x >= from.x;
  const x1 = right ? from.x + from.width + 3 : from.x - 3;
  const x2 = right ? to.x - 5 : to.x + to.width + 5;
  const y1 = port(from, fromEnd, shift);
  const y2 = port(to, toEnd, shift);
  const bend = Math.max(24, Math.abs(x2 - x1) * 0.4) * (right ? 1 : -1);
  return { path: `M${x1} ${y1}C${x1 + bend} ${y1} ${x2 - bend} ${y2} ${x2} ${y2}`, x: (x1 + x2) / 2, y: (y1 + y2) / 2, short: Math.abs(x2 - x1) < 120 };
}

/** Arrows of the last change, and faint ones of a few changes before it as long as both ends still stand where they stood. */
export function arrowsOf(events: readonly FlowEvent[], docker: DockerView, layout: FlowLayout, places: Places): readonly Arrow[] {
  const current = new Set(lastChange(events));
  const drawn = new Set<string>();
  const arrows: Arrow[] = [];
  let earlier = 0;
  for (let i = events.length - 1; i >= 0 && earlier < EARLIER; i--) {
    const event = events[i]!;
    const now = current.has(event);
    let from = boxOf(event.from, layout);
    let to = boxOf(event.to, layout);
    if (event.from === undefined || event.to === undefined || from === undefined || to === undefined) continue;
    if (event.to.kind === 'container') {
      const ran = ranBox(layout, places, event.to.id);
      if (event.from.kind === 'container') {
        const ends = ['exit', 'kill', 'stop'].includes(event.verb);
        if (!ends || !now || ran === undefined) continue;
        from = ran;
      } else {
        const one = docker.containers[event.to.id];
        if (!now && (one === undefined || !isRunning(one))) continue;
        to = ran ?? to;
      }
    }
    const key = `${JSON.stringify(event.from)}${JSON.stringify(event.to)}`;
    if (drawn.has(key)) continue;
    drawn.add(key);
    if (!now) earlier++;
    if (from.x === to.x && from.y === to.y) continue;
    const shift = event.verb === 'commit' ? 22 : 0;
    const way = curve(from, event.from, to, event.to, shift);
    const label = labelOf(event);
    arrows.unshift({ event, ...way, label: way.short ? label.replace(/^docker (container |image )?/, '') : label, now });
  }
  return arrows;
}
