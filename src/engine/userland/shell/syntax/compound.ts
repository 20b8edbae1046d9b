/** Compound commands: what follows a reserved word or an opening parenthesis (XCU 2.9.4, bash's `[[`, `((`, select, coproc). */
import type { ArithFor, Arith, Case, CaseItem, CompoundNode, Coproc, For, Func, Group, If, Node, Select, Subshell, While, Word } from './ast.ts';
import { parseCond } from './cond.ts';
import type { Token } from './lexer.ts';
import type { Parser } from './parser.ts';
import { arithmeticEnd, Unclosed } from './scan.ts';

/** The compound command that starts at the peeked token `t`; undefined when none does. */
export function parseCompound(p: Parser, t: Token): CompoundNode | Func | Coproc | undefined {
  const lx = p.lexer;
  const line = lx.lineAt(t.start);
  if (t.kind === 'op' && t.text === '(') {
    if (lx.src[t.start + 1] === '(' && p.bash) {
      const arith = arithmeticCommand(p, t, line);
      if (arith !== undefined) return arith;
    }
    lx.next();
    const body = p.compoundList([')']);
    p.expect(')');
    const node: Subshell = { type: 'subshell', line, body };
    return node;
  }
  if (!p.isReserved(t)) return undefined;
  switch (t.text) {
    case '{': {
      lx.next();
      const body = p.compoundList(['}']);
      p.expect('}');
      const node: Group = { type: 'group', line, body };
      return node;
    }
    case 'if':
      return ifCommand(p, line);
    case 'while':
    case 'until': {
      lx.next();
      const test = p.compoundList(['do']);
      p.expect('do');
      const body = p.compoundList(['done']);
      p.expect('done');
      const node: While = { type: 'while', line, until: t.text === 'until', test, body };
      return node;
    }
    case 'for':
      return forCommand(p, line);
    case 'select': {
      lx.next();
      const head = loopHead(p, line);
      const node: Select = { type: 'select', line, ...head };
      return node;
    }
    case 'case':
      return caseCommand(p, line);
    case '[[': {
      lx.next();
      const expr = parseCond(p);
      return { type: 'cond', line, expr };
    }
    case 'function': {
      lx.next();
      const name = lx.peek();
      if (name.kind !== 'word') throw p.unexpected(name);
      lx.next();
      const paren = lx.peek();
      if (paren.kind === 'op' && paren.text === '(' && /^\([ \t]*\)/.test(lx.src.slice(paren.start))) {
        lx.next();
        p.expect(')');
      }
      return p.functionBody(name.text, line);
    }
    case 'coproc':
      return coprocess(p, line);
    default:
      return undefined;
  }
}

/** ((...)); undefined when it is a subshell within a subshell. */
function arithmeticCommand(p: Parser, t: Token, line: number): Arith | undefined {
  const lx = p.lexer;
  let end: number;
  try {
    end = arithmeticEnd(lx.src, t.start + 2, lx.substitution);
  } catch (e) {
    if (e instanceof Unclosed) throw lx.unclosed(e);
    throw e;
  }
  if (end < 0) return undefined;
  lx.seek(end + 2);
  return { type: 'arith', line, expr: { raw: lx.src.slice(t.start + 2, end), line } };
}

function ifCommand(p: Parser, line: number): If {
  const clauses: If['clauses'][number][] = [];
  p.lexer.next();
  for (;;) {
    const test = p.compoundList(['then']);
    p.expect('then');
    const body = p.compoundList(p.bash ? ['elif', 'else', 'fi'] : ['fi', 'elif', 'else']);
    clauses.push({ test, body });
    const t = p.lexer.peek();
    if (t.text === 'elif' && p.isReserved(t)) {
      p.lexer.next();
      continue;
    }
    if (t.text === 'else' && p.isReserved(t)) {
      p.lexer.next();
      const otherwise = p.compoundList(['fi']);
      p.expect('fi');
      return { type: 'if', line, clauses, otherwise };
    }
    p.expect('fi');
    return { type: 'if', line, clauses, otherwise: undefined };
  }
}

function forCommand(p: Parser, line: number): For | ArithFor {
  const lx = p.lexer;
  lx.next();
  const t = lx.peek();
  if (p.bash && t.kind === 'op' && t.text === '(' && lx.src[t.start + 1] === '(') return arithmeticFor(p, t, line);
  if (!p.bash && (t.kind !== 'word' || !/^[A-Za-z_][A-Za-z0-9_]*$/.test(t.text))) throw lx.error({ kind: 'text', text: p.options.dialect === 'ash' ? 'bad for loop variable' : 'Bad for loop variable' }, t.start, t.kind === 'eof');
  const head = loopHead(p, line);
  return { type: 'for', line, ...head };
}

