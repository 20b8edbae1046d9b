/** The conditional expression of `[[ ... ]]`: its own small grammar, in which `<`, `>`, `(`, `&&` are operators of the expression. */
import type { CondExpr, Word } from './ast.ts';
import type { ShellSyntaxError } from './error.ts';
import type { Token } from './lexer.ts';
import type { Parser } from './parser.ts';
import { skipBackquote, skipDollar, skipDouble, skipSingle, Unclosed } from './scan.ts';

const UNARY = new Set('abcdefghknoprstuvwxzGLNORS'.split('').map((c) => `-${c}`));
const BINARY = new Set(['=', '==', '!=', '=~', '<', '>', '-eq', '-ne', '-lt', '-le', '-gt', '-ge', '-nt', '-ot', '-ef']);

/** Parses up to and with `]]`; the lexer stands after `[[`. */
export function parseCond(p: Parser): CondExpr {
  const expr = or(p);
  const t = p.lexer.peek();
  if (t.kind !== 'word' || t.text !== ']]') throw problem(p, t, t.kind === 'word' || t.kind === 'op' ? 'syntax error in conditional expression' : `unexpected token \`${name(t)}' in conditional command`);
  p.lexer.next();
  return expr;
}

function name(t: Token): string {
  return t.kind === 'eof' || t.kind === 'newline' ? 'newline' : t.text;
}

/** bash returns 0 from a list that holds such an error, unless the input ended. */
function problem(p: Parser, t: Token, text: string): ShellSyntaxError {
  const e = p.lexer.error({ kind: 'text', text }, t.start, t.kind === 'eof');
  if (t.kind === 'word' || t.kind === 'op') e.status = 0;
  return e;
}

function or(p: Parser): CondExpr {
  let left = and(p);
  while (operator(p, '||')) left = { op: 'or', left, right: and(p) };
  return left;
}

function and(p: Parser): CondExpr {
  let left = term(p);
  while (operator(p, '&&')) left = { op: 'and', left, right: term(p) };
  return left;
}

function operator(p: Parser, text: string): boolean {
  p.skipNewlines();
  const t = p.lexer.peek();
  if (t.kind !== 'op' || t.text !== text) return false;
  p.lexer.next();
  p.skipNewlines();
  return true;
}

function term(p: Parser): CondExpr {
  p.skipNewlines();
  const lx = p.lexer;
  const t = lx.peek();
  if (t.kind === 'word' && t.text === '!') {
    lx.next();
    return { op: 'not', expr: term(p) };
  }
  if (t.kind === 'op' && t.text === '(') {
    lx.next();
    const expr = or(p);
    const close = lx.peek();
    if (close.kind !== 'op' || close.text !== ')') throw problem(p, close, `unexpected token \`${name(close)}', expected \`)'`);
    lx.next();
    return { op: 'paren', expr };
  }
  if (t.kind !== 'word' || t.text === ']]') throw problem(p, t, t.kind === 'word' ? '' : `unexpected token \`${name(t)}' in conditional command`);
  lx.next();
  const left: Word = { raw: t.text, line: lx.lineAt(t.start) };
  const after = lx.peek();
  if (UNARY.has(t.text) && !(after.kind === 'word' && BINARY.has(after.text) && !followsAlone(p, after))) {
    if (after.kind !== 'word' || after.text === ']]') {
      throw problem(p, after, `unexpected argument \`${name(after)}' to conditional unary operator`);
    }
    lx.next();
    return { op: 'unary', name: t.text, word: { raw: after.text, line: left.line } };
  }
  const isOp = (after.kind === 'word' && BINARY.has(after.text)) || (after.kind === 'op' && (after.text === '<' || after.text === '>') && after.fd === undefined);
  if (isOp) {
    lx.next();
    const right = after.text === '=~' ? regexWord(p) : patternWord(p);
    return { op: 'binary', name: after.text, left, right };
  }
  if (after.kind === 'word' && after.text !== ']]') throw problem(p, after, 'conditional binary operator expected');
  if (after.kind === 'eof' || after.kind === 'newline' || (after.kind === 'op' && after.text === '(')) throw problem(p, after, `unexpected token \`${name(after)}', conditional binary operator expected`);
  return { op: 'word', word: left };
}

/** In `[[ -f == x ]]` the first word is an operand; in `[[ -n == ]]` the second is. */
function followsAlone(p: Parser, op: Token): boolean {
  return /^[ \t]*\]\]/.test(p.lexer.src.slice(op.end));
}

function badOperand(p: Parser, t: Token): ShellSyntaxError {
  return problem(p, t, `unexpected argument \`${name(t)}' to conditional binary operator`);
}

/** The right side of ==: extended globs are always on. */
function patternWord(p: Parser): Word {
  const lx = p.lexer;
  const t = lx.peek();
  const start = t.start;
  if (t.kind === 'eof' || t.kind === 'newline' || (t.kind === 'word' && t.text === ']]') || (t.kind === 'op' && t.text !== '(')) throw badOperand(p, t);
  const end = lx.scanWord(start, true);
  lx.seek(end);
  return { raw: lx.src.slice(start, end), line: lx.lineAt(start) };
}

/** The right side of =~: parentheses and bars belong to the word. */
function regexWord(p: Parser): Word {
  const lx = p.lexer;
  const first = lx.peek();
  if (first.kind === 'eof' || first.kind === 'newline' || (first.kind === 'word' && first.text === ']]')) throw badOperand(p, first);
  const s = lx.src;
  const start = first.start;
  let depth = 0;
  let i = start;
  try {
    while (i < s.length) {
      const c = s[i]!;
      if (c === '\\') i += 2;
      else if (c === "'") i = skipSingle(s, i);
      else if (c === '"') i = skipDouble(s, i, lx.substitution);
      else if (c === '`') i = skipBackquote(s, i);
      else if (c === '$') i = skipDollar(s, i, lx.substitution, false);
      else if (c === '(') {
        depth++;
        i++;
      } else if (c === ')') {
        if (depth === 0) break;
        depth--;
        i++;
      } else if ((c === ' ' || c === '\t' || c === '\n' || c === '&' || c === ';') && depth === 0) break;
      else i++;
    }
  } catch (e) {
    if (e instanceof Unclosed) throw lx.unclosed(e);
    throw e;
  }
  lx.seek(Math.min(i, s.length));
  return { raw: s.slice(start, i), line: lx.lineAt(start) };
}
