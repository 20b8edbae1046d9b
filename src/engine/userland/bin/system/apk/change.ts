/** Installing and removing: the plan that /etc/apk/world asks for, the files, the database. Left out: scripts of packages but post-install, conflicts, version constraints. */
import type { Sys, Task } from '../../../../abi/sys.ts';
import { isSysError } from '../../../../abi/errno.ts';
import { S } from '../../../../abi/fs.ts';
import { exitCode } from '../../../../abi/process.ts';
import { execvp } from '../../../libc/popen.ts';
import { TarError, readTar } from '../../../libc/tar.ts';
import { writeFile, writeText } from '../../../libc/stdio.ts';
import type { Tool } from '../../../libc/tool.ts';
import { download, gunzipAll, packageUrl } from './archive.ts';
import { Catalogue, closure, formatRecord, nameOf, parseRecords, sizeOf, textOr, versionOf, words } from './records.ts';
import type { Package } from './records.ts';

const INSTALLED = '/lib/apk/db/installed';
const WORLD = '/etc/apk/world';
const EXEC = '/lib/apk/exec';
const LINKS = '/etc/busybox-paths.d/busybox';

/** The system as apk's database has it. */
export class Database {
  readonly sys: Sys;
  readonly world: string[];
  readonly installed: Map<string, Package>;
  private constructor(sys: Sys, world: string[], packages: readonly Package[]) {
    this.sys = sys;
    this.world = world;
    this.installed = new Map(packages.map((p) => [nameOf(p), p]));
  }
  static *load(sys: Sys): Task<Database> {
    const world = (yield* textOr(sys, WORLD)).split(/\s+/).filter((w) => w !== '');
    return new Database(sys, world, parseRecords(yield* textOr(sys, INSTALLED)));
  }
  *save(world: readonly string[]): Task<void> {
    yield* writeFile(this.sys, WORLD, [...world].sort().map((w) => `${w}\n`).join(''), 0o644);
    yield* writeFile(this.sys, `${INSTALLED}.new`, [...this.installed.values()].map(formatRecord).join(''), 0o644);
    this.sys.rename(`${INSTALLED}.new`, INSTALLED);
  }
  /** 'OK: 8 MiB in 16 packages'. */
  summary(): string {
    const bytes = [...this.installed.values()].reduce((n, p) => n + sizeOf(p), 0);
    return `${Math.floor(bytes / 1048576)} MiB in ${this.installed.size} packages`;
  }
}

function exists(sys: Sys, path: string): boolean {
  try {
    sys.lstat(path);
    return true;
  } catch (e) {
    if (!isSysError(e)) throw e;
    return false;
  }
}

/** Make the files of a package; their paths, and its script. */
function* extract(sys: Sys, bytes: Uint8Array): Task<{ readonly files: string[]; readonly script: Uint8Array | undefined }> {
  const files: string[] = [];
  let script: Uint8Array | undefined;
  for (const { header, body } of readTar(gunzipAll(bytes))) {
    if (header.name === '.post-install') script = body;
    if (header.name.startsWith('.')) continue;
    const path = `/${header.name.replace(/\/$/, '')}`;
    if (header.type === '5') {
      if (!exists(sys, path)) sys.mkdir(path, header.mode);
      continue;
    }
    const fresh = `${path.slice(0, path.lastIndexOf('/'))}/.apk.${files.length}`;
    if (header.type === '2') sys.symlink(header.linkname, fresh);
    else {
      yield* writeFile(sys, fresh, body, header.mode);
      sys.chmod(fresh, header.mode);
    }
    sys.chown(fresh, header.uid, header.gid, false);
    sys.rename(fresh, path);
    files.push(path);
  }
  return { files, script };
}

/** Run a package's script from where apk puts it. */
function* runScript(t: Tool, p: Package, script: Uint8Array, quiet: boolean): Task<void> {
  const { sys } = t;
  const name = `${nameOf(p)}-${versionOf(p)}.post-install`;
  if (!quiet) yield* t.out.write(`Executing ${name}\n`);
  yield* t.out.flush();
  if (!exists(sys, EXEC)) sys.mkdir(EXEC, 0o755);
  yield* writeFile(sys, `${EXEC}/${name}`, script, 0o755);
  const pid = sys.fork(function* (child) {
    yield* execvp(child, [`${EXEC}/${name}`, versionOf(p)], t.envp);
    return 127;
  });
  const code = exitCode((yield* sys.wait4(pid))!.status);
  sys.unlink(`${EXEC}/${name}`);
  if (code !== 0) yield* writeText(sys, 2, `ERROR: ${name}: script exited with error ${code}\n`);
}

