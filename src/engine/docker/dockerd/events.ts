/** The daemon's events: a ring of the last 256 and a list of those who follow. */
import type { Sys } from '../../abi/sys.ts';
import { Condition } from '../common/sync.ts';
import { now, unixNanoText } from '../common/time.ts';
import type { Instant } from '../common/time.ts';
import type { Filters } from './filters.ts';

const KEPT = 256;

/** An event as it happened. */
export interface DaemonEvent {
  readonly serial: number;
  readonly time: Instant;
  readonly type: string;
  readonly action: string;
  readonly id: string;
  readonly attributes: Readonly<Record<string, string>>;
}

/** The wire's form; written by hand because timeNano does not fit a JavaScript number. */
export function eventJson(e: DaemonEvent): string {
  const old =
    e.type === 'container' || e.type === 'image'
      ? `"status":${JSON.stringify(e.action)},"id":${JSON.stringify(e.id)},${e.type === 'container' ? `"from":${JSON.stringify(e.attributes['image'] ?? '')},` : ''}`
      : '';
  const sorted = Object.fromEntries(Object.entries(e.attributes).sort(([a], [b]) => (a < b ? -1 : 1)));
  const actor = JSON.stringify({ ID: e.id, Attributes: sorted });
  return `{${old}"Type":${JSON.stringify(e.type)},"Action":${JSON.stringify(e.action)},"Actor":${actor},"scope":"local","time":${e.time.sec},"timeNano":${unixNanoText(e.time)}}`;
}

export class Events {
  private serial = 0;
  /** The last events, oldest first. */
  readonly ring: DaemonEvent[] = [];
  /** Notified at each event. */
  readonly changed = new Condition();
  /** How many follow. */
  listeners = 0;

  log(sys: Sys, type: string, action: string, id: string, attributes: Record<string, string>): void {
    this.ring.push({ serial: ++this.serial, time: now(sys), type, action, id, attributes });
    if (this.ring.length > KEPT) this.ring.shift();
    this.changed.notify(sys);
    if (sys.tracing('engine')) sys.trace({ kind: 'engine', layer: 'dockerd', action: `event: ${type} ${action}`, detail: { id, ...attributes } });
  }

  get last(): number {
    return this.serial;
  }

  /** Events later than `serial`, if they are still kept. */
  since(serial: number): DaemonEvent[] {
    const first = this.ring[0]?.serial ?? this.serial + 1;
    return this.ring.slice(Math.max(0, serial + 1 - first));
  }
}

/** Does an event pass the filters of GET /events? */
export function eventMatches(e: DaemonEvent, f: Filters): boolean {
  const action = e.action.split(':')[0]!;
  const object = (type: string): boolean => f.fuzzy(type, e.id) || f.fuzzy(type, e.attributes['name'] ?? '');
  const image = (): boolean => {
    if (!f.has('image')) return true;
    const candidates = [e.id, e.attributes['name'] ?? '', e.type === 'container' ? (e.attributes['image'] ?? '') : ''];
    return f.get('image').some((w) => candidates.some((c) => c === w || c.split(':')[0] === w));
  };
  return (
    (!f.has('event') || f.get('event').some((w) => w === e.action || w === action)) &&
    f.exact('type', e.type) &&
    f.exact('scope', 'local') &&
    object('container') &&
    object('volume') &&
    object('network') &&
    image() &&
    (!f.has('daemon') || e.type === 'daemon') &&
    f.labels('label', e.attributes)
  );
}
