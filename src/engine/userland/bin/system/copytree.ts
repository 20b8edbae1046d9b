/** Copying of files and trees, shared by cp and by mv across file systems. Like coreutils' copy.c, without sparse detection, reflinks and contexts. */
import type { Task } from '../../../abi/sys.ts';
import { Errno, isSysError, strerror } from '../../../abi/errno.ts';
import { O, S } from '../../../abi/fs.ts';
import type { Stat } from '../../../abi/fs.ts';
import { joinPath } from '../../libc/path.ts';
import type { In } from '../../libc/stdio.ts';
import { writeText } from '../../libc/stdio.ts';
import type { Tool } from '../../libc/tool.ts';

/** What a copy keeps and how it behaves. */
export interface CopyMode {
  recursive: boolean;
  /** Follow links in the source: never, on the command line, always. */
  follow: 'never' | 'args' | 'always';
  preserveMode: boolean;
  preserveOwner: boolean;
  preserveTimes: boolean;
  preserveLinks: boolean;
  force: boolean;
  interactive: boolean;
  noClobber: boolean;
  update: boolean;
  verbose: boolean;
  removeDestination: boolean;
  attributesOnly: boolean;
  link: 'no' | 'hard' | 'symbolic';
  /** A `mv` that crosses file systems: messages differ a little, and sources vanish afterwards. */
  moving: boolean;
}

/** A copy in progress: the inodes seen (for hard links) and the umask. */
export class Copier {
  private readonly seen = new Map<string, string>();
  private readonly created = new Set<string>();
  private readonly t: Tool;
  private readonly m: CopyMode;
  private readonly input: In;
  constructor(t: Tool, m: CopyMode, input: In) {
    this.t = t;
    this.m = m;
    this.input = input;
  }

  private *complain(text: string): Task<false> {
    yield* this.t.warn(text);
    return false;
  }

  private stat(path: string, follow: boolean): Stat | undefined {
    try {
      return follow ? this.t.sys.stat(path) : this.t.sys.lstat(path);
    } catch (e) {
      if (!isSysError(e)) throw e;
      return undefined;
    }
  }

  /** Copy one source to one destination path; false when anything failed. */
  *copy(from: string, to: string, argument = true): Task<boolean> {
    const { t, m } = this;
    let st: Stat;
    try {
      st = m.follow === 'always' || (argument && m.follow === 'args') ? t.sys.stat(from) : t.sys.lstat(from);
    } catch (e) {
      if (!isSysError(e)) throw e;
      return yield* this.complain(`cannot stat ${t.quoteaf(from)}: ${e.message}`);
    }
    const type = st.mode & S.IFMT;
    if (type === S.IFDIR && !m.recursive) return yield* this.complain(`-r not specified; omitting directory ${t.quoteaf(from)}`);
    const there = this.stat(to, false);
    const target = there !== undefined && (there.mode & S.IFMT) === S.IFLNK ? this.stat(to, true) : there;
    if (target !== undefined && target.ino === st.ino && target.dev === st.dev && m.link === 'no' && !m.removeDestination && type !== S.IFLNK) {
      return yield* this.complain(`${t.quoteaf(from)} and ${t.quoteaf(to)} are the same file`);
    }
    if (there !== undefined && type !== S.IFDIR) {
      if (target !== undefined && (target.mode & S.IFMT) === S.IFDIR) return yield* this.complain(`cannot overwrite directory ${t.quoteaf(to)} with non-directory${m.moving ? '' : ` ${t.quoteaf(from)}`}`);
      if (this.created.has(to)) return yield* this.complain(`will not overwrite just-created ${t.quoteaf(to)} with ${t.quoteaf(from)}`);
      if (m.noClobber) return true;
      if (m.update && target !== undefined && target.mtime_ms >= st.mtime_ms) return true;
      if (m.interactive && !(yield* this.ask(to))) return true;
      if (m.removeDestination) t.sys.unlink(to);
    }
    if (argument) this.created.add(to);
    if (type === S.IFDIR) return yield* this.directory(from, to, st, there);
    const id = `${st.dev}:${st.ino}`;
    try {
      const earlier = m.preserveLinks && st.nlink > 1 ? this.seen.get(id) : undefined;
      if (earlier !== undefined) {
        if (there !== undefined) t.sys.unlink(to);
        t.sys.link(earlier, to);
      } else if (m.link !== 'no') {
        if (there !== undefined && m.force) t.sys.unlink(to);
        if (m.link === 'hard') t.sys.link(from, to);
        else t.sys.symlink(from, to);
      } else if (type === S.IFLNK) {
        if (there !== undefined) t.sys.unlink(to);
        t.sys.symlink(t.sys.readlink(from), to);
        if (m.preserveOwner) this.chown(to, st, false);
      } else if (type === S.IFREG || !m.recursive) {
        if (!(yield* this.data(from, to, st, target))) return false;
      } else {
        if (there !== undefined) t.sys.unlink(to);
        t.sys.mknod(to, st.mode, st.rdev);
        this.attributes(to, st);
      }
    } catch (e) {
      if (!isSysError(e)) throw e;
      const what = m.link !== 'no' ? `cannot create ${m.link} link ${t.quoteaf(to)} to ${t.quoteaf(from)}` : type === S.IFLNK ? `cannot create symbolic link ${t.quoteaf(to)}` : `cannot create regular file ${t.quoteaf(to)}`;
      return yield* this.complain(`${what}: ${e.message}`);
    }
    this.seen.set(id, to);
    if (m.verbose) yield* t.out.write(`${m.moving ? 'copied ' : ''}${t.quoteaf(from)} -> ${t.quoteaf(to)}\n`);
    return true;
  }

