/**
 * `docker swarm`, `node`, `service`, `stack`, `secret` and `config`, as a client shows them whose engine is outside a swarm: their help, the checks that the
 * client makes itself, and the engine's refusal.
 */
import type { SystemInfo } from '../../api/types.ts';
import { anyArgs, atLeast, between, exactly, group, noArgs, type Arity, type Command } from '../command.ts';
import { collectErrors } from '../container/each.ts';
import { CliError } from '../error.ts';
import { FILTER, FORMAT } from '../helptext.ts';
import { SERVICE_CREATE, SERVICE_UPDATE } from './serviceflags.ts';
import { asking, askingEach, contentOf, inspecting, labelsOf, OUTSIDE, refused } from './verbs.ts';

const QUIET = 'q quiet bool Print ids alone';
const LIST = `\n${FILTER}\n- format string ${FORMAT}\n${QUIET}\n`;
const TASKS = `\n${FILTER}\n- format string Print each task as this Go template says\n- no-resolve bool Do not look up names of ids\n- no-trunc bool Print ids and commands in full\n${QUIET}\n`;
const DETACH = 'd detach bool Do not wait until it has settled';
const ROTATE = '- rotate bool Make a new one';

const OPTIONS = `
- cert-expiry duration=2160h0m0s How long certificates of nodes are valid (ns|us|ms|s|m|h)
- dispatcher-heartbeat duration=5s Time between two signs of life (ns|us|ms|s|m|h)
- external-ca external-ca Authorities that sign certificates
- max-snapshots uint How many more snapshots of the log to keep
- snapshot-interval uint=10000 Entries of the log between two snapshots
- task-history-limit int=5 How many old tasks to keep
- autolock bool Lock managers with a key
`;
const JOIN = `
- advertise-addr string Address that others are told (format: "<ip|interface>[:port]")
- availability string=active Whether tasks are placed here ("active", "pause", "drain")
- data-path-addr string Address for the containers' traffic (format: "<ip|interface>")
- listen-addr node-addr=0.0.0.0:2377 Address to listen on (format: "<ip|interface>[:port]")
`;

const init = asking('init [OPTIONS]', 'Make this host the first manager of a swarm', noArgs, 'POST', '/swarm/init', {
  flags: `${OPTIONS}${JOIN}
- data-path-port uint32 Port for the containers' traffic (1024 - 49151); 4789 when it is not given or 0
- default-addr-pool ipNetSlice=[] Address ranges for networks, as CIDR
- default-addr-pool-mask-length uint32=24 Length of the networks' prefixes in them
- force-new-cluster bool Begin a new swarm with what this host knows
`,
});

const join = asking('join [OPTIONS] HOST:PORT', 'Make this host a node of a swarm', exactly(1), 'POST', '/swarm/join', { flags: `${JOIN}- token string Token that lets it in\n` });

const ca = asking('ca [OPTIONS]', "Show or replace the swarm's root certificate", noArgs, 'GET', '/swarm', {
  needs: 'manager',
  flags: `
- ca-cert pem-file File of the root certificate to use
- ca-key pem-file File of the root key to use
- cert-expiry duration=2160h0m0s How long certificates of nodes are valid (ns|us|ms|s|m|h)
${DETACH}
- external-ca external-ca Authorities that sign certificates
q quiet bool Do not show the progress
${ROTATE}
`,
});

const joinToken: Command = {
  use: 'join-token [OPTIONS] (worker|manager)',
  short: 'Show or replace the tokens that let nodes in',
  args: exactly(1),
  needs: 'manager',
  flags: `\nq quiet bool Print the token alone\n${ROTATE}\n`,
  support: OUTSIDE,
  *run(cli, _flags, args) {
    if (args[0] !== 'worker' && args[0] !== 'manager') throw new CliError(`unknown role ${args[0]}`);
    yield* refused(cli, 'GET', '/swarm');
  },
};

const leave = asking('leave [OPTIONS]', 'Leave the swarm', noArgs, 'POST', '/swarm/leave', { needs: 'active', flags: '\nf force bool Leave even as a manager, whatever becomes of the swarm\n' });

const unlock: Command = {
  use: 'unlock',
  short: 'Unlock a manager',
  args: noArgs,
  needs: 'manager',
  support: OUTSIDE,
  *run(cli) {
    const { Swarm } = yield* cli.api.json<SystemInfo>('GET', '/info');
    if (Swarm.LocalNodeState === 'inactive') throw new CliError('Error: This node is not part of a swarm');
    cli.unsupported('a swarm');
  },
};

const unlockKey: Command = {
  use: 'unlock-key [OPTIONS]',
  short: 'Show or replace the key that unlocks managers',
  args: noArgs,
  needs: 'manager',
  flags: `\nq quiet bool Print the key alone\n${ROTATE}\n`,
  support: OUTSIDE,
  *run(cli, flags) {
    try {
      yield* refused(cli, 'GET', flags.bool('rotate') ? '/swarm' : '/swarm/unlockkey');
    } catch (e) {
      throw e instanceof CliError && !flags.bool('rotate') ? new CliError(`could not fetch unlock key: ${e.message}`) : e;
    }
  },
};

