/** Container names that dockerd makes up: an adjective and the surname of a scientist. */
import dockerNames from 'docker-names';
import type { Sys } from '../../abi/sys.ts';

function pick(sys: Sys, list: readonly string[]): string {
  const [a = 0, b = 0] = sys.getrandom(2);
  return list[((a << 8) | b) % list.length]!;
}

/** A name that `taken` does not hold; after six clashes a digit is appended, as docker does. */
export function generateName(sys: Sys, taken: (name: string) => boolean): string {
  for (let retry = 0; ; retry++) {
    const name = `${pick(sys, dockerNames.adjectives)}_${pick(sys, dockerNames.surnames)}`;
    if (name === 'boring_wozniak') continue; // Steve Wozniak is not boring
    const full = retry === 0 ? name : `${name}${sys.getrandom(1)[0]! % 10}`;
    if (!taken(full)) return full;
  }
}
