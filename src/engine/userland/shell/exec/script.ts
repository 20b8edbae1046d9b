/** A file without `#!` that execve(2) refused: the forked shell becomes one that runs it. */
import type { Task } from '../../../abi/sys.ts';
import { Shell } from '../state/shell.ts';
import { initVariables } from '../state/init.ts';
import { guarded } from './guard.ts';
import { runFile } from './reader.ts';

/** Run `path` with fresh state in this process; its exit status. */
export function* runScript(sh: Shell, path: string, args: readonly string[], envp: readonly string[]): Task<number> {
  const fresh = new Shell(sh.sys, sh.dialect, path, sh.engine);
  fresh.shellName = sh.shellName;
  initVariables(fresh, envp);
  fresh.params = args;
  return yield* guarded(fresh, runFile(fresh, path));
}
