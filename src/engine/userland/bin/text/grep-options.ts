/** grep's command line: options into one record (grep 3.8). */
import type { Task } from '../../../abi/sys.ts';
import { isSysError } from '../../../abi/errno.ts';
import { readFd, readTextFile } from '../../libc/stdio.ts';
import { decodeUtf8 } from '../../../base/bytes.ts';
import { Die, type Tool } from '../../libc/tool.ts';
import type { Syntax } from './grep-match.ts';

export const help = `Usage: % [OPTION]... PATTERNS [FILE]...
Print the lines of each FILE that match a pattern; PATTERNS has one pattern a line.

What a pattern is:
  -E, --extended-regexp     an extended regular expression
  -F, --fixed-strings       plain text
  -G, --basic-regexp        a basic regular expression (default)
  -P, --perl-regexp         a Perl regular expression
  -e, --regexp=PATTERNS     use PATTERNS
  -f, --file=FILE           take PATTERNS from FILE
  -i, --ignore-case         upper and lower case are the same
      --no-ignore-case      they are not (default)
  -w, --word-regexp         match whole words only
  -x, --line-regexp         match whole lines only
  -z, --null-data           lines end with NUL, not newline

Other:
  -s, --no-messages         no messages about files that cannot be read
  -v, --invert-match        choose the lines that do not match
  -V, --version             show the version and exit
      --help                show this text and exit

What is printed:
  -m, --max-count=NUM       stop after NUM chosen lines
  -b, --byte-offset         the byte offset before each line
  -n, --line-number         the line number before each line
      --line-buffered       write each line at once
  -H, --with-filename       the file's name before each line
  -h, --no-filename         no name
      --label=LABEL         the name of standard input
  -o, --only-matching       only what matches, each match on its own line
  -q, --quiet, --silent     nothing: the exit status tells
      --binary-files=TYPE   take binary files for TYPE: binary, text, without-match
  -a, --text                the same as --binary-files=text
  -I                        the same as --binary-files=without-match
  -d, --directories=ACTION  what to do with directories: read, recurse, skip
  -D, --devices=ACTION      what to do with devices: read, skip
  -r, --recursive           the same as --directories=recurse
  -R, --dereference-recursive  likewise, and follow symbolic links
      --include=GLOB        only files whose name matches GLOB (with -r)
      --exclude=GLOB        not the files whose name matches GLOB
      --exclude-from=FILE   not the files that match a GLOB of FILE
      --exclude-dir=GLOB    not the directories that match GLOB
  -L, --files-without-match only the names of files without chosen lines
  -l, --files-with-matches  only the names of files with chosen lines
  -c, --count               only the number of chosen lines
  -T, --initial-tab         line up with tabs
  -Z, --null                NUL after a file's name

Context:
  -B, --before-context=NUM  NUM lines before
  -A, --after-context=NUM   NUM lines after
  -C, --context=NUM, -NUM   NUM lines before and after
      --group-separator=SEP print SEP between groups (default --)
      --no-group-separator  print nothing between groups
      --color[=WHEN], --colour[=WHEN]  mark matches with colours: always, never, auto

Without FILE standard input is read, with -r the working directory. The exit
status is 0 when a line was chosen, 1 when none was, 2 after an error.
`;

/** The options, resolved. */
export interface GrepOptions {
  syntax: Syntax;
  patterns: string[];
  icase: boolean;
  word: boolean;
  line: boolean;
  zero: boolean;
  silent: boolean;
  invert: boolean;
  max: number;
  byteOffset: boolean;
  lineNumber: boolean;
  lineBuffered: boolean;
  filename: boolean | undefined;
  label: string;
  only: boolean;
  quiet: boolean;
  binary: 'binary' | 'text' | 'without-match';
  directories: 'read' | 'recurse' | 'skip';
  followLinks: boolean;
  skipDevices: boolean;
  include: string[];
  exclude: string[];
  excludeDir: string[];
  list: 'no' | 'with' | 'without';
  count: boolean;
  initialTab: boolean;
  nullName: boolean;
  before: number;
  after: number;
  separator: string | undefined;
  color: 'always' | 'never' | 'auto';
}

