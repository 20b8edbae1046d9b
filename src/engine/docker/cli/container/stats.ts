/** `docker stats`: one reading with --no-stream, else a table that is drawn again twice a second. */
import type { Task } from '../../../abi/sys.ts';
import { POLL } from '../../../abi/process.ts';
import { isSysError } from '../../../abi/errno.ts';
import { concatBytes, decodeUtf8, EMPTY } from '../../../base/bytes.ts';
import type { ContainerStats, ContainerSummary } from '../../api/types.ts';
import { bytesSize, humanSize } from '../../units.ts';
import type { Pending, Response } from '../api.ts';
import type { DockerCli } from '../cli.ts';
import { atLeast, type Command } from '../command.ts';
import { CliError } from '../error.ts';
import { formatRows, truncateId, type RowType } from '../formatter.ts';
import { FORMAT } from '../helptext.ts';
import { segment } from './each.ts';

/** How often the table is drawn. */
const TICK_NS = 500e6;

/** A container's line, and the connection its readings come over. */
class Watched {
  last: ContainerStats | undefined;
  private rest: Uint8Array = EMPTY;
  readonly name: string;
  readonly response: Response;

  constructor(name: string, response: Response) {
    this.name = name;
    this.response = response;
  }

  /** Take in what the connection has: at least one piece. False at its end. */
  *read(): Task<boolean> {
    const data = yield* this.response.read();
    if (data.length === 0) return false;
    const all = this.rest.length === 0 ? data : concatBytes([this.rest, data]);
    const end = all.lastIndexOf(10) + 1;
    this.rest = all.subarray(end);
    const lines = decodeUtf8(all, 0, end).trimEnd();
    if (lines !== '') this.last = JSON.parse(lines.slice(lines.lastIndexOf('\n') + 1)) as ContainerStats;
    return true;
  }
}

function cpuPercent(s: ContainerStats): number {
  const used = s.cpu_stats.cpu_usage.total_usage - s.precpu_stats.cpu_usage.total_usage;
  const system = (s.cpu_stats.system_cpu_usage ?? 0) - (s.precpu_stats.system_cpu_usage ?? 0);
  return used > 0 && system > 0 ? (used / system) * (s.cpu_stats.online_cpus ?? 0) * 100 : 0;
}

/** Memory in use without the page cache that could be dropped. */
function memory(s: ContainerStats): number {
  const usage = s.memory_stats.usage ?? 0;
  const inactive = s.memory_stats.stats?.['inactive_file'] ?? 0;
  return inactive < usage ? usage - inactive : usage;
}

function io(read: number, write: number): string {
  return `${humanSize(read, 3)} / ${humanSize(write, 3)}`;
}

function statsRow(trunc: boolean): RowType<Watched> {
  const value = (invalid: string, make: (s: ContainerStats) => string) => (w: Watched) => (w.last === undefined ? invalid : make(w.last));
  const network = (s: ContainerStats, key: string): number => Object.values(s.networks ?? {}).reduce((n, i) => n + (i[key] ?? 0), 0);
  return {
    typeName: '*container.statsContext',
    columns: {
      Container: { header: 'CONTAINER', value: (w) => w.name },
      Name: { header: 'NAME', value: value('--', (s) => s.name.slice(1) || '--') },
      ID: { header: 'CONTAINER ID', value: value('', (s) => (trunc ? truncateId(s.id) : s.id)) },
      CPUPerc: { header: 'CPU %', value: value('--', (s) => `${cpuPercent(s).toFixed(2)}%`) },
      MemUsage: { header: 'MEM USAGE / LIMIT', value: value('-- / --', (s) => `${bytesSize(memory(s))} / ${bytesSize(s.memory_stats.limit ?? 0)}`) },
      MemPerc: { header: 'MEM %', value: value('--', (s) => `${(s.memory_stats.limit ? (memory(s) / s.memory_stats.limit) * 100 : 0).toFixed(2)}%`) },
      NetIO: { header: 'NET I/O', value: value('--', (s) => io(network(s, 'rx_bytes'), network(s, 'tx_bytes'))) },
      BlockIO: { header: 'BLOCK I/O', value: value('--', () => io(0, 0)) },
      PIDs: { header: 'PIDS', value: value('--', (s) => String(s.pids_stats.current ?? 0)) },
    },
  };
}

