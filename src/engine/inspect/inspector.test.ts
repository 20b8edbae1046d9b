/** The views of the Docker flow: image, running container, stopped container, commit, image; unchanged records stay the same objects. */
import { expect, test } from 'vitest';
import { encodeUtf8 } from '../base/bytes.ts';
import { startScript } from '../../headless/run.ts';
import { createStandardWorld } from '../world/standard.ts';
import { makeInspector } from './inspector.ts';

function run(script: string): ReturnType<typeof createStandardWorld> {
  const world = createStandardWorld({ seed: 7, images: ['busybox'] });
  const term = startScript(world, { script: encodeUtf8(script), path: '/tmp/x.sh', cwd: '/tmp' });
  for (let i = 0; i < 2000 && world.terminalExit(term) === undefined; i++) {
    world.run(100e9, 5000);
    world.takeOutput();
  }
  expect(world.terminalExit(term)).toEqual({ code: 0 });
  return world;
}

test('image, container, its changes, and the committed image', () => {
  const world = run('docker run --name one busybox sh -c "echo data >/new; rm /etc/group; echo x >>/etc/passwd"; docker commit one mine >/dev/null; docker run -d --name two mine sleep 1000 >/dev/null');
  const view = makeInspector(world).docker('host');
  expect(view.daemon).toBe(true);
  const [one, two] = Object.values(view.containers);
  expect(one).toMatchObject({ name: 'one', image: 'busybox', command: 'sh -c echo data >/new; rm /etc/group; echo x >>/etc/passwd', state: 'exited', exitCode: 0, pid: 0, processes: 0 });
  expect(one!.upper.changes).toEqual([
    { path: '/etc/group', kind: 'D', type: 'other', size_bytes: 0 },
    { path: '/etc/passwd', kind: 'C', type: 'file', size_bytes: expect.any(Number) },
    { path: '/new', kind: 'A', type: 'file', size_bytes: 5 },
  ]);
  expect(two).toMatchObject({ name: 'two', image: 'mine', state: 'running', processes: 1, upper: { added: 0, changed: 0, deleted: 0 } });
  const mine = Object.values(view.images).find((image) => image.tags.includes('mine:latest'))!;
  const busybox = Object.values(view.images).find((image) => image.tags.includes('busybox:latest'))!;
  expect(mine.committedFrom).toBe(one!.id);
  expect(mine.parent).toBe(busybox.id);
  expect(mine.layers.slice(0, -1)).toEqual(busybox.layers);
  expect(view.layers[mine.layers.at(-1)!]!.files?.map((f) => f.path)).toEqual(['/etc', '/etc/group', '/etc/passwd', '/new']);
  expect(Object.keys(view.registry)).toContain('ubuntu');
});

test('a view that did not change is the same object, and one that changed shares what did not', () => {
  const world = run('docker run -d --name two busybox sleep 1000 >/dev/null');
  const inspector = makeInspector(world);
  const before = inspector.docker('host');
  expect(inspector.docker('host')).toBe(before);
  const term = startScript(world, { script: encodeUtf8('docker exec two touch /f'), path: '/tmp/y.sh', cwd: '/tmp' });
  for (let i = 0; i < 500 && world.terminalExit(term) === undefined; i++) world.run(200e9, 5000);
  const after = inspector.docker('host');
  expect(after.images).toBe(before.images);
  expect(after.layers).toBe(before.layers);
  expect(Object.values(after.containers)[0]!.upper.changes).toEqual([{ path: '/f', kind: 'A', type: 'file', size_bytes: 0 }]);
  const inside = inspector.processes('host').filter((p) => p.container === Object.keys(after.containers)[0]);
  expect(inside.map(({ nspid, command }) => ({ nspid, command }))).toEqual([{ nspid: 1, command: 'sleep 1000' }]);
});
