/** Simple commands (XCU 2.9.1): expansion, assignments, redirections, and the search for function, builtin or program. */
import type { Task } from '../../../abi/sys.ts';
import { exitCode } from '../../../abi/process.ts';
import type { Assign, Redir, Simple } from '../syntax/ast.ts';
import { commandText } from '../syntax/print.ts';
import { expandPlan, expandSingle, expandWords } from '../expand/expand.ts';
import { compile, planOf } from '../expand/plan.ts';
import { planText } from '../expand/expand.ts';
import { setCompound, setElement, setScalar } from '../state/assign.ts';
import { Discard, ExitShell, ExpansionError } from '../state/errors.ts';
import type { Shell } from '../state/shell.ts';
import { A } from '../state/variables.ts';
import { ASSIGNMENT_BUILTINS, builtins, SPECIAL_BUILTINS, type Builtin } from '../builtins/table.ts';
import { callFunction } from './function.ts';
import { execProgram, executable, forkExec, forkShell, giveTerminal, killMessage, lookUp, notFound, waitForeground } from './process.ts';
import { redirect, restore, type Saved } from './redirect.ts';
import { closeProcFds } from './subst.ts';
import { runDebugTrap } from './traps.ts';
import { traceAssign, traceCompound, traceValue, traceWords } from './xtrace.ts';

/** Run a simple command; its status. `tail`: a program may replace this process. */
export function* runSimple(sh: Shell, node: Simple, tail: boolean): Task<number> {
  sh.line = node.line;
  if (sh.inTrap === 0) sh.command = node;
  if (sh.charge(2000)) yield* sh.breathe();
  if (sh.traps.size > 0) yield* runDebugTrap(sh);
  sh.substStatus = undefined;
  const words = node.words.length === 0 ? [] : yield* commandWords(sh, node);
  if (words.length === 0) return yield* assignOnly(sh, node);
  const saveLine = sh.line;
  const status = yield* runCommand(sh, words, node.assigns, node.redirs, node, tail);
  sh.line = saveLine;
  sh.pipestatus = [status];
  if (sh.procFds.length > 0) closeProcFds(sh);
  return status;
}

/** The command's words. Arguments of declare and its kin that look like assignments are not split. */
function* commandWords(sh: Shell, node: Simple): Task<string[]> {
  const first = node.words[0]!;
  const name = first.plan?.literal ?? first.raw;
  if (!ASSIGNMENT_BUILTINS.has(name) || !node.words.some((w) => w.assign !== undefined)) return yield* expandWords(sh, node.words);
  const out: string[] = [];
  sh.declared = new Map();
  for (const w of node.words) {
    if (w.assign === undefined) {
      yield* expandPlan(sh, planOf(w, sh.planOptions), out);
      continue;
    }
    const a = w.assign;
    const index = a.index === undefined ? '' : `[${yield* indexText(sh, a)}]`;
    const head = `${a.name}${index}${a.append ? '+' : ''}=`;
    if (Array.isArray(a.value)) {
      sh.declared.set(out.length, a);
      out.push(`${head}(`);
    } else out.push(head + (yield* expandSingle(sh, a.value, 'assign')));
  }
  return out;
}

/** A subscript as text: expanded; evaluated later when the array is indexed. */
export function* indexText(sh: Shell, a: Assign): Task<string> {
  if (a.index === undefined) return '';
  return yield* expandSingle(sh, a.index);
}

/** Perform one assignment of the command line. */
export function* assign(sh: Shell, a: Assign): Task<void> {
  if (Array.isArray(a.value)) {
    if (a.index !== undefined) throw new ExpansionError(`${a.name}[${a.index.raw}]: cannot assign list to array member`);
    const items = yield* compoundItems(sh, a);
    if (sh.options.xtrace) yield* traceCompound(sh, a);
    setCompound(sh, a.name, items, a.append);
    return;
  }
  if (a.index === undefined) {
    const value = yield* expandSingle(sh, a.value, 'assign');
    if (sh.options.xtrace) yield* traceAssign(sh, `${a.name}${a.append ? '+' : ''}=${traceValue(value)}`);
    setScalar(sh, a.name, value, a.append);
    return;
  }
  const index = yield* indexText(sh, a);
  const value = yield* expandSingle(sh, a.value, 'assign');
  if (sh.options.xtrace) yield* traceAssign(sh, `${a.name}[${index}]${a.append ? '+' : ''}=${traceValue(value)}`);
  setElement(sh, a.name, index, value, a.append);
}

