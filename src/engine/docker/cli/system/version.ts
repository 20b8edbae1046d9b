/** `docker version`. */
import type { SystemVersion } from '../../api/types.ts';
import { CLIENT_VERSION } from '../cli.ts';
import { noArgs, type Command } from '../command.ts';
import { CliError } from '../error.ts';
import { GoError } from '../go/strconv.ts';
import { FORMAT_RECORD } from '../helptext.ts';
import { alignColumns } from '../table.ts';
import { API_VERSION } from '../../api/types.ts';
import { compile, execute, NIL_POINTER, Struct, type Method, type Value } from '../template/index.ts';

/** A plain record with Go's field names in order. */
export class PlainRecord extends Struct {
  readonly typeName: string;
  private readonly fields: Readonly<Record<string, Value>>;
  private readonly source: object;

  /** `fields` by Go's names; `source` is what json shows. */
  constructor(typeName: string, fields: Readonly<Record<string, Value>>, source: object) {
    super();
    this.typeName = typeName;
    this.fields = fields;
    this.source = source;
  }
  member(name: string): { readonly value: Value } | Method | undefined {
    return Object.hasOwn(this.fields, name) ? { value: this.fields[name] } : undefined;
  }
  entries(): (readonly [string, Value])[] {
    return Object.entries(this.fields);
  }
  override json(): object {
    return this.source;
  }
}

const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** A build time as `Wed Nov  5 14:43:33 2025` (Go's ANSIC). */
function ansic(text: string): string {
  const ms = Date.parse(text);
  if (Number.isNaN(ms)) return text;
  const d = new Date(ms);
  const two = (n: number): string => String(n).padStart(2, '0');
  return `${DAYS[d.getUTCDay()]} ${MONTHS[d.getUTCMonth()]} ${String(d.getUTCDate()).padStart(2)} ${two(d.getUTCHours())}:${two(d.getUTCMinutes())}:${two(d.getUTCSeconds())} ${d.getUTCFullYear()}`;
}

interface ClientRecord {
  readonly Platform: { readonly Name: string };
  readonly Version: string;
  readonly ApiVersion: string;
  readonly DefaultAPIVersion: string;
  readonly GitCommit: string;
  readonly GoVersion: string;
  readonly Os: string;
  readonly Arch: string;
  readonly BuildTime: string;
  readonly Context: string;
}

function clientText(c: ClientRecord): string {
  const downgraded = c.ApiVersion === c.DefaultAPIVersion ? '' : ` (downgraded from ${c.DefaultAPIVersion})`;
  return `Client: ${c.Platform.Name}\n Version:\t${c.Version}\n API version:\t${c.ApiVersion}${downgraded}\n Go version:\t${c.GoVersion}\n Git commit:\t${c.GitCommit}\n Built:\t${c.BuildTime}\n OS/Arch:\t${c.Os}/${c.Arch}\n Context:\t${c.Context}\n`;
}

function serverText(s: SystemVersion): string {
  let out = `\nServer:${s.Platform.Name === '' ? '' : ` ${s.Platform.Name}`}\n`;
  for (const { Name, Version, Details: d } of s.Components) {
    out += ` ${Name}:\n  Version:\t${Version}\n`;
    if (Name === 'Engine') {
      out += `  API version:\t${d['ApiVersion']} (minimum version ${d['MinAPIVersion']})\n  Go version:\t${d['GoVersion']}\n  Git commit:\t${d['GitCommit']}\n  Built:\t${d['BuildTime']}\n  OS/Arch:\t${d['Os']}/${d['Arch']}\n  Experimental:\t${d['Experimental']}\n`;
    } else for (const key of Object.keys(d).sort()) out += `  ${key}:\t${d[key]}\n`;
  }
  return out;
}

function records(client: ClientRecord, server: SystemVersion | undefined): Struct {
  const { ApiVersion, Platform, ...rest } = client;
  const clientRecord = new PlainRecord('system.clientVersion', { Platform: new PlainRecord('*system.platformInfo', { ...Platform }, Platform), APIVersion: ApiVersion, ...rest }, client);
  const components = (server?.Components ?? []).map((c) => new PlainRecord('types.ComponentVersion', { ...c }, c));
  const serverRecord =
    server === undefined
      ? NIL_POINTER
      : new PlainRecord(
          '*types.Version',
          {
            Platform: new PlainRecord('struct { Name string }', { ...server.Platform }, server.Platform),
            Components: components,
            Version: server.Version,
            APIVersion: server.ApiVersion,
            MinAPIVersion: server.MinAPIVersion,
            GitCommit: server.GitCommit,
            GoVersion: server.GoVersion,
            Os: server.Os,
            Arch: server.Arch,
            KernelVersion: server.KernelVersion,
            Experimental: false,
            BuildTime: server.BuildTime,
          },
          server,
        );
  return new PlainRecord('system.versionInfo', { Client: clientRecord, Server: serverRecord }, { Client: client, Server: server ?? null });
}

export const version: Command = {
  use: 'version [OPTIONS]',
  short: 'Show the versions of client and engine',
  args: noArgs,
  flags: `
f format string ${FORMAT_RECORD}
`,
  top: 10,
  support: { level: 'full' },
  *run(cli, flags) {
    const format = flags.str('format');
    let tree;
    try {
      tree = format === '' ? undefined : compile(format === 'json' ? '{{json .}}' : format, 'version');
    } catch (e) {
      throw e instanceof GoError ? new CliError(`template parsing error: ${e.message}`, 64) : e;
    }
    const context = yield* cli.contextName();
    yield* cli.api.serverInfo();
    const client: ClientRecord = {
      Platform: { Name: CLIENT_VERSION.platform },
      Version: CLIENT_VERSION.version,
      ApiVersion: cli.api.version,
      DefaultAPIVersion: API_VERSION,
      GitCommit: CLIENT_VERSION.commit,
      GoVersion: CLIENT_VERSION.goVersion,
      Os: 'linux',
      Arch: 'amd64',
      BuildTime: CLIENT_VERSION.built,
      Context: context,
    };
    let server: SystemVersion | undefined;
    let failure: unknown;
    try {
      server = yield* cli.api.json<SystemVersion>('GET', '/version');
      server.Components = server.Components.map((c) => (c.Name === 'Engine' ? { ...c, Details: { ...c.Details, BuildTime: ansic(c.Details['BuildTime'] ?? '') } } : c));
    } catch (e) {
      if (!(e instanceof CliError)) throw e;
      failure = e;
    }
    if (tree === undefined) yield* cli.out(alignColumns(clientText(client) + (server === undefined ? '' : serverText(server)), 20, 1));
    else {
      try {
        yield* cli.out(`${execute(tree, records(client, server))}\n`);
      } catch (e) {
        if (!(e instanceof GoError)) throw e;
        yield* cli.out('\n');
        failure ??= new CliError(e.message);
      }
    }
    if (failure !== undefined) throw failure;
  },
};
