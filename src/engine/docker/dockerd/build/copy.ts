/** COPY and ADD: what is copied and its checksum, the cache, and a layer that is filled without a container. builder/dockerfile/copy.go and internals.go. */
import { isSysError } from '../../../abi/errno.ts';
import { O, S } from '../../../abi/fs.ts';
import type { Stat } from '../../../abi/fs.ts';
import type { Sys, Task } from '../../../abi/sys.ts';
import { inRoot } from '../../archive/confine.ts';
import { decompress } from '../../archive/decompress.ts';
import { ArchiveError } from '../../archive/error.ts';
import { globRegExp, hasWildcards } from '../../archive/patterns.ts';
import { TarReader } from '../../archive/reader.ts';
import { fdSource } from '../../archive/source.ts';
import { untar } from '../../archive/untar.ts';
import { readTextIfAny, removeAll } from '../../common/files.ts';
import { base, dir, join } from '../../common/path.ts';
import { secureJoin } from '../../runc/rootfs.ts';
import { findLine } from '../archive/owner.ts';
import type { Ids } from '../archive/owner.ts';
import { messageOf, system } from '../errors.ts';
import { createChild, EMPTY_LAYER, layerDigest } from '../image/child.ts';
import type { Image } from '../images.ts';
import type { Builder, StageState } from './builder.ts';
import { copyConfig, shellOf } from './config.ts';
import { FileSource } from './context.ts';
import { copyInto, copyOne, makeDirs } from './copyfiles.ts';
import type { Instruction } from './dockerfile/instructions.ts';
import { download } from './download.ts';
import { baseImage } from './from.ts';
import { listSum } from './tarsum.ts';

type CopyInstruction = Extract<Instruction, { kind: 'add' | 'copy' }>;

/** One thing to copy. */
interface Item {
  readonly source: FileSource;
  readonly path: string;
  readonly sum: string;
  readonly unpack: boolean;
}

/** Everything below a directory, sorted, relative to the source's root. */
function* walk(sys: Sys, source: FileSource, path: string): Task<string[]> {
  const out: string[] = [];
  const visit = function* (full: string): Task<void> {
    const relative = full.slice(source.root.length + 1);
    if (relative !== '') out.push(relative);
    if ((sys.lstat(full).mode & S.IFMT) !== S.IFDIR) return;
    for (const e of [...sys.readdir(full)].sort((a, b) => (a.name < b.name ? -1 : 1))) if (e.name !== '.' && e.name !== '..') yield* visit(`${full}/${e.name}`);
    if (sys.charge(2000)) yield* sys.schedYield();
  };
  yield* visit(source.full(sys, path));
  return out;
}

