/** `docker stop` and `docker restart`: the same flags, another call. */
import type { QueryValues } from '../api.ts';
import { atLeast, type Command } from '../command.ts';
import type { Flags } from '../pflag.ts';
import { collectErrors, forEachAtOnce, segment } from './each.ts';

const FLAGS = `
s signal string Signal to send instead of the container's own
?- time>timeout int use --timeout instead
t timeout int Seconds to wait before it is killed
`;

function query(flags: Flags): QueryValues {
  const signal = flags.str('signal');
  return { signal: signal === '' ? undefined : signal, t: flags.changed('timeout') ? String(flags.num('timeout')) : undefined };
}

export const stop: Command = {
  use: 'stop [OPTIONS] CONTAINER [CONTAINER...]',
  short: 'Stop running containers',
  aliases: 'docker container stop, docker stop',
  args: atLeast(1),
  flags: FLAGS,
  support: { level: 'full' },
  *run(cli, flags, args) {
    yield* forEachAtOnce(cli, args, (name) => ['POST', `/containers/${segment(name)}/stop`, { query: query(flags) }]);
  },
};

export const restart: Command = {
  use: 'restart [OPTIONS] CONTAINER [CONTAINER...]',
  short: 'Stop containers and start them again',
  aliases: 'docker container restart, docker restart',
  args: atLeast(1),
  flags: FLAGS,
  support: { level: 'full' },
  *run(cli, flags, args) {
    yield* collectErrors(args, function* (name) {
      yield* cli.api.run('POST', `/containers/${segment(name)}/restart`, { query: query(flags) });
      yield* cli.out(`${name}\n`);
    });
  },
};
