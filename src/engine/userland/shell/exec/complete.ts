/** What the interactive shell offers for the word at the cursor, in the form that the line editor asks for. */
import type { Task } from '../../../abi/sys.ts';
import type { Completion } from '../../readline/api.ts';
import type { Shell } from '../state/shell.ts';
import { completeLine } from './completion.ts';

/** The completer for this shell. */
export function completer(sh: Shell): (line: string, at: number) => Task<Completion> {
  return (line, at) => completeLine(sh, line, at);
}