const LONG = {
  'basic-regexp': 'G', 'extended-regexp': 'E', 'fixed-regexp': 'F', 'fixed-strings': 'F', 'perl-regexp': 'P', 'after-context': 'A:', 'before-context': 'B:', 'binary-files': 'binary:',
  'line-buffered': 'lb', 'byte-offset': 'b', context: 'C:', color: 'color::', colour: 'color::', count: 'c', devices: 'D:', directories: 'd:', exclude: 'exclude:', 'exclude-from': 'exclude-from:',
  'exclude-dir': 'exclude-dir:', file: 'f:', 'files-with-matches': 'l', 'files-without-match': 'L', 'group-separator': 'sep:', 'ignore-case': 'i', 'no-ignore-case': 'noi',
  'initial-tab': 'T', label: 'label:', 'line-number': 'n', 'line-regexp': 'x', 'max-count': 'm:', 'no-filename': 'h', 'no-group-separator': 'nosep', 'no-messages': 's',
  null: 'Z', 'null-data': 'z', 'only-matching': 'o', quiet: 'q', recursive: 'r', 'dereference-recursive': 'R', regexp: 'e:', 'invert-match': 'v', silent: 'q', text: 'a',
  'with-filename': 'H', 'word-regexp': 'w', 'unix-byte-offsets': 'u', include: 'include:', binary: 'U',
};

