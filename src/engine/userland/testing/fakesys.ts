/**
 * A small stand-in for the kernel, for tests of programs: files in a map, pipes as buffers, one process that never blocks. What it does not
 * know throws, so that a test does not pass by accident. Not for tests of blocking, signals or children: those take a real world.
 */
import type { Main, Sys, Task } from '../../abi/sys.ts';
import { O, S, SEEK, type Dirent, type Stat } from '../../abi/fs.ts';
import { fail, isSysError } from '../../abi/errno.ts';
import { concatBytes, decodeUtf8, EMPTY, encodeUtf8 } from '../../base/bytes.ts';

interface FakeFile {
  data: Uint8Array;
  readonly mode: number;
  readonly ino: number;
  mtime_ms: number;
}

interface FakeFd {
  readonly file: FakeFile | undefined;
  readonly dir: string | undefined;
  offset: number;
  readonly flags: number;
  /** Written bytes of a stream. */
  readonly sink: Uint8Array[] | undefined;
  readonly chunks: Uint8Array[] | undefined;
}

/** What a run left behind. */
export interface FakeResult {
  readonly status: number;
  readonly stdout: Uint8Array;
  readonly stderr: Uint8Array;
}

/** The fake's files by absolute path; directories are implied, or explicit with a trailing '/'. */
export type FakeFiles = Map<string, Uint8Array>;

