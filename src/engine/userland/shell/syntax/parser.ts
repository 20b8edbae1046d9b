/**
 * The parser: recursive descent over the grammar of XCU 2.10 with bash's additions, one complete command at a time, as bash reads. An
 * own parser and not a general one, because the wording of errors, aliases, extglob and the PS2 prompt all depend on where it stands.
 */
import type { AndOr, ArrayElement, Assign, CompoundNode, Func, List, ListItem, Node, Redir, RedirOp, Simple, Word } from './ast.ts';
import { parseCompound } from './compound.ts';
import { ShellSyntaxError } from './error.ts';
import { isRedirOp, Lexer, type LexOptions, type Token } from './lexer.ts';
import { skipBracket, Unclosed } from './scan.ts';

const RESERVED_POSIX = ['if', 'then', 'else', 'elif', 'fi', 'do', 'done', 'case', 'esac', 'while', 'until', 'for', '{', '}', '!'];
const RESERVED_BASH = [...RESERVED_POSIX, 'select', 'function', '[[', ']]', 'time', 'coproc', 'in'];
const RESERVED = {
  bash: new Set(RESERVED_BASH),
  dash: new Set([...RESERVED_POSIX, 'in']),
  ash: new Set([...RESERVED_POSIX, 'in', '[[', 'function']),
} as const;
/** Words that can only continue or end a compound command, so that no command can start with them. */
const CLOSERS = new Set(['then', 'else', 'elif', 'fi', 'do', 'done', 'esac', '}', ']]']);
/** Builtins whose arguments may be assignments with compound values. */
const DECLARATIONS = new Set(['declare', 'typeset', 'local', 'export', 'readonly', 'alias', 'eval', 'let']);

/** A complete command as it was read. */
export interface Unit {
  readonly list: List;
  readonly line: number;
  /** Its source text, for traces and history. */
  readonly text: string;
}

/** Lists of command substitutions by line and text: the lexer parses them to find their end, the word compiler takes them from here. */
const substitutions = new Map<string, List>();

/** The parsed list of a substitution that the lexer has passed, if still known. */
export function knownSubstitution(text: string, line: number, dialect: string): List | undefined {
  return substitutions.get(`${dialect}:${line}:${text}`);
}

export class Parser {
  readonly lexer: Lexer;
  readonly options: LexOptions;

  constructor(src: string, options: LexOptions, pos = 0) {
    this.options = options;
    this.lexer = new Lexer(src, pos, options);
    this.lexer.substitution = (text, from) => this.substitutionEnd(text, from);
  }

  get bash(): boolean {
    return this.options.dialect === 'bash';
  }

  /** The next complete command up to its newline; undefined at the end of the text. */
  unit(): Unit | undefined {
    const lx = this.lexer;
    while (lx.peek().kind === 'newline') lx.next();
    const first = lx.peek();
    if (first.kind === 'eof') return undefined;
    const line = lx.lineAt(first.start);
    const items: ListItem[] = [];
    for (;;) {
      const node = this.andOr();
      const t = lx.peek();
      const background = t.text === '&' && t.kind === 'op';
      items.push({ node, background });
      if (t.kind === 'op' && (t.text === ';' || t.text === '&')) {
        lx.next();
        const after = lx.peek();
        if (after.kind !== 'newline' && after.kind !== 'eof') continue;
      }
      const end = lx.peek();
      if (end.kind === 'newline') {
        lx.next();
        break;
      }
      if (end.kind === 'eof') {
        lx.finish();
        break;
      }
      throw this.unexpected(end);
    }
    return { list: { type: 'list', items }, line, text: lx.src.slice(first.start, lx.pos).replace(/\n$/, '') };
  }

  /** The error for a token that cannot stand here. `expecting` is what dash would name. */
  unexpected(t: Token, expecting?: string): ShellSyntaxError {
    if (t.kind === 'eof') return this.lexer.error({ kind: 'eof', expecting }, t.start, true);
    const word = t.kind === 'word' && !this.isReserved(t);
    return this.lexer.error({ kind: 'token', token: t.text, expecting, word }, t.start);
  }

  isReserved(t: Token): boolean {
    return t.kind === 'word' && RESERVED[this.options.dialect].has(t.text as never);
  }

