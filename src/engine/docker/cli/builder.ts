/**
 * `docker builder`, and what docker says before a build: this client has no buildx, as a host where only docker-ce-cli is installed. Like cmd/docker/builder.go.
 */
import type { Task } from '../../abi/sys.ts';
import { humanSize } from '../units.ts';
import { pruneBuildCache } from './buildcache.ts';
import type { DockerCli } from './cli.ts';
import { atLeast, group, nameOf, noArgs, type Command } from './command.ts';
import { CliError } from './error.ts';
import { GoError, parseBool, quote } from './go/strconv.ts';
import { FORCE_PRUNE } from './helptext.ts';
import { imageVerbs } from './image/index.ts';

const BUILDX_LINK = 'https://docs.docker.com/go/buildx/';
const DEPRECATED = 'DEPRECATED: The legacy builder is deprecated and will be removed in a future release.';

/** Is it a command that buildx would take over? */
function isForwarded(words: readonly string[]): boolean {
  const [first, second] = words;
  return first === 'bake' || first === 'builder' || first === 'build' || (first === 'image' && second === 'build');
}

/** Before a build: the warning that the builder of this client is the old one. Throws {@link CliError} where only BuildKit would do. */
export function* builderNotice(cli: DockerCli, words: readonly string[]): Task<void> {
  const aliases = (yield* cli.config()).aliases ?? {};
  for (const name of Object.keys(aliases)) if (name !== 'builder') throw new CliError(`not allowed to alias ${quote(name)} (allowed: map[string]struct {}{"builder":struct {}{}})`);
  const alias = aliases['builder'] !== undefined;
  const wish = cli.env('DOCKER_BUILDKIT') ?? '';
  let enabled: boolean | undefined;
  try {
    enabled = wish === '' ? undefined : parseBool(wish);
  } catch (e) {
    throw e instanceof GoError ? new CliError(`DOCKER_BUILDKIT environment variable expects boolean value: ${e.message}`) : e;
  }
  if (!isForwarded(words)) return;
  if (words[0] === 'bake') {
    throw new CliError(`ERROR: docker bake requires the buildx component but it is missing or broken.\n       Install the buildx component to use bake:\n       ${BUILDX_LINK}`);
  }
  if (enabled === false) {
    return yield* cli.err(`${DEPRECATED}\n            BuildKit is currently disabled; enable it by removing the DOCKER_BUILDKIT=0\n            environment-variable.\n\n`);
  }
  if (enabled === true || alias) {
    throw new CliError(`ERROR: BuildKit is enabled but the buildx component is missing or broken.\n       Install the buildx component to build images with BuildKit:\n       ${BUILDX_LINK}`);
  }
  yield* cli.err(`${DEPRECATED}\n            Install the buildx component to build images with BuildKit:\n            ${BUILDX_LINK}\n\n`);
}

const prune: Command = {
  use: 'prune',
  short: 'Remove the build cache',
  args: noArgs,
  flags: `
a all bool Remove all of it, not only what nothing refers to
- filter filter Remove only what matches the condition (e.g. "until=24h")
${FORCE_PRUNE}
- keep-storage bytes Leave this much of the cache
`,
  support: { level: 'full' },
  *run(cli, flags) {
    const what = flags.bool('all') ? 'all build cache' : 'all dangling build cache';
    if (!flags.bool('force') && !(yield* cli.confirm(`WARNING! This will remove ${what}. Are you sure you want to continue?`))) return;
    const { text, bytes } = yield* pruneBuildCache(cli, flags.bool('all'), yield* cli.pruneFilters(flags), flags.num('keep-storage'));
    if (text !== '') yield* cli.out(`${text}\n`);
    yield* cli.out(`Total reclaimed space: ${humanSize(bytes)}\n`);
  },
};

export const builder: Command = group('builder', 'Work with builds', [...imageVerbs.filter((c) => nameOf(c) === 'build'), prune]);

/** Says that it needs buildx, before it is run. */
export const bake: Command = { use: 'bake [OPTIONS] [TARGET...]', short: 'Build what a file describes', aliases: 'docker buildx bake', args: atLeast(0), hidden: 'help', top: 4.5, support: { level: 'full', note: 'needs buildx, which is not installed' } };
