/** `docker rmi`. */
import type { ImageDeleteItem } from '../../api/types.ts';
import { atLeast, type Command } from '../command.ts';
import { CliError, isNotFound } from '../error.ts';
import { segment } from '../container/each.ts';

export const rmi: Command = {
  use: 'rmi [OPTIONS] IMAGE [IMAGE...]',
  short: 'Remove images',
  aliases: 'docker image rm, docker image remove, docker rmi',
  args: atLeast(1),
  flags: `
f force bool Remove the image even when something uses it
- no-prune bool Keep its untagged parents
- platform strings Remove only this platform of the image ("os[/arch[/variant]]", e.g., "linux/amd64")
`,
  support: { level: 'full' },
  *run(cli, flags, args) {
    const force = flags.bool('force');
    const query = { force: force ? '1' : undefined, noprune: flags.bool('no-prune') ? '1' : undefined };
    const errors: string[] = [];
    let fatal = false;
    for (const name of args) {
      try {
        const items = yield* cli.api.json<ImageDeleteItem[]>('DELETE', `/images/${segment(name)}`, { query });
        yield* cli.out(items.map((i) => ((i.Deleted ?? '') !== '' ? `Deleted: ${i.Deleted}\n` : `Untagged: ${i.Untagged}\n`)).join(''));
      } catch (e) {
        if (!(e instanceof CliError)) throw e;
        if (!isNotFound(e)) fatal = true;
        errors.push(e.message);
      }
    }
    if (errors.length === 0) return;
    if (!force || fatal) throw new CliError(errors.join('\n'));
    yield* cli.err(`${errors.join('\n')}\n`);
  },
};

/** `docker image rm`. */
export const imageRm: Command = { ...rmi, use: 'rm [OPTIONS] IMAGE [IMAGE...]', names: ['rmi', 'remove'] };
