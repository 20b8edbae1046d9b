/** Commands of the client: what one is, how many arguments it takes, and the tree they form. Like cobra's, written as constant records. */
import type { Task } from '../../abi/sys.ts';
import type { DockerCli } from './cli.ts';
import { CliError } from './error.ts';
import type { Flags, Need } from './pflag.ts';

/** How far a command is simulated; 'none' says so when it is called. */
export interface CommandSupport {
  readonly level: 'full' | 'partial' | 'none';
  readonly note?: string;
}

/** How many arguments: [least, most], and which of cobra's checks words the error. */
export interface Arity {
  readonly kind: 'none' | 'exact' | 'min' | 'max' | 'range' | 'cobra';
  readonly min: number;
  readonly max: number;
}

export const noArgs: Arity = { kind: 'none', min: 0, max: 0 };
export const exactly = (n: number): Arity => ({ kind: 'exact', min: n, max: n });
export const atLeast = (n: number): Arity => ({ kind: 'min', min: n, max: Infinity });
export const atMost = (n: number): Arity => ({ kind: 'max', min: 0, max: n });
/** cobra's own check, which says less. */
export const cobraExactly = (n: number): Arity => ({ kind: 'cobra', min: n, max: n });
export const anyArgs: Arity = { kind: 'min', min: 0, max: Infinity };
export const between = (min: number, max: number): Arity => ({ kind: 'range', min, max });

/** One command. */
export interface Command {
  /** Name and arguments, as the usage line shows them. */
  readonly use: string;
  readonly short: string;
  /** Longer text of its help page. */
  readonly long?: string;
  /** Other names under the same parent. */
  readonly names?: readonly string[];
  /** The line under "Aliases:", when it is not just `names`. */
  readonly aliases?: string;
  readonly args: Arity;
  /** See pflag.ts. */
  readonly flags?: string;
  /** Flags end at the first argument (run, exec, create). */
  readonly interspersed?: false;
  /** Place among the common commands of `docker --help`. */
  readonly top?: number;
  readonly swarm?: boolean;
  /** 'help': left out of help pages alone. */
  readonly hidden?: boolean | 'help';
  /** See {@link Need}. A command that needs an experimental daemon, and those beneath it, are refused by another. */
  readonly needs?: Need;
  /** Called without a subcommand it prints its help page on standard output, whatever its arguments are. */
  readonly showsHelp?: true;
  /** An experiment of the client itself: its help pages, and those beneath it, say so. */
  readonly experiment?: boolean;
  readonly sub?: readonly Command[];
  readonly support?: CommandSupport;
  run?(cli: DockerCli, flags: Flags, args: readonly string[]): Task<void>;
}

/** A command with the path by which it was called, as 'docker container ls'. */
export interface Found {
  readonly command: Command;
  readonly path: string;
  /** From the root to the command itself. */
  readonly chain: readonly Command[];
}

/** A command's name. */
export function nameOf(command: Command): string {
  const space = command.use.indexOf(' ');
  return space < 0 ? command.use : command.use.slice(0, space);
}

/** `docker` itself. */
export function atRoot(root: Command): Found {
  return { command: root, path: nameOf(root), chain: [root] };
}

/** A subcommand of what was found. */
export function descend(found: Found, command: Command): Found {
  return { command, path: `${found.path} ${nameOf(command)}`, chain: [...found.chain, command] };
}

/** The subcommand `name` of `command`. */
export function child(command: Command, name: string): Command | undefined {
  return command.sub?.find((c) => nameOf(c) === name || c.names?.includes(name) === true);
}

/** The usage line: parent's path and `use`. */
export function useLine(found: Found): string {
  return found.path.slice(0, found.path.lastIndexOf(' ') + 1) + found.command.use;
}

function plural(n: number): string {
  return n === 1 ? 'argument' : 'arguments';
}

/** Refuse a wrong number of arguments, in the words of docker/cli's own checks. */
export function checkArgs(found: Found, args: readonly string[]): void {
  const { command, path } = found;
  const { kind, min, max } = command.args;
  if (args.length >= min && args.length <= max) return;
  if (kind === 'cobra') throw new CliError(`accepts ${min} arg(s), received ${args.length}`);
  const tail = `\n\nUsage:  ${useLine(found)}\n\n${kind === 'min' ? 'See' : kind === 'max' ? 'SRun' : 'Run'} '${path} --help' for more information`;
  if (command.sub !== undefined) throw new CliError(`docker: unknown command: ${path} ${args[0]}${tail}`);
  const what = {
    none: 'accepts no arguments',
    exact: `requires ${min} ${plural(min)}`,
    min: `requires at least ${min} ${plural(min)}`,
    max: `requires at most ${max} ${plural(max)}`,
    range: `requires at least ${min} and at most ${max} ${plural(max)}`,
  }[kind];
  throw new CliError(`docker: '${path}' ${what}${tail}`);
}

/** A management command: only groups its subcommands. */
export function group(use: string, short: string, sub: readonly Command[], more: Partial<Command> = {}): Command {
  return { use, short, args: noArgs, sub, ...more };
}

/** A command that real Docker has and that is not here. */
export function absent(use: string, short: string, more: Partial<Command> = {}): Command {
  return { use, short, args: atLeast(0), support: { level: 'none' }, ...more };
}
