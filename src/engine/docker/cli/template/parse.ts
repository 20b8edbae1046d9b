/** The parser of Go's text/template. Throws {@link GoError} as `template: NAME:LINE: what`. */
import { GoError, quote } from '../go/strconv.ts';
import type { Command, Node, Operand, Pipe, Tree } from './ast.ts';
import { Lexer, type Token } from './lex.ts';
import { show } from './ast.ts';

const ESCAPES: Readonly<Record<string, string>> = { a: '\x07', b: '\b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v', '\\': '\\', "'": "'", '"': '"' };

function unquote(text: string): string | undefined {
  const body = text.slice(1, -1);
  let bad = false;
  const out = body.replace(/\\(x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|[0-7]{3}|[\s\S])/g, (_, e: string) => {
    if (e.length === 1) {
      const c = ESCAPES[e];
      if (c === undefined || e === (text[0] === '"' ? "'" : '"')) bad = true;
      return c ?? '';
    }
    return String.fromCodePoint(e[0] === 'x' || e[0] === 'u' || e[0] === 'U' ? Number.parseInt(e.slice(1), 16) : Number.parseInt(e, 8));
  });
  return bad ? undefined : out;
}

interface List {
  readonly nodes: Node[];
  /** The keyword that ended it: 'end' or 'else', or '' at the end of the text. */
  readonly end: string;
}

class Parser {
  private readonly lexer: Lexer;
  private readonly peeked: Token[] = [];
  private last: Token = { kind: 'eof', pos: 0, text: '', line: 1 };
  private vars: string[] = ['$'];
  private rangeDepth = 0;
  private actionLine = 0;
  readonly defined = new Map<string, readonly Node[]>();
  private readonly name: string;
  private readonly functions: ReadonlySet<string>;

  constructor(name: string, source: string, functions: ReadonlySet<string>) {
    this.name = name;
    this.lexer = new Lexer(source);
    this.functions = functions;
  }

  private fail(message: string): never {
    throw new GoError(`template: ${this.name}:${this.last.line}: ${message}`);
  }
  private describe(t: Token): string {
    if (t.kind === 'eof') return 'EOF';
    if (t.kind === 'error') return t.text;
    if (t.kind === 'keyword' || t.kind === 'dot' || t.kind === 'nil') return `<${t.text}>`;
    return t.text.length > 10 ? `${quote(t.text.slice(0, 10))}...` : quote(t.text);
  }
  private unexpected(t: Token, context: string): never {
    if (t.kind !== 'error') this.fail(`unexpected ${this.describe(t)} in ${context}`);
    let extra = '';
    if (this.actionLine !== 0 && this.actionLine !== t.line) {
      extra = ` in action started at ${this.name}:${this.actionLine}`;
      if (t.text.endsWith(' action')) extra = extra.slice(' in action'.length);
    }
    this.fail(t.text + extra);
  }
  private next(): Token {
    this.last = this.peeked.shift() ?? this.lexer.next();
    return this.last;
  }
  private peek(): Token {
    if (this.peeked.length === 0) this.peeked.push(this.lexer.next());
    this.last = this.peeked[0]!;
    return this.last;
  }
  private back(...tokens: Token[]): void {
    this.peeked.unshift(...tokens);
  }
  private nextNonSpace(): Token {
    let t = this.next();
    while (t.kind === 'space') t = this.next();
    return t;
  }
  private peekNonSpace(): Token {
    const t = this.nextNonSpace();
    this.back(t);
    return t;
  }

  top(): Node[] {
    const list = this.list(true);
    return list.nodes;
  }

  private list(topLevel = false): List {
    const nodes: Node[] = [];
    for (;;) {
      const t = this.nextNonSpace();
      if (t.kind === 'eof') {
        if (topLevel) return { nodes, end: '' };
        this.fail(`unexpected EOF`);
      }
      if (t.kind === 'text') {
        nodes.push({ kind: 'text', text: t.text });
        continue;
      }
      if (t.kind !== 'left') this.unexpected(t, 'input');
      this.actionLine = t.line;
      const first = this.nextNonSpace();
      if (topLevel && first.kind === 'keyword' && first.text === 'define') {
        this.define();
        this.actionLine = 0;
        continue;
      }
      if (first.kind === 'keyword' && (first.text === 'end' || first.text === 'else')) {
        if (first.text === 'end') this.expectRight('end');
        if (topLevel) this.fail(`unexpected {{${first.text}}}`);
        this.actionLine = 0;
        return { nodes, end: first.text };
      }
      nodes.push(this.action(first));
      this.actionLine = 0;
    }
  }

