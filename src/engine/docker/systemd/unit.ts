/** A unit: its file, its state, and the steps between its states. systemd's unit.c, service.c and socket.c in small. */
import type { Sys, Task } from '../../abi/sys.ts';
import { readTextIfAny } from '../common/files.ts';
import { Condition } from '../common/sync.ts';

export type ActiveState = 'inactive' | 'activating' | 'active' | 'deactivating' | 'failed';

/** How a service's last process ended. */
export interface ServiceResult {
  readonly kind: 'exited' | 'killed';
  readonly status: number;
}

export class Unit {
  readonly name: string;
  readonly path: string;
  private readonly settings: ReadonlyMap<string, readonly string[]>;
  active: ActiveState = 'inactive';
  /** 'running', 'dead', 'auto-restart', 'listening'. */
  sub = 'dead';
  mainPid = 0;
  /** Milliseconds since the epoch of the last change of state. */
  since_ms = 0;
  result: ServiceResult | undefined;
  /** A socket unit's listening descriptor. */
  listenFd = -1;
  ready = false;
  /** `systemctl stop` was called: do not restart. */
  stopping = false;
  restarts = 0;
  /** When it was started lately, ns; for the start limit. */
  readonly starts: number[] = [];
  readonly changed = new Condition();

  constructor(name: string, path: string, text: string) {
    this.name = name;
    this.path = path;
    const settings = new Map<string, string[]>();
    let section = '';
    for (const raw of text.split('\n')) {
      const line = raw.trim();
      if (line === '' || line.startsWith('#') || line.startsWith(';')) continue;
      const head = /^\[(.*)\]$/.exec(line);
      if (head !== null) {
        section = head[1]!;
        continue;
      }
      const eq = line.indexOf('=');
      if (eq < 0) continue;
      const key = `${section}.${line.slice(0, eq).trim()}`;
      const list = settings.get(key) ?? [];
      list.push(line.slice(eq + 1).trim());
      settings.set(key, list);
    }
    this.settings = settings;
  }

  /** The last value of 'Section.Key'; '' when absent. */
  get(key: string): string {
    return this.settings.get(key)?.at(-1) ?? '';
  }

  /** All words of all values of 'Section.Key'. */
  words(key: string): string[] {
    return (this.settings.get(key) ?? []).flatMap((v) => v.split(/\s+/)).filter((w) => w !== '');
  }

  /** A time span in ns: '2', '100ms', '1min'; `fallback` when absent. */
  span_ns(key: string, fallback: number): number {
    const m = /^(\d+)\s*(ms|s|min|)$/.exec(this.get(key));
    if (m === null) return fallback;
    return Number(m[1]) * (m[2] === 'ms' ? 1e6 : m[2] === 'min' ? 60e9 : 1e9);
  }

  set(sys: Sys, active: ActiveState, sub: string): void {
    if (active !== this.active) this.since_ms = sys.now_ms();
    this.active = active;
    this.sub = sub;
    this.changed.notify(sys);
  }
}

const DIRS = ['/etc/systemd/system', '/lib/systemd/system'];

/** Load a unit by name ('docker' means docker.service); undefined when there is no file. */
export function* loadUnit(sys: Sys, name: string): Task<Unit | undefined> {
  for (const dir of DIRS) {
    const text = yield* readTextIfAny(sys, `${dir}/${name}`);
    if (text !== undefined) return new Unit(name, `${dir}/${name}`, text);
  }
  return undefined;
}

/** The full name of what a person typed. */
export function unitName(text: string): string {
  return /\.(service|socket|target|timer|mount|slice|scope|path|device)$/.test(text) ? text : `${text}.service`;
}
