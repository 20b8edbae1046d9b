/** awk's grammar (POSIX, with mawk's limits and messages), parsed into a tree whose nodes know whether their evaluation can block. */
import { AwkSyntax, BUILTINS, Lexer, type Token } from './awk-lex.ts';

/** An expression. `blocks`: may wait (getline, system, calls of functions that may). */
export interface Expr {
  readonly op: string;
  readonly args: Expr[];
  readonly text: string;
  readonly num: number;
  /** Variables: index of a local (>= 0) or -1 for a global named `text`. */
  slot: number;
  blocks: boolean;
  readonly line: number;
}

/** A statement. */
export interface Stmt {
  readonly op: string;
  readonly exprs: (Expr | undefined)[];
  readonly body: Stmt[];
  readonly text: string;
  blocks: boolean;
}

/** A pattern with its action; undefined action prints. */
export interface Rule {
  readonly kind: 'begin' | 'end' | 'main';
  readonly patterns: readonly Expr[];
  readonly action: Stmt | undefined;
  active: boolean;
}

/** A function of the program. `arrays` tells which locals are used as arrays. */
export interface Func {
  readonly name: string;
  readonly params: readonly string[];
  body: Stmt | undefined;
  readonly arrays: Set<number>;
  blocks: boolean;
}

/** A parsed program. */
export interface AwkProgram {
  readonly rules: readonly Rule[];
  readonly functions: ReadonlyMap<string, Func>;
  /** Globals that are used as arrays. */
  readonly arrays: ReadonlySet<string>;
}

/** Parse a program. Throws AwkSyntax. */
export function parseAwk(src: string): AwkProgram {
  return new Parser(src).program();
}

class Parser {
  private readonly lexer: Lexer;
  private tok: Token;
  /** The token behind `tok`, when it was looked at. */
  private peeked: Token | undefined;
  private readonly rules: Rule[] = [];
  private readonly functions = new Map<string, Func>();
  private readonly arrays = new Set<string>(['ENVIRON', 'ARGV']);
  private readonly scalars = new Set<string>();
  private readonly calls: { readonly expr: Expr; readonly inside: Func | undefined }[] = [];
  private current: Func | undefined;
  private noIn = 0;
  private noGt = 0;
  private loops = 0;
  private inRule = false;
  private depth = 0;

  constructor(src: string) {
    this.lexer = new Lexer(src);
    this.tok = this.lexer.next();
  }

  private advance(): Token {
    const t = this.tok;
    this.tok = this.peeked ?? this.lexer.next();
    this.peeked = undefined;
    return t;
  }
  private is(value: string): boolean {
    return (this.tok.kind === 'op' || this.tok.kind === 'word') && this.tok.value === value;
  }
  private accept(value: string): boolean {
    if (!this.is(value)) return false;
    this.advance();
    return true;
  }
  private fail(): never {
    const t = this.tok;
    if (t.kind === 'eof') {
      if (this.depth > 0) throw new AwkSyntax(`line ${t.line + 1}: missing } near end of file`);
      throw new AwkSyntax(`line ${t.line}: syntax error at or near end of line`);
    }
    const shown = t.kind === 'newline' ? 'end of line' : t.kind === 'ere' ? `/${t.value}/` : t.kind === 'str' ? `"${t.value}"` : t.value;
    throw new AwkSyntax(`line ${t.line}: syntax error at or near ${shown}`);
  }
  private expect(value: string): void {
    if (value === ')' && this.tok.kind === 'eof' && this.depth > 0) {
      const { line } = this.tok;
      throw new AwkSyntax(`line ${line}: missing ) near end of line\nawk: line ${line + 1}: missing } near end of file`);
    }
    if (!this.accept(value)) this.fail();
  }
  private newlines(): void {
    while (this.tok.kind === 'newline') this.advance();
  }
  private terminators(): void {
    while (this.tok.kind === 'newline' || this.is(';')) this.advance();
  }