  private expectRight(context: string): void {
    const t = this.nextNonSpace();
    if (t.kind !== 'right') this.unexpected(t, context);
  }

  private define(): void {
    const t = this.nextNonSpace();
    if (t.kind !== 'string' && t.kind !== 'raw') this.unexpected(t, 'define clause');
    const name = t.kind === 'raw' ? t.text.slice(1, -1) : unquote(t.text)!;
    this.expectRight('define clause');
    const outer = this.vars;
    this.vars = ['$'];
    const list = this.list();
    if (list.end !== 'end') this.fail(`unexpected {{${list.end}}} in define clause`);
    this.vars = outer;
    this.defined.set(name, list.nodes);
  }

  private action(t: Token): Node {
    if (t.kind === 'keyword') {
      switch (t.text) {
        case 'if':
        case 'with':
        case 'range':
          return this.control(t.text);
        case 'template':
          return this.template();
        case 'block':
          return this.block();
        case 'break':
        case 'continue': {
          const next = this.nextNonSpace();
          if (next.kind !== 'right') this.unexpected(next, `{{${t.text}}}`);
          if (this.rangeDepth === 0) this.fail(`{{${t.text}}} outside {{range}}`);
          return { kind: t.text, pos: t.pos };
        }
      }
    }
    this.back(t);
    const token = this.peek();
    return { kind: 'action', pos: token.pos, pipe: this.pipeline('command', 'right') };
  }

  private control(kind: 'if' | 'with' | 'range'): Node {
    const scope = this.vars.length;
    const pipe = this.pipeline(kind, 'right');
    if (kind === 'range') this.rangeDepth++;
    const list = this.list();
    if (kind === 'range') this.rangeDepth--;
    let orElse: Node[] | undefined;
    if (list.end === 'else') {
      const t = this.peekNonSpace();
      if (t.kind === 'keyword' && (t.text === 'if' || t.text === 'with') && t.text === kind) {
        this.nextNonSpace();
        orElse = [this.control(kind)];
      } else {
        this.expectRight('else');
        const rest = this.list();
        if (rest.end !== 'end') this.fail(`expected end; found {{${rest.end}}}`);
        orElse = rest.nodes;
      }
    }
    this.vars.length = scope;
    return { kind, pos: pipe.pos, pipe, list: list.nodes, orElse };
  }

  private template(): Node {
    const t = this.nextNonSpace();
    if (t.kind !== 'string' && t.kind !== 'raw') this.unexpected(t, 'template clause');
    const name = t.kind === 'raw' ? t.text.slice(1, -1) : unquote(t.text)!;
    let pipe: Pipe | undefined;
    if (this.nextNonSpace().kind !== 'right') {
      this.back(this.last);
      pipe = this.pipeline('template clause', 'right');
    }
    return { kind: 'template', pos: t.pos, name, pipe };
  }

  private block(): Node {
    const t = this.nextNonSpace();
    if (t.kind !== 'string' && t.kind !== 'raw') this.unexpected(t, 'block clause');
    const name = t.kind === 'raw' ? t.text.slice(1, -1) : unquote(t.text)!;
    const pipe = this.pipeline('block clause', 'right');
    const outer = this.vars;
    this.vars = ['$'];
    const list = this.list();
    this.vars = outer;
    this.defined.set(name, list.nodes);
    return { kind: 'template', pos: t.pos, name, pipe };
  }

  private pipeline(context: string, end: 'right' | 'rparen'): Pipe {
    const pos = this.peekNonSpace().pos;
    const decl: string[] = [];
    let assign = false;
    for (;;) {
      const v = this.peekNonSpace();
      if (v.kind !== 'variable') break;
      this.next();
      const spaces: Token[] = [];
      let t = this.next();
      while (t.kind === 'space') {
        spaces.push(t);
        t = this.next();
      }
      if (t.kind === 'assign' || t.kind === 'declare') {
        assign = t.kind === 'assign';
        decl.push(v.text);
        if (!assign) this.vars.push(v.text);
        break;
      }
      if (t.kind === 'comma') {
        decl.push(v.text);
        this.vars.push(v.text);
        if (context === 'range' && decl.length < 2) {
          const after = this.peekNonSpace();
          if (after.kind === 'variable') continue;
          this.fail('range can only initialize variables');
        }
        this.fail(`too many declarations in ${context}`);
      }
      this.back(v, ...spaces, t);
      break;
    }
    const commands: Command[] = [];
    for (;;) {
      const t = this.nextNonSpace();
      if (t.kind === end) {
        this.checkPipeline(commands, context);
        return { kind: 'pipe', pos, assign, decl, commands };
      }
      if (!['bool', 'char', 'dot', 'field', 'identifier', 'number', 'nil', 'raw', 'string', 'variable', 'lparen'].includes(t.kind)) this.unexpected(t, context);
      this.back(t);
      commands.push(this.command());
    }
  }

