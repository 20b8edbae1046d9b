/** `docker run`: create, attach, start, and pass on how the container ended. */
import type { Task } from '../../../abi/sys.ts';
import type { Response } from '../api.ts';
import type { DockerCli } from '../cli.ts';
import { atLeast, type Command } from '../command.ts';
import { ApiError, CliError, ConnectionError } from '../error.ts';
import type { Flags } from '../pflag.ts';
import { catchSignals, checkTty, pump, resizeTo, type SignalQueue } from '../streams/hijack.ts';
import { attachStreams, detachKeysOf } from './attach.ts';
import type { CreateBody } from './config.ts';
import { createContainer, parseConfig, withHelp } from './create.ts';
import { CREATE_FLAGS, RUN_ONLY_FLAGS } from './flags.ts';
import { exitStatus, startWait } from './wait.ts';

/** Status 127 when the command was not found, 126 when it could not be run, 125 for everything else that the daemon refused. */
export function runError(e: unknown): unknown {
  if (!(e instanceof CliError)) return e;
  const m = e.message;
  const code = /executable file not found|no such file or directory|system cannot find the file specified/.test(m) ? 127 : /permission denied|is a directory/.test(m) ? 126 : 125;
  return withHelp(m, 'run', code);
}

function* created(cli: DockerCli, flags: Flags, body: CreateBody): Task<string> {
  try {
    return yield* createContainer(cli, flags, body);
  } catch (e) {
    throw runError(e);
  }
}

function* runAttached(cli: DockerCli, flags: Flags, body: CreateBody, id: string, proxyTo: string | undefined, signals: SignalQueue): Task<void> {
  const detachKeys = yield* detachKeysOf(cli, flags);
  const streams = { stdin: body.AttachStdin, stdout: body.AttachStdout, stderr: body.AttachStderr };
  const attached = yield* attachStreams(cli, id, { ...streams, detachKeys });
  const wait = yield* startWait(cli, id, flags.bool('rm') ? 'removed' : 'next-exit');
  try {
    yield* cli.api.run('POST', `/containers/${id}/start`);
  } catch (e) {
    attached.close();
    if (flags.bool('rm')) yield* exitStatus(cli, wait);
    throw runError(e);
  }
  const resize = body.Tty && cli.isTerminal(1) ? `/containers/${id}/resize` : undefined;
  if (resize !== undefined) yield* resizeTo(cli, resize);
  const end = yield* pump(cli, attached, { ...streams, tty: body.Tty, detachKeys, proxyTo, resize, exited: wait.stream.fd }, signals);
  if (end !== 'closed') return;
  yield* finish(cli, wait, signals, proxyTo);
}

function* finish(cli: DockerCli, wait: Response, signals: SignalQueue, proxyTo: string | undefined): Task<void> {
  const status = yield* exitStatus(cli, wait, signals, proxyTo);
  if (status !== 0) throw new CliError('', status);
}

export const run: Command = {
  use: 'run [OPTIONS] IMAGE [COMMAND] [ARG...]',
  short: 'Create a container from an image and run it',
  aliases: 'docker container run, docker run',
  args: atLeast(1),
  flags: CREATE_FLAGS + RUN_ONLY_FLAGS,
  interspersed: false,
  top: 1,
  support: { level: 'full' },
  *run(cli, flags, args) {
    const body = yield* parseConfig(cli, flags, args, 'run');
    const detach = flags.bool('detach');
    if (!detach) checkTty(cli, body.AttachStdin, body.Tty);
    else {
      if (flags.list('attach').length > 0) throw new CliError('conflicting options: cannot specify both --attach and --detach');
      Object.assign(body, { AttachStdin: false, AttachStdout: false, AttachStderr: false, StdinOnce: false });
    }
    const id = yield* created(cli, flags, body);
    if (body.AttachStdin || body.AttachStdout || body.AttachStderr) {
      const proxyTo = flags.bool('sig-proxy') ? id : undefined;
      return yield* runAttached(cli, flags, body, id, proxyTo, catchSignals(cli.sys, proxyTo !== undefined, body.Tty));
    }
    yield* cli.out(`${id}\n`);
    try {
      yield* cli.api.run('POST', `/containers/${id}/start`);
    } catch (e) {
      throw e instanceof ApiError || e instanceof ConnectionError ? runError(e) : e;
    }
  },
};
