/**
 * A container's mounts, from -v, --mount, --volumes-from and the image's VOLUMEs to {@link MountRecord}s: volume/mounts/linux_parser.go and
 * daemon/volumes.go. Left out: image and cluster mounts, drivers but local, SELinux labels, subpaths.
 */
import { isSysError } from '../../../abi/errno.ts';
import { O, S } from '../../../abi/fs.ts';
import type { Sys, Task } from '../../../abi/sys.ts';
import { exists, mkdirAll } from '../../common/files.ts';
import type { MountPoint, MountSpec } from '../../api/types.ts';
import type { Daemon } from '../daemon.ts';
import { ApiError, invalid, notSimulated, system } from '../errors.ts';
import { secureJoin } from '../../runc/rootfs.ts';
import type { Container, MountRecord } from './container.ts';

const PROPAGATION = new Set(['private', 'rprivate', 'slave', 'rslave', 'shared', 'rshared']);

/** path.Clean of Go for absolute paths. */
function clean(path: string): string {
  const out: string[] = [];
  for (const p of path.split('/')) {
    if (p === '..') out.pop();
    else if (p !== '' && p !== '.') out.push(p);
  }
  return `/${out.join('/')}`;
}

/** One -v specification. Throws a 500, as the real daemon does. */
function parseBind(spec: string): MountRecord {
  const bad = (): never => {
    throw system(`invalid volume specification: '${spec}'`);
  };
  const parts = spec.split(':');
  if (parts.length > 3 || parts.some((p) => p === '')) return bad();
  const [first, second, mode = ''] = parts as [string, string | undefined, string | undefined];
  if (second === undefined) return { Type: 'volume', Source: '', Name: '', Driver: 'local', Destination: destination(spec, first, 'volume'), RW: true, Spec: { Type: 'volume', Target: clean(first) }, CopyData: true, Mode: '' };
  const target = destination(spec, second, first.startsWith('/') ? 'bind' : 'volume');
  let rw = true;
  let copy = true;
  let propagation = '';
  for (const m of mode.split(',')) {
    if (m === '' || m === 'rw' || m === 'z' || m === 'Z' || m === 'cached' || m === 'delegated' || m === 'consistent') continue;
    if (m === 'ro') rw = false;
    else if (m === 'nocopy') copy = false;
    else if (PROPAGATION.has(m)) propagation = m;
    else throw system(`invalid mode: ${mode}`);
  }
  const specification: MountSpec = { Type: first.startsWith('/') ? 'bind' : 'volume', Source: first, Target: target, ...(rw ? {} : { ReadOnly: true }) };
  if (first.startsWith('/')) {
    return { Type: 'bind', Source: clean(first), Name: '', Driver: '', Destination: target, RW: rw, Mode: mode, Propagation: propagation === '' ? 'rprivate' : propagation, Spec: specification };
  }
  return { Type: 'volume', Source: '', Name: first, Driver: 'local', Destination: target, RW: rw, Mode: mode === '' ? 'z' : mode, Propagation: '', Spec: specification, CopyData: copy };
}

function destination(spec: string, path: string, type: 'bind' | 'volume'): string {
  const bad = (why: string): never => {
    throw system(`invalid volume specification: '${spec}': invalid mount config for type "${type}": ${why}`);
  };
  if (!path.startsWith('/')) bad(`invalid mount path: '${path}' mount path must be absolute`);
  const target = clean(path);
  if (target === '/') bad("invalid specification: destination can't be '/'");
  return target;
}

/** Options of another type of mount. Throws a 400. */
function foreignOptions(m: MountSpec): void {
  const own: Readonly<Record<string, string>> = { bind: 'BindOptions', volume: 'VolumeOptions', tmpfs: 'TmpfsOptions', image: 'ImageOptions' };
  if (own[m.Type] === undefined) return;
  for (const name of ['BindOptions', 'VolumeOptions', 'ImageOptions', 'TmpfsOptions'] as const) {
    if (name !== own[m.Type] && m[name] !== undefined) throw invalid(`${name} must not be specified on mount type "${m.Type}"`);
  }
}

