/**
 * Reading a tar archive as it comes in: ustar, pax (x and g headers) and GNU long names, as Go's archive/tar reads it. Memory is bounded by
 * the longest extended header (1 MiB) and the piece that is read. Left out: sparse files, which are refused.
 *
 * Invariant: the body of a member must be read or is skipped by the next {@link TarReader.next}.
 */
import type { Task } from '../../abi/sys.ts';
import { concatBytes, EMPTY } from '../../base/bytes.ts';
import { parsePax, parseTarBlock, TAR_BLOCK, TarError, withPax } from '../../userland/libc/tar.ts';
import type { TarHeader } from '../../userland/libc/tar.ts';
import { decodeUtf8 } from '../../base/bytes.ts';
import { ArchiveError } from './error.ts';
import type { ByteSource } from './source.ts';

const MAX_EXTENDED = 1 << 20;
const XATTR = 'SCHILY.xattr.';

/** A member: its header with what extended headers say. */
export interface TarMember extends TarHeader {
  /** Extended attributes, by name. */
  readonly xattrs: ReadonlyMap<string, string>;
}

/** Told of everything that is not a member's content: header blocks and padding, and between them each member's name and size. */
export interface TarTap {
  raw(bytes: Uint8Array): void;
  file(name: string, size: number): void;
}

const EOF = (): ArchiveError => new ArchiveError('unexpected EOF');
const damaged = (): ArchiveError => new ArchiveError('archive/tar: invalid tar header');

export class TarReader implements ByteSource {
  private readonly source: ByteSource;
  private readonly tap: TarTap | undefined;
  private left = 0;
  private padding = 0;

  constructor(source: ByteSource, tap?: TarTap) {
    this.source = source;
    this.tap = tap;
  }

  /** Exactly `n` bytes; fewer only at the end of the archive. */
  private *take(n: number): Task<Uint8Array> {
    let first: Uint8Array = EMPTY;
    let parts: Uint8Array[] | undefined;
    for (let have = 0; have < n; ) {
      const b = yield* this.source.read(n - have);
      if (b.length === 0) break;
      have += b.length;
      if (first.length === 0) first = b;
      else (parts ??= [first]).push(b);
    }
    return parts === undefined ? first : concatBytes(parts);
  }

  /** At most `max` bytes of the current member; EMPTY at its end. */
  *read(max: number): Task<Uint8Array> {
    if (this.left === 0) return EMPTY;
    const b = yield* this.source.read(Math.min(max, this.left));
    if (b.length === 0) throw EOF();
    this.left -= b.length;
    return b;
  }

  private *skip(): Task<void> {
    while ((yield* this.read(1 << 16)).length > 0);
    if (this.padding === 0) return;
    const b = yield* this.take(this.padding);
    this.tap?.raw(b);
    // Go does not mind when the last padding is missing.
    this.padding = 0;
  }

  private *block(): Task<TarHeader | undefined> {
    const b = yield* this.take(TAR_BLOCK);
    if (b.length === 0) return undefined;
    if (b.length < TAR_BLOCK) throw EOF();
    this.tap?.raw(b);
    try {
      const h = parseTarBlock(b);
      if (h !== undefined) {
        if (!Number.isFinite(h.size) || h.size < 0) throw damaged();
        return h;
      }
    } catch (e) {
      throw e instanceof TarError ? damaged() : e;
    }
    const second = yield* this.take(TAR_BLOCK);
    this.tap?.raw(second);
    if (second.length > 0 && second.length < TAR_BLOCK) throw EOF();
    if (second.some((x) => x !== 0)) throw damaged();
    yield* this.rest();
    return undefined;
  }

  /** What follows the end of the archive belongs to the stream, and to a layer's digest. */
  private *rest(): Task<void> {
    if (this.tap === undefined) return;
    for (;;) {
      const b = yield* this.source.read(1 << 16);
      if (b.length === 0) return;
      this.tap.raw(b);
    }
  }

  private *extended(size: number): Task<Uint8Array> {
    if (size > MAX_EXTENDED) throw new ArchiveError('archive/tar: header field too long');
    const body = yield* this.take(size);
    if (body.length < size) throw EOF();
    this.tap?.raw(body);
    const pad = yield* this.take((TAR_BLOCK - (size % TAR_BLOCK)) % TAR_BLOCK);
    this.tap?.raw(pad);
    return body;
  }

  /** The next member; undefined at the end. Throws {@link ArchiveError}. */
  *next(): Task<TarMember | undefined> {
    yield* this.skip();
    let pax: Map<string, string> | undefined;
    for (;;) {
      const h = yield* this.block();
      if (h === undefined) {
        if (pax !== undefined) throw EOF();
        return undefined;
      }
      if (h.type === 'x' || h.type === 'g' || h.type === 'L' || h.type === 'K') {
        const body = yield* this.extended(h.size);
        if (h.type === 'g') continue;
        pax ??= new Map();
        if (h.type === 'x') {
          try {
            for (const [k, v] of parsePax(body)) pax.set(k, v);
          } catch (e) {
            throw e instanceof TarError ? damaged() : e;
          }
        } else {
          const end = body.indexOf(0);
          pax.set(h.type === 'L' ? 'path' : 'linkpath', decodeUtf8(body, 0, end < 0 ? body.length : end));
        }
        continue;
      }
      return this.member(h, pax);
    }
  }

  private member(raw: TarHeader, pax: ReadonlyMap<string, string> | undefined): TarMember {
    const xattrs = new Map<string, string>();
    let h = raw;
    if (pax !== undefined) {
      h = withPax(raw, pax);
      for (const [k, v] of pax) {
        if (k.startsWith(XATTR)) xattrs.set(k.slice(XATTR.length), v);
        else if (k.startsWith('GNU.sparse.')) throw new ArchiveError('glasshull: a sparse file in an archive is not simulated');
      }
    }
    if (h.type === 'S') throw new ArchiveError('glasshull: a sparse file in an archive is not simulated');
    const type = (h.type === '0' || h.type === '\0') && h.name.endsWith('/') ? '5' : h.type;
    const size = type === '0' || type === '7' ? h.size : 0;
    if (!Number.isFinite(size) || size < 0) throw damaged();
    this.left = size;
    this.padding = (TAR_BLOCK - (size % TAR_BLOCK)) % TAR_BLOCK;
    if (size > 0) this.tap?.file(h.name, size);
    return { ...h, type, size, xattrs };
  }
}
