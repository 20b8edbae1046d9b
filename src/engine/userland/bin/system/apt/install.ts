/** apt-get install, remove, purge, autoremove, upgrade: the plan in words, the question, the download, and dpkg. */
import type { Task } from '../../../../abi/sys.ts';
import { exitCode } from '../../../../abi/process.ts';
import { isSysError } from '../../../../abi/errno.ts';
import { execvp } from '../../../libc/popen.ts';
import { In, readFile, writeFile } from '../../../libc/stdio.ts';
import { ATTEMPTS, fetchUrl, mtimeOf, store } from './acquire.ts';
import { compareVersions, parseDepends } from './control.ts';
import type { Paragraph } from './control.ts';
import { ADMIN, Database, lock } from './database.ts';
import { EXTENDED } from './session.ts';
import type { Apt } from './session.ts';
import { dependents, orphans, solve } from './solve.ts';
import type { Available } from './sources.ts';
import { digestOf, fetchedLine } from './update.ts';

const ARCHIVES = '/var/cache/apt/archives';

const nameOf = (p: Paragraph): string => p.get('Package')!;

/** Change nothing without the frontend's lock. False when another has it, or the caller is not root. */
function* locked(apt: Apt): Task<boolean> {
  if (apt.simulate) return true;
  const why = yield* lock(apt.t.sys, `${ADMIN}/lock-frontend`);
  if (why === undefined) return true;
  yield* apt.err(`E: ${why}\nE: Unable to acquire the dpkg frontend lock (${ADMIN}/lock-frontend)${why.includes('Permission') ? ', are you root?' : ''}\n`);
  return false;
}

function* confirm(apt: Apt): Task<boolean> {
  if (apt.yes || apt.simulate) return true;
  yield* apt.t.out.write('Do you want to continue? [Y/n] ');
  yield* apt.t.out.flush();
  const answer = yield* new In(apt.t.sys, 0).readLine();
  if (answer !== undefined && /^(y|yes)?$/i.test(answer.trim())) return true;
  yield* apt.t.out.write('Abort.\n');
  return false;
}

/** Run dpkg with these arguments. */
function* dpkg(apt: Apt, args: readonly string[]): Task<number> {
  yield* apt.t.out.flush();
  const pid = apt.t.sys.fork(function* (child) {
    yield* execvp(child, ['/usr/bin/dpkg', ...args], apt.t.envp);
    return 127;
  });
  return exitCode((yield* apt.t.sys.wait4(pid))!.status);
}

/** Where a package's archive is kept: its version's epoch written so that it is a file name. */
function cachePath(p: Paragraph): string {
  return `${ARCHIVES}/${nameOf(p)}_${p.get('Version')!.replace(/:/g, '%3a')}_${p.get('Architecture')}.deb`;
}

function* isWhole(apt: Apt, p: Paragraph): Task<boolean> {
  if (mtimeOf(apt.t.sys, cachePath(p)) === undefined) return false;
  return digestOf(yield* readFile(apt.t.sys, cachePath(p))) === p.get('SHA256');
}

function* download(apt: Apt, wanted: readonly Available[]): Task<boolean> {
  const { sys } = apt.t;
  for (const path of ['/var/cache/apt', ARCHIVES, `${ARCHIVES}/partial`]) {
    try {
      sys.mkdir(path, 0o755);
    } catch (e) {
      if (!isSysError(e, 'EEXIST')) throw e;
    }
  }
  const start_ns = sys.monotonic_ns();
  const failures: string[] = [];
  let total = 0;
  for (const [i, a] of wanted.entries()) {
    const { record: p, source } = a;
    const uri = `${source.uri}/${p.get('Filename')}`;
    const label = `${i + 1} ${source.uri} ${source.suite}/${a.component} amd64 ${nameOf(p)} ${p.get('Architecture')} ${p.get('Version')}`;
    for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
      const answer = yield* fetchUrl(sys, uri);
      if (answer.ok && answer.bytes !== 'unchanged' && digestOf(answer.bytes) === p.get('SHA256')) {
        total += answer.bytes.length;
        yield* apt.say(`Get:${label} [${apt.size(answer.bytes.length)}B]\n`);
        yield* store(sys, cachePath(p), answer.bytes, answer.modified_ms);
        break;
      }
      const why = answer.ok ? 'Hash Sum mismatch' : answer.message;
      if (!answer.ok && !answer.missing && attempt < ATTEMPTS) {
        yield* apt.say(`Ign:${label}\n`);
        yield* sys.sleep(attempt * 1e9);
        continue;
      }
      yield* apt.say(`Err:${label}\n  ${why}\n`);
      failures.push(`E: Failed to fetch ${uri}  ${why}\n`);
      break;
    }
  }
  if (failures.length > 0) {
    yield* apt.err(`${failures.join('')}E: Unable to fetch some archives, maybe run apt-get update or try with --fix-missing?\n`);
    return false;
  }
  const preconfigure = wanted.length > 0 && mtimeOf(sys, '/etc/apt/apt.conf.d/70debconf') !== undefined && mtimeOf(sys, '/usr/bin/apt-extracttemplates') === undefined;
  const waits = 'debconf: delaying package configuration, since apt-utils is not installed\n';
  if (preconfigure && !apt.tty) yield* apt.err(waits);
  if (total > 0) yield* apt.say(fetchedLine(apt, total, sys.monotonic_ns() - start_ns));
  if (preconfigure && apt.tty) yield* apt.err(waits);
  return true;
}

