/** `docker import`. */
import { isSysError } from '../../../abi/errno.ts';
import { O } from '../../../abi/fs.ts';
import { atLeast, type Command } from '../command.ts';
import { CliError } from '../error.ts';
import { PLATFORM } from '../helptext.ts';
import { showProgress } from '../streams/progress.ts';
import { imageRef } from './pull.ts';

export const importCommand: Command = {
  use: 'import [OPTIONS] file|URL|- [REPOSITORY[:TAG]]',
  short: 'Make an image of a tar archive',
  aliases: 'docker image import, docker import',
  args: atLeast(1),
  flags: `
c change list Dockerfile instruction to apply to the new image
m message string What the image is
${PLATFORM}
`,
  support: { level: 'full' },
  *run(cli, flags, args) {
    const { sys } = cli;
    const source = args[0]!;
    const remote = /^https?:\/\//.test(source);
    let fd = 0;
    if (!remote && source !== '-') {
      try {
        fd = yield* sys.open(source, O.RDONLY | O.CLOEXEC);
      } catch (e) {
        throw isSysError(e) ? new CliError(`open ${source}: ${e.message.toLowerCase()}`) : e;
      }
    }
    const name = args[1] ?? '';
    if (name !== '') imageRef(name);
    const platform = (flags.str('platform') || (cli.env('DOCKER_DEFAULT_PLATFORM') ?? '')).toLowerCase();
    const response = yield* cli.api.call('POST', '/images/create', {
      query: {
        fromSrc: remote ? source : '-',
        repo: name === '' ? undefined : name,
        message: flags.str('message') === '' ? undefined : flags.str('message'),
        platform: platform === '' ? undefined : platform,
        changes: flags.list('change').length === 0 ? undefined : flags.list('change'),
      },
      ...(remote ? {} : { headers: [['Content-Type', 'text/plain']] as const, upload: () => sys.read(fd, 65536) }),
    });
    yield* showProgress(cli, response, { fd: 1 });
  },
};