  private *ask(to: string): Task<boolean> {
    yield* this.t.out.flush();
    yield* writeText(this.t.sys, 2, `${this.t.name}: overwrite ${this.t.quoteaf(to)}? `);
    const line = yield* this.input.readLine();
    return line !== undefined && /^[yY]/.test(line);
  }

  private chown(to: string, st: Stat, follow = true): void {
    try {
      this.t.sys.chown(to, st.uid, st.gid, follow);
    } catch (e) {
      // As cp -p for an ordinary user: the owner stays, without a word.
      if (!isSysError(e, 'EPERM')) throw e;
    }
  }

  private attributes(to: string, st: Stat): void {
    const { m, t } = this;
    if (m.preserveOwner) this.chown(to, st);
    if (m.preserveMode) t.sys.chmod(to, st.mode & 0o7777);
    if (m.preserveTimes) t.sys.utimens(to, { atime_ms: st.atime_ms, mtime_ms: st.mtime_ms });
  }

  private *data(from: string, to: string, st: Stat, there: Stat | undefined): Task<boolean> {
    const { t, m } = this;
    let input: number;
    try {
      input = yield* t.sys.open(from, O.RDONLY | O.CLOEXEC);
    } catch (e) {
      if (!isSysError(e)) throw e;
      return yield* this.complain(`cannot open ${t.quoteaf(from)} for reading: ${e.message}`);
    }
    try {
      let output: number;
      const mode = st.mode & (m.preserveMode ? 0o700 : 0o777);
      try {
        if (there === undefined) output = yield* t.sys.open(to, O.WRONLY | O.CREAT | O.EXCL | O.CLOEXEC, mode);
        else {
          try {
            output = yield* t.sys.open(to, O.WRONLY | (m.attributesOnly ? 0 : O.TRUNC) | O.CLOEXEC);
          } catch (e) {
            if (!m.force || !isSysError(e)) throw e;
            t.sys.unlink(to);
            output = yield* t.sys.open(to, O.WRONLY | O.CREAT | O.EXCL | O.CLOEXEC, mode);
          }
        }
      } catch (e) {
        if (!isSysError(e)) throw e;
        if (e.code === 'ENOENT' && there === undefined && this.stat(to, false) !== undefined) return yield* this.complain(`not writing through dangling symlink ${t.quoteaf(to)}`);
        const why = e.code === 'EISDIR' && to.endsWith('/') ? strerror(Errno.ENOTDIR) : e.message;
        return yield* this.complain(`cannot create regular file ${t.quoteaf(to)}: ${why}`);
      }
      try {
        if (!m.attributesOnly) while ((yield* t.sys.splice(input, output, 1 << 20)) > 0);
      } catch (e) {
        if (!isSysError(e)) throw e;
        return yield* this.complain(`error ${e.code === 'EISDIR' ? 'reading' : 'writing'} ${t.quoteaf(e.code === 'EISDIR' ? from : to)}: ${e.message}`);
      } finally {
        t.sys.close(output);
      }
    } finally {
      t.sys.close(input);
    }
    this.attributes(to, st);
    return true;
  }

