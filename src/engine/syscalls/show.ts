/** Watched system calls: a 'syscall' event with name, arguments and result, in strace's manner but shorter. */
import { errnoName, isSysError } from '../abi/errno.ts';
import type { Task as Computation } from '../abi/sys.ts';
import { decodeUtf8 } from '../base/bytes.ts';
import type { Task } from '../kernel/task.ts';

type Call<R> = (t: Task, ...args: never[]) => R;

const LONGEST = 64;

function quote(text: string): string {
  const cut = text.length > LONGEST ? text.slice(0, LONGEST) : text;
  return JSON.stringify(cut) + (cut === text ? '' : '...');
}

function show(value: unknown): string {
  switch (typeof value) {
    case 'string':
      return quote(value);
    case 'number':
    case 'boolean':
      return String(value);
    case 'undefined':
      return 'NULL';
    case 'function':
      return '{...}';
    default:
  }
  if (value instanceof Uint8Array) return quote(decodeUtf8(value, 0, Math.min(value.length, LONGEST + 1)));
  if (Array.isArray(value)) return `[${value.slice(0, 8).map(show).join(', ')}${value.length > 8 ? ', ...' : ''}]`;
  if (value instanceof Set) return `{${[...value].map(show).join(' ')}}`;
  const record = value as Record<string, unknown>;
  return `{${Object.keys(record)
    .slice(0, 6)
    .map((k) => `${k}=${typeof record[k] === 'object' ? '{...}' : show(record[k])}`)
    .join(', ')}}`;
}

/** A result: what was read is shown by its length. */
function showResult(value: unknown): string {
  if (value === undefined) return '0';
  if (value instanceof Uint8Array) return String(value.length);
  return show(value);
}

function record(t: Task, name: string, args: readonly unknown[], result: string): void {
  t.kernel.tracer.emit(t, { kind: 'syscall', name, args: args.map(show).join(', '), result });
}

function failed(t: Task, name: string, args: readonly unknown[], e: unknown): void {
  if (isSysError(e)) record(t, name, args, `-1 ${errnoName(e.errno)} (${e.message})`);
}

/** Make a call that cannot block, and record it. */
export function showCall<R>(t: Task, name: string, call: Call<R>, args: readonly unknown[]): R {
  try {
    const result = call(t, ...(args as never[]));
    record(t, name, args, showResult(result));
    return result;
  } catch (e) {
    failed(t, name, args, e);
    throw e;
  }
}

/** Make a call that can block, and record it when it is done. */
export function* showBlockingCall<T>(t: Task, name: string, call: Call<Computation<T>>, args: readonly unknown[]): Computation<T> {
  try {
    const result = yield* call(t, ...(args as never[]));
    record(t, name, args, showResult(result));
    return result;
  } catch (e) {
    failed(t, name, args, e);
    throw e;
  }
}
