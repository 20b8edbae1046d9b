/** What the interactive shell offers for the word at the cursor; the completion engine of readline/ takes over when it is installed. */
import type { Task } from '../../../abi/sys.ts';
import type { Completion } from '../../readline/api.ts';
import type { Shell } from '../state/shell.ts';

/** A function that completes the line at a position, in this shell's terms. */
export type Completer = (sh: Shell, line: string, at: number) => Task<Completion>;

let installed: Completer | undefined;

/** Install the completion engine (readline/ does). */
export function installCompleter(complete: Completer): void {
  installed = complete;
}

/** The completer for this shell; undefined when none is installed. */
export function completer(sh: Shell): ((line: string, at: number) => Task<Completion>) | undefined {
  const complete = installed;
  return complete === undefined ? undefined : (line, at) => complete(sh, line, at);
}