  private expr(op: string, args: Expr[], text = '', num = 0): Expr {
    return { op, args, text, num, slot: -1, blocks: args.some((a) => a.blocks), line: this.tok.line };
  }
  private stmt(op: string, exprs: (Expr | undefined)[], body: Stmt[] = [], text = '', blocks = false): Stmt {
    return { op, exprs, body, text, blocks: blocks || exprs.some((e) => e?.blocks === true) || body.some((b) => b.blocks) };
  }

  program(): AwkProgram {
    this.terminators();
    while (this.tok.kind !== 'eof') {
      this.item();
      this.terminators();
    }
    this.resolve();
    return { rules: this.rules, functions: this.functions, arrays: this.arrays };
  }

  private item(): void {
    if (this.accept('function')) return this.functionDef();
    if (this.is('}')) throw new AwkSyntax(`line ${this.tok.line}: extra '}'\nawk: line ${this.tok.line}: syntax error at or near end of line`);
    const word = this.tok.kind === 'word' && (this.tok.value === 'BEGIN' || this.tok.value === 'END') ? this.advance().value : '';
    if (word !== '') {
      if (!this.is('{')) this.fail();
      this.rules.push({ kind: word === 'BEGIN' ? 'begin' : 'end', patterns: [], action: this.block(), active: false });
      return;
    }
    const patterns: Expr[] = [];
    this.inRule = true;
    if (!this.is('{')) {
      patterns.push(this.expression());
      if (this.accept(',')) {
        this.newlines();
        patterns.push(this.expression());
      }
    }
    this.rules.push({ kind: 'main', patterns, action: this.is('{') ? this.block() : undefined, active: false });
    this.inRule = false;
  }

  private functionDef(): void {
    const name = this.tok;
    if (name.kind !== 'func' && name.kind !== 'name') this.fail();
    this.advance();
    this.expect('(');
    const params: string[] = [];
    while (!this.is(')')) {
      if (this.tok.kind !== 'name') this.fail();
      params.push(this.advance().value);
      if (!this.accept(',')) break;
      this.newlines();
    }
    this.expect(')');
    this.newlines();
    const f: Func = { name: name.value, params, body: undefined, arrays: new Set(), blocks: false };
    this.functions.set(name.value, f);
    this.current = f;
    this.inRule = true;
    f.body = this.block();
    this.inRule = false;
    this.current = undefined;
  }

  private block(): Stmt {
    this.expect('{');
    this.depth++;
    const body: Stmt[] = [];
    this.terminators();
    while (!this.is('}')) {
      if (this.tok.kind === 'eof') this.fail();
      body.push(this.statement());
      this.terminators();
    }
    this.depth--;
    this.advance();
    return this.stmt('block', [], body);
  }

  /** The end of a simple statement: ';', newline, or a '}' that follows. */
  private endSimple(): void {
    if (this.is(';') || this.tok.kind === 'newline') this.advance();
    else if (!this.is('}') && this.tok.kind !== 'eof') this.fail();
  }

  private statement(): Stmt {
    if (this.is('{')) return this.block();
    if (this.accept(';')) return this.stmt('block', []);
    const t = this.tok;
    if (t.kind === 'word') {
      switch (t.value) {
        case 'if': {
          this.advance();
          this.expect('(');
          const cond = this.expression();
          this.expect(')');
          this.newlines();
          const then = this.statement();
          // A newline or ';' may stand before else.
          while (this.tok.kind === 'newline' || this.is(';')) {
            if (!this.elseFollows()) break;
          }
          if (!this.accept('else')) return this.stmt('if', [cond], [then]);
          this.newlines();
          return this.stmt('if', [cond], [then, this.statement()]);
        }
        case 'while': {
          this.advance();
          this.expect('(');
          const cond = this.expression();
          this.expect(')');
          if (this.accept(';')) return this.stmt('while', [cond], [this.stmt('block', [])], '', true);
          this.newlines();
          return this.stmt('while', [cond], [this.loopBody()], '', true);
        }
        case 'do': {
          this.advance();
          this.newlines();
          const body = this.loopBody();
          this.terminators();
          this.expect('while');
          this.expect('(');
          const cond = this.expression();
          this.expect(')');
          this.endSimple();
          return this.stmt('do', [cond], [body], '', true);
        }
        case 'for':
          return this.forStatement();
        default:
      }
    }
    const s = this.simple();
    this.endSimple();
    return s;
  }

