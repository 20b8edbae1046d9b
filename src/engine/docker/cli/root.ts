/** The tree of commands: `docker` itself. */
import { absent, atLeast, group, type Command } from './command.ts';
import { container, containerVerbs } from './container/index.ts';
import { context } from './context/index.ts';
import { image, imageVerbs } from './image/index.ts';
import { network } from './network/index.ts';
import { registryVerbs } from './registry/index.ts';
import { events } from './system/events.ts';
import { system } from './system/index.ts';
import { info } from './system/info.ts';
import { inspect } from './system/inspect.ts';
import { version } from './system/version.ts';
import { volume } from './volume/index.ts';

const FLAGS = `
- config string=/root/.docker Folder of the client's configuration
c context string Context to use instead of what DOCKER_HOST and "docker context use" say
D debug bool Print more about what goes wrong
H host string Socket of the daemon to speak to
l log-level string=info How much to log ("debug", "info", "warn", "error", "fatal")
- tls bool Use TLS; --tlsverify implies it
- tlscacert string=/root/.docker/ca.pem Trust only certificates that this CA signed
- tlscert string=/root/.docker/cert.pem TLS certificate
- tlskey string=/root/.docker/key.pem TLS key
- tlsverify bool Use TLS and verify the daemon
v version bool Print the version and quit
`;

const builder = group('builder', 'Work with builds', [absent('build [OPTIONS] PATH | URL | -', 'Build an image from a Dockerfile'), absent('prune [OPTIONS]', 'Remove the build cache')]);
const manifest = absent('manifest COMMAND', 'Work with image manifests and lists of them', { sub: [] });
const plugin = absent('plugin COMMAND', 'Work with plugins', { sub: [] });
const swarm = group('swarm', 'Work with a swarm', [absent('ca', 'Root CA of a swarm'), absent('init', 'Make this host a swarm'), absent('join', 'Join a swarm')], { swarm: true });
const HIDDEN = ['bake', 'buildx', 'checkpoint', 'compose', 'config', 'node', 'secret', 'service', 'stack', 'trust'].map((name) => absent(name, '', { hidden: true }));

/** `docker`. */
export const ROOT: Command = {
  use: 'docker [OPTIONS] COMMAND [ARG...]',
  short: 'Run programs in containers',
  args: atLeast(0),
  flags: FLAGS,
  sub: [...containerVerbs, ...imageVerbs, ...registryVerbs, events, info, inspect, version, builder, container, context, image, manifest, network, plugin, system, volume, swarm, ...HIDDEN],
};
