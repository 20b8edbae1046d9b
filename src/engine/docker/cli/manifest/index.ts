/** `docker manifest`: lists of manifests, which the client makes with a registry on its own. Only its help and checks of arguments are here. */
import { absent, anyArgs, atLeast, between, exactly, group, type Command } from '../command.ts';

const LONG = `A manifest list gives one name to images that were built for several platforms. The commands beneath work with such
lists and with the manifests in them; they speak to registries themselves, without the engine.

The help of each is shown by:

    docker manifest CMD --help

What a list holds is described by the specification of registries, version 2.`;

const INSECURE = '- insecure bool Speak to a registry without TLS too';

export const manifest: Command = group(
  'manifest',
  'Work with image manifests and lists of them',
  [
    absent('annotate [OPTIONS] MANIFEST_LIST MANIFEST', 'Say more about a manifest', {
      args: exactly(2),
      flags: `
- arch string Architecture
- os string Operating system
- os-features strings Feature of the operating system
- os-version string Version of the operating system
- variant string Variant of the architecture
`,
    }),
    absent('create MANIFEST_LIST MANIFEST [MANIFEST...]', 'Make a list on this host, to be sent to a registry', { args: atLeast(2), flags: `\na amend bool Add to a list that is there\n${INSECURE}\n` }),
    absent('inspect [OPTIONS] [MANIFEST_LIST] MANIFEST', 'Show a manifest or a list', { args: between(1, 2), flags: `\n${INSECURE}\nv verbose bool Show layers and platform too\n` }),
    absent('push [OPTIONS] MANIFEST_LIST', 'Send a list to a registry', { args: exactly(1), flags: `\n${INSECURE}\np purge bool Remove the list from this host afterwards\n` }),
    absent('rm MANIFEST_LIST [MANIFEST_LIST...]', 'Remove lists from this host', { args: atLeast(1) }),
  ],
  { long: LONG, experiment: true, args: anyArgs },
);
