/** `docker exec`: run another command in a running container. */
import type { ExecCreateRequest, ExecInspect } from '../../api/types.ts';
import { atLeast, type Command } from '../command.ts';
import { CliError, ConnectionError } from '../error.ts';
import { GoError } from '../go/strconv.ts';
import { DETACH_KEYS } from '../helptext.ts';
import { catchSignals, checkTty, pump, resizeTo } from '../streams/hijack.ts';
import { detachKeysOf, inspectContainer } from './attach.ts';
import { readPairs } from './config.ts';
import { segment } from './each.ts';

export const exec: Command = {
  use: 'exec [OPTIONS] CONTAINER COMMAND [ARG...]',
  short: 'Run a command in a running container',
  aliases: 'docker container exec, docker exec',
  args: atLeast(2),
  flags: `
d detach bool Run the command in the background
${DETACH_KEYS}
e env list:env Set an environment variable
- env-file list Take environment variables from a file
i interactive bool Keep standard input open even when nothing is attached
- privileged bool Give the command all capabilities
t tty bool Give it a terminal
u user string User, by name or number (format: "<name|uid>[:<group|gid>]")
w workdir string Working directory
`,
  interspersed: false,
  top: 2,
  support: { level: 'full' },
  *run(cli, flags, args) {
    const name = args[0]!;
    const tty = flags.bool('tty');
    const detach = flags.bool('detach');
    let fileEnv: string[];
    try {
      fileEnv = yield* readPairs(cli, flags.list('env-file'), (key) => cli.env(key));
    } catch (e) {
      throw e instanceof GoError ? new CliError(e.message) : e;
    }
    const env = [...fileEnv, ...flags.list('env')];
    const stdin = !detach && flags.bool('interactive');
    const detachKeys = yield* detachKeysOf(cli, flags);
    yield* inspectContainer(cli, name);
    if (!detach) checkTty(cli, stdin, tty);
    const size = tty ? cli.winsize(1) : undefined;
    const request: ExecCreateRequest = {
      User: flags.str('user'),
      Privileged: flags.bool('privileged'),
      Tty: tty,
      ...(tty ? { ConsoleSize: size === undefined ? [0, 0] : [size.rows, size.cols] } : {}),
      AttachStdin: stdin,
      AttachStderr: !detach,
      AttachStdout: !detach,
      DetachKeys: detachKeys,
      Env: env.length === 0 ? null : env,
      WorkingDir: flags.str('workdir'),
      Cmd: [...args.slice(1)],
    };
    const { Id: id } = yield* cli.api.json<{ Id: string }>('POST', `/containers/${segment(name)}/exec`, { json: request });
    if (id === '') throw new CliError('exec ID empty');
    const begin = { Detach: detach, Tty: tty, ...(request.ConsoleSize === undefined ? {} : { ConsoleSize: request.ConsoleSize }) };
    if (detach) return yield* cli.api.run('POST', `/exec/${id}/start`, { json: begin });
    const attached = yield* cli.api.call('POST', `/exec/${id}/start`, { json: begin, upgrade: true });
    const resize = tty && cli.isTerminal(0) ? `/exec/${id}/resize` : undefined;
    const signals = catchSignals(cli.sys, false, tty);
    if (resize !== undefined) yield* resizeTo(cli, resize);
    const end = yield* pump(cli, attached, { stdin, stdout: true, stderr: true, tty, detachKeys, resize }, signals);
    if (end === 'detached') throw new CliError('read escape sequence');
    if (end === 'interrupted') return;
    let status: number;
    try {
      status = (yield* cli.api.json<ExecInspect>('GET', `/exec/${id}/json`)).ExitCode ?? 0;
    } catch (e) {
      throw e instanceof ConnectionError ? new CliError('', 255) : e;
    }
    if (status !== 0) throw new CliError('', status);
  },
};
