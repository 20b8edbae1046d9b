/** The world of the page: the standard machines, with programs that are loaded when they are needed. */
import { provideVolumes } from '../fs/disk/store.ts';
import { makeInspector } from '../inspect/inspector.ts';
import type { WorldOptions } from '../world/api.ts';
import { STANDARD_DISKS } from '../world/disks.ts';
import { createWorld } from '../world/world.ts';
import { ANNOUNCED, EAGER, loadAll, loadProgram } from './programs.ts';
import type { MadeWorld } from './session.ts';

export function makeWorld(options: WorldOptions): MadeWorld {
  const world = createWorld(options, { programs: EAGER, announced: ANNOUNCED, ...STANDARD_DISKS });
  const inspector = makeInspector(world);
  return {
    world,
    inspector,
    lookAtNetworks: async () => (await import('../inspect/networkinspector.ts')).makeNetworkInspector(world, inspector),
    load: async (name) => world.registerPrograms(await loadProgram(name)),
    loadRest: async () => {
      for await (const programs of loadAll()) world.registerPrograms(programs);
      const { Volume } = await import('memfs');
      provideVolumes(() => new Volume());
    },
  };
}
