import { expect, it } from 'vitest';
import type { TraceData, TraceEvent } from '../abi/trace.ts';
import { EMPTY_DOCKER_VIEW } from '../inspect/views.ts';
import type { ContainerView, DockerView, ImageView } from '../inspect/views.ts';
import { Story } from './story.ts';

const ID = 'cfa719603e99'.padEnd(64, '0');
const UBUNTU = `sha256:${'1d622ef86b13'.padEnd(64, '0')}`;
const MADE = `sha256:${'e86e6e296cea'.padEnd(64, '0')}`;
const image = (id: string, ...tags: string[]): ImageView => ({ id, tags, created_ms: 0, size_bytes: 0, layers: [], history: [], parent: undefined, committedFrom: undefined, command: '' });
const container = (change: Partial<ContainerView> = {}): ContainerView => ({
  id: ID, name: 'funny_ishizaka', imageId: UBUNTU, image: 'ubuntu', command: 'bash', state: 'running', exitCode: 0, oomKilled: false, pid: 9, processes: 1, created_ms: 0, started_ms: 0,
  finished_ms: 0, tty: true, autoRemove: false, ports: [], upper: { size_bytes: 0, added: 0, changed: 0, deleted: 0, changes: [] }, ...change,
});
const view = (images: ImageView[], containers: ContainerView[]): DockerView => ({
  ...EMPTY_DOCKER_VIEW, images: Object.fromEntries(images.map((one) => [one.id, one])), containers: Object.fromEntries(containers.map((one) => [one.id, one])),
});

let next = 1;
const event = (data: TraceData, root: number): TraceEvent => ({ id: next++, time_ns: next * 10, cause: 0, root, host: 'host', pid: 1, comm: 'dockerd', ...data });
const typed = (line: string): TraceEvent => event({ kind: 'command', line, tty: 'pts/0' }, 0);
const answer = (root: TraceEvent, method: string, path: string, body = '', status = 200): TraceEvent => event({ kind: 'http_response', layer: 'api', status, method, path: `/v1.51${path}`, body }, root.id);

it('tells the flow of the notes: pull, run, exit, commit, tag, rm', () => {
  const story = new Story();
  const none = view([], []);
  const pulled = view([image(UBUNTU, 'ubuntu:latest')], []);
  const runs = view([image(UBUNTU, 'ubuntu:latest')], [container()]);
  const stopped = view([image(UBUNTU, 'ubuntu:latest')], [container({ state: 'exited' })]);
  const committed = view([image(UBUNTU, 'ubuntu:latest'), image(MADE)], [container({ state: 'exited' })]);
  const removed = view([image(UBUNTU, 'ubuntu:latest'), image(MADE, 'my-image:latest')], []);

  const run = typed('docker run -ti ubuntu bash');
  story.update([run, answer(run, 'POST', '/containers/create', '{"message":"No such image"}', 404), answer(run, 'POST', '/images/create?fromImage=docker.io%2Flibrary%2Fubuntu&tag=latest')], none, pulled, 1);
  story.update([answer(run, 'POST', '/containers/create?name=', `{"Id":"${ID}","Warnings":[]}`), answer(run, 'POST', `/containers/${ID}/start`)], pulled, runs, 2);
  story.update([], runs, stopped, 3);
  const commit = typed('docker commit funny_ishizaka');
  story.update([commit, answer(commit, 'POST', '/commit?container=funny_ishizaka&comment=', `{"Id":"${MADE}"}`)], stopped, committed, 4);
  const tag = typed('docker tag e86e6e296cea my-image');
  story.update([tag, answer(tag, 'POST', '/images/e86e6e296cea/tag?repo=my-image&tag=latest')], committed, committed, 5);
  const rm = typed('docker rm funny_ishizaka');
  const events = story.update([rm, answer(rm, 'DELETE', '/containers/funny_ishizaka')], committed, removed, 6);

  expect(events.map(({ verb, command, text, from, to }) => [verb, command, text, from?.kind ?? '-', to?.kind ?? '-'])).toEqual([
    ['pull', 'docker run -ti ubuntu bash', 'pulled from the registry', 'repository', 'image'],
    ['run', 'docker run -ti ubuntu bash', 'created from ubuntu and started', 'image', 'container'],
    ['exit', '', 'exited with code 0', 'container', 'container'],
    ['commit', 'docker commit funny_ishizaka', 'committed to image e86e6e296cea', 'container', 'image'],
    ['tag', 'docker tag e86e6e296cea my-image', 'named my-image:latest', '-', 'image'],
    ['remove', 'docker rm funny_ishizaka', 'removed, its own layer with it', 'container', '-'],
  ]);
});

it('tells a kill from an end of its own, and a removal by --rm', () => {
  const story = new Story();
  const runs = view([image(UBUNTU)], [container({ autoRemove: true })]);
  const killed = view([image(UBUNTU)], [container({ autoRemove: true, state: 'exited', exitCode: 137 })]);
  const kill = typed('docker kill cfa');
  story.update([kill, answer(kill, 'POST', '/containers/cfa/kill?signal=SIGKILL', '', 204)], runs, runs, 1);
  const events = story.update([], runs, killed, 2);
  expect(events.map(({ verb, command, text }) => [verb, command, text])).toEqual([['kill', 'docker kill cfa', 'was killed by SIGKILL (code 137)']]);
  expect(story.update([], killed, view([image(UBUNTU)], []), 3).at(-1)?.text).toBe('ended and was removed (--rm)');
});
