/** Functions: definition and call, with dynamic scope for locals. */
import type { Task } from '../../../abi/sys.ts';
import type { Func } from '../syntax/ast.ts';
import { ExpansionError } from '../state/errors.ts';
import type { FunctionDef, Shell } from '../state/shell.ts';
import { redirect, restore, type Saved } from './redirect.ts';
import { runNode } from './run.ts';
import { runReturnTrap } from './traps.ts';

/** Define a function; 0. */
export function defineFunction(sh: Shell, node: Func): number {
  if (sh.readonlyFunctions.has(node.name)) {
    sh.line = node.line;
    sh.error(`${node.name}: readonly function`);
    return 1;
  }
  const top = sh.calls[sh.calls.length - 1];
  const source = top !== undefined ? top.source : sh.interactive ? 'main' : sh.startLetters.includes('c') ? 'environment' : sh.name;
  sh.functions.set(node.name, { name: node.name, body: node.body, source, line: node.line, exported: sh.functions.get(node.name)?.exported });
  return 0;
}

/** Call a function; its status. */
export function* callFunction(sh: Shell, def: FunctionDef, args: readonly string[]): Task<number> {
  const limit = Number(sh.scalar('FUNCNEST') ?? 0);
  if (limit > 0 && sh.returnable >= limit) throw new ExpansionError(`${def.name}: maximum function nesting level exceeded (${limit})`);
  if (sh.returnable > 2000) throw new ExpansionError(`${def.name}: maximum function nesting level exceeded (2000)`);
  const { params, loops, line, getoptsAt } = sh;
  sh.params = args;
  sh.loops = 0;
  sh.calls.push({ name: def.name, line, source: def.source, kind: 'function' });
  sh.vars.pushFrame();
  sh.returnable++;
  const hidden = hideTraps(sh);
  const saved: Saved[] = [];
  try {
    const redirs = 'redirs' in def.body && def.body.type !== 'simple' ? def.body.redirs : undefined;
    if (redirs !== undefined) {
      if (!(yield* redirect(sh, redirs, saved))) return 1;
      yield* runNode(sh, { ...def.body, redirs: undefined } as typeof def.body);
    } else yield* runNode(sh, def.body);
    if (sh.flow === 'return') sh.flow = 'next';
    if (sh.traps.has('RETURN')) yield* runReturnTrap(sh);
    yield* sh.flush();
    return sh.status;
  } finally {
    restore(sh, saved);
    sh.returnable--;
    for (const [key, command] of hidden) if (!sh.traps.has(key)) sh.traps.set(key, command);
    sh.vars.popFrame();
    sh.calls.pop();
    sh.params = params;
    sh.loops = loops;
    sh.line = line;
    sh.getoptsAt = getoptsAt;
  }
}

/** Functions do not inherit DEBUG, RETURN and ERR unless told so; what they set themselves stays set. */
function hideTraps(sh: Shell): [string, string][] {
  const hidden: [string, string][] = [];
  if (sh.traps.size === 0) return hidden;
  for (const key of ['DEBUG', 'RETURN', 'ERR']) {
    const command = sh.traps.get(key);
    if (command === undefined || (key === 'ERR' ? sh.options.errtrace : sh.options.functrace)) continue;
    hidden.push([key, command]);
    sh.traps.delete(key);
  }
  return hidden;
}
