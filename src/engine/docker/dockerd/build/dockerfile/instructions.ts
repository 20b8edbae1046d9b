/**
 * What the instructions of a Dockerfile mean: typed commands, grouped into stages, with the checks that are made before anything runs. Like BuildKit's
 * frontend/dockerfile/instructions, which the classic builder uses, too.
 */
import { GoError, parseDuration } from '../../../cli/go/strconv.ts';
import type { HealthConfig } from '../../../api/types.ts';
import { DockerfileError, suggestion } from './error.ts';
import { parseFlags } from './flags.ts';
import type { FlagKind } from './flags.ts';
import { parseHeredoc } from './parser.ts';
import type { Node } from './parser.ts';

/** A name with a value. */
export interface Pair {
  name: string;
  value: string;
}

/** A command in shell form (one string for the shell) or exec form; undefined when an empty shell form clears it. */
export interface CommandLine {
  readonly words: readonly string[] | undefined;
  readonly shell: boolean;
}

export interface CopySource {
  sources: string[];
  dest: string;
  chown: string;
  chmod: string;
}

/** An instruction. `text` is its source, `variables` are expanded in place before it runs. */
export type Instruction = { readonly text: string } & (
  | { readonly kind: 'env' | 'label'; readonly pairs: Pair[]; readonly literal?: boolean }
  | { readonly kind: 'maintainer'; readonly name: string }
  | ({ readonly kind: 'add' } & CopySource)
  | ({ readonly kind: 'copy'; readonly from: string } & CopySource)
  | { readonly kind: 'onbuild'; readonly expression: string }
  | { readonly kind: 'workdir'; path: string }
  | { readonly kind: 'run'; readonly line: CommandLine; readonly flags: readonly string[] }
  | { readonly kind: 'cmd' | 'entrypoint'; readonly line: CommandLine }
  | { readonly kind: 'healthcheck'; readonly health: HealthConfig }
  | { readonly kind: 'expose'; readonly ports: readonly string[] }
  | { readonly kind: 'user'; user: string }
  | { readonly kind: 'volume'; volumes: string[] }
  | { readonly kind: 'stopsignal'; signal: string }
  | { readonly kind: 'arg'; readonly args: { name: string; value: string | undefined }[] }
  | { readonly kind: 'shell'; readonly shell: readonly string[] }
);

/** What begins with a FROM. */
export interface Stage {
  readonly name: string;
  readonly base: string;
  readonly platform: string;
  readonly text: string;
  readonly commands: Instruction[];
}

const NAMES = ['ADD', 'ARG', 'CMD', 'COPY', 'ENTRYPOINT', 'ENV', 'EXPOSE', 'FROM', 'HEALTHCHECK', 'LABEL', 'MAINTAINER', 'ONBUILD', 'RUN', 'SHELL', 'STOPSIGNAL', 'USER', 'VOLUME', 'WORKDIR'];

const fail = (message: string): never => {
  throw new DockerfileError(message);
};
const atLeastOne = (name: string): never => fail(`${name} requires at least one argument`);

function exactlyOne(node: Node, name: string): string {
  if (node.args.length !== 1) fail(`${name} requires exactly one argument`);
  return node.args[0]!;
}

function pairsOf(node: Node, name: string): Pair[] {
  parseFlags(node.flags, {});
  if (node.args.length === 0) atLeastOne(name);
  const out: Pair[] = [];
  for (let i = 0; i < node.args.length; i += 3) {
    if (node.args[i] === '') fail(`${name} names can not be blank`);
    out.push({ name: node.args[i]!, value: node.args[i + 1]! });
  }
  return out;
}

function copySource(node: Node, name: string, flags: Readonly<Record<string, FlagKind>>): { readonly source: CopySource; readonly given: ReadonlyMap<string, string> } {
  if (node.args.length < 2) fail(`${name} requires at least two arguments, but only one was provided. Destination could not be determined`);
  const given = parseFlags(node.flags, flags);
  const dest = node.args[node.args.length - 1]!;
  if (parseHeredoc(dest) !== undefined) fail(`${name} cannot accept a heredoc as a destination`);
  const sources = node.args.slice(0, -1).filter((a) => parseHeredoc(a) === undefined);
  return { source: { sources, dest, chown: given.get('chown') ?? '', chmod: given.get('chmod') ?? '' }, given };
}

