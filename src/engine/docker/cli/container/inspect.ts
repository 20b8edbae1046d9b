/** `docker container inspect`. */
import { atLeast, type Command } from '../command.ts';
import { FORMAT_RECORD } from '../helptext.ts';
import { inspectAll } from '../inspect/inspect.ts';
import { segment } from './each.ts';

export const inspect: Command = {
  use: 'inspect [OPTIONS] CONTAINER [CONTAINER...]',
  short: 'Show all that is known of containers',
  args: atLeast(1),
  flags: `
f format string ${FORMAT_RECORD}
s size bool Add the sizes of the containers
`,
  support: { level: 'full' },
  *run(cli, flags, args) {
    yield* inspectAll(cli, flags.str('format'), args, function* (name) {
      return { type: 'Container', raw: yield* cli.api.raw(`/containers/${segment(name)}/json`, { size: flags.bool('size') ? '1' : undefined }) };
    });
  },
};
