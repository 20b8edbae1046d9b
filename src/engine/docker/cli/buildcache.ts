/** The prune of the build cache, of `docker builder prune` and `docker system prune`. */
import type { Task } from '../../abi/sys.ts';
import { encodeFilters } from './api.ts';
import type { DockerCli } from './cli.ts';

/** What a prune of the build cache answers. */
interface CachePruned {
  readonly CachesDeleted: readonly string[] | null;
  readonly SpaceReclaimed: number;
}

/** Prune the build cache; what was removed, and the bytes that were freed. */
export function* pruneBuildCache(cli: DockerCli, all: boolean, filters: ReadonlyMap<string, readonly string[]>, keep = 0): Task<{ readonly text: string; readonly bytes: number }> {
  const size = keep === 0 ? undefined : String(keep);
  const query = { all: all ? '1' : undefined, 'keep-storage': size, 'reserved-space': size, filters: encodeFilters(filters) };
  const r = yield* cli.api.json<CachePruned>('POST', '/build/prune', { query });
  const ids = r.CachesDeleted ?? [];
  return { text: ids.length === 0 ? '' : `Deleted build cache objects:\n${ids.join('\n')}\n`, bytes: r.SpaceReclaimed };
}
