/** The sequence of real commands: events of a world become messages between client, daemon, containerd, shim, runc and container. */
import { expect, test } from 'vitest';
import { encodeUtf8 } from '../../engine/base/bytes.ts';
import { createStandardWorld } from '../../engine/world/standard.ts';
import { laneOf } from '../../engine/worker/tracestore.ts';
import { startScript } from '../../headless/run.ts';
import { asCurl } from './curl.ts';
import { groupTitle, sequence, taking } from './sequence.ts';
import type { Row } from './sequence.ts';

function rowsOf(line: string): readonly Row[] {
  const world = createStandardWorld({ seed: 3, images: ['busybox'] });
  world.setTrace('all');
  const term = startScript(world, { script: encodeUtf8(`systemctl is-active docker >/dev/null; docker ps >/dev/null\n${line}\n`), path: '/tmp/x.sh', cwd: '/tmp' });
  for (let i = 0; i < 2000 && world.terminalExit(term) === undefined; i++) world.run(100e9, 5000);
  const { events } = world.takeTrace();
  const begin = events.findLastIndex((event) => event.kind === 'command' && event.line === line);
  return sequence(events.slice(begin).filter((event) => event.root === events[begin]!.root && event.host === 'host').map((event) => ({ event, lane: laneOf(event) })));
}

const told = (rows: readonly Row[]): string[] =>
  rows.filter((row) => row.filter === 'http' || row.filter === 'calls' || row.filter === 'processes').map((row) => (row.kind === 'message' ? `${row.from} ${row.reply ? '<-' : '->'} ${row.to}: ${row.title}`.replace(/\b[0-9a-f]{12}\b/g, 'ID') : ''));

test('docker run: every hand-over from the client down to the container, and back', () => {
  const rows = rowsOf('docker run --rm busybox true');
  expect(taking(rows)).toEqual(['client', 'dockerd', 'containerd', 'shim', 'runc', 'container']);
  const lines = told(rows);
  const order = ['client -> dockerd: POST /containers/create', 'dockerd <- client: 201 Created', 'client -> dockerd: POST /containers/ID/attach?stderr=1&stdout=1&stream=1', 'dockerd <- client: 101 Upgraded', 'client -> dockerd: POST /containers/ID/start', 'dockerd -> containerd: tasks.Create', 'containerd -> shim: exec containerd-shim-runc-v2', 'shim -> runc: exec runc create', 'runc <- shim: runc: exit 0', 'dockerd -> containerd: tasks.Start', 'shim -> runc: exec runc start', 'runc -> container: execve true', 'container <- shim: true: exit 0', 'dockerd <- client: 204 No Content'];
  expect(order.filter((one) => !lines.includes(one))).toEqual([]);
  expect(lines.indexOf(order[5]!)).toBeGreaterThan(lines.indexOf(order[4]!));
  const create = rows.find((row) => row.kind === 'message' && row.title === 'POST /containers/create');
  const http = create?.kind === 'message' ? create.http! : undefined;
  expect(JSON.parse(http!.requestBody)).toMatchObject({ Image: 'busybox', Cmd: ['true'] });
  expect(http!.status).toBe(201);
  expect(http!.responseHeaders.map(([name]) => name)).toContain('Api-Version');
  expect(Object.keys(JSON.parse(http!.responseBody) as object)).toEqual(['Id', 'Warnings']);
  const kernel = rows.filter((row) => row.kind === 'group' && row.at === 'runc').map((row) => (row.kind === 'group' ? groupTitle(row.events) : ''));
  expect(kernel.some((title) => /\d+ mounts/.test(title))).toBe(true);
});

test('an error names its place, and a request can be copied as curl', () => {
  const rows = rowsOf('docker rm nosuch');
  expect(rows.filter((row) => row.error).map((row) => `${row.kind === 'message' ? row.from : row.at}: ${row.title}`)).toEqual(['dockerd: No such container: nosuch', 'dockerd: 404 Not Found']);
  const row = rows.find((one) => one.kind === 'message' && one.title.startsWith('DELETE'));
  expect(row?.kind === 'message' && asCurl(row.http!)).toBe("curl --unix-socket /var/run/docker.sock -X DELETE 'http://localhost/v1.51/containers/nosuch'");
});

test('curl at the socket is a client like docker', () => {
  const rows = rowsOf('curl -s --unix-socket /var/run/docker.sock http://localhost/containers/json');
  expect(told(rows)).toEqual(['client -> dockerd: GET /containers/json', 'dockerd <- client: 200 OK']);
});
