/** `docker context`: which daemon the client speaks to. */
import { anyArgs, group, noArgs, type Command } from '../command.ts';
import { naturalOrder } from '../container/port.ts';
import { CliError } from '../error.ts';
import { ellipsis, formatRows, type RowType } from '../formatter.ts';
import { FORMAT, FORMAT_RECORD } from '../helptext.ts';
import { inspectAll } from '../inspect/inspect.ts';
import { contextByName, create, DEFAULT_DESCRIPTION, exportContext, importContext, rm, update, use } from './change.ts';
import { contextFolders, goJson, listContexts, tlsListing } from './store.ts';

interface ContextRow {
  readonly name: string;
  readonly current: boolean;
  readonly description: string;
  readonly host: string;
  readonly error: string;
}

const ROW: RowType<ContextRow> = {
  typeName: '*formatter.clientContextContext',
  columns: {
    Current: { header: undefined, value: (c) => c.current },
    Name: { header: 'NAME', value: (c) => c.name },
    Description: { header: 'DESCRIPTION', value: (c) => c.description },
    DockerEndpoint: { header: 'DOCKER ENDPOINT', value: (c) => c.host },
    Error: { header: 'ERROR', value: (c) => ellipsis(c.error, 45) },
  },
};

const ls: Command = {
  use: 'ls [OPTIONS]',
  short: 'List contexts',
  aliases: 'docker context ls, docker context list',
  names: ['list'],
  args: noArgs,
  flags: `
- format string ${FORMAT}
q quiet bool Print names alone
`,
  support: { level: 'full' },
  *run(cli, flags) {
    const current = yield* cli.contextName();
    const stored = yield* listContexts(cli.sys, cli.configDir());
    const all = [...stored, { ...(yield* contextByName(cli, 'default')), Metadata: { Description: DEFAULT_DESCRIPTION } }];
    const rows: ContextRow[] = all.map((c) => {
      const docker = c.Endpoints['docker'];
      return { name: c.Name, current: c.Name === current, description: String(c.Metadata['Description'] ?? ''), host: docker?.Host ?? '', error: docker === undefined ? 'cannot find docker endpoint in context' : '' };
    });
    if (!rows.some((r) => r.current)) {
      let error = '';
      try {
        yield* contextByName(cli, current);
      } catch (e) {
        if (!(e instanceof CliError)) throw e;
        error = e.message;
      }
      rows.push({ name: current, current: true, description: '', host: '', error });
    }
    let format = flags.str('format') || 'table';
    if (flags.bool('quiet')) format = '{{.Name}}';
    else if (format === 'table') format = 'table {{.Name}}{{if .Current}} *{{end}}\t{{.Description}}\t{{.DockerEndpoint}}\t{{.Error}}';
    yield* cli.out(formatRows(ROW, format, rows.sort((a, b) => naturalOrder(a.name, b.name))));
    if ((cli.env('DOCKER_HOST') ?? '') !== '') {
      yield* cli.err('Warning: DOCKER_HOST environment variable overrides the active context. To use a context, either set the global --context flag, or unset DOCKER_HOST environment variable.\n');
    }
  },
};

const show: Command = {
  use: 'show',
  short: 'Print the name of the context in use',
  args: noArgs,
  support: { level: 'full' },
  *run(cli) {
    yield* cli.out(`${yield* cli.contextName()}\n`);
  },
};

const inspect: Command = {
  use: 'inspect [OPTIONS] [CONTEXT] [CONTEXT...]',
  short: 'Show all that is known of contexts',
  args: anyArgs,
  flags: `
f format string ${FORMAT_RECORD}
`,
  support: { level: 'full' },
  *run(cli, flags, args) {
    yield* inspectAll(cli, flags.str('format'), args.length === 0 ? [yield* cli.contextName()] : args, function* (name) {
      const context = yield* contextByName(cli, name);
      const folders = contextFolders(cli.configDir(), name);
      const Storage = name === 'default' ? { MetadataPath: '<IN MEMORY>', TLSPath: '<IN MEMORY>' } : { MetadataPath: folders.meta, TLSPath: folders.tls };
      const TLSMaterial = name === 'default' ? {} : tlsListing(cli.sys, cli.configDir(), name);
      return { type: 'Context', raw: goJson({ ...context, TLSMaterial, Storage }), untyped: false };
    });
  },
};

export const context: Command = group('context', 'Choose the daemon to speak to', [create, exportContext, importContext, inspect, ls, rm, show, update, use]);
