/** `docker top`. */
import type { ContainerTop } from '../../api/types.ts';
import { atLeast, type Command } from '../command.ts';
import { alignColumns } from '../table.ts';
import { segment } from './each.ts';

export const top: Command = {
  use: 'top CONTAINER [ps OPTIONS]',
  short: "Show a container's processes",
  aliases: 'docker container top, docker top',
  args: atLeast(1),
  interspersed: false,
  support: { level: 'full' },
  *run(cli, _flags, args) {
    const ps = args.slice(1).join(' ');
    const list = yield* cli.api.json<ContainerTop>('GET', `/containers/${segment(args[0]!)}/top`, { query: { ps_args: ps === '' ? undefined : ps } });
    const lines = [list.Titles, ...(list.Processes ?? [])].map((cells) => `${cells.join('\t')}\n`);
    yield* cli.out(alignColumns(lines.join(''), 20));
  },
};
