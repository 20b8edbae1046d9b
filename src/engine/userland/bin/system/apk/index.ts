/** apk (apk-tools 2.14): update, add, del, upgrade, info, search, list. Left out: signatures, pinning, version constraints, scripts but post-install, caches but the indices'. */
import type { Task } from '../../../../abi/sys.ts';
import { isSysError } from '../../../../abi/errno.ts';
import type { Program } from '../../../libc/program.ts';
import { writeText } from '../../../libc/stdio.ts';
import { tool } from '../../../libc/tool.ts';
import type { Tool } from '../../../libc/tool.ts';
import { readIndices } from './archive.ts';
import type { Repositories } from './archive.ts';
import { Database, commit, kept } from './change.ts';
import { info, list, search } from './query.ts';
import { Catalogue, nameOf, versionOf, words } from './records.ts';
import type { Package } from './records.ts';

const VERSION = 'apk-tools 2.14.9, compiled for x86_64.';
const USAGE = `${VERSION}

usage: apk [<OPTIONS>...] COMMAND [<ARGUMENTS>...]

Simulated commands:
  add        put packages into the world and install them
  del        take packages out of the world and remove them
  update     fetch the repositories' indices
  upgrade    install newer versions
  info       what is known of installed packages
  list       packages by pattern
  search     look for packages by name

Options: -q -v -s -U -t NAME -X URL -e -L -d --no-cache --no-network --virtual NAME --repository URL --version
`;

const LONG: Readonly<Record<string, string>> = { quiet: 'q', verbose: 'v', simulate: 's', 'update-cache': 'U', update: 'U', virtual: 't', repository: 'X', installed: 'e', contents: 'L', description: 'd', version: 'V', help: 'h', 'no-cache': 'n', 'no-network': 'N', upgrade: 'u', 'no-interactive': '', interactive: '', force: '', 'no-progress': '', progress: '', 'allow-untrusted': '', available: '', purge: '', exact: 'x', latest: '', all: 'a', webpage: 'w', size: 'S' };

interface Options {
  readonly flags: ReadonlySet<string>;
  readonly operands: readonly string[];
  readonly virtual: string | undefined;
  readonly repositories: readonly string[];
  readonly unknown: string | undefined;
}

function parse(args: readonly string[]): Options {
  const flags = new Set<string>();
  const operands: string[] = [];
  const repositories: string[] = [];
  let virtual: string | undefined;
  let unknown: string | undefined;
  const queue = [...args];
  const set = (key: string, value: () => string | undefined): void => {
    if (key === 't') virtual = value();
    else if (key === 'X') repositories.push(value() ?? '');
    else if (key !== '') flags.add(key);
  };
  for (let arg = queue.shift(); arg !== undefined; arg = queue.shift()) {
    if (arg === '--') operands.push(...queue.splice(0));
    else if (arg.startsWith('--')) {
      const [name = '', value] = arg.slice(2).split('=');
      if (LONG[name] === undefined) unknown ??= arg;
      else set(LONG[name], () => value ?? queue.shift());
    } else if (arg[0] === '-' && arg.length > 1) {
      for (let i = 1; i < arg.length; i++) {
        const rest = arg.slice(i + 1);
        if (!'qvsUtXeLdVhuixalwfI'.includes(arg[i]!)) unknown ??= `-${arg[i]}`;
        set(arg[i]!, () => (rest === '' ? queue.shift() : rest));
        if ('tX'.includes(arg[i]!)) break;
      }
    } else operands.push(arg);
  }
  return { flags, operands, virtual, repositories, unknown };
}

/** Changes need the database's lock. */
function* mayChange(t: Tool): Task<boolean> {
  try {
    t.sys.access('/lib/apk/db', 2);
    return true;
  } catch (e) {
    if (!isSysError(e)) throw e;
    yield* writeText(t.sys, 2, `ERROR: Unable to lock database: ${e.message}\nERROR: Failed to open apk database: ${e.message}\n`);
    return false;
  }
}

function indices(t: Tool, o: Options, network: boolean, update = o.flags.has('U')): Task<Repositories> {
  return readIndices(t, { update, cache: !o.flags.has('n'), network: network && !o.flags.has('N'), quiet: o.flags.has('q'), extra: o.repositories });
}