/** Who came only because another needed it. */
function* mark(apt: Apt, change: (auto: Set<string>) => void): Task<void> {
  const auto = yield* apt.auto();
  change(auto);
  yield* writeFile(apt.t.sys, EXTENDED, [...auto].sort().map((n) => `Package: ${n}\nArchitecture: amd64\nAuto-Installed: 1\n\n`).join(''), 0o644);
}

const installedBytes = (p: Paragraph): number => Number(p.get('Installed-Size') ?? 0) * 1024;

function* summary(apt: Apt, upgraded: number, installed: number, removed: number, kept: number): Task<void> {
  yield* apt.say(`${upgraded} upgraded, ${installed} newly installed, ${removed} to remove and ${kept} not upgraded.\n`);
}

function* space(apt: Apt, change: number): Task<void> {
  if (change !== 0) yield* apt.say(`After this operation, ${apt.size(Math.abs(change))}B ${change > 0 ? 'of additional disk space will be used' : 'disk space will be freed'}.\n`);
}

function upgradable(db: Database, archive: ReadonlyMap<string, Available>): Available[] {
  return db.names.map((n) => ({ own: db.installed(n), theirs: archive.get(n) })).filter((x) => x.own !== undefined && x.theirs !== undefined && compareVersions(x.own.get('Version')!, x.theirs.record.get('Version')!) < 0).map((x) => x.theirs!);
}

/** `packages` follow from the wish; with their downloads and dpkg's runs. */
function* carryOut(apt: Apt, db: Database, packages: readonly Available[], wished: ReadonlySet<string>): Task<number> {
  if (apt.simulate) {
    for (const a of packages) yield* apt.say(`Inst ${nameOf(a.record)} (${a.record.get('Version')} ${a.source.suite} [${a.record.get('Architecture')}])\n`);
    for (const a of packages) yield* apt.say(`Conf ${nameOf(a.record)} (${a.record.get('Version')} ${a.source.suite} [${a.record.get('Architecture')}])\n`);
    return 0;
  }
  const missing: Available[] = [];
  for (const a of packages) if (!(yield* isWhole(apt, a.record))) missing.push(a);
  if (!(yield* download(apt, missing))) return 100;
  if (apt.downloadOnly) {
    yield* apt.say('Download complete and in download only mode\n');
    return 0;
  }
  const { sys } = apt.t;
  let files = packages.map((a) => cachePath(a.record));
  const dir = `/tmp/apt-dpkg-install-${[...sys.getrandom(3)].map((b) => b.toString(36)).join('')}`;
  if (files.length >= 5) {
    sys.mkdir(dir, 0o700);
    const digits = String(files.length - 1).length;
    files = files.map((file, i) => {
      const path = `${dir}/${String(i).padStart(digits, '0')}-${file.slice(file.lastIndexOf('/') + 1)}`;
      sys.symlink(file, path);
      return path;
    });
  }
  const fresh = packages.filter((a) => db.installed(nameOf(a.record)) === undefined).map((a) => nameOf(a.record));
  const unpacked = yield* dpkg(apt, ['--unpack', '--auto-deconfigure', ...files]);
  const configured = unpacked === 0 ? yield* dpkg(apt, ['--configure', '--pending']) : 1;
  if (files[0]?.startsWith(dir) === true) {
    for (const file of files) sys.unlink(file);
    sys.rmdir(dir);
  }
  for (const a of packages) if (mtimeOf(sys, '/etc/apt/apt.conf.d/docker-clean') !== undefined) sys.unlink(cachePath(a.record));
  yield* mark(apt, (auto) => {
    for (const name of fresh) if (!wished.has(name)) auto.add(name);
    for (const name of wished) auto.delete(name);
  });
  if (unpacked === 0 && configured === 0) return 0;
  yield* apt.err('E: Sub-process /usr/bin/dpkg returned an error code (1)\n');
  return 100;
}

