/** Running commands: lists, and-or lists, compound commands. Control flow (break, return) travels in `sh.flow`, checked after each command. */
import type { Task } from '../../../abi/sys.ts';
import { isSysError } from '../../../abi/errno.ts';
import type { ArithFor, Case, CompoundNode, For, If, List, Node, While } from '../syntax/ast.ts';
import { compileArith, evalArith } from '../expand/arith.ts';
import { ArithError } from '../expand/arithtok.ts';
import { expandPattern, expandSingle, expandWords, planText } from '../expand/expand.ts';
import { planAs } from '../expand/plan.ts';
import { matches } from '../expand/pattern.ts';
import { isName, setScalar } from '../state/assign.ts';
import { Discard, ExitShell, ExpansionError, Interrupted } from '../state/errors.ts';
import type { Shell } from '../state/shell.ts';
import { runCond } from './cond.ts';
import { defineFunction } from './function.ts';
import { runBackground, runCoproc, runPipeline, runSubshell } from './pipeline.ts';
import { redirect, restore, type Saved } from './redirect.ts';
import { runSelect } from './select.ts';
import { runSimple } from './simple.ts';
import { runDebugTrap, runErrTrap, runPendingTraps } from './traps.ts';
import { traceLine } from './xtrace.ts';

/** Run a list; the status of its last command. `tail`: nothing follows in this process, so that the last program may replace it. */
export function* runList(sh: Shell, list: List, tail = false): Task<number> {
  const items = list.items;
  for (let i = 0; i < items.length; i++) {
    const item = items[i]!;
    if (sh.options.noexec && !sh.interactive) break;
    if (item.background) yield* runBackground(sh, item.node);
    else yield* runNode(sh, item.node, tail && i === items.length - 1);
    if (sh.pendingSignals.length > 0) yield* runPendingTraps(sh);
    if (sh.flow !== 'next') break;
  }
  return sh.status;
}

/** Run one command of any kind; sets `$?`. */
export function* runNode(sh: Shell, node: Node, tail = false): Task<number> {
  switch (node.type) {
    case 'simple':
      sh.status = yield* runSimple(sh, node, tail);
      return yield* checked(sh);
    case 'list':
      return yield* runList(sh, node, tail);
    case 'andor': {
      sh.condition++;
      try {
        yield* runNode(sh, node.left);
      } finally {
        sh.condition--;
      }
      if (sh.flow !== 'next' || (sh.status === 0) !== (node.op === '&&')) return sh.status;
      return yield* runNode(sh, node.right, tail);
    }
    case 'pipeline':
      yield* runPipeline(sh, node);
      return node.negate ? sh.status : yield* checked(sh);
    case 'function':
      sh.status = defineFunction(sh, node);
      return sh.status;
    case 'coproc':
      return yield* runCoproc(sh, node);
    default:
      return yield* runCompound(sh, node, tail);
  }
}

/** After a command: errexit and the ERR trap, where they apply. */
export function* checked(sh: Shell): Task<number> {
  const status = sh.status;
  if (status !== 0 && sh.condition === 0 && sh.flow === 'next') {
    yield* runErrTrap(sh);
    if (sh.options.errexit) throw new ExitShell(status);
  }
  return status;
}

function* runCompound(sh: Shell, node: CompoundNode, tail: boolean): Task<number> {
  if (node.type === 'subshell') {
    sh.status = yield* runSubshell(sh, node, tail);
    sh.pipestatus = [sh.status];
    return yield* checked(sh);
  }
  if (node.redirs === undefined) return yield* runBody(sh, node, tail);
  const saved: Saved[] = [];
  sh.line = node.line;
  try {
    if (!(yield* redirect(sh, node.redirs, saved))) {
      yield* sh.flush();
      sh.status = sh.dialect === 'dash' ? 2 : 1;
      restore(sh, saved);
      return yield* checked(sh);
    }
    yield* runBody(sh, node, false);
    yield* sh.flush();
  } finally {
    restore(sh, saved);
  }
  return sh.status;
}

function* runBody(sh: Shell, node: CompoundNode, tail: boolean): Task<number> {
  switch (node.type) {
    case 'group':
      return yield* runList(sh, node.body, tail);
    case 'if':
      return yield* runIf(sh, node, tail);
    case 'while':
      return yield* runWhile(sh, node);
    case 'for':
      return yield* runFor(sh, node);
    case 'arithfor':
      return yield* runArithFor(sh, node);
    case 'case':
      return yield* runCase(sh, node, tail);
    case 'select':
      return yield* runSelect(sh, node);
    case 'arith': {
      sh.line = node.line;
      yield* runDebugTrap(sh);
      const text = yield* expandSingle(sh, node.expr, 'arith');
      if (sh.options.xtrace) yield* traceLine(sh, `(( ${text} ))`);
      try {
        sh.status = evalArith(text, sh) != 0 ? 0 : 1;
      } catch (e) {
        if (!(e instanceof ArithError)) throw e;
        sh.arithDepth = 0;
        sh.error(`((: ${e.message}`);
        yield* sh.flush();
        sh.status = 1;
      }
      sh.pipestatus = [sh.status];
      return yield* checked(sh);
    }
    case 'cond':
      sh.line = node.line;
      yield* runDebugTrap(sh);
      sh.status = yield* runCond(sh, node.expr);
      sh.pipestatus = [sh.status];
      if (sh.charge(1500)) yield* sh.breathe();
      return yield* checked(sh);
    case 'subshell':
      return sh.status;
  }
}

/** A list as a condition: errexit and ERR do not apply. */
export function* runTest(sh: Shell, list: List): Task<number> {
  sh.condition++;
  try {
    return yield* runList(sh, list);
  } finally {
    sh.condition--;
  }
}

