/**
 * Where everything stands in the network map: a pure function of the view, of the slots that were given before, and of the width. Containers
 * (and namespaces made by hand) take the first free slot of a grid and keep it; bridges are bars above them in the order in which they came.
 * So nothing moves when a container is added. Cables run straight up from an interface to its bridge.
 */
import type { DockerNetworkView, InterfaceView, NamespaceView, NetworkView } from '../../engine/inspect/views.ts';

export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** A cable with its two plugs: 'HOST:NS/DEVICE' each, and the points that it runs through, from the first to the second. */
export interface Cable {
  readonly a: string;
  readonly b: string;
  readonly points: readonly Point[];
  /** Namespace whose hue it has; undefined for the host's own. */
  readonly owner: string | undefined;
  readonly up: boolean;
}

export interface BridgeBar {
  readonly key: string;
  readonly box: Box;
  readonly device: InterfaceView;
  readonly network: DockerNetworkView | undefined;
}

export interface NetworkMap {
  readonly width: number;
  readonly height: number;
  readonly host: Box | undefined;
  readonly hostNs: NamespaceView | undefined;
  readonly outside: readonly { readonly ns: NamespaceView; readonly box: Box }[];
  readonly bridges: readonly BridgeBar[];
  readonly nodes: readonly { readonly ns: NamespaceView; readonly box: Box }[];
  readonly cables: readonly Cable[];
  /** Where an interface's plug is: frames start and end there. */
  readonly plugs: Readonly<Record<string, Point>>;
  /** What stands beside the host's own plugs: name and address. */
  readonly labels: readonly { readonly at: Point; readonly text: string }[];
}

/** Slot of each namespace in the grid. */
export type Slots = Readonly<Record<string, number>>;

const PAD = 12;
const OUTSIDE_H = 40;
const OUTSIDE_GAP = 22;
/** From the host's upper edge to its first bridge: its name, and the name of its network card. */
const HOST_HEAD = 32;
const BAR_H = 24;
const BAR_GAP = 9;
/** From the last bridge to the first row of containers, and between rows. */
const BARS_TO_GRID = 20;
const ROW_GAP = 22;
/** Room for so many bridges is kept before containers have to give way. */
const BARS_KEPT = 2;
const NODE_GAP = 14;

/** What stands in the grid: containers and namespaces made by hand. */
export function inGrid(ns: NamespaceView): boolean {
  return ns.kind === 'container' || ns.kind === 'netns';
}

/** Slots for all that are there: those that stay keep theirs, new ones take the first that is free. */
export function giveSlots(view: NetworkView, before: Slots): Slots {
  const slots: Record<string, number> = {};
  const taken = new Set<number>();
  const all = Object.values(view.namespaces).filter(inGrid);
  for (const { id } of all) {
    const slot = before[id];
    if (slot === undefined) continue;
    slots[id] = slot;
    taken.add(slot);
  }
  let free = 0;
  for (const { id } of all) {
    if (slots[id] !== undefined) continue;
    while (taken.has(free)) free++;
    taken.add((slots[id] = free));
  }
  return slots;
}

/** How wide a node is and how many stand in a row: small ones once there are many. */
function grid(count: number, width: number): { readonly columns: number; readonly node: number; readonly height: number } {
  const least = count > 40 ? 84 : count > 12 ? 112 : 150;
  const columns = Math.max(1, Math.floor((width + NODE_GAP) / (least + NODE_GAP)));
  return { columns, node: Math.min(190, (width - (columns - 1) * NODE_GAP) / columns), height: count > 40 ? 40 : 50 };
}

/** The plug of an interface: 'HOST:NS/NAME'. */
export const plug = (ns: NamespaceView, one: InterfaceView): string => `${ns.id}/${one.name}`;

class Mapper {
  readonly plugs: Record<string, Point> = {};
  readonly cables: Cable[] = [];
  readonly labels: { readonly at: Point; readonly text: string }[] = [];
  readonly bars = new Map<string, BridgeBar>();
  readonly byKey = new Map<string, { readonly ns: NamespaceView; readonly one: InterfaceView }>();

  constructor(
    readonly view: NetworkView,
    readonly slots: Slots,
    readonly width: number,
  ) {
    for (const ns of Object.values(view.namespaces)) for (const one of ns.interfaces) this.byKey.set(one.key, { ns, one });
  }

