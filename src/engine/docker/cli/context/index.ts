/** `docker context`: which daemon the client speaks to. Only the default context exists: -H and DOCKER_HOST choose another daemon. */
import { absent, atLeast, group, noArgs, type Command } from '../command.ts';
import { CliError } from '../error.ts';
import { formatRows, type RowType } from '../formatter.ts';
import { FORMAT, FORMAT_RECORD } from '../helptext.ts';
import { inspectAll } from '../inspect/inspect.ts';
import { quote } from '../go/strconv.ts';

interface ContextRow {
  readonly name: string;
  readonly current: boolean;
  readonly host: string;
}

const ROW: RowType<ContextRow> = {
  typeName: '*formatter.clientContextContext',
  columns: {
    Current: { header: 'CURRENT', value: (c) => c.current },
    Name: { header: 'NAME', value: (c) => c.name },
    Description: { header: 'DESCRIPTION', value: () => 'Current DOCKER_HOST based configuration' },
    DockerEndpoint: { header: 'DOCKER ENDPOINT', value: (c) => c.host },
    Error: { header: 'ERROR', value: () => '' },
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
  support: { level: 'partial', note: 'only the default context exists' },
  *run(cli, flags) {
    const row = { name: 'default', current: (yield* cli.contextName()) === 'default', host: cli.host() };
    let format = flags.str('format') || 'table';
    if (flags.bool('quiet')) format = '{{.Name}}';
    else if (format === 'table') format = 'table {{.Name}}{{if .Current}} *{{end}}\t{{.Description}}\t{{.DockerEndpoint}}\t{{.Error}}';
    yield* cli.out(formatRows(ROW, format, [row]).replace(/^NAME \*/, 'NAME  '));
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
  args: atLeast(0),
  flags: `
f format string ${FORMAT_RECORD}
`,
  complete: 'context',
  support: { level: 'partial', note: 'only the default context exists' },
  *run(cli, flags, args) {
    yield* inspectAll(cli, flags.str('format'), args.length === 0 ? [yield* cli.contextName()] : args, function* (name) {
      if (name !== 'default') throw new CliError(`context ${quote(name)}: context not found`);
      const Storage = { MetadataPath: '\\u003cIN MEMORY\\u003e', TLSPath: '\\u003cIN MEMORY\\u003e' };
      const record = { Name: 'default', Metadata: {}, Endpoints: { docker: { Host: cli.host(), SkipTLSVerify: false } }, TLSMaterial: {}, Storage };
      return { type: 'Context', raw: JSON.stringify(record).replaceAll('\\\\u', '\\u') };
    });
  },
};

const use: Command = {
  use: 'use CONTEXT',
  short: 'Choose the context to use',
  args: { kind: 'exact', min: 1, max: 1 },
  complete: 'context',
  support: { level: 'partial', note: 'only the default context exists' },
  *run(cli, _flags, args) {
    if (args[0] !== 'default') throw new CliError(`context ${quote(args[0]!)}: context not found`);
    yield* cli.out('default\n');
    yield* cli.err('Current context is now "default"\n');
  },
};

const UPDATE = `
- description string What the context is for
- docker stringToString=[] The daemon's address and TLS files
`;
const CREATE = `${UPDATE}- from string Context to copy
`;
const create = absent('create [OPTIONS] CONTEXT', 'Make a context', { flags: CREATE });
const exportContext = absent('export [OPTIONS] CONTEXT [FILE|-]', 'Write a context as a tar archive to a file or to standard output');
const importContext = absent('import CONTEXT FILE|-', 'Make a context of an archive');
const rm = absent('rm CONTEXT [CONTEXT...]', 'Remove contexts', { aliases: 'docker context rm, docker context remove', names: ['remove'], flags: '\nf force bool Remove the context in use too\n' });
const update = absent('update [OPTIONS] CONTEXT', 'Change a context', { flags: UPDATE });

export const context: Command = group('context', 'Choose the daemon to speak to', [create, exportContext, importContext, inspect, ls, rm, show, update, use]);
