/** The stages of a Dockerfile, instruction by instruction: builder/dockerfile/{builder,dispatchers,evaluator}.go. */
import type { Task } from '../../../abi/sys.ts';
import type { ImageRunConfig } from '../../api/types.ts';
import { invalid, system } from '../errors.ts';
import { shortId } from '../ids.ts';
import { BuildArgs } from './args.ts';
import type { Builder, StageState } from './builder.ts';
import { copyConfig, shellOf } from './config.ts';
import { configure, expand, normalizeWorkdir } from './configure.ts';
import { copyStep } from './copy.ts';
import { DockerfileError } from './dockerfile/error.ts';
import { parseInstruction, parseStages } from './dockerfile/instructions.ts';
import type { Instruction, Stage } from './dockerfile/instructions.ts';
import { parseDockerfile } from './dockerfile/parser.ts';
import type { ParsedDockerfile } from './dockerfile/parser.ts';
import { environmentOf, expandWord } from './dockerfile/shell.ts';
import { baseImage } from './from.ts';
import { runStep } from './run.ts';

const DEFAULT_PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/** What is wrong with the Dockerfile is the client's fault. */
function* checked<T>(body: () => Task<T>): Task<T> {
  try {
    return yield* body();
  } catch (e) {
    throw e instanceof DockerfileError ? invalid(e.message) : e;
  }
}

/** WORKDIR: the directory is made by the container that is committed. */
function* workdir(b: Builder, state: StageState, path: string): Task<void> {
  const { config } = state;
  config.WorkingDir = normalizeWorkdir(config.WorkingDir ?? '', path);
  const containerConfig = copyConfig(config, { Cmd: [...shellOf(config), `#(nop) WORKDIR ${config.WorkingDir}`] });
  if (yield* b.probe(state, containerConfig)) return;
  const { Healthcheck: _unused, ...request } = containerConfig;
  yield* b.commitContainer(state, yield* b.create(request), containerConfig);
}

function* perform(b: Builder, state: StageState, given: Instruction): Task<void> {
  const env = state.config.Env ?? [];
  const environment = environmentOf([...env, ...state.args.entries(env)]);
  const i = expand(given, environment, b.escape);
  switch (i.kind) {
    case 'run':
      return yield* runStep(b, state, i);
    case 'add':
    case 'copy':
      return yield* copyStep(b, state, i);
    case 'workdir':
      return yield* workdir(b, state, i.path);
    case 'maintainer':
      state.author = i.name;
      return yield* b.commit(state, `MAINTAINER ${i.name}`);
    case 'arg': {
      for (const a of i.args) state.args.add(a.name, a.value);
      return yield* b.commit(state, `ARG ${i.args.map((a) => a.name + (a.value === undefined ? '' : `=${a.value}`)).join(' ')}`);
    }
    case 'healthcheck': {
      const old = state.config.Healthcheck?.Test ?? [];
      if (old.length > 0 && old[0] !== 'NONE') yield* b.output.out(`Note: overriding previous HEALTHCHECK: [${old.join(' ')}]\n`);
      break;
    }
    default:
      break;
  }
  yield* b.commit(state, configure(state, i, environment, b.escape) ?? '');
}

/** One instruction; its intermediate containers go when the options say so. */
function* dispatch(b: Builder, state: StageState, i: Instruction): Task<void> {
  let failed = true;
  try {
    yield* perform(b, state, i);
    failed = false;
  } catch (e) {
    if (b.options.forceRemove && !b.cancelled) yield* b.removeTemporary();
    throw e;
  }
  if (b.options.forceRemove || (b.options.remove && !failed)) yield* b.removeTemporary();
  state.config.Image = state.image?.id ?? '';
}

/** The triggers that ONBUILD left in the base image. */
function* triggers(b: Builder, state: StageState, list: readonly string[]): Task<void> {
  yield* b.output.out(`# Executing ${list.length} build trigger${list.length > 1 ? 's' : ''}\n`);
  for (const trigger of list) {
    state.config.Image = state.image?.id ?? '';
    const { nodes } = parseDockerfile(trigger);
    if (nodes.length !== 1) throw system('onbuild trigger should be a single expression');
    yield* dispatch(b, state, parseInstruction(nodes[0]!) as Instruction);
  }
}

