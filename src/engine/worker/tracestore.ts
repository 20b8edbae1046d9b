/**
 * What the last commands set off. Events are grouped by their root (the 'command' event at the start of the chain); each group keeps
 * its first events for the detailed list, counts all, and marks them in lanes for the picture. Memory is bounded whatever a command
 * does: at most MAX_COMMANDS groups, MAX_EVENTS events a group, MAX_TICKS marks a lane (marks are merged into coarser ones).
 */
import type { TraceEvent } from '../abi/trace.ts';
import { LANES } from '../inspect/views.ts';
import type { CommandTrace, Lane, Tick, TraceView } from '../inspect/views.ts';
import type { TraceStep } from './protocol.ts';

const MAX_COMMANDS = 60;
const MAX_EVENTS = 6000;
const MAX_TICKS = 160;
const FIRST_BUCKET_NS = 20_000;
/** A command that sets nothing off for so long is taken as done. */
const QUIET_NS = 200_000_000;

/** A failed call that can be what a program complains of: not one that is asked in order to be refused (isatty), or that only had to wait. */
const FAILED = /^-1 (?!ENOTTY|EAGAIN|EINTR|ECHILD)/;

/** Did `write(2, "...")` print the beginning of this line? `args` are as strace shows them. */
function complains(args: string, line: string): boolean {
  const text = /^2, ("(?:[^"\\]|\\.)*")/.exec(args)?.[1];
  if (text === undefined) return false;
  const first = (JSON.parse(text) as string).split('\n')[0]!.trim();
  return first.length > 3 && line.includes(first);
}

/** The lane in which an event is drawn. */
export function laneOf(event: TraceEvent): Lane {
  switch (event.kind) {
    case 'command':
      return 'client';
    case 'http_request':
    case 'http_response':
      return event.layer === 'cli' ? 'client' : 'api';
    case 'http_frame':
      return 'api';
    case 'rpc':
    case 'rpc_return':
      return event.comm === 'containerd' ? 'containerd' : 'dockerd';
    case 'engine':
    case 'error': {
      const layer = event.layer;
      if (layer === 'cli') return 'client';
      if (layer === 'registry') return 'dockerd';
      return (LANES as readonly string[]).includes(layer) ? (layer as Lane) : 'kernel';
    }
    default:
      return 'kernel';
  }
}

class Group {
  readonly kept: TraceEvent[] = [];
  readonly lanes = new Map<Lane, Tick[]>();
  events = 0;
  end_ns: number;
  done = false;
  private bucket_ns = FIRST_BUCKET_NS;
  /** The record last handed out; undefined after a change. */
  private record: CommandTrace | undefined;

  constructor(
    readonly root: number,
    readonly line: string,
    readonly tty: string,
    readonly start_ns: number,
  ) {
    this.end_ns = start_ns;
  }

  add(event: TraceEvent): void {
    this.record = undefined;
    this.events++;
    this.end_ns = event.time_ns;
    if (this.kept.length < MAX_EVENTS) this.kept.push(event);
    const lane = laneOf(event);
    let ticks = this.lanes.get(lane);
    if (ticks === undefined) this.lanes.set(lane, (ticks = []));
    const error = event.kind === 'error' || event.kind === 'oops';
    const last = ticks[ticks.length - 1];
    if (last !== undefined && event.time_ns - last.time_ns < this.bucket_ns) {
      ticks[ticks.length - 1] = { time_ns: last.time_ns, count: last.count + 1, error: last.error || error };
      return;
    }
    ticks.push({ time_ns: event.time_ns, count: 1, error });
    if (ticks.length > MAX_TICKS) this.coarsen();
  }

  private coarsen(): void {
    this.bucket_ns *= 2;
    for (const [lane, ticks] of this.lanes) {
      const merged: Tick[] = [];
      for (const tick of ticks) {
        const last = merged[merged.length - 1];
        if (last !== undefined && tick.time_ns - last.time_ns < this.bucket_ns) {
          merged[merged.length - 1] = { time_ns: last.time_ns, count: last.count + tick.count, error: last.error || tick.error };
        } else merged.push(tick);
      }
      this.lanes.set(lane, merged);
    }
    for (const ticks of this.lanes.values()) if (ticks.length > MAX_TICKS) return this.coarsen();
  }

