/** Instructions that only change the configuration; `docker commit --change` and `docker import --change` know them, too. builder/dockerfile/dispatchers.go. */
import { parseSignal } from '../../../abi/signal.ts';
import type { HealthConfig, ImageRunConfig } from '../../api/types.ts';
import { formatDuration, quote } from '../../cli/go/strconv.ts';
import { clean, join } from '../../common/path.ts';
import { copyConfig, shellOf } from './config.ts';
import { DockerfileError } from './dockerfile/error.ts';
import { parseInstruction } from './dockerfile/instructions.ts';
import type { CommandLine, Instruction, Pair } from './dockerfile/instructions.ts';
import { parseDockerfile } from './dockerfile/parser.ts';
import { environmentOf, expandWord, expandWords } from './dockerfile/shell.ts';
import type { Environment } from './dockerfile/shell.ts';

/** The configuration that is being made, and whether CMD was set in this stage. */
export interface Configuration {
  config: ImageRunConfig;
  cmdSet: boolean;
}

/** An instruction with its variables expanded. Throws {@link DockerfileError}. */
export function expand<T extends Instruction>(i: T, env: Environment, escape: string): T {
  const word = (text: string): string => expandWord(text, env, escape);
  const pairs = (list: readonly Pair[]): Pair[] => list.map((p) => ({ name: word(p.name), value: word(p.value) }));
  const out: Instruction = { ...i };
  switch (out.kind) {
    case 'env':
    case 'label':
      return (out.literal === true ? out : { ...out, pairs: pairs(out.pairs) }) as T;
    case 'add':
    case 'copy': {
      const chown = word(out.chown);
      const chmod = word(out.chmod);
      return { ...out, chown, chmod, sources: out.sources.map(word), dest: word(out.dest) } as T;
    }
    case 'workdir':
      return { ...out, path: word(out.path) } as T;
    case 'user':
      return { ...out, user: word(out.user) } as T;
    case 'volume':
      return { ...out, volumes: out.volumes.map(word) } as T;
    case 'stopsignal':
      return { ...out, signal: word(out.signal) } as T;
    case 'arg':
      return { ...out, args: out.args.map((a) => ({ name: word(a.name), value: a.value === undefined ? undefined : word(a.value) })) } as T;
    default:
      return i;
  }
}

/** The words of a command: the shell before a shell form. */
export function resolveLine(line: CommandLine, config: ImageRunConfig): string[] | null {
  if (line.words === undefined) return null;
  return line.shell ? [...shellOf(config), ...line.words] : [...line.words];
}

/** Container ports of EXPOSE's arguments, as 'PORT/PROTO'. Throws {@link DockerfileError}. */
export function exposedPorts(specs: readonly string[]): string[] {
  const out: string[] = [];
  for (const spec of specs) {
    const slash = spec.lastIndexOf('/');
    const proto = slash < 0 ? 'tcp' : spec.slice(slash + 1).toLowerCase() || 'tcp';
    const ports = slash < 0 ? spec : spec.slice(0, slash);
    const container = ports.slice(ports.lastIndexOf(':') + 1);
    if (container === '') throw new DockerfileError(`No port specified: ${spec}<empty>`);
    const m = /^(\d+)(?:-(\d+))?$/.exec(container);
    const first = Number(m?.[1]);
    const last = Number(m?.[2] ?? m?.[1]);
    if (m === null || first > 65535 || last > 65535 || last < first) throw new DockerfileError(`Invalid containerPort: ${container}`);
    if (proto !== 'tcp' && proto !== 'udp' && proto !== 'sctp') throw new DockerfileError(`Invalid proto: ${proto}`);
    for (let p = first; p <= last; p++) out.push(`${p}/${proto}`);
  }
  return out;
}

const goList = (words: readonly string[] | null | undefined): string => `[${(words ?? []).map(quote).join(' ')}]`;

/** A health check as Go's %v prints the record. */
function healthText(h: HealthConfig): string {
  const d = (ns: number | undefined): string => formatDuration(ns ?? 0);
  return `&{[${(h.Test ?? []).join(' ')}] ${d(h.Interval)} ${d(h.Timeout)} ${d(h.StartPeriod)} ${d(h.StartInterval)} ${h.Retries ?? 0}}`;
}

