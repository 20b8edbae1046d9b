/** `docker plugin`: plugins of the engine. The engine here has none, and nothing that runs one. */
import type { Task } from '../../../abi/sys.ts';
import { SysError } from '../../../abi/errno.ts';
import { isDirectory, readText } from '../../common/files.ts';
import { familiarString, withDefaultTag, type Reference } from '../../reference.ts';
import { encodeFilters } from '../api.ts';
import type { DockerCli } from '../cli.ts';
import { atLeast, between, exactly, group, noArgs, type Command } from '../command.ts';
import { naturalOrder } from '../container/port.ts';
import { collectErrors, segment } from '../container/each.ts';
import { CliError } from '../error.ts';
import { ellipsis, formatRows, truncateId, type RowType } from '../formatter.ts';
import { FORMAT, FORMAT_RECORD, NO_TRUNC } from '../helptext.ts';
import { imageRef } from '../image/pull.ts';
import { inspectAll } from '../inspect/inspect.ts';
import { absolute } from '../path.ts';
import { registryAuth } from '../registry/auth.ts';
import { showProgress } from '../streams/progress.ts';

/** As the API gives it. */
interface Plugin {
  readonly Id?: string;
  readonly Name: string;
  readonly Enabled: boolean;
  readonly PluginReference?: string;
  readonly Config: { readonly Description: string };
}

function pluginRow(trunc: boolean): RowType<Plugin> {
  return {
    typeName: '*plugin.pluginContext',
    columns: {
      ID: { header: 'ID', value: (p) => (trunc ? truncateId(p.Id ?? '') : (p.Id ?? '')) },
      Name: { header: 'NAME', value: (p) => p.Name },
      Description: {
        header: 'DESCRIPTION',
        value: (p) => {
          const text = p.Config.Description.replace(/[\n\r]/g, '');
          return trunc ? ellipsis(text, 45) : text;
        },
      },
      Enabled: { header: 'ENABLED', value: (p) => p.Enabled },
      PluginReference: { header: 'IMAGE', value: (p) => p.PluginReference ?? '' },
    },
  };
}

const ls: Command = {
  use: 'ls [OPTIONS]',
  short: 'List plugins',
  names: ['list'],
  args: noArgs,
  flags: `
f filter filter Show only what matches the condition (e.g. "enabled=true")
- format string ${FORMAT}
${NO_TRUNC}
q quiet bool Print ids alone
`,
  support: { level: 'full' },
  *run(cli, flags) {
    const list = yield* cli.api.json<Plugin[]>('GET', '/plugins', { query: { filters: encodeFilters(flags.filters()) } });
    const quiet = flags.bool('quiet');
    let format = flags.str('format') || (quiet ? '' : ((yield* cli.config()).pluginsFormat ?? '')) || 'table';
    if (format === 'table') format = quiet ? '{{.ID}}' : 'table {{.ID}}\t{{.Name}}\t{{.Description}}\t{{.Enabled}}';
    else if (format === 'raw') format = quiet ? 'plugin_id: {{.ID}}' : 'plugin_id: {{.ID}}\nname: {{.Name}}\ndescription: {{.Description}}\nenabled: {{.Enabled}}\n';
    yield* cli.out(formatRows(pluginRow(!flags.bool('no-trunc')), format, [...list].sort((a, b) => naturalOrder(a.Name, b.Name))));
  },
};

/** A command that sends one call for the plugin that it names, and prints the name. */
function onPlugin(use: string, short: string, flags: string, path: (name: string) => string, query: (cli: DockerCli, timeout: number, force: boolean) => Record<string, string>): Command {
  return {
    use,
    short,
    args: exactly(1),
    flags,
    support: { level: 'full' },
    *run(cli, given, args) {
      const timeout = given.num('timeout');
      if (timeout < 0) throw new CliError(`negative timeout ${timeout} is invalid`);
      yield* cli.api.run('POST', path(segment(args[0]!)), { query: query(cli, timeout, given.bool('force')) });
      yield* cli.out(`${args[0]}\n`);
    },
  };
}

const disable = onPlugin('disable [OPTIONS] PLUGIN', 'Switch a plugin off', '\nf force bool Switch it off even when it is in use\n', (p) => `/plugins/${p}/disable`, (_cli, _timeout, force) => (force ? { force: '1' } : ({} as Record<string, string>)));
const enable = onPlugin('enable [OPTIONS] PLUGIN', 'Switch a plugin on', '\n- timeout int=30 Seconds to wait for its answers\n', (p) => `/plugins/${p}/enable`, (_cli, timeout) => ({ timeout: String(timeout) }));

const inspect: Command = {
  use: 'inspect [OPTIONS] PLUGIN [PLUGIN...]',
  short: 'Show all that is known of plugins',
  args: atLeast(1),
  flags: `
f format string ${FORMAT_RECORD}
`,
  support: { level: 'full' },
  *run(cli, flags, args) {
    yield* inspectAll(cli, flags.str('format'), args, function* (name) {
      return { type: 'Plugin', raw: yield* cli.api.raw(`/plugins/${segment(name)}/json`) };
    });
  },
};

