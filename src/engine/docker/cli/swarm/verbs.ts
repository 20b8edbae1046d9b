/** What the commands of a swarm share: the engine is outside one, so that each asks it and passes on what it answers. */
import type { Task } from '../../../abi/sys.ts';
import type { DockerCli } from '../cli.ts';
import type { Arity, Command } from '../command.ts';
import { collectErrors } from '../container/each.ts';
import { CliError } from '../error.ts';
import { FORMAT_RECORD } from '../helptext.ts';
import { inspectAll } from '../inspect/inspect.ts';
import type { Flags } from '../pflag.ts';

/** How far all of these go. */
export const OUTSIDE = { level: 'partial', note: 'the engine is never part of a swarm' } as const;

/** Ask the engine; an answer other than its refusal would need a swarm. */
export function* refused(cli: DockerCli, method: string, path: string, json?: unknown): Task<never> {
  yield* cli.api.run(method, path, json === undefined ? {} : { json });
  return cli.unsupported('a swarm');
}

/** A command that asks once. */
export function asking(use: string, short: string, args: Arity, method: string, path: string | ((args: readonly string[]) => string), more: Partial<Command> = {}): Command {
  return {
    use,
    short,
    args,
    support: OUTSIDE,
    ...more,
    *run(cli, _flags, given) {
      yield* refused(cli, method, typeof path === 'string' ? path : path(given), method === 'POST' ? {} : undefined);
    },
  };
}

/** A command that asks for each of its arguments. */
export function askingEach(use: string, short: string, args: Arity, method: string, path: (name: string) => string, more: Partial<Command> = {}): Command {
  return {
    use,
    short,
    args,
    support: OUTSIDE,
    ...more,
    *run(cli, _flags, given) {
      yield* collectErrors(given, (name) => refused(cli, method, path(encodeURIComponent(name))));
    },
  };
}

/** An inspect of objects of a swarm. */
export function inspecting(use: string, short: string, args: Arity, path: (name: string) => string): Command {
  return {
    use,
    short,
    args,
    flags: `
f format string ${FORMAT_RECORD}
- pretty bool Print it for people
`,
    support: OUTSIDE,
    *run(cli, flags, given) {
      if (flags.str('format') !== '' && flags.bool('pretty')) throw new CliError('--format is incompatible with human friendly format');
      yield* inspectAll(cli, flags.bool('pretty') ? '{{.}}' : flags.str('format'), given, function* (name) {
        return yield* refused(cli, 'GET', path(encodeURIComponent(name)));
      });
    },
  };
}

/** The content of a secret or a config, from a file or standard input. Throws {@link CliError}. */
export function* contentOf(cli: DockerCli, file: string): Task<string> {
  const name = file === '-' ? 'STDIN' : file;
  let text: string;
  try {
    text = yield* cli.readFile(file === '-' ? '/dev/stdin' : file);
  } catch (e) {
    throw e instanceof Error ? new CliError(`error reading from ${name}: open ${file}: ${e.message.toLowerCase()}`) : e;
  }
  if (text === '') throw new CliError(`error reading from ${name}: data is empty`);
  return text;
}

/** A list flag as labels. */
export function labelsOf(flags: Flags): Record<string, string> {
  return Object.fromEntries(flags.list('label').map((l) => (l.includes('=') ? [l.slice(0, l.indexOf('=')), l.slice(l.indexOf('=') + 1)] : [l, ''])));
}
