/** apt-cache policy, search, show, and apt's list: what is there and what could be. */
import type { Task } from '../../../../abi/sys.ts';
import { fnmatch } from '../../../libc/fnmatch.ts';
import { compareVersions, formatControl } from './control.ts';
import type { Paragraph } from './control.ts';
import { Database } from './database.ts';
import type { Apt } from './session.ts';
import { readLists } from './sources.ts';
import type { Available } from './sources.ts';

const origin = (a: Available): string => `${a.source.uri} ${a.source.suite}/${a.component} amd64 Packages`;

export function* policy(apt: Apt, names: readonly string[]): Task<number> {
  const archive = yield* readLists(apt.t.sys);
  const db = yield* Database.load(apt.t.sys);
  for (const name of names) {
    const a = archive.get(name);
    const own = db.installed(name);
    if (a === undefined && own === undefined) {
      yield* apt.err(`N: Unable to locate package ${name}\n`);
      continue;
    }
    const versions = [...new Set([own?.get('Version'), a?.record.get('Version')].filter((v) => v !== undefined))].sort((x, y) => compareVersions(y, x));
    yield* apt.t.out.write(`${name}:\n  Installed: ${own?.get('Version') ?? '(none)'}\n  Candidate: ${versions[0]}\n  Version table:\n`);
    for (const v of versions) {
      const here = own?.get('Version') === v;
      const there = a?.record.get('Version') === v;
      yield* apt.t.out.write(` ${here ? '***' : '   '} ${v} ${there ? 500 : 100}\n${there ? `        500 ${origin(a)}\n` : ''}${here ? '        100 /var/lib/dpkg/status\n' : ''}`);
    }
  }
  return 0;
}

export function* search(apt: Apt, words: readonly string[], long: boolean): Task<number> {
  if (words.length === 0) return yield* apt.die('You must give at least one search pattern');
  const archive = yield* readLists(apt.t.sys);
  const db = yield* Database.load(apt.t.sys);
  if (long) for (const text of ['Sorting', 'Full Text Search']) yield* apt.step(text);
  const all = new Map<string, Paragraph>(db.names.map((n) => [n, db.packages.get(n)!]));
  for (const [n, a] of archive) all.set(n, a.record);
  for (const name of [...all.keys()].sort()) {
    const p = all.get(name)!;
    const about = p.get('Description') ?? '';
    if (!words.every((w) => new RegExp(w, 'i').test(name) || (!apt.flags.has('names-only') && new RegExp(w, 'i').test(about)))) continue;
    const a = archive.get(name);
    yield* apt.t.out.write(long ? `${name}/${a?.source.suite ?? 'now'} ${p.get('Version')} ${p.get('Architecture')}${db.installed(name) === undefined ? '' : ' [installed]'}\n  ${about}\n\n` : `${name} - ${about}\n`);
  }
  return 0;
}

export function* show(apt: Apt, names: readonly string[]): Task<number> {
  const archive = yield* readLists(apt.t.sys);
  const db = yield* Database.load(apt.t.sys);
  let found = false;
  const missing: string[] = [];
  for (const name of names) {
    const p = archive.get(name)?.record ?? db.installed(name);
    if (p === undefined) missing.push(name);
    else yield* apt.t.out.write(`${formatControl(new Map([...p].filter(([field]) => field !== 'Status')))}\n`);
    found ||= p !== undefined;
  }
  for (const name of found || names.length > 1 ? missing : []) yield* apt.err(`W: Unable to locate package ${name}\n`);
  if (found) return 0;
  yield* apt.err('E: No packages found\n');
  return 100;
}

export function* list(apt: Apt, patterns: readonly string[]): Task<number> {
  const archive = yield* readLists(apt.t.sys);
  const db = yield* Database.load(apt.t.sys);
  yield* apt.say(apt.tty ? 'Listing... Done\n' : 'Listing...\n');
  for (const name of [...new Set([...db.names, ...archive.keys()])].sort()) {
    if (patterns.length > 0 && !patterns.some((p) => fnmatch(p, name))) continue;
    const own = db.installed(name);
    const a = archive.get(name);
    const newer = own !== undefined && a !== undefined && compareVersions(own.get('Version')!, a.record.get('Version')!) < 0;
    if ((apt.flags.has('installed') && own === undefined) || (apt.flags.has('upgradable') && !newer)) continue;
    const p = a?.record ?? own!;
    const where = a === undefined ? 'now' : own === undefined ? a.source.suite : newer ? a.source.suite : `${a.source.suite},now`;
    const state = own === undefined ? '' : newer ? ` [upgradable from: ${own.get('Version')}]` : a === undefined ? ' [installed,local]' : (yield* apt.auto()).has(name) ? ' [installed,automatic]' : ' [installed]';
    yield* apt.t.out.write(`${name}/${where} ${p.get('Version')} ${p.get('Architecture')}${state}\n`);
  }
  return 0;
}
