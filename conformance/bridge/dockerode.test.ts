/** dockerode, an SDK that nobody here wrote: its everyday calls against a bridged world. */
import { PassThrough } from 'node:stream';
import Docker from 'dockerode';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startBridge } from './harness.ts';
import type { Bridge } from './harness.ts';
import { tarFile, untar } from './tar.ts';

let bridge: Bridge;
let docker: Docker;

beforeAll(async () => {
  bridge = await startBridge(['--images', 'busybox']);
  docker = new Docker({ socketPath: bridge.socket });
});
afterAll(async () => {
  await bridge.stop();
  expect(bridge.said()).toBe('');
});

/** All of a stream. */
async function all(stream: NodeJS.ReadableStream): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of stream) parts.push(part as Buffer);
  return Buffer.concat(parts);
}

/** The two streams of a multiplexed one, once it has ended. */
async function demux(stream: NodeJS.ReadableStream): Promise<{ stdout: string; stderr: string }> {
  const out = new PassThrough();
  const err = new PassThrough();
  docker.modem.demuxStream(stream, out, err);
  stream.on('end', () => {
    out.end();
    err.end();
  });
  const [stdout, stderr] = await Promise.all([all(out), all(err)]);
  return { stdout: stdout.toString(), stderr: stderr.toString() };
}

/** Progress messages until their end. */
function followed(stream: NodeJS.ReadableStream): Promise<{ status?: string; id?: string; stream?: string; aux?: { ID?: string }; error?: string }[]> {
  return new Promise((done, fail) => docker.modem.followProgress(stream, (error, output: { status?: string }[]) => (error ? fail(error) : done(output))));
}

it('pings, and asks for version and info', async () => {
  expect((await docker.ping() as Buffer).toString()).toBe('OK');
  const version = await docker.version();
  expect([version.Version, version.ApiVersion, version.MinAPIVersion, version.Os, version.Arch]).toEqual(['28.5.2', '1.51', '1.24', 'linux', 'amd64']);
  const info = (await docker.info()) as { Name: string; Images: number; Driver: string };
  expect([info.Name, info.Images, info.Driver]).toEqual(['host', 1, 'overlay2']);
});

it('runs a container and takes both of its streams', async () => {
  const container = await docker.createContainer({ Image: 'busybox', name: 'first', Cmd: ['sh', '-c', 'echo out; echo err >&2; exit 3'], AttachStdout: true, AttachStderr: true });
  const stream = await container.attach({ stream: true, stdout: true, stderr: true });
  const streams = demux(stream);
  await container.start();
  expect(await container.wait()).toEqual({ StatusCode: 3 });
  expect(await streams).toEqual({ stdout: 'out\n', stderr: 'err\n' });
  const { State, Name, Config } = await container.inspect();
  expect([Name, State.Status, State.ExitCode, Config.Image]).toEqual(['/first', 'exited', 3, 'busybox']);
  expect((await docker.listContainers()).length).toBe(0);
  const [listed] = await docker.listContainers({ all: true, filters: { name: ['first'] } });
  expect([listed?.Names, listed?.State, listed?.Command]).toEqual([['/first'], 'exited', "sh -c 'echo out; echo err >&2; exit 3'"]);
  expect(await demux(await container.logs({ stdout: true, stderr: true, follow: true }))).toEqual({ stdout: 'out\n', stderr: 'err\n' });
  await container.remove();
  await expect(container.inspect()).rejects.toMatchObject({ statusCode: 404, json: { message: expect.stringMatching(/^No such container: [0-9a-f]{64}$/) as string } });
});

it('talks to a hijacked exec, and to a terminal', async () => {
  const container = await docker.createContainer({ Image: 'busybox', Cmd: ['sleep', '1000'] });
  await container.start();
  const exec = await container.exec({ Cmd: ['sh', '-c', 'cat; echo bye >&2'], AttachStdin: true, AttachStdout: true, AttachStderr: true });
  const stream = await exec.start({ hijack: true, stdin: true });
  const streams = demux(stream);
  stream.end('through and back\n');
  expect(await streams).toEqual({ stdout: 'through and back\n', stderr: 'bye\n' });
  expect((await exec.inspect()).ExitCode).toBe(0);
  const shell = await container.exec({ Cmd: ['sh', '-c', 'read x; stty size; exit 7'], AttachStdin: true, AttachStdout: true, Tty: true });
  const tty = await shell.start({ hijack: true, stdin: true, Tty: true });
  const screen = all(tty);
  await shell.resize({ h: 33, w: 111 });
  tty.write('go\n');
  expect((await screen).toString()).toBe('go\r\n33 111\r\n');
  expect((await shell.inspect()).ExitCode).toBe(7);
  await container.remove({ force: true });
});

