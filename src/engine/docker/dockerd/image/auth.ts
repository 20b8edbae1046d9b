/** Credentials that come with a request: X-Registry-Auth for one registry, X-Registry-Config for several (base64 of JSON). api/types/registry/authconfig.go. */
import { unbase64Text } from '../../common/base64.ts';
import { invalid } from '../errors.ts';

/** What the daemon shows to a registry. */
export interface Credentials {
  readonly username: string;
  readonly password: string;
}

interface AuthConfig {
  readonly username?: string;
  readonly password?: string;
  readonly auth?: string;
}

function credentials(a: AuthConfig | undefined): Credentials | undefined {
  if (a === undefined) return undefined;
  if ((a.username ?? '') === '' && (a.auth ?? '') !== '') {
    const text = unbase64Text(a.auth!);
    const colon = text.indexOf(':');
    return { username: text.slice(0, colon), password: text.slice(colon + 1) };
  }
  return (a.username ?? '') === '' ? undefined : { username: a.username!, password: a.password ?? '' };
}

/** The key of a registry in the client's configuration. */
export function authKey(domain: string): string {
  return domain === 'docker.io' || domain === 'index.docker.io' ? 'https://index.docker.io/v1/' : domain;
}

/** X-Registry-Auth; undefined without credentials. Throws a 400 for a header that is no JSON. */
export function authFromHeader(header: string | undefined): Credentials | undefined {
  if (header === undefined || header === '') return undefined;
  try {
    return credentials(JSON.parse(unbase64Text(header)) as AuthConfig);
  } catch {
    throw invalid('invalid X-Registry-Auth header: invalid JSON: EOF');
  }
}

/** The entry of X-Registry-Config for a domain. What cannot be read counts as nothing. */
export function authFromConfig(header: string | undefined, domain: string): Credentials | undefined {
  if (header === undefined || header === '') return undefined;
  try {
    return credentials((JSON.parse(unbase64Text(header)) as Record<string, AuthConfig>)[authKey(domain)]);
  } catch {
    return undefined;
  }
}
