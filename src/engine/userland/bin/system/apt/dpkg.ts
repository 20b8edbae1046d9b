/** dpkg (1.21): -i --unpack --configure -r -P, and -l -L -s -S --get-selections by dpkg-query. Left out: conffiles, diversions, other architectures, holds. */
import type { Sys, Task } from '../../../../abi/sys.ts';
import { isSysError } from '../../../../abi/errno.ts';
import { S } from '../../../../abi/fs.ts';
import { exitCode } from '../../../../abi/process.ts';
import { baseName } from '../../../libc/path.ts';
import { execvp } from '../../../libc/popen.ts';
import { readFile, writeFile, writeText } from '../../../libc/stdio.ts';
import { Exit, tool } from '../../../libc/tool.ts';
import type { Tool } from '../../../libc/tool.ts';
import { readDeb } from './archive.ts';
import type { Deb } from './archive.ts';
import { archName, parseDepends, satisfies, textOr } from './control.ts';
import type { Paragraph } from './control.ts';
import { ADMIN, Database, lock } from './database.ts';
import { contents, list, owners, selections, status } from './query.ts';

function* fail(t: Tool, message: string): Task<never> {
  yield* t.out.flush();
  yield* writeText(t.sys, 2, `dpkg: error: ${message}\n`);
  throw new Exit(2);
}

/** Run a maintainer script when the package has it. */
function* script(t: Tool, db: Database, p: Paragraph, kind: string, args: readonly string[]): Task<number> {
  const path = db.infoPath(p, kind);
  try {
    t.sys.access(path, 1);
  } catch (e) {
    if (!isSysError(e)) throw e;
    return 0;
  }
  yield* t.out.flush();
  const pid = t.sys.fork(function* (child) {
    const { message } = yield* execvp(child, [path, ...args], [...t.envp, `DPKG_MAINTSCRIPT_PACKAGE=${p.get('Package')}`, `DPKG_MAINTSCRIPT_NAME=${kind}`]);
    yield* writeText(child, 2, `dpkg: unable to execute ${path}: ${message}\n`);
    return 127;
  });
  return exitCode((yield* t.sys.wait4(pid))!.status);
}

/** The state of a package in the status file. */
function put(db: Database, p: Paragraph, state: string): void {
  const record = new Map([['Package', p.get('Package')!], ['Status', state]]);
  for (const [name, value] of p) if (name !== 'Package' && name !== 'Status') record.set(name, value);
  db.packages.set(p.get('Package')!, record);
}

function isDirectory(sys: Sys, path: string): boolean {
  try {
    return (sys.stat(path).mode & S.IFMT) === S.IFDIR;
  } catch (e) {
    if (!isSysError(e)) throw e;
    return false;
  }
}

/** Make the files of a package. */
function* extract(sys: Sys, deb: Deb): Task<string[]> {
  const paths = ['/.'];
  for (const { header, body } of deb.data) {
    const path = `/${header.name.replace(/^\.?\/+/, '').replace(/\/$/, '')}`;
    if (path === '/') continue;
    paths.push(path);
    if (isDirectory(sys, path)) continue;
    if (header.type === '5') sys.mkdir(path, header.mode);
    else {
      const fresh = `${path}.dpkg-new`;
      if (header.type === '2') sys.symlink(header.linkname, fresh);
      else yield* writeFile(sys, fresh, body, header.mode);
      sys.rename(fresh, path);
      if (header.type === '0') sys.chmod(path, header.mode);
    }
    sys.chown(path, header.uid, header.gid, false);
  }
  return paths;
}

