/** `docker diff`. */
import type { FilesystemChange } from '../../api/types.ts';
import { exactly, type Command } from '../command.ts';
import { CliError } from '../error.ts';
import { segment } from './each.ts';

const KINDS = ['C', 'A', 'D'];

export const diff: Command = {
  use: 'diff CONTAINER',
  short: "Show what was changed in a container's file system",
  aliases: 'docker container diff, docker diff',
  args: exactly(1),
  support: { level: 'full' },
  *run(cli, _flags, args) {
    if (args[0]!.trim() === '') throw new CliError('Container name cannot be empty');
    const changes = yield* cli.api.json<FilesystemChange[] | null>('GET', `/containers/${segment(args[0]!)}/changes`);
    yield* cli.out((changes ?? []).map((c) => `${KINDS[c.Kind]} ${c.Path}\n`).join(''));
  },
};
