/**
 * The figures of real clients: a world behind a real socket in a process of its own (as `npm run bridge` starts it), and beside it in the same run the
 * real Docker engine, when GLASSHULL_DOCKER (or `docker` in PATH) is a client of the simulated version and DOCKER_HOST leads to an engine.
 */
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findClient } from '../conformance/bridge/client.ts';

/** What bench.ts offers. */
export interface Bench {
  figure(name: string, value: string, bar: string, ok: boolean): void;
  median(xs: readonly number[]): number;
  skip(name: string): boolean;
}

const RUN = 'bridge: real docker run --rm busybox true';
const LIST = 'bridge: GET /containers/json with 1,000 containers';
const LOGS = 'bridge: real docker logs of 10 MB';
const LOG_BYTES = 10 << 20;
const LINE = 'x'.repeat(79);

interface Server {
  readonly socket: string;
  readonly pid: number;
  stop(): void;
}

async function start(): Promise<Server> {
  const dir = mkdtempSync(join(tmpdir(), 'glasshull-bench-'));
  const socket = join(dir, 'docker.sock');
  const child = spawn(process.execPath, ['tools/bridge.mjs', '--socket', socket, '--images', 'busybox'], { stdio: ['ignore', 'pipe', 'inherit'] });
  await new Promise((ready, fail) => {
    child.stdout.once('data', ready);
    child.once('exit', (code) => fail(new Error(`the bridge ended with ${code}`)));
  });
  return {
    socket,
    pid: child.pid!,
    stop() {
      child.removeAllListeners('exit');
      child.kill('SIGTERM');
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

/** A request on a connection of its own; its body's size. */
function ask(socketPath: string, method: string, path: string, body?: object): Promise<{ status: number; text: string }> {
  const data = body === undefined ? '' : JSON.stringify(body);
  return new Promise((done, fail) => {
    request({ socketPath, method, path, agent: false, headers: { 'content-type': 'application/json', 'content-length': Buffer.byteLength(data) } }, (response) => {
      const parts: Buffer[] = [];
      response.on('data', (part: Buffer) => parts.push(part)).on('end', () => done({ status: response.statusCode ?? 0, text: Buffer.concat(parts).toString('latin1') }));
    })
      .on('error', fail)
      .end(data);
  });
}

/** Wall time of one run of the client, milliseconds; its output goes nowhere. */
function timed(docker: string, args: readonly string[], host: string | undefined): { ms: number; ok: boolean } {
  const env = host === undefined ? process.env : { ...process.env, DOCKER_HOST: host, DOCKER_CONTEXT: '' };
  const begin = performance.now();
  const { status } = spawnSync(docker, args, { env, stdio: 'ignore' });
  return { ms: performance.now() - begin, ok: status === 0 };
}

function memory_mb(pid: number): number {
  return process.platform === 'linux' ? Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024 : NaN;
}

async function runs(bench: Bench, docker: string, server: Server): Promise<void> {
  const args = ['run', '--rm', 'busybox', 'true'];
  const each = (host: string | undefined, n: number): { ms: number; ok: boolean } => {
    const all = Array.from({ length: n }, () => timed(docker, args, host));
    return { ms: bench.median(all.slice(1).map((one) => one.ms)), ok: all.every((one) => one.ok) };
  };
  const real = each(undefined, 6);
  if (!real.ok) {
    console.log('skipped: no real Docker engine with a busybox image answers; DOCKER_HOST can name one');
    return;
  }
  const own = each(`unix://${server.socket}`, 11);
  const ratio = own.ms / real.ms;
  bench.figure(RUN, `${ratio.toFixed(2)}x real Docker (${own.ms.toFixed(0)} ms to ${real.ms.toFixed(0)} ms)`, 'under 0.25x', own.ok && ratio < 0.25);
}

async function logs(bench: Bench, docker: string, server: Server): Promise<void> {
  const host = `unix://${server.socket}`;
  execFileSync(docker, ['run', '-d', '--name', 'big', 'busybox', 'sh', '-c', `yes ${LINE} | head -n ${LOG_BYTES / 80}`], { env: { ...process.env, DOCKER_HOST: host, DOCKER_CONTEXT: '' }, stdio: 'ignore' });
  await ask(server.socket, 'POST', '/containers/big/wait');
  const idle = Math.min(...Array.from({ length: 9 }, () => timed(docker, ['logs', '--tail', '1', 'big'], host).ms));
  timed(docker, ['logs', 'big'], host);
  const before = memory_mb(server.pid);
  const all = Array.from({ length: 9 }, () => timed(docker, ['logs', 'big'], host));
  const grown = memory_mb(server.pid) - before;
  const ms = Math.min(...all.map((one) => one.ms)) - idle;
  const rate = LOG_BYTES / 1e6 / (ms / 1000);
  bench.figure(LOGS, `${rate.toFixed(0)} MB/s after the client's start of ${idle.toFixed(0)} ms, best of 9; the bridge's memory ${grown < 0 ? '' : '+'}${grown.toFixed(0)} MB over 90 MB of logs`, 'over 50 MB/s, memory flat (+30 MB)', all.every((one) => one.ok) && rate > 50 && !(grown > 30));
}

async function list(bench: Bench, server: Server): Promise<void> {
  for (let i = 0; i < 1000; i++) {
    const { status } = await ask(server.socket, 'POST', '/containers/create', { Image: 'busybox', Cmd: ['sleep', '1d'] });
    if (status !== 201) throw new Error(`create answered ${status}`);
  }
  const times: number[] = [];
  let count = 0;
  for (let i = 0; i < 11; i++) {
    const begin = performance.now();
    const { text } = await ask(server.socket, 'GET', '/containers/json?all=1');
    times.push(performance.now() - begin);
    count = (JSON.parse(text) as unknown[]).length;
  }
  const ms = bench.median(times);
  bench.figure(LIST, `${ms.toFixed(0)} ms`, 'under 50 ms', count >= 1000 && ms < 50);
}

/** Measure what was asked for. */
export async function benchBridge(bench: Bench): Promise<void> {
  if ([RUN, LIST, LOGS].every((name) => bench.skip(name))) return;
  const server = await start();
  try {
    const client = findClient();
    if ('missing' in client) console.log(`skipped: figures with the real client: ${client.missing}`);
    else {
      if (!bench.skip(RUN)) await runs(bench, client.docker, server);
      if (!bench.skip(LOGS)) await logs(bench, client.docker, server);
    }
    if (!bench.skip(LIST)) await list(bench, server);
  } finally {
    server.stop();
  }
}