class Session {
  readonly t: Tool;
  readonly db: Database;
  private counted = false;
  private failed = false;
  private readonly triggered = new Set<string>();
  constructor(t: Tool, db: Database) {
    this.t = t;
    this.db = db;
  }
  get ok(): boolean {
    return !this.failed;
  }
  private *reading(): Task<void> {
    if (this.counted) return;
    this.counted = true;
    yield* this.t.out.write(`(Reading database ... ${yield* this.db.count()} files and directories currently installed.)\n`);
  }
  private *complain(subject: string, what: string, message: string): Task<void> {
    this.failed = true;
    yield* this.t.out.flush();
    yield* writeText(this.t.sys, 2, `dpkg: error processing ${subject} (${what}):\n ${message}\n`);
  }
  *unpack(file: string): Task<Paragraph | undefined> {
    const { t, db } = this;
    let bytes: Uint8Array;
    try {
      bytes = yield* readFile(t.sys, file);
    } catch (e) {
      if (!isSysError(e)) throw e;
      yield* t.out.flush();
      if (!file.startsWith('/var/cache/')) yield* fail(t, `cannot access archive '${file}': ${e.message}`);
      yield* this.complain(`archive ${file}`, '--unpack', `cannot access archive: ${e.message}`);
      return undefined;
    }
    const deb = readDeb(bytes);
    if (deb === undefined) {
      yield* writeText(t.sys, 2, `dpkg-deb: error: '${file}' is not a Debian format archive\n`);
      yield* this.complain(`archive ${file}`, '--install', 'dpkg-deb --control subprocess returned error exit status 2');
      return undefined;
    }
    const p = deb.control;
    const old = db.installed(p.get('Package')!);
    const name = archName(p);
    if (old === undefined) yield* t.out.write(`Selecting previously unselected package ${name}.\n`);
    yield* this.reading();
    yield* t.out.write(`Preparing to unpack ${file.includes('/') ? `.../${baseName(file)}` : file} ...\n`);
    yield* t.out.write(`Unpacking ${name} (${p.get('Version')}) ${old === undefined ? '' : `over (${old.get('Version')}) `}...\n`);
    const paths = yield* extract(t.sys, deb);
    for (const [kind, text] of deb.info) {
      const path = db.infoPath(p, kind);
      yield* writeFile(t.sys, path, text, 0o644);
      if (/^(pre|post)(inst|rm)$/.test(kind)) t.sys.chmod(path, 0o755);
    }
    yield* writeFile(t.sys, db.infoPath(p, 'list'), `${paths.join('\n')}\n`, 0o644);
    put(db, p, 'install ok unpacked');
    yield* db.save();
    return p;
  }
  *configure(p: Paragraph): Task<void> {
    const { t, db } = this;
    const name = archName(p);
    const missing = parseDepends(p.get('Depends')).filter((group) => !group.some((r) => this.satisfied(r)));
    if (missing.length > 0) {
      const lines = missing.map((group) => {
        const [r] = group;
        return ` ${name} depends on ${r!.name}${r!.op === '' ? '' : ` (${r!.op} ${r!.version})`}; however:\n  Package ${r!.name} is not installed.\n`;
      });
      yield* t.out.flush();
      yield* writeText(t.sys, 2, `dpkg: dependency problems prevent configuration of ${name}:\n${lines.join('')}\n`);
      yield* this.complain(`package ${name}`, '--install', 'dependency problems - leaving unconfigured');
      return;
    }
    yield* t.out.write(`Setting up ${name} (${p.get('Version')}) ...\n`);
    const code = yield* script(t, db, p, 'postinst', ['configure', '']);
    if (code !== 0) {
      put(db, p, 'install ok half-configured');
      yield* db.save();
      yield* this.complain(`package ${name}`, '--configure', `installed ${p.get('Package')} package post-installation script subprocess returned error exit status ${code}`);
      return;
    }
    put(db, p, 'install ok installed');
    yield* this.trigger(p);
  }
  private satisfied(r: { readonly name: string; readonly op: string; readonly version: string }): boolean {
    const own = this.db.packages.get(r.name);
    return own !== undefined && !own.get('Status')!.includes('config-files') && satisfies(own.get('Version')!, r);
  }
  /** Triggers that the package activates when it comes or goes. */
  private *trigger(p: Paragraph): Task<void> {
    for (const line of (yield* textOr(this.t.sys, this.db.infoPath(p, 'triggers'))).split('\n')) {
      const m = /^activate(?:-noawait)? (\S+)$/.exec(line);
      if (m !== null) for (const name of (yield* textOr(this.t.sys, `${ADMIN}/triggers/${m[1]}`)).split('\n')) if (name !== '') this.triggered.add(name);
    }
  }
  /** Packages whose state is `unpacked`. */
  pending(): Paragraph[] {
    return this.ordered([...this.db.packages.values()].filter((p) => p.get('Status') === 'install ok unpacked'));
  }
  /** Dependencies first. */
  private ordered(packages: readonly Paragraph[]): Paragraph[] {
    const left = new Map(packages.map((p): [string, Paragraph] => [p.get('Package')!, p]));
    const out: Paragraph[] = [];
    const visit = (p: Paragraph): void => {
      if (!left.delete(p.get('Package')!)) return;
      for (const group of parseDepends(p.get('Depends'))) for (const r of group) if (left.has(r.name)) visit(left.get(r.name)!);
      out.push(p);
    };
    for (const p of packages) visit(p);
    return out;
  }
  *remove(name: string, purge: boolean): Task<void> {
    const { t, db } = this;
    const p = db.installed(name);
    if (p === undefined) {
      yield* t.out.flush();
      yield* writeText(t.sys, 2, `dpkg: warning: ignoring request to remove ${name} which isn't installed\n`);
      return;
    }
    yield* this.reading();
    yield* t.out.write(`Removing ${archName(p)} (${p.get('Version')}) ...\n`);
    yield* script(t, db, p, 'prerm', ['remove']);
    yield* this.trigger(p);
    const own = yield* db.files(p);
    const others = new Set<string>();
    for (const [other, paths] of yield* db.allFiles()) if (other !== p.get('Package')) for (const path of paths) others.add(path);
    for (const path of [...own].reverse()) {
      if (path === '/.' || others.has(path)) continue;
      try {
        const mode = t.sys.lstat(path).mode & S.IFMT;
        if (mode === S.IFDIR) t.sys.rmdir(path);
        else if (mode !== S.IFLNK || !isDirectory(t.sys, path)) t.sys.unlink(path); // a link in place of a directory is the administrator's
      } catch (e) {
        if (!isSysError(e)) throw e;
      }
    }
    yield* script(t, db, p, 'postrm', [purge ? 'purge' : 'remove']);
    for (const kind of ['list', 'postinst', 'prerm', 'postrm', 'triggers']) {
      try {
        t.sys.unlink(db.infoPath(p, kind));
      } catch (e) {
        if (!isSysError(e)) throw e;
      }
    }
    db.packages.delete(p.get('Package')!);
    db.forget();
    yield* db.save();
  }
  *finish(): Task<void> {
    for (const name of this.triggered) {
      const p = this.db.installed(name);
      if (p !== undefined) yield* this.t.out.write(`Processing triggers for ${archName(p)} (${p.get('Version')}) ...\n`);
    }
    yield* this.db.save();
    yield* this.t.out.flush();
  }
}

