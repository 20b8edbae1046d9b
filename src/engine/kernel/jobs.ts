/**
 * Sessions and process groups (setsid(2), setpgid(2), credentials(7)): what job control is about. A session has at most one
 * controlling terminal; the terminal names the foreground group.
 */
import type { Pid } from './pid.ts';
import type { Process } from './process.ts';

/** What a session knows of its controlling terminal; tty.ts makes it. */
export interface ControllingTty {
  /** The session it controls. */
  session: Session | undefined;
  /** The group that may read and gets ^C. */
  foreground: ProcessGroup | undefined;
  /** As /proc/PID/stat and ps show it: '/dev/pts/0'. */
  readonly name: string;
  /** Device number (makedev), for /proc/PID/stat. */
  readonly rdev: number;
  /** The session leader ended: the session's processes lose the terminal. Signals are the caller's. */
  disassociate(): void;
}

export class Session {
  readonly id: Pid;
  readonly groups = new Set<ProcessGroup>();
  tty: ControllingTty | undefined;
  /** The leader while it lives. */
  leader: Process | undefined;

  constructor(id: Pid, leader: Process) {
    this.id = id;
    this.leader = leader;
    id.session = this;
  }
}

export class ProcessGroup {
  readonly id: Pid;
  readonly session: Session;
  readonly members = new Set<Process>();

  constructor(id: Pid, session: Session) {
    this.id = id;
    this.session = session;
    id.group = this;
    session.groups.add(this);
  }

  add(p: Process): void {
    this.members.add(p);
  }

  /** Take a process out; an empty group is gone, and with the last group its session. */
  remove(p: Process): void {
    this.members.delete(p);
    if (this.members.size > 0) return;
    this.session.groups.delete(this);
    this.id.group = undefined;
    this.id.release();
    if (this.session.groups.size > 0) return;
    this.session.id.session = undefined;
    this.session.id.release();
  }

  /**
   * Orphaned (POSIX): no member has a parent in the same session but another group. Stop signals from the terminal are ignored there,
   * as nobody could continue the processes. `without` is treated as if it had ended.
   */
  isOrphaned(without?: Process): boolean {
    for (const p of this.members) {
      if (p === without || p.ended !== undefined) continue;
      const parent = p.parent;
      if (parent !== undefined && parent !== without && parent.group !== this && parent.group.session === this.session && parent.ended === undefined) return false;
    }
    return true;
  }

  hasStopped(): boolean {
    for (const p of this.members) if (p.stopped !== undefined) return true;
    return false;
  }
}