it('follows logs while they are written, and stops', async () => {
  const container = await docker.createContainer({ Image: 'busybox', Cmd: ['sh', '-c', 'i=0; while :; do echo line $i; i=$((i+1)); sleep 0.05; done'], Tty: true });
  await container.start();
  const logs = (await container.logs({ stdout: true, follow: true, tail: 2 })) as unknown as NodeJS.ReadableStream & { destroy(): void };
  let text = '';
  await new Promise<void>((done) => logs.on('data', (part: Buffer) => (text += part.toString()).split('\n').length > 6 && done()));
  logs.destroy();
  const numbers = text.split('\r\n').slice(0, 6).map((line) => Number(line.slice(5)));
  expect(numbers).toEqual(numbers.map((_, i) => numbers[0]! + i));
  const one = await container.stats({ stream: false });
  expect([(one.pids_stats?.current ?? 0) >= 1, one.memory_stats.usage > 0, one.name?.startsWith('/')]).toEqual([true, true, true]);
  const live = (await container.stats({ stream: true })) as unknown as NodeJS.ReadableStream & { destroy(): void };
  const two = await new Promise<string>((done) => {
    let seen = '';
    live.on('data', (part: Buffer) => (seen += part.toString()).split('\n').length > 2 && done(seen));
  });
  live.destroy();
  expect(two.split('\n').slice(0, 2).map((line) => (JSON.parse(line) as { id: string }).id)).toEqual([container.id, container.id]);
  await container.stop({ t: 0 });
  expect((await container.inspect()).State.Status).toBe('exited');
  await container.remove();
});

it('pulls with progress, tags, and removes', async () => {
  const progress = await followed(await docker.pull('alpine:latest'));
  expect(progress[0]).toEqual({ status: 'Pulling from library/alpine', id: 'latest' });
  expect(progress.some((one) => one.status === 'Downloading')).toBe(true);
  expect(progress.at(-1)?.status).toBe('Status: Downloaded newer image for alpine:latest');
  const image = docker.getImage('alpine');
  await image.tag({ repo: 'mine', tag: 'v1' });
  expect((await docker.listImages()).flatMap((one) => one.RepoTags ?? []).sort()).toEqual(['alpine:latest', 'busybox:latest', 'mine:v1']);
  expect(await docker.getImage('mine:v1').remove()).toEqual([{ Untagged: 'mine:v1' }]);
  await expect(docker.pull('no/such')).rejects.toMatchObject({ statusCode: 404 });
});

it('builds an image from a tar', async () => {
  const context = Buffer.concat([tarFile('Dockerfile', 'FROM busybox\nCOPY greeting /\nRUN echo built > /made\nCMD ["cat", "/greeting", "/made"]\n'), tarFile('greeting', 'hello\n'), Buffer.alloc(1024)]);
  const output = await followed(await docker.buildImage(context as never, { t: 'greeter' }));
  expect(output.filter((one) => one.error !== undefined)).toEqual([]);
  expect(output.at(-1)?.stream).toBe('Successfully tagged greeter:latest\n');
  const container = await docker.createContainer({ Image: 'greeter' });
  await container.start();
  await container.wait();
  expect((await demux(await container.logs({ stdout: true, stderr: true, follow: true }))).stdout).toBe('hello\nbuilt\n');
  await container.remove();
});

it('copies files in and out', async () => {
  const container = await docker.createContainer({ Image: 'busybox', Cmd: ['true'] });
  await container.putArchive(Buffer.concat([tarFile('in.txt', 'from outside\n'), Buffer.alloc(1024)]), { path: '/tmp' });
  const got = untar(await all(await container.getArchive({ path: '/tmp/in.txt' })));
  expect(got.map(({ name, text }) => [name, text])).toEqual([['in.txt', 'from outside\n']]);
  await expect(container.getArchive({ path: '/nowhere' })).rejects.toMatchObject({ statusCode: 404 });
  await container.remove();
});

it('makes networks and volumes', async () => {
  const network = await docker.createNetwork({ Name: 'mine', Driver: 'bridge' });
  const volume = await docker.createVolume({ Name: 'data' });
  expect((await volume.inspect()).Mountpoint).toBe('/var/lib/docker/volumes/data/_data');
  const container = await docker.createContainer({ Image: 'busybox', name: 'member', Cmd: ['sleep', '100'], HostConfig: { NetworkMode: 'mine', Binds: ['data:/data'] } });
  await container.start();
  const seen = (await network.inspect()) as { Containers: Record<string, { Name: string }> };
  expect(Object.values(seen.Containers).map((one) => one.Name)).toEqual(['member']);
  await network.disconnect({ Container: 'member' });
  await network.connect({ Container: 'member' });
  await container.remove({ force: true });
  await network.remove();
  await docker.getVolume('data').remove();
  expect((await docker.listNetworks()).map((one) => one.Name).sort()).toEqual(['bridge', 'host', 'none']);
  expect((await docker.listVolumes()).Volumes).toEqual([]);
});

it('hears events', async () => {
  const stream = await docker.getEvents({ filters: { type: ['container'] } });
  const heard: string[] = [];
  const destroyed = new Promise<void>((done) => {
    stream.on('data', (part: Buffer) => {
      for (const line of part.toString().trim().split('\n')) heard.push((JSON.parse(line) as { Action: string }).Action);
      if (heard.includes('destroy')) done();
    });
  });
  const container = await docker.createContainer({ Image: 'busybox', Cmd: ['true'] });
  await container.start();
  await container.wait();
  await container.remove();
  await destroyed;
  (stream as unknown as { destroy(): void }).destroy();
  expect(heard).toEqual(['create', 'start', 'die', 'destroy']);
});