  /** Looks past newlines and one ';' for an else; what was skipped is only separators. */
  private elseFollows(): boolean {
    this.advance();
    return this.tok.kind === 'newline' || this.is(';') || this.is('else');
  }

  private loopBody(): Stmt {
    this.loops++;
    const s = this.statement();
    this.loops--;
    return s;
  }

  private forStatement(): Stmt {
    this.advance();
    this.expect('(');
    if (this.tok.kind === 'name') {
      const name = this.tok;
      this.noIn++;
      const init = this.is(';') ? undefined : this.simple();
      this.noIn--;
      if (init !== undefined && init.op === 'expr' && init.exprs[0]!.op === 'var' && this.accept('in')) {
        const arr = this.tok;
        if (arr.kind !== 'name') this.fail();
        this.advance();
        this.expect(')');
        this.newlines();
        return this.stmt('forin', [this.variable(name.value, false), this.variable(arr.value, true)], [this.loopBody()], '', true);
      }
      return this.forRest(init);
    }
    return this.forRest(this.is(';') ? undefined : this.simple());
  }
  private forRest(init: Stmt | undefined): Stmt {
    this.expect(';');
    this.newlines();
    const cond = this.is(';') ? undefined : this.expression();
    this.expect(';');
    this.newlines();
    const step = this.is(')') ? undefined : this.simple();
    this.expect(')');
    const empty = this.stmt('block', []);
    if (this.accept(';')) return this.stmt('for', [cond], [init ?? empty, step ?? empty, empty], '', true);
    this.newlines();
    return this.stmt('for', [cond], [init ?? empty, step ?? empty, this.loopBody()], '', true);
  }

  private simple(): Stmt {
    const t = this.tok;
    if (t.kind === 'word') {
      switch (t.value) {
        case 'print':
        case 'printf':
          return this.print();
        case 'next':
        case 'nextfile':
          this.advance();
          if (!this.inRule) throw new AwkSyntax(`line ${t.line}: improper use of next`);
          return this.stmt(t.value, []);
        case 'break':
        case 'continue':
          this.advance();
          if (this.loops === 0) throw new AwkSyntax(`line ${t.line}: ${t.value} statement outside of loop`);
          return this.stmt(t.value, []);
        case 'exit':
          this.advance();
          return this.stmt('exit', [this.startsExpression() ? this.expression() : undefined]);
        case 'return':
          this.advance();
          if (this.current === undefined) throw new AwkSyntax(`line ${t.line}: return outside function body`);
          return this.stmt('return', [this.startsExpression() ? this.expression() : undefined]);
        case 'delete': {
          this.advance();
          const paren = this.accept('(');
          const name = this.tok;
          if (name.kind !== 'name') this.fail();
          this.advance();
          const arr = this.variable(name.value, true);
          if (!this.accept('[')) {
            if (paren) this.expect(')');
            return this.stmt('deleteall', [arr]);
          }
          const key = this.subscript();
          if (paren) this.expect(')');
          return this.stmt('delete', [arr, key]);
        }
        default:
      }
    }
    return this.stmt('expr', [this.expression()]);
  }

  private startsExpression(): boolean {
    return !(this.is(';') || this.is('}') || this.tok.kind === 'newline' || this.tok.kind === 'eof');
  }

  private print(): Stmt {
    const op = this.advance().value;
    const exprs: Expr[] = [];
    this.noGt++;
    if (this.startsExpression() && !this.is('>') && !this.is('>>') && !this.is('|')) {
      exprs.push(this.expression());
      while (this.accept(',')) {
        this.newlines();
        exprs.push(this.expression());
      }
      // print (a, b) > "file": a parenthesised list is the argument list.
      if (exprs.length === 1 && exprs[0]!.op === 'grouping') exprs.splice(0, 1, ...exprs[0]!.args);
    }
    this.noGt--;
    if (op === 'printf' && exprs.length === 0) this.fail();
    let redirect = '';
    if (this.is('>') || this.is('>>') || this.is('|')) {
      redirect = this.advance().value;
      this.noGt++;
      exprs.unshift(this.expression());
      this.noGt--;
    }
    return this.stmt(op, exprs, [], redirect, redirect !== '');
  }

