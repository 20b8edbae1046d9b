/** Commands as text, laid out as bash's print_cmd.c does: for `declare -f`, `type`, jobs and BASH_COMMAND. */
import type { Assign, Case, CondExpr, List, Node, Redir, Simple } from './ast.ts';

/** One command's text, as jobs show it. */
export function commandText(node: Node): string {
  const p = new Printer();
  p.node(node);
  return p.out;
}

/** `name () { ... }` over several lines, as `declare -f name` prints it, without a last newline. */
export function functionDefinition(name: string, body: Node): string {
  const p = new Printer();
  p.out = `${name} () \n`;
  p.functionBody(body);
  return p.out;
}

/** A function as an exported value: `() {  ... }`. */
export function functionText(f: { readonly name: string; readonly body: Node }): string {
  return functionDefinition('', f.body).replace(/^ \(\) \n/, '() ');
}

class Printer {
  out = '';
  private indentation = 0;
  private skipIndent = 0;
  private inFunction = 0;
  private deferred: Redir[] = [];
  private wasHeredoc = false;

  private indent(): void {
    this.out += ' '.repeat(this.indentation);
  }

  private newline(text: string): void {
    this.out += '\n';
    this.indent();
    this.out += text;
  }

  private semicolon(): void {
    if (/[&\n]$/.test(this.out)) return;
    this.out += ';';
  }

  private begin(): void {
    if (this.skipIndent > 0) this.skipIndent--;
    else this.indent();
  }

  functionBody(body: Node): void {
    const was = this.indentation;
    this.inFunction++;
    this.indent();
    this.out += '{ \n';
    this.indentation += 4;
    if (body.type === 'group') this.node(body.body);
    else this.node(body);
    this.flushHeredocs();
    this.indentation = was;
    this.inFunction--;
    const redirs = body.type === 'group' ? body.redirs : undefined;
    this.newline(redirs === undefined ? '}' : '} ');
    if (redirs !== undefined) this.redirs(redirs);
  }

  node(node: Node): void {
    if (node.type === 'list') return this.list(node);
    if (node.type === 'andor') {
      this.node(node.left);
      this.out += ` ${node.op} `;
      this.skipIndent++;
      return this.node(node.right);
    }
    if (node.type === 'pipeline') {
      this.begin();
      if (node.timed !== false) this.out += node.timed === 'posix' ? 'time -p ' : 'time ';
      if (node.negate) this.out += '! ';
      node.commands.forEach((c, i) => {
        if (i > 0) this.out += ' | ';
        this.skipIndent++;
        this.node(c);
      });
      return;
    }
    this.begin();
    this.body(node);
    const redirs = 'redirs' in node && node.type !== 'simple' ? node.redirs : undefined;
    if (redirs !== undefined && redirs.length > 0) {
      this.out += ' ';
      this.redirs(redirs);
    }
  }

  private list(list: List): void {
    list.items.forEach((item, i) => {
      this.node(item.node);
      const last = i === list.items.length - 1;
      if (item.background) {
        this.out += ' &';
        if (!last) {
          this.out += ' ';
          this.skipIndent++;
        }
        return;
      }
      if (last) return;
      if (this.deferred.length > 0) this.flushHeredocs();
      else if (!this.wasHeredoc) this.out += ';';
      this.wasHeredoc = false;
      if (this.inFunction > 0) this.out += '\n';
      else {
        this.out += ' ';
        this.skipIndent++;
      }
    });
  }

  private block(list: List): void {
    this.indentation += 4;
    this.node(list);
    this.flushHeredocs();
    this.semicolon();
    this.indentation -= 4;
  }

