/** `docker rename`. */
import { exactly, type Command } from '../command.ts';
import { CliError } from '../error.ts';
import { segment } from './each.ts';

export const rename: Command = {
  use: 'rename CONTAINER NEW_NAME',
  short: 'Give a container another name',
  aliases: 'docker container rename, docker rename',
  args: exactly(2),
  support: { level: 'full' },
  *run(cli, _flags, args) {
    const [from, to] = [args[0]!.trim(), args[1]!.trim()];
    if (from === '' || to === '') throw new CliError('Error: Neither old nor new names may be empty');
    try {
      yield* cli.api.run('POST', `/containers/${segment(from)}/rename`, { query: { name: to } });
    } catch (e) {
      if (!(e instanceof CliError)) throw e;
      yield* cli.err(`${e.message}\n`);
      throw new CliError(`Error: failed to rename container named ${from}`);
    }
  },
};
