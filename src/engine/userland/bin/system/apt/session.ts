/** What apt-get, apt and apt-cache share: options, progress words, lists of names, errors at the end. */
import type { Task } from '../../../../abi/sys.ts';
import { isatty, writeText } from '../../../libc/stdio.ts';
import { Exit } from '../../../libc/tool.ts';
import type { Tool } from '../../../libc/tool.ts';
import { textOr } from './control.ts';
import { Database } from './database.ts';
import { mtimeOf, sizeText } from './acquire.ts';
import { readLists } from './sources.ts';
import type { Available } from './sources.ts';

export const EXTENDED = '/var/lib/apt/extended_states';

export class Apt {
  readonly t: Tool;
  readonly tty: boolean;
  /** 0, 1 (-q) or 2 (-qq). */
  quiet = 0;
  yes = false;
  simulate = false;
  recommends = true;
  reinstall = false;
  purge = false;
  downloadOnly = false;
  readonly words: string[] = [];
  readonly flags = new Set<string>();
  constructor(t: Tool) {
    this.t = t;
    this.tty = isatty(t.sys, 1);
  }
  /** Take the options. Ends the program at one that apt does not know. */
  *options(): Task<void> {
    const { args } = this.t;
    for (let i = 0; i < args.length; i++) {
      const a = args[i]!;
      if (a === '-o' || a === '-c' || a === '-t') i++;
      else if (/^-[a-zA-Z]+$/.test(a)) for (const letter of a.slice(1)) yield* this.letter(letter, a);
      else if (a.startsWith('--')) yield* this.long(a.slice(2));
      else if (!/^-[oct]/.test(a)) this.words.push(a);
      if (a === '-o' && /^APT::Install-Recommends=(0|false|no)$/i.test(args[i] ?? '')) this.recommends = false;
    }
  }
  private *letter(letter: string, all: string): Task<void> {
    if (letter === 'y') this.yes = true;
    else if (letter === 'q') this.quiet = Math.min(2, this.quiet + 1);
    else if (letter === 's') this.simulate = true;
    else if (letter === 'd') this.downloadOnly = true;
    else if (letter === 'v') this.flags.add('version');
    else if (letter === 'h') this.flags.add('help');
    else if (!'afmuVb'.includes(letter)) yield* this.die(`Command line option '${letter}' [from ${all}] is not understood in combination with the other options.`);
    else this.flags.add(letter);
  }
  private *long(name: string): Task<void> {
    const known: Readonly<Record<string, () => void>> = {
      yes: () => (this.yes = true),
      'assume-yes': () => (this.yes = true),
      quiet: () => (this.quiet = Math.min(2, this.quiet + 1)),
      simulate: () => (this.simulate = true),
      'dry-run': () => (this.simulate = true),
      'no-install-recommends': () => (this.recommends = false),
      'install-recommends': () => (this.recommends = true),
      reinstall: () => (this.reinstall = true),
      purge: () => (this.purge = true),
      'download-only': () => (this.downloadOnly = true),
    };
    const act = known[name];
    if (act !== undefined) act();
    else if (/^(allow-|fix-|no-|auto-remove|force-yes|only-upgrade|installed|upgradable|all-versions|names-only|version|help|with-new-pkgs|ignore-|print-uris|show-progress|assume-no)/.test(name)) this.flags.add(name);
    else yield* this.die(`Command line option --${name} is not understood in combination with the other options`);
  }
  *say(text: string): Task<void> {
    if (this.quiet < 2) yield* this.t.out.write(text);
  }
  *err(text: string): Task<void> {
    yield* this.t.out.flush();
    yield* writeText(this.t.sys, 2, text);
  }
  *die(message: string): Task<never> {
    yield* this.err(`E: ${message}\n`);
    throw new Exit(100);
  }
  /** A step that takes its time: on a terminal its end is said on the same line. */
  *step(text: string): Task<void> {
    yield* this.say(`${text}...${this.tty && this.quiet === 0 ? ' Done' : ''}\n`);
  }
  /** Read lists and status, as each command begins. */
  *cache(): Task<{ readonly db: Database; readonly archive: Map<string, Available> }> {
    yield* this.step('Reading package lists');
    const archive = yield* readLists(this.t.sys);
    yield* this.step('Building dependency tree');
    if (mtimeOf(this.t.sys, EXTENDED) !== undefined) yield* this.step('Reading state information');
    return { db: yield* Database.load(this.t.sys), archive };
  }
  /** A titled list, wrapped as apt does it. */
  *names(title: string, names: readonly string[]): Task<void> {
    if (names.length === 0) return;
    const width = this.tty ? this.t.sys.ioctl(1, 'TIOCGWINSZ', undefined).cols || 80 : 80;
    let text = `${title}\n`;
    let line = '';
    for (const name of [...names].sort()) {
      if (line !== '' && line.length + name.length + 3 >= width) {
        text += ` ${line}\n`;
        line = '';
      }
      line += ` ${name}`;
    }
    yield* this.say(`${text} ${line}\n`);
  }
  size(bytes: number): string {
    const locale = this.t.env.get('LC_ALL') || this.t.env.get('LC_NUMERIC') || this.t.env.get('LANG') || '';
    return sizeText(bytes, locale.startsWith('en_'));
  }
  /** Packages that came only as dependencies. */
  *auto(): Task<Set<string>> {
    const text = yield* textOr(this.t.sys, EXTENDED);
    return new Set([...text.matchAll(/^Package: (.*)\nArchitecture: .*\nAuto-Installed: 1$/gm)].map((m) => m[1]!));
  }
}
