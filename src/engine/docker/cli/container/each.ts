/** The same for each of several containers: at once where docker does it at once, with the errors joined at the end. */
import type { Task } from '../../../abi/sys.ts';
import type { Call, Pending } from '../api.ts';
import type { DockerCli } from '../cli.ts';
import { ApiError, CliError } from '../error.ts';

/** A name as a segment of a path. Throws {@link CliError} for an empty one. */
export function segment(name: string): string {
  if (name.trim() === '') throw new CliError('invalid container name or ID: value is empty');
  return /^[\w.-]+$/.test(name) ? name : encodeURIComponent(name).replaceAll('%2F', '/').replaceAll('%3A', ':');
}

/** Do `act` for each name in turn; the messages of those that failed are joined into one error. */
export function* collectErrors(names: readonly string[], act: (name: string) => Task<void>): Task<void> {
  const errors: CliError[] = [];
  for (const name of names) {
    try {
      yield* act(name);
    } catch (e) {
      if (!(e instanceof CliError)) throw e;
      errors.push(e);
    }
  }
  if (errors.length > 0) throw new CliError(errors.map((e) => e.message).join('\n'), errors.length === 1 ? errors[0]!.code : 1);
}

const PARALLEL = 50;

/**
 * Send a call for each name, up to 50 at once, and print each name when its answer has come, in order. `ignore` is asked about errors
 * that are only to be printed.
 */
export function* forEachAtOnce(cli: DockerCli, names: readonly string[], request: (name: string) => readonly [method: string, path: string, call?: Call], ignore?: (e: ApiError) => boolean): Task<void> {
  const sent: (Pending | CliError)[] = [];
  let done = 0;
  yield* collectErrors(names, function* (name) {
    while (sent.length < names.length && sent.length < done + PARALLEL) {
      try {
        const [method, path, call] = request(names[sent.length]!);
        sent.push(yield* cli.api.start(method, path, call));
      } catch (e) {
        if (!(e instanceof CliError)) throw e;
        sent.push(e);
      }
    }
    const pending = sent[done++]!;
    if (pending instanceof CliError) throw pending;
    try {
      yield* (yield* cli.api.finish(pending)).all();
    } catch (e) {
      if (!(e instanceof ApiError) || ignore?.(e) !== true) throw e;
      yield* cli.err(`${e.message}\n`);
      return;
    }
    yield* cli.out(`${name}\n`);
  });
}