/** The elements of a compound value, expanded. */
export function* compoundItems(sh: Shell, a: Assign): Task<{ index: string | undefined; value: string; append: boolean }[]> {
  if (!Array.isArray(a.value)) return [];
  const out: { index: string | undefined; value: string; append: boolean }[] = [];
  for (const el of a.value) {
    if (el.index !== undefined) {
      out.push({ index: yield* expandSingle(sh, el.index), value: yield* expandSingle(sh, el.value, 'assign'), append: el.append });
      continue;
    }
    const fields: string[] = [];
    yield* expandPlan(sh, planOf(el.value, sh.planOptions), fields);
    for (const value of fields) out.push({ index: undefined, value, append: false });
  }
  return out;
}

function* assignOnly(sh: Shell, node: Simple): Task<number> {
  let failed = false;
  if (node.redirs.length > 0) {
    const saved: Saved[] = [];
    try {
      failed = !(yield* redirect(sh, node.redirs, saved));
      yield* sh.flush();
    } finally {
      restore(sh, saved);
    }
  }
  if (failed) return sh.dialect === 'dash' ? 2 : 1;
  for (const a of node.assigns) yield* assign(sh, a);
  const status = sh.substStatus ?? 0;
  sh.pipestatus = [status];
  if (sh.bash) sh.lastArg = '';
  return status;
}

/** Run a command by its expanded words. */
export function* runCommand(sh: Shell, words: string[], assigns: readonly Assign[], redirs: readonly Redir[], node: Simple | undefined, tail: boolean, plain = false): Task<number> {
  const name = words[0]!;
  if (sh.options.xtrace) {
    if (assigns.length > 0) assigns = yield* fixedAssigns(sh, assigns);
    yield* traceWords(sh, assigns, words);
  }
  if (!plain) {
    const special = !sh.bash && SPECIAL_BUILTINS.has(name);
    const fn = special ? undefined : sh.functions.get(name);
    if (fn !== undefined) {
      return yield* withRedirections(sh, redirs, function* () {
        if (assigns.length === 0) return yield* callFunction(sh, fn, words.slice(1));
        return yield* withTemporary(sh, assigns, () => callFunction(sh, fn, words.slice(1)));
      });
    }
  }
  const builtin = sh.disabled.has(name) ? undefined : builtins(sh).get(name);
  if (builtin !== undefined) {
    sh.lastArgAfter = words[words.length - 1]!;
    const status = yield* runBuiltin(sh, builtin, words, assigns, redirs, name);
    sh.lastArg = sh.lastArgAfter;
    return status;
  }
  sh.lastArg = words[words.length - 1]!;
  return yield* runProgram(sh, words, assigns, redirs, node, tail);
}

/** Assignments with their values expanded, so that a trace can show them before they are made. */
function* fixedAssigns(sh: Shell, assigns: readonly Assign[]): Task<Assign[]> {
  const out: Assign[] = [];
  for (const a of assigns) {
    if (Array.isArray(a.value)) out.push(a);
    else {
      const value = yield* expandSingle(sh, a.value, 'assign');
      out.push({ ...a, value: { raw: a.value.raw, line: a.value.line, plan: { parts: [], literal: value } } });
    }
  }
  return out;
}

