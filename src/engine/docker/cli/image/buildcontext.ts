/**
 * The context of a build on the client's side: a directory without what .dockerignore excludes, an archive or a Dockerfile from standard input, or an address.
 * docker/cli's image/build/context.go.
 */
import type { Task } from '../../../abi/sys.ts';
import { isSysError } from '../../../abi/errno.ts';
import { S } from '../../../abi/fs.ts';
import { decodeUtf8, encodeUtf8, toHex } from '../../../base/bytes.ts';
import { ArchiveError, isMissing, onPath, PathError } from '../../archive/error.ts';
import { detect } from '../../archive/decompress.ts';
import { PatternMatcher, readIgnoreFile } from '../../archive/patterns.ts';
import { TarReader } from '../../archive/reader.ts';
import { bytesSource, PeekSource, readSource } from '../../archive/source.ts';
import type { ByteSink, ByteSource } from '../../archive/source.ts';
import { packTree } from '../../archive/tar.ts';
import { absolute, join, relative } from '../../common/path.ts';
import { tarHeader, tarPadding } from '../../../userland/libc/tar.ts';
import type { DockerCli } from '../cli.ts';
import { CliError } from '../error.ts';
import { evalSymlinks } from '../streams/symlinks.ts';

/** What will be sent: a producer of the context's bytes and the Dockerfile's name in it. */
export interface Context {
  readonly dockerfile: string;
  readonly send: (sink: ByteSink) => Task<void>;
}

const words = (e: unknown): string => (e instanceof ArchiveError ? e.message : isSysError(e) ? e.message.toLowerCase() : (e as { message: string }).message);

function prepareError(e: unknown): unknown {
  return e instanceof ArchiveError || e instanceof CliError || isSysError(e) ? new CliError(`unable to prepare context: ${words(e)}`) : e;
}

/** Go's "unable to evaluate symlinks in ..." around a resolution. */
function resolved(cli: DockerCli, path: string, what: string): string {
  try {
    return evalSymlinks(cli.sys, path);
  } catch (e) {
    throw e instanceof ArchiveError || e instanceof CliError ? new CliError(`unable to evaluate symlinks in ${what}: ${e.message}`) : e;
  }
}

function exists(cli: DockerCli, path: string): boolean {
  try {
    cli.sys.lstat(path);
    return true;
  } catch (e) {
    if (isSysError(e)) return false;
    throw e;
  }
}

interface LocalDir {
  readonly root: string;
  /** The Dockerfile relative to the root, or '-'. */
  readonly dockerfile: string;
}

function localDir(cli: DockerCli, given: string, file: string): LocalDir {
  const root = resolved(cli, absolute(cli.cwd(), given), 'context path');
  if ((onPath('lstat', root, () => cli.sys.lstat(root)).mode & S.IFMT) !== S.IFDIR) throw new CliError(`context must be a directory: ${root}`);
  if (file === '-') return { root, dockerfile: '-' };
  let path = file === '' ? join(root, 'Dockerfile') : absolute(cli.cwd(), file);
  if (file === '' && !exists(cli, path) && exists(cli, join(root, 'dockerfile'))) path = join(root, 'dockerfile');
  return { root, dockerfile: relative(root, resolved(cli, path, 'Dockerfile path')) };
}

/** The patterns of the context's .dockerignore. */
function* ignorePatterns(cli: DockerCli, root: string): Task<string[]> {
  const path = join(root, '.dockerignore');
  try {
    return readIgnoreFile(yield* cli.readFile(path));
  } catch (e) {
    if (isSysError(e, 'ENOENT')) return [];
    if (isSysError(e)) throw new CliError(`open ${path}: ${e.message.toLowerCase()}`);
    throw e;
  }
}

/** Can everything that will be sent be read? Throws {@link CliError}. */
function* checkReadable(cli: DockerCli, root: string, patterns: PatternMatcher): Task<void> {
  const { sys } = cli;
  const visit = function* (path: string, shown: string): Task<void> {
    if (shown !== '.' && patterns.matches(shown)) return;
    const st = sys.lstat(path);
    const kind = st.mode & S.IFMT;
    if (kind === S.IFLNK || kind === S.IFIFO) return;
    if (kind !== S.IFDIR) {
      try {
        sys.access(path, 4);
      } catch (e) {
        if (isSysError(e, 'EACCES')) throw new CliError(`checking context: no permission to read from '${path}'`);
        throw e;
      }
      return;
    }
    let names;
    try {
      names = sys.readdir(path);
    } catch (e) {
      if (isSysError(e, 'EACCES')) throw new CliError(`checking context: can't stat '${path}'`);
      throw e;
    }
    for (const { name } of names) if (name !== '.' && name !== '..') yield* visit(`${path}/${name}`, shown === '.' ? name : `${shown}/${name}`);
    if (sys.charge(2000)) yield* sys.schedYield();
  };
  yield* visit(root, '.');
}

