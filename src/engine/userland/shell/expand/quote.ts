/** Quoting for output: as `${x@Q}`, `declare -p`, `set`, `printf %q` and `trap -p` print values so that the shell can read them again. */

const CONTROL = /[\x00-\x1f\x7f\udc80-\udcff]/;

/** `$'...'` with escapes. */
export function ansiQuote(s: string): string {
  let out = "$'";
  for (const ch of s) {
    const code = ch.codePointAt(0)!;
    const named: Record<string, string> = { '\x1b': '\\E', '\x07': '\\a', '\b': '\\b', '\f': '\\f', '\n': '\\n', '\r': '\\r', '\t': '\\t', '\v': '\\v', '\\': '\\\\', "'": "\\'" };
    const n = named[ch];
    if (n !== undefined) out += n;
    else if (code < 0x20 || code === 0x7f) out += `\\${code.toString(8).padStart(3, '0')}`;
    else if (code >= 0xdc80 && code <= 0xdcff) out += `\\${(code & 0xff).toString(8)}`;
    else out += ch;
  }
  return out + "'";
}

/** '...', with `'\''` for a quote (sh_single_quote). */
export function singleQuote(s: string): string {
  return s === "'" ? "\\'" : `'${s.replace(/'/g, "'\\''")}'`;
}

/** `${x@Q}` and `trap -p`: always quoted. */
export function shellQuote(s: string): string {
  return CONTROL.test(s) ? ansiQuote(s) : singleQuote(s);
}

/** `printf %q`: backslashes, `''` when empty, `$'...'` with control characters. */
export function backslashQuote(s: string): string {
  if (s === '') return "''";
  if (CONTROL.test(s)) return ansiQuote(s);
  return s.replace(/[ \t!"#$&'()*,;<>?[\\\]^`{|}~]/g, (c, at: number) => {
    if (c === '#' && at > 0) return c;
    if (c === '~' && at > 0 && s[at - 1] !== ':' && s[at - 1] !== '=') return c;
    return `\\${c}`;
  });
}

/** "...": as declare -p shows scalars and elements. */
export function doubleQuote(s: string): string {
  return CONTROL.test(s) ? ansiQuote(s) : `"${s.replace(/["$`\\]/g, '\\$&')}"`;
}

/** As `set` lists a value: quoted only when it needs to be. */
export function quoteIfNeeded(s: string): string {
  if (s === '') return '';
  if (CONTROL.test(s)) return ansiQuote(s);
  return /[ \t\n!"#$&'()*;<>?[\\\]^`{|}]/.test(s) || /^[~#]|[=:]~/.test(s) ? singleQuote(s) : s;
}

/** A key of an associative array as declare -p shows it. */
export function quoteKey(s: string): string {
  if (s === '') return '""';
  if (CONTROL.test(s)) return ansiQuote(s);
  return /[ \t\n!"#$&'()*;<>?[\\\]^`{|}@~]/.test(s) ? doubleQuote(s) : s;
}
