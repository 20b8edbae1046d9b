/** `docker rm`. */
import { atLeast, type Command } from '../command.ts';
import { CliError } from '../error.ts';
import { forEachAtOnce, segment } from './each.ts';

export const rm: Command = {
  use: 'rm [OPTIONS] CONTAINER [CONTAINER...]',
  short: 'Remove containers',
  aliases: 'docker container rm, docker container remove, docker rm',
  names: ['remove'],
  args: atLeast(1),
  flags: `
f force bool Kill running containers and remove them
l link bool Remove the link, not the container
v volumes bool Remove the container's anonymous volumes too
`,
  support: { level: 'full' },
  *run(cli, flags, args) {
    const on = (name: string): string | undefined => (flags.bool(name) ? '1' : undefined);
    const query = { v: on('volumes'), link: on('link'), force: on('force') };
    yield* forEachAtOnce(
      cli,
      args,
      (name) => {
        const trimmed = name.replace(/^\/+|\/+$/g, '');
        if (trimmed === '') throw new CliError('container name cannot be empty');
        return ['DELETE', `/containers/${segment(trimmed)}`, { query }];
      },
      (e) => flags.bool('force') && e.status === 404,
    );
  },
};
