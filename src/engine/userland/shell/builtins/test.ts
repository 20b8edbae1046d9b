/** test and `[`: decided by the number of arguments as POSIX says, else by a grammar with -a and -o. */
import type { Shell } from '../state/shell.ts';
import type { Builtin } from './table.ts';
import { compareFiles, unaryTest } from './testops.ts';

const UNARY = new Set('abcdefghknoprstuvwxzGLNORS'.split('').map((c) => `-${c}`));
const BINARY = new Set(['=', '==', '!=', '<', '>', '-eq', '-ne', '-lt', '-le', '-gt', '-ge', '-nt', '-ot', '-ef', '-a', '-o']);

/** A usage error: its text. */
class TestError {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

class Expression {
  private at = 0;
  private readonly sh: Shell;
  private readonly args: readonly string[];
  constructor(sh: Shell, args: readonly string[]) {
    this.sh = sh;
    this.args = args;
  }

  evaluate(): boolean {
    const a = this.args;
    switch (a.length) {
      case 0:
        return false;
      case 1:
        return a[0] !== '';
      case 2:
        return this.two(a[0]!, a[1]!);
      case 3:
        return this.three(a[0]!, a[1]!, a[2]!);
      case 4:
        if (a[0] === '!') return !this.three(a[1]!, a[2]!, a[3]!);
        if (a[0] === '(' && a[3] === ')') return this.two(a[1]!, a[2]!);
        break;
      default:
    }
    const v = this.or();
    if (this.at < a.length) throw new TestError(this.sh.bash ? 'too many arguments' : `${a[this.at]}: unexpected operator`);
    return v;
  }

  private two(op: string, x: string): boolean {
    if (op === '!') return x === '';
    if (UNARY.has(op)) return unaryTest(this.sh, op, this.operand(op, x));
    throw new TestError(this.sh.bash ? `${op}: unary operator expected` : `${op}: unexpected operator`);
  }

  /** `-t x` wants a number. */
  private operand(op: string, x: string): string {
    if (op === '-t' && this.sh.bash && !/^\s*[+-]?\d+\s*$/.test(x)) throw new TestError(`${x}: integer expression expected`);
    return x;
  }

  private three(x: string, op: string, y: string): boolean {
    if (BINARY.has(op)) return op === '-a' ? x !== '' && y !== '' : op === '-o' ? x !== '' || y !== '' : this.binary(x, op, y);
    if (x === '!') return !this.two(op, y);
    if (x === '(' && y === ')') return op !== '';
    throw new TestError(this.sh.bash ? `${op}: binary operator expected` : `${x}: unexpected operator`);
  }

  private binary(x: string, op: string, y: string): boolean {
    switch (op) {
      case '=':
      case '==':
        if (op === '==' && this.sh.dialect === 'dash') throw new TestError(`${x}: unexpected operator`);
        return x === y;
      case '!=':
        return x !== y;
      case '<':
        return x < y;
      case '>':
        return x > y;
      case '-nt':
      case '-ot':
      case '-ef':
        return compareFiles(this.sh, op, x, y);
      default: {
        const a = this.number(x);
        const b = this.number(y);
        if (op === '-eq') return a === b;
        if (op === '-ne') return a !== b;
        if (op === '-lt') return a < b;
        if (op === '-le') return a <= b;
        if (op === '-gt') return a > b;
        return a >= b;
      }
    }
  }

  private number(x: string): number {
    const m = /^[ \t\n]*([+-]?\d+)[ \t\n]*$/.exec(x);
    const wide = m !== null && m[1]!.length > 18 && BigInt.asIntN(64, BigInt(m[1]!.replace(/^\+/, ''))) !== BigInt(m[1]!.replace(/^\+/, ''));
    if (m === null || wide) throw new TestError(this.sh.bash ? `${x}: integer expression expected` : this.sh.dialect === 'ash' ? `${x}: bad number` : `Illegal number: ${x}`);
    return Number(x);
  }

  private or(): boolean {
    let v = this.and();
    while (this.args[this.at] === '-o') {
      this.at++;
      const w = this.and();
      v = v || w;
    }
    return v;
  }

  private and(): boolean {
    let v = this.term();
    while (this.args[this.at] === '-a') {
      this.at++;
      const w = this.term();
      v = v && w;
    }
    return v;
  }

  private term(): boolean {
    const a = this.args;
    const x = a[this.at];
    if (x === undefined) throw new TestError('argument expected');
    if (x === '!') {
      this.at++;
      return !this.term();
    }
    if (x === '(') {
      this.at++;
      const v = this.or();
      if (a[this.at] !== ')') throw new TestError(this.sh.bash ? "`)' expected" : 'closing paren expected');
      this.at++;
      return v;
    }
    const op = a[this.at + 1];
    if (op !== undefined && BINARY.has(op) && op !== '-a' && op !== '-o' && this.at + 2 < a.length) {
      const y = a[this.at + 2]!;
      this.at += 3;
      return this.binary(x, op, y);
    }
    if (UNARY.has(x) && op !== undefined) {
      this.at += 2;
      return unaryTest(this.sh, x, op);
    }
    this.at++;
    return x !== '';
  }
}

function test(sh: Shell, argv: readonly string[]): number {
  let args = argv.slice(1);
  if (argv[0] === '[') {
    if (args[args.length - 1] !== ']') return sh.fail(sh.bash ? "missing `]'" : 'missing ]', 2);
    args = args.slice(0, -1);
  }
  try {
    return new Expression(sh, args).evaluate() ? 0 : 1;
  } catch (e) {
    if (!(e instanceof TestError)) throw e;
    return sh.fail(e.text, 2);
  }
}

export const testBuiltins: Record<string, Builtin> = {
  test: { run: test, usage: '[expr]', about: 'Evaluate a condition on files, strings or numbers.' },
  '[': { run: test, usage: 'arg... ]', about: 'Evaluate a condition; the last argument is ].' },
};
