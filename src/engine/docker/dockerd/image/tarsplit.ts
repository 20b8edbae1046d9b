/**
 * The exact tar of a layer, byte for byte. For a layer that came as somebody else's archive, tar-split (github.com/vbatts/tar-split) keeps headers and padding in
 * a file of JSON lines, and the contents are read from the layer's tree; for one that was made here, packing the tree again gives the same bytes. Left out: the
 * checksums of contents in tar-split's entries.
 */
import { gunzipSync, gzipSync } from 'fflate';
import { concatBytes, decodeUtf8, encodeUtf8, toHex } from '../../../base/bytes.ts';
import { sha256 } from '@noble/hashes/sha2.js';
import { O } from '../../../abi/fs.ts';
import type { Sys, Task } from '../../../abi/sys.ts';
import { feedRoot } from '../../archive/confine.ts';
import { decompress } from '../../archive/decompress.ts';
import type { TarTap } from '../../archive/reader.ts';
import type { ByteSink, ByteSource } from '../../archive/source.ts';
import { packTree } from '../../archive/tar.ts';
import { untar } from '../../archive/untar.ts';
import { base64, unbase64 } from '../../common/base64.ts';
import { exists, readFile } from '../../common/files.ts';
import { secureJoin } from '../../runc/rootfs.ts';
import type { Daemon } from '../daemon.ts';
import type { Layer } from '../layers.ts';

interface Entry {
  /** 1: a file's content, 2: bytes as they are. */
  readonly type: 1 | 2;
  readonly name?: string;
  readonly size?: number;
  readonly payload?: string | null;
  readonly position: number;
}

/** Collects what a tar holds beside its files' contents. */
class Recorder implements TarTap {
  private readonly lines: string[] = [];
  private held: Uint8Array[] = [];

  raw(bytes: Uint8Array): void {
    if (bytes.length > 0) this.held.push(bytes.slice());
  }
  private flush(): void {
    if (this.held.length === 0) return;
    this.add({ type: 2, payload: base64(concatBytes(this.held)) });
    this.held = [];
  }
  private add(entry: Omit<Entry, 'position'>): void {
    this.lines.push(JSON.stringify({ ...entry, position: this.lines.length }));
  }
  file(name: string, size: number): void {
    this.flush();
    this.add({ type: 1, name, size, payload: null });
  }
  /** The file's content. */
  end(): Uint8Array {
    this.flush();
    return gzipSync(encodeUtf8(`${this.lines.join('\n')}\n`), { mtime: 0 });
  }
}

/** Unpack a layer's archive, packed or not, upon `parent` and register it. `check` may refuse the digest before. */
export function* registerTar(sys: Sys, daemon: Daemon, parent: string | undefined, source: ByteSource, check?: (diffId: string) => void): Task<Layer> {
  const { cacheId, diff } = yield* daemon.layers.prepare(sys, parent);
  let done = false;
  try {
    const recorder = new Recorder();
    const hash = sha256.create();
    const size = yield* feedRoot(sys, diff, source, function* (s, fed) {
      const plain = yield* decompress(s, fed);
      const hashed: ByteSource = {
        *read(max) {
          const b = yield* plain.read(max);
          if (b.length > 0) hash.update(b);
          return b;
        },
      };
      return yield* untar(s, hashed, '/', { layer: true, tap: recorder });
    });
    const diffId = `sha256:${toHex(hash.digest())}`;
    check?.(diffId);
    const layer = yield* daemon.layers.register(sys, parent, diffId, cacheId, size, recorder.end());
    daemon.say(sys, 'register layer', { 'diff id': diffId, size: String(size), 'cache id': cacheId });
    done = true;
    return layer;
  } finally {
    if (!done) daemon.layers.discard(sys, cacheId);
  }
}

function* entries(sys: Sys, path: string): Task<Entry[]> {
  const text = decodeUtf8(gunzipSync(yield* readFile(sys, path)));
  return text.split('\n').filter((l) => l !== '').map((l) => JSON.parse(l) as Entry);
}

/** Length of a layer's tar in bytes. */
export function* layerTarSize(sys: Sys, daemon: Daemon, layer: Layer): Task<number> {
  const { diff, tarSplit } = daemon.layers.filesOf(layer);
  let n = 0;
  if (exists(sys, tarSplit)) {
    for (const e of yield* entries(sys, tarSplit)) n += e.type === 1 ? (e.size ?? 0) : (unbase64(e.payload ?? '') ?? []).length;
    return n;
  }
  yield* packTree(
    sys,
    diff,
    function* (bytes) {
      n += bytes.length;
    },
    { layer: true, measure: (bytes) => void (n += bytes) },
  );
  return n;
}

/** Write a layer's tar. */
export function* writeLayerTar(sys: Sys, daemon: Daemon, layer: Layer, sink: ByteSink): Task<void> {
  const { diff, tarSplit } = daemon.layers.filesOf(layer);
  if (!exists(sys, tarSplit)) {
    yield* packTree(sys, diff, sink, { layer: true });
    return;
  }
  for (const e of yield* entries(sys, tarSplit)) {
    if (e.type === 2) {
      yield* sink(unbase64(e.payload ?? '')!);
      continue;
    }
    const fd = yield* sys.open(secureJoin(sys, diff, e.name ?? ''), O.RDONLY | O.CLOEXEC);
    try {
      for (;;) {
        const b = yield* sys.read(fd, 1 << 18);
        if (b.length === 0) break;
        yield* sink(b);
        if (sys.charge(b.length)) yield* sys.schedYield();
      }
    } finally {
      sys.close(fd);
    }
  }
}
