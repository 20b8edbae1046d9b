/** The command line of the headless runner. */

export const USAGE = `Usage: headless [OPTION]... SCRIPT [ARG]...
       headless [OPTION]... -c COMMANDS [NAME [ARG]...]
       headless [OPTION]... --keys FILE

Runs a script in the bash of a fresh simulated Docker host, as fast as it goes,
prints its stdout and stderr in order, and exits with its code.

  -c COMMANDS      run these commands instead of a script
  --seed N         seed of the world (default 1)
  --user NAME      who runs it (default root; learner is the other account)
  --images A,B     images that are in the host's store at boot
  --tty            give the script a terminal of 24 rows and 80 columns
  --keys FILE      play keystrokes into a login terminal and print its screen;
                   each line is "<milliseconds since login> <text>", where the
                   text knows \\n \\r \\t \\b \\e \\\\ \\xHH and ^C style is written \\x03;
                   a line with a time alone waits until then; # begins a comment
  --size ROWSxCOLS size of the terminal (with --tty or --keys)
  --trace KINDS    print these trace events as JSON lines on stderr at the end
                   (all, or names separated by commas)
  --limit SECONDS  give up after this much virtual time (default 30 days)
  --help           this text
`;

export interface Args {
  readonly seed: number;
  readonly user: string;
  readonly images: readonly string[];
  readonly tty: boolean;
  readonly rows: number;
  readonly cols: number;
  readonly keys: string | undefined;
  readonly commands: string | undefined;
  readonly script: string | undefined;
  /** What follows the script, or the commands. */
  readonly rest: readonly string[];
  readonly trace: string | undefined;
  readonly limit_ns: number;
}

/** A mistake of the caller; the message says which. */
export class UsageError extends Error {}

/** Parse; 'help' for --help. Options end at the first operand. Throws {@link UsageError}. */
export function parseArgs(argv: readonly string[]): Args | 'help' {
  const values = new Map<string, string>();
  let tty = false;
  let i = 0;
  for (; i < argv.length && argv[i]!.startsWith('-'); i++) {
    const arg = argv[i]!;
    if (arg === '--') {
      i++;
      break;
    }
    if (arg === '--help' || arg === '-h') return 'help';
    if (arg === '--tty') {
      tty = true;
      continue;
    }
    const eq = arg.indexOf('=');
    const name = eq < 0 ? arg : arg.slice(0, eq);
    if (!['-c', '--seed', '--user', '--images', '--keys', '--size', '--trace', '--limit'].includes(name)) throw new UsageError(`unknown option ${arg}`);
    const value = eq < 0 ? argv[++i] : arg.slice(eq + 1);
    if (value === undefined) throw new UsageError(`${name} needs a value`);
    values.set(name, value);
  }
  const rest = argv.slice(i);
  const commands = values.get('-c');
  const keys = values.get('--keys');
  const script = commands === undefined && keys === undefined ? rest.shift() : undefined;
  if (commands === undefined && keys === undefined && script === undefined) throw new UsageError('no script');
  const size = /^(\d+)x(\d+)$/.exec(values.get('--size') ?? '24x80');
  if (size === null) throw new UsageError('--size is ROWSxCOLS');
  return {
    seed: number(values, '--seed', 1),
    user: values.get('--user') ?? 'root',
    images: (values.get('--images') ?? '').split(',').filter((s) => s !== ''),
    tty,
    rows: Number(size[1]),
    cols: Number(size[2]),
    keys,
    commands,
    script,
    rest,
    trace: values.get('--trace'),
    limit_ns: number(values, '--limit', 30 * 86_400) * 1e9,
  };
}

function number(values: ReadonlyMap<string, string>, name: string, otherwise: number): number {
  const text = values.get(name);
  if (text === undefined) return otherwise;
  const n = Number(text);
  if (!Number.isFinite(n) || text.trim() === '' || n < 0) throw new UsageError(`${name} needs a number`);
  return n;
}