/** Packages that provide a name. */
function providersOf(archive: ReadonlyMap<string, Available>, name: string): Paragraph[] {
  return [...archive.values()].map((a) => a.record).filter((p) => (p.get('Provides') ?? '').split(/,\s*/).includes(name));
}

export function* install(apt: Apt, wishes: readonly string[]): Task<number> {
  if (!(yield* locked(apt))) return 100;
  const { db, archive } = yield* apt.cache();
  const auto = yield* apt.auto();
  const wished = new Set<string>();
  const errors: string[] = [];
  for (const wish of wishes) {
    const [bare = '', version] = wish.replace(/:amd64\b/, '').split('=');
    const found = archive.get(bare);
    const own = db.installed(bare);
    if (found === undefined && own === undefined) {
      const providers = providersOf(archive, bare);
      if (providers.length === 1) {
        const name = providers[0]!.get('Package')!;
        yield* apt.say(`Note, selecting '${name}' instead of '${bare}'\n`);
        if (db.installed(name) === undefined) wished.add(name);
        else yield* apt.say(`${name} is already the newest version (${db.installed(name)!.get('Version')}).\n`);
      } else if (providers.length > 1) {
        yield* apt.say(`Package ${bare} is a virtual package provided by:\n${providers.map((p) => `  ${p.get('Package')} ${p.get('Version')}\n`).join('')}\n`);
        errors.push(`E: Package '${bare}' has no installation candidate\n`);
      } else errors.push(`E: Unable to locate package ${bare}\n`);
    } else if (version !== undefined && version !== (found?.record ?? own)!.get('Version')) errors.push(`E: Version '${version}' for '${bare}' was not found\n`);
    else if (own !== undefined && !apt.reinstall && (found === undefined || compareVersions(own.get('Version')!, found.record.get('Version')!) >= 0)) {
      yield* apt.say(`${bare} is already the newest version (${own.get('Version')}).\n`);
      if (auto.has(bare)) {
        yield* apt.say(`${bare} set to manually installed.\n`);
        if (!apt.simulate) yield* mark(apt, (all) => all.delete(bare));
      }
    } else if (found !== undefined) wished.add(bare);
  }
  if (errors.length > 0) {
    yield* apt.err(errors.join(''));
    return 100;
  }
  const plan = solve(db, archive, [...wished], apt.recommends);
  if (plan.unmet.length > 0) {
    yield* apt.say('Some packages could not be installed. This may mean that you have\nrequested an impossible situation or if you are using the unstable\ndistribution that some required packages have not yet been created\nor been moved out of Incoming.\nThe following information may help to resolve the situation:\n\n');
    yield* apt.say(`The following packages have unmet dependencies:\n${plan.unmet.join('\n')}\n`);
    yield* apt.err('E: Unable to correct problems, you have held broken packages.\n');
    return 100;
  }
  return yield* proceed(apt, db, archive, plan.install, wished);
}

function* proceed(apt: Apt, db: Database, archive: ReadonlyMap<string, Available>, packages: readonly Available[], wished: ReadonlySet<string>): Task<number> {
  const fresh = packages.filter((a) => db.installed(nameOf(a.record)) === undefined);
  const newer = packages.filter((a) => db.installed(nameOf(a.record)) !== undefined);
  const coming = new Set(packages.map((a) => nameOf(a.record)));
  const extra = fresh.map((a) => nameOf(a.record)).filter((n) => !wished.has(n));
  const there = (name: string): boolean => coming.has(name) || db.installed(name) !== undefined;
  const suggested = new Set<string>();
  const left = new Set<string>();
  for (const a of fresh) {
    for (const group of parseDepends(a.record.get('Suggests'))) if (!group.some((r) => there(r.name))) suggested.add(group.map((r) => r.name).join(' | '));
    for (const group of parseDepends(a.record.get('Recommends'))) if (!group.some((r) => there(r.name))) left.add(group.map((r) => r.name).join(' | '));
  }
  yield* apt.names('The following additional packages will be installed:', extra);
  yield* apt.names('Suggested packages:', [...suggested]);
  yield* apt.names('Recommended packages:', [...left]);
  yield* apt.names('The following NEW packages will be installed:', fresh.map((a) => nameOf(a.record)));
  yield* apt.names('The following packages will be upgraded:', newer.map((a) => nameOf(a.record)));
  const kept = upgradable(db, archive).filter((a) => !coming.has(nameOf(a.record))).length;
  yield* summary(apt, apt.reinstall ? 0 : newer.length, fresh.length, 0, kept);
  if (packages.length === 0) return 0;
  if (!apt.simulate) {
    let need = 0;
    for (const a of packages) if (!(yield* isWhole(apt, a.record))) need += Number(a.record.get('Size'));
    const total = packages.reduce((n, a) => n + Number(a.record.get('Size')), 0);
    yield* apt.say(need === total ? `Need to get ${apt.size(need)}B of archives.\n` : `Need to get ${apt.size(need)}B/${apt.size(total)}B of archives.\n`);
    yield* space(apt, packages.reduce((n, a) => n + installedBytes(a.record) - installedBytes(db.installed(nameOf(a.record)) ?? new Map()), 0));
    if (extra.length > 0 && !(yield* confirm(apt))) return 1;
  }
  return yield* carryOut(apt, db, packages, wished);
}