/** `NAME [in WORDS] ; do ... done` of for and select. */
function loopHead(p: Parser, line: number): { name: string; words: Word[] | undefined; body: For['body'] } {
  const lx = p.lexer;
  const name = lx.peek();
  if (name.kind !== 'word') throw p.unexpected(name);
  lx.next();
  let words: Word[] | undefined;
  let t = lx.peek();
  if (t.kind === 'op' && t.text === ';') {
    lx.next();
    p.skipNewlines();
  } else {
    p.skipNewlines();
    t = lx.peek();
    if (t.kind === 'word' && t.text === 'in') {
      lx.next();
      words = [];
      for (t = lx.peek(); t.kind === 'word'; t = lx.peek()) {
        words.push({ raw: t.text, line });
        lx.next();
      }
      if (t.kind === 'op' && t.text === ';') lx.next();
      else if (t.kind !== 'newline') throw p.unexpected(t, t.kind === 'eof' ? 'do' : undefined);
      p.skipNewlines();
    }
  }
  t = lx.peek();
  if (p.bash && t.kind === 'word' && t.text === '{') {
    lx.next();
    const body = p.compoundList(['}']);
    p.expect('}');
    return { name: name.text, words, body };
  }
  p.expect('do');
  const body = p.compoundList(['done']);
  p.expect('done');
  return { name: name.text, words, body };
}

function arithmeticFor(p: Parser, t: Token, line: number): ArithFor {
  const lx = p.lexer;
  let end: number;
  try {
    end = arithmeticEnd(lx.src, t.start + 2, lx.substitution);
  } catch (e) {
    if (e instanceof Unclosed) throw lx.unclosed(e);
    throw e;
  }
  if (end < 0) throw p.unexpected(t);
  const header = lx.src.slice(t.start + 2, end);
  const parts = header.split(';');
  if (parts.length !== 3) {
    const text = parts.length < 3 ? 'syntax error: arithmetic expression required' : "syntax error: `;' unexpected";
    throw lx.error({ kind: 'text', text, more: `syntax error: \`((${header}))'` }, t.start);
  }
  lx.seek(end + 2);
  if (lx.peek().kind === 'op' && lx.peek().text === ';') lx.next();
  p.skipNewlines();
  const word = (raw: string): Word => ({ raw, line });
  const head = { type: 'arithfor' as const, line, init: word(parts[0]!), test: word(parts[1]!), step: word(parts[2]!) };
  if (lx.peek().kind === 'word' && lx.peek().text === '{') {
    lx.next();
    const body = p.compoundList(['}']);
    p.expect('}');
    return { ...head, body };
  }
  p.expect('do');
  const body = p.compoundList(['done']);
  p.expect('done');
  return { ...head, body };
}

function caseCommand(p: Parser, line: number): Case {
  const lx = p.lexer;
  lx.next();
  const subject = lx.peek();
  if (subject.kind !== 'word') throw p.unexpected(subject);
  lx.next();
  p.skipNewlines();
  p.expect('in');
  const items: CaseItem[] = [];
  for (;;) {
    p.skipNewlines();
    let t = lx.peek();
    if (t.kind === 'word' && t.text === 'esac') break;
    if (t.kind === 'op' && t.text === '(') {
      lx.next();
      t = lx.peek();
    }
    const patterns: Word[] = [];
    for (;;) {
      if (t.kind !== 'word') throw p.unexpected(t, t.kind === 'eof' ? ')' : undefined);
      patterns.push({ raw: t.text, line: lx.lineAt(t.start) });
      lx.next();
      t = lx.peek();
      if (t.kind !== 'op' || t.text !== '|') break;
      lx.next();
      t = lx.peek();
    }
    p.expect(')');
    const body = p.compoundList([';;', ';&', ';;&', 'esac'], true);
    const end = lx.peek();
    if (end.kind === 'op' && (end.text === ';;' || end.text === ';&' || end.text === ';;&')) {
      lx.next();
      items.push({ patterns, body, end: end.text });
      continue;
    }
    items.push({ patterns, body, end: ';;' });
    if (end.kind === 'word' && end.text === 'esac') break;
    throw p.unexpected(end, ';;');
  }
  p.expect('esac');
  return { type: 'case', line, word: { raw: subject.text, line }, items };
}

function coprocess(p: Parser, line: number): Coproc {
  const lx = p.lexer;
  lx.next();
  const t = lx.peek();
  if (t.kind !== 'word' && !(t.kind === 'op' && t.text === '(')) throw p.unexpected(t);
  const named = t.kind === 'word' && !p.isReserved(t) && /^[A-Za-z_]\w*[ \t]+(?:[{(]|if\b|while\b|until\b|for\b|case\b|\[\[)/.test(lx.src.slice(t.start, t.start + 200));
  if (named) lx.next();
  const body: Node = p.command();
  return { type: 'coproc', line, name: named ? t.text : 'COPROC', body };
}
