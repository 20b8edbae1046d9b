/** `docker ps`. */
import type { ContainerSummary } from '../../api/types.ts';
import { encodeFilters } from '../api.ts';
import { noArgs, type Command } from '../command.ts';
import { formatRows, probeFormat } from '../formatter.ts';
import { FILTER, FORMAT, NO_TRUNC } from '../helptext.ts';
import { containerRow } from './row.ts';

const TABLE = 'table {{.ID}}\t{{.Image}}\t{{.Command}}\t{{.RunningFor}}\t{{.Status}}\t{{.Ports}}\t{{.Names}}';
const RAW = 'container_id: {{.ID}}\nimage: {{.Image}}\ncommand: {{.Command}}\ncreated_at: {{.CreatedAt}}\nstate: {{- pad .State 1 0}}\nstatus: {{- pad .Status 1 0}}\nnames: {{.Names}}\nlabels: {{- pad .Labels 1 0}}\nports: {{- pad .Ports 1 0}}\n';

function resolve(format: string, quiet: boolean, size: boolean): string {
  if (format === 'raw') return quiet ? 'container_id: {{.ID}}' : RAW + (size ? 'size: {{.Size}}\\n' : '');
  if (quiet) return '{{.ID}}';
  return format === '' || format === 'table' ? TABLE + (size ? '\t{{.Size}}' : '') : format;
}

export const ps: Command = {
  use: 'ps [OPTIONS]',
  short: 'List containers',
  aliases: 'docker container ls, docker container list, docker container ps, docker ps',
  args: noArgs,
  flags: `
a all bool Show all containers, not only running ones
${FILTER}
- format string ${FORMAT}
n last int=-1 Show the n containers created last, in any state
l latest bool Show the container created last, in any state
${NO_TRUNC}
q quiet bool Print ids alone
s size bool Show the sizes of containers
`,
  top: 3,
  support: { level: 'full' },
  *run(cli, flags) {
    const quiet = flags.bool('quiet');
    let format = flags.str('format');
    if (format === '') format = (yield* cli.config()).psFormat ?? '';
    else if (quiet) yield* cli.err('WARNING: Ignoring custom format, because both --format and --quiet are set.\n');
    const row = containerRow(!flags.bool('no-trunc'), cli.sys.now_ms());
    let size = flags.bool('size');
    const used = format === '' ? undefined : probeFormat(row, format);
    if (used?.has('Size') === true && !quiet && !flags.changed('size')) size = true;
    const limit = flags.bool('latest') && flags.num('last') === -1 ? 1 : flags.num('last');
    const query = { all: flags.bool('all') ? '1' : undefined, limit: limit > 0 ? String(limit) : undefined, size: size ? '1' : undefined, filters: encodeFilters(flags.filters()) };
    const list = yield* cli.api.json<ContainerSummary[]>('GET', '/containers/json', { query });
    yield* cli.out(formatRows(row, resolve(format, quiet, size), list));
  },
};

/** `docker container ls`. */
export const ls: Command = { ...ps, use: 'ls [OPTIONS]', names: ['ps', 'list'] };