/** Parse the command line. Throws Die, GetoptError. */
export function* parseOptions(t: Tool, syntax: Syntax): Task<{ readonly o: GrepOptions; readonly files: string[] }> {
  const o: GrepOptions = {
    syntax, patterns: [], icase: false, word: false, line: false, zero: false, silent: false, invert: false, max: Infinity, byteOffset: false, lineNumber: false, lineBuffered: false,
    filename: undefined, label: '(standard input)', only: false, quiet: false, binary: 'binary', directories: 'read', followLinks: false, skipDevices: false, include: [], exclude: [],
    excludeDir: [], list: 'no', count: false, initialTab: false, nullName: false, before: -1, after: -1, separator: '--', color: 'never',
  };
  let both = -1;
  let havePatterns = false;
  let digits = '';
  let obsolete = false;
  const excludeFrom: string[] = [];
  const patternFiles: { readonly at: number; readonly file: string }[] = [];
  const context = (arg: string): number => {
    if (!/^\d+$/.test(arg)) throw new Die(`${arg}: invalid context length argument`);
    return Number(arg);
  };
  const files = yield* t.options('0123456789A:B:C:D:EFGHILPTUVX:abcd:e:f:hiLlm:noqRrsuvwxyZz', LONG, ({ key, arg, has }) => {
    if (key >= '0' && key <= '9' && key.length === 1) {
      digits += key;
      both = Number(digits);
      return;
    }
    digits = '';
    switch (key) {
      case 'A': o.after = context(arg); break;
      case 'B': o.before = context(arg); break;
      case 'C': both = context(arg); break;
      case 'D':
        if (arg !== 'read' && arg !== 'skip') throw new Die('unknown devices method');
        o.skipDevices = arg === 'skip';
        break;
      case 'E': o.syntax = 'extended'; break;
      case 'F': o.syntax = 'fixed'; break;
      case 'G': o.syntax = 'basic'; break;
      case 'P': o.syntax = 'perl'; break;
      case 'H': o.filename = true; break;
      case 'h': o.filename = false; break;
      case 'I': o.binary = 'without-match'; break;
      case 'a': o.binary = 'text'; break;
      case 'T': o.initialTab = true; break;
      case 'V': throw new Version();
      case 'b': o.byteOffset = true; break;
      case 'c': o.count = true; break;
      case 'd': {
        const action = (['read', 'recurse', 'skip'] as const).find((a) => a === arg);
        if (action === undefined) {
          throw new Die(`invalid argument ${t.quote(arg)} for ${t.quote('--directories')}\nValid arguments are:\n  - ${t.quote('read')}\n  - ${t.quote('recurse')}\n  - ${t.quote('skip')}`, undefined, true);
        }
        o.directories = action;
        break;
      }
      case 'e':
        o.patterns.push(...arg.split('\n'));
        havePatterns = true;
        break;
      case 'f':
        patternFiles.push({ at: o.patterns.length, file: arg });
        havePatterns = true;
        break;
      case 'i':
      case 'y': o.icase = true; break;
      case 'noi': o.icase = false; break;
      case 'L': o.list = 'without'; break;
      case 'l': o.list = 'with'; break;
      case 'm':
        if (!/^-?\d+$/.test(arg)) throw new Die('invalid max count');
        o.max = Number(arg) < 0 ? Infinity : Number(arg);
        break;
      case 'n': o.lineNumber = true; break;
      case 'o': o.only = true; break;
      case 'q': o.quiet = true; break;
      case 'R':
      case 'r':
        o.directories = 'recurse';
        o.followLinks = key === 'R';
        break;
      case 's': o.silent = true; break;
      case 'v': o.invert = true; break;
      case 'w': o.word = true; break;
      case 'x': o.line = true; break;
      case 'Z': o.nullName = true; break;
      case 'z': o.zero = true; break;
      case 'lb': o.lineBuffered = true; break;
      case 'label': o.label = arg; break;
      case 'include': o.include.push(arg); break;
      case 'exclude': o.exclude.push(arg); break;
      case 'exclude-dir': o.excludeDir.push(arg.length > 1 ? arg.replace(/\/+$/, '') : arg); break;
      case 'exclude-from': excludeFrom.push(arg); break;
      case 'sep': o.separator = arg; break;
      case 'nosep': o.separator = undefined; break;
      case 'color':
        if (!has || ['auto', 'tty', 'if-tty'].includes(arg)) o.color = 'auto';
        else if (['always', 'yes', 'force'].includes(arg)) o.color = 'always';
        else if (['never', 'no', 'none'].includes(arg)) o.color = 'never';
        else throw new Help();
        break;
      case 'binary':
        if (arg !== 'binary' && arg !== 'text' && arg !== 'without-match') throw new Die('unknown binary-files type');
        o.binary = arg;
        break;
      case 'u': obsolete = true; break;
      default:
    }
  });
  if (obsolete) yield* t.warn('warning: --unix-byte-offsets (-u) is obsolete');
  if (!havePatterns) {
    const first = files.shift();
    if (first === undefined) throw new Usage();
    o.patterns.push(...first.split('\n'));
  }
  for (const { at, file } of patternFiles.reverse()) {
    let text: string;
    try {
      text = file === '-' ? decodeUtf8(yield* readFd(t.sys, 0)) : yield* readTextFile(t.sys, file);
    } catch (e) {
      if (!isSysError(e)) throw e;
      throw new Die(`${file}: ${e.message}`);
    }
    const lines = text.split('\n');
    if (lines[lines.length - 1] === '') lines.pop();
    o.patterns.splice(at, 0, ...lines);
  }
  for (const file of excludeFrom) {
    try {
      o.exclude.push(...(yield* readTextFile(t.sys, file)).split('\n').filter((l) => l !== ''));
    } catch (e) {
      if (!isSysError(e)) throw e;
      throw new Die(`${file}: ${e.message}`);
    }
  }
  if (both >= 0) {
    if (o.after < 0) o.after = both;
    if (o.before < 0) o.before = both;
  }
  return { o, files };
}

/** -V was given. */
export class Version {}
/** No pattern was given: print the usage. */
export class Usage {}
/** --color was given a word it does not know: grep shows its help. */
export class Help {}
