/** The bridge: a world under Node whose Docker socket is a real one. See args.ts for what it takes. */
import { writeFileSync } from 'node:fs';
import { saveSession } from '../../engine/session/session.ts';
import { UsageError } from '../args.ts';
import { USAGE, parseBridgeArgs } from './args.ts';
import type { BridgeArgs } from './args.ts';
import { ListenError, listen } from './listen.ts';
import { BridgedWorld } from './world.ts';

function say(text: string): void {
  process.stderr.write(`bridge: ${text}\n`);
}

async function run({ place, seed, images, save }: BridgeArgs): Promise<void> {
  const bridged = new BridgedWorld({ seed, images, start_ms: Date.now(), keepLog: save !== undefined }, (error) => {
    say(`the simulated host failed (seed ${seed}): ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
    end(70);
  });
  const listener = await listen(place, (socket) => bridged.accept(socket)).catch((error: unknown) => {
    bridged.stop();
    throw error;
  });
  let ended = false;
  function end(code: number): void {
    if (ended) return;
    ended = true;
    listener?.close();
    bridged.stop();
    const { world } = bridged;
    if (save !== undefined) writeFileSync(save, saveSession({ options: world.options, log: world.log, end_ns: world.now_ns }));
    process.exitCode = code;
  }
  process.on('SIGINT', () => end(0));
  process.on('SIGTERM', () => end(0));
  process.on('SIGHUP', () => end(0));
  process.stdout.write(`export DOCKER_HOST=${listener.dockerHost}\n`);
  if (!('socket' in place)) say('every user of this machine can connect to this port and rule the simulated engine');
}

try {
  const args = parseBridgeArgs(process.argv.slice(2));
  if (args === 'help') process.stdout.write(USAGE);
  else await run(args);
} catch (e) {
  if (!(e instanceof UsageError || e instanceof ListenError || e instanceof RangeError)) throw e;
  say(e.message);
  if (e instanceof UsageError) process.stderr.write('Try bridge --help.\n');
  process.exitCode = e instanceof UsageError ? 2 : 1;
}
