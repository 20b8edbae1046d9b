/** The world of the page: the standard one. */
import { EMPTY_DOCKER_VIEW } from '../inspect/views.ts';
import type { WorldOptions } from '../world/api.ts';
import { createStandardWorld } from '../world/standard.ts';
import type { MadeWorld } from './session.ts';

export async function makeWorld(options: WorldOptions): Promise<MadeWorld> {
  const world = createStandardWorld(options);
  return { world, inspector: { docker: () => EMPTY_DOCKER_VIEW, processes: () => [], ask: () => null }, load: () => Promise.resolve() };
}
