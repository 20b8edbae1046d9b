/** Errors of the Engine API: a status and the message that goes to the client, as errdefs of the real daemon. */
import { isSysError } from '../../abi/errno.ts';
import { ArchiveError } from '../archive/error.ts';
import { RpcError } from '../common/rpc.ts';

export class ApiError {
  readonly status: number;
  readonly message: string;
  /** What decided, for traces. */
  readonly rule: string;
  constructor(status: number, message: string, rule = '') {
    this.status = status;
    this.message = message;
    this.rule = rule;
  }
}

export const invalid = (message: string): ApiError => new ApiError(400, message, 'the request is not valid');
export const forbidden = (message: string): ApiError => new ApiError(403, message, 'the daemon does not allow it');
export const notFound = (message: string): ApiError => new ApiError(404, message, 'no object has that name or id');
export const conflict = (message: string): ApiError => new ApiError(409, message, 'the state of the object does not allow it');
export const system = (message: string): ApiError => new ApiError(500, message, 'a system call or a lower layer failed');
export const notSimulated = (what: string): ApiError => new ApiError(501, `glasshull: ${what} is not simulated`, 'this part of Docker is not simulated');

/** The message of anything that a lower layer throws; undefined for a bug. */
export function messageOf(e: unknown): string | undefined {
  if (e instanceof ApiError || e instanceof RpcError || e instanceof ArchiveError) return e.message;
  if (isSysError(e)) return e.message.charAt(0).toLowerCase() + e.message.slice(1);
  return undefined;
}
