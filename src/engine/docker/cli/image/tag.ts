/** `docker tag`. */
import { InvalidReference, parseReference, withDefaultTag } from '../../reference.ts';
import { exactly, type Command } from '../command.ts';
import { segment } from '../container/each.ts';
import { CliError } from '../error.ts';
import { quote } from '../go/strconv.ts';

function check(text: string): void {
  try {
    parseReference(text);
  } catch (e) {
    throw e instanceof InvalidReference ? new CliError(`Error parsing reference: ${quote(text)} is not a valid repository/tag: ${e.message}`) : e;
  }
}

export const tag: Command = {
  use: 'tag SOURCE_IMAGE[:TAG] TARGET_IMAGE[:TAG]',
  short: 'Give an image another name',
  aliases: 'docker image tag, docker tag',
  args: exactly(2),
  interspersed: false,
  support: { level: 'full' },
  *run(cli, _flags, args) {
    const [source, target] = args as [string, string];
    if (!/^(sha256:)?[a-f0-9]{64}$/.test(source)) check(source);
    check(target);
    const ref = parseReference(target);
    if (ref.digest !== undefined) throw new CliError('refusing to create a tag with a digest reference');
    const repo = ref.domain === 'docker.io' ? `docker.io/${ref.path}` : `${ref.domain}/${ref.path}`;
    yield* cli.api.run('POST', `/images/${segment(source)}/tag`, { query: { repo, tag: withDefaultTag(ref).tag } });
  },
};
