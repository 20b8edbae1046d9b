/**
 * Completion of docker command lines: subcommands, flags, and names that the daemon knows. Used by the line editor; asks the daemon as
 * the user who types, and offers nothing when it does not answer.
 */
import type { Sys, Task } from '../../abi/sys.ts';
import { isSysError } from '../../abi/errno.ts';
import type { ContainerSummary, ImageSummary, Network, VolumeListResponse } from '../api/types.ts';
import { DockerCli } from './cli.ts';
import { child, nameOf, type ArgKind, type Command } from './command.ts';
import { CliError } from './error.ts';
import { flagSet, type FlagSpec } from './pflag.ts';
import { ROOT } from './root.ts';

/** Values of flags that are words of a fixed list. */
const FLAG_VALUES: Readonly<Record<string, readonly string[]>> = {
  attach: ['stdin', 'stdout', 'stderr'],
  pull: ['always', 'missing', 'never'],
  restart: ['always', 'no', 'on-failure', 'on-failure:1', 'unless-stopped'],
  signal: ['ABRT', 'ALRM', 'BUS', 'CHLD', 'CONT', 'HUP', 'ILL', 'INT', 'IO', 'KILL', 'PIPE', 'PROF', 'PWR', 'QUIT', 'SEGV', 'STOP', 'TERM', 'TRAP', 'TSTP', 'TTIN', 'TTOU', 'URG', 'USR1', 'USR2', 'WINCH'],
  type: ['container', 'image', 'network', 'volume'],
  platform: ['linux/amd64'],
  'log-driver': ['json-file', 'local', 'none'],
  'log-level': ['debug', 'info', 'warn', 'error', 'fatal'],
  context: ['default'],
  cgroupns: ['host', 'private'],
  ipc: ['container:', 'host', 'none', 'private', 'shareable'],
  pid: ['container:', 'host'],
  uts: ['host'],
  userns: ['host'],
};

const CONTAINER_STATES: Readonly<Partial<Record<ArgKind, (c: ContainerSummary) => boolean>>> = {
  running: (c) => c.State === 'running',
  exec: (c) => c.State === 'running',
  stopped: (c) => c.State !== 'running' && c.State !== 'paused',
  paused: (c) => c.State === 'paused',
  container: () => true,
  cp: () => true,
};

function* containers(cli: DockerCli, kind: ArgKind): Task<string[]> {
  const keep = CONTAINER_STATES[kind] ?? (() => true);
  const list = yield* cli.api.json<ContainerSummary[]>('GET', '/containers/json', { query: { all: '1' } });
  return list.filter(keep).flatMap((c) => c.Names.map((n) => n.slice(1)).filter((n) => !n.includes('/')));
}

function* images(cli: DockerCli): Task<string[]> {
  const list = yield* cli.api.json<ImageSummary[]>('GET', '/images/json');
  return list.flatMap((i) => (i.RepoTags ?? []).filter((t) => !t.startsWith('<none>')).flatMap((t) => (t.endsWith(':latest') ? [t, t.slice(0, -':latest'.length)] : [t])));
}

function* names(cli: DockerCli, kind: ArgKind): Task<string[]> {
  switch (kind) {
    case 'image':
    case 'run':
      return yield* images(cli);
    case 'network':
      return (yield* cli.api.json<Network[]>('GET', '/networks')).map((n) => n.Name);
    case 'volume':
      return ((yield* cli.api.json<VolumeListResponse>('GET', '/volumes')).Volumes ?? []).map((v) => v.Name);
    case 'object':
      return [...(yield* containers(cli, 'container')), ...(yield* images(cli)), ...(yield* names(cli, 'network')), ...(yield* names(cli, 'volume'))];
    case 'cp':
      return (yield* containers(cli, kind)).map((n) => `${n}:`);
    case 'context':
      return ['default'];
    case 'file':
    case 'none':
      return [];
    default:
      return yield* containers(cli, kind);
  }
}

interface Place {
  readonly command: Command;
  /** The flag whose value is being typed. */
  readonly flag: FlagSpec | undefined;
  /** Arguments that stand before the word. */
  readonly given: number;
  /** What follows is another program's command line. */
  readonly past: boolean;
}

