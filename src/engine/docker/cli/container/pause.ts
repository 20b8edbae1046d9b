/** `docker pause` and `docker unpause`. */
import { atLeast, type Command } from '../command.ts';
import { forEachAtOnce, segment } from './each.ts';

export const pause: Command = {
  use: 'pause CONTAINER [CONTAINER...]',
  short: 'Freeze all processes of containers',
  aliases: 'docker container pause, docker pause',
  args: atLeast(1),
  support: { level: 'full' },
  *run(cli, _flags, args) {
    yield* forEachAtOnce(cli, args, (name) => ['POST', `/containers/${segment(name)}/pause`]);
  },
};

export const unpause: Command = {
  use: 'unpause CONTAINER [CONTAINER...]',
  short: 'Let the processes of paused containers go on',
  aliases: 'docker container unpause, docker unpause',
  args: atLeast(1),
  support: { level: 'full' },
  *run(cli, _flags, args) {
    yield* forEachAtOnce(cli, args, (name) => ['POST', `/containers/${segment(name)}/unpause`]);
  },
};
