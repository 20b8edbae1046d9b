/**
 * Accounts of the simulated Docker Hub, and the tokens that stand for them. Nobody's real account is known here: there is one, `glasshull` with the password `glasshull`,
 * which may push to the repositories under its own name. A token is opaque and not signed.
 */
import type { Sys } from '../../abi/sys.ts';
import { toHex } from '../../base/bytes.ts';
import { unbase64Text } from '../common/base64.ts';

/** Every token begins with this. */
const PREFIX = 'glasshull';

/** User name to password. */
const ACCOUNTS: Readonly<Record<string, string>> = { glasshull: 'glasshull' };

/** The user of an Authorization header with user and password; '' for none, undefined when they are wrong. */
export function userOf(header: string | undefined): string | undefined {
  const m = /^Basic (.+)$/.exec(header ?? '');
  if (m === null) return '';
  const text = unbase64Text(m[1]!);
  const colon = text.indexOf(':');
  const user = text.slice(0, colon);
  return Object.hasOwn(ACCOUNTS, user) && ACCOUNTS[user] === text.slice(colon + 1) ? user : undefined;
}

/** A token for a user; '' is nobody. */
export function makeToken(sys: Sys, user: string): string {
  return `${PREFIX}.${user}.${toHex(sys.getrandom(16))}`;
}

/** Whose token an Authorization header shows; undefined when it shows none. */
export function tokenUser(header: string | undefined): string | undefined {
  return /^Bearer glasshull\.([a-z0-9]*)\./.exec(header ?? '')?.[1];
}

/** May the user write there? */
export function mayPush(user: string, repository: string): boolean {
  return user !== '' && repository.startsWith(`${user}/`);
}
