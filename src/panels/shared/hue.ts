/**
 * One of six hues per container, the same in its card, its layer and its terminal's tab. The id proposes one; when another container
 * that exists has it, the next free one is taken. Kept for as long as the page lives, also after the container is gone.
 */
const HUES = 6;
const given = new Map<string, number>();

const proposed = (id: string): number => (parseInt(id.slice(0, 8), 16) || 0) % HUES;

/** A container's hue, 1 to 6. */
export function hue(id: string): number {
  return (given.get(id) ?? proposed(id)) + 1;
}

/** Give new containers their hues; `ids` are all that exist, oldest first. */
export function giveHues(ids: readonly string[]): void {
  const taken = new Set(ids.map((id) => given.get(id)));
  for (const id of ids) {
    if (given.has(id)) continue;
    let choice = proposed(id);
    for (let n = 0; n < HUES && taken.has(choice); n++) choice = (choice + 1) % HUES;
    given.set(id, choice);
    taken.add(choice);
  }
}
