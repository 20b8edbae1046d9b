/**
 * The tar format: POSIX ustar with pax extended headers for what does not fit (long names, big sizes), as Go's archive/tar and GNU tar read and write it
 * (POSIX.1-2001 pax, "Extended tar"). Pure functions over bytes; no system calls. Left out: sparse files, multi-volume archives.
 */
import { concatBytes, decodeUtf8, encodeUtf8 } from '../../base/bytes.ts';

/** What a header says of a member. */
export interface TarHeader {
  /** As stored: relative, directories with a trailing slash. */
  readonly name: string;
  /** Permission bits only. */
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  readonly size: number;
  /** Seconds since the epoch. */
  readonly mtime_s: number;
  /** '0' file, '1' hard link, '2' symlink, '3' char, '4' block, '5' directory, '6' FIFO. */
  readonly type: string;
  readonly linkname: string;
  readonly uname: string;
  readonly gname: string;
  readonly devmajor: number;
  readonly devminor: number;
}

export const TAR_BLOCK = 512;
/** Two zero blocks end an archive. */
export const TAR_END = new Uint8Array(2 * TAR_BLOCK);

/** Zero bytes that fill a member of `size` bytes up to whole blocks. */
export function tarPadding(size: number): Uint8Array {
  return new Uint8Array((TAR_BLOCK - (size % TAR_BLOCK)) % TAR_BLOCK);
}

function octal(value: number, width: number): string {
  return value.toString(8).padStart(width - 1, '0') + '\0';
}

function block(h: TarHeader, name: string, prefix: string): Uint8Array {
  const out = new Uint8Array(TAR_BLOCK);
  const put = (at: number, text: string, max: number): void => out.set(encodeUtf8(text).subarray(0, max), at);
  put(0, name, 100);
  put(100, octal(h.mode & 0o7777, 8), 8);
  put(108, octal(h.uid > 0o7777777 ? 0 : h.uid, 8), 8);
  put(116, octal(h.gid > 0o7777777 ? 0 : h.gid, 8), 8);
  put(124, octal(h.size > 0o77777777777 ? 0 : h.size, 12), 12);
  put(136, octal(Math.max(0, Math.floor(h.mtime_s)), 12), 12);
  put(148, '        ', 8);
  put(156, h.type, 1);
  put(157, h.linkname, 100);
  put(257, 'ustar\x0000', 8);
  put(265, h.uname, 32);
  put(297, h.gname, 32);
  if (h.type === '3' || h.type === '4') {
    put(329, octal(h.devmajor, 8), 8);
    put(337, octal(h.devminor, 8), 8);
  } else {
    put(329, octal(0, 8), 8);
    put(337, octal(0, 8), 8);
  }
  put(345, prefix, 155);
  let sum = 0;
  for (const byte of out) sum += byte;
  put(148, sum.toString(8).padStart(6, '0') + '\0 ', 8);
  return out;
}

/** Split a long name at a slash into ustar's prefix and name, or undefined when it does not fit. */
function split(name: string): [prefix: string, name: string] | undefined {
  if (encodeUtf8(name).length <= 100) return ['', name];
  for (let i = name.indexOf('/'); i > 0; i = name.indexOf('/', i + 1)) {
    if (i <= 155 && name.length - i - 1 <= 100 && name.length - i - 1 > 0 && encodeUtf8(name).length === name.length) return [name.slice(0, i), name.slice(i + 1)];
  }
  return undefined;
}

function paxRecord(key: string, value: string): string {
  const body = ` ${key}=${value}\n`;
  const length = encodeUtf8(body).length;
  let total = length + String(length).length;
  if (String(total).length !== String(length).length) total = length + String(total).length;
  return `${total}${body}`;
}

/** The header block(s) of a member. Its `size` bytes and {@link tarPadding} follow. `pax` holds further records, whose values may be bytes as decodeUtf8 gives them. */
export function tarHeader(h: TarHeader, pax?: ReadonlyMap<string, string>): Uint8Array {
  const fits = split(h.name);
  let records = '';
  for (const [key, value] of pax ?? []) records += paxRecord(key, value);
  if (fits === undefined) records += paxRecord('path', h.name);
  if (encodeUtf8(h.linkname).length > 100) records += paxRecord('linkpath', h.linkname);
  if (h.size > 0o77777777777) records += paxRecord('size', String(h.size));
  if (h.uid > 0o7777777) records += paxRecord('uid', String(h.uid));
  if (h.gid > 0o7777777) records += paxRecord('gid', String(h.gid));
  const [prefix, name] = fits ?? ['', h.name.slice(0, 100)];
  if (records === '') return block(h, name, prefix);
  const body = encodeUtf8(records);
  const extended = block({ ...h, size: body.length, type: 'x', linkname: '', mode: 0o644 }, `PaxHeaders.0/${name}`.slice(0, 100), '');
  return concatBytes([extended, body, tarPadding(body.length), block(h, name, prefix)]);
}