function commandLine(node: Node): CommandLine {
  if (node.json) return { words: node.args, shell: false };
  return { words: node.args.length === 0 ? [] : [node.args.join(' ')], shell: true };
}

function interval(text: string | undefined, name: string): number {
  if (text === undefined || text === '') return 0;
  let ns: number;
  try {
    ns = parseDuration(text);
  } catch (e) {
    throw e instanceof GoError ? new DockerfileError(e.message) : e;
  }
  if (ns !== 0 && ns < 1e6) fail(`Interval "${name}" cannot be less than 1ms`);
  return ns;
}

function healthcheck(node: Node): HealthConfig {
  if (node.args.length === 0) atLeastOne('HEALTHCHECK');
  const type = node.args[0]!.toUpperCase();
  const rest = node.args.slice(1);
  if (type === 'NONE') {
    if (rest.length > 0) fail('HEALTHCHECK NONE takes no arguments');
    return { Test: ['NONE'] };
  }
  const flags = parseFlags(node.flags, { interval: 'string', timeout: 'string', 'start-period': 'string', 'start-interval': 'string', retries: 'string' });
  if (type !== 'CMD') fail(`Unknown type ${JSON.stringify(type)} in HEALTHCHECK (try CMD)`);
  const command = node.json || rest.length === 0 ? rest : [rest.join(' ')];
  if (command.length === 0) fail('Missing command after HEALTHCHECK CMD');
  const Interval = interval(flags.get('interval'), 'interval');
  const Timeout = interval(flags.get('timeout'), 'timeout');
  const StartPeriod = interval(flags.get('start-period'), 'start-period');
  const StartInterval = interval(flags.get('start-interval'), 'start-interval');
  const text = flags.get('retries') ?? '';
  if (text !== '' && !/^[+-]?\d+$/.test(text)) fail(`strconv.ParseInt: parsing ${JSON.stringify(text)}: invalid syntax`);
  if (Math.abs(Number(text)) > 2147483647) fail(`strconv.ParseInt: parsing ${JSON.stringify(text)}: value out of range`);
  const Retries = Number(text);
  if (Retries < 0) fail(`--retries cannot be negative (${Retries})`);
  return {
    Test: [node.json ? 'CMD' : 'CMD-SHELL', ...command],
    ...(Interval === 0 ? {} : { Interval }),
    ...(Timeout === 0 ? {} : { Timeout }),
    ...(StartPeriod === 0 ? {} : { StartPeriod }),
    ...(StartInterval === 0 ? {} : { StartInterval }),
    ...(Retries === 0 ? {} : { Retries }),
  };
}

function stageOf(node: Node): Stage {
  const { args } = node;
  let name = '';
  if (args.length === 3 && args[1]!.toLowerCase() === 'as') {
    name = args[2]!.toLowerCase();
    if (!/^[a-z][a-z0-9-_.]*$/.test(name)) fail(`invalid name for build stage: ${JSON.stringify(args[2])}, name can't start with a number or contain symbols`);
  } else if (args.length !== 1) fail('FROM requires either one or three arguments');
  const flags = parseFlags(node.flags, { platform: 'string' });
  return { name, base: args[0]!, platform: flags.get('platform') ?? '', text: node.original.trim(), commands: [] };
}

/** The flags of RUN that BuildKit knows; the classic builder refuses them only when it runs the instruction. */
const RUN_FLAGS: Readonly<Record<string, FlagKind>> = { mount: 'strings', network: 'string', security: 'string', device: 'strings' };

