/** `docker wait`, and waiting for a container's end as `run` and `start -a` do. */
import type { Task } from '../../../abi/sys.ts';
import { decodeUtf8 } from '../../../base/bytes.ts';
import { isSysError } from '../../../abi/errno.ts';
import type { ContainerWait } from '../../api/types.ts';
import type { Response } from '../api.ts';
import type { DockerCli } from '../cli.ts';
import { atLeast, type Command } from '../command.ts';
import { CliError } from '../error.ts';
import { SignalQueue } from '../streams/hijack.ts';
import { collectErrors } from './each.ts';

/** Ask to be told when the container ends: the answer's head is there, its body comes with the end. */
export function* startWait(cli: DockerCli, id: string, condition: string): Task<Response> {
  return yield* cli.api.call('POST', `/containers/${id}/wait`, { query: { condition: condition === '' ? undefined : condition } });
}

/** The exit status that a wait tells; 125 when the daemon could not say. Signals that arrive meanwhile are sent on. */
export function* exitStatus(cli: DockerCli, wait: Response, signals?: SignalQueue, proxyTo?: string): Task<number> {
  for (;;) {
    try {
      if (signals !== undefined) yield* signals.forward(cli, proxyTo, undefined);
      const result = JSON.parse(decodeUtf8(yield* wait.all())) as ContainerWait;
      const message = (result as { Error?: { Message: string } | null }).Error?.Message ?? '';
      if (message === '') return result.StatusCode;
      yield* cli.err(`time="${new Date(cli.sys.now_ms()).toISOString().slice(0, 19)}Z" level=error msg="Error waiting for container: ${message}"\n`);
      return 125;
    } catch (e) {
      if (isSysError(e, 'EINTR')) continue;
      if (e instanceof CliError || (!isSysError(e) && !(e instanceof SyntaxError) && !(e !== null && typeof e === 'object' && 'status' in e))) throw e;
      yield* cli.err(`time="${new Date(cli.sys.now_ms()).toISOString().slice(0, 19)}Z" level=error msg="error waiting for container: unexpected EOF"\n`);
      return 125;
    }
  }
}

export const wait: Command = {
  use: 'wait CONTAINER [CONTAINER...]',
  short: 'Wait until containers stop and print their exit codes',
  aliases: 'docker container wait, docker wait',
  args: atLeast(1),
  complete: 'running',
  support: { level: 'full' },
  *run(cli, _flags, args) {
    yield* collectErrors(args, function* (name) {
      const result = yield* cli.api.json<ContainerWait>('POST', `/containers/${encodeURIComponent(name)}/wait`);
      yield* cli.out(`${result.StatusCode}\n`);
    });
  },
};