/** --virtual: a package of nothing but dependencies. */
function virtualPackage(name: string, depends: readonly string[], now_ms: number): Package {
  const stamp = new Date(now_ms).toISOString().replace(/[-:]/g, '').replace('T', '.').slice(0, 15);
  return { fields: new Map([['P', name], ['V', stamp], ['A', 'noarch'], ['S', '0'], ['I', '0'], ['T', 'virtual meta package'], ['D', depends.join(' ')]]), files: [], repository: undefined };
}

function* add(t: Tool, o: Options, names: readonly string[]): Task<number> {
  const constrained = names.find((n) => /[<>=~@]/.test(n));
  if (constrained !== undefined) return yield* notSimulated(t, `add ${constrained} (constraints)`);
  const local = names.find((n) => n.endsWith('.apk'));
  if (local !== undefined) return yield* notSimulated(t, `add ${local} (files)`);
  const db = yield* Database.load(t.sys);
  const { packages } = yield* indices(t, o, true);
  const extra = o.virtual === undefined ? names : [o.virtual];
  const index = o.virtual === undefined ? packages : [...packages, virtualPackage(o.virtual, names, t.sys.now_ms())];
  return yield* commit(t, db, { world: [...new Set([...db.world, ...extra])], index, quiet: o.flags.has('q'), simulate: o.flags.has('s') });
}

function* del(t: Tool, o: Options, names: readonly string[]): Task<number> {
  const db = yield* Database.load(t.sys);
  const world = db.world.filter((w) => !names.includes(words(w)[0] ?? w));
  const still = kept(db, world, names);
  if (still !== '') yield* t.out.write(`World updated, but the following packages are not removed due to:\n${still}\n`);
  return yield* commit(t, db, { world, index: [], quiet: o.flags.has('q'), simulate: o.flags.has('s') });
}

function* update(t: Tool, o: Options): Task<number> {
  const db = yield* Database.load(t.sys);
  const { packages, found, unavailable } = yield* indices(t, o, true, true);
  const names = new Set([...packages.map(nameOf), ...db.installed.keys()]);
  if (!o.flags.has('q')) {
    for (const [url, description] of found) yield* t.out.write(`${description} [${url}]\n`);
    yield* t.out.write(`${unavailable === 0 ? 'OK:' : `${unavailable} unavailable, 0 stale;`} ${names.size} distinct packages available\n`);
  }
  return unavailable;
}

function* upgrade(t: Tool, o: Options): Task<number> {
  const db = yield* Database.load(t.sys);
  const archive = new Catalogue((yield* indices(t, o, true)).packages);
  const newer = [...db.installed.values()].find((p) => (archive.packages.get(nameOf(p)) ?? p).fields.get('V') !== versionOf(p));
  if (newer !== undefined) return yield* notSimulated(t, `upgrade (of ${nameOf(newer)})`);
  if (!o.flags.has('q')) yield* t.out.write(`OK: ${db.summary()}\n`);
  return 0;
}

function* notSimulated(t: Tool, what: string): Task<number> {
  yield* t.out.flush();
  yield* writeText(t.sys, 2, `glasshull: apk ${what} is not simulated\n`);
  return 1;
}

export const apk = tool({ name: 'apk', support: { level: 'partial', note: 'only post-install scripts, no version constraints, no signatures; a small archive' } }, function* (t) {
  const o = parse(t.args);
  const [command, ...names] = o.operands;
  if (o.flags.has('V')) {
    yield* t.out.write(`${VERSION}\n`);
    return 0;
  }
  if (command === undefined || o.flags.has('h')) {
    yield* t.out.write(USAGE);
    return o.flags.has('h') ? 0 : 1;
  }
  if (o.unknown !== undefined) return yield* notSimulated(t, `${command} ${o.unknown}`);
  switch (command) {
    case 'add': return (yield* mayChange(t)) ? yield* add(t, o, names) : 99;
    case 'del': return (yield* mayChange(t)) ? yield* del(t, o, names) : 99;
    case 'update': return (yield* mayChange(t)) ? yield* update(t, o) : 99;
    case 'upgrade': return (yield* mayChange(t)) ? yield* upgrade(t, o) : 99;
    case 'info': return yield* info(t, yield* Database.load(t.sys), names, o.flags);
    case 'list': return yield* list(t, yield* Database.load(t.sys), o.flags.has('I') || o.flags.has('e') ? [] : (yield* indices(t, o, false)).packages, names, o.flags);
    case 'search': return yield* search(t, (yield* indices(t, o, true)).packages, names, o.flags);
    default: return yield* notSimulated(t, command);
  }
});

export const programs: readonly Program[] = [apk];
