/** `docker kill`. */
import { atLeast, type Command } from '../command.ts';
import { forEachAtOnce, segment } from './each.ts';

export const kill: Command = {
  use: 'kill [OPTIONS] CONTAINER [CONTAINER...]',
  short: 'Kill running containers',
  aliases: 'docker container kill, docker kill',
  args: atLeast(1),
  flags: `
s signal string Signal to send instead of SIGKILL
`,
  support: { level: 'full' },
  *run(cli, flags, args) {
    const signal = flags.str('signal');
    yield* forEachAtOnce(cli, args, (name) => ['POST', `/containers/${segment(name)}/kill`, { query: { signal: signal === '' ? undefined : signal } }]);
  },
};
