/** `docker load`. */
import { isSysError } from '../../../abi/errno.ts';
import { O } from '../../../abi/fs.ts';
import { noArgs, type Command } from '../command.ts';
import { CliError } from '../error.ts';
import { showProgress } from '../streams/progress.ts';
import { platformJson } from './platform.ts';

export const load: Command = {
  use: 'load [OPTIONS]',
  short: 'Load images from a tar archive',
  long: 'Load images from a tar archive, from a file or from standard input',
  aliases: 'docker image load, docker load',
  args: noArgs,
  flags: `
i input string Read this file, not standard input
- platform string Load only this platform of the images ("os[/arch[/variant]]", e.g., "linux/amd64")
q quiet bool Do not show the progress
`,
  support: { level: 'partial', note: 'archives of Docker before 1.10 are not read' },
  *run(cli, flags) {
    const { sys } = cli;
    const path = flags.str('input');
    let fd = 0;
    if (path === '') {
      if (cli.isTerminal(0)) throw new CliError('requested load from stdin, but stdin is empty');
    } else {
      try {
        fd = yield* sys.open(path, O.RDONLY | O.CLOEXEC);
      } catch (e) {
        throw isSysError(e) ? new CliError(`open ${path}: ${e.message.toLowerCase()}`) : e;
      }
    }
    const quiet = flags.bool('quiet') || !cli.isTerminal(1);
    const response = yield* cli.api.call('POST', '/images/load', {
      query: { quiet: quiet ? '1' : '0', platform: platformJson(flags.str('platform')) },
      headers: [['Content-Type', 'application/x-tar']],
      upload: () => sys.read(fd, 65536),
    });
    if (response.headers.get('content-type') === 'application/json') yield* showProgress(cli, response, { fd: 1 });
    else yield* response.all();
  },
};