/** Why bytes are not an archive. */
export class TarError extends Error {
  override name = 'TarError';
}

function text(b: Uint8Array, at: number, length: number): string {
  let end = at;
  while (end < at + length && b[end] !== 0) end++;
  return decodeUtf8(b, at, end);
}

function number(b: Uint8Array, at: number, length: number): number {
  if ((b[at]! & 0x80) !== 0) {
    let value = b[at]! & 0x7f;
    for (let i = at + 1; i < at + length; i++) value = value * 256 + b[i]!;
    return value;
  }
  const digits = text(b, at, length).trim();
  return digits === '' ? 0 : parseInt(digits, 8);
}

/** One header block, without what extended headers add; undefined for a zero block. Throws {@link TarError} when the checksum is wrong. */
export function parseTarBlock(b: Uint8Array): TarHeader | undefined {
  let sum = 0;
  for (let i = 0; i < TAR_BLOCK; i++) sum += i >= 148 && i < 156 ? 32 : b[i]!;
  if (sum === 256) return undefined;
  if (number(b, 148, 8) !== sum) throw new TarError('archive/tar: invalid tar header');
  const ustar = text(b, 257, 5) === 'ustar';
  const prefix = ustar && b[262] === 0 ? text(b, 345, 155) : '';
  const name = text(b, 0, 100);
  return {
    name: prefix === '' ? name : `${prefix}/${name}`,
    mode: number(b, 100, 8) & 0o7777,
    uid: number(b, 108, 8),
    gid: number(b, 116, 8),
    size: number(b, 124, 12),
    mtime_s: number(b, 136, 12),
    type: b[156] === 0 ? '0' : String.fromCharCode(b[156]!),
    linkname: text(b, 157, 100),
    uname: ustar ? text(b, 265, 32) : '',
    gname: ustar ? text(b, 297, 32) : '',
    devmajor: ustar ? number(b, 329, 8) : 0,
    devminor: ustar ? number(b, 337, 8) : 0,
  };
}

/** The records of a pax extended header's body. */
export function parsePax(body: Uint8Array): Map<string, string> {
  const out = new Map<string, string>();
  for (let at = 0; at < body.length; ) {
    const space = body.indexOf(32, at);
    const length = space < 0 ? NaN : Number(decodeUtf8(body, at, space));
    if (!(length > 0) || at + length > body.length) throw new TarError('archive/tar: invalid tar header');
    const record = decodeUtf8(body, space + 1, at + length - 1);
    const eq = record.indexOf('=');
    out.set(record.slice(0, eq), record.slice(eq + 1));
    at += length;
  }
  return out;
}

/** A header with what its extended headers say instead. */
export function withPax(h: TarHeader, pax: ReadonlyMap<string, string>): TarHeader {
  if (pax.size === 0) return h;
  const num = (key: string, own: number): number => (pax.has(key) ? Number(pax.get(key)) : own);
  return {
    ...h,
    name: pax.get('path') ?? h.name,
    linkname: pax.get('linkpath') ?? h.linkname,
    size: num('size', h.size),
    uid: num('uid', h.uid),
    gid: num('gid', h.gid),
    mtime_s: num('mtime', h.mtime_s),
    uname: pax.get('uname') ?? h.uname,
    gname: pax.get('gname') ?? h.gname,
  };
}

/** All members of an archive in memory, in order. Throws {@link TarError} on damage or when it ends too soon. */
export function* readTar(bytes: Uint8Array): Generator<{ readonly header: TarHeader; readonly body: Uint8Array }> {
  let pax = new Map<string, string>();
  for (let at = 0; at + TAR_BLOCK <= bytes.length; ) {
    const raw = parseTarBlock(bytes.subarray(at, at + TAR_BLOCK));
    at += TAR_BLOCK;
    if (raw === undefined) return;
    const header = raw.type === 'x' || raw.type === 'g' || raw.type === 'L' || raw.type === 'K' ? raw : withPax(raw, pax);
    const size = header.type === '1' || header.type === '2' || header.type === '5' ? 0 : header.size;
    if (at + size > bytes.length) throw new TarError('unexpected EOF');
    const body = bytes.subarray(at, at + size);
    at += Math.ceil(size / TAR_BLOCK) * TAR_BLOCK;
    if (raw.type === 'x') pax = parsePax(body);
    else if (raw.type === 'L') pax.set('path', text(body, 0, body.length));
    else if (raw.type === 'K') pax.set('linkpath', text(body, 0, body.length));
    else if (raw.type !== 'g') {
      yield { header, body };
      pax = new Map();
    }
  }
}