  // ---- expressions, lowest precedence first ---------------------------------------------------------------------------------

  expression(): Expr {
    const left = this.ternary();
    const t = this.tok;
    if (t.kind === 'op' && /^(?:[-+*/%^]?=)$/.test(t.value) && isLvalue(left)) {
      this.advance();
      this.newlines();
      const right = this.expression();
      return this.expr('assign', [left, right], t.value.slice(0, -1));
    }
    return left;
  }

  private ternary(): Expr {
    const cond = this.or();
    if (!this.accept('?')) return cond;
    this.newlines();
    const a = this.expression();
    this.newlines();
    this.expect(':');
    this.newlines();
    return this.expr('cond', [cond, a, this.expression()]);
  }
  private or(): Expr {
    let left = this.and();
    while (this.accept('||')) {
      this.newlines();
      left = this.expr('or', [left, this.and()]);
    }
    return left;
  }
  private and(): Expr {
    let left = this.membership();
    while (this.accept('&&')) {
      this.newlines();
      left = this.expr('and', [left, this.membership()]);
    }
    return left;
  }
  private membership(): Expr {
    let left = this.matching();
    while (this.noIn === 0 && this.is('in')) {
      this.advance();
      const name = this.tok;
      if (name.kind !== 'name') this.fail();
      this.advance();
      left = this.expr('in', [left.op === 'grouping' ? this.expr('subscript', left.args) : left, this.variable(name.value, true)]);
    }
    return left;
  }
  private matching(): Expr {
    let left = this.comparison();
    for (;;) {
      if (this.accept('~')) left = this.expr('match', [left, this.pattern(this.comparison())]);
      else if (this.acceptNotMatch()) left = this.expr('nomatch', [left, this.pattern(this.comparison())]);
      else return left;
    }
  }
  /** '!~' comes as '!' and '~' with nothing between only here: an operand cannot be followed by '!'. */
  private acceptNotMatch(): boolean {
    if (!this.is('!')) return false;
    this.advance();
    if (!this.accept('~')) this.fail();
    return true;
  }
  private pattern(e: Expr): Expr {
    return e.op === 'ere' ? this.expr('pattern', [], e.text) : e;
  }
  private comparison(): Expr {
    let left = this.concatenation();
    for (;;) {
      const t = this.tok;
      if (t.kind !== 'op' || !['<', '<=', '==', '!=', '>=', '>'].includes(t.value) || (t.value === '>' && this.noGt > 0)) return left;
      this.advance();
      left = this.expr('compare', [left, this.concatenation()], t.value);
    }
  }
  private concatenation(): Expr {
    let left = this.additive();
    for (;;) {
      if (this.is('|') && this.getlineFollows()) {
        left = { ...this.expr('cmdgetline', [left, ...this.optionalLvalue()]), blocks: true };
        continue;
      }
      const t = this.tok;
      const starts =
        t.kind === 'num' || t.kind === 'str' || t.kind === 'ere' || t.kind === 'name' || t.kind === 'func' || t.kind === 'builtin' ||
        (t.kind === 'op' && ['$', '(', '-', '+', '++', '--'].includes(t.value));
      if (!starts) return left;
      left = this.expr('concat', [left, this.additive()]);
    }
  }
  private getlineFollows(): boolean {
    if (this.lookahead().value !== 'getline') return false;
    this.advance();
    this.advance();
    return true;
  }
  private lookahead(): Token {
    return (this.peeked ??= this.lexer.next());
  }

