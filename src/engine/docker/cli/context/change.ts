/** `docker context create`, `update`, `use`, `rm`, `export` and `import`. */
import type { Task } from '../../../abi/sys.ts';
import { O } from '../../../abi/fs.ts';
import { SysError } from '../../../abi/errno.ts';
import { concatBytes } from '../../../base/bytes.ts';
import { writeAll } from '../../../userland/libc/stdio.ts';
import { exists, readFile } from '../../common/files.ts';
import type { DockerCli } from '../cli.ts';
import { atLeast, between, cobraExactly, exactly, type Command } from '../command.ts';
import { collectErrors } from '../container/each.ts';
import { CliError } from '../error.ts';
import { GoError, parseBool, quote } from '../go/strconv.ts';
import { parseHost } from '../host.ts';
import type { Flags } from '../pflag.ts';
import { packContext, unpackContext } from './archive.ts';
import { checkContextName, contextFolders, readContext, removeContext, writeContext, writeTls, type ContextMeta, type EndpointMeta } from './store.ts';

/** How the default context describes itself. */
export const DEFAULT_DESCRIPTION = 'Current DOCKER_HOST based configuration';

/** A context by name; the default one is what flags and environment say. Throws {@link CliError}. */
export function* contextByName(cli: DockerCli, name: string): Task<ContextMeta> {
  if (name !== 'default') return yield* readContext(cli.sys, cli.configDir(), name);
  return { Name: 'default', Metadata: {}, Endpoints: { docker: { Host: cli.defaultHost(), SkipTLSVerify: false } } };
}

const KEYS = ['from', 'host', 'ca', 'cert', 'key', 'skip-tls-verify'];
const FILES = { ca: 'ca.pem', cert: 'cert.pem', key: 'key.pem' } as const;

interface Endpoint {
  readonly meta: EndpointMeta;
  readonly tls: Map<string, Uint8Array>;
}

function* endpointOf(cli: DockerCli, config: Readonly<Record<string, string>>): Task<Endpoint> {
  const unknown = Object.keys(config).filter((k) => !KEYS.includes(k));
  if (unknown.length > 0) throw new CliError(unknown.map((k) => `unrecognized config key: ${k}`).join('\n'));
  const tls = new Map<string, Uint8Array>();
  if (config['from'] !== undefined) {
    const meta = (yield* contextByName(cli, config['from'])).Endpoints['docker'];
    if (meta === undefined) throw new CliError(`unable to get endpoint from context ${quote(config['from'])}`);
    return { meta, tls };
  }
  for (const [key, file] of Object.entries(FILES)) {
    const path = config[key] ?? '';
    if (path === '') continue;
    try {
      tls.set(file, yield* readFile(cli.sys, path));
    } catch (e) {
      throw e instanceof SysError ? new CliError(`open ${path}: ${e.message.toLowerCase()}`) : e;
    }
  }
  let skip = false;
  try {
    skip = config['skip-tls-verify'] !== undefined && parseBool(config['skip-tls-verify']);
  } catch (e) {
    throw e instanceof GoError ? new CliError(`skip-tls-verify: parsing ${quote(config['skip-tls-verify']!)}: invalid syntax`) : e;
  }
  const host = config['host'] ?? '';
  if (host !== '' && !/^(fd|npipe|ssh):/.test(host)) {
    try {
      parseHost(host);
    } catch (e) {
      throw e instanceof CliError && e.message.startsWith('unable') ? new CliError(`unable to apply docker endpoint options: ${e.message}`) : e;
    }
  }
  return { meta: { ...(host === '' ? {} : { Host: host }), SkipTLSVerify: skip }, tls };
}

function* endpointConfig(cli: DockerCli, flags: Flags): Task<Endpoint> {
  try {
    return yield* endpointOf(cli, flags.map('docker'));
  } catch (e) {
    throw e instanceof CliError ? new CliError(`unable to create docker endpoint config: ${e.message}`) : e;
  }
}

