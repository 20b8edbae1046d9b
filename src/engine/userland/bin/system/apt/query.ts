/** dpkg-query: -l -L -s -S -W and --get-selections over dpkg's database. */
import type { Sys, Task } from '../../../../abi/sys.ts';
import { fnmatch } from '../../../libc/fnmatch.ts';
import { isatty, writeText } from '../../../libc/stdio.ts';
import { tool } from '../../../libc/tool.ts';
import type { Tool } from '../../../libc/tool.ts';
import { archName, formatControl } from './control.ts';
import type { Paragraph } from './control.ts';
import { Database } from './database.ts';

function* complain(t: Tool, text: string): Task<void> {
  yield* t.out.flush();
  yield* writeText(t.sys, 2, `dpkg-query: ${text}\n`);
}

function width(sys: Sys): number {
  return isatty(sys, 1) ? sys.ioctl(1, 'TIOCGWINSZ', undefined).cols : 80;
}

export function* list(t: Tool, patterns: readonly string[]): Task<number> {
  const db = yield* Database.load(t.sys);
  const chosen: Paragraph[] = [];
  let code = 0;
  const match = (pattern: string, p: Paragraph): boolean => fnmatch(pattern.replace(/:(amd64|all)$/, ''), p.get('Package')!);
  for (const name of db.names) {
    const p = db.packages.get(name)!;
    if (patterns.length === 0 || patterns.some((pattern) => match(pattern, p))) chosen.push(p);
  }
  for (const pattern of patterns) {
    if (chosen.some((p) => match(pattern, p))) continue;
    yield* complain(t, `no packages found matching ${pattern}`);
    code = 1;
  }
  if (chosen.length === 0) return code;
  const wide = isatty(t.sys, 1) ? width(t.sys) : 80;
  const cell = (get: (p: Paragraph) => string, min: number): number => Math.max(min, ...chosen.map((p) => get(p).length));
  const n = cell(archName, 14);
  const v = cell((p) => p.get('Version')!, 12);
  const a = cell((p) => p.get('Architecture')!, 12);
  const d = Math.max(33, wide - 3 - 1 - n - 1 - v - 1 - a - 1 - 1);
  const limit = isatty(t.sys, 1) ? d : Math.max(33, ...chosen.map((p) => p.get('Description')!.split('\n')[0]!.length));
  yield* t.out.write(`Desired=Unknown/Install/Remove/Purge/Hold\n| Status=Not/Inst/Conf-files/Unpacked/halF-conf/Half-inst/trig-aWait/Trig-pend\n|/ Err?=(none)/Reinst-required (Status,Err: uppercase=bad)\n||/ ${'Name'.padEnd(n)} ${'Version'.padEnd(v)} ${'Architecture'.padEnd(a)} Description\n+++-${'='.repeat(n)}-${'='.repeat(v)}-${'='.repeat(a)}-${'='.repeat(limit)}\n`);
  for (const p of chosen) {
    const state = p.get('Status')!.endsWith(' installed') ? 'ii ' : p.get('Status')!.endsWith('unpacked') ? 'iU ' : 'iF ';
    yield* t.out.write(`${state} ${archName(p).padEnd(n)} ${p.get('Version')!.padEnd(v)} ${p.get('Architecture')!.padEnd(a)} ${p.get('Description')!.split('\n')[0]!.slice(0, limit)}\n`);
  }
  return code;
}

export function* contents(t: Tool, names: readonly string[]): Task<number> {
  const db = yield* Database.load(t.sys);
  let code = 0;
  for (const name of names) {
    const p = db.installed(name);
    if (p !== undefined) {
      for (const path of yield* db.files(p)) t.out.put(`${path}\n`);
      continue;
    }
    yield* complain(t, `package '${name}' is not installed\nUse dpkg --contents (= dpkg-deb --contents) to list archive files contents.`);
    code = 1;
  }
  return code;
}