  private additive(): Expr {
    let left = this.multiplicative();
    while (this.is('+') || this.is('-')) {
      const op = this.advance().value;
      left = this.expr('arith', [left, this.multiplicative()], op);
    }
    return left;
  }
  private multiplicative(): Expr {
    let left = this.unary();
    while (this.is('*') || this.is('/') || this.is('%')) {
      const op = this.advance().value;
      left = this.expr('arith', [left, this.unary()], op);
    }
    return left;
  }
  private unary(): Expr {
    if (this.accept('!')) return this.expr('not', [this.unary()]);
    if (this.accept('-')) return this.expr('neg', [this.unary()]);
    if (this.accept('+')) return this.expr('plus', [this.unary()]);
    return this.power();
  }
  private power(): Expr {
    const base = this.postfix();
    if (!this.accept('^')) return base;
    const exponent = this.is('-') || this.is('+') || this.is('!') ? this.unary() : this.power();
    return this.expr('arith', [base, exponent], '^');
  }
  private postfix(): Expr {
    const e = this.primary();
    if (isLvalue(e) && (this.is('++') || this.is('--'))) return this.expr('post', [e], this.advance().value);
    return e;
  }

  private variable(name: string, array: boolean): Expr {
    const e = this.expr('var', [], name);
    const slot = this.current?.params.indexOf(name) ?? -1;
    e.slot = slot;
    if (array) {
      if (slot >= 0) this.current!.arrays.add(slot);
      else {
        if (this.scalars.has(name)) throw new AwkSyntax(`line ${this.tok.line}: type error in use of ${name}`);
        this.arrays.add(name);
      }
    }
    return e;
  }

  private subscript(): Expr {
    const noGt = this.noGt;
    const noIn = this.noIn;
    this.noGt = this.noIn = 0;
    const keys = [this.expression()];
    while (this.accept(',')) {
      this.newlines();
      keys.push(this.expression());
    }
    this.expect(']');
    this.noGt = noGt;
    this.noIn = noIn;
    return keys.length === 1 ? keys[0]! : this.expr('subscript', keys);
  }

  private optionalLvalue(): Expr[] {
    if (this.is('$') || this.tok.kind === 'name') return [this.lvalue()];
    return [];
  }
  private lvalue(): Expr {
    if (this.accept('$')) return this.expr('field', [this.is('++') || this.is('--') ? this.unaryStep() : this.primary()]);
    const name = this.tok;
    if (name.kind !== 'name') this.fail();
    this.advance();
    if (this.accept('[')) {
      const arr = this.variable(name.value, true);
      return this.expr('index', [arr, this.subscript()]);
    }
    return this.variable(name.value, false);
  }
  private unaryStep(): Expr {
    const op = this.advance().value;
    return this.expr('pre', [this.lvalue()], op);
  }

  private primary(): Expr {
    const t = this.tok;
    switch (t.kind) {
      case 'num':
        this.advance();
        return this.expr('num', [], t.value, Number(t.value));
      case 'str':
        this.advance();
        return this.expr('str', [], t.value);
      case 'ere':
        this.advance();
        return this.expr('ere', [], t.value);
      case 'name':
        return this.lvalue();
      case 'func':
        return this.call();
      case 'builtin':
        return this.builtin();
      case 'word':
        if (t.value === 'getline') {
          this.advance();
          const target = this.optionalLvalue();
          if (this.accept('<')) return { ...this.expr('filegetline', [this.postfix(), ...target]), blocks: true };
          return { ...this.expr('getline', target), blocks: true };
        }
        return this.fail();
      case 'op':
        if (t.value === '$') return this.lvalue();
        if (t.value === '++' || t.value === '--') return this.unaryStep();
        if (t.value === '-' || t.value === '+' || t.value === '!') return this.unary();
        if (t.value === '(') return this.grouped();
        return this.fail();
      default:
        return this.fail();
    }
  }

  private grouped(): Expr {
    this.advance();
    const noGt = this.noGt;
    const noIn = this.noIn;
    this.noGt = this.noIn = 0;
    this.newlines();
    const list = [this.expression()];
    while (this.accept(',')) {
      this.newlines();
      list.push(this.expression());
    }
    this.newlines();
    this.expect(')');
    this.noGt = noGt;
    this.noIn = noIn;
    if (list.length > 1) {
      if (!(this.is('in') || noGt > 0)) this.fail();
      return this.expr('grouping', list);
    }
    return this.expr('paren', list);
  }

