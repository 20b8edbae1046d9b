/**
 * Alpine's archive: v3.22/{main,community}/x86_64 with APKINDEX.tar.gz and the .apk files, and the database of what the image has installed. A package
 * is two gzip members, .PKGINFO's tar without its end and the data's tar (apk-package(5)). They are stored uncompressed, so that the index can state
 * their sizes without making them. Left out: signatures, other architectures, checksums of files.
 */
import { sha1 } from '@noble/hashes/legacy.js';
import { gzipSync } from 'fflate';
import { assert } from '../../base/assert.ts';
import { concatBytes } from '../../base/bytes.ts';
import type { ContentSource } from '../../base/content.ts';
import type { TreeEntry } from '../../base/tree.ts';
import { TAR_BLOCK, TAR_END, tarPadding } from '../../userland/libc/tar.ts';
import { CATALOGUE_MTIME_S, layerTar } from '../layertar.ts';
import { dir, executable, file } from '../trees/base.ts';
import { ALPINE, ALPINE_EXECUTABLES, POST_INSTALL } from './alpinetable.ts';

interface Apk {
  readonly name: string;
  readonly version: string;
  readonly branch: 'b' | 'm' | 'c';
  readonly installed_bytes: number;
  readonly depends: string;
  readonly provides: string;
  readonly synopsis: string;
  readonly installIf: string;
}

function packages(): Apk[] {
  return ALPINE.trim().split('\n').map((line) => {
    const [name, version, branch, size, depends, provides, synopsis, installIf = ''] = line.split('|') as [string, string, Apk['branch'], string, string, string, string, string?];
    return { name, version, branch, installed_bytes: Number(size), depends, provides, synopsis, installIf };
  });
}

/** The programs' commands, as the archive's tools find them: cmd:NAME=VERSION. */
function provides(p: Apk): string {
  const commands = (ALPINE_EXECUTABLES[p.name] ?? '').split(',').filter((e) => e !== '').map((e) => `cmd:${e.split(' ')[0]!.replace(/.*\//, '')}=${p.version}`);
  return [...(p.provides === '' ? [] : p.provides.split(' ').map((x) => (x.startsWith('/') ? x : `${x}=${p.version}`))), ...commands].join(' ');
}

/** The files of a package, directories first. */
function dataEntries(p: Apk): TreeEntry[] {
  const dirs = new Map<string, TreeEntry>();
  const files = (ALPINE_EXECUTABLES[p.name] ?? `usr/share/apk-simulated/${p.name} - 0`).split(',').map((line) => {
    const [path, program, size] = line.split(' ') as [string, string, string];
    for (let at = path.indexOf('/'); at > 0; at = path.indexOf('/', at + 1)) dirs.set(path.slice(0, at), dir(`/${path.slice(0, at)}`));
    return program === '-' ? file(`/${path}`, `${p.name}: ${p.synopsis}.\n`) : executable(`/${path}`, program, Number(size));
  });
  return [...dirs.values(), ...files];
}

function pkginfo(p: Apk): string {
  const lines = [['pkgname', p.name], ['pkgver', p.version], ['pkgdesc', p.synopsis], ['size', String(p.installed_bytes)], ['arch', 'x86_64'], ...p.depends.split(' ').filter((d) => d !== '').map((d) => ['depend', d])];
  return lines.map(([key, value]) => `${key} = ${value}\n`).join('');
}

const stored = (bytes: Uint8Array): Uint8Array => gzipSync(bytes, { level: 0, mtime: 0 });
/** Bytes of {@link stored}: gzip's head and trailer, and five bytes before each block of 65535. */
const storedSize = (n: number): number => n + 18 + 5 * (Math.floor(n / 65535) + 1);

function control(p: Apk): Uint8Array {
  const script = POST_INSTALL[p.name];
  const tar = layerTar([file('/.PKGINFO', pkginfo(p)), ...(script === undefined ? [] : [file('/.post-install', script, 0o755)])]);
  return stored(tar.subarray(0, tar.length - TAR_END.length));
}

