/** `docker image inspect`. */
import { atLeast, type Command } from '../command.ts';
import { segment } from '../container/each.ts';
import { FORMAT_RECORD } from '../helptext.ts';
import { inspectAll } from '../inspect/inspect.ts';

export const imageInspect: Command = {
  use: 'inspect [OPTIONS] IMAGE [IMAGE...]',
  short: 'Show all that is known of images',
  args: atLeast(1),
  flags: `
f format string ${FORMAT_RECORD}
- platform string Platform of the image to show, when there are several ("os[/arch[/variant]]", e.g., "linux/amd64")
`,
  support: { level: 'full' },
  *run(cli, flags, args) {
    yield* inspectAll(cli, flags.str('format'), args, function* (name) {
      return { type: 'Image', raw: yield* cli.api.raw(`/images/${segment(name)}/json`) };
    });
  },
};
