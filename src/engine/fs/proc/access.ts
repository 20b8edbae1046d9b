/** Who may look into a process (ptrace_may_access): the same user, or CAP_SYS_PTRACE. */
import { fail } from '../../abi/errno.ts';
import { Task } from '../../kernel/task.ts';
import type { Process } from '../../kernel/process.ts';
import type { Actor } from '../../vfs/file.ts';

/** The task that reads, when it is one. */
export function readerOf(actor: Actor | undefined): Task | undefined {
  return actor instanceof Task ? actor : undefined;
}

/** EACCES unless `actor` may see the process's files, memory and environment. */
export function mayInspect(process: Process, actor: Actor | undefined): void {
  const reader = readerOf(actor);
  if (reader === undefined || reader.process === process) return;
  const own = reader.cred;
  const other = process.leader.cred;
  if (own.euid === other.euid && own.euid === other.uid && own.egid === other.egid) {
    for (const cap of other.caps) if (!own.caps.has(cap) && !own.caps.has('SYS_PTRACE')) fail('EACCES');
    return;
  }
  if (!own.caps.has('SYS_PTRACE')) fail('EACCES');
}