function* open(cli: DockerCli, names: readonly string[], stream: boolean): Task<Watched[]> {
  const sent: (Pending | CliError)[] = [];
  for (const name of names) {
    try {
      sent.push(yield* cli.api.start('GET', `/containers/${segment(name)}/stats`, { query: { stream: stream ? '1' : '0' } }));
    } catch (e) {
      if (!(e instanceof CliError)) throw e;
      sent.push(e);
    }
  }
  const watched: Watched[] = [];
  const errors: string[] = [];
  for (const [i, pending] of sent.entries()) {
    try {
      if (pending instanceof CliError) throw pending;
      watched.push(new Watched(names[i]!, yield* cli.api.finish(pending)));
    } catch (e) {
      if (!(e instanceof CliError)) throw e;
      errors.push(e.message);
    }
  }
  if (errors.length > 0) throw new CliError(errors.join('\n'));
  for (const w of watched) yield* w.read();
  return watched;
}

function* listed(cli: DockerCli, all: boolean): Task<string[]> {
  const list = yield* cli.api.json<ContainerSummary[]>('GET', '/containers/json', { query: { all: all ? '1' : undefined } });
  return list.map((c) => c.Id);
}

/** Text that overwrites the screen: the table, then its lines again with the rest of each erased, as docker does it. */
function redraw(table: string): string {
  const text = `\x1b[H${table}`;
  return `${text}${text
    .split('\n')
    .map((line) => `${line} \x1b[K\n`)
    .join('')}\x1b[J`;
}

function* follow(cli: DockerCli, names: readonly string[], all: boolean, format: string, row: RowType<Watched>): Task<void> {
  const { sys } = cli;
  let watched = yield* open(cli, names.length > 0 ? names : yield* listed(cli, all), true);
  for (;;) {
    const until = sys.monotonic_ns() + TICK_NS;
    for (let left = TICK_NS; left > 0; left = until - sys.monotonic_ns()) {
      const ready = yield* sys.poll(watched.map((w) => ({ fd: w.response.stream.fd, events: POLL.IN })), left);
      const ended = new Set<Watched>();
      for (const [i, w] of watched.entries()) if (ready[i] !== 0 && !(yield* w.read())) ended.add(w);
      if (ended.size > 0) watched = watched.filter((w) => !ended.has(w));
    }
    yield* cli.out(redraw(formatRows(row, format, watched)));
    if (names.length > 0) {
      if (watched.length === 0) return;
      continue;
    }
    const now = yield* listed(cli, all);
    const known = new Set(watched.map((w) => w.name));
    for (const w of watched) if (!now.includes(w.name)) w.response.close();
    watched = [...watched.filter((w) => now.includes(w.name)), ...(yield* open(cli, now.filter((id) => !known.has(id)), true))];
  }
}

export const stats: Command = {
  use: 'stats [OPTIONS] [CONTAINER...]',
  short: "Show containers' use of resources, as it changes",
  aliases: 'docker container stats, docker stats',
  args: atLeast(0),
  flags: `
a all bool Show all containers, not only running ones
- format string ${FORMAT}
- no-stream bool Print one reading and end
- no-trunc bool Print ids in full
`,
  support: { level: 'partial', note: 'block IO is not accounted' },
  *run(cli, flags, args) {
    const row = statsRow(!flags.bool('no-trunc'));
    let format = flags.str('format') || ((yield* cli.config()).statsFormat ?? '') || 'table';
    if (format === 'table') format = 'table {{.ID}}\t{{.Name}}\t{{.CPUPerc}}\t{{.MemUsage}}\t{{.MemPerc}}\t{{.NetIO}}\t{{.BlockIO}}\t{{.PIDs}}';
    if (flags.bool('no-stream')) {
      const watched = yield* open(cli, args.length > 0 ? args : yield* listed(cli, flags.bool('all')), false);
      return yield* cli.out(formatRows(row, format, watched));
    }
    try {
      yield* follow(cli, args, flags.bool('all'), format, row);
    } catch (e) {
      if (!isSysError(e, 'ECONNRESET')) throw e;
    }
  },
};
