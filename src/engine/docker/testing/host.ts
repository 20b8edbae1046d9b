/** The standard world with its host's root at a shell, for tests of the engine. */
import { decodeUtf8, encodeUtf8 } from '../../base/bytes.ts';
import { createStandardWorld } from '../../world/standard.ts';
import type { SimWorld } from '../../world/world.ts';

export class Host {
  readonly world: SimWorld;
  constructor() {
    this.world = createStandardWorld({ seed: 7, images: ['busybox'] });
  }
  /** What a script prints, run by root, at most `limit_s` virtual seconds. */
  run(script: string, limit_s = 600): string {
    const { world } = this;
    world.input({ kind: 'put_file', host: 'host', path: '/root/t.sh', mode: 0o755, data: encodeUtf8(script) });
    const term = world.input({ kind: 'run', host: 'host', user: 'root', argv: ['/bin/bash', '/root/t.sh'] });
    const end_ns = world.now_ns + limit_s * 1e9;
    let text = '';
    while (world.terminalExit(term) === undefined && world.now_ns < end_ns) {
      if (world.run(Math.min(end_ns, Math.max(world.now_ns, world.nextEvent_ns() ?? Infinity) + 1e6), 2000) === 'idle') break;
      for (const o of world.takeOutput()) if (o.term === term) text += decodeUtf8(o.data);
    }
    for (const o of world.takeOutput()) if (o.term === term) text += decodeUtf8(o.data);
    return text;
  }
}
