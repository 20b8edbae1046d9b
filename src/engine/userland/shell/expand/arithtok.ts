/** Tokens of arithmetic expressions, and the error that bash words from the token it stands at. */

/** An error of evaluation; the shell adds its prefix. */
export class ArithError {
  readonly message: string;
  constructor(expression: string, what: string, token: string) {
    this.message = `${expression.replace(/^[ \t\n]+/, '')}: ${what} (error token is "${token}")`;
  }
}

export interface Tok {
  readonly kind: 'number' | 'name' | 'op' | 'bad';
  readonly text: string;
  /** Offset in the expression. */
  readonly at: number;
  /** For a name: the raw text of its subscript. */
  readonly index?: string | undefined;
}

const OPS = ['<<=', '>>=', '**', '&&', '||', '==', '!=', '<=', '>=', '<<', '>>', '+=', '-=', '*=', '/=', '%=', '&=', '^=', '|=', '++', '--'];
const SINGLE = '+-*/%<>=!~&^|?:(),';

/** All tokens. A character that cannot start one ends the list as 'bad'. */
export function readTokens(text: string): Tok[] {
  const out: Tok[] = [];
  let i = 0;
  for (;;) {
    while (i < text.length && (text[i] === ' ' || text[i] === '\t' || text[i] === '\n')) i++;
    if (i >= text.length) return out;
    const at = i;
    const c = text[i]!;
    if (c >= '0' && c <= '9') {
      while (i < text.length && /[0-9A-Za-z#@_]/.test(text[i]!)) i++;
      out.push({ kind: 'number', text: text.slice(at, i), at });
    } else if (/[A-Za-z_]/.test(c)) {
      while (i < text.length && /[0-9A-Za-z_]/.test(text[i]!)) i++;
      const name = text.slice(at, i);
      let index: string | undefined;
      if (text[i] === '[') {
        const end = closing(text, i);
        if (end < 0) throw new ArithError(text, 'bad array subscript', text.slice(at));
        index = text.slice(i + 1, end);
        i = end + 1;
      }
      out.push({ kind: 'name', text: name, at, index });
    } else {
      let op = OPS.find((o) => text.startsWith(o, i));
      if (op === undefined && SINGLE.includes(c)) op = c;
      // `+ +` and `- -` apart are signs; joined before a number they are signs too: the compiler decides.
      if (op === undefined) {
        out.push({ kind: 'bad', text: c, at });
        return out;
      }
      i += op.length;
      out.push({ kind: 'op', text: op, at });
    }
  }
}

function closing(text: string, open: number): number {
  let depth = 0;
  for (let i = open; i < text.length; i++) {
    if (text[i] === '[') depth++;
    else if (text[i] === ']' && --depth === 0) return i;
  }
  return -1;
}
