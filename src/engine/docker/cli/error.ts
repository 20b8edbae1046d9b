/** What ends a command: a message for standard error and an exit status. */

/** A failed command. With an empty message only the status is left, as when a container's own status is passed on. */
export class CliError {
  readonly message: string;
  /** Exit status. */
  readonly code: number;
  constructor(message: string, code = 1) {
    this.message = message;
    this.code = code;
  }
}

/** An error answer of the daemon. */
export class ApiError extends CliError {
  /** HTTP status. */
  readonly status: number;
  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/** No connection to the daemon. */
export class ConnectionError extends CliError {}

/** Is it the daemon's "no such thing"? */
export function isNotFound(e: unknown): boolean {
  return e instanceof ApiError && e.status === 404;
}
