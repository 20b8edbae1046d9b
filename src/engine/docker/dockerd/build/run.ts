/** RUN: a container with the instruction's command; what it prints goes to the build's output, what it changed becomes a layer. */
import { decodeUtf8 } from '../../../base/bytes.ts';
import type { Task } from '../../../abi/sys.ts';
import { startContainer } from '../container/start.ts';
import { removeContainer } from '../container/stop.ts';
import type { Container } from '../container/container.ts';
import { ApiError, system } from '../errors.ts';
import { CommandFailed } from './builder.ts';
import type { Builder, StageState } from './builder.ts';
import { copyConfig } from './config.ts';
import { resolveLine } from './configure.ts';
import type { Instruction } from './dockerfile/instructions.ts';

/** Text of output, with U+FFFD where it is no UTF-8. */
function readable(data: Uint8Array): string {
  return decodeUtf8(data).replace(/[\udc80-\udcff]/g, '\ufffd');
}

/** Run a container to its end; its exit code. */
function* runToEnd(b: Builder, c: Container): Task<number> {
  const { sys, daemon } = b;
  const attachment = c.streams.attach(true, true);
  let failure: unknown;
  b.waitOn(attachment.changed);
  let started = false;
  sys.thread(function* (s) {
    try {
      yield* startContainer(s, daemon, c, true);
    } catch (e) {
      failure = e;
      attachment.ended = true;
    }
    started = true;
    attachment.changed.notify(s);
  });
  for (;;) {
    yield* attachment.changed.until(sys, () => attachment.queue.length > 0 || b.cancelled || (attachment.ended && started));
    if (b.cancelled) {
      yield* attachment.changed.until(sys, () => started);
      if (!c.removed) yield* removeContainer(sys, daemon, c, { force: true, volumes: true });
      throw system('Build cancelled');
    }
    const piece = attachment.queue.shift();
    if (piece === undefined) break;
    attachment.queued -= piece.data.length;
    attachment.changed.notify(sys);
    yield* piece.stream === 'stdout' ? b.output.out(readable(piece.data)) : b.output.err(readable(piece.data));
  }
  b.waitOn(undefined);
  if (failure !== undefined) throw failure;
  yield* c.changed.until(sys, () => !c.state.Running);
  return c.state.ExitCode;
}

/** Run the instruction, or take its result from the cache. */
export function* runStep(b: Builder, state: StageState, i: Extract<Instruction, { kind: 'run' }>): Task<void> {
  if (i.flags.length > 0) throw system(`the --${i.flags[0]} option requires BuildKit. Refer to https://docs.docker.com/go/buildkit/ to learn how to build images with BuildKit enabled`);
  const { config } = state;
  const command = resolveLine(i.line, config) ?? [];
  const given = state.args.entries(config.Env ?? []);
  let shown = command;
  if (given.length > 0) {
    const counted = given.filter((e) => state.args.counts(e.split('=', 1)[0]!)).sort();
    shown = [`|${counted.length}`, ...counted, ...command];
  }
  const clear = shown.length > 0;
  const probed = copyConfig(config, { Cmd: shown, ArgsEscaped: false, ...(clear ? { Entrypoint: null } : {}) });
  if (yield* b.probe(state, probed)) return;
  const c = yield* b.create(
    copyConfig(config, { Cmd: command, ArgsEscaped: false, Env: [...(config.Env ?? []), ...given], ...(clear ? { Entrypoint: [''] } : {}), Healthcheck: { Test: ['NONE'] } }),
  );
  const code = yield* runToEnd(b, c);
  if (code !== 0) throw new CommandFailed(`The command '${command.join(' ')}' returned a non-zero code: ${code}`, code);
  if (c.removed) throw new ApiError(404, `No such container: ${c.id}`, 'the container was removed while it was built upon');
  yield* b.commitContainer(state, c, probed);
}