function sizeOf(entry: TreeEntry): number {
  const { content } = entry;
  const n = typeof content === 'string' ? content.length : content !== undefined && 'size' in content ? content.size : 0;
  return TAR_BLOCK + n + tarPadding(n).length;
}

function apkSource(p: Apk): ContentSource {
  const head = control(p);
  const size = head.length + storedSize(dataEntries(p).reduce((n, e) => n + sizeOf(e), TAR_END.length));
  let bytes: Uint8Array | undefined;
  const build = (): Uint8Array => {
    const made = concatBytes([head, stored(layerTar(dataEntries(p)))]);
    assert(made.length === size, `apk ${p.name}: ${made.length} bytes, not ${size}`);
    return made;
  };
  return { size, key: `apk:${p.name}-${p.version}`, read: (offset, length) => (bytes ??= build()).slice(offset, offset + length) };
}

const BASE64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
function base64(bytes: Uint8Array): string {
  let out = '';
  for (let i = 0; i < bytes.length; i += 3) {
    const x = (bytes[i]! << 16) | ((bytes[i + 1] ?? 0) << 8) | (bytes[i + 2] ?? 0);
    for (let k = 0; k < 4; k++) out += i + k > bytes.length ? '=' : BASE64[(x >>> (18 - 6 * k)) & 63];
  }
  return out;
}

/** The record of APKINDEX and of the database of installed packages. */
function record(p: Apk, size: number): string {
  const fields: [string, string][] = [['C', `Q1${base64(sha1(control(p)))}`], ['P', p.name], ['V', p.version], ['A', 'x86_64'], ['S', String(size)], ['I', String(p.installed_bytes)], ['T', p.synopsis], ['o', p.name], ['t', String(CATALOGUE_MTIME_S)], ['D', p.depends], ['p', provides(p)], ['i', p.installIf]];
  return fields.map(([key, value]) => (value === '' ? '' : `${key}:${value}\n`)).join('');
}

function branchEntries(branch: 'main' | 'community'): TreeEntry[] {
  const own = packages().filter((p) => (branch === 'community') === (p.branch === 'c')).map((p) => ({ p, source: apkSource(p) }));
  const index = layerTar([file('/DESCRIPTION', 'v3.22.2'), file('/APKINDEX', own.map(({ p, source }) => `${record(p, source.size)}\n`).join(''))]);
  const files = [file('/APKINDEX.tar.gz', gzipSync(index, { level: 6, mtime: 0 })), ...own.map(({ p, source }) => file(`/${p.name}-${p.version}.apk`, source))];
  return [dir('/'), ...files].map((e) => ({ ...e, mtime_ms: CATALOGUE_MTIME_S * 1000 }));
}

/** The mirror below `root`, as dl-cdn.alpinelinux.org has it. */
export function alpineMirrorTree(root: string): TreeEntry[] {
  return (['main', 'community'] as const).map((branch) => ({ ...dir(`${root}/alpine/v3.22/${branch}/x86_64`), lazy: () => branchEntries(branch) }));
}

/** /lib/apk/db and /etc/apk/world of the image. `busybox` has the paths of the applets' links, which busybox's trigger puts back. */
export function apkDatabase(busybox: readonly string[]): TreeEntry[] {
  const records = packages().filter((p) => p.branch === 'b').map((p) => `${record(p, p.installed_bytes >> 1)}${p.name === 'busybox' ? 'F:bin\nR:busybox\n' : p.name === 'apk-tools' ? 'F:sbin\nR:apk\n' : ''}\n`);
  return [
    file('/lib/apk/db/installed', records.join('')),
    file('/lib/apk/db/lock', '', 0o600),
    file('/lib/apk/db/scripts.tar', new Uint8Array(TAR_END.length)),
    file('/lib/apk/db/triggers', ''),
    file('/etc/apk/world', 'alpine-baselayout\nalpine-keys\nalpine-release\napk-tools\nbusybox\nlibc-utils\n'),
    dir('/etc/busybox-paths.d'),
    file('/etc/busybox-paths.d/busybox', `${busybox.join('\n')}\n`),
  ];
}
