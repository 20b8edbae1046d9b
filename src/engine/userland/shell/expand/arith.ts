/**
 * Arithmetic: C expressions on 64-bit integers, as bash's expr.c evaluates them. Text is compiled once into closures. Numbers are
 * doubles while they are exact and bigints beyond, so that results wrap at 64 bits as they do in C.
 */
import { ArithError, readTokens, type Tok } from './arithtok.ts';

/** An integer of 64 bits: a number when it is safe, else a bigint. */
export type Int = number | bigint;

/** What expressions can see and change. */
export interface ArithEnv {
  /** The value of a variable as text; undefined when unset. May throw for `set -u`. */
  arithGet(name: string, index: string | undefined): string | undefined;
  arithSet(name: string, index: string | undefined, value: string): void;
  /** How deep variables name other expressions. */
  arithDepth: number;
}

type Code = (env: ArithEnv) => Int;

function wrap(b: bigint): Int {
  const w = BigInt.asIntN(64, b);
  return w >= -9007199254740991n && w <= 9007199254740991n ? Number(w) : w;
}

function big(op: (a: bigint, b: bigint) => bigint, a: Int, b: Int): Int {
  return wrap(op(BigInt(a), BigInt(b)));
}

const isInt32 = (n: Int): n is number => typeof n === 'number' && (n | 0) === n;

type Op = (a: Int, b: Int) => Int;
const OPS: Readonly<Record<string, Op>> = {
  '+': (a, b) => {
    if (typeof a === 'number' && typeof b === 'number') {
      const r = a + b;
      if (Number.isSafeInteger(r)) return r;
    }
    return big((x, y) => x + y, a, b);
  },
  '-': (a, b) => {
    if (typeof a === 'number' && typeof b === 'number') {
      const r = a - b;
      if (Number.isSafeInteger(r)) return r;
    }
    return big((x, y) => x - y, a, b);
  },
  '*': (a, b) => {
    if (typeof a === 'number' && typeof b === 'number') {
      const r = a * b;
      if (Number.isSafeInteger(r)) return r === 0 ? 0 : r;
    }
    return big((x, y) => x * y, a, b);
  },
  '<<': (a, b) => big((x, y) => x << (y & 63n), a, b),
  '>>': (a, b) => (isInt32(a) && isInt32(b) && b >= 0 && b < 32 ? a >> b : big((x, y) => x >> (y & 63n), a, b)),
  '&': (a, b) => (isInt32(a) && isInt32(b) ? a & b : big((x, y) => x & y, a, b)),
  '|': (a, b) => (isInt32(a) && isInt32(b) ? a | b : big((x, y) => x | y, a, b)),
  '^': (a, b) => (isInt32(a) && isInt32(b) ? a ^ b : big((x, y) => x ^ y, a, b)),
  '<': (a, b) => (a < b ? 1 : 0),
  '>': (a, b) => (a > b ? 1 : 0),
  '<=': (a, b) => (a <= b ? 1 : 0),
  '>=': (a, b) => (a >= b ? 1 : 0),
  '==': (a, b) => (a == b ? 1 : 0),
  '!=': (a, b) => (a != b ? 1 : 0),
};

function divide(a: Int, b: Int, remainder: boolean): Int {
  if (typeof a === 'number' && typeof b === 'number') {
    const r = remainder ? a % b : Math.trunc(a / b);
    return r === 0 ? 0 : r;
  }
  return big((x, y) => (remainder ? x % y : x / y), a, b);
}

function power(a: Int, b: Int): Int {
  let result = 1n;
  let base = BigInt(a);
  for (let e = BigInt(b); e > 0n; e >>= 1n) {
    if (e & 1n) result = BigInt.asIntN(64, result * base);
    base = BigInt.asIntN(64, base * base);
  }
  return wrap(result);
}

const LEVELS: readonly (readonly string[])[] = [['|'], ['^'], ['&'], ['==', '!='], ['<=', '>=', '<', '>'], ['<<', '>>'], ['+', '-']];
const ASSIGN = new Set(['=', '*=', '/=', '%=', '+=', '-=', '<<=', '>>=', '&=', '^=', '|=']);

/** A place that can be assigned to. */
interface Place {
  readonly name: string;
  readonly index: string | undefined;
}

class Compiler {
  private at = 0;
  private readonly text: string;
  private readonly toks: readonly Tok[];

  constructor(text: string, toks: readonly Tok[]) {
    this.text = text;
    this.toks = toks;
  }

  private get tok(): Tok | undefined {
    return this.toks[this.at];
  }

  /** bash's "error token": from the last token that was read to the end. */
  private fail(message: string, index = Math.min(this.at, this.toks.length - 1)): never {
    const t = this.toks[index];
    throw new ArithError(this.text, message, t === undefined ? '' : this.text.slice(t.at));
  }

