/** grep, egrep and fgrep: print lines that match patterns (GNU grep 3.8, Debian's). Left out: --devices beyond skipping, -U. */
import type { Task } from '../../../abi/sys.ts';
import { fileType, O, type FileType } from '../../../abi/fs.ts';
import { isSysError } from '../../../abi/errno.ts';
import { encodeUtf8 } from '../../../base/bytes.ts';
import type { Program } from '../../libc/program.ts';
import { fnmatch } from '../../libc/fnmatch.ts';
import { GetoptError } from '../../libc/getopt.ts';
import { In, isatty, writeText } from '../../libc/stdio.ts';
import { Die, Exit, tool, type Tool } from '../../libc/tool.ts';
import { RegexError } from '../../libc/regex.ts';
import { makeMatcher, type Matcher, type Syntax } from './grep-match.ts';
import { help, Help, parseOptions, Usage, Version, type GrepOptions } from './grep-options.ts';

/** Select Graphic Rendition sequences, as GREP_COLORS' defaults. */
interface Colors {
  readonly match: string;
  readonly file: string;
  readonly number: string;
  readonly sep: string;
}

function colorsOf(t: Tool): Colors {
  const map = new Map<string, string>();
  for (const part of (t.env.get('GREP_COLORS') ?? '').split(':')) {
    const eq = part.indexOf('=');
    if (eq > 0) map.set(part.slice(0, eq), part.slice(eq + 1));
  }
  return {
    match: map.get('ms') ?? map.get('mt') ?? '01;31',
    file: map.get('fn') ?? '35',
    number: map.get('ln') ?? '32',
    sep: map.get('se') ?? '36',
  };
}

/** Searches files one after the other. */
class Grep {
  private readonly t: Tool;
  private readonly o: GrepOptions;
  private readonly matcher: Matcher;
  private readonly colors: Colors | undefined;
  private printed = false;
  /** Digits of the largest offset, with -T. */
  private width = 0;
  withNames = false;
  matched = false;
  failed = false;
  constructor(t: Tool, o: GrepOptions, matcher: Matcher, colors: Colors | undefined) {
    this.t = t;
    this.o = o;
    this.matcher = matcher;
    this.colors = colors;
  }

  private paint(sgr: string, text: string): string {
    return this.colors === undefined || sgr === '' ? text : `\x1b[${sgr}m\x1b[K${text}\x1b[m\x1b[K`;
  }

  private *complain(name: string, message: string): Task<void> {
    this.failed = true;
    if (!this.o.silent) yield* this.t.warn(`${name}: ${message}`);
  }

  /** One argument of the command line. */
  *operand(name: string): Task<void> {
    if (name === '-') return yield* this.file('-', 0);
    let type: FileType;
    try {
      type = fileType(this.t.sys.stat(name).mode);
    } catch (e) {
      if (!isSysError(e)) throw e;
      return yield* this.complain(name, e.message);
    }
    if (type === 'dir') {
      if (this.o.directories === 'skip') return;
      if (this.o.directories === 'recurse') {
        if (this.skipped(name, true, true)) return;
        return yield* this.tree(name);
      }
      return yield* this.complain(name, 'Is a directory');
    }
    if (this.skipped(name, false, true) || (this.o.skipDevices && type !== 'file')) return;
    yield* this.open(name);
  }

