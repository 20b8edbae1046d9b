/** Credentials of registries: kept in config.json, sent as X-Registry-Auth. */
import type { Task } from '../../../abi/sys.ts';
import { base64, unbase64Text } from '../../common/base64.ts';
import { authKey } from '../../dockerd/image/auth.ts';
import type { DockerCli } from '../cli.ts';

export { authKey };

/** User and password of an entry of config.json. */
export interface Login {
  readonly username: string;
  readonly password: string;
  readonly serveraddress: string;
}

function loginOf(server: string, auth: string | undefined): Login | undefined {
  if (auth === undefined || auth === '') return undefined;
  const text = unbase64Text(auth);
  const colon = text.indexOf(':');
  return { username: text.slice(0, colon), password: text.slice(colon + 1), serveraddress: server };
}

/** What is kept for a registry; undefined without credentials. */
export function* loginFor(cli: DockerCli, domain: string): Task<Login | undefined> {
  const key = authKey(domain);
  return loginOf(key, (yield* cli.config()).auths?.[key]?.auth);
}

/** All that is kept, by registry: X-Registry-Config of a build. */
export function* credentialsHeader(cli: DockerCli): Task<Readonly<Record<string, Login>>> {
  const out: Record<string, Login> = {};
  for (const [server, entry] of Object.entries((yield* cli.config()).auths ?? {})) {
    const login = loginOf(server, entry.auth);
    if (login !== undefined) out[server] = login;
  }
  return out;
}

/** The X-Registry-Auth header for a registry; undefined without credentials. */
export function* registryAuth(cli: DockerCli, domain: string): Task<string | undefined> {
  const login = yield* loginFor(cli, domain);
  return login === undefined ? undefined : base64(JSON.stringify(login), true);
}
