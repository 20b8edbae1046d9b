/**
 * Where everything stands in the Flow panel: a pure function of what is shown, what stood where before, and the width. Images are
 * stacked in order of appearance; a container takes the first free row of its column and keeps it while it stays there, so nothing
 * else moves when one is added, started or stopped.
 */
import type { ContainerView, DockerView, ImageView } from '../../engine/inspect/views.ts';

const CARD = 100;
const CARD_GAP = 18;
/** With more containers than this in a column its cards are one line high. */
const MANY = 24;
const LINE = 34;
const LINE_GAP = 8;
const REPOSITORY = 38;
const REPOSITORY_GAP = 12;
const TOP = 52;
const IMAGE_HEAD = 40;
const IMAGE_GAP = 34;
/** Bars drawn of an image at most; more are told as a number. */
export const MAX_BARS = 7;

export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export type ColumnName = 'registry' | 'images' | 'running' | 'stopped';

export interface Column {
  readonly x: number;
  readonly width: number;
}

/** One bar of an image's stack, top first. */
export interface Bar {
  /** Undefined for the bar that stands for several. */
  readonly diffId: string | undefined;
  readonly merged: number;
  readonly y: number;
  readonly height: number;
}

/** What the next layout needs to know of the last. */
export interface Places {
  readonly images: readonly string[];
  readonly running: Readonly<Record<string, number>>;
  readonly stopped: Readonly<Record<string, number>>;
  /** Row in which a container ran last: where the arrow of its end starts. */
  readonly ran: Readonly<Record<string, number>>;
}

export const NO_PLACES: Places = { images: [], running: {}, stopped: {}, ran: {} };

export interface FlowLayout {
  readonly columns: Readonly<Record<ColumnName, Column>>;
  readonly repositories: Readonly<Record<string, Box>>;
  readonly images: Readonly<Record<string, Box>>;
  readonly bars: Readonly<Record<string, readonly Bar[]>>;
  readonly containers: Readonly<Record<string, Box>>;
  readonly height: number;
}

export const isRunning = (one: ContainerView): boolean => one.state === 'running' || one.state === 'paused' || one.state === 'restarting';

/** Rows of one column: those that stay keep theirs, the others take the first free one. */
function rows(ids: readonly string[], before: Readonly<Record<string, number>>): Record<string, number> {
  const result: Record<string, number> = {};
  const taken = new Set<number>();
  for (const id of ids) {
    const row = before[id];
    if (row !== undefined) {
      result[id] = row;
      taken.add(row);
    }
  }
  let free = 0;
  for (const id of ids) {
    if (result[id] !== undefined) continue;
    while (taken.has(free)) free++;
    result[id] = free;
    taken.add(free);
  }
  return result;
}

/** Give everything that is shown now a place. */
export function place(docker: DockerView, before: Places): Places {
  const byAge = Object.values(docker.containers).sort((a, b) => a.created_ms - b.created_ms || (a.id < b.id ? -1 : 1));
  const known = before.images.filter((id) => docker.images[id] !== undefined);
  const seen = new Set(known);
  const fresh = Object.keys(docker.images).filter((id) => !seen.has(id));
  const running = rows(byAge.filter(isRunning).map((one) => one.id), before.running);
  const stopped = rows(byAge.filter((one) => !isRunning(one)).map((one) => one.id), before.stopped);
  const ran: Record<string, number> = {};
  for (const id of Object.keys(stopped)) {
    const row = before.running[id] ?? before.ran[id];
    if (row !== undefined) ran[id] = row;
  }
  return { images: [...known, ...fresh], running, stopped, ran };
}

/** The bars of an image, top layer first. */
export function barsOf(image: ImageView): Bar[] {
  const layers = [...image.layers].reverse();
  const few = layers.length <= 4;
  const shown = layers.length <= MAX_BARS ? layers : [...layers.slice(0, 3), undefined, ...layers.slice(-2)];
  let y = IMAGE_HEAD;
  return shown.map((diffId, index) => {
    const height = few || index === 0 || index === shown.length - 1 || diffId === undefined ? 20 : 10;
    const bar = { diffId, merged: diffId === undefined ? layers.length - shown.length + 1 : 1, y, height };
    y += height + 2;
    return bar;
  });
}

function columns(width: number): Record<ColumnName, Column> {
  const pad = 20;
  const gap = Math.max(30, Math.min(76, width * 0.06));
  const free = width - 2 * pad - 3 * gap;
  const registry = Math.max(104, free * 0.155) / free;
  const rest = 1 - registry;
  const parts: readonly (readonly [ColumnName, number])[] = [['registry', registry], ['images', rest * 0.34], ['running', rest * 0.33], ['stopped', rest * 0.33]];
  let x = pad;
  const result = {} as Record<ColumnName, Column>;
  for (const [name, part] of parts) {
    result[name] = { x, width: Math.floor(free * part) };
    x += Math.floor(free * part) + gap;
  }
  return result;
}

/** Boxes for all places, for a panel of this width. */
export function layOut(docker: DockerView, places: Places, width: number): FlowLayout {
  const column = columns(width);
  const repositories: Record<string, Box> = {};
  let y = TOP;
  for (const name of Object.keys(docker.registry).sort()) {
    repositories[name] = { ...column.registry, y, height: REPOSITORY };
    y += REPOSITORY + REPOSITORY_GAP;
  }
  let height = y;
  const images: Record<string, Box> = {};
  const bars: Record<string, readonly Bar[]> = {};
  y = TOP - 4;
  for (const id of places.images) {
    const image = docker.images[id];
    if (image === undefined) continue;
    const stack = barsOf(image);
    const last = stack[stack.length - 1];
    const tall = last === undefined ? IMAGE_HEAD : last.y + last.height;
    images[id] = { ...column.images, y, height: tall };
    bars[id] = stack;
    y += tall + IMAGE_GAP;
  }
  height = Math.max(height, y);
  const containers: Record<string, Box> = {};
  for (const name of ['running', 'stopped'] as const) {
    for (const [id, row] of Object.entries(places[name])) {
      const box = rowBox(column[name], places[name], row);
      containers[id] = box;
      height = Math.max(height, box.y + box.height + CARD_GAP);
    }
  }
  return { columns: column, repositories, images, bars, containers, height: height + 16 };
}

/** The box of a row in a column of containers. */
function rowBox(column: Column, all: Readonly<Record<string, number>>, row: number): Box {
  const many = Object.keys(all).length > MANY;
  const height = many ? LINE : CARD;
  return { ...column, y: TOP + row * (height + (many ? LINE_GAP : CARD_GAP)), height };
}

/** True for a card that is one line high. */
export const isLine = (box: Box): boolean => box.height === LINE;

/** The box in which a container ran before it stopped. */
export function ranBox(layout: FlowLayout, places: Places, id: string): Box | undefined {
  const row = places.ran[id];
  return row === undefined ? undefined : rowBox(layout.columns.running, places.running, row);
}