/** Where in the command line the word `index` stands. */
function locate(words: readonly string[], index: number): Place {
  let command = ROOT;
  let flag: FlagSpec | undefined;
  let given = 0;
  let dashes = false;
  for (const word of words.slice(1, index)) {
    const set = flagSet(command.flags ?? '');
    if (flag !== undefined) {
      flag = undefined;
      continue;
    }
    if (!dashes && word === '--') dashes = true;
    else if (!dashes && word.startsWith('--')) {
      const spec = word.includes('=') ? undefined : set.long.get(word.slice(2));
      if (spec !== undefined && spec.type !== 'bool') flag = spec;
    } else if (!dashes && word.length > 1 && word[0] === '-') {
      const spec = set.short.get(word[word.length - 1]!);
      if (spec !== undefined && spec.type !== 'bool' && [...word.slice(1, -1)].every((c) => set.short.get(c)?.type === 'bool')) flag = spec;
    } else {
      const next = command.sub === undefined ? undefined : child(command, word);
      if (next !== undefined) command = next;
      else given++;
      if (command.interspersed === false && given > 0) dashes = true;
    }
  }
  const past = (command.complete === 'run' && given > 0) || (command.complete === 'exec' && given > 0);
  return { command, flag, given, past };
}

function flagWords(command: Command, word: string): string[] {
  const flags = flagSet(command.flags ?? '').all.filter((f) => !f.hidden);
  const out = [...flags.map((f) => `--${f.name}`), ...(flags.some((f) => f.name === 'help') ? [] : ['--help'])];
  if (!word.startsWith('--')) out.push(...flags.filter((f) => f.short !== '').map((f) => `-${f.short}`));
  return out;
}

function* flagValues(cli: DockerCli, flag: FlagSpec): Task<readonly string[]> {
  if (flag.target === 'network') return [...(yield* names(cli, 'network')), 'none', 'host', 'container:'];
  if (flag.target === 'volumes-from' || flag.target === 'link') return yield* containers(cli, 'container');
  return FLAG_VALUES[flag.target] ?? [];
}

const SINGLE: ReadonlySet<string> = new Set(['attach', 'commit', 'diff', 'export', 'history', 'logs', 'port', 'pull', 'push', 'rename', 'top', 'use']);

/** What may stand at `index`, and whether files may. */
interface Candidates {
  readonly list: readonly string[];
  readonly files: boolean;
}

const NOTHING: Candidates = { list: [], files: false };
const FILES: Candidates = { list: [], files: true };
const FILE_FLAGS: ReadonlySet<string> = new Set(['env-file', 'label-file', 'cidfile', 'volume', 'output', 'input', 'config']);

function* candidates(cli: DockerCli, words: readonly string[], index: number): Task<Candidates> {
  const word = words[index] ?? '';
  const { command, flag, given, past } = locate(words, index);
  if (past) return FILES;
  const only = (list: readonly string[]): Candidates => ({ list, files: false });
  if (flag !== undefined) return FILE_FLAGS.has(flag.target) ? FILES : only(yield* flagValues(cli, flag));
  if (word.startsWith('-')) {
    const eq = word.indexOf('=');
    const spec = eq < 0 ? undefined : flagSet(command.flags ?? '').long.get(word.slice(2, eq));
    return only(spec === undefined ? flagWords(command, word) : (yield* flagValues(cli, spec)).map((v) => word.slice(0, eq + 1) + v));
  }
  if (command.sub !== undefined) {
    const visible = command.sub.filter((c) => c.hidden !== true).map(nameOf);
    return given > 0 ? NOTHING : only(command === ROOT ? [...visible, 'help'] : visible);
  }
  const kind = command.complete;
  if (kind === 'file') return FILES;
  if (kind === undefined || (given > 0 && SINGLE.has(nameOf(command)))) return NOTHING;
  const taken = new Set(words.slice(1, index));
  const forced = nameOf(command) === 'rm' && kind === 'stopped' && (taken.has('-f') || taken.has('--force'));
  const list = (yield* names(cli, forced ? 'container' : kind)).filter((n) => !taken.has(n) || kind === 'image');
  return { list, files: kind === 'cp' };
}

/** {@link candidates} that begin with what is typed, sorted. Nothing when the daemon does not answer. */
export function* completions(cli: DockerCli, words: readonly string[], index: number): Task<Candidates> {
  try {
    const { list, files } = yield* candidates(cli, words, index);
    return { list: [...new Set(list)].filter((w) => w.startsWith(words[index] ?? '')).sort(), files };
  } catch (e) {
    if (e instanceof CliError || isSysError(e)) return NOTHING;
    throw e;
  }
}

/**
 * The words that may stand at `index` of a command line that begins with `docker`: those that begin with what is typed there, sorted.
 * An empty list where files are wanted. `docker __completeNoDesc WORD...` gives the same to a shell.
 */
export function* completeDocker(sys: Sys, words: readonly string[], index: number): Task<string[]> {
  const cli = new DockerCli(sys, [], ROOT);
  try {
    return [...(yield* completions(cli, words, index)).list];
  } finally {
    cli.close();
  }
}