function* runIf(sh: Shell, node: If, tail: boolean): Task<number> {
  for (const clause of node.clauses) {
    const status = yield* runTest(sh, clause.test);
    if (sh.flow !== 'next') return sh.status;
    if (status === 0) return yield* runList(sh, clause.body, tail);
  }
  if (node.otherwise !== undefined) return yield* runList(sh, node.otherwise, tail);
  sh.status = 0;
  return 0;
}

/** After a turn of a loop: does break (or return) leave it? Consumes what is meant for this loop. */
export function leaves(sh: Shell): boolean {
  if (sh.flow === 'next') return false;
  if (sh.flow === 'return') return true;
  if (--sh.flowCount > 0) return true;
  const out = sh.flow === 'break';
  sh.flow = 'next';
  return out;
}

function* runWhile(sh: Shell, node: While): Task<number> {
  let status = 0;
  sh.loops++;
  try {
    for (;;) {
      const test = yield* runTest(sh, node.test);
      if (sh.flow !== 'next') {
        if (leaves(sh)) {
          status = 0;
          break;
        }
        continue;
      }
      if ((test === 0) === node.until) break;
      status = yield* runList(sh, node.body);
      if (leaves(sh)) break;
      if (sh.charge(300)) yield* sh.breathe();
    }
  } finally {
    sh.loops--;
  }
  sh.status = status;
  return status;
}

function* runFor(sh: Shell, node: For): Task<number> {
  sh.line = node.line;
  if (!isName(node.name)) {
    sh.error(`\`${node.name}': not a valid identifier`);
    yield* sh.flush();
    sh.status = 1;
    return yield* checked(sh);
  }
  const items = node.words === undefined ? sh.params : yield* expandWords(sh, node.words);
  let status = 0;
  sh.loops++;
  try {
    for (const item of items) {
      sh.line = node.line;
      yield* runDebugTrap(sh);
      if (sh.options.xtrace) yield* traceLine(sh, `for ${node.name} in ${node.words === undefined ? '"$@"' : node.words.map((w) => w.raw).join(' ')}`);
      assignLoop(sh, node.name, item);
      status = yield* runList(sh, node.body);
      if (leaves(sh)) {
        status = sh.status;
        break;
      }
      if (sh.charge(300)) yield* sh.breathe();
    }
  } finally {
    sh.loops--;
  }
  sh.status = status;
  return status;
}

/** The loop variable; a reference is bound anew. */
export function assignLoop(sh: Shell, name: string, value: string): void {
  setScalar(sh, name, value);
}

function* runArithFor(sh: Shell, node: ArithFor): Task<number> {
  const value = function* (word: ArithFor['init'], empty: number): Task<number | undefined> {
    sh.line = node.line;
    const plan = word.plan ?? planAs(word, 'arith', sh.planOptions);
    const text = plan.literal ?? (yield* planText(sh, plan));
    if (sh.options.xtrace && text.trim() !== '') yield* traceLine(sh, `(( ${text} ))`);
    if (text.trim() === '') return empty;
    try {
      return Number(compileArith(text)(sh));
    } catch (e) {
      if (!(e instanceof ArithError)) throw e;
      sh.arithDepth = 0;
      sh.error(`((: ${e.message}`);
      yield* sh.flush();
      return undefined;
    }
  };
  let status = 0;
  sh.loops++;
  try {
    if ((yield* value(node.init, 1)) === undefined) status = 1;
    else {
      for (;;) {
        const go = yield* value(node.test, 1);
        if (go === undefined) {
          status = 1;
          break;
        }
        if (go === 0) break;
        status = yield* runList(sh, node.body);
        if (leaves(sh)) {
          status = sh.status;
          break;
        }
        if ((yield* value(node.step, 1)) === undefined) {
          status = 1;
          break;
        }
        if (sh.charge(300)) yield* sh.breathe();
      }
    }
  } finally {
    sh.loops--;
  }
  sh.status = status;
  return status;
}

function* runCase(sh: Shell, node: Case, tail: boolean): Task<number> {
  sh.line = node.line;
  yield* runDebugTrap(sh);
  if (sh.options.xtrace) yield* traceLine(sh, `case ${node.word.raw} in`);
  const text = yield* expandSingle(sh, node.word);
  const options = { extglob: sh.options.extglob, nocase: sh.options.opt('nocasematch') };
  let run = false;
  let ran = false;
  for (const item of node.items) {
    if (!run) {
      for (const p of item.patterns) {
        const pattern = p.plan?.literal ?? (yield* expandPattern(sh, p));
        if (matches(pattern, text, options)) {
          run = true;
          break;
        }
      }
    }
    if (!run) continue;
    ran = true;
    if (item.body.items.length === 0) sh.status = 0;
    else yield* runList(sh, item.body, tail && item.end === ';;');
    if (item.end === ';;' || sh.flow !== 'next') return sh.status;
    run = item.end === ';&';
  }
  if (!ran) sh.status = 0;
  return sh.status;
}

/** Run a command and turn early ends that concern only it into a status; what ends the shell goes on. */
export function* runProtected(sh: Shell, body: Task<number>): Task<number> {
  try {
    return yield* body;
  } catch (e) {
    if (e instanceof ExpansionError) {
      sh.error(e.message);
      yield* sh.flush();
      if (e.fatal && !sh.interactive) throw new ExitShell(sh.fatalStatus(e.status));
      throw new Discard(1);
    }
    if (e instanceof ArithError) {
      sh.arithDepth = 0;
      sh.error(e.message);
      yield* sh.flush();
      throw new Discard(1);
    }
    if (e instanceof Interrupted || e instanceof Discard || e instanceof ExitShell || !isSysError(e)) throw e;
    sh.error(e.message);
    yield* sh.flush();
    throw new Discard(1);
  }
}
