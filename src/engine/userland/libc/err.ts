/**
 * Names in messages, quoted as gnulib's quotearg does it: {@link quotef} for a name before a colon, {@link quoteaf} for a name inside a
 * sentence, {@link quote} for any other argument. In a UTF-8 locale `quote` uses ‘curly’ marks.
 */
import { encodeUtf8 } from '../../base/bytes.ts';

const C_ESCAPES: Readonly<Record<string, string>> = { '\x07': 'a', '\b': 'b', '\f': 'f', '\n': 'n', '\r': 'r', '\t': 't', '\v': 'v' };

/** A character that a terminal would not show as itself: control characters, bytes that are no UTF-8, and all but ASCII in the C locale. */
function unprintable(ch: string, utf8: boolean): boolean {
  const c = ch.codePointAt(0)!;
  if (c < 0x20 || c === 0x7f) return true;
  if (c < 0x7f) return false;
  if (!utf8 || (c >= 0xd800 && c <= 0xdfff)) return true;
  return c < 0xa0 || /\p{C}/u.test(ch);
}

function escapes(ch: string): string {
  const named = C_ESCAPES[ch];
  if (named !== undefined) return `\\${named}`;
  let s = '';
  for (const byte of encodeUtf8(ch)) s += `\\${byte.toString(8).padStart(3, '0')}`;
  return s;
}

function shellEscape(name: string, always: boolean, colon: boolean, utf8: boolean): string {
  if (name === '') return "''";
  let needs = always;
  let compat = true;
  let hasQuote = false;
  let i = 0;
  for (const ch of name) {
    if (ch === "'") hasQuote = needs = true;
    else if (unprintable(ch, utf8)) {
      needs = true;
      compat = false;
    } else if (ch === ' ' || ((ch === '#' || ch === '~') && i === 0)) needs = true;
    else if ('!"$&()*;<=>[^`|?\\'.includes(ch) || ((ch === '{' || ch === '}') && name.length === 1)) {
      needs = true;
      compat = false;
    } else if (colon && ch === ':') {
      needs = true;
    }
    i++;
  }
  if (!needs) return name;
  if (hasQuote && compat) return `"${name}"`;
  let out = "'";
  let inEscape = false;
  for (const ch of name) {
    if (unprintable(ch, utf8)) {
      if (!inEscape) out += "'$'";
      inEscape = true;
      out += escapes(ch);
      continue;
    }
    if (inEscape) out += "''";
    inEscape = false;
    out += ch === "'" ? "'\\''" : ch;
  }
  return `${out}'`;
}

/** A file name before a colon, as in `cat: 'a b': No such file or directory`: quoted only when it needs it. */
export function quotef(name: string, utf8: boolean): string {
  return shellEscape(name, false, true, utf8);
}

/** A file name in a sentence, as in `ls: cannot access 'x'`: always quoted, so that it can be pasted into a shell. */
export function quoteaf(name: string, utf8: boolean): string {
  return shellEscape(name, true, false, utf8);
}

/** As `ls` shows names on a terminal: quoted when a shell would need it. */
export function quoteName(name: string, utf8: boolean): string {
  return shellEscape(name, false, false, utf8);
}

/** Any other argument in a message: 'x', or ‘x’ in UTF-8, with C escapes inside. */
export function quote(text: string, utf8: boolean): string {
  const open = utf8 ? '‘' : "'";
  const close = utf8 ? '’' : "'";
  let out = open;
  for (const ch of text) {
    if (unprintable(ch, utf8)) out += escapes(ch);
    else if (ch === '\\' || ch === close) out += `\\${ch}`;
    else out += ch;
  }
  return out + close;
}
