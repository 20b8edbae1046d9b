/** The bridge itself: where it listens, what it refuses, and connections as bytes: half-close, back-pressure, clients that vanish, replay. */
import { readFileSync, existsSync, lstatSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import type { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Replay } from '../../src/engine/session/replay.ts';
import { loadSession } from '../../src/engine/session/session.ts';
import { createStandardWorld } from '../../src/engine/world/standard.ts';
import { ask, runBridge, startBridge } from './harness.ts';
import type { Bridge } from './harness.ts';

const dir = mkdtempSync(join(tmpdir(), 'bridge-test-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

/** Everything that comes until the other side ends. */
function drain(socket: Socket): Promise<string> {
  const parts: Buffer[] = [];
  return new Promise((done, fail) => {
    socket.on('data', (part: Buffer) => parts.push(part)).on('end', () => done(Buffer.concat(parts).toString('latin1'))).on('error', fail);
  });
}

const pause = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms));

describe('the place', () => {
  it('is loopback or a path, and nothing else', async () => {
    const refused = async (...args: string[]): Promise<string> => {
      const { code, stdout, stderr } = await runBridge(...args);
      expect([code, stdout]).toEqual([2, '']);
      return stderr.split('\n')[0]!;
    };
    expect(await refused()).toBe('bridge: give --socket PATH or --port N, one of them');
    expect(await refused('--port', '0.0.0.0:2375')).toBe('bridge: --port 0.0.0.0:2375: the bridge listens on 127.0.0.1 and on no other address, because whoever connects rules the engine');
    expect(await refused('--port', '70000')).toBe('bridge: --port needs a number from 0 to 65535');
    expect(await refused('--socket', 'tcp://0.0.0.0:1')).toBe('bridge: --socket takes a path, not tcp://0.0.0.0:1');
    expect(await refused('--listen', 'x')).toBe('bridge: unknown option --listen');
  });

  it('may hold a socket that is left over, but nothing else', async () => {
    const path = join(dir, 'taken');
    writeFileSync(path, 'mine');
    expect((await runBridge('--socket', path)).stderr).toBe(`bridge: ${path}: exists and is no socket\n`);
    expect(readFileSync(path, 'utf8')).toBe('mine');
    const used = join(dir, 'used');
    const server = createServer().listen(used);
    await new Promise((ready) => server.once('listening', ready));
    expect((await runBridge('--socket', used)).stderr).toBe(`bridge: ${used}: somebody listens there already\n`);
    server.close();
    const long = join(dir, 'x'.repeat(110));
    expect((await runBridge('--socket', long)).stderr).toBe(`bridge: ${long}: longer than the 107 bytes that the name of a socket may have\n`);
    const first = await startBridge();
    process.kill(first.pid, 'SIGKILL');
    await pause(100);
    expect(existsSync(first.socket)).toBe(true);
    const again = await startBridge([], first.socket);
    expect(lstatSync(first.socket).mode & 0o777).toBe(0o600);
    expect((await ask(first.socket, 'GET', '/_ping')).body.toString()).toBe('OK');
    expect(await again.stop('SIGTERM')).toBe(0);
    expect(existsSync(first.socket)).toBe(false);
    await first.stop();
  });
});

describe('connections', () => {
  let bridge: Bridge;
  beforeAll(async () => {
    bridge = await startBridge(['--images', 'busybox']);
  });
  afterAll(async () => {
    await bridge.stop();
    expect(bridge.said()).toBe('');
  });

  /** A container; its id. */
  async function create(name: string, cmd: readonly string[], more: object = {}): Promise<string> {
    const made = await ask(bridge.socket, 'POST', `/containers/create?name=${name}`, { Image: 'busybox', Cmd: cmd, ...more });
    expect([made.status, made.status === 201 ? '' : made.body.toString()]).toEqual([201, '']);
    return (JSON.parse(made.body.toString()) as { Id: string }).Id;
  }

  /** A hijacked connection to a started container's streams. */
  async function attach(name: string): Promise<Socket> {
    const socket = connect({ path: bridge.socket, allowHalfOpen: true });
    socket.write(`POST /containers/${name}/attach?stream=1&stdin=1&stdout=1&stderr=1 HTTP/1.1\r\nHost: d\r\nUpgrade: tcp\r\nConnection: Upgrade\r\nContent-Length: 0\r\n\r\n`);
    const head = await new Promise<string>((done) => socket.once('data', (data: Buffer) => done(data.toString('latin1'))));
    expect(head.split('\r\n')[0]).toBe('HTTP/1.1 101 UPGRADED');
    expect((await ask(bridge.socket, 'POST', `/containers/${name}/start`)).status).toBe(204);
    return socket;
  }

  const memory_kb = (): number => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${bridge.pid}/status`, 'utf8'))?.[1]);

  it('are closed one way at a time', async () => {
    await create('half', ['sh', '-c', 'cat; echo end of input; sleep 0.2; echo later'], { OpenStdin: true, StdinOnce: true, AttachStdin: true });
    const socket = await attach('half');
    const all = drain(socket);
    socket.end('one\ntwo\n');
    const frame = (text: string): string => `\x01\0\0\0\0\0\0${String.fromCharCode(text.length)}${text}`;
    expect(await all).toBe(`${frame('one\ntwo\n')}${frame('end of input\n')}${frame('later\n')}`);
  });

  it('are many at once, each with its own bytes', async () => {
    const names = await Promise.all(Array.from({ length: 60 }, async (_, i) => [`n${i}`, await create(`n${i}`, ['true'])] as const));
    const seen = await Promise.all(names.map(async ([name]) => JSON.parse((await ask(bridge.socket, 'GET', `/containers/${name}/json`)).body.toString()) as { Id: string; Name: string }));
    expect(seen.map((one) => [one.Name, one.Id])).toEqual(names.map(([name, id]) => [`/${name}`, id]));
  });

  it('hold back who is too fast, and nobody else', async () => {
    const line = 'x'.repeat(79);
    await create('big', ['sh', '-c', `yes ${line} | head -n 131072`], { Tty: true });
    expect((await ask(bridge.socket, 'POST', '/containers/big/start')).status).toBe(204);
    expect((await ask(bridge.socket, 'POST', '/containers/big/wait')).status).toBe(200);
    const slow = connect(bridge.socket);
    slow.write('GET /containers/big/logs?stdout=1 HTTP/1.0\r\n\r\n');
    slow.pause();
    await pause(300);
    const size = async (): Promise<number> => (await ask(bridge.socket, 'GET', '/containers/big/logs?stdout=1')).body.length;
    const want = 131_072 * 81;
    expect(await size()).toBe(want);
    const before = memory_kb();
    for (let i = 0; i < 8; i++) expect(await size()).toBe(want);
    expect(memory_kb() - before).toBeLessThan(60_000);
    const rest = drain(slow);
    slow.resume();
    const answer = await rest;
    expect(answer.length - answer.indexOf('\r\n\r\n') - 4).toBe(want);
  });

  it('take in a flood without piling it up', async () => {
    await create('sink', ['sh', '-c', 'sleep 0.5; wc -c'], { OpenStdin: true, StdinOnce: true, AttachStdin: true, Tty: false });
    const socket = await attach('sink');
    const all = drain(socket);
    const before = memory_kb();
    let most = 0;
    const piece = Buffer.alloc(1 << 20, 0x61);
    for (let i = 0; i < 64; i++) {
      if (!socket.write(piece)) await new Promise((room) => socket.once('drain', room));
      most = Math.max(most, memory_kb() - before);
    }
    socket.end();
    expect((await all).slice(8)).toBe(`${64 << 20}\n`);
    expect(most).toBeLessThan(100_000);
  });

  it('may vanish at any point, and the world goes on', async () => {
    await create('talker', ['sh', '-c', 'while :; do echo word; sleep 0.01; done']);
    expect((await ask(bridge.socket, 'POST', '/containers/talker/start')).status).toBe(204);
    const cut = ['GET /containers/talker/logs?stdout=1&follow=1 HTTP/1.1\r\nHost: d\r\n\r\n', 'POST /containers/create HTTP/1.1\r\nHost: d\r\nContent-Type: application/json\r\nContent-Length: 5000\r\n\r\n{"Image"', 'POST /build HTTP/1.1\r\nHost: d\r\nTransfer-Encoding: chunked\r\n\r\n10000\r\nabc', 'GET /eve', '\x16\x03\x01', 'GET /events HTTP/1.1\r\nHost: d\r\n\r\n'];
    for (let round = 0; round < 3; round++) {
      const sockets = cut.map((text) => {
        const socket = connect(bridge.socket);
        socket.on('error', () => undefined).on('data', () => undefined);
        socket.write(text);
        return socket;
      });
      await pause(60);
      for (const socket of sockets) if (round === 1) socket.end();
        else socket.destroy();
    }
    await pause(100);
    expect((await ask(bridge.socket, 'GET', '/_ping')).body.toString()).toBe('OK');
    expect((await ask(bridge.socket, 'DELETE', '/containers/talker?force=1')).status).toBe(204);
  });
});

describe('a saved session', () => {
  it('is replayed to the bytes that the clients got', async () => {
    const save = join(dir, 'session');
    const bridge = await startBridge(['--images', 'busybox', '--seed', '9', '--save', save]);
    const made = await ask(bridge.socket, 'POST', '/containers/create?name=one', { Image: 'busybox', Cmd: ['date', '+%N'] });
    await ask(bridge.socket, 'POST', '/containers/one/start');
    await ask(bridge.socket, 'POST', '/containers/one/wait');
    const live = (await ask(bridge.socket, 'GET', '/containers/one/json')).body.toString();
    expect(await bridge.stop()).toBe(0);
    const session = loadSession(readFileSync(save));
    const world = createStandardWorld(session.options);
    new Replay(world, session).run();
    const output = world.takeLinkOutput().map((o) => Buffer.from(o.data).toString());
    expect([output.length, output[0]?.endsWith(made.body.toString()), output[3]?.endsWith(live)]).toEqual([4, true, true]);
  });
});