/** An archive with a Dockerfile from elsewhere under a name of its own, which .dockerignore then excludes from the image. */
function* withDockerfile(cli: DockerCli, context: (sink: ByteSink) => Task<void>, text: Uint8Array, name: string, sink: ByteSink): Task<void> {
  const parts: Uint8Array[] = [];
  yield* context(function* (bytes) {
    parts.push(bytes);
  });
  const reader = new TarReader(bytesSource(parts.length === 1 ? parts[0]! : joined(parts)));
  const mtime_s = Math.floor(cli.sys.now_ms() / 1000);
  const header = (file: string, size: number): Uint8Array => tarHeader({ name: file, mode: 0o600, uid: 0, gid: 0, size, mtime_s, type: '0', linkname: '', uname: '', gname: '', devmajor: 0, devminor: 0 });
  let ignored = false;
  for (let m = yield* reader.next(); m !== undefined; m = yield* reader.next()) {
    let body = yield* readSource({ read: (max) => reader.read(max) });
    if (m.name === '.dockerignore') {
      ignored = true;
      body = encodeUtf8(`${decodeUtf8(body)}\n${name}\n`);
    }
    yield* sink(tarHeader({ ...m, size: body.length }));
    yield* sink(body);
    yield* sink(tarPadding(body.length));
  }
  const list = encodeUtf8(`.dockerignore\n${name}\n`);
  yield* sink(header(name, text.length));
  yield* sink(text);
  if (ignored) return;
  yield* sink(tarPadding(text.length));
  yield* sink(header('.dockerignore', list.length));
  yield* sink(list);
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const out = new Uint8Array(parts.reduce((n, p) => n + p.length, 0));
  let at = 0;
  for (const p of parts) {
    out.set(p, at);
    at += p.length;
  }
  return out;
}

/** A directory as context. Throws {@link CliError}. */
export function* directoryContext(cli: DockerCli, given: string, file: string): Task<Context> {
  const { sys } = cli;
  let local: LocalDir;
  try {
    local = localDir(cli, given, file);
  } catch (e) {
    throw prepareError(e);
  }
  const { root, dockerfile } = local;
  let elsewhere: Uint8Array | undefined;
  if (dockerfile.startsWith('../')) {
    try {
      elsewhere = encodeUtf8(yield* cli.readFile(absolute(cli.cwd(), file)));
    } catch (e) {
      throw isSysError(e) ? new CliError(`unable to open Dockerfile: open ${file}: ${e.message.toLowerCase()}`) : e;
    }
  }
  const texts = yield* ignorePatterns(cli, root);
  let patterns: PatternMatcher;
  try {
    patterns = new PatternMatcher(texts);
  } catch (e) {
    throw e instanceof ArchiveError ? new CliError(`checking context: ${e.message}`) : e;
  }
  yield* checkReadable(cli, root, patterns);
  // The daemon needs these two, and takes them out of the context itself.
  const kept = [...texts];
  for (const name of file === '-' ? ['.dockerignore'] : ['.dockerignore', dockerfile]) if (patterns.matches(name)) kept.push(`!${name}`);
  const matcher = new PatternMatcher(kept);
  const pack = function* (sink: ByteSink): Task<void> {
    yield* packTree(sys, root, sink, { chown: { uid: 0, gid: 0 }, exclude: (path, isDir) => matcher.verdict(path, isDir) });
  };
  if (file === '-') elsewhere = yield* readSource({ read: (max) => sys.read(0, max) });
  if (elsewhere === undefined) return { dockerfile, send: pack };
  const name = `.dockerfile.${toHex(sys.getrandom(10))}`;
  const text = elsewhere;
  return { dockerfile: name, send: (sink) => withDockerfile(cli, pack, text, name, sink) };
}

/** An archive, or a Dockerfile, from a stream. Throws {@link CliError}. */
export function* streamContext(cli: DockerCli, source: ByteSource, file: string): Task<Context> {
  const peek = new PeekSource(source);
  const head = yield* peek.peek(1024);
  let archive = detect(head) !== 'none';
  if (!archive) {
    try {
      archive = (yield* new TarReader(bytesSource(head)).next()) !== undefined;
    } catch (e) {
      if (!(e instanceof ArchiveError)) throw e;
    }
  }
  if (archive) {
    return {
      dockerfile: file,
      *send(sink) {
        for (;;) {
          const b = yield* peek.read(1 << 16);
          if (b.length === 0) return;
          yield* sink(b);
        }
      },
    };
  }
  if (file === '-') throw new CliError('build context is not an archive');
  if (file !== '') throw new CliError('ambiguous Dockerfile source: both stdin and flag correspond to Dockerfiles');
  const text = yield* readSource(peek);
  const mtime_s = Math.floor(cli.sys.now_ms() / 1000);
  return {
    dockerfile: 'Dockerfile',
    *send(sink) {
      yield* sink(tarHeader({ name: 'Dockerfile', mode: 0o644, uid: 0, gid: 0, size: text.length, mtime_s, type: '0', linkname: '', uname: '', gname: '', devmajor: 0, devminor: 0 }));
      yield* sink(text);
      yield* sink(tarPadding(text.length));
      yield* sink(new Uint8Array(1024));
    },
  };
}

/** Is something at the path, as stat(2) sees it? */
export function isThere(cli: DockerCli, path: string): boolean {
  try {
    onPath('stat', path, () => cli.sys.stat(path));
    return true;
  } catch (e) {
    if (isMissing(e) || e instanceof PathError) return false;
    throw e;
  }
}

