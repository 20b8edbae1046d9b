/** Volumes of the driver `local`: a directory under /var/lib/docker/volumes with _data and, when something was said about it, opts.json. */
import type { Sys, Task } from '../../abi/sys.ts';
import { exists, listNames, mkdirAll, readTextIfAny, removeAll, writeFile } from '../common/files.ts';
import { rfc3339 } from '../common/time.ts';
import type { StringMap, Volume } from '../api/types.ts';
import { ApiError, conflict, invalid, notFound } from './errors.ts';
import type { Daemon } from './daemon.ts';
import { newId } from './ids.ts';
import { VOLUMES } from './paths.ts';

/** Label of a volume that nobody named. */
export const ANONYMOUS = 'com.docker.volume.anonymous';
const NAME = /^[a-zA-Z0-9][a-zA-Z0-9_.-]+$/;

interface VolumeRecord {
  readonly name: string;
  readonly created_s: number;
  readonly labels: StringMap | null;
  readonly options: StringMap | null;
}

export class Volumes {
  private readonly volumes = new Map<string, VolumeRecord>();

  *load(sys: Sys): Task<void> {
    mkdirAll(sys, VOLUMES, 0o701);
    for (const name of listNames(sys, VOLUMES)) {
      if (!exists(sys, `${VOLUMES}/${name}/_data`)) continue;
      const text = yield* readTextIfAny(sys, `${VOLUMES}/${name}/opts.json`);
      const kept = text === undefined ? { labels: null, options: null } : (JSON.parse(text) as { labels: StringMap | null; options: StringMap | null });
      this.volumes.set(name, { name, created_s: Math.floor(sys.stat(`${VOLUMES}/${name}`).ctime_ms / 1000), ...kept });
    }
  }

  path(name: string): string {
    return `${VOLUMES}/${name}/_data`;
  }

  has(name: string): boolean {
    return this.volumes.has(name);
  }

  /** Make a volume, or find the one of that name; '' makes up a name. Throws a 400 or 404. */
  *create(sys: Sys, daemon: Daemon, wanted: string, driver: string, labels: StringMap | null, options: StringMap | null): Task<Volume> {
    const name = wanted === '' ? newId(sys) : wanted;
    if (driver !== '' && driver !== 'local') throw notFound(`create ${name}: error looking up volume plugin ${driver}: plugin "${driver}" not found`);
    const known = this.volumes.get(name);
    if (known !== undefined) return this.json(known);
    if (name.length === 1) throw invalid(`create ${name}: volume name is too short, names should be at least two alphanumeric characters`);
    if (!NAME.test(name)) throw invalid(`create ${name}: "${name}" includes invalid characters for a local volume name, only "[a-zA-Z0-9][a-zA-Z0-9_.-]" are allowed. If you intended to pass a host directory, use absolute path`);
    for (const key of Object.keys(options ?? {})) if (!['type', 'o', 'device', 'size'].includes(key)) throw invalid(`create ${name}: invalid option: "${key}"`);
    if (Object.keys(options ?? {}).length > 0) throw new ApiError(501, 'glasshull: options of a local volume are not simulated yet');
    const all = wanted === '' && labels === null ? { [ANONYMOUS]: '' } : labels;
    mkdirAll(sys, this.path(name), 0o755);
    sys.chmod(`${VOLUMES}/${name}`, 0o701);
    if (all !== null) yield* writeFile(sys, `${VOLUMES}/${name}/opts.json`, JSON.stringify({ labels: all, options }), 0o600);
    const record: VolumeRecord = { name, created_s: Math.floor(sys.now_ms() / 1000), labels: all, options };
    this.volumes.set(name, record);
    daemon.events.log(sys, 'volume', 'create', name, { driver: 'local' });
    return this.json(record);
  }

  private json(v: VolumeRecord): Volume {
    return { CreatedAt: rfc3339({ sec: v.created_s, nsec: 0 }), Driver: 'local', Labels: v.labels, Mountpoint: this.path(v.name), Name: v.name, Options: v.options, Scope: 'local' };
  }

  /** All volumes, by name. */
  list(): Volume[] {
    return [...this.volumes.values()].map((v) => this.json(v)).sort((a, b) => (a.Name < b.Name ? -1 : 1));
  }

  /** Throws a 404. */
  get(name: string): Volume {
    const v = this.volumes.get(name);
    if (v === undefined) throw notFound(`get ${name}: no such volume`);
    return this.json(v);
  }

  isAnonymous(name: string): boolean {
    return this.volumes.get(name)?.labels?.[ANONYMOUS] !== undefined;
  }

  /** Delete a volume that no container uses. Throws a 404 or 409. */
  remove(sys: Sys, daemon: Daemon, name: string, force: boolean): void {
    if (!this.volumes.has(name)) {
      if (force) return;
      throw notFound(`get ${name}: no such volume`);
    }
    const users = daemon.containers().filter((c) => Object.values(c.record.MountPoints).some((m) => m.Type === 'volume' && m.Name === name));
    if (users.length > 0) throw conflict(`remove ${name}: volume is in use - [${users.map((c) => c.id).join(', ')}]`);
    removeAll(sys, `${VOLUMES}/${name}`);
    this.volumes.delete(name);
    daemon.events.log(sys, 'volume', 'destroy', name, { driver: 'local' });
  }
}
