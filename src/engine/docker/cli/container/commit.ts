/** `docker commit`. */
import { familiarName } from '../../reference.ts';
import { between, type Command } from '../command.ts';
import { CliError } from '../error.ts';
import { imageRef } from '../image/pull.ts';

export const commit: Command = {
  use: 'commit [OPTIONS] CONTAINER [REPOSITORY[:TAG]]',
  short: "Make an image of a container's changes",
  aliases: 'docker container commit, docker commit',
  args: between(1, 2),
  flags: `
a author string Who made it (e.g., "Grace Hopper <grace@example.org>")
c change list Dockerfile instruction to apply to the new image
m message string What was changed
p pause bool=true Pause the container meanwhile
`,
  interspersed: false,
  support: { level: 'full' },
  *run(cli, flags, args) {
    const ref = args[1] === undefined || args[1] === '' ? undefined : imageRef(args[1]);
    if (ref?.digest !== undefined) throw new CliError('refusing to create a tag with a digest reference');
    const query = {
      container: args[0]!,
      repo: ref === undefined ? undefined : familiarName(ref),
      tag: ref?.tag,
      comment: flags.str('message'),
      author: flags.str('author'),
      changes: flags.list('change').length === 0 ? undefined : flags.list('change'),
      pause: flags.bool('pause') ? undefined : '0',
    };
    const { Id } = yield* cli.api.json<{ Id: string }>('POST', '/commit', { query, json: null });
    yield* cli.out(`${Id}\n`);
  },
};