  map(): NetworkMap {
    const all = Object.values(this.view.namespaces);
    const host = all.find((ns) => ns.kind === 'host');
    const beyond = all.filter((ns) => ns.kind === 'internet' || ns.kind === 'router');
    const nodes = all.filter(inGrid);
    const outside = this.outside(beyond);
    const top = beyond.length === 0 ? PAD : PAD + OUTSIDE_H + OUTSIDE_GAP;
    const inner = this.width - 4 * PAD;
    const bridges = host?.interfaces.filter((one) => one.kind === 'bridge') ?? [];
    const barsTop = top + HOST_HEAD;
    bridges.forEach((device, n) => {
      const box = { x: 2 * PAD, y: barsTop + n * (BAR_H + BAR_GAP), width: inner, height: BAR_H };
      const network = Object.values(this.view.networks).find((one) => one.bridge === device.name);
      this.bars.set(device.key, { key: device.key, box, device, network });
      if (host !== undefined) this.plugs[plug(host, device)] = { x: box.x + 8, y: box.y + BAR_H / 2 };
    });
    const gridTop = barsTop + Math.max(BARS_KEPT, bridges.length) * (BAR_H + BAR_GAP) - BAR_GAP + BARS_TO_GRID;
    const most = Math.max(0, ...nodes.map(({ id }) => this.slots[id] ?? 0)) + 1;
    const { columns, node, height } = grid(most, inner);
    const placed = nodes.map((ns) => {
      const slot = this.slots[ns.id] ?? 0;
      const box = { x: 2 * PAD + (slot % columns) * (node + NODE_GAP), y: gridTop + Math.floor(slot / columns) * (height + ROW_GAP), width: node, height };
      this.node(ns, box, Math.floor(slot / columns), host);
      return { ns, box };
    });
    const rows = nodes.length === 0 ? 1 : Math.ceil(most / columns);
    const bottom = gridTop + rows * (height + ROW_GAP) - 6;
    const hostBox = host === undefined ? undefined : { x: PAD, y: top, width: this.width - 2 * PAD, height: bottom - top };
    if (host !== undefined && hostBox !== undefined) this.hostPorts(host, hostBox, outside);
    return { width: this.width, height: bottom + PAD, host: hostBox, hostNs: host, outside, bridges: [...this.bars.values()], nodes: placed, cables: this.cables, plugs: this.plugs, labels: this.labels };
  }

  /** Router and internet in a line above the host, joined by the cables that they share. */
  private outside(beyond: readonly NamespaceView[]): { readonly ns: NamespaceView; readonly box: Box }[] {
    const order = [...beyond].sort((a, b) => (a.kind === b.kind ? 0 : a.kind === 'router' ? -1 : 1));
    const narrow = this.width < 560;
    const left = 2 * PAD + (narrow ? 8 : 60);
    const own = narrow ? 144 : 170;
    const step = Math.min(260, this.width - left - own - 2 * PAD);
    const placed = order.map((ns, n) => ({ ns, box: { x: left + n * step, y: PAD, width: own, height: OUTSIDE_H } }));
    for (const { ns, box } of placed) {
      for (const one of ns.interfaces) {
        if (one.segment === 'wan') this.plugs[plug(ns, one)] = { x: ns.kind === 'router' ? box.x + box.width : box.x, y: box.y + OUTSIDE_H / 2 };
        else if (one.segment === 'lan') this.plugs[plug(ns, one)] = { x: box.x + box.width / 2, y: box.y + OUTSIDE_H };
      }
    }
    const wan = placed.flatMap(({ ns }) => ns.interfaces.filter((one) => one.segment === 'wan').map((one) => plug(ns, one)));
    for (const b of wan.slice(1)) this.cables.push({ a: wan[0]!, b, points: [this.plugs[wan[0]!]!, this.plugs[b]!], owner: undefined, up: true });
    return placed;
  }

