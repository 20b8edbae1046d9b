/** Runs the real docker client against a bridge, alone or on a terminal. */
import { spawn, spawnSync } from 'node:child_process';
import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RealClient } from './client.ts';
import type { Bridge } from './harness.ts';

export interface Result {
  readonly stdout: string;
  readonly stderr: string;
  readonly code: number | null;
}

export interface RunOptions {
  readonly input?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  /** Called with everything so far on stdout; true ends the client with SIGINT. */
  readonly until?: (stdout: string) => boolean;
}

/** Is script(1) here, to make a terminal? */
export const HAS_SCRIPT = process.platform === 'linux' && spawnSync('script', ['--version']).status === 0;

export class Client {
  private readonly env: NodeJS.ProcessEnv;

  constructor(
    private readonly client: RealClient,
    bridge: Bridge,
  ) {
    const config = join(bridge.dir, 'config');
    mkdirSync(config, { recursive: true });
    writeFileSync(join(config, 'config.json'), JSON.stringify(client.plugins === undefined ? {} : { cliPluginsExtraDirs: [client.plugins] }));
    this.env = { PATH: process.env.PATH, HOME: bridge.dir, DOCKER_CONFIG: config, DOCKER_HOST: `unix://${bridge.socket}`, LC_ALL: 'C.UTF-8', TZ: 'UTC', TERM: 'dumb' };
  }

  /** `docker ARGS`. */
  run(args: readonly string[], options: RunOptions = {}): Promise<Result> {
    const child = spawn(this.client.docker, args, { env: { ...this.env, ...options.env }, cwd: options.cwd });
    child.stdin.on('error', () => undefined);
    child.stdin.end(options.input ?? '');
    return finished(child, options.until);
  }

  /** `docker ARGS` that must succeed: its stdout. */
  async ok(...args: string[]): Promise<string> {
    const { stdout, stderr, code } = await this.run(args);
    if (code !== 0) throw new Error(`docker ${args.join(' ')}: ${code}: ${stderr}`);
    return stdout;
  }

  /** `docker ARGS` on a terminal of 30 rows and 100 columns. */
  terminal(...args: string[]): Terminal {
    return new Terminal(spawn('script', ['-qec', `stty rows 30 cols 100; echo $$; exec "$DOCKER" ${args.map((arg) => `'${arg}'`).join(' ')}`, '/dev/null'], { env: { ...this.env, DOCKER: this.client.docker, TERM: 'xterm' } }));
  }
}

function finished(child: ChildProcessWithoutNullStreams, until?: (stdout: string) => boolean): Promise<Result> {
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (data: Buffer) => {
    stdout += data.toString();
    if (until?.(stdout) === true) child.kill('SIGINT');
  });
  child.stderr.on('data', (data: Buffer) => (stderr += data.toString()));
  return new Promise((done) => child.once('close', (code) => done({ stdout, stderr, code })));
}

/** A client on a pty. */
export class Terminal {
  private text = '';
  private seen = 0;
  /** Its exit code, once it ended. */
  readonly ended: Promise<number | null>;

  constructor(private readonly child: ChildProcessWithoutNullStreams) {
    child.stdin.on('error', () => undefined);
    child.stdout.on('data', (data: Buffer) => (this.text += data.toString()));
    this.ended = new Promise((done) => child.once('close', done));
  }

  /** Wait until `what` is on the screen after what was waited for before. */
  async see(what: string): Promise<void> {
    for (let n = 0; n < 1000; n++) {
      const at = this.text.indexOf(what, this.seen);
      if (at >= 0) {
        this.seen = at + what.length;
        return;
      }
      await new Promise((done) => setTimeout(done, 10));
    }
    throw new Error(`${JSON.stringify(what)} does not come; there is ${JSON.stringify(this.text.slice(this.seen))}`);
  }

  /** Was this on the screen at any time? */
  showed(what: string): boolean {
    return this.text.includes(what);
  }

  type(keys: string): void {
    this.child.stdin.write(keys);
  }

  /** The window has another size. */
  resize(rows: number, cols: number): void {
    const pid = /\d+/.exec(this.text)?.[0];
    spawnSync('stty', ['-F', `/proc/${pid}/fd/0`, 'rows', String(rows), 'cols', String(cols)]);
  }
}
