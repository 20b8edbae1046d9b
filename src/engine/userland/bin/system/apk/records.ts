/** Records of APKINDEX and /lib/apk/db/installed (apk-package(5)): lines `LETTER:value`, an empty line between packages. */
import type { Sys, Task } from '../../../../abi/sys.ts';
import { isSysError } from '../../../../abi/errno.ts';
import { readTextFile } from '../../../libc/stdio.ts';

/** A package, of an index or installed. */
export interface Package {
  /** One-letter fields, in their order. */
  readonly fields: Map<string, string>;
  /** Files of an installed package, absolute. */
  readonly files: string[];
  /** The repository's URL, when it came from an index. */
  readonly repository: string | undefined;
}

export const nameOf = (p: Package): string => p.fields.get('P') ?? '';
export const versionOf = (p: Package): string => p.fields.get('V') ?? '';
export const sizeOf = (p: Package): number => Number(p.fields.get('I') ?? 0);
/** Names without version constraints; conflicts (`!name`) are left out. */
export const words = (text: string | undefined): string[] => (text ?? '').split(/\s+/).filter((w) => w !== '' && w[0] !== '!').map((w) => w.replace(/[<>=~@].*/, ''));

export function parseRecords(text: string, repository?: string): Package[] {
  const out: Package[] = [];
  let current: Package | undefined;
  let folder = '';
  for (const line of text.split('\n')) {
    if (line === '') {
      current = undefined;
      continue;
    }
    if (current === undefined) out.push((current = { fields: new Map(), files: [], repository }));
    const value = line.slice(2);
    if (line[0] === 'F') folder = value;
    else if (line[0] === 'R') current.files.push(`/${folder === '' ? '' : `${folder}/`}${value}`);
    else current.fields.set(line[0]!, value);
  }
  return out;
}

export function formatRecord(p: Package): string {
  let out = '';
  for (const [key, value] of p.fields) out += `${key}:${value}\n`;
  let folder: string | undefined;
  for (const path of p.files) {
    const slash = path.lastIndexOf('/');
    if (path.slice(1, slash) !== folder) {
      folder = path.slice(1, slash);
      out += `F:${folder}\n`;
    }
    out += `R:${path.slice(slash + 1)}\n`;
  }
  return `${out}\n`;
}

/** Packages by their names and by what they provide; a name goes before what is provided. */
export class Catalogue {
  readonly packages = new Map<string, Package>();
  private readonly providers = new Map<string, Package>();
  constructor(packages: Iterable<Package>) {
    for (const p of packages) this.add(p);
  }
  add(p: Package): void {
    if (!this.packages.has(nameOf(p))) this.packages.set(nameOf(p), p);
    for (const what of words(p.fields.get('p'))) if (!this.providers.has(what)) this.providers.set(what, p);
  }
  find(name: string): Package | undefined {
    return this.packages.get(name) ?? this.providers.get(name);
  }
}

/** What `world` needs, dependencies first, then what of `others` comes along (install_if); `missing` has [name, who wants it]. */
export function closure(world: readonly string[], find: (name: string) => Package | undefined, others: Iterable<Package> = []): { readonly order: Package[]; readonly missing: [string, string][] } {
  const order: Package[] = [];
  const missing: [string, string][] = [];
  const seen = new Set<Package>();
  const visit = (name: string, by: string): void => {
    const p = find(name);
    if (p === undefined) {
      missing.push([name, by]);
      return;
    }
    if (seen.has(p)) return;
    seen.add(p);
    for (const d of words(p.fields.get('D'))) visit(d, `${nameOf(p)}-${versionOf(p)}[${d}]`);
    order.push(p);
  };
  for (const name of world) visit(name, `world[${name}]`);
  for (const p of others) {
    const needs = words(p.fields.get('i'));
    if (needs.length > 0 && needs.every((n) => order.some((o) => nameOf(o) === n))) visit(nameOf(p), '');
  }
  return { order, missing };
}

/** A file's text, '' when there is none. */
export function* textOr(sys: Sys, path: string): Task<string> {
  try {
    return yield* readTextFile(sys, path);
  } catch (e) {
    if (!isSysError(e)) throw e;
    return '';
  }
}