  view(): CommandTrace {
    if (this.record !== undefined) return this.record;
    const lanes = {} as Record<Lane, readonly Tick[]>;
    for (const lane of LANES) lanes[lane] = [...(this.lanes.get(lane) ?? [])];
    return (this.record = {
      root: this.root, line: this.line, tty: this.tty, start_ns: this.start_ns, end_ns: this.end_ns, events: this.events, lanes,
    });
  }
}

/** A command that just came to rest. */
export interface DoneCommand {
  readonly root: number;
  readonly line: string;
  readonly tty: string;
}

export class TraceStore {
  private readonly groups = new Map<number, Group>();
  private open: Group[] = [];

  add(events: readonly TraceEvent[]): void {
    for (const event of events) {
      if (event.kind === 'command' && event.root === event.id) {
        const group = new Group(event.id, event.line, event.tty, event.time_ns);
        this.groups.set(event.id, group);
        this.open.push(group);
        group.add(event);
        if (this.groups.size > MAX_COMMANDS) this.groups.delete(this.groups.keys().next().value!);
        continue;
      }
      this.groups.get(event.root)?.add(event);
    }
  }

  /** The line that was typed at the start of a chain; undefined when it is no longer known. */
  lineOf(root: number): string | undefined {
    return this.groups.get(root)?.line;
  }

  view(): TraceView {
    return { commands: [...this.groups.values()].map((group) => group.view()) };
  }

  /** Commands that came to rest since the last call. */
  takeDone(now_ns: number): DoneCommand[] {
    const done: DoneCommand[] = [];
    const later = new Set<string>();
    for (let i = this.open.length - 1; i >= 0; i--) {
      const group = this.open[i]!;
      if (later.has(group.tty) || now_ns - group.end_ns > QUIET_NS) {
        group.done = true;
        done.unshift({ root: group.root, line: group.line, tty: group.tty });
      }
      later.add(group.tty);
    }
    if (done.length > 0) this.open = this.open.filter((group) => !group.done);
    return done;
  }

  /** True while a command may still come to rest. */
  get waiting(): boolean {
    return this.open.length > 0;
  }

  /** Steps of one command in the given lanes, from the `from`th of them, and how many there are. */
  detail(root: number, lanes: readonly Lane[], from: number, count: number): { total: number; steps: TraceStep[] } {
    const wanted = new Set(lanes);
    const steps: TraceStep[] = [];
    let total = 0;
    for (const event of this.groups.get(root)?.kept ?? []) {
      const lane = laneOf(event);
      if (!wanted.has(lane)) continue;
      if (total >= from && steps.length < count) steps.push({ event, lane });
      total++;
    }
    return { total, steps };
  }

  /** An event and what led to it, nearest first; ends where an event is no longer kept. */
  causes(id: number): TraceStep[] {
    const chain: TraceStep[] = [];
    for (let at = this.find(id); at !== undefined && chain.length < 64; at = this.find(at.cause)) chain.push({ event: at, lane: laneOf(at) });
    return chain;
  }

  /**
   * What a line on a terminal complains of: the error that the engine raised, or the system call that failed before a program wrote the
   * line on its standard error. The newest command that fits; undefined when none does.
   */
  blame(line: string): { readonly root: number; readonly event: number } | undefined {
    for (const group of [...this.groups.values()].reverse()) {
      const raised = group.kept.findLast((event) => event.kind === 'error' && event.message !== '' && line.includes(event.message.split('\n')[0]!));
      if (raised !== undefined) return { root: group.root, event: raised.id };
      const told = group.kept.findLastIndex((event) => event.kind === 'syscall' && event.name === 'write' && complains(event.args, line));
      if (told < 0) continue;
      const { pid, id } = group.kept[told]!;
      const cause = group.kept.slice(0, told).findLast((event) => event.pid === pid && event.kind === 'syscall' && FAILED.test(event.result));
      return { root: group.root, event: cause?.id ?? id };
    }
    return undefined;
  }

  private find(id: number): TraceEvent | undefined {
    if (id === 0) return undefined;
    for (const group of this.groups.values()) {
      let low = 0;
      let high = group.kept.length - 1;
      while (low <= high) {
        const middle = (low + high) >> 1;
        const event = group.kept[middle]!;
        if (event.id === id) return event;
        if (event.id < id) low = middle + 1;
        else high = middle - 1;
      }
    }
    return undefined;
  }
}
