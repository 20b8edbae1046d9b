/** Reading a .deb: an ar archive with control.tar and data.tar, plain or gzipped. Left out: xz and zstd. */
import { gunzipSync } from 'fflate';
import { decodeUtf8 } from '../../../../base/bytes.ts';
import { readTar } from '../../../libc/tar.ts';
import type { TarHeader } from '../../../libc/tar.ts';
import { parseControl } from './control.ts';
import type { Paragraph } from './control.ts';

export interface Deb {
  readonly control: Paragraph;
  /** Members of control.tar but control itself: maintainer scripts and triggers. */
  readonly info: ReadonlyMap<string, Uint8Array>;
  readonly data: readonly { readonly header: TarHeader; readonly body: Uint8Array }[];
}

function members(bytes: Uint8Array): Map<string, Uint8Array> | undefined {
  if (decodeUtf8(bytes, 0, 8) !== '!<arch>\n') return undefined;
  const out = new Map<string, Uint8Array>();
  for (let at = 8; at + 60 <= bytes.length; ) {
    const name = decodeUtf8(bytes, at, at + 16).replace(/\/?\s*$/, '');
    const size = Number(decodeUtf8(bytes, at + 48, at + 58).trim());
    out.set(name, bytes.subarray(at + 60, at + 60 + size));
    at += 60 + size + (size % 2);
  }
  return out;
}

function tarMember(all: ReadonlyMap<string, Uint8Array>, name: string): Uint8Array | undefined {
  const packed = all.get(`${name}.gz`);
  return packed === undefined ? all.get(name) : gunzipSync(packed);
}

/** The package, or undefined when the bytes are none. */
export function readDeb(bytes: Uint8Array): Deb | undefined {
  const all = members(bytes);
  if (all === undefined || !all.has('debian-binary')) return undefined;
  const control = tarMember(all, 'control.tar');
  const data = tarMember(all, 'data.tar');
  if (control === undefined || data === undefined) return undefined;
  const info = new Map<string, Uint8Array>();
  for (const { header, body } of readTar(control)) if (header.type === '0') info.set(header.name.replace(/^\.?\//, ''), body);
  const paragraph = parseControl(decodeUtf8(info.get('control') ?? new Uint8Array(0)))[0];
  info.delete('control');
  return paragraph === undefined ? undefined : { control: paragraph, info, data: [...readTar(data)] };
}