  skipNewlines(): void {
    while (this.lexer.peek().kind === 'newline') this.lexer.next();
  }

  /** A list within a compound command, up to a word or operator of `ends`; empty lists are errors unless `mayBeEmpty`. */
  compoundList(ends: readonly string[], mayBeEmpty = false): List {
    const lx = this.lexer;
    const items: ListItem[] = [];
    this.skipNewlines();
    while (!this.atEnd(ends)) {
      const node = this.andOr(items.length === 0 ? undefined : ends[0]);
      const t = lx.peek();
      items.push({ node, background: t.kind === 'op' && t.text === '&' });
      if (t.kind === 'newline' || (t.kind === 'op' && (t.text === ';' || t.text === '&'))) {
        lx.next();
        this.skipNewlines();
        continue;
      }
      break;
    }
    if (items.length === 0 && !mayBeEmpty) throw this.unexpected(lx.peek(), this.bash ? undefined : lx.peek().kind === 'eof' ? ends[0] : undefined);
    return { type: 'list', items };
  }

  private atEnd(ends: readonly string[]): boolean {
    const t = this.lexer.peek();
    return t.kind === 'eof' || (t.kind !== 'newline' && ends.includes(t.text) && (t.kind === 'op' || this.isReserved(t)));
  }

  /** Take the word or operator `text`, or fail. */
  expect(text: string): Token {
    const t = this.lexer.peek();
    if (t.text !== text || t.kind === 'newline' || t.kind === 'eof') throw this.unexpected(t, text);
    return this.lexer.next();
  }

  private andOr(expecting?: string): Node {
    let left = this.pipeline(expecting);
    for (;;) {
      const t = this.lexer.peek();
      if (t.kind !== 'op' || (t.text !== '&&' && t.text !== '||')) return left;
      this.lexer.next();
      this.skipNewlines();
      const right = this.pipeline();
      const node: AndOr = { type: 'andor', line: this.lexer.lineAt(t.start), left, op: t.text, right };
      left = node;
    }
  }

  private pipeline(expecting?: string): Node {
    const lx = this.lexer;
    let negate = false;
    let timed: false | 'bash' | 'posix' = false;
    let prefixed = false;
    const line = lx.lineAt(lx.peek().start);
    for (;;) {
      const t = lx.peek();
      if (t.kind === 'word' && t.text === '!') {
        lx.next();
        negate = !negate;
      } else if (t.kind === 'word' && t.text === 'time' && this.isReserved(t) && !prefixed) {
        lx.next();
        timed = 'bash';
        const p = lx.peek();
        if (p.kind === 'word' && p.text === '-p') {
          lx.next();
          timed = 'posix';
        }
        if (lx.peek().kind === 'word' && lx.peek().text === '--') lx.next();
      } else break;
      prefixed = true;
    }
    const t = lx.peek();
    if (prefixed && this.bash && (t.kind === 'newline' || t.kind === 'eof' || (t.kind === 'op' && (t.text === ';' || t.text === '&' || t.text === ')')))) {
      return { type: 'pipeline', line, commands: [], negate, timed };
    }
    const commands: Node[] = [this.command(expecting)];
    for (;;) {
      const p = lx.peek();
      if (p.kind !== 'op' || (p.text !== '|' && p.text !== '|&')) break;
      if (p.text === '|&') commands[commands.length - 1] = withStderr(commands[commands.length - 1]!, line);
      lx.next();
      this.skipNewlines();
      commands.push(this.command());
    }
    if (commands.length === 1 && !negate && timed === false) return commands[0]!;
    return { type: 'pipeline', line, commands, negate, timed };
  }

  /** A command: simple, compound with redirections, or a function definition. */
  command(expecting?: string): Node {
    const lx = this.lexer;
    let t = lx.peek();
    while (t.kind === 'word' && !this.isReserved(t) && lx.expandAlias(t)) t = lx.peek();
    const compound = parseCompound(this, t);
    if (compound !== undefined) {
      if (compound.type === 'function' || compound.type === 'coproc') return compound;
      this.redirections(compound);
      return compound;
    }
    if (t.kind === 'word' && (!this.isReserved(t) || (t.text === 'in' && this.bash))) return this.simple();
    if (isRedirOp(t)) return this.simple();
    if (t.kind === 'word' && !CLOSERS.has(t.text) && t.text !== '!') return this.simple();
    throw this.unexpected(t, t.kind === 'eof' || this.bash ? expecting : expecting);
  }

