/** DELETE /images/{name}: untag, and delete what nobody names any more. daemon/images/image_delete.go. */
import type { Sys, Task } from '../../../abi/sys.ts';
import type { ImageDeleteItem } from '../../api/types.ts';
import { familiarName, familiarString, parseReference, withDefaultTag } from '../../reference.ts';
import type { Daemon } from '../daemon.ts';
import { conflict } from '../errors.ts';
import { shortId } from '../ids.ts';
import type { Image } from '../images.ts';
import type { Container } from '../container/container.ts';

interface Options {
  readonly force: boolean;
  readonly prune: boolean;
}

function users(daemon: Daemon, image: Image): Container[] {
  return daemon.containers().filter((c) => c.record.Image === image.id);
}

/** Remove what `refOrId` names. Throws 404 and 409. */
export function* removeImage(sys: Sys, daemon: Daemon, refOrId: string, o: Options): Task<ImageDeleteItem[]> {
  const image = daemon.images.find(refOrId);
  const items: ImageDeleteItem[] = [];
  const store = daemon.images;
  const refs = (): string[] => [...store.references(image.id, 'tag'), ...store.references(image.id, 'digest')];
  let removedByRef = false;
  if (!store.namedById(refOrId, image)) {
    removedByRef = true;
    const ref = withDefaultTag(parseReference(refOrId));
    const name = familiarName(ref);
    const repositories = new Set(refs().map((r) => familiarName(parseReference(r))));
    if (!o.force && (store.references(image.id, 'tag').length <= 1 || (ref.digest !== undefined && repositories.size <= 1))) {
      const user = users(daemon, image)[0];
      if (user !== undefined && refs().filter((r) => !r.includes('@')).length <= 1) {
        throw conflict(`conflict: unable to remove repository reference ${JSON.stringify(refOrId)} (must force) - container ${shortId(user.id)} is using its referenced image ${shortId(image.id)}`);
      }
    }
    yield* untag(sys, daemon, image, familiarString(ref), items);
    // A digest reference goes with the last tag of its repository.
    const left = store.references(image.id, 'tag').filter((r) => familiarName(parseReference(r)) === name);
    if (left.length === 0) for (const d of store.digestReferences(name, image.id)) yield* untag(sys, daemon, image, d, items);
    if (refs().length > 0) return items;
  } else {
    const repositories = new Set(refs().map((r) => familiarName(parseReference(r))));
    if (repositories.size > 1 && !o.force) {
      throw conflict(`conflict: unable to delete ${shortId(image.id)} (must be forced) - image is referenced in multiple repositories`);
    }
    check(daemon, image, o.force, true);
    for (const r of refs()) yield* untag(sys, daemon, image, r, items);
  }
  yield* deleteImage(sys, daemon, image, o, items, removedByRef);
  return items;
}

function* untag(sys: Sys, daemon: Daemon, image: Image, ref: string, items: ImageDeleteItem[]): Task<void> {
  if (!(yield* daemon.images.untag(sys, parseReference(ref)))) return;
  items.push({ Untagged: ref });
  daemon.events.log(sys, 'image', 'untag', image.id, { ...(image.config.config?.Labels ?? {}), name: image.id });
}

/** Why an image cannot be deleted. Throws a 409. */
function check(daemon: Daemon, image: Image, force: boolean, byId: boolean): void {
  for (const c of users(daemon, image)) {
    if (c.state.Running) throw conflict(`conflict: unable to delete ${shortId(image.id)} (cannot be forced) - image is being used by running container ${shortId(c.id)}`);
  }
  if (daemon.images.children(image.id).length > 0) {
    throw conflict(`conflict: unable to delete ${shortId(image.id)} (cannot be forced) - image has dependent child images`);
  }
  const stopped = users(daemon, image)[0];
  if (!force && byId && stopped !== undefined) throw conflict(`conflict: unable to delete ${shortId(image.id)} (must be forced) - image is being used by stopped container ${shortId(stopped.id)}`);
}

/** Delete the image and, with `prune`, its untagged parents. Quietly stops where something still needs one. */
function* deleteImage(sys: Sys, daemon: Daemon, image: Image, o: Options, items: ImageDeleteItem[], quiet: boolean): Task<void> {
  const store = daemon.images;
  if (quiet && (store.children(image.id).length > 0 || users(daemon, image).length > 0)) return;
  if (!quiet) check(daemon, image, o.force, true);
  const parent = image.parent === undefined ? undefined : store.byId(image.parent);
  yield* store.delete(sys, image.id);
  items.push({ Deleted: image.id });
  daemon.events.log(sys, 'image', 'delete', image.id, { ...(image.config.config?.Labels ?? {}), name: image.id });
  const needed = daemon.layers.parentsInUse();
  for (const i of store.all()) for (const l of daemon.layers.chain(i.top)) needed.add(l.chainId);
  for (const l of yield* daemon.layers.release(sys, image.top, (id) => needed.has(id))) items.push({ Deleted: l.chainId });
  if (!o.prune || parent === undefined) return;
  if (store.references(parent.id, 'tag').length + store.references(parent.id, 'digest').length > 0) return;
  if (store.children(parent.id).length > 0 || users(daemon, parent).length > 0) return;
  yield* deleteImage(sys, daemon, parent, o, items, true);
}
