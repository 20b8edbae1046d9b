/** The tree of a Debian or Ubuntu mirror: dists/SUITE/InRelease, main/binary-amd64/Packages and pool/. Left out: signatures, sources, other architectures, by-hash. */
import { sha256 } from '@noble/hashes/sha2.js';
import { encodeUtf8, toHex } from '../../base/bytes.ts';
import type { TreeEntry } from '../../base/tree.ts';
import { CATALOGUE_MTIME_S } from '../layertar.ts';
import { dir, file } from '../trees/base.ts';
import { BOOKWORM } from './bookworm.ts';
import { debFacts, debSource } from './deb.ts';
import { NETCAT, RELEASES } from './releases.ts';
import type { ArchiveRelease } from './releases.ts';
import { controlFields } from './types.ts';
import type { DebPackage } from './types.ts';

function parse(line: string): DebPackage {
  const [name, version, arch, section, priority, installed, size, source, depends, recommends, suggests, synopsis] = line.split('|') as string[];
  return { name: name!, version: version!, arch: arch!, section: section!, priority: priority!, installed_kib: Number(installed), size_bytes: Number(size), source: source!, depends: depends!, recommends: recommends!, suggests: suggests!, synopsis: synopsis! };
}

const BASE_DEPENDS = 'libc6';

/** Packages of a release: Debian 12's, or those whose version there is known, with libraries left to the base system. */
function packagesOf(release: ArchiveRelease): DebPackage[] {
  const all = BOOKWORM.trim().split('\n').map(parse);
  const { versions } = release;
  if (versions === undefined) return all;
  return [...all, parse(NETCAT)].filter((p) => versions[p.name] !== undefined).map((p) => {
    const wanted = p.name === 'netcat' && versions.netcat!.startsWith('1.10-') ? 'netcat-traditional' : p.depends;
    const depends = wanted.split(', ').map((d) => d.replace(/ .*/, '')).filter((d) => versions[d] !== undefined);
    return { ...p, version: versions[p.name]!, depends: [BASE_DEPENDS, ...depends].join(', '), recommends: '', suggests: '' };
  });
}

function poolPath(p: DebPackage): string {
  const source = p.source === '' ? p.name : p.source;
  const letter = source.startsWith('lib') ? source.slice(0, 4) : source[0]!;
  return `pool/main/${letter}/${source}/${p.name}_${p.version.replace(/^\d+:/, '')}_${p.arch}.deb`;
}

function packagesText(packages: readonly DebPackage[]): string {
  return packages.map((p) => {
    const { size, sha256: digest } = debFacts(p);
    return `${controlFields(p)}Filename: ${poolPath(p)}\nSize: ${size}\nSHA256: ${digest}\n\n`;
  }).join('');
}

function releaseText(release: ArchiveRelease, suite: string, indices: readonly (readonly [string, string])[]): string {
  const sums = indices.map(([name, text]) => {
    const bytes = encodeUtf8(text);
    return ` ${toHex(sha256(bytes))} ${String(bytes.length).padStart(8)} ${name}\n`;
  });
  return `Origin: ${release.origin}\nLabel: ${release.origin}\nSuite: ${suite}\nVersion: ${release.version}\nCodename: ${release.codename}\nDate: Sat, 25 Oct 2025 08:12:05 UTC\nArchitectures: amd64\nComponents: ${release.components.join(' ')}\nSHA256:\n${sums.join('')}`;
}

/** One suite, made when somebody looks into it. */
function suiteEntries(release: ArchiveRelease, suite: string, full: boolean): TreeEntry[] {
  const at = (entries: TreeEntry[]): TreeEntry[] => entries.map((e) => ({ ...e, mtime_ms: CATALOGUE_MTIME_S * 1000 }));
  const indices = release.components.map((c, i): [string, string] => [`${c}/binary-amd64/Packages`, full && i === 0 ? packagesText(packagesOf(release)) : '']);
  return at([dir('/'), file('/InRelease', releaseText(release, suite, indices)), ...indices.flatMap(([name, text]) => [dir(`/${name.split('/')[0]}`), dir(`/${name.replace('/Packages', '')}`), file(`/${name}`, text)])]);
}

/** The mirrors below `root`: ROOT/debian, ROOT/debian-security, ROOT/ubuntu. */
export function debMirrorTree(root: string): TreeEntry[] {
  const out: TreeEntry[] = [];
  for (const release of RELEASES) {
    for (const [archive, suite] of release.suites) {
      out.push({ ...dir(`${root}/${archive}/dists/${suite}`), lazy: () => suiteEntries(release, suite, suite === release.codename) });
    }
  }
  for (const archive of new Set(RELEASES.map((r) => r.suites[0]![0]))) {
    out.push({
      ...dir(`${root}/${archive}/pool`),
      lazy: () => RELEASES.filter((r) => r.suites[0]![0] === archive).flatMap((r) => packagesOf(r).map((p) => file(poolPath(p).slice('pool'.length), debSource(p)))).filter((e, i, all) => all.findIndex((o) => o.path === e.path) === i),
    });
  }
  return out;
}
