/** The tree of commands: `docker` itself. */
import { bake, builder } from './builder.ts';
import { checkpoint } from './checkpoint.ts';
import { anyArgs, type Command } from './command.ts';
import { container, containerVerbs } from './container/index.ts';
import { completion } from './completion.ts';
import { context } from './context/index.ts';
import { image, imageVerbs } from './image/index.ts';
import { manifest } from './manifest/index.ts';
import { network } from './network/index.ts';
import { plugin } from './plugin/index.ts';
import { registryVerbs } from './registry/index.ts';
import { config, node, secret, service, stack, swarm } from './swarm/index.ts';
import { events } from './system/events.ts';
import { system } from './system/index.ts';
import { info } from './system/info.ts';
import { inspect } from './system/inspect.ts';
import { version } from './system/version.ts';
import { trust } from './trust/index.ts';
import { volume } from './volume/index.ts';

const FLAGS = `
- config string=/root/.docker Folder of the client's configuration
c context string Context to use instead of what DOCKER_HOST and "docker context use" say
D debug bool Print more about what goes wrong
H host hosts Socket of the daemon to speak to
l log-level string=info How much to log ("debug", "info", "warn", "error", "fatal")
- tls bool Use TLS; --tlsverify implies it
- tlscacert string=/root/.docker/ca.pem Trust only certificates that this CA signed
- tlscert string=/root/.docker/cert.pem TLS certificate
- tlskey string=/root/.docker/key.pem TLS key
- tlsverify bool Use TLS and verify the daemon
v version bool Print the version and quit
`;

/** `docker`. */
export const ROOT: Command = {
  use: 'docker [OPTIONS] COMMAND [ARG...]',
  short: 'Run programs in containers',
  args: anyArgs,
  flags: FLAGS,
  sub: [...containerVerbs, ...imageVerbs, ...registryVerbs, events, info, inspect, version, bake, builder, checkpoint, completion, container, context, image, manifest, network, plugin, system, trust, volume, config, node, secret, service, stack, swarm],
};