/** Refuse a name that is taken. */
function* checkNew(cli: DockerCli, name: string): Task<void> {
  checkContextName(name);
  try {
    yield* readContext(cli.sys, cli.configDir(), name);
  } catch (e) {
    if (e instanceof CliError && e.message.includes('context not found: ')) return;
    throw e instanceof CliError ? new CliError(`error while getting existing contexts: ${e.message}`) : e;
  }
  throw new CliError(`context ${quote(name)} already exists`);
}

function described(context: ContextMeta, description: string): ContextMeta {
  const old = context.Name === 'default' ? DEFAULT_DESCRIPTION : context.Metadata['Description'];
  const text = description === '' ? old : description;
  return { ...context, Metadata: { ...context.Metadata, ...(text === undefined ? {} : { Description: text }) } };
}

const ENDPOINT = `What --docker takes:

NAME                DESCRIPTION
from                Context whose endpoint to copy
host                Address of the daemon
ca                  Certificate of the only authority to trust
cert                File of the TLS certificate
key                 File of the TLS key
skip-tls-verify     Believe any certificate of the daemon

Example:

$ docker context create lab --description "the lab" --docker "host=tcp://lab.example:2376,ca=~/ca.pem,cert=~/cert.pem,key=~/key.pem"`;

const UPDATE_FLAGS = `
- description string What the context is for
- docker stringToString=[] The daemon's address and TLS files
`;

export const create: Command = {
  use: 'create [OPTIONS] CONTEXT',
  short: 'Make a context',
  long: `Make a context\n\n${ENDPOINT}`,
  args: exactly(1),
  flags: `${UPDATE_FLAGS}- from string Context to copy\n`,
  support: { level: 'full' },
  *run(cli, flags, args) {
    const name = args[0]!;
    yield* checkNew(cli, name);
    const from = flags.str('from');
    const given = flags.changed('docker');
    if (from !== '' || !given) {
      if (given && Object.keys(flags.map('docker')).length > 0) throw new CliError('cannot use --docker flag when --from is set');
      const source = from === '' ? yield* cli.contextName() : from;
      const context = described(yield* contextByName(cli, source), flags.str('description'));
      yield* unpackContext(cli, name, yield* packContext(cli, context, source !== 'default'));
    } else {
      const { meta, tls } = yield* endpointConfig(cli, flags);
      const description = flags.str('description');
      yield* writeContext(cli.sys, cli.configDir(), { Name: name, Metadata: description === '' ? {} : { Description: description }, Endpoints: { docker: meta } });
      yield* writeTls(cli.sys, cli.configDir(), name, new Map([['docker', tls]]));
    }
    yield* cli.out(`${name}\n`);
    yield* cli.err(`Successfully created context ${quote(name)}\n`);
  },
};

export const update: Command = {
  use: 'update [OPTIONS] CONTEXT',
  short: 'Change a context',
  long: `Change a context\n\n${ENDPOINT}`,
  args: exactly(1),
  flags: UPDATE_FLAGS,
  support: { level: 'full' },
  *run(cli, flags, args) {
    const name = args[0]!;
    checkContextName(name);
    let context = yield* readContext(cli.sys, cli.configDir(), name);
    if (flags.str('description') !== '') context = described(context, flags.str('description'));
    const endpoint = flags.changed('docker') ? yield* endpointConfig(cli, flags) : undefined;
    if (endpoint !== undefined) context = { ...context, Endpoints: { ...context.Endpoints, docker: endpoint.meta } };
    yield* writeContext(cli.sys, cli.configDir(), context);
    if (endpoint !== undefined) yield* writeTls(cli.sys, cli.configDir(), name, new Map([['docker', endpoint.tls]]));
    yield* cli.out(`${name}\n`);
    yield* cli.err(`Successfully updated context ${quote(name)}\n`);
  },
};

