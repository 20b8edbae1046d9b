/** apt-get, apt and apt-cache (2.6.1), with dpkg beneath them. Left out: pinning, sources, signatures, full-upgrade's removals, the progress bar. */
import type { Task } from '../../../../abi/sys.ts';
import { tool } from '../../../libc/tool.ts';
import type { Tool } from '../../../libc/tool.ts';
import type { Program } from '../../../libc/program.ts';
import { updateAlternatives } from './alternatives.ts';
import { Database } from './database.ts';
import { dpkg } from './dpkg.ts';
import { clean, install, remove, upgrade } from './install.ts';
import { dpkgQuery } from './query.ts';
import { Apt } from './session.ts';
import { list, policy, search, show } from './show.ts';
import { update } from './update.ts';
import { compareVersions } from './control.ts';
import { readLists } from './sources.ts';

const VERSION = 'apt 2.6.1 (amd64)\n';

function help(name: string): string {
  const commands = name === 'apt-cache' ? ['policy NAME...: installed and available versions', 'search WORD...: packages about it', 'show NAME...: records'] : ['update: fetch the lists of packages', 'install NAME...: with all that they need', 'remove NAME...', 'purge NAME...: with their settings', 'autoremove: what nothing needs any more', 'upgrade: everything to its newest version', 'clean: throw fetched archives away', ...(name === 'apt' ? ['list, search, show: look around'] : [])];
  return `${VERSION}Usage: ${name} [options] command\n\nA simulated ${name}.\n\nCommands:\n${commands.map((c) => `  ${c}\n`).join('')}`;
}

/** What `apt update` adds: how many packages have newer versions. */
function* tally(apt: Apt): Task<void> {
  const { db, archive } = yield* apt.cache();
  const n = db.names.filter((name) => db.installed(name) !== undefined && archive.has(name) && compareVersions(db.installed(name)!.get('Version')!, archive.get(name)!.record.get('Version')!) < 0).length;
  yield* apt.say(n === 0 ? 'All packages are up to date.\n' : `${n} package${n === 1 ? '' : 's'} can be upgraded. Run 'apt list --upgradable' to see ${n === 1 ? 'it' : 'them'}.\n`);
}

function* main(t: Tool, name: 'apt' | 'apt-get' | 'apt-cache'): Task<number> {
  const apt = new Apt(t);
  yield* apt.options();
  const [command, ...words] = apt.words;
  if (apt.flags.has('version')) {
    yield* t.out.write(VERSION);
    return 0;
  }
  if (command === undefined || command === 'help' || apt.flags.has('help')) {
    yield* t.out.write(help(name));
    return 0;
  }
  const cache = name !== 'apt-get';
  if (name === 'apt' && !apt.tty) yield* apt.err('\nWARNING: apt does not have a stable CLI interface. Use with caution in scripts.\n\n');
  if (name !== 'apt-cache') {
    switch (command) {
      case 'update': {
        const code = yield* update(apt);
        if (name === 'apt' && code === 0) yield* tally(apt);
        return code;
      }
      case 'install':
      case 'reinstall':
        if (command === 'reinstall') apt.reinstall = true;
        return yield* install(apt, words);
      case 'remove':
      case 'purge':
      case 'autoremove':
      case 'auto-remove':
        if (command === 'purge') apt.purge = true;
        return yield* remove(apt, words, command.startsWith('auto') || apt.flags.has('auto-remove'));
      case 'upgrade':
      case 'dist-upgrade':
      case 'full-upgrade':
        return yield* upgrade(apt);
      case 'clean':
      case 'autoclean':
        return yield* clean(apt);
      case 'check':
        yield* apt.cache();
        return 0;
    }
  }
  if (cache) {
    switch (command) {
      case 'policy':
        return yield* policy(apt, words);
      case 'search':
        return yield* search(apt, words, name === 'apt');
      case 'show':
        return yield* show(apt, words);
      case 'pkgnames':
        for (const n of (yield* readLists(t.sys)).keys()) yield* t.out.write(`${n}\n`);
        return 0;
    }
    if (command === 'list' && name === 'apt') return yield* list(apt, words);
  }
  return yield* apt.die(`Invalid operation ${command}`);
}

const support = { level: 'partial', note: 'no signatures, pinning, sources, conflicts or progress bar' } as const;

const aptMark = tool({ name: 'apt-mark', support: { level: 'partial', note: 'showauto and showmanual' } }, function* (t) {
  const auto = yield* new Apt(t).auto();
  const db = yield* Database.load(t.sys);
  if (t.args[0] !== 'showauto' && t.args[0] !== 'showmanual') return yield* new Apt(t).die(`Invalid operation ${t.args[0] ?? ''}`);
  for (const n of db.names) if (auto.has(n) === (t.args[0] === 'showauto')) yield* t.out.write(`${n}\n`);
  return 0;
});

export const programs: readonly Program[] = [
  tool({ name: 'apt', support }, (t) => main(t, 'apt')),
  tool({ name: 'apt-get', support }, (t) => main(t, 'apt-get')),
  tool({ name: 'apt-cache', support }, (t) => main(t, 'apt-cache')),
  aptMark,
  dpkg,
  dpkgQuery,
  updateAlternatives,
];
