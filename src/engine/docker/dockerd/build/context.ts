/**
 * A build's context: the tar that the client sends, unpacked into a directory of the daemon with a checksum for every member, and the Dockerfile in it.
 * builder/remotecontext. A source of files is also a mounted image (COPY --from) or a download (ADD of a URL); their checksums are made when asked for.
 */
import { sha256 } from '@noble/hashes/sha2.js';
import { toHex } from '../../../base/bytes.ts';
import { isSysError } from '../../../abi/errno.ts';
import { S } from '../../../abi/fs.ts';
import type { Stat } from '../../../abi/fs.ts';
import type { Sys, Task } from '../../../abi/sys.ts';
import { feedRoot } from '../../archive/confine.ts';
import { decompress } from '../../archive/decompress.ts';
import { PatternMatcher, readIgnoreFile } from '../../archive/patterns.ts';
import type { ByteSource } from '../../archive/source.ts';
import { untar } from '../../archive/untar.ts';
import { mkdirAll, readFile, readTextIfAny, removeAll } from '../../common/files.ts';
import { clean, join } from '../../common/path.ts';
import { secureJoin } from '../../runc/rootfs.ts';
import { decodeUtf8 } from '../../../base/bytes.ts';
import { invalid, system } from '../errors.ts';
import { ROOT } from '../paths.ts';
import { DockerfileError } from './dockerfile/error.ts';
import { parseDockerfile } from './dockerfile/parser.ts';
import type { ParsedDockerfile } from './dockerfile/parser.ts';
import { fileSum, headerBytes } from './tarsum.ts';

/** The name that a Dockerfile has when nobody says another. */
export const DEFAULT_NAME = 'Dockerfile';

/** A directory to copy from. */
export class FileSource {
  readonly root: string;
  private readonly sums: ReadonlyMap<string, string> | undefined;

  /** Without `sums` they are made of the files themselves. */
  constructor(root: string, sums?: ReadonlyMap<string, string>) {
    this.root = root;
    this.sums = sums;
  }

  /** The path on disk, links followed within the root. Throws for one that leads out by its text. */
  full(sys: Sys, path: string): string {
    const text = clean(`${this.root}/${path}`);
    if (text !== this.root && !text.startsWith(`${this.root}/`)) throw system(`forbidden path outside the build context: ${path} ()`);
    return secureJoin(sys, this.root, text.slice(this.root.length));
  }

  /** Undefined when nothing is there. */
  stat(sys: Sys, path: string): Stat | undefined {
    try {
      return sys.stat(this.full(sys, path));
    } catch (e) {
      if (isSysError(e, 'ENOENT')) return undefined;
      throw e;
    }
  }

  *sum(sys: Sys, path: string): Task<string> {
    const full = this.full(sys, path);
    const relative = full.slice(this.root.length + 1);
    if (this.sums !== undefined) return this.sums.get(relative) ?? path;
    return yield* fileSum(sys, full, relative);
  }
}

/** Unpack an archive into a new directory under the daemon's own; the caller removes it. */
export function* unpackContext(sys: Sys, body: ByteSource): Task<FileSource> {
  const root = tempDir(sys, 'docker-builder');
  const sums = new Map<string, string>();
  let done = false;
  try {
    yield* feedRoot(sys, root, body, function* (s, source) {
      yield* untar(s, yield* decompress(s, source), '/', {
        filter: (m, content) => {
          const hash = sha256.create();
          hash.update(headerBytes(m, m.xattrs));
          const name = clean(`/${m.name}`).slice(1) || '.';
          // A member without content is summed at once; of several with one name the last counts.
          if (m.size === 0) sums.set(name, toHex(hash.clone().digest()));
          let left = m.size;
          return {
            *read(max) {
              const b = yield* content.read(max);
              if (b.length === 0) return b;
              hash.update(b);
              left -= b.length;
              if (left === 0) sums.set(name, toHex(hash.digest()));
              return b;
            },
          };
        },
      });
    });
    done = true;
  } finally {
    if (!done) removeAll(sys, root);
  }
  return new FileSource(root, sums);
}

/** A new directory for a build's files. */
export function tempDir(sys: Sys, prefix: string): string {
  const dir = `${ROOT}/tmp`;
  mkdirAll(sys, dir, 0o700);
  const bytes = sys.getrandom(4);
  const path = `${dir}/${prefix}${((bytes[0]! << 24) | (bytes[1]! << 16) | (bytes[2]! << 8) | bytes[3]!) >>> 0}`;
  sys.mkdir(path, 0o700);
  return path;
}

/** Parse a Dockerfile's text. Throws a 400. */
export function parseText(name: string, text: string): ParsedDockerfile {
  if (text === '') throw invalid(`the Dockerfile (${name}) cannot be empty`);
  try {
    return parseDockerfile(text);
  } catch (e) {
    throw e instanceof DockerfileError ? invalid(`failed to parse ${name}: ${e.message}`) : e;
  }
}

/** The Dockerfile of a context; what .dockerignore says of it and of itself is removed from the context. */
export function* dockerfileOf(sys: Sys, context: FileSource, given: string): Task<ParsedDockerfile> {
  let name = given === '' ? DEFAULT_NAME : given;
  let st = context.stat(sys, name);
  if (st === undefined && name === DEFAULT_NAME && context.stat(sys, 'dockerfile') !== undefined) {
    name = 'dockerfile';
    st = context.stat(sys, name);
  }
  if (st === undefined) throw system(`Cannot locate specified Dockerfile: ${name}`);
  if ((st.mode & S.IFMT) === S.IFDIR) throw system(`unexpected error reading Dockerfile: read ${context.full(sys, name)}: is a directory`);
  const parsed = parseText(name, decodeUtf8(yield* readFile(sys, context.full(sys, name))));
  const ignore = yield* readTextIfAny(sys, join(context.root, '.dockerignore'));
  if (ignore !== undefined) {
    const patterns = new PatternMatcher(readIgnoreFile(ignore));
    for (const file of ['.dockerignore', name]) if (patterns.matches(file)) removeAll(sys, context.full(sys, file));
  }
  return parsed;
}