/** What busybox's trigger does: its links are put back where nothing is. */
function* trigger(t: Tool, db: Database, quiet: boolean): Task<void> {
  const busybox = db.installed.get('busybox');
  if (busybox === undefined) return;
  if (!quiet) yield* t.out.write(`Executing busybox-${versionOf(busybox)}.trigger\n`);
  for (const path of (yield* textOr(t.sys, LINKS)).split('\n')) if (path !== '' && !exists(t.sys, path)) t.sys.symlink('/bin/busybox', path);
}

function remove(sys: Sys, p: Package): void {
  for (const path of p.files) {
    try {
      sys.unlink(path);
    } catch (e) {
      if (!isSysError(e)) throw e;
    }
  }
  const folders = new Set(p.files.map((f) => f.slice(0, f.lastIndexOf('/'))));
  for (const folder of folders) {
    try {
      if (folder.split('/').length > 3 && (sys.lstat(folder).mode & S.IFMT) === S.IFDIR) sys.rmdir(folder);
    } catch (e) {
      if (!isSysError(e)) throw e; // others have files in it
    }
  }
}

export interface Wish {
  readonly world: readonly string[];
  readonly index: readonly Package[];
  readonly quiet: boolean;
  readonly simulate: boolean;
}

/** Make the system what `world` asks for. The exit status. */
export function* commit(t: Tool, db: Database, wish: Wish): Task<number> {
  const own = new Catalogue(db.installed.values());
  const archive = new Catalogue(wish.index);
  const { order, missing } = closure(wish.world, (name) => own.find(name) ?? archive.find(name), [...own.packages.values(), ...archive.packages.values()]);
  if (missing.length > 0) {
    const names = [...new Set(missing.map(([name]) => name))].sort();
    yield* t.out.flush();
    yield* writeText(t.sys, 2, `ERROR: unable to select packages:\n${names.map((n) => `  ${n} (no such package):\n    required by: ${missing.filter(([m]) => m === n).map(([, by]) => by).join(' ')}\n`).join('')}`);
    return names.length;
  }
  const keep = new Set(order.map(nameOf));
  const gone = closure([...db.installed.keys()], (name) => own.find(name)).order.filter((p) => !keep.has(nameOf(p))).reverse();
  const fresh = order.filter((p) => !db.installed.has(nameOf(p)));
  const total = gone.length + fresh.length;
  let step = 0;
  const say = (text: string): Task<void> => t.out.write(wish.quiet ? '' : `(${String(++step).padStart(String(total).length)}/${total}) ${text}\n`);
  let failed = 0;
  for (const p of gone) {
    yield* say(`Purging ${nameOf(p)} (${versionOf(p)})`);
    if (wish.simulate) continue;
    remove(t.sys, p);
    db.installed.delete(nameOf(p));
  }
  for (const p of fresh) {
    yield* say(`Installing ${nameOf(p)} (${versionOf(p)})`);
    if (wish.simulate) continue;
    const why = yield* install(t, db, p, wish.quiet);
    if (why === undefined) continue;
    failed++;
    yield* t.out.flush();
    yield* writeText(t.sys, 2, `ERROR: ${nameOf(p)}-${versionOf(p)}: ${why}\n`);
  }
  if (!wish.simulate) {
    if (total > 0) yield* trigger(t, db, wish.quiet);
    yield* db.save(wish.world);
  }
  if (failed > 0) yield* t.out.write(`${failed} error${failed === 1 ? '' : 's'}; ${db.summary()}\n`);
  else if (!wish.quiet) yield* t.out.write(`OK: ${db.summary()}\n`);
  return failed;
}

/** Fetch and unpack; why it failed, if it did. A virtual package has no file. */
function* install(t: Tool, db: Database, p: Package, quiet: boolean): Task<string | undefined> {
  let files: string[] = [];
  let script: Uint8Array | undefined;
  if (p.repository !== undefined) {
    const answer = yield* download(t, packageUrl(p));
    if ('message' in answer) return answer.message;
    try {
      ({ files, script } = yield* extract(t.sys, answer.bytes));
    } catch (e) {
      if (e instanceof TarError || (e instanceof Error && 'code' in e)) return 'BAD archive';
      throw e;
    }
  }
  db.installed.set(nameOf(p), { fields: p.fields, files, repository: undefined });
  if (script !== undefined) yield* runScript(t, p, script, quiet);
  return undefined;
}

/** The packages of `names` that others still need, as apk names them after 'del'. */
export function kept(db: Database, world: readonly string[], names: readonly string[]): string {
  const own = new Catalogue(db.installed.values());
  const needed = closure(world, (name) => own.find(name)).order;
  let out = '';
  for (const name of names) {
    const p = own.find(name);
    if (p === undefined || !needed.includes(p)) continue;
    const by = needed.filter((q) => words(q.fields.get('D')).some((d) => own.find(d) === p)).map(nameOf);
    out += `  ${nameOf(p)}: ${by.join(' ')}\n`;
  }
  return out;
}
