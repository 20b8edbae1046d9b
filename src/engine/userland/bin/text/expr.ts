/** expr: evaluate expressions given as arguments (coreutils 9.1). */
import type { Task } from '../../../abi/sys.ts';
import { Regex, RegexError } from '../../libc/regex.ts';
import { Die, tool, type Tool } from '../../libc/tool.ts';

const help = `Usage: % EXPRESSION
  or:  % OPTION
Print the value of EXPRESSION. Operators, from lowest precedence to highest:

  ARG1 | ARG2       ARG1 unless it is empty or 0, else ARG2
  ARG1 & ARG2       ARG1 when neither is empty or 0, else 0
  ARG1 < ARG2       also <= = == != >= >
  ARG1 + ARG2       also -
  ARG1 * ARG2       also / %
  STRING : REGEXP   anchored match: the group, or the number of characters
  match STRING REGEXP, substr STRING POS LENGTH, index STRING CHARS, length STRING
  + TOKEN           TOKEN as a string, even when it is a keyword
  ( EXPRESSION )
      --help        show this text and exit
      --version     show the version and exit

The status is 0 when the value is neither empty nor 0, 1 when it is, 2 for a bad EXPRESSION, 3 after an error.
`;

const INTEGER = /^-?\d+$/;

class Evaluator {
  private at = 0;
  private readonly t: Tool;
  private readonly args: readonly string[];
  constructor(t: Tool, args: readonly string[]) {
    this.t = t;
    this.args = args;
  }
  run(): string {
    const v = this.or(true);
    if (this.at < this.args.length) throw new Die(`syntax error: unexpected argument ${this.t.quote(this.args[this.at]!)}`, 2);
    return v;
  }
  private accept(...ops: string[]): string | undefined {
    const a = this.args[this.at];
    if (a !== undefined && ops.includes(a)) {
      this.at++;
      return a;
    }
    return undefined;
  }
  private null(v: string): boolean {
    return v === '' || /^-?0+$/.test(v);
  }
  private or(live: boolean): string {
    let left = this.and(live);
    while (this.accept('|') !== undefined) {
      const right = this.and(live && this.null(left));
      if (this.null(left)) left = this.null(right) && right === '' ? '0' : right;
    }
    return left;
  }
  private and(live: boolean): string {
    let left = this.compare(live);
    while (this.accept('&') !== undefined) {
      const right = this.compare(live && !this.null(left));
      if (this.null(left) || this.null(right)) left = '0';
    }
    return left;
  }
  private compare(live: boolean): string {
    let left = this.sum(live);
    for (;;) {
      const op = this.accept('<', '<=', '=', '==', '!=', '>=', '>');
      if (op === undefined) return left;
      const right = this.sum(live);
      const numeric = INTEGER.test(left) && INTEGER.test(right);
      const [x, y] = numeric ? [BigInt(left), BigInt(right)] : [left, right];
      const r = op === '<' ? x < y : op === '<=' ? x <= y : op === '>' ? x > y : op === '>=' ? x >= y : op === '!=' ? x !== y : x === y;
      left = r ? '1' : '0';
    }
  }
  private integer(v: string): bigint {
    if (!INTEGER.test(v)) throw new Die('non-integer argument', 2);
    return BigInt(v);
  }
  private sum(live: boolean): string {
    let left = this.product(live);
    for (;;) {
      const op = this.accept('+', '-');
      if (op === undefined) return left;
      const right = this.product(live);
      if (live) left = String(op === '+' ? this.integer(left) + this.integer(right) : this.integer(left) - this.integer(right));
    }
  }
  private product(live: boolean): string {
    let left = this.matching(live);
    for (;;) {
      const op = this.accept('*', '/', '%');
      if (op === undefined) return left;
      const right = this.matching(live);
      if (!live) continue;
      const x = this.integer(left);
      const y = this.integer(right);
      if (op !== '*' && y === 0n) throw new Die('division by zero', 2);
      left = String(op === '*' ? x * y : op === '/' ? x / y : x % y);
    }
  }
  private matching(live: boolean): string {
    let left = this.word(live);
    while (this.accept(':') !== undefined) left = this.match(left, this.word(live), live);
    return left;
  }
  private match(text: string, pattern: string, live: boolean): string {
    if (!live) return text;
    let re: Regex;
    try {
      re = new Regex(pattern, { extended: false, utf8: this.t.utf8 });
    } catch (e) {
      if (e instanceof RegexError) throw new Die(e.message, 2);
      throw e;
    }
    const m = re.exec(text);
    const hit = m !== undefined && m.index === 0 ? m : undefined;
    if (re.groups > 0) return hit?.[1] ?? '';
    return String(hit === undefined ? 0 : this.chars(hit[0]).length);
  }
  private chars(s: string): string[] {
    return [...s];
  }
  private need(): void {
    if (this.at >= this.args.length) throw new Die(`syntax error: missing argument after ${this.t.quote(this.args[this.at - 1]!)}`, 2);
  }
  private word(live: boolean): string {
    if (this.at > 0) this.need();
    const a = this.args[this.at++]!;
    switch (a) {
      case '+':
        this.need();
        return this.args[this.at++]!;
      case 'length':
        return String(this.chars(this.word(live)).length);
      case 'match': {
        const text = this.word(live);
        return this.match(text, this.word(live), live);
      }
      case 'index': {
        const text = this.chars(this.word(live));
        const set = this.word(live);
        return String(text.findIndex((c) => set.includes(c)) + 1);
      }
      case 'substr': {
        const text = this.chars(this.word(live));
        const pos = this.word(live);
        const n = this.word(live);
        if (!INTEGER.test(pos) || !INTEGER.test(n) || Number(pos) < 1 || Number(n) < 1) return '';
        return text.slice(Number(pos) - 1, Number(pos) - 1 + Number(n)).join('');
      }
      case '(': {
        this.need();
        const v = this.or(live);
        if (this.at >= this.args.length) throw new Die(`syntax error: expecting ')' after ${this.t.quote(this.args[this.at - 1]!)}`, 2);
        if (this.accept(')') === undefined) throw new Die(`syntax error: expecting ')' instead of ${this.t.quote(this.args[this.at]!)}`, 2);
        return v;
      }
      case ')':
        throw new Die("syntax error: unexpected ')'", 2);
      default:
        return a;
    }
  }
}

export const expr = tool({ name: 'expr', help, trouble: 3 }, function* (t): Task<number> {
  let args = t.args;
  if (args.length === 1 && args[0] === '--help') return yield* t.help();
  if (args.length === 1 && args[0] === '--version') return yield* t.version();
  if (args[0] === '--') args = args.slice(1);
  if (args.length === 0) throw new Die('missing operand', 2, true);
  const value = new Evaluator(t, args).run();
  yield* t.out.write(`${value}\n`);
  return value === '' || /^-?0+$/.test(value) ? 1 : 0;
});
