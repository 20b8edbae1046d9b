/**
 * Building fields: the results of expansions are added part by part; what was not quoted is split at IFS (XCU 2.6.5), and each field
 * keeps the pattern that path-name expansion will look at, with quoted characters escaped.
 */
import { escapePattern, hasMagic } from './pattern.ts';

/** A field: its text, and the pattern when it holds unquoted pattern characters. */
export interface Field {
  readonly text: string;
  readonly pattern: string | undefined;
}

/** IFS taken apart. */
export interface Ifs {
  /** Blanks, tabs and newlines that are in IFS. */
  readonly white: string;
  readonly other: string;
  /** The first character, which joins "$*". */
  readonly first: string;
}

/** Take an IFS value apart; unset means blank, tab, newline. */
export function parseIfs(value: string | undefined): Ifs {
  const v = value ?? ' \t\n';
  let white = '';
  let other = '';
  for (const c of v) {
    if (c === ' ' || c === '\t' || c === '\n') white += c;
    else other += c;
  }
  return { white, other, first: value === undefined ? ' ' : (v[0] ?? '') };
}

export class FieldBuilder {
  readonly fields: Field[] = [];
  private text = '';
  private pattern = '';
  private magic = false;
  private exists = false;
  private afterWhite = false;
  /** Split unquoted values; without it everything is one field (assignments, patterns, here-documents). */
  readonly split: boolean;
  readonly ifs: Ifs;
  private readonly extglob: boolean;
  /** How quoted text is written into the pattern. */
  private readonly escape: (text: string) => string;

  constructor(split: boolean, ifs: Ifs, extglob: boolean, escape: (text: string) => string = escapePattern) {
    this.split = split;
    this.ifs = ifs;
    this.extglob = extglob;
    this.escape = escape;
  }

  /** Text of the word itself: never split. */
  literal(s: string, quoted: boolean): void {
    this.exists = this.exists || quoted || s !== '';
    this.afterWhite = false;
    this.add(s, quoted);
  }

  private add(s: string, quoted: boolean): void {
    this.text += s;
    if (quoted) this.pattern += this.escape(s);
    else {
      this.pattern += s;
      if (!this.magic && hasMagic(s, this.extglob)) this.magic = true;
    }
  }

  /** A value that an expansion gave. */
  value(s: string, quoted: boolean): void {
    if (quoted || !this.split) {
      if (quoted) this.exists = true;
      else if (s !== '') this.exists = true;
      this.afterWhite = false;
      this.add(s, quoted);
      return;
    }
    const { white, other } = this.ifs;
    let start = 0;
    for (let i = 0; i < s.length; i++) {
      const c = s[i]!;
      const isWhite = white.includes(c);
      if (!isWhite && !other.includes(c)) continue;
      if (i > start) this.run(s.slice(start, i));
      start = i + 1;
      if (isWhite) {
        if (this.exists) {
          this.end();
          this.afterWhite = true;
        }
      } else if (this.exists) {
        this.end();
        this.afterWhite = false;
      } else if (this.afterWhite) this.afterWhite = false;
      else this.fields.push({ text: '', pattern: undefined });
    }
    if (start < s.length) this.run(start === 0 ? s : s.slice(start));
  }

  private run(s: string): void {
    this.exists = true;
    this.afterWhite = false;
    this.add(s, false);
  }

  /** A list, as of "$@" or ${a[*]}: items are fields of their own. */
  list(items: readonly string[], quoted: boolean): void {
    for (let i = 0; i < items.length; i++) {
      if (i > 0) this.breakField(quoted);
      this.value(items[i]!, quoted);
    }
  }

  private breakField(quoted: boolean): void {
    if (this.exists || quoted) this.end();
  }

  private end(): void {
    this.fields.push({ text: this.text, pattern: this.magic ? this.pattern : undefined });
    this.text = '';
    this.pattern = '';
    this.magic = false;
    this.exists = false;
  }

  /** All fields; a field that was begun ends here. */
  finish(): Field[] {
    if (this.exists) this.end();
    return this.fields;
  }

  /** Without splitting: the text. */
  single(): string {
    return this.text;
  }

  /** Without splitting: the pattern, quoted characters escaped. */
  singlePattern(): string {
    return this.pattern;
  }
}
