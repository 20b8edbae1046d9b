/** fnmatch(3): shell patterns over a whole name, where `*` and `?` also match '/' and leading dots (no flags). */

const cache = new Map<string, RegExp>();
const CLASS: Readonly<Record<string, string>> = {
  alpha: 'a-zA-Z', digit: '0-9', alnum: 'a-zA-Z0-9', upper: 'A-Z', lower: 'a-z', space: '\\s', blank: ' \\t', punct: '!-\\/:-@\\[-`{-~', xdigit: '0-9a-fA-F', print: ' -~', graph: '!-~', cntrl: '\\x00-\\x1f\\x7f',
};

function bracket(pattern: string, from: number): { readonly source: string; readonly end: number } | undefined {
  let i = from + 1;
  let source = '[';
  if (pattern[i] === '!' || pattern[i] === '^') {
    source += '^';
    i++;
  }
  const first = i;
  for (; i < pattern.length; i++) {
    const ch = pattern[i]!;
    if (ch === ']' && i > first) return { source: `${source}]`, end: i + 1 };
    const cls = /^\[:([a-z]+):\]/.exec(pattern.slice(i));
    if (cls !== null && CLASS[cls[1]!] !== undefined) {
      source += CLASS[cls[1]!]!;
      i += cls[0].length - 1;
    } else if (ch === '\\' && i + 1 < pattern.length) source += `\\${pattern[++i]!}`;
    else source += ch === '[' || ch === '^' || ch === ']' || ch === '\\' ? `\\${ch}` : ch;
  }
  return undefined;
}

function compile(pattern: string): RegExp {
  let source = '';
  for (let i = 0; i < pattern.length; i++) {
    const ch = pattern[i]!;
    if (ch === '*') source += '.*';
    else if (ch === '?') source += '.';
    else if (ch === '[') {
      const b = bracket(pattern, i);
      if (b === undefined) source += '\\[';
      else {
        source += b.source;
        i = b.end - 1;
      }
    } else {
      const literal = ch === '\\' && i + 1 < pattern.length ? pattern[++i]! : ch;
      source += literal.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
    }
  }
  return new RegExp(`^${source}$`, 's');
}

/** Does `name` match the shell pattern? */
export function fnmatch(pattern: string, name: string): boolean {
  let re = cache.get(pattern);
  if (re === undefined) {
    re = compile(pattern);
    if (cache.size > 200) cache.clear();
    cache.set(pattern, re);
  }
  return re.test(name);
}