  /** Is the file left out by --include, --exclude, --exclude-dir? */
  private skipped(name: string, dir: boolean, operand: boolean): boolean {
    const base = name.replace(/\/+$/, '').replace(/^.*\//, '');
    const hit = (globs: readonly string[]): boolean => globs.some((g) => fnmatch(g, base) || (operand && fnmatch(g, name)));
    if (dir) return hit(this.o.excludeDir);
    if (hit(this.o.exclude)) return true;
    return this.o.include.length > 0 && !hit(this.o.include);
  }

  private *tree(dir: string): Task<void> {
    let entries;
    try {
      entries = this.t.sys.readdir(dir);
    } catch (e) {
      if (!isSysError(e)) throw e;
      return yield* this.complain(dir, e.message);
    }
    for (const entry of entries) {
      if (entry.name === '.' || entry.name === '..') continue;
      const path = `${dir}${dir.endsWith('/') ? '' : '/'}${entry.name}`;
      let type = entry.type;
      if (type === 'symlink') {
        if (!this.o.followLinks) continue;
        try {
          type = fileType(this.t.sys.stat(path).mode);
        } catch (e) {
          if (!isSysError(e)) throw e;
          yield* this.complain(path, e.message);
          continue;
        }
      }
      if (this.skipped(path, type === 'dir', false)) continue;
      if (type === 'dir') yield* this.tree(path);
      else if (type === 'file') yield* this.open(path);
    }
  }

  private *open(name: string): Task<void> {
    let fd: number;
    try {
      fd = yield* this.t.sys.open(name, O.RDONLY | O.CLOEXEC);
    } catch (e) {
      if (!isSysError(e)) throw e;
      return yield* this.complain(name, e.message);
    }
    yield* this.file(name, fd);
  }

  *workingDirectory(): Task<void> {
    for (const entry of this.t.sys.readdir('.')) {
      if (entry.name === '.' || entry.name === '..' || (entry.type === 'symlink' && !this.o.followLinks)) continue;
      if (this.skipped(entry.name, entry.type === 'dir', false)) continue;
      if (entry.type === 'dir') yield* this.tree(entry.name);
      else if (entry.type === 'file') yield* this.open(entry.name);
    }
  }

  private *file(path: string, fd: number): Task<void> {
    const input = new In(this.t.sys, fd, this.o.zero ? '\0' : '\n');
    if (this.o.initialTab) {
      const st = this.t.sys.fstat(fd);
      this.width = fileType(st.mode) === 'file' ? String(st.size).length : 19;
    }
    const name = path === '-' ? this.o.label : path;
    try {
      const n = yield* this.search(input, name);
      if (n > 0) this.matched = true;
    } catch (e) {
      if (!isSysError(e)) throw e;
      yield* this.complain(name, e.message);
    } finally {
      input.close();
    }
    if (this.matched && this.o.quiet) throw new Exit(0);
  }

  /** Search one input and print; how many lines were chosen. */
  private *search(input: In, name: string): Task<number> {
    const { o, matcher, t } = this;
    const out = t.out;
    const silent = o.quiet || o.list !== 'no' || o.count;
    const stopAt = o.quiet || o.list !== 'no' ? Math.min(1, o.max) : o.max;
    const simple = !silent && !o.only && !o.lineNumber && !o.byteOffset && !o.initialTab && o.before < 0 && o.after < 0 && this.colors === undefined && !this.withNames;
    const eol = o.zero ? '\0' : '\n';
    let count = 0;
    let number = 0;
    let offset = 0;
    let pendingAfter = 0;
    let lastPrinted = 0;
    let held: { line: string; number: number; offset: number }[] = [];
    let binary = false;
    let first = true;
    reading: while (stopAt > 0 && (input.ready || (yield* input.fill()))) {
      const lines = input.takeAll();
      if (first) {
        first = false;
        if (o.binary !== 'text' && !o.zero) binary = lines.some((l) => l.includes('\0'));
        if (binary && o.binary === 'without-match') return 0;
      }
      if (t.sys.charge(lines.length * 40)) yield* t.sys.schedYield();
      for (let i = 0; i < lines.length; i++) {
        const line = lines[i]!;
        number++;
        const chosen = matcher.test(line) !== o.invert;
        if (chosen) {
          count++;
          if (!silent) {
            if (o.binary !== 'text' && (binary || this.undecodable(line, o.only))) {
              if (o.binary === 'without-match') return 0;
              yield* t.warn(`${name}: binary file matches`);
              return count;
            }
            if (simple) out.put(line + eol);
            else {
              const from = held[0]?.number ?? number;
              if (this.printed && (o.before >= 0 || o.after >= 0) && o.separator !== undefined && (lastPrinted === 0 || from > lastPrinted + 1)) {
                out.put(`${this.paint(this.colors?.sep ?? '', o.separator)}\n`);
              }
              for (const h of held) this.print(h.line, name, h.number, h.offset, false);
              held = [];
              this.print(line, name, number, offset, true);
              this.printed = true;
              lastPrinted = number;
              pendingAfter = Math.max(0, o.after);
            }
          }
        } else if (!silent && !simple) {
          if (pendingAfter > 0) {
            this.print(line, name, number, offset, false);
            lastPrinted = number;
            pendingAfter--;
          } else if (o.before > 0) {
            held.push({ line, number, offset });
            if (held.length > o.before) held.shift();
          }
        }
        if (o.byteOffset) offset += encodeUtf8(line).length + 1;
        if (chosen && count >= stopAt) {
          yield* this.trailing(lines.slice(i + 1), input, name, number, offset, pendingAfter);
          break reading;
        }
      }
      if (out.full) yield* out.flush();
    }
    const label = this.withNames ? this.paint(this.colors?.file ?? '', name) + (o.nullName ? '\0' : this.paint(this.colors?.sep ?? '', ':')) : '';
    if (o.quiet) return count;
    if (o.count) out.put(`${label}${count}\n`);
    if (o.list !== 'no' && (count > 0) === (o.list === 'with')) out.put(`${this.paint(this.colors?.file ?? '', name)}${o.nullName ? '\0' : '\n'}`);
    if (o.lineBuffered || out.full) yield* out.flush();
    return count;
  }

  /** After -m's last line: the context that still belongs to it. */
  private *trailing(rest: readonly string[], input: In, name: string, number0: number, offset0: number, left0: number): Task<void> {
    let number = number0;
    let offset = offset0;
    let left = left0;
    let lines = rest;
    while (left > 0) {
      for (const line of lines) {
        if (left-- === 0) return;
        this.print(line, name, ++number, offset, false);
        offset += encodeUtf8(line).length + 1;
      }
      if (!(yield* input.fill())) return;
      lines = input.takeAll();
    }
  }

  /** Would bytes be printed that are no UTF-8? */
  private undecodable(line: string, onlyMatches: boolean): boolean {
    return !onlyMatches && this.t.utf8 && /[\udc80-\udcff]/u.test(line);
  }

  /** The head of an output line: name, number, offset, each with its separator. */
  private head(name: string, number: number, offset: number, sep: string): string {
    const { o, colors } = this;
    const mark = this.paint(colors?.sep ?? '', sep);
    let s = '';
    if (this.withNames) s += this.paint(colors?.file ?? '', name) + (o.nullName ? '\0' : mark);
    if (o.lineNumber) s += this.paint(colors?.number ?? '', String(number).padStart(this.width)) + mark;
    if (o.byteOffset) s += this.paint(colors?.number ?? '', String(offset).padStart(this.width)) + mark;
    if (o.initialTab && s !== '') s += '\t';
    return s;
  }

  private print(line: string, name: string, number: number, offset: number, chosen: boolean): void {
    const { o, matcher, colors, t } = this;
    const eol = o.zero ? '\0' : '\n';
    const sep = chosen ? ':' : '-';
    const marks = chosen !== o.invert;
    if (o.only) {
      if (!chosen || o.invert) return;
      for (let at = 0; at <= line.length; ) {
        const span = matcher.find(line, at);
        if (span === undefined) return;
        if (span.end > span.start) {
          const before = o.byteOffset ? encodeUtf8(line.slice(0, span.start)).length : 0;
          t.out.put(this.head(name, number, offset + before, sep) + this.paint(colors?.match ?? '', line.slice(span.start, span.end)) + eol);
        }
        at = span.end > span.start ? span.end : span.start + 1;
      }
      return;
    }
    let text = line;
    if (colors !== undefined && marks) {
      text = '';
      let done = 0;
      for (let at = 0; at <= line.length; ) {
        const span = matcher.find(line, at);
        if (span === undefined) break;
        if (span.end > span.start) {
          text += line.slice(done, span.start) + this.paint(colors.match, line.slice(span.start, span.end));
          done = span.end;
        }
        at = span.end > span.start ? span.end : span.start + 1;
      }
      text += line.slice(done);
    }
    t.out.put(this.head(name, number, offset, sep) + text + eol);
  }
}

function* run(t: Tool, syntax: Syntax, recursive: boolean): Task<number> {
  let parsed: { readonly o: GrepOptions; readonly files: string[] };
  try {
    parsed = yield* parseOptions(t, syntax);
  } catch (e) {
    if (e instanceof Version) return yield* t.version();
    if (e instanceof Help) return yield* t.help();
    if (e instanceof GetoptError || (e instanceof Die && e.hint)) yield* t.warn(e.message);
    else if (!(e instanceof Usage)) throw e;
    yield* writeText(t.sys, 2, `Usage: ${t.name} [OPTION]... PATTERNS [FILE]...\nTry '${t.name} --help' for more information.\n`);
    return e instanceof Die ? 1 : 2;
  }
  const { o, files } = parsed;
  if (recursive) o.directories = 'recurse';
  let matcher: Matcher;
  try {
    matcher = makeMatcher(o.patterns, { syntax: o.syntax, icase: o.icase, word: o.word, line: o.line, utf8: t.utf8 });
  } catch (e) {
    if (!(e instanceof RegexError)) throw e;
    throw new Die(e.message);
  }
  for (const w of matcher.warnings) yield* t.warn(w);
  const tty = isatty(t.sys, 1);
  const color = o.color === 'always' || (o.color === 'auto' && tty && t.env.get('TERM') !== 'dumb' && t.env.get('TERM') !== undefined);
  const grep = new Grep(t, o, matcher, color ? colorsOf(t) : undefined);
  if (o.lineBuffered) t.out.setUnbuffered();
  grep.withNames = o.filename ?? (files.length > 1 || (o.directories === 'recurse' && (files.length === 0 || files.some((f) => isDirectory(t, f)))));
  if (files.length === 0 && o.directories === 'recurse') yield* grep.workingDirectory();
  else for (const file of files.length === 0 ? ['-'] : files) yield* grep.operand(file);
  return grep.failed ? 2 : grep.matched ? 0 : 1;
}

function isDirectory(t: Tool, file: string): boolean {
  try {
    return fileType(t.sys.stat(file).mode) === 'dir';
  } catch (e) {
    if (isSysError(e)) return false;
    throw e;
  }
}

const make = (name: string, syntax: Syntax, recursive = false): Program =>
  tool({ name, help, version: 'grep (GNU grep) 3.8', trouble: 2, support: { level: 'partial', note: '-P knows what JavaScript regular expressions know.' } }, (t) => run(t, syntax, recursive));

export const grep = make('grep', 'basic');
export const egrep = make('egrep', 'extended');
export const fgrep = make('fgrep', 'fixed');
export const rgrep = make('rgrep', 'basic', true);
