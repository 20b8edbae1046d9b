/** The headless runner: the same world as in the page, under Node. See args.ts for what it takes. */
import { fstatSync, readFileSync, readSync, writeSync } from 'node:fs';
import { basename } from 'node:path';
import type { TraceKind } from '../engine/abi/trace.ts';
import { createStandardWorld } from '../engine/world/standard.ts';
import { USAGE, UsageError, parseArgs } from './args.ts';
import type { Args } from './args.ts';
import { parseKeys } from './keys.ts';
import { play, runToEnd } from './run.ts';

/** Write all of it, also when the reader is slow. Ends the runner when the reader is gone. */
function print(fd: number, data: Uint8Array): void {
  for (let at = 0; at < data.length; ) {
    try {
      at += writeSync(fd, data, at);
    } catch (e) {
      const { code } = e as NodeJS.ErrnoException;
      if (code === 'EPIPE') process.exit(141);
      if (code !== 'EAGAIN') throw e;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 2);
    }
  }
}

function say(text: string): void {
  print(2, Buffer.from(`headless: ${text}\n`));
}

/** Is something piped in? Not for a terminal or /dev/null. */
function stdinIsPiped(): boolean {
  try {
    const stat = fstatSync(0);
    return stat.isFIFO() || stat.isFile() || stat.isSocket();
  } catch {
    return false;
  }
}

const buffer = new Uint8Array(65_536);

/** More of standard input; undefined at its end. Only called when the command reads it, as a pipe may stay open for ever. */
function readStdin(): Uint8Array | undefined {
  for (;;) {
    try {
      const n = readSync(0, buffer, 0, buffer.length, null);
      return n === 0 ? undefined : buffer.slice(0, n);
    } catch (e) {
      const { code } = e as NodeJS.ErrnoException;
      if (code === 'EOF') return undefined;
      if (code !== 'EAGAIN') throw e;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 2);
    }
  }
}

async function run(args: Args): Promise<number> {
  const keys = args.keys === undefined ? undefined : parseKeys(readFileSync(args.keys, 'utf8'));
  const script = args.script === undefined ? undefined : new Uint8Array(readFileSync(args.script));
  const world = createStandardWorld({ seed: args.seed, images: args.images });
  if (args.trace !== undefined) world.setTrace(args.trace === 'all' ? 'all' : (args.trace.split(',') as TraceKind[]));
  const { user, rows, cols } = args;
  const host = 'host';
  let code = 0;
  if (keys !== undefined) {
    const term = world.input({ kind: 'term_open', host, user, rows, cols });
    const output = play(world, term, keys);
    const { screenText } = await import('./screen.ts');
    print(1, Buffer.from(await screenText(output, rows, cols)));
  } else {
    const name = script === undefined ? undefined : basename(args.script!);
    if (script !== undefined) world.input({ kind: 'put_file', host, path: `${user === 'root' ? '/root' : `/home/${user}`}/${name}`, mode: 0o755, data: script });
    const argv = ['/bin/bash', ...(name === undefined ? ['-c', args.commands!] : [name]), ...args.rest];
    const term = args.tty ? world.input({ kind: 'term_open', host, user, argv, rows, cols }) : world.input({ kind: 'run', host, user, argv, ...(stdinIsPiped() ? { stdin: 'later' } : {}) });
    const ending = runToEnd(world, term, args.limit_ns, (data) => print(1, data), readStdin);
    if (ending === 'stuck') say('the command waits for something that can never happen');
    else if (ending === 'limit') say('the command still runs at the limit of virtual time');
    code = typeof ending === 'object' ? ending.code : 124;
  }
  if (args.trace !== undefined) for (const event of world.takeTrace().events) print(2, Buffer.from(`${JSON.stringify(event)}\n`));
  return code;
}

try {
  const args = parseArgs(process.argv.slice(2));
  if (args === 'help') print(1, Buffer.from(USAGE));
  else process.exitCode = await run(args);
} catch (e) {
  if (!(e instanceof UsageError || (e instanceof Error && 'code' in e))) throw e;
  say(e.message);
  if (e instanceof UsageError) print(2, Buffer.from('Try headless --help.\n'));
  process.exitCode = 2;
}
