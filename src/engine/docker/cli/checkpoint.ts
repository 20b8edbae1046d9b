/** `docker checkpoint`: offered only where the engine is experimental, and no engine here is; without an engine it fails as any call does. */
import { atLeast, exactly, group, type Command } from './command.ts';
import { segment } from './container/each.ts';

const DIR = '- checkpoint-dir string Folder of the checkpoints';
const support = { level: 'partial', note: 'the engine is not experimental' } as const;

const create: Command = {
  use: 'create [OPTIONS] CONTAINER CHECKPOINT',
  short: 'Freeze a running container into a checkpoint',
  args: exactly(2),
  flags: `\n${DIR}\n- leave-running bool Let the container run on\n`,
  support,
  *run(cli, flags, args) {
    yield* cli.api.run('POST', `/containers/${segment(args[0]!)}/checkpoints`, { json: { CheckpointID: args[1], CheckpointDir: flags.str('checkpoint-dir'), Exit: !flags.bool('leave-running') } });
    yield* cli.out(`${args[1]}\n`);
  },
};

const ls: Command = {
  use: 'ls [OPTIONS] CONTAINER',
  short: 'List the checkpoints of a container',
  names: ['list'],
  args: exactly(1),
  flags: `\n${DIR}\n`,
  support,
  *run(cli, flags, args) {
    const list = yield* cli.api.json<readonly { readonly Name: string }[]>('GET', `/containers/${segment(args[0]!)}/checkpoints`, { query: { dir: flags.str('checkpoint-dir') || undefined } });
    yield* cli.out(`CHECKPOINT NAME\n${list.map((c) => `${c.Name}\n`).join('')}`);
  },
};

const rm: Command = {
  use: 'rm [OPTIONS] CONTAINER CHECKPOINT',
  short: 'Remove a checkpoint',
  names: ['remove'],
  args: exactly(2),
  flags: `\n${DIR}\n`,
  support,
  *run(cli, flags, args) {
    yield* cli.api.run('DELETE', `/containers/${segment(args[0]!)}/checkpoints/${segment(args[1]!)}`, { query: { dir: flags.str('checkpoint-dir') || undefined } });
  },
};

export const checkpoint: Command = group('checkpoint', 'Work with checkpoints', [create, ls, rm], { needs: 'experimental', args: atLeast(0) });
