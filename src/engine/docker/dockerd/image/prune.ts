/** POST /images/prune: delete dangling images, or with dangling=false all that no container uses. */
import type { Sys, Task } from '../../../abi/sys.ts';
import type { ImageDeleteItem, PruneReport } from '../../api/types.ts';
import type { Daemon } from '../daemon.ts';
import { ApiError } from '../errors.ts';
import type { Filters } from '../filters.ts';
import { removeImage } from './remove.ts';

export function* pruneImages(sys: Sys, daemon: Daemon, filters: Filters): Task<PruneReport> {
  filters.validate(new Set(['dangling', 'label', 'label!', 'until']));
  const danglingOnly = filters.bool('dangling', true);
  const total = (): number => [...daemon.layers.all()].reduce((n, l) => n + l.size, 0);
  const before = total();
  const deleted: ImageDeleteItem[] = [];
  for (const image of daemon.images.all()) {
    const refs = [...daemon.images.references(image.id, 'tag'), ...daemon.images.references(image.id, 'digest')];
    if (daemon.images.byId(image.id) === undefined || (danglingOnly && refs.length > 0)) continue;
    if (daemon.images.children(image.id).length > 0 || daemon.containers().some((c) => c.record.Image === image.id)) continue;
    if (!filters.labels('label', image.config.config?.Labels ?? null)) continue;
    try {
      for (const name of refs.length === 0 ? [image.id] : refs) {
        if (daemon.images.tryFind(name) !== undefined) deleted.push(...(yield* removeImage(sys, daemon, name, { force: false, prune: true })));
      }
    } catch (e) {
      if (!(e instanceof ApiError)) throw e;
    }
  }
  const SpaceReclaimed = before - total();
  daemon.events.log(sys, 'image', 'prune', '', { reclaimed: String(SpaceReclaimed) });
  return { ImagesDeleted: deleted.length === 0 ? null : deleted, SpaceReclaimed };
}