export function* status(t: Tool, names: readonly string[]): Task<number> {
  const db = yield* Database.load(t.sys);
  let code = 0;
  for (const name of names) {
    const p = db.packages.get(name.replace(/:(amd64|all)$/, ''));
    if (p !== undefined) {
      yield* t.out.write(`${formatControl(p)}${names.length > 1 && name !== names.at(-1) ? '\n' : ''}`);
      continue;
    }
    yield* complain(t, `package '${name}' is not installed and no information is available\nUse dpkg --info (= dpkg-deb --info) to examine archive files.`);
    code = 1;
  }
  return code;
}

export function* owners(t: Tool, patterns: readonly string[]): Task<number> {
  const db = yield* Database.load(t.sys);
  const lists = yield* db.allFiles();
  let code = 0;
  for (const pattern of patterns) {
    const plain = !/[*?[]/.test(pattern);
    const glob = plain ? (pattern.startsWith('/') ? pattern : `*${pattern}*`) : pattern;
    const found = new Map<string, string[]>();
    for (const [name, paths] of lists) for (const path of paths) if (glob === path || (glob !== pattern || !plain ? fnmatch(glob, path) : false)) found.set(path, [...(found.get(path) ?? []), archName(db.packages.get(name)!)]);
    for (const [path, names] of found) yield* t.out.write(`${names.join(', ')}: ${path}\n`);
    if (found.size > 0) continue;
    yield* complain(t, `no path found matching pattern ${plain && !pattern.startsWith('/') ? `*${pattern}*` : pattern}`);
    code = 1;
  }
  return code;
}

export function* selections(t: Tool): Task<number> {
  const db = yield* Database.load(t.sys);
  for (const name of db.names) {
    const own = archName(db.packages.get(name)!);
    yield* t.out.write(`${own}${'\t'.repeat(Math.max(1, 6 - Math.floor(own.length / 8)))}install\n`);
  }
  return 0;
}

/** -W with -f: `${Field}`, padded by `${Field;width}`. */
function* show(t: Tool, format: string, patterns: readonly string[]): Task<number> {
  const db = yield* Database.load(t.sys);
  let code = 0;
  for (const pattern of patterns) {
    if (db.names.some((n) => fnmatch(pattern, n))) continue;
    yield* complain(t, `no packages found matching ${pattern}`);
    code = 1;
  }
  for (const name of db.names) {
    const p = db.packages.get(name)!;
    if (patterns.length > 0 && !patterns.some((pattern) => fnmatch(pattern, name))) continue;
    const value = (field: string): string =>
      field === 'binary:Package' ? archName(p) : field === 'binary:Synopsis' ? p.get('Description')!.split('\n')[0]! : field === 'db:Status-Abbrev' ? 'ii ' : field === 'db:Status-Status' ? p.get('Status')!.split(' ')[2]! : (p.get(field) ?? '');
    yield* t.out.write(
      format
        .replace(/\\n/g, '\n')
        .replace(/\\t/g, '\t')
        .replace(/\$\{([^};]+)(?:;(-?\d+))?\}/g, (_, field: string, w?: string) => (w === undefined ? value(field) : Number(w) < 0 ? value(field).padEnd(-Number(w)) : value(field).padStart(Number(w)))),
    );
  }
  return code;
}

export const dpkgQuery = tool({ name: 'dpkg-query', support: { level: 'partial', note: 'the commands -l -L -s -S -W' } }, function* (t) {
  const [command = '', ...rest] = t.args;
  if (command === '-l' || command === '--list') return yield* list(t, rest);
  if (command === '-L' || command === '--listfiles') return yield* contents(t, rest);
  if (command === '-s' || command === '--status') return yield* status(t, rest);
  if (command === '-S' || command === '--search') return yield* owners(t, rest);
  let format = '${binary:Package}\t${Version}\n';
  const patterns: string[] = [];
  for (let i = 0; i < t.args.length; i++) {
    const a = t.args[i]!;
    if (a === '-f') format = t.args[++i] ?? '';
    else if (a.startsWith('-f=')) format = a.slice(3);
    else if (a.startsWith('--showformat=')) format = a.slice(13);
    else if (!a.startsWith('-')) patterns.push(a);
  }
  if (t.args.includes('-W') || t.args.includes('--show')) return yield* show(t, format, patterns);
  yield* writeText(t.sys, 2, 'dpkg-query: error: need an action option\n\nUse --help for help about querying packages.\n');
  return 2;
});
