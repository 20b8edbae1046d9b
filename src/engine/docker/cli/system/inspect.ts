/** `docker inspect`: containers, images, networks and volumes by one command, tried in this order. */
import type { Task } from '../../../abi/sys.ts';
import type { SystemInfo } from '../../api/types.ts';
import type { DockerCli } from '../cli.ts';
import { atLeast, type Command } from '../command.ts';
import { segment } from '../container/each.ts';
import { CliError, isNotFound } from '../error.ts';
import { quote } from '../go/strconv.ts';
import { FORMAT_RECORD } from '../helptext.ts';
import { inspectAll, type Inspected } from '../inspect/inspect.ts';

const TYPES = ['config', 'container', 'image', 'network', 'node', 'plugin', 'secret', 'service', 'task', 'volume'];

interface Kind {
  readonly name: string;
  find(cli: DockerCli, name: string, size: boolean): Task<Inspected>;
}

const KINDS: readonly Kind[] = [
  {
    name: 'container',
    *find(cli, name, size) {
      return { type: 'Container', raw: yield* cli.api.raw(`/containers/${segment(name)}/json`, { size: size ? '1' : undefined }) };
    },
  },
  {
    name: 'image',
    *find(cli, name) {
      return { type: 'Image', raw: yield* cli.api.raw(`/images/${segment(name)}/json`) };
    },
  },
  {
    name: 'network',
    *find(cli, name) {
      return { type: 'Network', raw: yield* cli.api.raw(`/networks/${segment(name)}`) };
    },
  },
  {
    name: 'volume',
    *find(cli, name) {
      return { type: 'Volume', raw: yield* cli.api.raw(`/volumes/${segment(name)}`) };
    },
  },
];

function skippable(e: unknown): boolean {
  return isNotFound(e) || (e instanceof CliError && /not supported|invalid reference format/.test(e.message));
}

function* findAny(cli: DockerCli, name: string, type: string, size: boolean): Task<Inspected> {
  for (const kind of KINDS) {
    if (type !== '' && type !== kind.name) continue;
    try {
      const found = yield* kind.find(cli, name, size);
      if (size && kind.name !== 'container') yield* cli.err(`WARNING: --size ignored for ${kind.name}\n`);
      return found;
    } catch (e) {
      if (type !== '' || !skippable(e)) throw e;
    }
  }
  if (type !== '') {
    const { Swarm } = yield* cli.api.json<SystemInfo>('GET', '/info');
    if (!Swarm.ControlAvailable && type !== 'plugin') throw new CliError('Error response from daemon: This node is not a swarm manager. Use "docker swarm init" or "docker swarm join" to connect this node to swarm and try again.');
  }
  throw new CliError(`Error: No such object: ${name}`);
}

export const inspect: Command = {
  use: 'inspect [OPTIONS] NAME|ID [NAME|ID...]',
  short: 'Show all that is known of containers, images, networks and volumes',
  args: atLeast(1),
  flags: `
f format string ${FORMAT_RECORD}
s size bool Add the sizes of containers
- type string Look only for objects of this type
`,
  complete: 'object',
  support: { level: 'partial', note: 'objects of a swarm and plugins are not simulated' },
  *run(cli, flags, args) {
    const type = flags.str('type');
    const allowed = `must be one of "${TYPES.join('", "')}"`;
    if (flags.changed('type') && type === '') throw new CliError(`type is empty: ${allowed}`);
    if (type !== '' && !TYPES.includes(type)) throw new CliError(`unknown type: ${quote(type)}: ${allowed}`);
    yield* inspectAll(cli, flags.str('format'), args, (name) => findAny(cli, name, type, flags.bool('size')));
  },
};
