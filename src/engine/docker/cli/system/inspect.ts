/** `docker inspect`: containers, images, networks and volumes by one command, tried in this order. */
import type { Task } from '../../../abi/sys.ts';
import type { SystemInfo } from '../../api/types.ts';
import type { QueryValues } from '../api.ts';
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
  /** Asked for only where the engine is a manager, unless it is named. */
  readonly swarm?: boolean;
  find(cli: DockerCli, name: string, size: boolean): Task<Inspected>;
}

function ofSwarm(name: string, path: (id: string) => string, query: QueryValues = {}): Kind {
  return {
    name,
    swarm: true,
    *find(cli, id) {
      yield* cli.api.raw(path(segment(id)), query);
      return cli.unsupported('a swarm');
    },
  };
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
  ofSwarm('service', (id) => `/services/${id}`, { insertDefaults: 'true' }),
  ofSwarm('task', (id) => `/tasks/${id}`),
  ofSwarm('node', (id) => `/nodes/${id}`),
  {
    name: 'plugin',
    *find(cli, name) {
      return { type: 'Plugin', raw: yield* cli.api.raw(`/plugins/${segment(name)}/json`) };
    },
  },
  ofSwarm('secret', (id) => `/secrets/${id}`),
  ofSwarm('config', (id) => `/configs/${id}`),
];

function skippable(e: unknown): boolean {
  return isNotFound(e) || (e instanceof CliError && /not supported|invalid reference format/.test(e.message));
}

/** Is the engine a manager? An engine that does not answer says why on standard error. */
function* isManager(cli: DockerCli): Task<boolean> {
  try {
    return (yield* cli.api.json<SystemInfo>('GET', '/info')).Swarm.ControlAvailable;
  } catch (e) {
    if (!(e instanceof CliError)) throw e;
    yield* cli.err(`${e.message}\n`);
    return false;
  }
}

function* findAny(cli: DockerCli, name: string, type: string, size: boolean): Task<Inspected> {
  let manager: boolean | undefined;
  for (const kind of KINDS) {
    if (type !== '' && type !== kind.name) continue;
    if (type === '' && kind.swarm === true && !(manager ??= yield* isManager(cli))) continue;
    try {
      const found = yield* kind.find(cli, name, size);
      if (size && kind.name !== 'container') yield* cli.err(`WARNING: --size ignored for ${kind.name}\n`);
      return found;
    } catch (e) {
      if (type !== '' || !skippable(e)) throw e;
    }
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
  support: { level: 'full' },
  *run(cli, flags, args) {
    const type = flags.str('type');
    const allowed = `must be one of "${TYPES.join('", "')}"`;
    if (flags.changed('type') && type === '') throw new CliError(`type is empty: ${allowed}`);
    if (type !== '' && !TYPES.includes(type)) throw new CliError(`unknown type: ${quote(type)}: ${allowed}`);
    yield* inspectAll(cli, flags.str('format'), args, (name) => findAny(cli, name, type, flags.bool('size')));
  },
};