  private *directory(from: string, to: string, st: Stat, there: Stat | undefined): Task<boolean> {
    const { t, m } = this;
    const target = there === undefined ? undefined : this.stat(to, true);
    if (there !== undefined && (target === undefined || (target.mode & S.IFMT) !== S.IFDIR)) {
      return yield* this.complain(`cannot overwrite non-directory ${t.quoteaf(to)} with directory ${t.quoteaf(from)}`);
    }
    if (target !== undefined && this.within(to, st)) return yield* this.complain(`cannot copy a directory, ${t.quoteaf(from)}, into itself, ${t.quoteaf(to)}`);
    let names: string[];
    try {
      names = t.sys.readdir(from).map((d) => d.name).filter((n) => n !== '.' && n !== '..');
    } catch (e) {
      if (!isSysError(e)) throw e;
      return yield* this.complain(`cannot access ${t.quoteaf(from)}: ${e.message}`);
    }
    if (there === undefined) {
      if (this.within(to.replace(/\/+$/, '').replace(/\/?[^/]+$/, '') || (to.startsWith('/') ? '/' : '.'), st)) {
        // As cp does: the directory is there before it is found to lie within its source.
        try {
          t.sys.mkdir(to, 0o700);
          t.sys.chmod(to, st.mode & 0o7777);
        } catch (e) {
          if (!isSysError(e)) throw e;
        }
        return yield* this.complain(`cannot copy a directory, ${t.quoteaf(from)}, into itself, ${t.quoteaf(to)}`);
      }
      try {
        t.sys.mkdir(to, st.mode & 0o777 | 0o700);
      } catch (e) {
        if (!isSysError(e)) throw e;
        return yield* this.complain(`cannot create directory ${t.quoteaf(to)}: ${e.message}`);
      }
      if (m.verbose) yield* t.out.write(`${m.moving ? 'created directory ' : `${t.quoteaf(from)} -> `}${t.quoteaf(to)}\n`);
    }
    let ok = true;
    for (const name of names) {
      if (!(yield* this.copy(joinPath(from, name), joinPath(to, name), false))) ok = false;
      if (t.sys.charge(1000)) yield* t.sys.schedYield();
    }
    try {
      if (there === undefined && !m.preserveMode && (st.mode & 0o700) !== 0o700) t.sys.chmod(to, st.mode & 0o777);
      this.attributes(to, st);
    } catch (e) {
      if (!isSysError(e)) throw e;
      return yield* this.complain(`preserving attributes of ${t.quoteaf(to)}: ${e.message}`);
    }
    return ok;
  }

  /** Is `path` the directory `st` or beneath it? */
  private within(path: string, st: Stat): boolean {
    for (let at = path; ; at = joinPath(at, '..')) {
      const here = this.stat(at, true);
      const above = this.stat(joinPath(at, '..'), true);
      if (here === undefined || above === undefined) return false;
      if (here.ino === st.ino && here.dev === st.dev) return true;
      if (here.ino === above.ino && here.dev === above.dev) return false;
    }
  }
}
