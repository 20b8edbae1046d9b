/** Credentials of registries: kept in config.json, sent as X-Registry-Auth. */
import type { Task } from '../../../abi/sys.ts';
import { encodeUtf8 } from '../../../base/bytes.ts';
import type { DockerCli } from '../cli.ts';

const DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** Base64 (RFC 4648), or its URL alphabet. */
export function base64(text: string, url = false): string {
  const bytes = encodeUtf8(text);
  let out = '';
  for (let i = 0; i < bytes.length; i += 3) {
    const n = (bytes[i]! << 16) | ((bytes[i + 1] ?? 0) << 8) | (bytes[i + 2] ?? 0);
    out += DIGITS[n >> 18]! + DIGITS[(n >> 12) & 63]! + (i + 1 < bytes.length ? DIGITS[(n >> 6) & 63]! : '=') + (i + 2 < bytes.length ? DIGITS[n & 63]! : '=');
  }
  return url ? out.replaceAll('+', '-').replaceAll('/', '_') : out;
}

/** Decode base64 to ASCII text. */
export function unbase64(text: string): string {
  let out = '';
  let bits = 0;
  let n = 0;
  for (const c of text.replace(/[=\s]/g, '').replaceAll('-', '+').replaceAll('_', '/')) {
    bits = (bits << 6) | DIGITS.indexOf(c);
    n += 6;
    if (n >= 8) {
      n -= 8;
      out += String.fromCharCode((bits >> n) & 0xff);
    }
  }
  return out;
}

/** The server's key in config.json. */
export function authKey(domain: string): string {
  return domain === 'docker.io' || domain === 'index.docker.io' ? 'https://index.docker.io/v1/' : domain;
}

/** The X-Registry-Auth header for a registry; undefined without credentials. */
export function* registryAuth(cli: DockerCli, domain: string): Task<string | undefined> {
  const entry = (yield* cli.config()).auths?.[authKey(domain)]?.auth;
  if (entry === undefined) return undefined;
  const text = unbase64(entry);
  const colon = text.indexOf(':');
  return base64(JSON.stringify({ username: text.slice(0, colon), password: text.slice(colon + 1), serveraddress: authKey(domain) }), true);
}
