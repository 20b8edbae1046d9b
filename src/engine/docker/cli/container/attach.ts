/** `docker attach`, and the attach call that `run` and `start -a` share with it. */
import type { Task } from '../../../abi/sys.ts';
import type { ContainerInspect } from '../../api/types.ts';
import type { Response } from '../api.ts';
import type { DockerCli } from '../cli.ts';
import { exactly, type Command } from '../command.ts';
import { CliError } from '../error.ts';
import { DETACH_KEYS } from '../helptext.ts';
import type { Flags } from '../pflag.ts';
import { catchSignals, checkTty, pump, resizeTo } from '../streams/hijack.ts';
import { segment } from './each.ts';
import { exitStatus, startWait } from './wait.ts';

/** --detach-keys, or what the configuration says; '' for the default. */
export function* detachKeysOf(cli: DockerCli, flags: Flags): Task<string> {
  const given = flags.str('detach-keys');
  return given !== '' ? given : ((yield* cli.config()).detachKeys ?? '');
}

/** Open the hijacked connection to a container's streams. */
export function* attachStreams(cli: DockerCli, id: string, o: { readonly stdin: boolean; readonly stdout: boolean; readonly stderr: boolean; readonly detachKeys: string }): Task<Response> {
  const on = (flag: boolean): string | undefined => (flag ? '1' : undefined);
  const query = { stream: '1', stdin: on(o.stdin), stdout: on(o.stdout), stderr: on(o.stderr), detachKeys: o.detachKeys === '' ? undefined : o.detachKeys };
  return yield* cli.api.call('POST', `/containers/${segment(id)}/attach`, { query, upgrade: true });
}

/** What is known of a container. */
export function* inspectContainer(cli: DockerCli, name: string): Task<ContainerInspect> {
  return yield* cli.api.json<ContainerInspect>('GET', `/containers/${segment(name)}/json`);
}

function* running(cli: DockerCli, name: string): Task<ContainerInspect> {
  const c = yield* inspectContainer(cli, name);
  if (!c.State.Running) throw new CliError('You cannot attach to a stopped container, start it first');
  if (c.State.Paused) throw new CliError('You cannot attach to a paused container, unpause it first');
  if (c.State.Restarting) throw new CliError('You cannot attach to a restarting container, wait until it is running');
  return c;
}

export const attach: Command = {
  use: 'attach [OPTIONS] CONTAINER',
  short: 'Connect your terminal to the streams of a running container',
  aliases: 'docker container attach, docker attach',
  args: exactly(1),
  flags: `
${DETACH_KEYS}
- no-stdin bool Leave standard input alone
- sig-proxy bool=true Send received signals on to the process
`,
  support: { level: 'full' },
  *run(cli, flags, args) {
    const name = args[0]!;
    const c = yield* running(cli, name);
    const tty = c.Config.Tty;
    checkTty(cli, !flags.bool('no-stdin'), tty);
    const detachKeys = yield* detachKeysOf(cli, flags);
    const stdin = !flags.bool('no-stdin') && c.Config.OpenStdin;
    const proxyTo = flags.bool('sig-proxy') && !tty ? c.Id : undefined;
    const wait = yield* startWait(cli, c.Id, '');
    const signals = catchSignals(cli.sys, proxyTo !== undefined, tty);
    const attached = yield* attachStreams(cli, name, { stdin, stdout: true, stderr: true, detachKeys });
    yield* running(cli, name);
    const resize = tty && cli.isTerminal(1) ? `/containers/${c.Id}/resize` : undefined;
    if (resize !== undefined) {
      yield* resizeTo(cli, resize, 1);
      yield* resizeTo(cli, resize);
    }
    const end = yield* pump(cli, attached, { stdin, stdout: true, stderr: true, tty, detachKeys, proxyTo, resize }, signals);
    if (end === 'detached') throw new CliError('read escape sequence');
    if (end === 'interrupted') return;
    const status = yield* exitStatus(cli, wait, signals, proxyTo);
    if (status !== 0) throw new CliError('', status);
  },
};
