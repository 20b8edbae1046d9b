/** `docker push`. */
import { canonicalString, familiarName, withDefaultTag } from '../../reference.ts';
import { exactly, type Command } from '../command.ts';
import { segment } from '../container/each.ts';
import { CliError } from '../error.ts';
import { base64 } from '../../common/base64.ts';
import { registryAuth } from '../registry/auth.ts';
import { showProgress } from '../streams/progress.ts';
import { platformJson } from './platform.ts';
import { imageRef } from './pull.ts';

export const push: Command = {
  use: 'push [OPTIONS] NAME[:TAG]',
  short: 'Send an image to a registry',
  aliases: 'docker image push, docker push',
  args: exactly(1),
  top: 6,
  flags: `
a all-tags bool Send all tags of the repository
- disable-content-trust bool=true Do not sign the image
- platform string Send only this platform of an image that has several; the list of all is not sent then\\n'os[/arch[/variant]]': the platform (e.g. linux/amd64)
q quiet bool Print only the image's name
`,
  support: { level: 'partial', note: 'layers go up one after the other' },
  *run(cli, flags, args) {
    const platform = platformJson(flags.str('platform'));
    let ref = imageRef(args[0]!);
    const plain = ref.tag === undefined && ref.digest === undefined;
    const all = flags.bool('all-tags');
    if (all && !plain) throw new CliError("tag can't be used with --all-tags/-a");
    if (!all && plain) {
      ref = withDefaultTag(ref);
      if (!flags.bool('quiet')) yield* cli.out(`Using default tag: ${ref.tag}\n`);
    }
    if (ref.digest !== undefined) throw new CliError('cannot push a digest reference');
    const auth = (yield* registryAuth(cli, ref.domain)) ?? base64('{}', true);
    const response = yield* cli.api.call('POST', `/images/${familiarName(ref).split('/').map(segment).join('/')}/push`, {
      query: { tag: all ? undefined : ref.tag, platform },
      headers: [['X-Registry-Auth', auth]],
    });
    yield* showProgress(cli, response, { fd: flags.bool('quiet') ? undefined : 1 });
    if (flags.bool('quiet')) yield* cli.out(`${canonicalString(ref)}\n`);
  },
};