  /** Redirections after a compound command. */
  redirections(node: CompoundNode): void {
    const redirs: Redir[] = [];
    while (isRedirOp(this.lexer.peek())) redirs.push(this.redirection());
    if (redirs.length > 0) node.redirs = redirs;
  }

  redirection(): Redir {
    const lx = this.lexer;
    const op = lx.next();
    const line = lx.lineAt(op.start);
    const t = lx.peek();
    if (t.kind !== 'word') throw this.unexpected(t);
    lx.next();
    const redir: Redir = { op: op.text as RedirOp, fd: op.fd, fdVar: op.fdVar, target: { raw: t.text, line }, line };
    if (op.text === '<<' || op.text === '<<-') {
      const text = t.text.replace(/\\\n/g, '');
      const quoted = /["'\\]/.test(text);
      lx.pending.push({ redir, strip: op.text === '<<-', delimiter: quoted ? unquoteDelimiter(text) : text, expand: !quoted });
    }
    return redir;
  }

  private simple(): Node {
    const lx = this.lexer;
    const assigns: Assign[] = [];
    const words: Word[] = [];
    const redirs: Redir[] = [];
    const line = lx.lineAt(lx.peek().start);
    for (;;) {
      const t = lx.peek();
      if (isRedirOp(t)) {
        redirs.push(this.redirection());
        continue;
      }
      if (t.kind === 'op' && t.text === '(') {
        if (words.length === 1 && assigns.length === 0 && redirs.length === 0) return this.functionDefinition(words[0]!, line);
        throw this.unexpected(t);
      }
      if (t.kind !== 'word') break;
      if (words.length === 0 && (assigns.length > 0 || redirs.length > 0) && lx.expandAlias(t)) continue;
      if (words.length > 0 && lx.followsBlankAlias(t) && lx.expandAlias(t)) continue;
      lx.next();
      const declaration = words.length > 0 && this.bash && DECLARATIONS.has(words[0]!.raw);
      const assign = this.assignment(t, words.length === 0 || declaration);
      if (assign !== undefined && words.length === 0) assigns.push(assign);
      else words.push({ raw: assign?.raw ?? t.text, line: lx.lineAt(t.start), assign });
    }
    const node: Simple = { type: 'simple', line, assigns, words, redirs };
    return node;
  }

  /** The assignment that a word is, if it is one. A compound value is read only where `compound` allows one. */
  private assignment(t: Token, compound: boolean): Assign | undefined {
    const m = /^([A-Za-z_][A-Za-z0-9_]*)(\[|\+?=)/.exec(t.text);
    if (m === null) return undefined;
    const lx = this.lexer;
    const name = m[1]!;
    const line = lx.lineAt(t.start);
    let at = t.start + name.length;
    let index: Word | undefined;
    if (m[2] === '[') {
      if (!this.bash) return undefined;
      let end: number;
      try {
        end = skipBracket(lx.src, at, lx.substitution);
      } catch (e) {
        if (e instanceof Unclosed) return undefined;
        throw e;
      }
      if (!/^\+?=/.test(lx.src.slice(end, end + 2))) return undefined;
      index = { raw: lx.src.slice(at + 1, end - 1), line };
      at = end;
    }
    const append = lx.src[at] === '+';
    if (append && !this.bash) return undefined;
    at += append ? 2 : 1;
    if (this.bash && compound && lx.src[at] === '(') {
      const elements = this.arrayElements(at);
      return { name, index, append, value: elements, raw: lx.src.slice(t.start, lx.pos) };
    }
    // A subscript may hold blanks, so the value's end is looked for anew.
    const end = Math.max(t.end, lx.scanWord(at));
    if (end !== t.end) lx.seek(end);
    return { name, index, append, value: { raw: lx.src.slice(at, end), line }, raw: lx.src.slice(t.start, end) };
  }

  /** The elements of a compound value; `at` is on its parenthesis. The lexer stands after the closing one afterwards. */
  private arrayElements(at: number): ArrayElement[] {
    const lx = this.lexer;
    lx.seek(at + 1);
    const out: ArrayElement[] = [];
    for (;;) {
      this.skipNewlines();
      const t = lx.peek();
      if (t.kind === 'eof') throw withStatus(lx.unclosed(new Unclosed(')', '(', at)));
      if (t.kind === 'op' && t.text === ')') {
        lx.next();
        return out;
      }
      if (t.kind !== 'word') throw withStatus(this.unexpected(t));
      const line = lx.lineAt(t.start);
      if (lx.src[t.start] === '[') {
        const keyed = this.keyedElement(t, line);
        if (keyed !== undefined) {
          out.push(keyed);
          continue;
        }
      }
      lx.next();
      out.push({ index: undefined, append: false, value: { raw: t.text, line } });
    }
  }

  private keyedElement(t: Token, line: number): ArrayElement | undefined {
    const lx = this.lexer;
    let end: number;
    try {
      end = skipBracket(lx.src, t.start, lx.substitution);
    } catch (e) {
      if (e instanceof Unclosed) return undefined;
      throw e;
    }
    const op = /^\+?=/.exec(lx.src.slice(end, end + 2));
    if (op === null) return undefined;
    const from = end + op[0].length;
    const stop = lx.scanWord(from);
    lx.seek(stop);
    return { index: { raw: lx.src.slice(t.start + 1, end - 1), line }, append: op[0] === '+=', value: { raw: lx.src.slice(from, stop), line } };
  }

  private functionDefinition(name: Word, line: number): Func {
    this.lexer.next();
    this.expect(')');
    return this.functionBody(name.raw, line);
  }

  /** After `name()` or `function name`. */
  functionBody(name: string, line: number): Func {
    if (!this.bash && !/^[A-Za-z_][A-Za-z0-9_.-]*$/.test(name)) throw this.lexer.error({ kind: 'text', text: 'Bad function name' }, this.lexer.pos);
    this.skipNewlines();
    const t = this.lexer.peek();
    if (!this.bash) return { type: 'function', line, name, body: this.command() };
    const body = parseCompound(this, t);
    if (body === undefined || body.type === 'function' || body.type === 'coproc') throw this.unexpected(t);
    this.redirections(body);
    return { type: 'function', line, name, body };
  }

  /** Parses what a `$(` holds and returns the offset of its `)`. */
  private substitutionEnd(src: string, from: number): number {
    const outer = this.lexer;
    const inner = new Parser(src, { ...this.options, alias: undefined, more: undefined, firstLine: this.options.firstLine }, from);
    try {
      const list = inner.compoundList([')'], true);
      const t = inner.lexer.peek();
      if (t.kind === 'eof') throw inner.unexpected(t);
      if (t.text !== ')') throw inner.unexpected(t);
      for (const h of inner.lexer.pending) outer.pending.push(h);
      if (substitutions.size > 2000) substitutions.clear();
      if (src === outer.src) substitutions.set(`${this.options.dialect}:${outer.lineAt(from)}:${src.slice(from, t.start)}`, list);
      return t.start;
    } catch (e) {
      if (e instanceof ShellSyntaxError && e.problem.kind === 'eof') throw inner.lexer.error({ kind: 'unclosed', mark: ')', open: '$(' }, src.length, true);
      throw e;
    }
  }
}

/** An error in a compound value leaves 1 in `$?`. */
function withStatus(e: ShellSyntaxError): ShellSyntaxError {
  e.status = 1;
  return e;
}

/** `a |& b` is `a 2>&1 | b`; the redirection comes after the command's own. */
function withStderr(node: Node, line: number): Node {
  const dup: Redir = { op: '>&', fd: 2, fdVar: undefined, target: { raw: '1', line }, line };
  if (node.type === 'simple') return { ...node, redirs: [...node.redirs, dup] };
  if ('redirs' in node || node.type === 'group') return { ...(node as CompoundNode), redirs: [...((node as CompoundNode).redirs ?? []), dup] };
  return { type: 'group', line, body: { type: 'list', items: [{ node, background: false }] }, redirs: [dup] };
}

/** Quote removal for a here-document's delimiter. */
function unquoteDelimiter(raw: string): string {
  return raw.replace(/\\([^])|'([^']*)'|"((?:\\[^]|[^"\\])*)"/g, (_, esc?: string, single?: string, double?: string) => esc ?? single ?? double?.replace(/\\(["\\$`])/g, '$1') ?? '');
}
