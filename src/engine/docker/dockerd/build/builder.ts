/**
 * One build: its options, its output, its intermediate containers, its stages so far, and the probing of the cache. builder/dockerfile's Builder, which the
 * instructions (dispatch.ts) work with.
 */
import type { Sys, Task } from '../../../abi/sys.ts';
import type { ContainerCreateRequest, HostConfig, ImageRunConfig } from '../../api/types.ts';
import { createContainer } from '../container/create.ts';
import { removeContainer } from '../container/stop.ts';
import type { Container } from '../container/container.ts';
import type { Daemon } from '../daemon.ts';
import { ApiError, messageOf, system } from '../errors.ts';
import { shortId } from '../ids.ts';
import { commitImage } from '../image/commit.ts';
import type { Image } from '../images.ts';
import type { Condition } from '../../common/sync.ts';
import { parseTime, compareInstants } from '../../common/time.ts';
import type { BuildArgs } from './args.ts';
import { copyConfig, sameConfig, shellOf } from './config.ts';
import type { Configuration } from './configure.ts';
import type { FileSource } from './context.ts';
import type { BuildOutput } from './output.ts';

/** What the client asks for. */
export interface BuildOptions {
  readonly dockerfile: string;
  readonly tags: readonly string[];
  readonly quiet: boolean;
  readonly noCache: boolean;
  readonly pull: boolean;
  readonly remove: boolean;
  readonly forceRemove: boolean;
  readonly args: ReadonlyMap<string, string | undefined>;
  readonly labels: Readonly<Record<string, string>>;
  readonly target: string;
  readonly platform: string;
  readonly remote: string;
  readonly cacheFrom: readonly string[];
  readonly registryConfig: string | undefined;
  readonly hostConfig: Partial<HostConfig>;
}

/** The container's command failed. */
export class CommandFailed {
  readonly message: string;
  readonly code: number;
  constructor(message: string, code: number) {
    this.message = message;
    this.code = code;
  }
}

/** Where a stage is. */
export interface StageState extends Configuration {
  /** The last image; undefined FROM scratch until something is made. */
  image: Image | undefined;
  readonly name: string;
  readonly args: BuildArgs;
  author: string;
}

/** A stage that is done. */
export interface StageResult {
  readonly name: string;
  readonly image: Image | undefined;
}

export class Builder {
  readonly sys: Sys;
  readonly daemon: Daemon;
  readonly options: BuildOptions;
  readonly output: BuildOutput;
  /** The context; undefined for a Dockerfile without one. */
  readonly context: FileSource | undefined;
  readonly stages: StageResult[] = [];
  escape = '\\';
  /** The client went away. */
  cancelled = false;
  /** Intermediate containers that are to be removed. */
  private readonly temporary: Container[] = [];
  private cacheBusted = false;

  constructor(sys: Sys, daemon: Daemon, options: BuildOptions, output: BuildOutput, context: FileSource | undefined) {
    this.sys = sys;
    this.daemon = daemon;
    this.options = options;
    this.output = output;
    this.context = context;
  }

  /** Notified when the client goes away. */
  private waiting: Condition | undefined;

  /** The condition that a step waits for, so that {@link wake} ends the wait. */
  waitOn(condition: Condition | undefined): void {
    this.waiting = condition;
  }

  wake(sys: Sys): void {
    this.waiting?.notify(sys);
  }

  /** A new stage looks into the cache again. */
  resetCache(): void {
    this.cacheBusted = false;
  }

  /** The stage that a name or number means; undefined when it is none. Throws for a number that is too large. */
  stage(nameOrIndex: string): StageResult | undefined {
    const named = this.stages.find((s) => s.name !== '' && s.name === nameOrIndex.toLowerCase());
    if (named !== undefined || !/^[+-]?\d+$/.test(nameOrIndex)) return named;
    const i = Number(nameOrIndex);
    if (i === this.stages.length) throw system('refers to current build stage');
    if (i < 0 || i > this.stages.length) throw system('index out of bounds');
    return this.stages[i];
  }

