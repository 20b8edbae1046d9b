/**
 * Completion of the word at the cursor, as bash does by default and with bash-completion for docker: commands in command position, variables after `$`,
 * users after `~`, what `complete` was told for a command, `docker`'s own answers (`docker __completeNoDesc`, cobra's protocol), and file names.
 */
import { isSysError } from '../../../abi/errno.ts';
import { O, S } from '../../../abi/fs.ts';
import type { Task } from '../../../abi/sys.ts';
import { decodeUtf8 } from '../../../base/bytes.ts';
import { execvp } from '../../libc/popen.ts';
import { readFd } from '../../libc/stdio.ts';
import type { Candidate, Completion } from '../../readline/api.ts';
import { actionWords } from '../builtins/complete.ts';
import { passwdNames } from '../expand/tilde.ts';
import type { Shell } from '../state/shell.ts';

/** The command line up to the cursor, as far as completion looks at it. */
interface Typed {
  /** Words of the simple command before the one at the cursor, without quotes. */
  readonly words: readonly string[];
  /** The word at the cursor as typed, and without quotes. */
  readonly raw: string;
  readonly word: string;
  readonly start: number;
  /** An open quote. */
  readonly quote: '' | '"' | "'";
  /** The word follows a redirection operator: a file. */
  readonly redirect: boolean;
}

/** Split what is typed; quotes and backslashes as the shell reads them. */
export function scanLine(line: string): Typed {
  let words: string[] = [];
  let word = '';
  let start = 0;
  let within = false;
  let quote: Typed['quote'] = '';
  let redirect = false;
  const end = (): void => {
    if (within && !redirect) words.push(word);
    if (within) redirect = false;
    word = '';
    within = false;
  };
  for (let i = 0; i < line.length; i++) {
    const c = line[i]!;
    if (quote === "'") {
      if (c === "'") quote = '';
      else word += c;
      continue;
    }
    if (c === '\\' && i + 1 < line.length) {
      if (!within) start = i;
      within = true;
      word += line[++i]!;
      continue;
    }
    if (quote === '"') {
      if (c === '"') quote = '';
      else word += c;
      continue;
    }
    if (c === "'" || c === '"') {
      if (!within) start = i;
      within = true;
      quote = c;
    } else if (c === ' ' || c === '\t') end();
    else if (c === '<' || c === '>') {
      end();
      redirect = true;
    } else if ('|&;()\n'.includes(c) || (c === '`')) {
      end();
      words = [];
      redirect = false;
    } else {
      if (!within) start = i;
      within = true;
      word += c;
    }
  }
  if (!within) start = line.length;
  return { words, raw: line.slice(start), word, start, quote, redirect };
}

