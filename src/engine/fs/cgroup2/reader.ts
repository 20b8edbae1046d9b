/** The task behind an actor: who reads or writes decides which pid namespace numbers are in. */
import { Task } from '../../kernel/task.ts';
import type { Actor } from '../../vfs/file.ts';

export function readerOf(actor: Actor | undefined): Task | undefined {
  return actor instanceof Task ? actor : undefined;
}
