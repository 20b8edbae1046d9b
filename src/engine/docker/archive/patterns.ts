/**
 * Patterns of .dockerignore files (moby's patternmatcher and ignorefile), and Go's filepath.Match. `*` stays within a directory, `**` does not, `!` takes back
 * what an earlier pattern excluded.
 */
import { clean, dir } from '../common/path.ts';
import { ArchiveError } from './error.ts';

const BAD = (): ArchiveError => new ArchiveError('syntax error in pattern');

/** filepath.Match as a regular expression. Throws {@link ArchiveError} for a malformed pattern. */
export function globRegExp(pattern: string): RegExp {
  let out = '^';
  for (let i = 0; i < pattern.length; i++) {
    const c = pattern[i]!;
    if (c === '*') out += '[^/]*';
    else if (c === '?') out += '[^/]';
    else if (c === '\\') {
      const e = pattern[++i];
      if (e === undefined) throw BAD();
      out += e.replace(/[^\w\s]/, '\\$&');
    } else if (c === '[') {
      let set = '';
      let j = i + 1;
      const not = pattern[j] === '^';
      if (not) j++;
      for (let first = true; first || pattern[j] !== ']'; first = false) {
        const range = [0, 1].map((side) => {
          if (side === 1) {
            if (pattern[j] !== '-') return undefined;
            j++;
          }
          let x = pattern[j++];
          if (x === '\\') x = pattern[j++];
          if (x === undefined || (x === '-' && pattern[j - 2] !== '\\') || (x === ']' && pattern[j - 2] !== '\\')) throw BAD();
          return x;
        });
        if (j >= pattern.length) throw BAD();
        const quoted = range.map((x) => x?.replace(/[^\w\s]/, '\\$&'));
        set += quoted[1] === undefined ? quoted[0]! : `${quoted[0]}-${quoted[1]}`;
      }
      i = j;
      out += `[${not ? '^' : ''}${set}]`;
    } else out += c.replace(/[^\w\s]/, '\\$&');
  }
  try {
    return new RegExp(`${out}$`);
  } catch {
    throw BAD();
  }
}

/** Has the name wildcards? */
export function hasWildcards(name: string): boolean {
  return /[*?[]/.test(name.replace(/\\[\s\S]/g, ''));
}

interface Pattern {
  readonly text: string;
  readonly exclusion: boolean;
  matches(path: string): boolean;
}

function compile(text: string): (path: string) => boolean {
  if (!/[*?[\]\\]/.test(text)) return (path) => path === text;
  if (/^[^*?[\]\\]*\*\*\/?$/.test(text) && !text.startsWith('**')) {
    const prefix = text.slice(0, -2);
    return (path) => path.startsWith(prefix);
  }
  if (/^\*\*[^*?[\]\\]*$/.test(text)) {
    const suffix = text.slice(2);
    return (path) => path.endsWith(suffix) || (suffix.startsWith('/') && path === suffix.slice(1));
  }
  let out = '^';
  for (let i = 0; i < text.length; i++) {
    const c = text[i]!;
    if (c === '*' && text[i + 1] === '*') {
      i++;
      if (text[i + 1] === '/') i++;
      out += i + 1 >= text.length ? '.*' : '(.*/)?';
    } else if (c === '*') out += '[^/]*';
    else if (c === '?') out += '[^/]';
    else if (c === '\\') out += i + 1 < text.length ? text[++i]!.replace(/[^\w\s]/, '\\$&') : '\\\\';
    else if (c === '[' || c === ']') out += c;
    else out += c.replace(/[.+()|{}$^/]/, '\\$&');
  }
  let re: RegExp;
  try {
    re = new RegExp(`${out}$`);
  } catch {
    return () => {
      throw BAD();
    };
  }
  return (path) => re.test(path);
}

/** A list of patterns. */
export class PatternMatcher {
  readonly patterns: readonly Pattern[];
  readonly hasExclusions: boolean;

  /** Throws {@link ArchiveError} for a malformed pattern. */
  constructor(texts: readonly string[]) {
    const list: Pattern[] = [];
    for (const raw of texts) {
      const trimmed = raw.trim();
      if (trimmed === '') continue;
      let text = clean(trimmed);
      const exclusion = text.startsWith('!');
      if (exclusion) {
        if (text.length === 1) throw new ArchiveError('illegal exclusion pattern: "!"');
        text = text.slice(1);
      }
      globRegExp(text);
      list.push({ text, exclusion, matches: compile(text) });
    }
    this.patterns = list;
    this.hasExclusions = list.some((p) => p.exclusion);
  }

  /** Is the path, or a directory above it, matched by the last pattern that says something about it? */
  matches(path: string): boolean {
    const file = clean(path);
    if (file === '.') return false;
    const parents: string[] = [];
    for (let p = dir(file); p !== '.' && p !== '/'; p = dir(p)) parents.unshift(p);
    let matched = false;
    for (const p of this.patterns) {
      if (p.exclusion !== matched) continue;
      if (p.matches(file) || parents.some((parent) => p.matches(parent))) matched = !p.exclusion;
    }
    return matched;
  }

  /** What to do with a file when a tree is packed: see PackOptions.exclude. */
  verdict(path: string, isDir: boolean): 'take' | 'skip' | 'descend' {
    if (!this.matches(path)) return 'take';
    if (!isDir || !this.hasExclusions) return 'skip';
    return this.patterns.some((p) => p.exclusion && `${p.text}/`.startsWith(`${path}/`)) ? 'descend' : 'skip';
  }
}

/** The patterns of an ignore file's text. */
export function readIgnoreFile(text: string): string[] {
  const out: string[] = [];
  for (const line of text.replace(/^\ufeff/, '').split('\n')) {
    if (line.startsWith('#')) continue;
    let pattern = line.replace(/\r$/, '').trim();
    if (pattern === '') continue;
    const invert = pattern.startsWith('!');
    if (invert) pattern = pattern.slice(1).trim();
    if (pattern !== '') {
      pattern = clean(pattern);
      if (pattern.length > 1 && pattern.startsWith('/')) pattern = pattern.slice(1);
    }
    out.push(invert ? `!${pattern}` : pattern);
  }
  return out;
}
