/**
 * Runs a session's lines with a real docker client 28.5.2, over the bridge to a world. The client sees a host of its own: in a mount namespace its
 * /var/run/docker.sock is the bridge's socket, /root is empty, and no plugins of the client are installed. Needs root and unshare.
 */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { listen } from '../../src/headless/bridge/listen.ts';
import { BridgedWorld } from '../../src/headless/bridge/world.ts';
import { asCommunity, IMAGES, wordless, type Outcome } from './lines.ts';

const LINE_LIMIT_MS = 30_000;

/** A real client 28.5.2: GLASSHULL_DOCKER's, or one that is installed. A reason when there is none that can be used. */
export function findClient(): { readonly path: string } | { readonly missing: string } {
  const path = process.env['GLASSHULL_DOCKER'] ?? ['/usr/bin/docker', '/usr/local/bin/docker'].find((p) => existsSync(p));
  if (path === undefined) return { missing: 'no real docker client is installed; GLASSHULL_DOCKER can name one' };
  const version = spawnSync(path, ['--version'], { encoding: 'utf8' }).stdout ?? '';
  if (!version.startsWith('Docker version 28.5.2')) return { missing: `${path} is not a docker client 28.5.2` };
  if (spawnSync('unshare', ['-m', 'true']).status !== 0) return { missing: 'mount namespaces cannot be made here: it needs root' };
  return { path };
}

const SETUP = `
mount -t tmpfs none /run && ln -s "$0/docker.sock" /run/docker.sock
mount -t tmpfs none /root && mkdir /root/w
for d in /usr/local/lib/docker /usr/local/libexec/docker /usr/lib/docker /usr/libexec/docker; do [ ! -d $d ] || mount -t tmpfs none $d; done
echo ready
exec sleep infinity
`;

/** A process that holds the namespace. */
async function namespace(dir: string): Promise<{ readonly pid: number; end(): void }> {
  const child = spawn('unshare', ['-m', '--propagation', 'private', 'sh', '-ec', SETUP, dir], { stdio: ['ignore', 'pipe', 'inherit'] });
  await new Promise<void>((done, fail) => {
    child.stdout.once('data', () => done());
    child.once('exit', (code) => fail(new Error(`the client's host could not be made: exit ${code}`)));
  });
  return { pid: child.pid!, end: () => void child.kill('SIGKILL') };
}

function runLine(pid: number, dir: string, line: string): Promise<Outcome> {
  const env = { HOME: '/root', USER: 'root', LOGNAME: 'root', PATH: `${dir}/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin`, LC_ALL: 'C.UTF-8', TZ: 'UTC', TERM: 'dumb', SHELL: '/bin/bash' };
  const child = spawn('nsenter', ['-t', String(pid), '-m', 'bash', '-c', `cd /root/w; ${line}`], { env, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
  const late = setTimeout(() => process.kill(-child.pid!, 'SIGKILL'), LINE_LIMIT_MS);
  const out: Buffer[] = [];
  const err: Buffer[] = [];
  child.stdout.on('data', (data: Buffer) => out.push(data));
  child.stderr.on('data', (data: Buffer) => err.push(data));
  const text = (parts: Buffer[]): string => wordless(asCommunity(Buffer.concat(parts).toString('latin1')));
  return new Promise((done) => {
    child.once('close', (code) => {
      clearTimeout(late);
      done({ line, stdout: text(out), stderr: text(err), code: code ?? 124 });
    });
  });
}

/** What each line does with the client at `client`, against a fresh world whose clock is the machine's. */
export async function runReal(client: string, lines: readonly string[]): Promise<Outcome[]> {
  const dir = mkdtempSync(join(tmpdir(), 'glasshull-client-'));
  spawnSync('mkdir', [join(dir, 'bin')]);
  symlinkSync(client, join(dir, 'bin', 'docker'));
  let failure: unknown;
  const bridged = new BridgedWorld({ seed: 1, images: IMAGES, start_ms: Date.now() }, (error) => (failure = error));
  const listener = await listen({ socket: join(dir, 'docker.sock') }, (socket) => bridged.accept(socket));
  const host = await namespace(dir);
  const outcomes: Outcome[] = [];
  try {
    for (const line of lines) {
      outcomes.push(await runLine(host.pid, dir, line));
      if (failure !== undefined) throw failure as Error;
    }
  } finally {
    host.end();
    listener.close();
    bridged.stop();
    rmSync(dir, { recursive: true, force: true });
  }
  return outcomes;
}
