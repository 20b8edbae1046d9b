/**
 * A .deb as deb(5) has it: an ar archive of debian-binary, control.tar and data.tar. Its size is the real package's: what the simulated files do not fill
 * is in a last member whose name begins with an underscore, which dpkg passes over. Bytes are made when they are read; only their digest is kept.
 */
import { sha256 } from '@noble/hashes/sha2.js';
import { gzipSync } from 'fflate';
import { S } from '../../abi/fs.ts';
import { concatBytes, encodeUtf8, toHex } from '../../base/bytes.ts';
import type { ContentSource } from '../../base/content.ts';
import type { TreeEntry } from '../../base/tree.ts';
import { filler } from '../filler.ts';
import { CATALOGUE_MTIME_S, layerTar } from '../layertar.ts';
import { dir, executable, file } from '../trees/base.ts';
import { ALTERNATIVES, executablesOf } from './programs.ts';
import { controlFields } from './types.ts';
import type { DebPackage } from './types.ts';

function parents(entries: readonly TreeEntry[]): TreeEntry[] {
  const out = new Map<string, TreeEntry>();
  for (const e of entries) {
    for (let at = e.path.indexOf('/', 1); at > 0; at = e.path.indexOf('/', at + 1)) if (!out.has(e.path.slice(0, at))) out.set(e.path.slice(0, at), dir(e.path.slice(0, at)));
    out.set(e.path, e);
  }
  return [...out.values()];
}

function dataFiles(p: DebPackage): TreeEntry[] {
  const files: TreeEntry[] = executablesOf(p)
    .split(',')
    .filter((line) => line !== '')
    .map((line) => {
      const [path, program, size, mode = '755'] = line.split(' ') as [string, string, string, string?];
      return executable(`/${path}`, program, Number(size), parseInt(mode, 8));
    });
  if (p.section === 'libs' && p.arch !== 'all') files.push(file(`/usr/lib/x86_64-linux-gnu/${p.name.replace(/-?[\d.]+$/, '')}.so${/[\d.]+$/.exec(p.name) === null ? '' : `.${/[\d.]+$/.exec(p.name)![0]}`}`, filler(`deb/${p.name}`, Math.min(8192, p.size_bytes >> 2))));
  files.push(file(`/usr/share/doc/${p.name}/copyright`, `${p.name}: ${p.synopsis}.\nThe simulated package stands for Debian's; see there for its authors and licence.\n`));
  return parents(files);
}

function postinst(p: DebPackage): string {
  const lines = (ALTERNATIVES[p.name] ?? []).map((a) => `  update-alternatives --install ${a}\n`).join('');
  return lines === '' ? '' : `#!/bin/sh\nset -e\nif [ "$1" = configure ]; then\n${lines}fi\n`;
}

function prerm(p: DebPackage): string {
  const lines = (ALTERNATIVES[p.name] ?? []).map((a) => `  update-alternatives --remove ${a.split(' ')[1]} ${a.split(' ')[2]}\n`).join('');
  return lines === '' ? '' : `#!/bin/sh\nset -e\nif [ "$1" != upgrade ]; then\n${lines}fi\n`;
}

function member(name: string, body: Uint8Array): Uint8Array[] {
  const head = encodeUtf8(`${name.padEnd(16)}${String(CATALOGUE_MTIME_S).padEnd(12)}0     0     100644  ${String(body.length).padEnd(10)}\`\n`);
  return body.length % 2 === 0 ? [head, body] : [head, body, encodeUtf8('\n')];
}

/** tar members of a package are named from '.'. */
function tarOf(entries: readonly TreeEntry[]): Uint8Array {
  return gzipSync(layerTar(entries), { level: 1, mtime: 0 });
}

function build(p: DebPackage): Uint8Array {
  const control: TreeEntry[] = [{ path: '/control', mode: S.IFREG | 0o644, content: controlFields(p) }];
  for (const [name, text] of [['/postinst', postinst(p)], ['/prerm', prerm(p)]] as const) if (text !== '') control.push(file(name, text, 0o755));
  if (p.section === 'libs' && p.arch !== 'all') control.push(file('/triggers', 'activate-noawait ldconfig\n'));
  const parts = [encodeUtf8('!<arch>\n'), ...member('debian-binary', encodeUtf8('2.0\n')), ...member('control.tar.gz', tarOf(control)), ...member('data.tar.gz', tarOf(dataFiles(p)))];
  const rest = p.size_bytes - parts.reduce((n, part) => n + part.length, 0) - 60;
  if (rest > 0) parts.push(...member('_rest', filler(`deb/${p.name}/${p.version}`, rest, 1).read(0, rest)));
  const bytes = concatBytes(parts);
  return bytes.length > p.size_bytes && rest > 0 ? bytes.subarray(0, p.size_bytes) : bytes;
}

let latest: { readonly key: string; readonly bytes: Uint8Array } | undefined;
const known = new Map<string, { readonly size: number; readonly sha256: string }>();

const keyOf = (p: DebPackage): string => `deb:${p.name}_${p.version}_${p.size_bytes}`;

function bytesOf(p: DebPackage): Uint8Array {
  const key = keyOf(p);
  if (latest?.key !== key) latest = { key, bytes: build(p) };
  return latest.bytes;
}

/** Size and digest of the archive, as Packages states them. Made once a process. */
export function debFacts(p: DebPackage): { readonly size: number; readonly sha256: string } {
  const key = keyOf(p);
  const found = known.get(key);
  if (found !== undefined) return found;
  const bytes = bytesOf(p);
  const facts = { size: bytes.length, sha256: toHex(sha256(bytes)) };
  known.set(key, facts);
  return facts;
}

/** The archive as declared content. */
export function debSource(p: DebPackage): ContentSource {
  const { size } = debFacts(p);
  return { size, key: keyOf(p), read: (offset, length) => bytesOf(p).slice(offset, offset + length) };
}
