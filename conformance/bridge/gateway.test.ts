/** The server of `npm start` and its bridge, with a tab that is played here: it echoes what clients send. */
import { spawn } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { existsSync, lstatSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { FRAME, packCredit, packFrame, unpackFrame } from '../../src/engine/worker/frames.ts';
import { buildGateway } from '../../tools/build-headless.mjs';

const dir = mkdtempSync(join(tmpdir(), 'bridge-test-'));
let server: ReturnType<typeof spawn>;
let origin = '';

beforeAll(async () => {
  await buildGateway();
  writeFileSync(join(dir, 'index.html'), '<!doctype html><html><head></head></html>');
  server = spawn(process.execPath, ['tools/serve.mjs', '--dir', dir, '--port', '0'], { stdio: ['ignore', 'pipe', 'inherit'], env: { ...process.env, XDG_RUNTIME_DIR: dir } });
  const said = await new Promise<string>((done) => server.stdout!.once('data', (data: Buffer) => done(data.toString())));
  origin = /(http:\/\/127\.0\.0\.1:\d+)\//.exec(said)![1]!;
});
afterAll(() => {
  server.kill('SIGKILL');
  rmSync(dir, { recursive: true, force: true });
});

async function token(): Promise<{ status: number; token?: string; message?: string }> {
  const response = await fetch(`${origin}/bridge`, { method: 'POST', headers: { origin } });
  return { status: response.status, ...((await response.json()) as { token?: string; message?: string }) };
}

/** A tab; its address for clients. Connections are echoed, with all ends. */
async function tab(given: string | undefined): Promise<{ socket: WebSocket; path: string }> {
  const socket = new WebSocket(`${origin.replace('http', 'ws')}/bridge?token=${given}`, { headers: { origin } });
  const opened = await new Promise<string>((done, fail) => {
    socket.once('message', (data: Buffer) => done(data.toString()));
    socket.once('error', fail);
  });
  socket.on('message', (data: Buffer) => {
    const frame = unpackFrame(data);
    if (frame === undefined) throw new Error('not a frame');
    const { kind, channel } = frame;
    if (kind === FRAME.DATA) {
      socket.send(packFrame(FRAME.DATA, channel, frame.data));
      socket.send(packCredit(channel, frame.data.length));
    } else if (kind === FRAME.END) {
      socket.send(packFrame(FRAME.END, channel));
      socket.send(packFrame(FRAME.CLOSE, channel));
    }
  });
  return { socket, path: /^\{"dockerHost":"unix:\/\/(.+)"\}$/.exec(opened)![1]! };
}

it('tells the page, and is off until a tab comes with its token', async () => {
  expect(await (await fetch(`${origin}/`)).text()).toBe('<!doctype html><html><head><meta name="glasshull-bridge" content="bridge"></head></html>');
  const { token: given } = await token();
  const first = await tab(given);
  expect([lstatSync(dirname(first.path)).mode & 0o777, lstatSync(first.path).mode & 0o777]).toEqual([0o700, 0o600]);
  await expect(tab(given)).rejects.toThrow('403');
  expect(await token()).toEqual({ status: 409, message: 'another tab holds the bridge' });
  first.socket.terminate();
  await expect.poll(() => existsSync(first.path)).toBe(false);
  const old = await token();
  const fresh = await token();
  await expect(tab(old.token)).rejects.toThrow('403');
  await expect(tab(fresh.token)).rejects.toThrow('403');
  const second = await tab((await token()).token);
  second.socket.terminate();
  await expect.poll(() => existsSync(second.path)).toBe(false);
});

it('carries many connections byte for byte, each to its end', async () => {
  const { socket, path } = await tab((await token()).token);
  const sizes = [0, 1, 70_000, 5_000_000, ...Array.from({ length: 30 }, (_, i) => i * 1000)];
  const same = await Promise.all(
    sizes.map(async (size) => {
      const data = randomBytes(size);
      const client = connect({ path, allowHalfOpen: true });
      const hash = createHash('sha256');
      let count = 0;
      client.on('data', (part: Buffer) => {
        hash.update(part);
        count += part.length;
      });
      client.end(data);
      await new Promise((done, fail) => client.once('end', done).once('error', fail));
      return count === size && hash.digest('hex') === createHash('sha256').update(data).digest('hex');
    }),
  );
  expect(same).toEqual(sizes.map(() => true));
  const left = connect(path).resume();
  await new Promise((done) => left.once('connect', done));
  const gone = [left, socket].map((one) => new Promise((done) => one.once('close', done)));
  server.kill('SIGTERM');
  await Promise.all(gone);
  await expect.poll(() => existsSync(dirname(path))).toBe(false);
});