/** Run something with redirections that are undone afterwards. */
export function* withRedirections(sh: Shell, redirs: readonly Redir[], body: () => Task<number>): Task<number> {
  if (redirs.length === 0) return yield* body();
  const saved: Saved[] = [];
  try {
    if (!(yield* redirect(sh, redirs, saved))) {
      restore(sh, saved);
      yield* sh.flush();
      return sh.dialect === 'dash' ? 2 : 1;
    }
    const status = yield* body();
    yield* sh.flush();
    return status;
  } finally {
    restore(sh, saved);
  }
}

/** Run something with `X=1` before it: exported variables that vanish afterwards. */
function* withTemporary(sh: Shell, assigns: readonly Assign[], body: () => Task<number>): Task<number> {
  sh.vars.pushFrame(true);
  try {
    for (const a of assigns) yield* temporary(sh, a);
    return yield* body();
  } finally {
    sh.vars.popFrame();
  }
}

function* temporary(sh: Shell, a: Assign): Task<void> {
  if (Array.isArray(a.value)) return;
  const value = yield* expandSingle(sh, a.value, 'assign');
  const old = sh.vars.get(a.name);
  if (old !== undefined && old.attrs & A.READONLY) throw new ExpansionError(sh.bash ? `${a.name}: readonly variable` : `${a.name}: is read only`, !sh.bash, sh.bash ? 1 : 2);
  const joined = a.append ? (sh.scalar(a.name) ?? '') + value : value;
  const v = sh.vars.localise(a.name, true);
  if (old?.dynamic !== undefined && a.name !== '_') v.dynamic = undefined;
  v.value = joined;
  v.attrs |= A.EXPORT;
  sh.vars.exportVersion++;
}

function* runBuiltin(sh: Shell, builtin: Builtin, words: string[], assigns: readonly Assign[], redirs: readonly Redir[], name: string): Task<number> {
  const special = SPECIAL_BUILTINS.has(name);
  const permanent = name === 'exec' && words.length === 1;
  const saved: Saved[] | undefined = permanent ? undefined : [];
  const outerName = sh.builtinName;
  let frame = false;
  try {
    if (redirs.length > 0 && !(yield* redirect(sh, redirs, saved))) {
      if (saved !== undefined) restore(sh, saved);
      yield* sh.flush();
      if (!sh.bash && special) throw new ExitShell(2);
      return sh.dialect === 'dash' ? 2 : 1;
    }
    if (assigns.length > 0) {
      if (!sh.bash && special) for (const a of assigns) yield* assign(sh, a);
      else {
        sh.vars.pushFrame(true);
        frame = true;
        for (const a of assigns) yield* temporary(sh, a);
      }
    }
    sh.builtinName = name;
    const result = builtin.run(sh, words);
    let status = typeof result === 'number' ? result : yield* result;
    if (!(yield* sh.flush())) status = status === 0 ? (sh.bash ? 1 : 2) : status;
    return status;
  } catch (e) {
    // An error within a builtin is worded with its name, and only ends the command.
    if (e instanceof ExpansionError && sh.bash && !e.fatal) {
      sh.error(e.message);
      yield* sh.flush();
      if (special && e.message.endsWith('readonly variable')) throw new Discard(1);
      return 1;
    }
    throw e;
  } finally {
    sh.builtinName = outerName;
    if (frame) sh.vars.popFrame();
    if (saved !== undefined) restore(sh, saved);
  }
}

