/** apk info, list and search. */
import type { Task } from '../../../../abi/sys.ts';
import type { Tool } from '../../../libc/tool.ts';
import type { Database } from './change.ts';
import { Catalogue, nameOf, sizeOf, versionOf } from './records.ts';
import type { Package } from './records.ts';

const full = (p: Package): string => `${nameOf(p)}-${versionOf(p)}`;

function human(bytes: number): string {
  let n = bytes;
  for (const unit of ['B', 'KiB', 'MiB']) {
    if (n < 10000) return `${Math.floor(n)} ${unit}`;
    n /= 1024;
  }
  return `${Math.floor(n)} GiB`;
}

/** A shell pattern as apk takes it; without a wildcard, what only has to be in the name when `loose`. */
function matcher(pattern: string, loose: boolean): (name: string) => boolean {
  if (loose && !/[*?]/.test(pattern)) return (name) => name.includes(pattern);
  const source = pattern.replace(/[.+^${}()|[\]\\]/g, '\\$&').replace(/\*/g, '.*').replace(/\?/g, '.');
  const regex = new RegExp(`^${source}$`);
  return (name) => regex.test(name);
}

export function* info(t: Tool, db: Database, names: readonly string[], flags: ReadonlySet<string>): Task<number> {
  if (names.length === 0) {
    for (const p of db.installed.values()) yield* t.out.write(`${flags.has('v') ? full(p) : nameOf(p)}\n`);
    return 0;
  }
  const own = new Catalogue(db.installed.values());
  let missing = 0;
  for (const name of names) {
    const p = own.find(name);
    if (p === undefined) missing++;
    else if (flags.has('e')) yield* t.out.write(`${flags.has('v') ? full(p) : nameOf(p)}\n`);
    else if (flags.has('L')) yield* t.out.write(`${full(p)} contains:\n${p.files.map((f) => `${f.slice(1)}\n`).join('')}\n`);
    else {
      const all = !['d', 'S'].some((f) => flags.has(f));
      if (all || flags.has('d')) yield* t.out.write(`${full(p)} description:\n${p.fields.get('T') ?? ''}\n\n`);
      if (all || flags.has('S')) yield* t.out.write(`${full(p)} installed size:\n${human(sizeOf(p))}\n\n`);
    }
  }
  return missing;
}

export function* list(t: Tool, db: Database, index: readonly Package[], patterns: readonly string[], flags: ReadonlySet<string>): Task<number> {
  const all = new Map<string, Package>([...index, ...db.installed.values()].map((p) => [nameOf(p), p]));
  const wanted = patterns.map((p) => matcher(p, false));
  for (const [name, p] of [...all].sort(([a], [b]) => (a < b ? -1 : 1))) {
    if (wanted.length > 0 && !wanted.some((w) => w(name))) continue;
    const mark = db.installed.has(name) ? ' [installed]' : '';
    yield* t.out.write(`${full(p)} ${p.fields.get('A') ?? ''} {${p.fields.get('o') ?? name}}${mark}\n${flags.has('v') ? `  ${p.fields.get('T') ?? ''}\n` : ''}`);
  }
  return 0;
}

export function* search(t: Tool, index: readonly Package[], patterns: readonly string[], flags: ReadonlySet<string>): Task<number> {
  const wanted = patterns.map((p) => matcher(p, !flags.has('x') && !flags.has('e')));
  for (const p of [...index].sort((a, b) => (full(a) < full(b) ? -1 : 1))) {
    if (wanted.length > 0 && !wanted.some((w) => w(nameOf(p)) || (flags.has('d') && w(p.fields.get('T') ?? '')))) continue;
    yield* t.out.write(`${full(p)}${flags.has('d') || flags.has('v') ? ` - ${p.fields.get('T') ?? ''}` : ''}\n`);
  }
  return 0;
}