  private body(node: Exclude<Node, List>): void {
    switch (node.type) {
      case 'simple':
        return this.simple(node);
      case 'group':
        this.out += '{ ';
        if (this.inFunction > 0) {
          this.out += '\n';
          this.indentation += 4;
        } else this.skipIndent++;
        this.node(node.body);
        this.flushHeredocs();
        if (this.inFunction > 0) {
          this.out += '\n';
          this.indentation -= 4;
          this.indent();
        } else {
          this.semicolon();
          this.out += ' ';
        }
        this.out += '}';
        return;
      case 'subshell':
        this.out += '( ';
        this.skipIndent++;
        this.node(node.body);
        this.flushHeredocs();
        this.out += ' )';
        return;
      case 'if': {
        const [first, ...rest] = node.clauses;
        this.out += 'if ';
        this.skipIndent++;
        this.node(first!.test);
        this.semicolon();
        this.out += ' then\n';
        this.block(first!.body);
        const nested = rest.length > 0 ? { ...node, clauses: rest, redirs: undefined } : undefined;
        const other: List | undefined = nested === undefined ? node.otherwise : { type: 'list', items: [{ node: nested, background: false }] };
        if (other !== undefined) {
          this.newline('else\n');
          this.block(other);
        }
        return this.newline('fi');
      }
      case 'while':
        this.out += node.until ? 'until ' : 'while ';
        this.skipIndent++;
        this.node(node.test);
        this.semicolon();
        this.out += ' do\n';
        this.block(node.body);
        return this.newline('done');
      case 'for':
      case 'select':
        this.out += `${node.type} ${node.name} in ${node.words === undefined ? '"$@"' : node.words.map((w) => w.raw).join(' ')};`;
        this.newline('do\n');
        this.block(node.body);
        return this.newline('done');
      case 'arithfor':
        this.out += `for ((${node.init.raw.trim() === '' ? '1' : node.init.raw.trimStart()}; ${node.test.raw.trim() === '' ? '1' : node.test.raw.trimStart()}; ${node.step.raw.trim() === '' ? '1' : node.step.raw.trimStart()}))`;
        this.newline('do\n');
        this.block(node.body);
        return this.newline('done');
      case 'case':
        return this.caseCommand(node);
      case 'arith':
        this.out += `((${node.expr.raw}))`;
        return;
      case 'cond':
        this.out += `[[ ${cond(node.expr)} ]]`;
        return;
      case 'function':
        this.out += `function ${node.name} () \n`;
        return this.functionBody(node.body);
      case 'coproc':
        this.out += `coproc ${node.name} `;
        this.skipIndent++;
        return this.node(node.body);
      case 'pipeline':
      case 'andor':
        return this.node(node);
    }
  }

  private caseCommand(node: Case): void {
    this.out += `case ${node.word.raw} in `;
    this.indentation += 4;
    for (const item of node.items) {
      this.newline(`${item.patterns.map((p) => p.raw).join(' | ')})\n`);
      this.indentation += 4;
      if (item.body.items.length > 0) this.node(item.body);
      this.flushHeredocs();
      this.indentation -= 4;
      this.newline(item.end);
    }
    this.indentation -= 4;
    this.newline('esac');
  }

  private simple(node: Simple): void {
    const words = [...node.assigns.map((a: Assign) => a.raw), ...node.words.map((w) => w.raw)];
    this.out += words.join(' ');
    if (node.redirs.length > 0) {
      if (words.length > 0) this.out += ' ';
      this.redirs(node.redirs);
    }
  }

  private redirs(redirs: readonly Redir[]): void {
    redirs.forEach((r, i) => {
      if (i > 0) this.out += ' ';
      const fd = r.fdVar !== undefined ? `{${r.fdVar}}` : r.fd !== undefined && !((r.op === '<' || r.op === '<<' || r.op === '<<-' || r.op === '<<<' || r.op === '<>') && r.fd === 0) && !((r.op === '>' || r.op === '>>' || r.op === '>|') && r.fd === 1) ? String(r.fd) : '';
      if (r.op === '<<' || r.op === '<<-') {
        this.out += `${fd}${r.op}${r.heredoc?.expand === false ? `'${r.heredoc.delimiter}'` : (r.heredoc?.delimiter ?? r.target.raw)}`;
        this.deferred.push(r);
      } else if (r.op === '>&' || r.op === '<&') {
        const implied = r.fd ?? (r.op === '>&' ? 1 : 0);
        this.out += /^(\d+|-)-?$/.test(r.target.raw) ? `${r.fdVar === undefined ? implied : fd}${r.op}${r.target.raw}` : `&> ${r.target.raw}`;
      } else this.out += `${fd}${r.op} ${r.target.raw}`;
    });
  }

  private flushHeredocs(): void {
    if (this.deferred.length === 0) return;
    this.out += '\n';
    for (const r of this.deferred) this.out += `${r.heredoc?.raw ?? ''}${r.heredoc?.delimiter ?? ''}\n`;
    this.deferred = [];
    this.wasHeredoc = true;
  }
}

function cond(e: CondExpr): string {
  switch (e.op) {
    case 'word':
      return `-n ${e.word.raw}`;
    case 'unary':
      return `${e.name} ${e.word.raw}`;
    case 'binary':
      return `${e.left.raw} ${e.name} ${e.right.raw}`;
    case 'and':
      return `${cond(e.left)} && ${cond(e.right)}`;
    case 'or':
      return `${cond(e.left)} || ${cond(e.right)}`;
    case 'not':
      return `! ${cond(e.expr)}`;
    case 'paren':
      return `( ${cond(e.expr)} )`;
  }
}