/** The state with which a stage begins. */
function* begin(b: Builder, stage: Stage, args: BuildArgs): Task<StageState> {
  b.resetCache();
  const environment = environmentOf(args.metaEntries());
  const platform = stage.platform === '' ? '' : expandWord(stage.platform, environment, b.escape);
  if (platform !== '' && !/^[A-Za-z0-9_-]+(\/[A-Za-z0-9_-]+){0,2}$/.test(platform)) throw invalid(`failed to parse platform ${platform}: ${JSON.stringify(platform)}: cannot parse platform specifier: invalid argument`);
  const name = expandWord(stage.base, environment, b.escape);
  if (name === '') throw system(`base name (${stage.base}) should not be blank`);
  const known = b.stages.find((s) => s.name !== '' && s.name === name.toLowerCase());
  const image = known !== undefined ? known.image : name === 'scratch' ? undefined : yield* baseImage(b, name, platform);
  const config: ImageRunConfig = copyConfig(image?.config.config ?? {}, { OpenStdin: false, StdinOnce: false });
  if (!(config.Env ?? []).some((e) => e.startsWith('PATH='))) config.Env = [...(config.Env ?? []), `PATH=${DEFAULT_PATH}`];
  return { image, config, cmdSet: false, name: stage.name, args, author: '' };
}

/** Build the parsed Dockerfile; the id of the last image. */
export function* buildStages(b: Builder, dockerfile: ParsedDockerfile): Task<string> {
  return yield* checked(function* () {
    const { stages: all, metaArgs } = parseStages(dockerfile.nodes);
    let stages = all;
    const { target } = b.options;
    if (target !== '') {
      let at = all.findIndex((s) => s.name !== '' && s.name === target.toLowerCase());
      if (at < 0 && /^\d+$/.test(target) && Number(target) < all.length) at = Number(target);
      if (at < 0) throw new DockerfileError(`target stage ${JSON.stringify(target)} could not be found`);
      stages = all.slice(0, at + 1);
    }
    const last = stages[stages.length - 1];
    if (last === undefined) throw system('No image was generated. Is your Dockerfile empty?');
    for (const name of Object.keys(b.options.labels).sort()) {
      const value = b.options.labels[name]!;
      last.commands.push({ kind: 'label', text: `LABEL ${name}=${value}`, pairs: [{ name, value }], literal: true });
    }
    b.escape = dockerfile.escape;
    for (const w of dockerfile.warnings) yield* b.output.err(`[WARNING]: ${w}\n`);
    if (dockerfile.warnings.length > 0) yield* b.output.err('[WARNING]: Empty continuation lines will become errors in a future release.\n');
    return yield* runStages(b, stages, metaArgs);
  });
}

function* runStages(b: Builder, stages: readonly Stage[], metaArgs: readonly Extract<Instruction, { kind: 'arg' }>[]): Task<string> {
  const total = metaArgs.length + stages.reduce((n, s) => n + 1 + s.commands.length, 0);
  let step = 0;
  const announce = function* (text: string): Task<void> {
    step++;
    yield* b.output.out(`Step ${step}/${total} : ${text}\n`);
  };
  const args = new BuildArgs(b.options.args);
  for (const meta of metaArgs) {
    yield* announce(meta.text);
    const i = expand(meta, environmentOf(args.entries()), b.escape);
    for (const a of i.args) {
      args.add(a.name, a.value);
      args.addMeta(a.name, a.value);
    }
  }
  let state: StageState | undefined;
  for (const stage of stages) {
    if (stage.name !== '' && b.stages.some((s) => s.name === stage.name)) throw system(`${stage.name} stage name already used`);
    yield* announce(stage.text);
    state = yield* begin(b, stage, args.forStage());
    const onBuild = state.config.OnBuild ?? [];
    if (onBuild.length > 0) {
      state.config.OnBuild = null;
      yield* triggers(b, state, onBuild);
    }
    state.config.Image = state.image?.id ?? '';
    yield* b.output.out(` ---> ${shortId(state.image?.id ?? '')}\n`);
    for (const command of stage.commands) {
      if (b.cancelled) {
        yield* b.output.out('Build cancelled\n');
        throw system('Build cancelled');
      }
      yield* announce(command.text);
      yield* dispatch(b, state, command);
      yield* b.output.out(` ---> ${shortId(state.image?.id ?? '')}\n`);
    }
    if (state.image !== undefined) yield* b.output.message({ aux: { ID: state.image.id } });
    args.mergeReferenced(state.args);
    b.stages.push({ name: stage.name, image: state.image });
  }
  const unused = args.unused();
  if (unused.length > 0) yield* b.output.out(`[Warning] One or more build-args [${unused.join(' ')}] were not consumed\n`);
  if (state?.image === undefined) throw system('No image was generated. Is your Dockerfile empty?');
  return state.image.id;
}

