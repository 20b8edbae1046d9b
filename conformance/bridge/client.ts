/** The real docker client, if this machine has the version that the simulation follows: what GLASSHULL_DOCKER names, else `docker` in PATH. */
import { execFileSync } from 'node:child_process';
import { existsSync, realpathSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';

/** The version of client and engine that is simulated. */
export const VERSION = '28.5.2';
/** The release of Compose that is known to belong to it. */
const COMPOSE = /^v?2\.(40|[4-9]\d)\b/;

export interface RealClient {
  /** The binary. */
  readonly docker: string;
  /** Folder of the compose plugin for DOCKER_CONFIG's cliPluginsExtraDirs; undefined when there is none that fits. */
  readonly plugins: string | undefined;
  readonly composeMissing: string;
}

/** The client, or why there is none. */
export function findClient(): RealClient | { readonly missing: string } {
  const named = process.env.GLASSHULL_DOCKER;
  const docker = named ?? (process.env.PATH ?? '').split(delimiter).map((dir) => join(dir, 'docker')).find((path) => existsSync(path));
  if (docker === undefined) return { missing: 'no docker in PATH, and GLASSHULL_DOCKER names none' };
  const version = output(docker, ['--version']);
  const found = /version ([\d.]+)/.exec(version ?? '')?.[1];
  if (found !== VERSION) return { missing: `${docker} is ${found ?? 'no docker client'}, not ${VERSION}; GLASSHULL_DOCKER can name another` };
  return { docker, ...findCompose(docker) };
}

function findCompose(docker: string): { plugins: string | undefined; composeMissing: string } {
  const prefix = dirname(dirname(realpathSync(docker)));
  const places = [join(prefix, 'libexec/docker/cli-plugins'), join(prefix, 'lib/docker/cli-plugins'), join(process.env.HOME ?? '/', '.docker/cli-plugins'), '/usr/local/lib/docker/cli-plugins', '/usr/libexec/docker/cli-plugins', '/usr/lib/docker/cli-plugins'];
  const plugins = places.find((dir) => existsSync(join(dir, 'docker-compose')));
  if (plugins === undefined) return { plugins, composeMissing: 'the compose plugin is not installed beside it' };
  const version = output(join(plugins, 'docker-compose'), ['version', '--short'])?.trim() ?? '';
  return COMPOSE.test(version) ? { plugins, composeMissing: '' } : { plugins: undefined, composeMissing: `compose is ${version === '' ? 'broken' : version}, not 2.40` };
}

function output(path: string, args: readonly string[]): string | undefined {
  try {
    return execFileSync(path, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  } catch {
    return undefined;
  }
}
