/** `docker start`: start containers; with -a or -i stay attached to the one that is named. */
import type { Task } from '../../../abi/sys.ts';
import type { DockerCli } from '../cli.ts';
import { atLeast, type Command } from '../command.ts';
import { CliError } from '../error.ts';
import { DETACH_KEYS } from '../helptext.ts';
import type { Flags } from '../pflag.ts';
import { catchSignals, pump, resizeTo } from '../streams/hijack.ts';
import { attachStreams, detachKeysOf, inspectContainer } from './attach.ts';
import { segment } from './each.ts';
import { exitStatus, startWait } from './wait.ts';

function* startAttached(cli: DockerCli, flags: Flags, name: string): Task<void> {
  const c = yield* inspectContainer(cli, name);
  const tty = c.Config.Tty;
  const detachKeys = yield* detachKeysOf(cli, flags);
  const stdin = flags.bool('interactive') && c.Config.OpenStdin;
  const proxyTo = tty ? undefined : c.Id;
  const signals = catchSignals(cli.sys, proxyTo !== undefined, tty);
  const attached = yield* attachStreams(cli, c.Id, { stdin, stdout: true, stderr: true, detachKeys });
  const wait = yield* startWait(cli, c.Id, c.HostConfig.AutoRemove ? 'removed' : 'next-exit');
  try {
    yield* cli.api.run('POST', `/containers/${c.Id}/start`);
  } catch (e) {
    attached.close();
    if (c.HostConfig.AutoRemove) yield* exitStatus(cli, wait);
    throw e;
  }
  const resize = tty && cli.isTerminal(1) ? `/containers/${c.Id}/resize` : undefined;
  if (resize !== undefined) yield* resizeTo(cli, resize);
  const end = yield* pump(cli, attached, { stdin, stdout: true, stderr: true, tty, detachKeys, proxyTo, resize }, signals);
  if (end !== 'closed') return;
  const status = yield* exitStatus(cli, wait, signals, proxyTo);
  if (status !== 0) throw new CliError('', status);
}

export const start: Command = {
  use: 'start [OPTIONS] CONTAINER [CONTAINER...]',
  short: 'Start stopped containers',
  aliases: 'docker container start, docker start',
  args: atLeast(1),
  flags: `
a attach bool Show the output and send signals on
%- checkpoint string Checkpoint to restore
%- checkpoint-dir string Folder of checkpoints
${DETACH_KEYS}
i interactive bool Connect standard input
`,
  support: { level: 'full' },
  *run(cli, flags, args) {
    if (flags.str('checkpoint') !== '') cli.unsupported('a start from a checkpoint');
    if (flags.bool('attach') || flags.bool('interactive')) {
      if (args.length > 1) throw new CliError('you cannot start and attach multiple containers at once');
      return yield* startAttached(cli, flags, args[0]!);
    }
    const failed: string[] = [];
    for (const name of args) {
      try {
        yield* cli.api.run('POST', `/containers/${segment(name)}/start`);
      } catch (e) {
        if (!(e instanceof CliError)) throw e;
        yield* cli.err(`${e.message}\n`);
        failed.push(name);
        continue;
      }
      yield* cli.out(`${name}\n`);
    }
    if (failed.length > 0) throw new CliError(`Error: failed to start containers: ${failed.join(', ')}`);
  },
};
