/** `docker wait`, and waiting for a container's end as `run` and `start -a` do. */
import type { Task } from '../../../abi/sys.ts';
import { decodeUtf8 } from '../../../base/bytes.ts';
import { isSysError, SysError } from '../../../abi/errno.ts';
import { HttpError } from '../../http/client.ts';
import type { ContainerWait } from '../../api/types.ts';
import type { Response } from '../api.ts';
import type { DockerCli } from '../cli.ts';
import { atLeast, type Command } from '../command.ts';
import { SignalQueue } from '../streams/hijack.ts';
import { collectErrors } from './each.ts';

/** Ask to be told when the container ends: the answer's head is there, its body comes with the end. */
export function* startWait(cli: DockerCli, id: string, condition: string): Task<Response> {
  return yield* cli.api.call('POST', `/containers/${id}/wait`, { query: { condition: condition === '' ? undefined : condition } });
}

function* logError(cli: DockerCli, text: string): Task<number> {
  yield* cli.err(`time="${new Date(cli.sys.now_ms()).toISOString().slice(0, 19)}Z" level=error msg="${text}"\n`);
  return 125;
}

/** The exit status that a wait tells; 125 when the daemon could not say. Signals that arrive meanwhile are sent on. */
export function* exitStatus(cli: DockerCli, wait: Response, signals?: SignalQueue, proxyTo?: string): Task<number> {
  let text = '';
  while (!text.endsWith('\n')) {
    try {
      if (signals !== undefined) yield* signals.forward(cli, proxyTo, undefined);
      const data = yield* wait.read();
      if (data.length === 0) break;
      text += decodeUtf8(data);
    } catch (e) {
      if (isSysError(e, 'EINTR')) {
        if (signals?.waiting === true) continue;
        throw e;
      }
      if (!(e instanceof SysError) && !(e instanceof HttpError)) throw e;
      break;
    }
  }
  wait.close();
  if (text === '') return yield* logError(cli, 'error waiting for container: unexpected EOF');
  const result = JSON.parse(text) as ContainerWait;
  const message = (result as { Error?: { Message: string } | null }).Error?.Message ?? '';
  return message === '' ? result.StatusCode : yield* logError(cli, `Error waiting for container: ${message}`);
}

export const wait: Command = {
  use: 'wait CONTAINER [CONTAINER...]',
  short: 'Wait until containers stop and print their exit codes',
  aliases: 'docker container wait, docker wait',
  args: atLeast(1),
  support: { level: 'full' },
  *run(cli, _flags, args) {
    yield* collectErrors(args, function* (name) {
      const result = yield* cli.api.json<ContainerWait>('POST', `/containers/${encodeURIComponent(name)}/wait`);
      yield* cli.out(`${result.StatusCode}\n`);
    });
  },
};