  /** The image that the cache has for this step; undefined when there is none. */
  private cached(parent: Image | undefined, config: ImageRunConfig): Image | undefined {
    let match: Image | undefined;
    for (const i of this.daemon.images.all()) {
      if (i.parent !== parent?.id || !i.builtLocally || i.config.container_config === undefined) continue;
      if (!sameConfig(i.config.container_config, config)) continue;
      const at = parseTime(i.config.created ?? '');
      const best = match === undefined ? undefined : parseTime(match.config.created ?? '');
      if (at !== undefined && (best === undefined || compareInstants(best, at) < 0)) match = i;
    }
    if (match !== undefined || this.options.cacheFrom.length === 0) return match;
    return this.cachedFrom(parent, config);
  }

  /** --cache-from: the last step of a named image that continues from here with this very command. */
  private cachedFrom(parent: Image | undefined, config: ImageRunConfig): Image | undefined {
    const depth = parent?.config.history?.length ?? 0;
    for (const name of this.options.cacheFrom) {
      const source = this.daemon.images.tryFind(name);
      const history = source?.config.history ?? [];
      if (source === undefined || history.length !== depth + 1 || history[depth]!.created_by !== (config.Cmd ?? []).join(' ')) continue;
      if (JSON.stringify(history.slice(0, depth)) === JSON.stringify(parent?.config.history ?? [])) return source;
    }
    return undefined;
  }

  /** Take the step's image from the cache if it is there; true when it was. */
  *probe(state: StageState, config: ImageRunConfig): Task<boolean> {
    if (this.options.noCache || this.cacheBusted) return false;
    const hit = this.cached(state.image, config);
    if (hit === undefined) {
      this.cacheBusted = true;
      return false;
    }
    yield* this.output.out(' ---> Using cache\n');
    state.image = hit;
    return true;
  }

  /** Make an intermediate container. */
  *create(config: ImageRunConfig): Task<Container> {
    const request = copyConfig(config) as ContainerCreateRequest;
    const { Id, Warnings } = yield* createContainer(this.sys, this.daemon, '', { ...request, HostConfig: this.options.hostConfig });
    const c = this.daemon.find(Id);
    this.temporary.push(c);
    for (const w of Warnings) yield* this.output.out(` ---> [Warning] ${w}\n`);
    yield* this.output.out(` ---> Running in ${shortId(Id)}\n`);
    return c;
  }

  /** An image of a container, as the next step of the stage. */
  *commitContainer(state: StageState, c: Container, containerConfig: ImageRunConfig): Task<void> {
    state.image = yield* commitImage(this.sys, this.daemon, c, { author: state.author, comment: '', config: copyConfig(state.config), containerConfig });
  }

  /** A step that changes only the configuration: probe, or make a container and commit it. `comment` is what the history shows. */
  *commit(state: StageState, comment: string): Task<void> {
    const containerConfig = copyConfig(state.config, { Cmd: [...shellOf(state.config), '#(nop) ', comment] });
    if (yield* this.probe(state, containerConfig)) return;
    const { Healthcheck: _unused, ...config } = containerConfig;
    yield* this.commitContainer(state, yield* this.create(config), containerConfig);
  }

  /** Remove the intermediate containers. */
  *removeTemporary(): Task<void> {
    for (const c of this.temporary.splice(0)) {
      try {
        if (!c.removed) yield* removeContainer(this.sys, this.daemon, c, { force: true, volumes: true });
      } catch (e) {
        if (!(e instanceof ApiError)) throw e;
        if (e.status !== 404) yield* this.output.out(`Removing intermediate container ${shortId(c.id)}: ${messageOf(e)!}\n`);
        continue;
      }
      yield* this.output.out(` ---> Removed intermediate container ${shortId(c.id)}\n`);
    }
  }
}