  whole(): Code {
    if (this.toks.length === 0) return () => 0;
    const code = this.comma();
    if (this.tok !== undefined) {
      if (this.tok.kind === 'bad') this.fail('syntax error: invalid arithmetic operator');
      this.fail('syntax error in expression');
    }
    return code;
  }

  private isOp(...ops: string[]): boolean {
    const t = this.tok;
    return t !== undefined && t.kind === 'op' && ops.includes(t.text);
  }

  private comma(): Code {
    let left = this.assign();
    while (this.isOp(',')) {
      this.at++;
      const a = left;
      const b = this.assign();
      left = (env) => {
        a(env);
        return b(env);
      };
    }
    return left;
  }

  private place: Place | undefined;

  private assign(): Code {
    const start = this.at;
    this.place = undefined;
    const value = this.conditional();
    const t = this.tok;
    if (t === undefined || t.kind !== 'op' || !ASSIGN.has(t.text)) return value;
    const place = this.placeAt(start);
    if (place === undefined || this.at !== start + 1) this.fail('attempted assignment to non-variable');
    this.at++;
    const opAt = this.at;
    if (this.tok === undefined) this.fail('syntax error: operand expected');
    const right = this.assign();
    if (t.text === '=') {
      return (env) => {
        const v = right(env);
        env.arithSet(place.name, place.index, String(v));
        return v;
      };
    }
    const op = t.text.slice(0, -1);
    const apply = op === '/' || op === '%' ? this.division(op, opAt) : OPS[op]!;
    return (env) => {
      const r = apply(variable(env, place), right(env));
      env.arithSet(place.name, place.index, String(r));
      return r;
    };
  }

  private placeAt(index: number): Place | undefined {
    const t = this.toks[index];
    return t !== undefined && t.kind === 'name' ? { name: t.text, index: t.index } : undefined;
  }

  private division(op: string, operandAt: number): Op {
    const t = this.toks[operandAt];
    const rest = t === undefined ? '' : this.text.slice(t.at);
    const text = this.text;
    return (a, b) => {
      if (b == 0) throw new ArithError(text, 'division by 0', rest);
      return divide(a, b, op === '%');
    };
  }

  private conditional(): Code {
    const test = this.or();
    if (!this.isOp('?')) return test;
    this.at++;
    if (this.tok === undefined || this.isOp(':')) this.fail('expression expected');
    const yes = this.comma();
    if (!this.isOp(':')) this.fail("`:' expected for conditional expression");
    this.at++;
    if (this.tok === undefined) this.fail('expression expected');
    const no = this.conditional();
    return (env) => (test(env) != 0 ? yes(env) : no(env));
  }

  private or(): Code {
    let left = this.and();
    while (this.isOp('||')) {
      this.at++;
      const a = left;
      const b = this.and();
      left = (env) => (a(env) != 0 || b(env) != 0 ? 1 : 0);
    }
    return left;
  }

  private and(): Code {
    let left = this.level(0);
    while (this.isOp('&&')) {
      this.at++;
      const a = left;
      const b = this.level(0);
      left = (env) => (a(env) != 0 && b(env) != 0 ? 1 : 0);
    }
    return left;
  }

  private level(n: number): Code {
    if (n === LEVELS.length) return this.product();
    let left = this.level(n + 1);
    while (this.isOp(...LEVELS[n]!)) {
      const op = OPS[this.tok!.text]!;
      this.at++;
      const a = left;
      const b = this.level(n + 1);
      left = (env) => op(a(env), b(env));
    }
    return left;
  }

  private product(): Code {
    let left = this.exponent();
    while (this.isOp('*', '/', '%')) {
      const sign = this.tok!.text;
      this.at++;
      const operandAt = this.at;
      const a = left;
      const b = this.exponent();
      const op = sign === '*' ? OPS['*']! : this.division(sign, operandAt);
      left = (env) => op(a(env), b(env));
    }
    return left;
  }

  private exponent(): Code {
    const base = this.unary();
    if (!this.isOp('**')) return base;
    this.at++;
    const exp = this.exponent();
    const last = this.toks[this.at - 1]!;
    const rest = this.text.slice(last.at);
    const text = this.text;
    return (env) => {
      const a = base(env);
      const b = exp(env);
      if (b < 0) throw new ArithError(text, 'exponent less than 0', rest);
      return power(a, b);
    };
  }