export const use: Command = {
  use: 'use CONTEXT',
  short: 'Choose the context to use',
  args: cobraExactly(1),
  support: { level: 'full' },
  *run(cli, _flags, args) {
    const name = args[0]!;
    if (name !== 'default') {
      checkContextName(name);
      yield* readContext(cli.sys, cli.configDir(), name);
    }
    const wanted = name === 'default' ? '' : name;
    if (((yield* cli.config()).currentContext ?? '') !== wanted) yield* cli.saveConfig({ currentContext: wanted });
    yield* cli.out(`${name}\n`);
    yield* cli.err(`Current context is now ${quote(name)}\n`);
    if (name !== 'default' && (cli.env('DOCKER_HOST') ?? '') !== '') {
      yield* cli.err(`Warning: DOCKER_HOST environment variable overrides the active context. To use ${quote(name)}, either set the global --context flag, or unset DOCKER_HOST environment variable.\n`);
    }
  },
};

export const rm: Command = {
  use: 'rm CONTEXT [CONTEXT...]',
  short: 'Remove contexts',
  aliases: 'docker context rm, docker context remove',
  names: ['remove'],
  args: atLeast(1),
  flags: `
f force bool Remove the context in use too
`,
  support: { level: 'full' },
  *run(cli, flags, args) {
    const current = yield* cli.contextName();
    const force = flags.bool('force');
    yield* collectErrors(args, function* (name) {
      if (name === 'default') throw new CliError('context "default" cannot be removed');
      if (name === current) {
        if (!force) throw new CliError(`context ${quote(name)} is in use, set -f flag to force remove`);
        yield* cli.saveConfig({ currentContext: '' });
      }
      if (!force && !exists(cli.sys, contextFolders(cli.configDir(), name).meta)) throw new CliError(`context ${quote(name)} does not exist`);
      removeContext(cli.sys, cli.configDir(), name);
      yield* cli.out(`${name}\n`);
    });
  },
};

export const exportContext: Command = {
  use: 'export [OPTIONS] CONTEXT [FILE|-]',
  short: 'Write a context as a tar archive to a file or to standard output',
  args: between(1, 2),
  support: { level: 'full' },
  *run(cli, _flags, args) {
    const { sys } = cli;
    const name = args[0]!;
    if (name !== 'default') checkContextName(name);
    const file = args[1] ?? `${name}.dockercontext`;
    if (file === '-' && cli.isTerminal(1)) throw new CliError('cowardly refusing to export to a terminal, specify a file path');
    let fd = 1;
    try {
      if (file !== '-') fd = yield* sys.open(file, O.RDWR | O.CREAT | O.EXCL | O.CLOEXEC, 0o600);
    } catch (e) {
      throw e instanceof SysError ? new CliError(`open ${file}: ${e.message.toLowerCase()}`) : e;
    }
    yield* writeAll(sys, fd, yield* packContext(cli, described(yield* contextByName(cli, name), ''), name !== 'default'));
    if (file !== '-') yield* cli.err(`Written file ${quote(file)}\n`);
  },
};

function* readAll(cli: DockerCli, fd: number): Task<Uint8Array> {
  const parts: Uint8Array[] = [];
  for (;;) {
    const data = yield* cli.sys.read(fd, 65536);
    if (data.length === 0) return concatBytes(parts);
    parts.push(data);
  }
}

export const importContext: Command = {
  use: 'import CONTEXT FILE|-',
  short: 'Make a context of an archive',
  args: exactly(2),
  support: { level: 'partial', note: 'zip archives are not read' },
  *run(cli, _flags, args) {
    const [name, file] = args as [string, string];
    yield* checkNew(cli, name);
    let archive: Uint8Array;
    try {
      archive = file === '-' ? yield* readAll(cli, 0) : yield* readFile(cli.sys, file);
    } catch (e) {
      throw e instanceof SysError ? new CliError(`open ${file}: ${e.message.toLowerCase()}`) : e;
    }
    if (archive[0] === 0x50 && archive[1] === 0x4b && archive[2] === 3 && archive[3] === 4) cli.unsupported('a context in a zip archive');
    yield* unpackContext(cli, name, archive);
    yield* cli.out(`${name}\n`);
    yield* cli.err(`Successfully imported context ${quote(name)}\n`);
  },
};