/** One --mount. Throws a 400. */
function parseMount(sys: Sys, m: MountSpec): MountRecord {
  const bad = (why: string): never => {
    throw invalid(`invalid mount config for type "${m.Type}": ${why}`);
  };
  if (m.Target === undefined || m.Target === '') bad('field Target must not be empty');
  if (!m.Target.startsWith('/')) bad(`invalid mount path: '${m.Target}' mount path must be absolute`);
  const target = clean(m.Target);
  if (target === '/') bad("invalid specification: destination can't be '/'");
  const rw = m.ReadOnly !== true;
  foreignOptions(m);
  switch (m.Type) {
    case 'bind': {
      const source = m.Source ?? '';
      if (source === '') bad('field Source must not be empty');
      if (!source.startsWith('/')) bad(`invalid mount path: '${source}' mount path must be absolute`);
      const propagation = m.BindOptions?.Propagation ?? '';
      if (propagation !== '' && !PROPAGATION.has(propagation)) bad(`invalid propagation mode: ${propagation}`);
      if (m.BindOptions?.CreateMountpoint !== true && !exists(sys, source)) bad(`bind source path does not exist: ${source}`);
      return { Type: 'bind', Source: clean(source), Name: '', Driver: '', Destination: target, RW: rw, Mode: '', Propagation: m.BindOptions?.Propagation ?? 'rprivate', Spec: m };
    }
    case 'volume':
      if ((m.Source ?? '') === '' && !rw) bad('must not set ReadOnly mode when using anonymous volumes');
      if ((m.VolumeOptions?.Subpath ?? '') !== '') throw notSimulated('volume-subpath');
      return { Type: 'volume', Source: '', Name: m.Source ?? '', Driver: m.VolumeOptions?.DriverConfig?.Name ?? 'local', Destination: target, RW: rw, Mode: 'z', Propagation: '', Spec: m, CopyData: m.VolumeOptions?.NoCopy !== true };
    case 'tmpfs':
      if ((m.Source ?? '') !== '') bad('field Source must not be specified');
      return { Type: 'tmpfs', Source: '', Name: '', Driver: '', Destination: target, RW: rw, Mode: '', Propagation: '', Spec: m };
    case 'image':
      if ((m.Source ?? '') === '') bad('field Source must not be empty');
      throw notSimulated(`a mount of type ${m.Type}`);
    default:
      return bad('mount type unknown');
  }
}

/** The container of --volumes-from. Throws a 400. */
function origin(daemon: Daemon, name: string): Container {
  try {
    return daemon.find(name);
  } catch (e) {
    if (e instanceof ApiError) throw invalid(e.message);
    throw e;
  }
}

/** All mounts that a new container asks for; volumes that are not there yet are made. */
export function* resolveMounts(sys: Sys, daemon: Daemon, c: Container): Task<void> {
  const points = c.record.MountPoints;
  const taken = (m: MountRecord): void => {
    const before = points[m.Destination];
    if (before !== undefined && before.Type !== 'tmpfs') throw invalid(`Duplicate mount point: ${m.Destination}`);
    points[m.Destination] = m;
  };
  for (const from of c.hostConfig.VolumesFrom ?? []) {
    const [name = '', mode = ''] = from.split(':');
    if (from === '') throw invalid('volumes-from specification cannot be an empty string');
    if (mode !== '' && mode !== 'ro' && mode !== 'rw') throw invalid(`invalid mode: ${mode}`);
    const other = origin(daemon, name);
    for (const m of Object.values(other.record.MountPoints)) points[m.Destination] = { ...m, RW: mode === 'ro' ? false : m.RW };
  }
  const own = new Set<string>();
  const add = (m: MountRecord): void => {
    if (own.has(m.Destination)) throw invalid(`Duplicate mount point: ${m.Destination}`);
    own.add(m.Destination);
    delete points[m.Destination];
    taken(m);
  };
  for (const b of c.hostConfig.Binds ?? []) add(parseBind(b));
  for (const m of c.hostConfig.Mounts ?? []) add(parseMount(sys, m));
  for (const target of Object.keys(c.config.Volumes ?? {})) {
    const path = clean(target);
    if (points[path] !== undefined || c.hostConfig.Tmpfs?.[path] !== undefined) continue;
    points[path] = { Type: 'volume', Source: '', Name: '', Driver: 'local', Destination: path, RW: true, Mode: '', Propagation: '', Spec: { Type: 'volume', Target: path }, CopyData: true };
  }
  for (const m of Object.values(points)) {
    if (m.Type !== 'volume') continue;
    const labels = m.Spec.VolumeOptions?.Labels ?? null;
    const volume = yield* daemon.volumes.create(sys, daemon, m.Name, m.Driver, m.Name === '' ? null : labels, m.Spec.VolumeOptions?.DriverConfig?.Options ?? null);
    m.Name = volume.Name;
    m.Source = volume.Mountpoint;
  }
}

/** Volumes that are to have what the image has at their place, and are still empty. */
export function volumesToFill(sys: Sys, c: Container): MountRecord[] {
  return Object.values(c.record.MountPoints).filter((m) => m.Type === 'volume' && m.CopyData === true && sys.readdir(m.Source).every((e) => e.name === '.' || e.name === '..'));
}

