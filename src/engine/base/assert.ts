/** Assertions are for what only we can get wrong; what a user can cause is an errno (see abi/errno.ts). */
export class EngineBug extends Error {
  override name = 'EngineBug';
}

/** Throws {@link EngineBug} unless `condition` holds. */
export function assert(condition: unknown, message: string): asserts condition {
  if (!condition) throw new EngineBug(message);
}

/** For the default branch of a switch over a union: a compile error when a case is missing. */
export function unreachable(value: never): never {
  throw new EngineBug(`unreachable: ${JSON.stringify(value)}`);
}