function* runProgram(sh: Shell, words: string[], assigns: readonly Assign[], redirs: readonly Redir[], node: Simple | undefined, tail: boolean): Task<number> {
  const name = words[0]!;
  let path: string | undefined;
  const overridden = assigns.find((a) => a.name === 'PATH' && !Array.isArray(a.value));
  if (overridden !== undefined && !name.includes('/')) {
    const { findProgram } = yield* pathWith(sh, overridden);
    path = findProgram(name);
  } else path = lookUp(sh, name);
  if (path === undefined) {
    const handler = sh.bash ? sh.functions.get('command_not_found_handle') : undefined;
    return yield* withRedirections(sh, redirs, function* () {
      if (handler !== undefined) return yield* callFunction(sh, handler, words);
      const status = notFound(sh, name);
      yield* sh.flush();
      return status;
    });
  }
  const envp = yield* environment(sh, assigns, path);
  if (tail && sh.mayReplace()) {
    if (redirs.length > 0 && !(yield* redirect(sh, redirs))) {
      yield* sh.flush();
      return sh.dialect === 'dash' ? 2 : 1;
    }
    return yield* execProgram(sh, path, words, envp);
  }
  const control = sh.monitoring ? { pgid: 0 } : {};
  const pid =
    redirs.length === 0
      ? yield* forkExec(sh, control, path, words, envp)
      : yield* forkShell(sh, control, function* (child) {
          if (!(yield* redirect(child, redirs))) return child.dialect === 'dash' ? 2 : 1;
          yield* child.flush();
          return yield* execProgram(child, path, words, envp);
        });
  return yield* foreground(sh, [pid], sh.monitoring ? pid : 0, () => (node === undefined ? words.join(' ') : commandText(node)));
}

/** Wait for a foreground job of these processes; reports kills and stops as bash does. The status, and PIPESTATUS. */
export function* foreground(sh: Shell, pids: readonly number[], pgid: number, text: () => string): Task<number> {
  const job = sh.jobs.add(pgid, pids, sh.interactive || sh.monitoring ? text() : '', sh.cwd, true);
  giveTerminal(sh, pgid);
  const status = yield* waitForeground(sh, job);
  if (status.kind === 'stopped') {
    job.foreground = false;
    sh.jobs.setCurrent(job);
    sh.print(`\n${sh.jobs.line(job, false, sh.cwd, sh.dialect)}\n`, 2);
    job.notified = true;
    yield* sh.flush();
    sh.pipestatus = job.procs.map((p) => (p.status === undefined ? 0 : exitCode(p.status)));
    return exitCode(status);
  }
  sh.pipestatus = job.procs.map((p) => (p.status === undefined ? 0 : exitCode(p.status)));
  sh.jobs.remove(job);
  if (status.kind === 'signaled') {
    const shown = killMessage(sh, job, status, text);
    if (shown !== undefined) sh.print(`${shown}\n`, 2);
    else if (status.signal === 2 && sh.interactive) sh.print('\n', 2);
    yield* sh.flush();
    if (status.signal === 2) yield* sh.childInterrupted();
  }
  return exitCode(status);
}

function* pathWith(sh: Shell, a: Assign): Task<{ findProgram: (name: string) => string | undefined }> {
  const value = Array.isArray(a.value) ? '' : yield* planText(sh, compile(a.value.raw, a.value.line, 'assign', sh.planOptions));
  const find = (name: string): string | undefined => {
    for (const dir of value.split(':')) {
      const full = dir === '' ? `./${name}` : `${dir}/${name}`;
      if (executable(sh, full) === 'yes') return full;
    }
    return undefined;
  };
  return { findProgram: find };
}

/** The environment for a program: exported variables, those before the command, and `_`. */
function* environment(sh: Shell, assigns: readonly Assign[], path: string): Task<string[]> {
  const base = sh.environ();
  if (assigns.length === 0) return sh.bash ? [...base, `_=${path}`] : base.slice();
  const own = new Map<string, string>();
  for (const a of assigns) {
    if (Array.isArray(a.value)) continue;
    const old = sh.vars.get(a.name);
    if (old !== undefined && old.attrs & A.READONLY) throw new ExpansionError(sh.bash ? `${a.name}: readonly variable` : `${a.name}: is read only`, !sh.bash, sh.bash ? 1 : 2);
    const value = yield* expandSingle(sh, a.value, 'assign');
    own.set(a.name, a.append ? (sh.scalar(a.name) ?? '') + value : value);
  }
  const out = base.filter((e) => !own.has(e.slice(0, e.indexOf('='))));
  for (const [k, v] of own) out.push(`${k}=${v}`);
  if (sh.bash) out.push(`_=${path}`);
  return out;
}