  private unary(): Code {
    const t = this.tok;
    if (t !== undefined && t.kind === 'op') {
      if (t.text === '!' || t.text === '~' || t.text === '-' || t.text === '+') {
        this.at++;
        const v = this.unary();
        if (t.text === '!') return (env) => (v(env) == 0 ? 1 : 0);
        if (t.text === '~') return (env) => OPS['-']!(OPS['-']!(0, v(env)), 1);
        if (t.text === '-') return (env) => OPS['-']!(0, v(env));
        return v;
      }
      if (t.text === '++' || t.text === '--') {
        this.at++;
        const place = this.placeAt(this.at);
        const delta = t.text === '++' ? 1 : -1;
        if (place === undefined) {
          // Two signs: `--5` is -(-5).
          const v = this.unary();
          return v;
        }
        this.at++;
        return (env) => {
          const r = OPS['+']!(variable(env, place), delta);
          env.arithSet(place.name, place.index, String(r));
          return r;
        };
      }
    }
    return this.postfix();
  }

  private postfix(): Code {
    const t = this.tok;
    if (t === undefined) this.fail('syntax error: operand expected');
    if (t.kind === 'number') {
      this.at++;
      const v = number(t.text, this.text, this.text.slice(t.at));
      const after = this.tok;
      if (after !== undefined && after.kind === 'op' && (after.text === '++' || after.text === '--')) {
        const next = this.toks[this.at + 1];
        if (next === undefined || (next.kind === 'op' && next.text !== '(')) {
          this.at++;
          this.fail('syntax error: operand expected');
        }
      }
      return () => v;
    }
    if (t.kind === 'name') {
      this.at++;
      const place: Place = { name: t.text, index: t.index };
      if (this.isOp('++', '--')) {
        const delta = this.tok!.text === '++' ? 1 : -1;
        this.at++;
        return (env) => {
          const v = variable(env, place);
          env.arithSet(place.name, place.index, String(OPS['+']!(v, delta)));
          return v;
        };
      }
      return (env) => variable(env, place);
    }
    if (t.kind === 'op' && t.text === '(') {
      this.at++;
      const v = this.comma();
      if (!this.isOp(')')) this.fail("missing `)'");
      this.at++;
      return v;
    }
    if (t.kind === 'bad' && this.at > 0) this.fail('syntax error: operand expected');
    this.fail('syntax error: operand expected');
  }
}

/** A constant: decimal, 0octal, 0xhex, base#digits. */
function number(text: string, whole: string, rest: string): Int {
  const hash = text.indexOf('#');
  let base = 10;
  let digits = text;
  if (hash >= 0) {
    const b = text.slice(0, hash);
    if (!/^\d+$/.test(b)) throw new ArithError(whole, 'invalid number', rest);
    base = Number(b);
    if (base < 2 || base > 64) throw new ArithError(whole, 'invalid arithmetic base', rest);
    digits = text.slice(hash + 1);
    if (digits === '') throw new ArithError(whole, 'invalid integer constant', rest);
  } else if (/^0[xX]/.test(text)) {
    base = 16;
    digits = text.slice(2);
    if (digits === '') throw new ArithError(whole, 'invalid number', rest);
  } else if (text.length > 1 && text.startsWith('0')) {
    base = 8;
    digits = text.slice(1);
  }
  if (base === 10 && digits.length < 16 && /^\d+$/.test(digits)) return Number(digits);
  let v = 0n;
  for (const c of digits) {
    const d = digit(c, base);
    if (d >= base) throw new ArithError(whole, 'value too great for base', rest);
    v = v * BigInt(base) + BigInt(d);
  }
  return wrap(v);
}

function digit(c: string, base: number): number {
  if (c >= '0' && c <= '9') return c.charCodeAt(0) - 48;
  if (c >= 'a' && c <= 'z') return c.charCodeAt(0) - 87;
  if (c >= 'A' && c <= 'Z') return c.charCodeAt(0) - (base <= 36 ? 55 : 29);
  return c === '@' ? 62 : c === '_' ? 63 : 99;
}

function variable(env: ArithEnv, place: Place): Int {
  const text = env.arithGet(place.name, place.index);
  if (text === undefined || text === '') return 0;
  if (/^-?[1-9]\d{0,14}$|^0$/.test(text)) return Number(text);
  if (++env.arithDepth > 1024) {
    env.arithDepth = 0;
    throw new ArithError(place.name, 'expression recursion level exceeded', place.name);
  }
  try {
    return compileArith(text)(env);
  } finally {
    env.arithDepth--;
  }
}

const cache = new Map<string, Code>();

/** The compiled form of an expression. Throws {@link ArithError} for bad syntax. */
export function compileArith(text: string): Code {
  let code = cache.get(text);
  if (code === undefined) {
    code = new Compiler(text, readTokens(text)).whole();
    if (cache.size > 2000) cache.clear();
    cache.set(text, code);
  }
  return code;
}

/** Evaluate an expression. */
export function evalArith(text: string, env: ArithEnv): Int {
  return compileArith(text)(env);
}