  private arguments(): Expr[] {
    const noGt = this.noGt;
    const noIn = this.noIn;
    this.noGt = this.noIn = 0;
    this.expect('(');
    this.newlines();
    const args: Expr[] = [];
    while (!this.is(')')) {
      args.push(this.expression());
      this.newlines();
      if (!this.accept(',')) break;
      this.newlines();
    }
    this.expect(')');
    this.noGt = noGt;
    this.noIn = noIn;
    return args;
  }

  private call(): Expr {
    const name = this.advance().value;
    const e = this.expr('call', this.arguments(), name);
    this.calls.push({ expr: e, inside: this.current });
    return e;
  }

  private builtin(): Expr {
    const t = this.advance();
    const [min, max] = BUILTINS[t.value]!;
    const args = this.is('(') ? this.arguments() : [];
    if (!this.is('(') && args.length === 0 && t.value !== 'length' && min > 0) throw new AwkSyntax(`line ${t.line}: wrong number of arguments in call to ${t.value}`);
    if (args.length < min || args.length > max) throw new AwkSyntax(`line ${t.line}: wrong number of arguments in call to ${t.value}`);
    if (t.value === 'split') this.markArray(args[1]!);
    const e = this.expr('builtin', args, t.value);
    if (t.value === 'split' && args[2] !== undefined) args[2] = this.pattern(args[2]);
    if (t.value === 'match') args[1] = this.pattern(args[1]!);
    if (t.value === 'sub' || t.value === 'gsub') {
      args[0] = this.pattern(args[0]!);
      args[2] ??= this.expr('field', [this.expr('num', [], '0', 0)]);
    }
    if (t.value === 'system' || t.value === 'close' || t.value === 'fflush') e.blocks = true;
    return e;
  }
  private markArray(e: Expr): void {
    if (e.op !== 'var') return;
    if (e.slot >= 0) this.current!.arrays.add(e.slot);
    else this.arrays.add(e.text);
  }

  /** After all is read: are called functions defined, which arguments are arrays, which calls can block. */
  private resolve(): void {
    for (const { expr } of this.calls) {
      if (!this.functions.has(expr.text)) throw new AwkSyntax(`line ${this.tok.line + 1}: function ${expr.text} never defined`);
      const f = this.functions.get(expr.text)!;
      if (expr.args.length > f.params.length) throw new AwkSyntax(`line ${expr.line}: too many arguments in call to ${expr.text}`);
    }
    for (let changed = true; changed; ) {
      changed = false;
      for (const { expr, inside } of this.calls) {
        const f = this.functions.get(expr.text)!;
        expr.args.forEach((a, i) => {
          if (a.op !== 'var') return;
          const callerArray = a.slot >= 0 ? inside!.arrays.has(a.slot) : this.arrays.has(a.text);
          if (f.arrays.has(i) && !callerArray) {
            if (a.slot >= 0) inside!.arrays.add(a.slot);
            else this.arrays.add(a.text);
            changed = true;
          } else if (callerArray && !f.arrays.has(i)) {
            f.arrays.add(i);
            changed = true;
          }
        });
      }
    }
    // A call may always wait: functions may loop, recurse and read.
    if (this.calls.length > 0) {
      for (const f of this.functions.values()) if (f.body !== undefined) markBlocking(f.body);
      for (const r of this.rules) if (r.action !== undefined) markBlocking(r.action);
      for (const r of this.rules) for (const p of r.patterns) markExpr(p);
    }
  }
}

function isLvalue(e: Expr): boolean {
  return e.op === 'var' || e.op === 'index' || e.op === 'field';
}

function markExpr(e: Expr): boolean {
  let blocks = e.blocks || e.op === 'call';
  for (const a of e.args) if (markExpr(a)) blocks = true;
  return (e.blocks = blocks);
}
function markBlocking(s: Stmt): boolean {
  let blocks = s.blocks;
  for (const e of s.exprs) if (e !== undefined && markExpr(e)) blocks = true;
  for (const b of s.body) if (markBlocking(b)) blocks = true;
  return (s.blocks = blocks);
}