const rm: Command = {
  use: 'rm [OPTIONS] PLUGIN [PLUGIN...]',
  short: 'Remove plugins',
  names: ['remove'],
  args: atLeast(1),
  flags: `
f force bool Remove it even when it is switched on
`,
  support: { level: 'full' },
  *run(cli, flags, args) {
    yield* collectErrors(args, function* (name) {
      yield* cli.api.run('DELETE', `/plugins/${segment(name)}`, { query: { force: flags.bool('force') ? '1' : undefined } });
      yield* cli.out(`${name}\n`);
    });
  },
};

const set: Command = {
  use: 'set PLUGIN KEY=VALUE [KEY=VALUE...]',
  short: "Change a plugin's settings",
  args: atLeast(2),
  support: { level: 'full' },
  *run(cli, _flags, args) {
    yield* cli.api.run('POST', `/plugins/${segment(args[0]!)}/set`, { json: args.slice(1) });
  },
};

function* authHeaders(cli: DockerCli, ref: Reference): Task<readonly (readonly [string, string])[]> {
  const auth = yield* registryAuth(cli, ref.domain);
  return auth === undefined ? [] : [['X-Registry-Auth', auth]];
}

const push: Command = {
  use: 'push [OPTIONS] PLUGIN[:TAG]',
  short: 'Send a plugin to a registry',
  args: exactly(1),
  flags: '\n- disable-content-trust bool=true Do not sign it\n',
  support: { level: 'full' },
  *run(cli, _flags, args) {
    const ref = imageRef(args[0]!);
    if (ref.digest !== undefined) throw new CliError(`invalid name: ${args[0]}`);
    const response = yield* cli.api.call('POST', `/plugins/${segment(familiarString(withDefaultTag(ref)))}/push`, { headers: yield* authHeaders(cli, ref) });
    yield* showProgress(cli, response, { fd: 1 });
  },
};

const GRANT = '- grant-all-permissions bool Grant all that the plugin asks for';
const TRUST = "- disable-content-trust bool=true Do not verify the image's signature";

/** What a plugin asks for, as the registry's image says. */
function* privileges(cli: DockerCli, ref: Reference): Task<unknown> {
  return yield* cli.api.json<unknown>('GET', '/plugins/privileges', { query: { remote: familiarString(ref) }, headers: yield* authHeaders(cli, ref) });
}

const install: Command = {
  use: 'install [OPTIONS] PLUGIN [KEY=VALUE...]',
  short: 'Get a plugin from a registry and switch it on',
  args: atLeast(1),
  flags: `
- alias string Name to give it on this host
- disable bool Leave it switched off
${TRUST}
${GRANT}
`,
  support: { level: 'none', note: 'plugins are not simulated' },
  *run(cli, flags, args) {
    const alias = flags.str('alias');
    if (alias !== '' && imageRef(alias).digest !== undefined) throw new CliError(`invalid name: ${alias}`);
    yield* privileges(cli, withDefaultTag(imageRef(args[0]!)));
    cli.unsupported('a plugin of the engine');
  },
};

const upgrade: Command = {
  use: 'upgrade [OPTIONS] PLUGIN [REMOTE]',
  short: 'Replace a plugin by a newer one',
  args: between(1, 2),
  flags: `
${TRUST}
${GRANT}
- skip-remote-check bool Do not compare its image with that of the plugin
`,
  support: { level: 'none', note: 'plugins are not simulated' },
  *run(cli, _flags, args) {
    try {
      yield* cli.api.raw(`/plugins/${segment(args[0]!)}/json`);
    } catch (e) {
      throw e instanceof CliError ? new CliError(`error reading plugin data: ${e.message}`) : e;
    }
    cli.unsupported('a plugin of the engine');
  },
};

const create: Command = {
  use: 'create [OPTIONS] PLUGIN PLUGIN-DATA-DIR',
  short: 'Make a plugin of a folder with config.json and a folder rootfs.',
  args: atLeast(2),
  flags: '\n- compress bool Send the folder compressed\n',
  support: { level: 'none', note: 'plugins are not simulated' },
  *run(cli, _flags, args) {
    imageRef(args[0]!);
    const folder = absolute(cli.cwd(), args[1]!);
    const file = `${args[1]!.replace(/\/+$/, '')}/config.json`;
    try {
      cli.sys.lstat(folder);
    } catch (e) {
      throw e instanceof SysError ? new CliError(`lstat ${folder}: ${e.message.toLowerCase()}`) : e;
    }
    if (!isDirectory(cli.sys, folder)) throw new CliError('context must be a directory');
    try {
      JSON.parse(yield* readText(cli.sys, file));
    } catch (e) {
      throw e instanceof SysError ? new CliError(`open ${file}: ${e.message.toLowerCase()}`) : e instanceof SyntaxError ? new CliError(e.message) : e;
    }
    cli.unsupported('a plugin of the engine');
  },
};

export const plugin: Command = group('plugin', 'Work with plugins', [create, disable, enable, inspect, install, ls, push, rm, set, upgrade]);