/** Copy the image's files into an empty volume. `root` is the container's mounted tree. */
export function* fillVolume(sys: Sys, root: string, m: MountRecord): Task<void> {
  const from = secureJoin(sys, root, m.Destination);
  let st;
  try {
    st = sys.stat(from);
  } catch (e) {
    if (isSysError(e)) return;
    throw e;
  }
  if ((st.mode & S.IFMT) !== S.IFDIR) return;
  yield* copyTree(sys, from, m.Source);
  sys.chown(m.Source, st.uid, st.gid);
  sys.chmod(m.Source, st.mode & 0o7777);
}

/** Copy what a directory holds, with modes, owners and times. Declared content is not materialised. */
export function* copyTree(sys: Sys, from: string, to: string): Task<void> {
  for (const e of sys.readdir(from)) {
    if (e.name === '.' || e.name === '..') continue;
    const source = `${from}/${e.name}`;
    const target = `${to}/${e.name}`;
    const st = sys.lstat(source);
    if (e.type === 'dir') {
      sys.mkdir(target, st.mode & 0o7777);
      yield* copyTree(sys, source, target);
    } else if (e.type === 'symlink') sys.symlink(sys.readlink(source), target);
    else if (e.type === 'file') {
      const input = yield* sys.open(source, O.RDONLY | O.CLOEXEC);
      const output = yield* sys.open(target, O.WRONLY | O.CREAT | O.TRUNC | O.CLOEXEC, st.mode & 0o7777);
      while ((yield* sys.splice(input, output, 1 << 24)) > 0);
      sys.close(input);
      sys.close(output);
    } else sys.mknod(target, st.mode, st.rdev);
    sys.chown(target, st.uid, st.gid, false);
    if (e.type !== 'symlink') sys.chmod(target, st.mode & 0o7777);
    sys.utimens(target, { atime_ms: st.atime_ms, mtime_ms: st.mtime_ms }, false);
    if (sys.charge(2000)) yield* sys.schedYield();
  }
}

/** A container begins to use its volumes: it starts, or somebody copies. Those with options are mounted; all are told of. Throws a 500; then it uses none. */
export function mountVolumes(sys: Sys, daemon: Daemon, c: Container): void {
  const volumes = Object.values(c.record.MountPoints).filter((m) => m.Type === 'volume');
  const done: MountRecord[] = [];
  for (const m of volumes.sort((a, b) => (a.Destination < b.Destination ? -1 : 1))) {
    try {
      daemon.volumes.mount(sys, m.Name);
    } catch (e) {
      for (const d of done) unmountVolume(sys, daemon, c, d);
      throw e;
    }
    done.push(m);
    daemon.events.log(sys, 'volume', 'mount', m.Name, { container: c.id, destination: m.Destination, driver: m.Driver, propagation: m.Propagation ?? '', 'read/write': String(m.RW) });
  }
  c.volumeUses++;
}

/** It has stopped, could not be started, or the copy is done. */
export function unmountVolumes(sys: Sys, daemon: Daemon, c: Container): void {
  if (c.volumeUses === 0) return;
  c.volumeUses--;
  for (const m of Object.values(c.record.MountPoints)) if (m.Type === 'volume') unmountVolume(sys, daemon, c, m);
}

function unmountVolume(sys: Sys, daemon: Daemon, c: Container, m: MountRecord): void {
  daemon.volumes.unmount(sys, m.Name);
  daemon.events.log(sys, 'volume', 'unmount', m.Name, { container: c.id, driver: m.Driver });
}

/** Before each start: host directories of -v that are not there are made. */
export function prepareSources(sys: Sys, c: Container): void {
  for (const m of Object.values(c.record.MountPoints)) {
    if (m.Type !== 'bind' || exists(sys, m.Source)) continue;
    const auto = (c.hostConfig.Binds ?? []).some((b) => b.startsWith(`${m.Spec.Source ?? m.Source}:`));
    if (!auto && m.Spec.BindOptions?.CreateMountpoint !== true) throw invalid(`invalid mount config for type "bind": bind source path does not exist: ${m.Source}`);
    try {
      mkdirAll(sys, m.Source);
    } catch (e) {
      if (!isSysError(e)) throw e;
      throw invalid(`error while creating mount source path '${m.Source}': mkdir ${m.Source}: ${e.message.toLowerCase()}`);
    }
  }
}

/** `Mounts` of an inspect and of a list. */
export function mountPoints(c: Container): MountPoint[] {
  return Object.values(c.record.MountPoints).map((m) => ({
    Type: m.Type,
    ...(m.Name === '' ? {} : { Name: m.Name }),
    Source: m.Source,
    Destination: m.Destination,
    ...(m.Driver === '' ? {} : { Driver: m.Driver }),
    Mode: m.Mode ?? '',
    RW: m.RW,
    Propagation: m.Propagation ?? '',
  }));
}
