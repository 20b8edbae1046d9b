/** What all answers of a registry share: the protocol's header, its errors, names and digests. */
import type { Task } from '../../abi/sys.ts';
import type { Exchange } from '../http/server.ts';

export const COMMON: readonly (readonly [string, string])[] = [['Docker-Distribution-Api-Version', 'registry/2.0']];
export const NAME = /^[a-z0-9]+(?:[._-]+[a-z0-9]+)*(?:\/[a-z0-9]+(?:[._-]+[a-z0-9]+)*)*$/;
export const DIGEST = /^sha256:[0-9a-f]{64}$/;

/** An error of the protocol. */
export function* refuse(x: Exchange, status: number, code: string, message: string, detail: unknown = undefined, more: readonly (readonly [string, string])[] = []): Task<void> {
  yield* x.send(status, 'application/json; charset=utf-8', `${JSON.stringify({ errors: [{ code, message, ...(detail === undefined ? {} : { detail }) }] })}\n`, [...COMMON, ...more]);
}
