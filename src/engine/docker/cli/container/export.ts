/** `docker export`. */
import type { Task } from '../../../abi/sys.ts';
import { O } from '../../../abi/fs.ts';
import { SysError } from '../../../abi/errno.ts';
import { writeAll } from '../../../userland/libc/stdio.ts';
import type { Response } from '../api.ts';
import type { DockerCli } from '../cli.ts';
import { exactly, type Command } from '../command.ts';
import { CliError } from '../error.ts';
import { validateWriter } from '../streams/outputpath.ts';
import { segment } from './each.ts';

/** Write a response's body to the file `path`, or to standard output, which must be no terminal. */
export function* saveBody(cli: DockerCli, response: Response, path: string): Task<void> {
  const { sys } = cli;
  let fd = 1;
  if (path !== '') {
    try {
      fd = yield* sys.open(path, O.WRONLY | O.CREAT | O.TRUNC | O.CLOEXEC, 0o600);
    } catch (e) {
      throw e instanceof SysError ? new CliError(`open ${path}: ${e.message.toLowerCase()}`) : e;
    }
  }
  try {
    for (;;) {
      const data = yield* response.read();
      if (data.length === 0) return;
      yield* writeAll(sys, fd, data);
    }
  } finally {
    if (fd !== 1) sys.close(fd);
  }
}

export const exportCommand: Command = {
  use: 'export [OPTIONS] CONTAINER',
  short: "Write a container's file system as a tar archive",
  aliases: 'docker container export, docker export',
  args: exactly(1),
  flags: `
o output string Write to this file, not to standard output
`,
  support: { level: 'full' },
  *run(cli, flags, args) {
    const path = flags.str('output');
    if (path === '' && cli.isTerminal(1)) throw new CliError('cowardly refusing to save to a terminal. Use the -o flag or redirect');
    if (path !== '') validateWriter(cli, path, 'failed to export container');
    const response = yield* cli.api.call('GET', `/containers/${segment(args[0]!)}/export`);
    yield* saveBody(cli, response, path);
  },
};