const SPECIAL = /[\s"'\\$`&|;<>()*?[\]{}!#~]/;

/** A completed word as the shell must read it, in the quotes that are open. */
function quoted(text: string, quote: Typed['quote']): string {
  if (quote === "'") return `'${text.replace(/'/g, "'\\''")}`;
  if (quote === '"') return `"${text.replace(/(["\\$`])/g, '\\$1')}`;
  return text.replace(new RegExp(SPECIAL.source, 'g'), (c, at: number) => (c === '~' && at > 0 ? c : `\\${c}`));
}

/** Files whose path begins with the word. */
function files(sh: Shell, typed: Typed, onlyDirectories: boolean): Candidate[] {
  const slash = typed.word.lastIndexOf('/') + 1;
  const dir = typed.word.slice(0, slash);
  const prefix = typed.word.slice(slash);
  const home = dir.startsWith('~/') ? (sh.scalar('HOME') ?? '') + dir.slice(1) : dir;
  const out: Candidate[] = [];
  try {
    for (const e of sh.sys.readdir(home === '' ? '.' : home)) {
      if (e.name === '.' || e.name === '..' || !e.name.startsWith(prefix) || (e.name.startsWith('.') && !prefix.startsWith('.'))) continue;
      let isDir = e.type === 'dir';
      if (e.type === 'symlink') {
        try {
          isDir = (sh.sys.stat(`${home === '' ? '.' : home}/${e.name}`).mode & S.IFMT) === S.IFDIR;
        } catch (err) {
          if (!isSysError(err)) throw err;
        }
      }
      if (onlyDirectories && !isDir) continue;
      const tilde = dir.startsWith('~/') && typed.quote === '' ? '~/' : '';
      const rest = tilde === '' ? dir : dir.slice(2);
      const text = `${tilde}${quoted(rest + e.name, typed.quote)}${isDir ? '/' : typed.quote}`;
      out.push({ text, shown: isDir ? `${e.name}/` : e.name, noSpace: isDir });
    }
  } catch (e) {
    if (!isSysError(e)) throw e;
  }
  return out.sort((a, b) => (a.text < b.text ? -1 : 1));
}

/** Bits of cobra's directive. */
const NO_SPACE = 2;
const NO_FILES = 4;
const DIRECTORIES = 16;

/** What a program that completes itself answers (cobra): candidates, and how to treat them. */
function* askProgram(sh: Shell, argv: readonly string[]): Task<{ readonly list: readonly string[]; readonly directive: number }> {
  const { sys } = sh;
  const [read, write] = sys.pipe(O.CLOEXEC);
  const envp = sh.environ();
  const pid = sys.fork(function* (child) {
    child.dup2(write, 1);
    const none = yield* child.open('/dev/null', O.RDWR);
    child.dup2(none, 0);
    child.dup2(none, 2);
    return (yield* execvp(child, argv, envp)).status;
  });
  sys.close(write);
  const text = decodeUtf8(yield* readFd(sys, read));
  sys.close(read);
  yield* sys.wait4(pid);
  const lines = text.split('\n').filter((l) => l !== '');
  const directive = /^:(\d+)$/.exec(lines[lines.length - 1] ?? '');
  return directive === null ? { list: lines, directive: NO_FILES } : { list: lines.slice(0, -1), directive: Number(directive[1]) };
}

function fromWords(words: readonly string[], typed: Typed): Candidate[] {
  return [...new Set(words.filter((w) => w.startsWith(typed.word)))].sort().map((w) => ({ text: typed.quote === '' ? quoted(w, '') : quoted(w, typed.quote) + typed.quote, shown: w }));
}

/** Completions for the line with the cursor at `at`. */
export function* completeLine(sh: Shell, line: string, at: number): Task<Completion> {
  const typed = scanLine(line.slice(0, at));
  const { word, start } = typed;
  const variable = /(^|[^\\])\$(\{?)(\w*)$/.exec(line.slice(0, at));
  if (variable !== null && typed.quote !== "'") {
    const [, , brace, name] = variable as unknown as [string, string, string, string];
    const names = sh.vars.names().filter((n) => n.startsWith(name)).sort();
    return { start: at - name.length, candidates: names.map((n) => ({ text: n + (brace === '' ? '' : '}'), shown: n })) };
  }
  if (/^~[^/]*$/.test(word) && typed.quote === '') return { start, candidates: passwdNames(sh).filter((n) => n.startsWith(word.slice(1))).sort().map((n) => ({ text: `~${n}/`, shown: `~${n}/`, noSpace: true })) };
  const words = typed.words.filter((w, i) => !(/^\w+=/.test(w) && typed.words.slice(0, i).every((x) => /^\w+=/.test(x))));
  const command = words[0] === 'sudo' || words[0] === 'exec' || words[0] === 'time' ? words.slice(1) : words;
  if (typed.redirect) return { start, candidates: files(sh, typed, false) };
  if (command.length === 0 && !word.includes('/')) {
    const names = yield* actionWords(sh, 'command', word);
    return { start, candidates: fromWords([...names, ...(yield* actionWords(sh, 'keyword', word))].filter((n) => !/^[[{}!]/.test(n)), typed) };
  }
  const spec = command.length === 0 ? undefined : sh.completions.get(command[0]!);
  const list = spec === undefined ? undefined : /-W (?:'([^']*)'|(\S+))/.exec(spec);
  if (list) return { start, candidates: fromWords((list[1] ?? list[2] ?? '').split(/\s+/), typed) };
  if (command[0] === 'docker') {
    const answer = yield* askProgram(sh, ['docker', '__completeNoDesc', ...command.slice(1), word]);
    const flag = /^--[\w-]+=/.exec(word)?.[0] ?? '';
    const candidates = fromWords(answer.list.map((w) => flag + w), typed).map((c) => ({ ...c, noSpace: (answer.directive & NO_SPACE) !== 0 }));
    if (candidates.length > 0 || (answer.directive & NO_FILES) !== 0) return { start, candidates };
    if ((answer.directive & DIRECTORIES) !== 0) return { start, candidates: files(sh, typed, true) };
  }
  if (command[0] === 'kill' && word.startsWith('%')) return { start, candidates: [] };
  return { start, candidates: files(sh, typed, command[0] === 'cd' || command[0] === 'pushd' || command[0] === 'rmdir') };
}