  private checkPipeline(commands: readonly Command[], context: string): void {
    if (commands.length === 0) this.fail(`missing value for ${context}`);
    for (let i = 1; i < commands.length; i++) {
      const first = commands[i]!.args[0]!;
      if (['bool', 'dot', 'nil', 'number', 'string'].includes(first.kind)) this.fail(`non executable command in pipeline stage ${i + 1}`);
    }
  }

  private command(): Command {
    const pos = this.peekNonSpace().pos;
    const args: Operand[] = [];
    for (;;) {
      this.peekNonSpace();
      const operand = this.operand();
      if (operand !== undefined) args.push(operand);
      const t = this.next();
      if (t.kind === 'space') continue;
      if (t.kind === 'right' || t.kind === 'rparen') this.back(t);
      else if (t.kind !== 'pipe') this.unexpected(t, 'operand');
      break;
    }
    if (args.length === 0) this.fail('empty command');
    return { pos, args };
  }

  private operand(): Operand | undefined {
    const node = this.term();
    if (node === undefined) return undefined;
    if (this.peek().kind !== 'field') return node;
    const pos = this.peek().pos;
    const names: string[] = [];
    while (this.peek().kind === 'field') names.push(this.next().text.slice(1));
    switch (node.kind) {
      case 'field':
        return { kind: 'field', pos, names: [...node.names, ...names] };
      case 'variable':
        return { kind: 'variable', pos, names: [...node.names, ...names] };
      case 'bool':
      case 'string':
      case 'number':
      case 'nil':
      case 'dot':
        return this.fail(`unexpected . after term ${quote(show(node))}`);
      default:
        return { kind: 'chain', pos, node, names };
    }
  }

  private term(): Operand | undefined {
    const t = this.nextNonSpace();
    switch (t.kind) {
      case 'identifier':
        if (!this.functions.has(t.text)) this.fail(`function ${quote(t.text)} not defined`);
        return { kind: 'identifier', pos: t.pos, name: t.text };
      case 'dot':
        return { kind: 'dot', pos: t.pos };
      case 'nil':
        return { kind: 'nil', pos: t.pos };
      case 'variable':
        if (!this.vars.includes(t.text)) this.fail(`undefined variable ${quote(t.text)}`);
        return { kind: 'variable', pos: t.pos, names: [t.text] };
      case 'field':
        return { kind: 'field', pos: t.pos, names: [t.text.slice(1)] };
      case 'bool':
        return { kind: 'bool', pos: t.pos, value: t.text === 'true' };
      case 'char': {
        const text = unquote(t.text);
        if (text === undefined || [...text].length !== 1) this.fail(`malformed character constant: ${t.text}`);
        return { kind: 'number', pos: t.pos, text: t.text, value: text.codePointAt(0)!, char: true };
      }
      case 'number': {
        const value = Number(t.text.replaceAll('_', ''));
        if (Number.isNaN(value)) this.fail(`illegal number syntax: ${quote(t.text)}`);
        return { kind: 'number', pos: t.pos, text: t.text, value, char: false };
      }
      case 'lparen':
        return this.pipeline('parenthesized pipeline', 'rparen');
      case 'string': {
        const text = unquote(t.text);
        if (text === undefined) this.fail('invalid syntax');
        return { kind: 'string', pos: t.pos, quoted: t.text, text };
      }
      case 'raw':
        return { kind: 'string', pos: t.pos, quoted: t.text, text: t.text.slice(1, -1) };
    }
    this.back(t);
    return undefined;
  }
}

/** Parse `source` as the template `name`, which may use `functions`. */
export function parseTemplate(name: string, source: string, functions: ReadonlySet<string>): Tree {
  const parser = new Parser(name, source, functions);
  const root = parser.top();
  return { name, source, root, defined: parser.defined };
}
