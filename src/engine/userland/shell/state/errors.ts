/** How evaluation ends early. Thrown, and caught by the loops that read commands; never seen by programs outside the shell. */

/** The shell (or subshell) ends: exit, errexit, a fatal error in a script. */
export class ExitShell {
  readonly status: number;
  constructor(status: number) {
    this.status = status;
  }
}

/** The present top-level command is given up; the shell goes on with the next (bash's DISCARD). */
export class Discard {
  readonly status: number;
  constructor(status = 1) {
    this.status = status;
  }
}

/** SIGINT came while the interactive shell evaluated a command. */
export class Interrupted {
  /** The cursor is on a fresh line already. */
  readonly fresh: boolean;
  constructor(fresh = false) {
    this.fresh = fresh;
  }
}

/** An error in an expansion, with its message already without prefix. `fatal` ends a script (unset with -u, `${x:?}`). */
export class ExpansionError {
  readonly message: string;
  readonly fatal: boolean;
  readonly status: number;
  constructor(message: string, fatal = false, status = 1) {
    this.message = message;
    this.fatal = fatal;
    this.status = status;
  }
}