  /** The host's own plugs towards the LAN. */
  private hostPorts(host: NamespaceView, box: Box, outside: readonly { readonly ns: NamespaceView; readonly box: Box }[]): void {
    for (const one of host.interfaces) {
      if (one.segment !== 'lan') continue;
      const first = outside[0]?.box;
      const here = { x: first === undefined ? box.x + 90 : first.x + first.width / 2, y: box.y };
      this.plugs[plug(host, one)] = here;
      this.labels.push({ at: { x: here.x + 8, y: here.y + 16 }, text: `${one.name} ${one.addresses.find((address) => !address.includes(':')) ?? ''}` });
      for (const { ns } of outside) {
        for (const other of ns.interfaces) {
          const there = this.plugs[plug(ns, other)];
          if (other.segment !== 'lan' || there === undefined) continue;
          const points = there.x === here.x ? [here, there] : [here, { x: here.x, y: (here.y + there.y) / 2 }, { x: there.x, y: (here.y + there.y) / 2 }, there];
          this.cables.push({ a: plug(host, one), b: plug(ns, other), points, owner: undefined, up: one.running && other.running });
        }
      }
    }
  }

  private node(ns: NamespaceView, box: Box, row: number, host: NamespaceView | undefined): void {
    const cabled = ns.interfaces.filter((one) => one.kind !== 'loopback');
    cabled.forEach((one, n) => {
      const x = box.x + (box.width * (n + 1)) / (cabled.length + 1);
      const here = { x, y: box.y };
      this.plugs[plug(ns, one)] = here;
      const other = one.peer === undefined ? undefined : this.byKey.get(one.peer);
      if (other === undefined) return;
      const bar = other.one.master === undefined ? undefined : this.bars.get(other.one.master);
      const up = one.running && other.one.running;
      if (bar !== undefined) {
        // Cables of lower rows leave through the gap beside their node, so that they do not cross the nodes above.
        const aside = row === 0 ? x : box.x - NODE_GAP / 2 + ((n % 3) - 1) * 2.5;
        const end = { x: aside, y: bar.box.y + BAR_H };
        const points = row === 0 ? [here, end] : [here, { x, y: box.y - 9 - n * 3 }, { x: aside, y: box.y - 9 - n * 3 }, end];
        this.plugs[plug(other.ns, other.one)] = end;
        this.cables.push({ a: plug(ns, one), b: plug(other.ns, other.one), points, owner: ns.id, up });
      } else if (other.ns === host && this.plugs[plug(other.ns, other.one)] === undefined) {
        const end = { x, y: box.y - 15 };
        this.labels.push({ at: { x: x + 6, y: end.y + 4 }, text: other.one.name });
        this.plugs[plug(other.ns, other.one)] = end;
        this.cables.push({ a: plug(ns, one), b: plug(other.ns, other.one), points: [here, end], owner: ns.id, up });
      } else if (inGrid(other.ns)) {
        const there = this.plugs[plug(other.ns, other.one)];
        if (there === undefined) return; // drawn when the other end has its place
        const y = Math.min(here.y, there.y) - 14 - n * 4;
        this.cables.push({ a: plug(ns, one), b: plug(other.ns, other.one), points: [here, { x: here.x, y }, { x: there.x, y }, there], owner: ns.id, up });
      }
    });
  }
}

export function networkMap(view: NetworkView, slots: Slots, width: number): NetworkMap {
  return new Mapper(view, slots, Math.max(320, width)).map();
}

/** The way of a frame between two plugs: along the cable when there is one, through a bridge or a box in a straight line otherwise. */
export function wayBetween(map: NetworkMap, from: string, to: string): readonly Point[] | undefined {
  for (const { a, b, points } of map.cables) {
    if (a === from && b === to) return points;
    if (a === to && b === from) return [...points].reverse();
  }
  const start = map.plugs[from];
  const end = map.plugs[to];
  return start === undefined || end === undefined || (start.x === end.x && start.y === end.y) ? undefined : [start, end];
}

/** The point at a part (0 to 1) of a way, by length. */
export function along(points: readonly Point[], part: number): Point {
  let whole = 0;
  for (let i = 1; i < points.length; i++) whole += Math.hypot(points[i]!.x - points[i - 1]!.x, points[i]!.y - points[i - 1]!.y);
  let left = whole * Math.max(0, Math.min(1, part));
  for (let i = 1; i < points.length; i++) {
    const a = points[i - 1]!;
    const b = points[i]!;
    const length = Math.hypot(b.x - a.x, b.y - a.y);
    if (left <= length) return length === 0 ? a : { x: a.x + ((b.x - a.x) * left) / length, y: a.y + ((b.y - a.y) * left) / length };
    left -= length;
  }
  return points.at(-1)!;
}
