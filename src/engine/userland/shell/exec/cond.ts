/** Evaluating `[[ ... ]]`. */
import type { Task } from '../../../abi/sys.ts';
import { Regex, RegexError } from '../../libc/regex.ts';
import type { CondExpr } from '../syntax/ast.ts';
import { evalArith } from '../expand/arith.ts';
import { ArithError } from '../expand/arithtok.ts';
import { expandPattern, expandRegex, expandSingle } from '../expand/expand.ts';
import { matches } from '../expand/pattern.ts';
import type { Shell } from '../state/shell.ts';
import { compareFiles, unaryTest } from '../builtins/testops.ts';
import { traceLine } from './xtrace.ts';

const COMPARE: Readonly<Record<string, (a: number | bigint, b: number | bigint) => boolean>> = {
  '-eq': (a, b) => a == b,
  '-ne': (a, b) => a != b,
  '-lt': (a, b) => a < b,
  '-le': (a, b) => a <= b,
  '-gt': (a, b) => a > b,
  '-ge': (a, b) => a >= b,
};

/** The status: 0 true, 1 false, 2 for a bad regular expression. */
export function* runCond(sh: Shell, expr: CondExpr): Task<number> {
  try {
    return yield* evaluate(sh, expr);
  } catch (e) {
    if (!(e instanceof ArithError)) throw e;
    sh.arithDepth = 0;
    sh.error(`[[: ${e.message}`);
    yield* sh.flush();
    return 1;
  }
}

/** An operand in the trace: as it is. */
function shown(text: string): string {
  return text === '' ? "''" : text;
}

function* evaluate(sh: Shell, e: CondExpr, not = ''): Task<number> {
  switch (e.op) {
    case 'word': {
      const text = yield* expandSingle(sh, e.word);
      if (sh.options.xtrace) yield* traceLine(sh, `[[ ${not}-n ${shown(text)} ]]`);
      return text !== '' ? 0 : 1;
    }
    case 'not': {
      const s = yield* evaluate(sh, e.expr, not === '' ? '! ' : '');
      return s === 2 ? 2 : s === 0 ? 1 : 0;
    }
    case 'paren':
      return yield* evaluate(sh, e.expr);
    case 'and': {
      const s = yield* evaluate(sh, e.left);
      return s === 0 ? yield* evaluate(sh, e.right) : s;
    }
    case 'or': {
      const s = yield* evaluate(sh, e.left);
      return s === 0 ? 0 : yield* evaluate(sh, e.right);
    }
    case 'unary': {
      const text = yield* expandSingle(sh, e.word);
      if (sh.options.xtrace) yield* traceLine(sh, `[[ ${not}${e.name} ${shown(text)} ]]`);
      return unaryTest(sh, e.name, text) ? 0 : 1;
    }
    case 'binary':
      return yield* binary(sh, e, not);
  }
}

function* binary(sh: Shell, e: Extract<CondExpr, { op: 'binary' }>, not: string): Task<number> {
  const left = yield* expandSingle(sh, e.left);
  const trace = function* (right: string): Task<void> {
    if (sh.options.xtrace) yield* traceLine(sh, `[[ ${not}${shown(left)} ${e.name} ${right} ]]`);
  };
  switch (e.name) {
    case '=':
    case '==':
    case '!=': {
      const pattern = e.right.plan?.literal ?? (yield* expandPattern(sh, e.right));
      yield* trace(pattern === '' ? "''" : pattern);
      const hit = matches(pattern, left, { extglob: true, nocase: sh.options.opt('nocasematch') });
      return hit === (e.name !== '!=') ? 0 : 1;
    }
    case '=~': {
      const source = yield* expandRegex(sh, e.right);
      yield* trace(source);
      return regexMatch(sh, left, source);
    }
    case '<':
    case '>': {
      const right = yield* expandSingle(sh, e.right);
      yield* trace(shown(right));
      return (e.name === '<' ? left < right : left > right) ? 0 : 1;
    }
    case '-nt':
    case '-ot':
    case '-ef': {
      const right = yield* expandSingle(sh, e.right);
      yield* trace(shown(right));
      return compareFiles(sh, e.name, left, right) ? 0 : 1;
    }
    default: {
      const right = yield* expandSingle(sh, e.right);
      yield* trace(shown(right));
      return COMPARE[e.name]!(evalArith(left, sh), evalArith(right, sh)) ? 0 : 1;
    }
  }
}

const regexes = new Map<string, Regex>();

function regexMatch(sh: Shell, text: string, source: string): number {
  const icase = sh.options.opt('nocasematch');
  const key = `${icase ? 'i' : ''}:${source}`;
  let re = regexes.get(key);
  if (re === undefined) {
    try {
      re = new Regex(source, { extended: true, icase, utf8: true });
    } catch (e) {
      if (e instanceof RegexError) return 2;
      throw e;
    }
    if (regexes.size > 200) regexes.clear();
    regexes.set(key, re);
  }
  const m = re.exec(text);
  sh.setArray('BASH_REMATCH', m === undefined || m === null ? [] : Array.from(m, (s) => s ?? ''));
  return m === undefined || m === null ? 1 : 0;
}
