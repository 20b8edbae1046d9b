/**
 * Volumes of the driver `local`: a directory under /var/lib/docker/volumes with _data, and opts.json when there are options. With options (type, device, o) a file
 * system is mounted at _data while a container uses the volume. Labels are in metadata.db, which is JSON here and bbolt in the real daemon. Left out: quotas, NFS, CIFS.
 */
import { isSysError } from '../../abi/errno.ts';
import type { Sys, Task } from '../../abi/sys.ts';
import { exists, listNames, mkdirAll, readTextIfAny, removeAll, writeFile, writeFileAtomic } from '../common/files.ts';
import { rfc3339 } from '../common/time.ts';
import type { StringMap, Volume } from '../api/types.ts';
import { ramInBytes } from '../units.ts';
import { parseOptions } from '../runc/rootfs.ts';
import { conflict, invalid, notFound, notSimulated, system } from './errors.ts';
import type { Daemon } from './daemon.ts';
import { newId } from './ids.ts';
import { sortedByKey } from './json/decode.ts';
import { VOLUMES } from './paths.ts';

/** Label of a volume that nobody named. */
export const ANONYMOUS = 'com.docker.volume.anonymous';
const METADATA = `${VOLUMES}/metadata.db`;
const NAME = /^[a-zA-Z0-9][a-zA-Z0-9_.-]+$/;

/** Options of the driver and what opts.json calls them. */
interface LocalOptions {
  readonly MountType: string;
  readonly MountOpts: string;
  readonly MountDevice: string;
  readonly Quota: { readonly Size: number };
}

interface VolumeRecord {
  readonly name: string;
  readonly created_s: number;
  readonly labels: StringMap | null;
  readonly options: StringMap | null;
}

/** What the real driver refuses. Throws a 400. */
function verifyOptions(name: string, options: StringMap): void {
  const refuse = (why: string): never => {
    throw invalid(`create ${name}: ${why}`);
  };
  for (const key of Object.keys(options)) if (!['type', 'o', 'device', 'size'].includes(key)) refuse(`invalid option: "${key}"`);
  if (options['size'] !== undefined) {
    const size = ramInBytes(options['size']);
    if (typeof size !== 'number') refuse(size.error);
    refuse('quota size requested but no quota support');
  }
  const has = (key: string): boolean => (options[key] ?? '') !== '';
  for (const [key, needed] of [['o', ['device', 'type']], ['type', ['device']], ['device', ['type']]] as const) {
    if (has(key)) for (const other of needed) if (!has(other)) refuse(`missing required option: "${other}"`);
  }
}

/** Mount what the options say, as volume/local of the real daemon does. Throws a 500. */
function mountLocal(sys: Sys, target: string, options: StringMap): void {
  const { type = '', device = '', o = '' } = options;
  if (type === 'nfs' || type === 'nfs4' || type === 'cifs') throw notSimulated(`a volume of type ${type}`);
  const { flags, data } = parseOptions(o === '' ? [] : o.split(','));
  try {
    sys.mount(device, target, type, flags, data);
  } catch (e) {
    if (!isSysError(e)) throw e;
    const told = `mount ${device}:${target}${flags === 0 ? '' : `, flags: 0x${flags.toString(16)}`}${data === '' ? '' : `, data: ${data}`}`;
    throw system(`error while mounting volume '${target}': failed to mount local volume: ${told}: ${e.message.charAt(0).toLowerCase()}${e.message.slice(1)}`);
  }
}

/** A daemon that was killed left it mounted. */
function unmountLeftover(sys: Sys, path: string): void {
  try {
    sys.umount(path);
  } catch (e) {
    if (!isSysError(e)) throw e;
  }
}

export class Volumes {
  private readonly volumes = new Map<string, VolumeRecord>();

  /** How many use a volume that is mounted. */
  private readonly users = new Map<string, number>();

  *load(sys: Sys): Task<void> {
    mkdirAll(sys, VOLUMES, 0o701);
    const known = JSON.parse((yield* readTextIfAny(sys, METADATA)) ?? '{}') as Record<string, Pick<VolumeRecord, 'labels' | 'options'>>;
    for (const name of listNames(sys, VOLUMES)) {
      if (!exists(sys, `${VOLUMES}/${name}/_data`)) continue;
      const { labels = null, options = null } = known[name] ?? {};
      if (options !== null) unmountLeftover(sys, this.path(name));
      this.volumes.set(name, { name, created_s: Math.floor(sys.stat(`${VOLUMES}/${name}`).ctime_ms / 1000), labels, options });
    }
  }

  private *save(sys: Sys): Task<void> {
    const all: Record<string, Pick<VolumeRecord, 'labels' | 'options'>> = {};
    for (const { name, labels, options } of this.volumes.values()) if (labels !== null || options !== null) all[name] = { labels, options };
    yield* writeFileAtomic(sys, METADATA, JSON.stringify(all), 0o600);
  }

  /** Somebody begins to use a volume: the first one makes it mounted. Throws a 500 in the real words. */
  mount(sys: Sys, name: string): void {
    const options = this.volumes.get(name)?.options;
    if (options === undefined || options === null || Object.keys(options).length === 0) return;
    const users = this.users.get(name) ?? 0;
    if (users === 0) mountLocal(sys, this.path(name), options);
    this.users.set(name, users + 1);
  }

  /** One user less; the last one unmounts it. */
  unmount(sys: Sys, name: string): void {
    const users = this.users.get(name) ?? 0;
    if (users === 0) return;
    this.users.set(name, users - 1);
    if (users === 1) sys.umount(this.path(name));
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
    verifyOptions(name, options ?? {});
    const all = wanted === '' && labels === null ? { [ANONYMOUS]: '' } : labels;
    mkdirAll(sys, this.path(name), 0o755);
    sys.chmod(`${VOLUMES}/${name}`, 0o701);
    if (Object.keys(options ?? {}).length > 0) {
      const file: LocalOptions = { MountType: options!['type'] ?? '', MountOpts: options!['o'] ?? '', MountDevice: options!['device'] ?? '', Quota: { Size: 0 } };
      yield* writeFile(sys, `${VOLUMES}/${name}/opts.json`, JSON.stringify(file), 0o600);
    }
    const record: VolumeRecord = { name, created_s: Math.floor(sys.now_ms() / 1000), labels: all, options };
    this.volumes.set(name, record);
    if (all !== null || options !== null) yield* this.save(sys);
    daemon.events.log(sys, 'volume', 'create', name, { driver: 'local' });
    return this.json(record);
  }

  private json(v: VolumeRecord): Volume {
    return { CreatedAt: rfc3339({ sec: v.created_s, nsec: 0 }), Driver: 'local', Labels: v.labels !== null && Object.keys(v.labels).length === 0 ? null : v.labels, Mountpoint: this.path(v.name), Name: v.name, Options: v.options === null ? null : sortedByKey(v.options), Scope: 'local' };
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