export function* upgrade(apt: Apt): Task<number> {
  if (!(yield* locked(apt))) return 100;
  const { db, archive } = yield* apt.cache();
  yield* apt.step('Calculating upgrade');
  const packages = upgradable(db, archive);
  return yield* proceed(apt, db, archive, packages, new Set());
}

export function* remove(apt: Apt, wishes: readonly string[], autoremove: boolean): Task<number> {
  if (!(yield* locked(apt))) return 100;
  const { db, archive } = yield* apt.cache();
  const auto = yield* apt.auto();
  const wanted = new Set<string>();
  for (const wish of wishes) {
    const bare = wish.replace(/:amd64\b/, '');
    if (db.installed(bare) !== undefined) wanted.add(bare);
    else if (archive.has(bare)) yield* apt.say(`Package '${bare}' is not installed, so not removed\n`);
    else yield* apt.die(`Unable to locate package ${bare}`);
  }
  const gone = dependents(db, wanted);
  const unneeded = orphans(db, auto, gone).map(nameOf);
  if (autoremove) for (const name of unneeded) gone.add(name);
  else if (unneeded.length > 0) {
    yield* apt.names(unneeded.length === 1 ? 'The following package was automatically installed and is no longer required:' : 'The following packages were automatically installed and are no longer required:', unneeded);
    yield* apt.say(`Use 'apt autoremove' to remove ${unneeded.length === 1 ? 'it' : 'them'}.\n`);
  }
  yield* apt.names('The following packages will be REMOVED:', [...gone].map((n) => `${n}${apt.purge ? '*' : ''}`));
  const essential = [...gone].filter((n) => db.installed(n)?.get('Essential') === 'yes');
  if (essential.length > 0) {
    yield* apt.names('WARNING: The following essential packages will be removed.\nThis should NOT be done unless you know exactly what you are doing!', essential);
  }
  yield* summary(apt, 0, 0, gone.size, upgradable(db, archive).length);
  if (gone.size === 0) return 0;
  if (apt.simulate) {
    for (const n of gone) yield* apt.say(`${apt.purge ? 'Purg' : 'Remv'} ${n} [${db.installed(n)!.get('Version')}]\n`);
    return 0;
  }
  yield* space(apt, -[...gone].reduce((n, name) => n + installedBytes(db.installed(name)!), 0));
  if (essential.length > 0) {
    yield* apt.err(apt.yes ? 'E: Essential packages were removed and -y was used without --allow-remove-essential.\n' : 'E: Removing essential system-critical packages is not permitted. This might break the system.\n');
    return 100;
  }
  if (!(yield* confirm(apt))) return 1;
  const order = [...gone].sort((a, b) => (parseDepends(db.installed(a)!.get('Depends')).some((g) => g.some((r) => r.name === b)) ? -1 : parseDepends(db.installed(b)!.get('Depends')).some((g) => g.some((r) => r.name === a)) ? 1 : 0));
  const code = yield* dpkg(apt, [apt.purge ? '--purge' : '--remove', ...order]);
  yield* mark(apt, (all) => order.forEach((n) => all.delete(n)));
  if (code === 0) return 0;
  yield* apt.err('E: Sub-process /usr/bin/dpkg returned an error code (1)\n');
  return 100;
}

/** Remove fetched archives. */
export function* clean(apt: Apt): Task<number> {
  const why = yield* lock(apt.t.sys, `${ARCHIVES}/lock`);
  if (why !== undefined) {
    yield* apt.err(`E: ${why}\nE: Unable to lock directory ${ARCHIVES}/\n`);
    return 100;
  }
  for (const { name } of apt.t.sys.readdir(ARCHIVES)) if (name.endsWith('.deb')) apt.t.sys.unlink(`${ARCHIVES}/${name}`);
  return 0;
}
