/** The command line of the bridge. */
import { UsageError } from '../args.ts';
import { LOOPBACK } from './listen.ts';
import type { Place } from './listen.ts';

export const USAGE = `Usage: bridge --socket PATH | --port N [OPTION]...

Runs a simulated Docker host in real time and joins a real socket to its
/var/run/docker.sock, so that real clients drive the simulated engine:

  export DOCKER_HOST=unix://PATH
  docker run -ti busybox sh

  --socket PATH    listen on a unix socket that only you may use (mode 0600)
  --port N         listen on 127.0.0.1, port N (0 takes a free one); every
                   user of this machine can connect there
  --seed N         seed of the world (default 1)
  --images A,B     images that are in the host's store at boot
  --save FILE      save the session there at the end (Ctrl-C): seed and all
                   that clients sent, with times; it replays to the same bytes
  --help           this text
`;

export interface BridgeArgs {
  readonly place: Place;
  readonly seed: number;
  readonly images: readonly string[];
  readonly save: string | undefined;
}

const OPTIONS = ['--socket', '--port', '--seed', '--images', '--save'];

/** Parse; 'help' for --help. Throws {@link UsageError}. */
export function parseBridgeArgs(argv: readonly string[]): BridgeArgs | 'help' {
  const values = new Map<string, string>();
  for (let i = 0; i < argv.length; i++) {
    const arg = argv[i]!;
    if (arg === '--help' || arg === '-h') return 'help';
    const eq = arg.indexOf('=');
    const name = eq < 0 ? arg : arg.slice(0, eq);
    if (!OPTIONS.includes(name)) throw new UsageError(arg.startsWith('-') ? `unknown option ${arg}` : `unexpected argument ${arg}`);
    const value = eq < 0 ? argv[++i] : arg.slice(eq + 1);
    if (value === undefined || value === '') throw new UsageError(`${name} needs a value`);
    values.set(name, value);
  }
  const seed = Number(values.get('--seed') ?? 1);
  if (!Number.isSafeInteger(seed) || seed < 0) throw new UsageError('--seed needs a whole number');
  return { place: placeOf(values.get('--socket'), values.get('--port')), seed, images: (values.get('--images') ?? '').split(',').filter((s) => s !== ''), save: values.get('--save') };
}

/** Where to listen. Addresses other than loopback are refused, however they are written. Throws {@link UsageError}. */
export function placeOf(socket: string | undefined, port: string | undefined): Place {
  if ((socket === undefined) === (port === undefined)) throw new UsageError('give --socket PATH or --port N, one of them');
  if (socket !== undefined) {
    if (/^\w+:\/\//.test(socket)) throw new UsageError(`--socket takes a path, not ${socket}`);
    return { socket };
  }
  const number = /^(?:(?:127\.0\.0\.1|localhost):)?(\d{1,5})$/.exec(port!)?.[1];
  if (number === undefined && /[:.]/.test(port!)) throw new UsageError(`--port ${port}: the bridge listens on ${LOOPBACK} and on no other address, because whoever connects rules the engine`);
  if (number === undefined || Number(number) > 65_535) throw new UsageError('--port needs a number from 0 to 65535');
  return { port: Number(number) };
}
