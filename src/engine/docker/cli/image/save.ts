/** `docker save`. */
import { atLeast, type Command } from '../command.ts';
import { saveBody } from '../container/export.ts';
import { CliError } from '../error.ts';
import { platformJson } from './platform.ts';
import { validateWriter } from '../streams/outputpath.ts';

export const save: Command = {
  use: 'save [OPTIONS] IMAGE [IMAGE...]',
  short: 'Write images as a tar archive',
  aliases: 'docker image save, docker save',
  args: atLeast(1),
  flags: `
o output string Write to this file, not to standard output
- platform string Write only this platform of the images ("os[/arch[/variant]]", e.g., "linux/amd64")
`,
  support: { level: 'full' },
  *run(cli, flags, args) {
    const path = flags.str('output');
    const platform = platformJson(flags.str('platform'));
    if (path === '' && cli.isTerminal(1)) throw new CliError('cowardly refusing to save to a terminal. Use the -o flag or redirect');
    if (path !== '') validateWriter(cli, path, 'failed to save image');
    const response = yield* cli.api.call('GET', '/images/get', { query: { names: args, platform } });
    yield* saveBody(cli, response, path);
  },
};
