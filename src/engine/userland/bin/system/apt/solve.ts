/** What to install for a wish: dependencies by depth-first search, the first alternative that can be had. Simpler than apt's scores: no downgrades, conflicts or backtracking. */
import { parseDepends, satisfies } from './control.ts';
import type { Paragraph, Relation } from './control.ts';
import type { Database } from './database.ts';
import type { Available } from './sources.ts';

export interface Plan {
  /** In the order of installation, dependencies first. */
  readonly install: readonly Available[];
  /** Lines about what cannot be had; nothing may be installed then. */
  readonly unmet: readonly string[];
}

/** `names` are in the archive. */
export function solve(db: Database, archive: ReadonlyMap<string, Available>, names: readonly string[], recommends: boolean): Plan {
  const planned = new Map<string, Available>();
  const order: Available[] = [];
  const unmet: string[] = [];
  const have = (r: Relation): boolean => {
    const own = planned.get(r.name)?.record ?? db.installed(r.name);
    return own !== undefined && satisfies(own.get('Version')!, r);
  };
  const candidate = (r: Relation): Available | undefined => {
    const a = archive.get(r.name);
    return a !== undefined && satisfies(a.record.get('Version')!, r) ? a : undefined;
  };
  const visit = (a: Available): void => {
    const name = a.record.get('Package')!;
    if (planned.has(name)) return;
    planned.set(name, a);
    for (const field of ['Pre-Depends', 'Depends', ...(recommends ? ['Recommends'] : [])]) {
      for (const group of parseDepends(a.record.get(field))) {
        if (group.some(have)) continue;
        const found = group.map(candidate).find((c) => c !== undefined);
        if (found !== undefined) visit(found);
        else if (field !== 'Recommends') {
          const r = group[0]!;
          unmet.push(` ${name} : Depends: ${r.name}${r.op === '' ? '' : ` (${r.op} ${r.version})`} but it is not ${archive.has(r.name) ? 'going to be installed' : 'installable'}`);
        }
      }
    }
    order.push(a);
  };
  for (const name of names) visit(archive.get(name)!);
  return { install: order, unmet };
}

/** Installed packages that nobody asked for and nothing needs any more; `gone` are about to be removed. */
export function orphans(db: Database, auto: ReadonlySet<string>, gone: ReadonlySet<string>): Paragraph[] {
  const kept = new Set<string>();
  const keep = (name: string): void => {
    const p = db.installed(name);
    if (p === undefined || gone.has(name) || kept.has(name)) return;
    kept.add(name);
    for (const field of ['Pre-Depends', 'Depends', 'Recommends']) for (const group of parseDepends(p.get(field))) for (const r of group) keep(r.name);
  };
  for (const name of db.names) if (!auto.has(name)) keep(name);
  return db.names.filter((n) => auto.has(n) && !kept.has(n) && !gone.has(n) && db.installed(n) !== undefined).map((n) => db.installed(n)!);
}

/** Installed packages that need one of `names`, with these. */
export function dependents(db: Database, names: ReadonlySet<string>): Set<string> {
  const gone = new Set(names);
  for (let grown = true; grown; ) {
    grown = false;
    for (const name of db.names) {
      if (gone.has(name)) continue;
      const p = db.installed(name);
      if (p !== undefined && parseDepends(p.get('Depends')).some((group) => group.every((r) => gone.has(r.name) || db.installed(r.name) === undefined) && group.some((r) => gone.has(r.name)))) {
        gone.add(name);
        grown = true;
      }
    }
  }
  return gone;
}