/** WORKDIR's path upon the one before. */
export function normalizeWorkdir(current: string, path: string): string {
  if (path === '') throw new DockerfileError('cannot normalize nothing');
  return path.startsWith('/') ? clean(path) : join('/', current, path);
}

/**
 * Apply an instruction that only changes the configuration; the text that the image's history shows. undefined for the other instructions. `env`
 * serves EXPOSE, whose words are split after expansion. Throws {@link DockerfileError}.
 */
export function configure(c: Configuration, i: Instruction, env: Environment, escape: string): string | undefined {
  const { config } = c;
  switch (i.kind) {
    case 'env': {
      const list = [...(config.Env ?? [])];
      for (const p of i.pairs) {
        const at = list.findIndex((e) => e.split('=', 1)[0] === p.name);
        if (at < 0) list.push(`${p.name}=${p.value}`);
        else list[at] = `${p.name}=${p.value}`;
      }
      config.Env = list;
      return `ENV ${i.pairs.map((p) => `${p.name}=${p.value}`).join(' ')}`;
    }
    case 'label':
      config.Labels = { ...config.Labels, ...Object.fromEntries(i.pairs.map((p) => [p.name, p.value])) };
      return `LABEL ${i.pairs.map((p) => `${p.name}=${p.value}`).join(' ')}`;
    case 'onbuild':
      config.OnBuild = [...(config.OnBuild ?? []), i.expression];
      return `ONBUILD ${i.expression}`;
    case 'cmd':
      config.Cmd = resolveLine(i.line, config);
      if ((i.line.words ?? []).length > 0) c.cmdSet = true;
      return `CMD ${goList(config.Cmd)}`;
    case 'entrypoint':
      config.Entrypoint = resolveLine(i.line, config);
      if (!c.cmdSet) config.Cmd = null; // it was meant for the old entrypoint
      return `ENTRYPOINT ${goList(config.Entrypoint)}`;
    case 'healthcheck':
      config.Healthcheck = i.health;
      return `HEALTHCHECK ${healthText(i.health)}`;
    case 'expose': {
      const ports = i.ports.flatMap((p) => expandWords(p, env, escape));
      config.ExposedPorts = { ...config.ExposedPorts, ...Object.fromEntries(exposedPorts(ports).map((p) => [p, {}])) };
      return `EXPOSE ${ports.join(' ')}`;
    }
    case 'user':
      config.User = i.user;
      return `USER ${i.user}`;
    case 'volume':
      if (i.volumes.includes('')) throw new DockerfileError('VOLUME specified can not be an empty string');
      config.Volumes = { ...config.Volumes, ...Object.fromEntries(i.volumes.map((v) => [v, {}])) };
      return `VOLUME [${i.volumes.join(' ')}]`;
    case 'stopsignal':
      if (parseSignal(i.signal) === undefined) throw new DockerfileError(`invalid signal: ${i.signal}`);
      config.StopSignal = i.signal;
      return `STOPSIGNAL ${i.signal}`;
    case 'shell':
      config.Shell = [...i.shell];
      return `SHELL [${i.shell.join(' ')}]`;
    default:
      return undefined;
  }
}

const CHANGES = new Set(['cmd', 'entrypoint', 'healthcheck', 'env', 'expose', 'label', 'onbuild', 'stopsignal', 'user', 'volume', 'workdir']);

/** Apply the instructions of `--change` in order. Throws {@link DockerfileError}. */
export function applyChanges(config: ImageRunConfig, changes: readonly string[]): ImageRunConfig {
  if (changes.length === 0) return config;
  const { nodes, escape } = parseDockerfile(changes.join('\n'));
  for (const n of nodes) if (!CHANGES.has(n.word.toLowerCase())) throw new DockerfileError(`${n.word} is not a valid change command`);
  const c: Configuration = { config: copyConfig(config), cmdSet: false };
  const commands = nodes.map((n) => parseInstruction(n) as Instruction);
  for (const command of commands) {
    const env = environmentOf(c.config.Env ?? []);
    const i = expand(command, env, escape);
    if (i.kind === 'workdir') c.config.WorkingDir = normalizeWorkdir(c.config.WorkingDir ?? '', i.path);
    else configure(c, i, env, escape);
  }
  return c.config;
}
