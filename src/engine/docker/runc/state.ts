/** runc's state directory: ROOT/ID/state.json and ROOT/ID/exec.fifo. */
import { isSysError } from '../../abi/errno.ts';
import type { Sys, Task } from '../../abi/sys.ts';
import type { RuncState } from '../common/oci.ts';
import { readTextIfAny, writeFile } from '../common/files.ts';
import { RuncError } from './errors.ts';

/** Where a container's state lives. */
export function stateDir(root: string, id: string): string {
  return `${root}/${id}`;
}

/** Throws {@link RuncError} when there is no such container. */
export function* loadState(sys: Sys, root: string, id: string): Task<RuncState> {
  const text = yield* readTextIfAny(sys, `${stateDir(root, id)}/state.json`);
  if (text === undefined) throw new RuncError('container does not exist');
  return JSON.parse(text) as RuncState;
}

export function* saveState(sys: Sys, root: string, state: RuncState): Task<void> {
  yield* writeFile(sys, `${stateDir(root, state.id)}/state.json`, JSON.stringify(state), 0o600);
}

/** Is the container's first process alive? */
export function initAlive(sys: Sys, state: RuncState): boolean {
  try {
    sys.kill(state.init_process_pid, 0);
    return true;
  } catch (e) {
    if (isSysError(e)) return false;
    throw e;
  }
}
