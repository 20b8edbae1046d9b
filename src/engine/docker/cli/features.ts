/**
 * What the daemon can do, as its answer to a ping tells, and what follows for commands and flags: those that need an experimental daemon or another
 * operating system are refused before they are tried. Like areSubcommandsSupported and areFlagsSupported of docker/cli.
 */
import type { Task } from '../../abi/sys.ts';
import type { DockerCli } from './cli.ts';
import type { Found } from './command.ts';
import { CliError } from './error.ts';
import { flagSet, type Flags } from './pflag.ts';
import { UNKNOWN, type Features } from './usage.ts';

/** The daemon's features; {@link UNKNOWN} when it does not answer. */
export function* featuresOf(cli: DockerCli): Task<Features> {
  const ping = yield* cli.api.serverInfo();
  return ping === undefined ? UNKNOWN : { experimental: ping.experimental, osType: ping.osType, swarm: ping.swarm };
}

/** Refuse a command, or flags that were given, that the daemon cannot serve. The daemon is asked only where something depends on it. */
export function* checkSupported(cli: DockerCli, found: Found, flags: Flags | undefined): Task<void> {
  if (found.chain.some((c) => c.needs === 'experimental') && !(yield* featuresOf(cli)).experimental) {
    throw new CliError(`${found.path} is only supported on a Docker daemon with experimental features enabled`);
  }
  if (flags === undefined) return;
  const errors: string[] = [];
  for (const flag of flagSet(found.command.flags ?? '').all) {
    if ((flag.needs !== 'experimental' && flag.needs !== 'windows') || !flags.changed(flag.name)) continue;
    const { experimental, osType } = yield* featuresOf(cli);
    if (flag.needs === 'windows' && osType !== '' && osType !== 'windows') {
      errors.push(`"--${flag.name}" is only supported on a Docker daemon running on windows, but the Docker daemon is running on ${osType}`);
    } else if (flag.needs === 'experimental' && !experimental) errors.push(`"--${flag.name}" is only supported on a Docker daemon with experimental features enabled`);
  }
  if (errors.length > 0) throw new CliError(errors.join('\n'));
}