function* itemOf(sys: Sys, source: FileSource, given: string, local: boolean, wildcards: boolean): Task<Item[]> {
  const path = given.replace(/^\//, '').replace(/^\.\//, '');
  if (wildcards && hasWildcards(path)) {
    let glob: RegExp;
    try {
      glob = globRegExp(path);
    } catch (e) {
      if (e instanceof ArchiveError) return [];
      throw e;
    }
    const out: Item[] = [];
    for (const found of yield* walk(sys, source, '')) if (glob.test(found)) out.push(...(yield* itemOf(sys, source, found, local, false)));
    return out;
  }
  const st = source.stat(sys, path);
  if (st === undefined) throw system(`${local ? 'file not found in build context or excluded by .dockerignore: ' : ''}stat ${path}: file does not exist`);
  if ((st.mode & S.IFMT) !== S.IFDIR) return [{ source, path, sum: `file:${yield* source.sum(sys, path)}`, unpack: true }];
  const sums: string[] = [];
  for (const file of yield* walk(sys, source, path)) sums.push(yield* source.sum(sys, file));
  return [{ source, path, sum: listSum('dir', sums.sort()), unpack: false }];
}

/** A mounted image to copy from, and how to give it up. */
interface Mounted {
  readonly source: FileSource;
  release(): void;
}

function* mountImage(b: Builder, image: Image | undefined): Task<Mounted> {
  const { sys, daemon } = b;
  const { cacheId } = yield* daemon.layers.prepare(sys, image?.top);
  const root = yield* daemon.layers.mountPrepared(sys, image?.top, cacheId);
  return {
    source: new FileSource(root),
    release() {
      daemon.layers.unmountPrepared(sys, image?.top, cacheId);
      daemon.layers.discard(sys, cacheId);
    },
  };
}

/** `--chown`: names are looked up in the image's own files. */
function* ownerOf(sys: Sys, root: string, spec: string): Task<Ids> {
  const parts = spec.split(':');
  if (parts.length > 2) throw system(`invalid chown string format: ${spec}`);
  const id = function* (kind: 'user' | 'group', word: string): Task<number> {
    if (/^[+-]?\d+$/.test(word)) return Number(word);
    const file = kind === 'user' ? 'passwd' : 'group';
    const line = findLine((yield* readTextIfAny(sys, secureJoin(sys, root, `/etc/${file}`))) ?? '', 0, word);
    if (line === undefined) throw system(`can't find ${kind === 'user' ? 'uid' : 'gid'} for ${kind} ${word}: no such ${kind}: ${word}`);
    return Number(line[2]);
  };
  const [user = '', group = user] = parts;
  const uid = yield* id('user', user);
  return { uid, gid: yield* id('group', group) };
}

function statIfAny(sys: Sys, path: string): Stat | undefined {
  try {
    return sys.stat(path);
  } catch (e) {
    if (isSysError(e, 'ENOENT')) return undefined;
    throw e;
  }
}

const isDir = (st: Stat | undefined): boolean => st !== undefined && (st.mode & S.IFMT) === S.IFDIR;

/** Can the file be read as an archive, packed or not? */
function* isArchive(sys: Sys, path: string): Task<boolean> {
  const fd = yield* sys.open(path, O.RDONLY | O.CLOEXEC);
  try {
    return (yield* new TarReader(yield* decompress(sys, fdSource(sys, fd))).next()) !== undefined;
  } catch (e) {
    if (e instanceof ArchiveError) return false;
    throw e;
  } finally {
    sys.close(fd);
  }
}

/** Copy one item to `dest` within the tree at `root`. */
function* performCopy(sys: Sys, root: string, dest: string, item: Item, unpack: boolean, owner: Ids | undefined): Task<void> {
  const from = item.source.full(sys, item.path);
  const to = secureJoin(sys, root, dest);
  const st = sys.stat(from);
  if (isDir(st)) {
    makeDirs(sys, to, owner);
    yield* copyInto(sys, from, to, owner);
    return;
  }
  if (unpack && item.unpack && (yield* isArchive(sys, from))) {
    makeDirs(sys, to, undefined);
    const fd = yield* sys.open(from, O.RDONLY | O.CLOEXEC);
    try {
      yield* inRoot(sys, to, function* (s) {
        yield* untar(s, yield* decompress(s, fdSource(s, fd)), '/');
      });
    } finally {
      sys.close(fd);
    }
    return;
  }
  const target = isDir(statIfAny(sys, to)) || dest.endsWith('/') ? join(to, base(item.path)) : to;
  makeDirs(sys, dir(target), owner);
  yield* copyOne(sys, from, target, owner);
}

/** Fill a layer upon the stage's image and make it the next image. */
function* layerOf(b: Builder, state: StageState, i: CopyInstruction, items: readonly Item[], containerConfig: ReturnType<typeof copyConfig>): Task<void> {
  const { sys, daemon } = b;
  const parent = state.image?.top;
  const { cacheId, diff } = yield* daemon.layers.prepare(sys, parent);
  let kept = false;
  try {
    const root = yield* daemon.layers.mountPrepared(sys, parent, cacheId);
    try {
      const dest = i.dest.startsWith('/') ? i.dest : join('/', state.config.WorkingDir ?? '', i.dest) + (i.dest.endsWith('/') ? '/' : '');
      let owner: Ids | undefined = i.kind === 'copy' && i.from !== '' ? undefined : { uid: 0, gid: 0 };
      if (i.chown !== '') {
        try {
          owner = yield* ownerOf(sys, root, i.chown);
        } catch (e) {
          throw system(`unable to convert uid/gid chown string to host mapping: ${messageOf(e) ?? ''}`);
        }
      }
      for (const item of items) {
        try {
          yield* performCopy(sys, root, dest, item, i.kind === 'add', owner);
        } catch (e) {
          const message = messageOf(e);
          throw message === undefined ? e : system(`failed to copy files: ${message}`);
        }
      }
    } finally {
      daemon.layers.unmountPrepared(sys, parent, cacheId);
    }
    const { diffId, size } = yield* layerDigest(sys, diff);
    if (diffId !== EMPTY_LAYER) {
      kept = true;
      yield* daemon.layers.register(sys, parent, diffId, cacheId, size);
      daemon.say(sys, 'create layer', { 'diff id': diffId, size: String(size), 'cache id': cacheId });
    }
    state.image = yield* createChild(sys, daemon, state.image, { author: state.author, comment: '', config: copyConfig(state.config), containerConfig, diffId });
  } finally {
    if (!kept) daemon.layers.discard(sys, cacheId);
  }
}

/** Run a COPY or ADD. */
export function* copyStep(b: Builder, state: StageState, i: CopyInstruction): Task<void> {
  const { sys } = b;
  const name = i.kind.toUpperCase();
  if (i.chmod !== '') throw system('the --chmod option requires BuildKit. Refer to https://docs.docker.com/go/buildkit/ to learn how to build images with BuildKit enabled');
  let mounted: Mounted | undefined;
  const downloads: string[] = [];
  try {
    let source = b.context;
    if (i.kind === 'copy' && i.from !== '') {
      try {
        const stage = b.stage(i.from);
        mounted = yield* mountImage(b, stage === undefined ? yield* baseImage(b, i.from, '') : stage.image);
      } catch (e) {
        const message = messageOf(e);
        throw message === undefined ? e : system(`invalid from flag value ${i.from}: ${message}`);
      }
      source = mounted.source;
    }
    const items: Item[] = [];
    try {
      for (const given of i.sources) {
        if (/^https?:\/\//.test(given)) {
          if (i.kind === 'copy') throw system("source can't be a URL for COPY");
          const d = yield* download(b, given);
          downloads.push(d.root);
          if (d.name === '' && i.dest.endsWith('/')) throw system(`cannot determine filename for source ${given}`);
          const file = new FileSource(d.root);
          items.push({ source: file, path: d.file, sum: yield* file.sum(sys, d.file), unpack: false });
        } else {
          if (source === undefined) throw system('missing build context');
          items.push(...(yield* itemOf(sys, source, given, mounted === undefined, true)));
        }
      }
      if (items.length === 0) throw system('no source files were specified');
    } catch (e) {
      const message = messageOf(e);
      throw message === undefined ? e : system(`${name} failed: ${message}`);
    }
    if (items.length > 1 && !i.dest.endsWith('/')) throw system(`When using ${name} with more than one source file, the destination must be a directory and end with a /`);
    const sum = items.length === 1 ? items[0]!.sum : listSum('multi', items.map((item) => item.sum));
    const comment = `${name} ${i.chown === '' ? '' : `--chown=${i.chown} `}${sum} in ${i.dest} `;
    const containerConfig = copyConfig(state.config, { Cmd: [...shellOf(state.config), `#(nop) ${comment}`] });
    if (yield* b.probe(state, containerConfig)) return;
    yield* layerOf(b, state, i, items, containerConfig);
  } finally {
    mounted?.release();
    for (const root of downloads) removeAll(sys, root);
  }
}
