/** The program `docker`: finds the command, parses its flags, runs it, and turns what went wrong into a message and a status. */
import type { Sys, Task } from '../../abi/sys.ts';
import { isSysError, SysError } from '../../abi/errno.ts';
import { Signal } from '../../abi/signal.ts';
import { ConnectionLost, HttpError } from '../http/client.ts';
import { DockerCli, CLIENT_VERSION } from './cli.ts';
import { atRoot, checkArgs, child, descend, useLine, type Found } from './command.ts';
import { builderNotice } from './builder.ts';
import { completions } from './complete.ts';
import { CliError } from './error.ts';
import { GoError } from './go/strconv.ts';
import { flagSet, parseFlags, type Flags } from './pflag.ts';
import { ROOT } from './root.ts';
import { checkSupported, featuresOf } from './features.ts';
import { findTopic, helpPage } from './usage.ts';

function* showHelp(cli: DockerCli, found: Found, fd: 1 | 2): Task<void> {
  const { command } = found;
  yield* checkSupported(cli, found, undefined);
  const local = command === ROOT ? { ...found, command: { ...command, flags: command.flags?.replaceAll('/root/.docker', cli.configDir()) } } : found;
  const page = helpPage(local, { width: cli.winsize(0)?.cols ?? 80, bold: cli.isTerminal(fd), features: yield* featuresOf(cli) });
  yield* fd === 1 ? cli.out(page) : cli.err(page);
}

function* showVersion(cli: DockerCli): Task<void> {
  yield* cli.out(`Docker version ${CLIENT_VERSION.version}, build ${CLIENT_VERSION.commit}\n`);
}

function* parse(cli: DockerCli, found: Found, args: readonly string[], interspersed: boolean): Task<Flags> {
  try {
    return parseFlags(flagSet(found.command.flags ?? ''), args, interspersed, cli);
  } catch (e) {
    if (!(e instanceof GoError)) throw e;
    yield* checkSupported(cli, found, undefined);
    throw new CliError(`${e.message}\n\nUsage:  ${useLine(found)}\n\nRun '${found.path} --help' for more information`, 125);
  }
}

function* help(cli: DockerCli, root: Found, words: readonly string[]): Task<void> {
  const { found, rest } = findTopic(root, words);
  if (rest.length > 0) throw new CliError(`unknown help topic: ${rest.join(' ')}`);
  yield* showHelp(cli, found, 1);
}

const DIRECTIVES: readonly (readonly [bit: number, name: string])[] = [
  [1, 'ShellCompDirectiveError'],
  [2, 'ShellCompDirectiveNoSpace'],
  [4, 'ShellCompDirectiveNoFileComp'],
  [16, 'ShellCompDirectiveFilterDirs'],
];

/** What cobra's shell completion asks for: the words that may stand last, and how to treat them. */
function* complete(cli: DockerCli, words: readonly string[], described: boolean): Task<void> {
  const { list, directive } = yield* completions(cli, words);
  yield* cli.out(`${list.map((w) => `${described ? w : w.split('\t')[0]}\n`).join('')}:${directive}\n`);
  const names = DIRECTIVES.filter(([bit]) => (directive & bit) !== 0).map(([, name]) => name);
  yield* cli.err(`Completion ended with directive: ${names.length === 0 ? 'ShellCompDirectiveDefault' : names.join(', ')}\n`);
}

function* dispatch(cli: DockerCli, argv: readonly string[]): Task<void> {
  const root = atRoot(ROOT);
  const globals = yield* parse(cli, root, argv.slice(1), false);
  cli.globals = globals;
  yield* cli.initialize();
  if (globals.help) return yield* help(cli, root, globals.args);
  if (globals.bool('version')) return yield* showVersion(cli);
  let words: readonly string[] = globals.args;
  if (words.length === 0) return yield* showHelp(cli, root, 2);
  if (words[0] === 'help') return yield* help(cli, root, words.slice(1));
  if (words[0] === '__complete' || words[0] === '__completeNoDesc') return yield* complete(cli, words.slice(1), words[0] === '__complete');
  yield* builderNotice(cli, words);
  let found = root;
  while (found.command.sub !== undefined && words.length > 0) {
    const next = child(found.command, words[0]!);
    if (next === undefined) break;
    found = descend(found, next);
    words = words.slice(1);
  }
  if (found === root) {
    const loose = yield* parse(cli, root, words, true);
    if (loose.help) return yield* showHelp(cli, root, 1);
    if (loose.bool('version')) return yield* showVersion(cli);
    throw new CliError(`docker: unknown command: docker ${words[0]}\n\nRun 'docker --help' for more information`);
  }
  const { command } = found;
  const flags = yield* parse(cli, found, words, command.interspersed !== false);
  for (const note of flags.notes) yield* cli.out(`${note}\n`);
  if (flags.help) return yield* showHelp(cli, found, 1);
  if (command.showsHelp === true) return yield* showHelp(cli, found, 1);
  yield* checkSupported(cli, found, flags);
  checkArgs(found, flags.args);
  if (command.run === undefined) {
    if (command.sub === undefined) throw new CliError(`glasshull: ${found.path} is not simulated`);
    return yield* showHelp(cli, found, 2);
  }
  cli.showHelp = () => showHelp(cli, found, 1);
  yield* command.run(cli, flags, flags.args);
}

/** Say why it ends, if anybody can still read it. */
function* complain(cli: DockerCli, message: string): Task<void> {
  try {
    yield* cli.err(`${message}\n`);
  } catch (e) {
    if (!(e instanceof SysError)) throw e;
  }
}

/** main of `docker`. */
export function* main(sys: Sys, argv: readonly string[], envp: readonly string[]): Task<number> {
  const cli = new DockerCli(sys, envp, ROOT);
  let ended = 0;
  const end = (signo: number): void => {
    ended = signo;
  };
  sys.sigaction(Signal.SIGINT, end, { restart: false });
  sys.sigaction(Signal.SIGTERM, end, { restart: false });
  try {
    yield* dispatch(cli, argv);
    return 0;
  } catch (e) {
    // A command that sends signals on to its container has taken them over: before it is attached they end it as quietly.
    if (isSysError(e, 'EINTR')) return 128 + (ended === 0 ? Signal.SIGINT : ended);
    if (e instanceof CliError) {
      if (e.message !== '') yield* complain(cli, e.message);
      return e.code & 0xff;
    }
    if (!(e instanceof HttpError || e instanceof ConnectionLost || e instanceof SysError)) throw e;
    yield* complain(cli, e instanceof SysError ? e.message.toLowerCase() : 'unexpected EOF');
    return 1;
  }
}
