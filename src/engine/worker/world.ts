/** The world of the page: the standard one, with an inspector beside it. */
import { makeInspector } from '../inspect/inspector.ts';
import type { WorldOptions } from '../world/api.ts';
import { createStandardWorld } from '../world/standard.ts';
import type { MadeWorld } from './session.ts';

export async function makeWorld(options: WorldOptions): Promise<MadeWorld> {
  const world = createStandardWorld(options);
  return { world, inspector: makeInspector(world), load: () => Promise.resolve() };
}