/** Run a program to its end. `files` is changed by what it writes. */
export function runFake(main: Main, argv: readonly string[], options: { files?: FakeFiles; stdin?: string | Uint8Array; envp?: readonly string[]; cwd?: string } = {}): FakeResult {
  const files = options.files ?? new Map<string, Uint8Array>();
  const cwd = options.cwd ?? '/t';
  const stdout: Uint8Array[] = [];
  const stderr: Uint8Array[] = [];
  const stdin = typeof options.stdin === 'string' ? encodeUtf8(options.stdin) : (options.stdin ?? EMPTY);
  const nodes = new Map<string, FakeFile>();
  let ino = 10;
  for (const [path, data] of files) if (!path.endsWith('/')) nodes.set(path, { data, mode: S.IFREG | 0o644, ino: ino++, mtime_ms: 1.7e12 });
  const dirs = new Set<string>(['/']);
  for (const path of [...files.keys(), `${cwd}/`, '/tmp/']) {
    const parts = path.split('/');
    for (let i = 1; i < parts.length; i++) dirs.add(parts.slice(0, i).join('/') || '/');
  }
  const stream = (sink: Uint8Array[] | undefined, chunks: Uint8Array[] | undefined): FakeFd => ({ file: undefined, dir: undefined, offset: 0, flags: O.RDWR, sink, chunks });
  const fds = new Map<number, FakeFd>([
    [0, stream(undefined, [stdin])],
    [1, stream(stdout, undefined)],
    [2, stream(stderr, undefined)],
  ]);
  const resolve = (path: string): string => {
    if (path === '') fail('ENOENT');
    const out: string[] = [];
    for (const part of (path.startsWith('/') ? path : `${cwd}/${path}`).split('/')) {
      if (part === '..') out.pop();
      else if (part !== '' && part !== '.') out.push(part);
    }
    return `/${out.join('/')}`;
  };
  const get = (fd: number): FakeFd => fds.get(fd) ?? fail('EBADF');
  const stat = (mode: number, size: number, n: number, mtime_ms: number): Stat => ({
    dev: 1, ino: n, mode, nlink: 1, uid: 0, gid: 0, rdev: 0, size, blksize: 4096, blocks: Math.ceil(size / 512),
    atime_ms: mtime_ms, mtime_ms, ctime_ms: mtime_ms, btime_ms: mtime_ms,
  });
  const statPath = (path: string): Stat => {
    const full = resolve(path);
    const node = nodes.get(full);
    if (node !== undefined) return path.endsWith('/') ? fail('ENOTDIR') : stat(node.mode, node.data.length, node.ino, node.mtime_ms);
    if (dirs.has(full)) return stat(S.IFDIR | 0o755, 4096, 2, 1.7e12);
    for (const file of nodes.keys()) if (full.startsWith(`${file}/`)) fail('ENOTDIR');
    return fail('ENOENT');
  };
  let clock = 1.7e12;
  const known: Partial<Sys> = {
    *open(path, flags, mode = 0o666): Task<number> {
      const full = resolve(path);
      let file = nodes.get(full);
      let dir: string | undefined;
      if (file === undefined) {
        if (dirs.has(full)) {
          if ((flags & O.ACCMODE) !== O.RDONLY) fail('EISDIR');
          dir = full;
        } else {
          if ((flags & O.CREAT) === 0) statPath(path);
          if (!dirs.has(full.replace(/\/[^/]*$/, '') || '/')) fail('ENOENT');
          file = { data: EMPTY, mode: S.IFREG | (mode & ~0o22), ino: ino++, mtime_ms: clock };
          nodes.set(full, file);
          files.set(full, EMPTY);
        }
      } else if ((flags & O.EXCL) !== 0) fail('EEXIST');
      if (file !== undefined && (flags & O.TRUNC) !== 0) {
        file.data = EMPTY;
        files.set(full, EMPTY);
      }
      let n = 3;
      while (fds.has(n)) n++;
      fds.set(n, { file, dir, offset: 0, flags, sink: undefined, chunks: undefined });
      return n;
    },
    close(fd) {
      get(fd);
      fds.delete(fd);
    },
    dup2(from, to) {
      fds.set(to, get(from));
      return to;
    },
    *read(fd, max): Task<Uint8Array> {
      const f = get(fd);
      if (f.dir !== undefined) fail('EISDIR');
      if (f.file !== undefined) {
        const part = f.file.data.subarray(f.offset, f.offset + max);
        f.offset += part.length;
        return part;
      }
      const chunk = f.chunks?.shift() ?? (f.chunks === undefined ? fail('EBADF') : EMPTY);
      if (chunk.length > max) f.chunks?.unshift(chunk.subarray(max));
      return chunk.subarray(0, max);
    },
    *write(fd, data): Task<number> {
      const f = get(fd);
      if (f.sink !== undefined) f.sink.push(data.slice());
      else if (f.file !== undefined) {
        if ((f.flags & O.ACCMODE) === O.RDONLY) fail('EBADF');
        if ((f.flags & O.APPEND) !== 0) f.offset = f.file.data.length;
        const bytes = new Uint8Array(Math.max(f.file.data.length, f.offset + data.length));
        bytes.set(f.file.data);
        bytes.set(data, f.offset);
        f.offset += data.length;
        f.file.data = bytes;
        for (const [path, node] of nodes) if (node === f.file) files.set(path, bytes);
      } else fail('EBADF');
      return data.length;
    },
    pread: (fd, max, offset) => (get(fd).file ?? fail('ESPIPE')).data.subarray(offset, offset + max),
    lseek(fd, offset, whence) {
      const f = get(fd);
      if (f.file === undefined) fail('ESPIPE');
      f.offset = offset + (whence === SEEK.CUR ? f.offset : whence === SEEK.END ? f.file!.data.length : 0);
      return f.offset;
    },
    ftruncate(fd, size) {
      const f = get(fd).file ?? fail('EINVAL');
      const bytes = new Uint8Array(size);
      bytes.set(f.data.subarray(0, size));
      f.data = bytes;
      for (const [path, node] of nodes) if (node === f) files.set(path, bytes);
    },
    ioctl: () => fail('ENOTTY'),
    fstat(fd) {
      const f = get(fd);
      if (f.file !== undefined) return stat(f.file.mode, f.file.data.length, f.file.ino, f.file.mtime_ms);
      if (f.dir !== undefined) return stat(S.IFDIR | 0o755, 4096, 2, 1.7e12);
      return stat(S.IFIFO | 0o600, 0, fd, 0);
    },
    getfl: (fd) => get(fd).flags,
    stat: statPath,
    lstat: statPath,
    access(path) {
      statPath(path);
    },
    unlink(path) {
      const full = resolve(path);
      statPath(path);
      nodes.delete(full);
      files.delete(full);
    },
    rename(from, to) {
      const node = nodes.get(resolve(from)) ?? fail('ENOENT');
      nodes.delete(resolve(from));
      files.delete(resolve(from));
      nodes.set(resolve(to), node);
      files.set(resolve(to), node.data);
    },
    chmod: () => undefined,
    chown: () => undefined,
    mkdir(path) {
      if (dirs.has(resolve(path))) fail('EEXIST');
      if (!dirs.has(resolve(path).replace(/\/[^/]*$/, '') || '/')) fail('ENOENT');
      dirs.add(resolve(path));
    },
    utimens: () => undefined,
    readdir(path): Dirent[] {
      const full = resolve(path);
      if (!dirs.has(full)) fail(nodes.has(full) ? 'ENOTDIR' : 'ENOENT');
      const prefix = full === '/' ? '/' : `${full}/`;
      const names = new Map<string, Dirent>();
      for (const d of dirs) if (d.startsWith(prefix) && d !== full) names.set(d.slice(prefix.length).split('/')[0]!, { name: d.slice(prefix.length).split('/')[0]!, ino: 2, type: 'dir' });
      for (const [p, f] of nodes) if (p.startsWith(prefix) && !p.slice(prefix.length).includes('/')) names.set(p.slice(prefix.length), { name: p.slice(prefix.length), ino: f.ino, type: 'file' });
      return [{ name: '.', ino: 2, type: 'dir' }, { name: '..', ino: 2, type: 'dir' }, ...names.values()];
    },
    getcwd: () => cwd,
    umask: () => 0o22,
    getpid: () => 100,
    getpriority: () => 0,
    getppid: () => 99,
    getcred: () => ({ uid: 0, euid: 0, gid: 0, egid: 0, groups: [0], caps: new Set() }),
    sigaction: () => 'default',
    now_ms: () => (clock += 1),
    monotonic_ns: () => clock * 1e6,
    *sleep(ns): Task<void> {
      clock += ns / 1e6;
    },
    charge: () => false,
    *schedYield(): Task<void> {
      return;
    },
    getrandom: (length) => Uint8Array.from({ length }, (_, i) => (i * 97 + 13) & 255),
  };
  const sys = new Proxy(known, {
    get(target, name) {
      const member = Reflect.get(target, name) as unknown;
      if (member === undefined) throw new Error(`the fake kernel has no ${String(name)}`);
      return member;
    },
  }) as Sys;
  let status = 0;
  const task = main(sys, argv, options.envp ?? ['LC_ALL=C.UTF-8', 'PATH=/usr/bin:/bin']);
  try {
    const end = task.next();
    if (end.done !== true) throw new Error('the fake kernel cannot block');
    status = end.value;
  } catch (e) {
    if (!isSysError(e)) throw e;
    throw new Error(`uncaught ${e.toString()}`, { cause: e });
  }
  return { status, stdout: concatBytes([EMPTY, ...stdout]), stderr: concatBytes([EMPTY, ...stderr]) };
}

/** As {@link runFake}, with text for bytes. */
export function runText(main: Main, argv: readonly string[], options: Parameters<typeof runFake>[2] = {}): { status: number; stdout: string; stderr: string } {
  const r = runFake(main, argv, options);
  return { status: r.status, stdout: decodeUtf8(r.stdout), stderr: decodeUtf8(r.stderr) };
}
