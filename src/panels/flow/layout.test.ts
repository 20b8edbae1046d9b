import { describe, expect, it } from 'vitest';
import { EMPTY_DOCKER_VIEW } from '../../engine/inspect/views.ts';
import type { ContainerState, ContainerView, DockerView, ImageView } from '../../engine/inspect/views.ts';
import { barsOf, layOut, NO_PLACES, place } from './layout.ts';

const container = (id: string, state: ContainerState, created_ms: number): ContainerView => ({
  id, name: id, imageId: 'i', image: 'busybox', command: 'sh', state, exitCode: 0, oomKilled: false, pid: 0, processes: 0, created_ms, started_ms: 0, finished_ms: 0,
  tty: false, autoRemove: false, ports: [], upper: { size_bytes: 0, added: 0, changed: 0, deleted: 0, changes: [] },
});
const image = (id: string, layers: number): ImageView => ({
  id, tags: [], created_ms: 0, size_bytes: 0, layers: Array.from({ length: layers }, (_, i) => `l${i}`), history: [], parent: undefined, committedFrom: undefined, command: '',
});
const view = (...containers: ContainerView[]): DockerView => ({
  ...EMPTY_DOCKER_VIEW, images: { i: image('i', 2), j: image('j', 12) }, containers: Object.fromEntries(containers.map((one) => [one.id, one])),
});

describe('flow layout', () => {
  const three = place(view(container('a', 'running', 1), container('b', 'running', 2), container('c', 'running', 3)), NO_PLACES);

  it('moves nothing else when a container stops or another starts', () => {
    const stopped = place(view(container('a', 'running', 1), container('b', 'exited', 2), container('c', 'running', 3)), three);
    expect([stopped.running, stopped.stopped, stopped.ran]).toEqual([{ a: 0, c: 2 }, { b: 0 }, { b: 1 }]);
    const another = place(view(container('a', 'running', 1), container('b', 'exited', 2), container('c', 'running', 3), container('d', 'running', 4)), stopped);
    expect([another.running, another.stopped]).toEqual([{ a: 0, c: 2, d: 1 }, { b: 0 }]);
  });

  it('draws at most seven bars of an image and says how many it left out', () => {
    expect(barsOf(image('i', 2)).map((bar) => bar.diffId)).toEqual(['l1', 'l0']);
    expect(barsOf(image('j', 12)).map((bar) => [bar.diffId, bar.merged])).toEqual([['l11', 1], ['l10', 1], ['l9', 1], [undefined, 7], ['l1', 1], ['l0', 1]]);
  });

  it('lets no two boxes overlap, at any width', () => {
    for (const width of [640, 724, 1088, 1400]) {
      const layout = layOut(view(container('a', 'running', 1), container('b', 'exited', 2)), place(view(container('a', 'running', 1), container('b', 'exited', 2)), NO_PLACES), width);
      const boxes = [...Object.values(layout.images), ...Object.values(layout.containers), ...Object.values(layout.repositories)];
      for (const one of boxes) {
        expect(one.x + one.width).toBeLessThanOrEqual(width);
        for (const other of boxes) {
          if (one === other) continue;
          expect(one.x + one.width <= other.x || other.x + other.width <= one.x || one.y + one.height <= other.y || other.y + other.height <= one.y).toBe(true);
        }
      }
    }
  });
});
