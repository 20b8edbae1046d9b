/** The prune commands: `docker container prune`, and of images, networks, volumes, and all of them. */
import type { Task } from '../../../abi/sys.ts';
import type { PruneReport } from '../../api/types.ts';
import { humanSize } from '../../units.ts';
import { encodeFilters } from '../api.ts';
import type { DockerCli } from '../cli.ts';
import { noArgs, type Command } from '../command.ts';
import { FORCE_PRUNE, PRUNE_FILTER } from '../helptext.ts';

/** What a prune removed: a text, and the bytes that were freed. */
export interface Pruned {
  readonly text: string;
  readonly bytes: number;
}

type Filters = ReadonlyMap<string, readonly string[]>;

export function* pruneContainers(cli: DockerCli, filters: Filters): Task<Pruned> {
  const r = yield* cli.api.json<PruneReport>('POST', '/containers/prune', { query: { filters: encodeFilters(filters) } });
  const ids = r.ContainersDeleted ?? [];
  return { text: ids.length === 0 ? '' : `Deleted Containers:\n${ids.join('\n')}\n`, bytes: r.SpaceReclaimed ?? 0 };
}

export function* pruneImages(cli: DockerCli, all: boolean, filters: Filters): Task<Pruned> {
  const r = yield* cli.api.json<PruneReport>('POST', '/images/prune', { query: { filters: encodeFilters(new Map([...filters, ['dangling', [all ? 'false' : 'true']]])) } });
  const items = (r.ImagesDeleted ?? []).map((i) => ((i.Untagged ?? '') !== '' ? `untagged: ${i.Untagged}\n` : `deleted: ${i.Deleted}\n`));
  return { text: items.length === 0 ? '' : `Deleted Images:\n${items.join('')}`, bytes: r.SpaceReclaimed ?? 0 };
}

export function* pruneNetworks(cli: DockerCli, filters: Filters): Task<Pruned> {
  const r = yield* cli.api.json<PruneReport>('POST', '/networks/prune', { query: { filters: encodeFilters(filters) } });
  const names = r.NetworksDeleted ?? [];
  return { text: names.length === 0 ? '' : `Deleted Networks:\n${names.join('\n')}\n`, bytes: 0 };
}

export function* pruneVolumes(cli: DockerCli, all: boolean, filters: Filters): Task<Pruned> {
  const query = new Map(filters);
  if (all) query.set('all', ['true']);
  const r = yield* cli.api.json<PruneReport>('POST', '/volumes/prune', { query: { filters: encodeFilters(query) } });
  const names = r.VolumesDeleted ?? [];
  return { text: names.length === 0 ? '' : `Deleted Volumes:\n${names.join('\n')}\n`, bytes: r.SpaceReclaimed ?? 0 };
}

function pruner(short: string, warning: (all: boolean) => string, act: (cli: DockerCli, all: boolean, filters: Filters) => Task<Pruned>, total: boolean, all?: string): Command {
  return {
    use: 'prune [OPTIONS]',
    short,
    args: noArgs,
    flags: `
${all === undefined ? '' : `a all bool ${all}`}
${PRUNE_FILTER}
${FORCE_PRUNE}
`,
    support: { level: 'full' },
    *run(cli, flags) {
      if (!flags.bool('force') && !(yield* cli.confirm(`${warning(flags.bool('all'))}\nAre you sure you want to continue?`))) return;
      const pruned = yield* act(cli, flags.bool('all'), yield* cli.pruneFilters(flags));
      if (pruned.text !== '') yield* cli.out(`${pruned.text}\n`);
      if (total) yield* cli.out(`Total reclaimed space: ${humanSize(pruned.bytes)}\n`);
    },
  };
}

export const containerPrune = pruner('Remove all stopped containers', () => 'WARNING! This will remove all stopped containers.', (cli, _all, filters) => pruneContainers(cli, filters), true);
export const imagePrune = pruner('Remove images that nothing uses', (all) => (all ? 'WARNING! This will remove all images without at least one container associated to them.' : 'WARNING! This will remove all dangling images.'), pruneImages, true, 'Remove every image without a container, not only untagged ones');
export const networkPrune = pruner('Remove networks that no container uses', () => 'WARNING! This will remove all custom networks not used by at least one container.', (cli, _all, filters) => pruneNetworks(cli, filters), false);
export const volumePrune = pruner('Remove volumes that no container uses', (all) => (all ? 'WARNING! This will remove all local volumes not used by at least one container.' : 'WARNING! This will remove anonymous local volumes not used by at least one container.'), pruneVolumes, true, 'Remove every unused volume, not only anonymous ones');