const swarmUpdate: Command = {
  use: 'update [OPTIONS]',
  short: 'Change the swarm',
  args: noArgs,
  needs: 'manager',
  flags: OPTIONS,
  support: OUTSIDE,
  *run(cli, flags) {
    if (!flags.anyChanged()) return yield* cli.showHelp();
    yield* refused(cli, 'GET', '/swarm');
  },
};

export const swarm: Command = group('swarm', 'Work with a swarm', [ca, init, join, joinToken, leave, unlock, unlockKey, swarmUpdate], { swarm: true });

const some = atLeast(1);
const byNode = (name: string): string => `/nodes/${name}`;
const first = (path: (name: string) => string) => (args: readonly string[]) => path(encodeURIComponent(args[0]!));

/** A group that is hidden where the engine is no manager. */
function managed(name: string, short: string, sub: readonly Command[]): Command {
  return group(name, short, sub, { swarm: true, needs: 'manager' });
}

function listing(what: string, path: string): Command {
  return { ...asking('ls [OPTIONS]', `List ${what}`, noArgs, 'GET', path, { flags: LIST, names: ['list'] }) };
}

function removing(use: string, short: string, path: (name: string) => string, more: Partial<Command> = {}): Command {
  return askingEach(use, short, some, 'DELETE', path, { names: ['remove'], ...more });
}

export const node: Command = managed('node', 'Work with the nodes of a swarm', [
  askingEach('demote NODE [NODE...]', 'Make managers workers', some, 'GET', byNode),
  inspecting('inspect [OPTIONS] self|NODE [NODE...]', 'Show all that is known of nodes', some, byNode),
  listing('the nodes of the swarm', '/nodes'),
  askingEach('promote NODE [NODE...]', 'Make workers managers', some, 'GET', byNode),
  asking('ps [OPTIONS] [NODE...]', 'List the tasks on nodes, on this one unless others are named', anyArgs, 'GET', (args) => byNode(encodeURIComponent(args[0] ?? 'self')), { flags: TASKS }),
  removing('rm [OPTIONS] NODE [NODE...]', 'Remove nodes', byNode, { flags: '\nf force bool Remove a node that is still there\n' }),
  asking('update [OPTIONS] NODE', 'Change a node', exactly(1), 'GET', first(byNode), {
    flags: `
- availability string Whether tasks are placed there ("active", "pause", "drain")
- label-add list Add or change a label ("key=value")
- label-rm list Remove a label
- role string What the node is ("worker", "manager")
`,
  }),
]);

const byService = (name: string): string => `/services/${name}`;

const scale: Command = {
  use: 'scale SERVICE=REPLICAS [SERVICE=REPLICAS...]',
  short: 'Change how many tasks services run',
  args: some,
  flags: `\n${DETACH}\n`,
  support: OUTSIDE,
  *run(cli, _flags, args) {
    for (const arg of args) {
      const parts = arg.split('=');
      if (parts.length < 2 || parts[0] === '') throw new CliError(`invalid scale specifier '${arg}'.\nSee 'docker service scale --help'.\n\nUsage:  docker service scale SERVICE=REPLICAS [SERVICE=REPLICAS...]\n\n${scale.short}`);
    }
    yield* collectErrors(args, function* (arg) {
      const name = arg.slice(0, arg.indexOf('='));
      const replicas = arg.slice(arg.indexOf('=') + 1);
      if (!/^\d+$/.test(replicas)) throw new CliError(`${name}: invalid replicas value ${replicas}: strconv.ParseUint: parsing "${replicas}": invalid syntax`);
      try {
        yield* refused(cli, 'GET', byService(encodeURIComponent(name)));
      } catch (e) {
        throw e instanceof CliError ? new CliError(`${name}: ${e.message}`) : e;
      }
    });
  },
};

export const service: Command = managed('service', 'Work with the services of a swarm', [
  asking('create [OPTIONS] IMAGE [COMMAND] [ARG...]', 'Make a service', some, 'POST', '/services/create', { flags: SERVICE_CREATE, interspersed: false }),
  inspecting('inspect [OPTIONS] SERVICE [SERVICE...]', 'Show all that is known of services', some, byService),
  asking('logs [OPTIONS] SERVICE|TASK', 'Show the output of a service or a task', exactly(1), 'GET', first(byService), {
    flags: `
- details bool Show the attributes that the log driver keeps
f follow bool Go on as output comes
- no-resolve bool Do not look up names of ids
- no-task-ids bool Leave out the ids of tasks
- no-trunc bool Print ids in full
- raw bool Print the output as it is
- since string Show what was written after this time (e.g. "2013-01-02T13:23:37Z") or within this duration (e.g. "42m" for 42 minutes)
n tail string=all How many lines from the end to show
t timestamps bool Show the time of each line
`,
  }),
  listing('services', '/services'),
  asking('ps [OPTIONS] SERVICE [SERVICE...]', 'List the tasks of services', some, 'GET', '/services', { flags: TASKS }),
  removing('rm SERVICE [SERVICE...]', 'Remove services', byService),
  asking('rollback [OPTIONS] SERVICE', 'Take back the last change of a service', exactly(1), 'GET', first(byService), { flags: `\n${DETACH}\nq quiet bool Do not show the progress\n` }),
  scale,
  asking('update [OPTIONS] SERVICE', 'Change a service', exactly(1), 'GET', first(byService), { flags: SERVICE_UPDATE }),
]);

