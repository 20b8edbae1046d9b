/**
 * Word expansion (XCU 2.6): plans to fields. A word that needs no command substitution never blocks, but all of it is written once, as
 * generators; the common plain cases are answered before one is made.
 */
import type { Task } from '../../../abi/sys.ts';
import { escapeJs } from '../../libc/regex.ts';
import type { Word } from '../syntax/ast.ts';
import { ExpansionError } from '../state/errors.ts';
import type { Shell } from '../state/shell.ts';
import { ArithError } from './arithtok.ts';
import { evalArith, type Int } from './arith.ts';
import { FieldBuilder } from './fields.ts';
import { glob } from './glob.ts';
import { expandParam } from './param.ts';
import { planAs, planOf, type Part, type PlanMode, type WordPlan } from './plan.ts';
import { homeOf } from './tilde.ts';

/** The fields of a command's words: all expansions, splitting and globbing. */
export function* expandWords(sh: Shell, words: readonly Word[]): Task<string[]> {
  const out: string[] = [];
  for (const word of words) {
    const plan = word.plan ?? planOf(word, sh.planOptions);
    if (plan.literal !== undefined) out.push(plan.literal);
    else yield* expandPlan(sh, plan, out);
  }
  return out;
}

/** All fields of one plan, appended to `out`. */
export function* expandPlan(sh: Shell, plan: WordPlan, out: string[]): Task<void> {
  if (plan.literal !== undefined) {
    out.push(plan.literal);
    return;
  }
  if (plan.braces !== undefined) {
    for (const p of plan.braces) yield* expandPlan(sh, p, out);
    return;
  }
  if (plan.parts.length === 1) {
    const quick = quickPart(sh, plan.parts[0]!);
    if (quick !== undefined) {
      out.push(quick);
      return;
    }
  }
  const b = new FieldBuilder(true, sh.ifs, sh.options.extglob);
  yield* addParts(sh, b, plan.parts, false);
  for (const f of b.finish()) {
    if (f.pattern === undefined || sh.options.noglob) {
      out.push(f.text);
      continue;
    }
    const names = glob(sh, f.pattern);
    if (names.length > 0) for (const n of names) out.push(n);
    else if (sh.options.opt('failglob')) throw new ExpansionError(`no match: ${f.text}`);
    else if (!sh.options.opt('nullglob')) out.push(f.text);
  }
}

/** The value of a part that is quoted or cannot be split, without a builder; undefined when it takes one. */
function quickPart(sh: Shell, part: Part): string | undefined {
  if (part.k === 'param' && part.p.op === undefined && part.p.index === undefined && part.p.length !== true && part.p.indirect !== true) {
    const name = part.p.name;
    if (name === '@' || name === '*') return undefined;
    const v = sh.param(name);
    if (v === undefined || v === '') return v === '' && part.q ? '' : undefined;
    return part.q || /^[A-Za-z0-9_./+%-]+$/.test(v) && !sh.ifs.other.length ? v : undefined;
  }
  if (part.k === 'arith' && part.expr.literal !== undefined && (part.q || sh.ifs.other === '')) return String(evaluate(sh, part.expr.literal));
  return undefined;
}

/** Evaluate an arithmetic expansion's text; errors become expansion errors. */
export function evaluate(sh: Shell, text: string): Int {
  try {
    return evalArith(text, sh);
  } catch (e) {
    if (!(e instanceof ArithError)) throw e;
    sh.arithDepth = 0;
    throw sh.bash ? new ExpansionError(e.message) : new ExpansionError(sh.dialect === 'ash' ? ashArith(e.message) : dashArith(text, e.message), true, 2);
  }
}

function ashArith(message: string): string {
  return message.includes('division by 0') ? 'divide by zero' : 'arithmetic syntax error';
}

function dashArith(text: string, message: string): string {
  if (message.includes('division by 0')) return `arithmetic expression: division by zero: "${text}"`;
  if (message.includes('operand expected')) return `arithmetic expression: expecting primary: "${text}"`;
  return `arithmetic expression: expecting EOF: "${text}"`;
}

/** A word without splitting or globbing: assignment values, case words, here-strings. */
export function* expandSingle(sh: Shell, word: Word, mode: PlanMode = 'word'): Task<string> {
  const plan = word.plan ?? planAs(word, mode, sh.planOptions);
  return plan.literal ?? (yield* planText(sh, plan));
}

/** The text of a plan that is not split. */
export function* planText(sh: Shell, plan: WordPlan): Task<string> {
  if (plan.literal !== undefined) return plan.literal;
  if (plan.parts.length === 0) return '';
  if (plan.parts.length === 1) {
    const part = plan.parts[0]!;
    if (part.k === 'arith' && part.expr.literal !== undefined) return String(evaluate(sh, part.expr.literal));
    if (part.k === 'param' && part.p.op === undefined && part.p.index === undefined && part.p.length !== true && part.p.indirect !== true && part.p.name !== '@' && part.p.name !== '*') {
      const v = sh.param(part.p.name);
      if (v !== undefined) return v;
    }
  }
  const b = new FieldBuilder(false, sh.ifs, sh.options.extglob);
  yield* addParts(sh, b, plan.parts, false);
  return b.single();
}

/** A word as a pattern: quoted characters come escaped. */
export function* expandPattern(sh: Shell, word: Word): Task<string> {
  return yield* planPattern(sh, word.plan ?? planAs(word, 'word', sh.planOptions));
}

/** The pattern of a plan. */
export function* planPattern(sh: Shell, plan: WordPlan): Task<string> {
  const b = new FieldBuilder(false, sh.ifs, true);
  yield* addParts(sh, b, plan.parts, false);
  return b.singlePattern();
}

/** The replacement of `${x/pattern/replacement}`: quoted `&` and backslashes come escaped. */
export function* planReplacement(sh: Shell, plan: WordPlan): Task<string> {
  const b = new FieldBuilder(false, sh.ifs, true, (s) => s.replace(/[\\&]/g, '\\$&'));
  yield* addParts(sh, b, plan.parts, false);
  return b.singlePattern();
}

/** A word as an extended regular expression: quoted characters match themselves. */
export function* expandRegex(sh: Shell, word: Word): Task<string> {
  const plan = word.plan ?? planAs(word, 'word', sh.planOptions);
  const b = new FieldBuilder(false, sh.ifs, true, escapeJs);
  yield* addParts(sh, b, plan.parts, false);
  return b.singlePattern();
}

/** Add the parts of a plan to a builder. `operand`: the parts are the operand of an unquoted expansion, whose literals are split too. */
export function* addParts(sh: Shell, b: FieldBuilder, parts: readonly Part[], operand: boolean): Task<void> {
  for (const part of parts) {
    switch (part.k) {
      case 'lit':
        if (operand && !part.q) b.value(part.s, false);
        else b.literal(part.s, part.q);
        break;
      case 'tilde': {
        const home = homeOf(sh, part.user);
        if (home === undefined) b.literal(`~${part.user}`, false);
        else b.literal(home, true);
        break;
      }
      case 'param':
        yield* expandParam(sh, b, part.p, part.q);
        break;
      case 'cmd':
        b.value(yield* sh.engine.substitute(sh, part.sub), part.q);
        break;
      case 'arith': {
        const text = part.expr.literal ?? (yield* planText(sh, part.expr));
        b.value(String(evaluate(sh, text)), part.q);
        break;
      }
      case 'proc':
        b.literal(yield* sh.engine.processSubstitution(sh, part.dir, part.sub), true);
        break;
    }
  }
}
