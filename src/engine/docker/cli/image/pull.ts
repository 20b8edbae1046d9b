/** `docker pull`. */
import type { Task } from '../../../abi/sys.ts';
import { canonicalString, InvalidReference, parseReference, withDefaultTag, type Reference } from '../../reference.ts';
import type { DockerCli } from '../cli.ts';
import { exactly, type Command } from '../command.ts';
import { CliError } from '../error.ts';
import { PLATFORM } from '../helptext.ts';
import { registryAuth } from '../registry/auth.ts';
import { showProgress } from '../streams/progress.ts';

/** How to pull. */
export interface PullOptions {
  readonly platform: string;
  /** Where the progress goes; undefined drops it. */
  readonly fd: 1 | 2 | undefined;
  readonly allTags?: boolean;
}

/** Parse an image reference. Throws {@link CliError} with Docker's words. */
export function imageRef(text: string): Reference {
  try {
    return parseReference(text);
  } catch (e) {
    throw e instanceof InvalidReference ? new CliError(e.message) : e;
  }
}

/** Pull `image` and show the progress. */
export function* pull(cli: DockerCli, image: string, options: PullOptions): Task<void> {
  const ref = options.allTags === true ? imageRef(image) : withDefaultTag(imageRef(image));
  const name = ref.domain === 'docker.io' ? `docker.io/${ref.path}` : `${ref.domain}/${ref.path}`;
  const query = { fromImage: name, tag: options.allTags === true ? undefined : (ref.digest ?? ref.tag), platform: options.platform === '' ? undefined : options.platform.toLowerCase() };
  const auth = yield* registryAuth(cli, ref.domain);
  const response = yield* cli.api.call('POST', '/images/create', { query, headers: auth === undefined ? [] : [['X-Registry-Auth', auth]] });
  yield* showProgress(cli, response, { fd: options.fd });
}

export const pullCommand: Command = {
  use: 'pull [OPTIONS] NAME[:TAG|@DIGEST]',
  short: 'Get an image from a registry',
  aliases: 'docker image pull, docker pull',
  args: exactly(1),
  flags: `
a all-tags bool Get all tags of the repository
- disable-content-trust bool=true Do not verify the image's signature
${PLATFORM}
q quiet bool Print only the image's name
`,
  top: 5,
  support: { level: 'full' },
  *run(cli, flags, args) {
    let ref = imageRef(args[0]!);
    const quiet = flags.bool('quiet');
    const plain = ref.tag === undefined && ref.digest === undefined;
    if (flags.bool('all-tags')) {
      if (!plain) throw new CliError("tag can't be used with --all-tags/-a");
    } else if (plain) {
      ref = withDefaultTag(ref);
      if (!quiet) yield* cli.out(`Using default tag: ${ref.tag}\n`);
    }
    const platform = flags.str('platform') || (cli.env('DOCKER_DEFAULT_PLATFORM') ?? '');
    yield* pull(cli, args[0]!, { platform, fd: quiet ? undefined : 1, allTags: flags.bool('all-tags') });
    yield* cli.out(`${canonicalString(ref)}\n`);
  },
};