function* change(t: Tool, body: (s: Session) => Task<void>): Task<number> {
  if (t.sys.getcred().euid !== 0) yield* fail(t, 'requested operation requires superuser privilege');
  const locked = yield* lock(t.sys, `${ADMIN}/lock`);
  if (locked !== undefined) yield* fail(t, 'unable to lock dpkg status database');
  const s = new Session(t, yield* Database.load(t.sys));
  yield* body(s);
  yield* s.finish();
  return s.ok ? 0 : 1;
}

function usage(): string {
  return `Type dpkg --help for help about installing and deinstalling packages [*];
Use 'apt' or 'aptitude' for user-friendly package management;
Type dpkg -Dhelp for a list of dpkg debug flag values;
Type dpkg --force-help for a list of forcing options;
Type dpkg-deb --help for help about manipulating *.deb files;

Options marked [*] produce a lot of output - pipe it through 'less' or 'more' !
`;
}

const HELP = `Usage: dpkg [OPTION...] COMMAND

Commands:
  -i|--install FILE...       unpack and configure archives
  --unpack FILE...           only unpack
  --configure NAME...|-a     configure what is unpacked
  -r|--remove NAME...        remove packages
  -P|--purge NAME...         remove packages with their settings
  -l|--list [PATTERN...]     list packages
  -L|--listfiles NAME...     list a package's files
  -s|--status NAME...        show a package's record
  -S|--search PATH...        tell whose a file is
  --get-selections           list packages with their selection
  --print-architecture       print this system's architecture
`;

function* main(t: Tool): Task<number> {
  const args = t.args.filter((a) => !/^--(force|no|auto|status-fd|recursive)/.test(a));
  const [command = '', ...rest] = args;
  switch (command) {
    case '-i':
    case '--install':
    case '--unpack':
      if (rest.length === 0) yield* fail(t, `${command === '-i' ? '--install' : command} needs at least one package archive file argument\n\n${usage().trimEnd()}`);
      return yield* change(t, function* (s) {
        const done: Paragraph[] = [];
        for (const file of rest) {
          const p = yield* s.unpack(file);
          if (p !== undefined) done.push(p);
        }
        if (command !== '--unpack') for (const p of s.pending().filter((p) => done.some((d) => d.get('Package') === p.get('Package')))) yield* s.configure(p);
      });
    case '--configure':
      return yield* change(t, function* (s) {
        for (const p of s.pending()) if (rest.includes('-a') || rest.includes('--pending') || rest.includes(p.get('Package')!)) yield* s.configure(p);
      });
    case '-r':
    case '--remove':
    case '-P':
    case '--purge':
      return yield* change(t, function* (s) {
        for (const name of rest) yield* s.remove(name, command === '-P' || command === '--purge');
      });
    case '-l':
    case '--list':
      return yield* list(t, rest);
    case '-L':
    case '--listfiles':
      return yield* contents(t, rest);
    case '-s':
    case '--status':
      return yield* status(t, rest);
    case '-S':
    case '--search':
      return yield* owners(t, rest);
    case '--get-selections':
      return yield* selections(t);
    case '--print-architecture':
      yield* t.out.write('amd64\n');
      return 0;
    case '--version':
      yield* t.out.write("Debian 'dpkg' package management program version 1.21.22 (amd64).\n");
      return 0;
    case '--help':
      yield* t.out.write(HELP);
      return 0;
    default:
      return yield* fail(t, command === '' ? `need an action option\n\n${usage().trimEnd()}` : `unknown option ${command}\n\n${usage().trimEnd()}`);
  }
}

export const dpkg = tool({ name: 'dpkg', support: { level: 'partial', note: 'no conffiles, diversions, foreign architectures or holds; archives packed with gzip only' } }, main);
