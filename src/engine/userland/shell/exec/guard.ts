/** The edge of a shell process: what ends evaluation early becomes an exit status here, and the EXIT trap runs. */
import { isSysError } from '../../../abi/errno.ts';
import type { Task } from '../../../abi/sys.ts';
import { Discard, ExitShell, ExpansionError, Interrupted } from '../state/errors.ts';
import type { Shell } from '../state/shell.ts';
import { Signal } from '../../../abi/signal.ts';
import { runExitTrap } from './traps.ts';

/** Run a subshell's body to its exit status, EXIT trap included. */
export function* guarded(sh: Shell, body: Task<number>): Task<number> {
  let status: number;
  try {
    status = yield* body;
  } catch (e) {
    const s = endStatus(sh, e);
    if (s === undefined) throw e;
    status = s;
  }
  sh.status = status;
  yield* sh.flush();
  status = yield* runExitTrap(sh);
  yield* sh.flush();
  return status & 255;
}

/** The exit status that an early end of evaluation means for a shell that ends with it; undefined for what is none. */
export function endStatus(sh: Shell, e: unknown): number | undefined {
  if (e instanceof ExitShell) return e.status;
  if (e instanceof Discard) return e.status;
  if (e instanceof Interrupted) return 128 + Signal.SIGINT;
  if (e instanceof ExpansionError) {
    sh.error(e.message);
    return sh.fatalStatus(e.status);
  }
  if (isSysError(e)) {
    sh.error(e.message);
    return 1;
  }
  return undefined;
}
