/** `docker system prune`. */
import type { Task } from '../../../abi/sys.ts';
import { humanSize } from '../../units.ts';
import { pruneBuildCache } from '../buildcache.ts';
import { noArgs, type Command } from '../command.ts';
import { pruneContainers, pruneImages, pruneNetworks, pruneVolumes, type Pruned } from '../container/prune.ts';
import { CliError } from '../error.ts';
import { FORCE_PRUNE } from '../helptext.ts';

function question(all: boolean, volumes: boolean, filters: ReadonlyMap<string, readonly string[]>): string {
  const what = ['all stopped containers', 'all networks not used by at least one container'];
  if (volumes) what.push('all anonymous volumes not used by at least one container');
  what.push(all ? 'all images without at least one container associated to them' : 'all dangling images');
  what.push(all ? 'all build cache' : 'unused build cache');
  const conditions = ['label', 'label!', 'until'].flatMap((name) => (filters.get(name) ?? []).map((v) => `${name}=${v}`)).sort();
  const filterText = conditions.length === 0 ? '' : `\n  Items to be pruned will be filtered with:\n${conditions.map((c) => `  - ${c}\n`).join('')}`;
  return `WARNING! This will remove:\n${what.map((w) => `  - ${w}\n`).join('')}${filterText}\nAre you sure you want to continue?`;
}

export const systemPrune: Command = {
  use: 'prune [OPTIONS]',
  short: 'Remove containers, networks and images that nothing uses',
  args: noArgs,
  flags: `
a all bool Remove every unused image, not only untagged ones
- filter filter Remove only what matches the condition (e.g. "label=<key>=<value>")
${FORCE_PRUNE}
- volumes bool Remove anonymous volumes too
`,
  support: { level: 'full' },
  *run(cli, flags) {
    const [all, volumes, filters] = [flags.bool('all'), flags.bool('volumes'), yield* cli.pruneFilters(flags)];
    if (volumes && flags.filters().has('until')) throw new CliError('ERROR: The "until" filter is not supported with "--volumes"');
    if (!flags.bool('force') && !(yield* cli.confirm(question(all, volumes, filters)))) return;
    let bytes = 0;
    const show = function* (p: Pruned): Task<void> {
      bytes += p.bytes;
      if (p.text !== '') yield* cli.out(`${p.text}\n`);
    };
    yield* show(yield* pruneContainers(cli, filters));
    yield* show(yield* pruneNetworks(cli, filters));
    if (volumes) yield* show(yield* pruneVolumes(cli, false, filters));
    yield* show(yield* pruneImages(cli, all, filters));
    yield* show(yield* pruneBuildCache(cli, all, filters));
    yield* cli.out(`Total reclaimed space: ${humanSize(bytes)}\n`);
  },
};
