/** `docker logs`. */
import { exactly, type Command } from '../command.ts';
import { CliError } from '../error.ts';
import { GoError, quote } from '../go/strconv.ts';
import { copyBody } from '../streams/hijack.ts';
import { timestamp } from '../timestamp.ts';
import { inspectContainer } from './attach.ts';

export const logs: Command = {
  use: 'logs [OPTIONS] CONTAINER',
  short: "Show a container's logged output",
  aliases: 'docker container logs, docker logs',
  args: exactly(1),
  flags: `
- details bool Show the attributes that the log driver keeps
f follow bool Go on as output comes
- since string Show what was written after this time (e.g. "2013-01-02T13:23:37Z") or within this duration (e.g. "42m" for 42 minutes)
n tail string=all How many lines from the end to show
t timestamps bool Show the time of each line
- until string Show what was written before this time (e.g. "2013-01-02T13:23:37Z") or this duration ago (e.g. "42m" for 42 minutes)
`,
  support: { level: 'full' },
  *run(cli, flags, args) {
    const c = yield* inspectContainer(cli, args[0]!);
    const time = (name: string): string | undefined => {
      const text = flags.str(name);
      if (text === '') return undefined;
      try {
        return timestamp(text, cli.sys.now_ms());
      } catch (e) {
        throw e instanceof GoError ? new CliError(`invalid value for ${quote(name)}: ${e.message}`) : e;
      }
    };
    const on = (name: string): string | undefined => (flags.bool(name) ? '1' : undefined);
    const query = { stdout: '1', stderr: '1', since: time('since'), until: time('until'), timestamps: on('timestamps'), details: on('details'), follow: on('follow'), tail: flags.str('tail') };
    const response = yield* cli.api.call('GET', `/containers/${c.Id}/logs`, { query });
    yield* copyBody(cli, response, c.Config.Tty);
  },
};