/** What an instruction but FROM means. Throws {@link DockerfileError}. */
export function parseInstruction(node: Node): Instruction | Stage {
  const text = node.original.trim();
  switch (node.word.toLowerCase()) {
    case 'from':
      return stageOf(node);
    case 'env':
      return { kind: 'env', text, pairs: pairsOf(node, 'ENV') };
    case 'label':
      return { kind: 'label', text, pairs: pairsOf(node, 'LABEL') };
    case 'maintainer': {
      const name = exactlyOne(node, 'MAINTAINER');
      parseFlags(node.flags, {});
      return { kind: 'maintainer', text, name };
    }
    case 'add': {
      const { source } = copySource(node, 'ADD', { chown: 'string', chmod: 'string', link: 'bool', 'keep-git-dir': 'bool', checksum: 'string', unpack: 'bool', exclude: 'strings' });
      return { kind: 'add', text, ...source };
    }
    case 'copy': {
      const { source, given } = copySource(node, 'COPY', { chown: 'string', from: 'string', chmod: 'string', link: 'bool', exclude: 'strings' });
      return { kind: 'copy', text, from: given.get('from') ?? '', ...source };
    }
    case 'onbuild': {
      if (node.args.length === 0) atLeastOne('ONBUILD');
      parseFlags(node.flags, {});
      const trigger = node.args[0]!.trim().toUpperCase();
      if (trigger === 'ONBUILD') fail("Chaining ONBUILD via `ONBUILD ONBUILD` isn't allowed");
      if (trigger === 'MAINTAINER' || trigger === 'FROM') fail(`${trigger} isn't allowed as an ONBUILD trigger`);
      return { kind: 'onbuild', text, expression: node.original.replace(/^\s*ONBUILD\s*/i, '') + node.heredocs.map((h) => `\n${h.content}${h.name}`).join('') };
    }
    case 'workdir': {
      const path = exactlyOne(node, 'WORKDIR');
      parseFlags(node.flags, {});
      return { kind: 'workdir', text, path };
    }
    case 'run':
      return { kind: 'run', text, flags: [...parseFlags(node.flags, RUN_FLAGS).keys()], line: commandLine(node) };
    case 'cmd':
      parseFlags(node.flags, {});
      return { kind: 'cmd', text, line: commandLine(node) };
    case 'entrypoint': {
      parseFlags(node.flags, {});
      const line = commandLine(node);
      return { kind: 'entrypoint', text, line: line.words?.length === 0 ? { ...line, words: undefined } : line };
    }
    case 'healthcheck':
      return { kind: 'healthcheck', text, health: healthcheck(node) };
    case 'expose':
      if (node.args.length === 0) atLeastOne('EXPOSE');
      parseFlags(node.flags, {});
      return { kind: 'expose', text, ports: [...node.args].sort() };
    case 'user': {
      const user = exactlyOne(node, 'USER');
      parseFlags(node.flags, {});
      return { kind: 'user', text, user };
    }
    case 'volume': {
      if (node.args.length === 0) atLeastOne('VOLUME');
      parseFlags(node.flags, {});
      const volumes = node.args.map((v) => v.trim());
      if (volumes.includes('')) fail('VOLUME specified can not be an empty string');
      return { kind: 'volume', text, volumes };
    }
    case 'stopsignal':
      return { kind: 'stopsignal', text, signal: exactlyOne(node, 'STOPSIGNAL') };
    case 'arg': {
      if (node.args.length === 0) atLeastOne('ARG');
      const args = node.args.map((a) => {
        const eq = a.indexOf('=');
        if (eq === 0) fail('ARG names can not be blank');
        return eq < 0 ? { name: a, value: undefined } : { name: a.slice(0, eq), value: a.slice(eq + 1) };
      });
      return { kind: 'arg', text, args };
    }
    case 'shell':
      parseFlags(node.flags, {});
      if (node.args.length === 0) atLeastOne('SHELL');
      if (!node.json) fail('SHELL requires the arguments to be in JSON form');
      return { kind: 'shell', text, shell: node.args };
    default:
      return fail(`unknown instruction: ${node.word}${suggestion(node.word, NAMES, false)}`);
  }
}

/** All stages, and the ARGs before the first. Throws {@link DockerfileError} that names the line. */
export function parseStages(nodes: readonly Node[]): { readonly stages: Stage[]; readonly metaArgs: Extract<Instruction, { kind: 'arg' }>[] } {
  const stages: Stage[] = [];
  const metaArgs: Extract<Instruction, { kind: 'arg' }>[] = [];
  for (const node of nodes) {
    let parsed: Instruction | Stage;
    try {
      parsed = parseInstruction(node);
    } catch (e) {
      throw e instanceof DockerfileError ? new DockerfileError(`dockerfile parse error on line ${node.line}: ${e.message}`) : e;
    }
    if (!('kind' in parsed)) {
      stages.push(parsed);
      continue;
    }
    const stage = stages[stages.length - 1];
    if (stage !== undefined) stage.commands.push(parsed);
    else if (parsed.kind === 'arg') metaArgs.push(parsed);
    else throw new DockerfileError('no build stage in current context');
  }
  return { stages, metaArgs };
}