const COMPOSE = 'c compose-file strings Compose file to read, "-" for standard input';

function ofCompose(use: string, short: string, args: Arity, more: Partial<Command>): Command {
  return {
    use,
    short,
    args,
    support: { level: 'partial', note: 'Compose files are not read' },
    ...more,
    *run(cli, flags) {
      const files = flags.list('compose-file');
      if (files.length === 0) throw new CliError('Specify a Compose file (with --compose-file)');
      for (const file of files) yield* contentOf(cli, file);
      cli.unsupported('reading a Compose file for a stack');
    },
  };
}

export const stack: Command = managed('stack', 'Work with the stacks of a swarm', [
  ofCompose('config [OPTIONS]', 'Print a Compose file with everything filled in', noArgs, { flags: `\n${COMPOSE}\n- skip-interpolation bool Leave variables as they are\n` }),
  ofCompose('deploy [OPTIONS] STACK', 'Make a stack, or bring it up to date', exactly(1), {
    names: ['up'],
    flags: `
${COMPOSE}
d detach bool=true Do not wait until the services have settled
- prune bool Remove services that the file no longer has
q quiet bool Do not show the progress
- resolve-image string=always When to ask the registry for digests and platforms ("always", "changed", "never")
- with-registry-auth bool Give the nodes the credentials of the registry
`,
  }),
  asking('ls [OPTIONS]', 'List stacks', noArgs, 'GET', '/services', { names: ['list'], flags: `\n- format string ${FORMAT}\n` }),
  asking('ps [OPTIONS] STACK', 'List the tasks of a stack', exactly(1), 'GET', '/tasks', { flags: `\n${FILTER}\n- format string ${FORMAT}\n- no-resolve bool Do not look up names of ids\n- no-trunc bool Print ids and commands in full\n${QUIET}\n` }),
  asking('rm [OPTIONS] STACK [STACK...]', 'Remove stacks', some, 'GET', '/services', { names: ['remove', 'down'], flags: '\nd detach bool=true Do not wait until they are gone\n' }),
  asking('services [OPTIONS] STACK', 'List the services of a stack', exactly(1), 'GET', '/services', { flags: LIST }),
]);

const bySecret = (name: string): string => `/secrets/${name}`;

export const secret: Command = managed('secret', 'Work with the secrets of a swarm', [
  {
    use: 'create [OPTIONS] SECRET [file|-]',
    short: 'Make a secret of a file or standard input',
    args: between(1, 2),
    flags: `
d driver string Driver that holds the secret
l label list Labels of the secret
- template-driver string Driver that fills in a template
`,
    support: OUTSIDE,
    *run(cli, flags, args) {
      const file = args[1] ?? '';
      const driven = flags.str('driver') !== '';
      if (driven && file !== '') throw new CliError('When using secret driver secret data must be empty');
      if (!driven && file === '') throw new CliError('secret file is required');
      const data = driven ? '' : yield* contentOf(cli, file);
      yield* refused(cli, 'POST', '/secrets/create', { Name: args[0], Labels: labelsOf(flags), Data: data });
    },
  },
  inspecting('inspect [OPTIONS] SECRET [SECRET...]', 'Show all that is known of secrets', some, bySecret),
  listing('secrets', '/secrets'),
  removing('rm SECRET [SECRET...]', 'Remove secrets', bySecret),
]);

const byConfig = (name: string): string => `/configs/${name}`;

export const config: Command = managed('config', 'Work with the configs of a swarm', [
  {
    use: 'create [OPTIONS] CONFIG file|-',
    short: 'Make a config of a file or standard input',
    args: exactly(2),
    flags: `
l label list Labels of the config
- template-driver string Driver that fills in a template
`,
    support: OUTSIDE,
    *run(cli, flags, args) {
      let data: string;
      try {
        data = yield* contentOf(cli, args[1]!);
      } catch (e) {
        throw e instanceof CliError ? new CliError(`Error reading content from "${args[1]}": ${e.message}`) : e;
      }
      yield* refused(cli, 'POST', '/configs/create', { Name: args[0], Labels: labelsOf(flags), Data: data });
    },
  },
  inspecting('inspect [OPTIONS] CONFIG [CONFIG...]', 'Show all that is known of configs', some, byConfig),
  listing('configs', '/configs'),
  removing('rm CONFIG [CONFIG...]', 'Remove configs', byConfig),
]);
