/** Starts `npm run bridge` as users do, in a process of its own, and stops it. */
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface Bridge {
  readonly socket: string;
  /** Process id of the bridge. */
  readonly pid: number;
  /** Folder of its own, removed at the end. */
  readonly dir: string;
  /** What it said on its standard error. */
  said(): string;
  /** End it with a signal; its exit code. */
  stop(signal?: NodeJS.Signals): Promise<number | null>;
}

/** Start, at `socket` or at one of its own; resolves when it listens. */
export async function startBridge(options: readonly string[] = [], at?: string): Promise<Bridge> {
  const dir = mkdtempSync(join(tmpdir(), 'bridge-test-'));
  const socket = at ?? join(dir, 'd.sock');
  const child = spawn(process.execPath, ['tools/bridge.mjs', '--socket', socket, ...options], { stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  child.stderr.on('data', (data: Buffer) => (said += data.toString()));
  const ended = exit(child);
  await new Promise<void>((ready, fail) => {
    child.stdout.once('data', () => ready());
    void ended.then((code) => fail(new Error(`the bridge ended with ${code}: ${said}`)));
  });
  return {
    socket,
    pid: child.pid!,
    dir,
    said: () => said,
    async stop(signal = 'SIGINT') {
      child.kill(signal);
      const code = await ended;
      rmSync(dir, { recursive: true, force: true });
      return code;
    },
  };
}

/** Run the bridge with these arguments until it ends by itself. */
export async function runBridge(...args: string[]): Promise<{ readonly code: number | null; readonly stdout: string; readonly stderr: string }> {
  const child = spawn(process.execPath, ['tools/bridge.mjs', ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (data: Buffer) => (stdout += data.toString()));
  child.stderr.on('data', (data: Buffer) => (stderr += data.toString()));
  return { code: await exit(child), stdout, stderr };
}

function exit(child: ChildProcess): Promise<number | null> {
  return new Promise((done) => child.once('close', done));
}

/** One request on a connection of its own. */
export function ask(socketPath: string, method: string, path: string, body?: object | Buffer, headers: Record<string, string> = {}): Promise<{ readonly status: number; readonly body: Buffer }> {
  const data = body === undefined ? Buffer.alloc(0) : Buffer.isBuffer(body) ? body : Buffer.from(JSON.stringify(body));
  return new Promise((done, fail) => {
    const sent = request({ socketPath, method, path, agent: false, headers: { 'content-type': Buffer.isBuffer(body) ? 'application/x-tar' : 'application/json', 'content-length': data.length, ...headers } }, (response) => {
      const parts: Buffer[] = [];
      response.on('data', (part: Buffer) => parts.push(part)).on('end', () => done({ status: response.statusCode ?? 0, body: Buffer.concat(parts) }));
    });
    sent.on('error', fail).end(data);
  });
}
