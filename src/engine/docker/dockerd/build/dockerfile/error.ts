/** What is wrong with a Dockerfile: a message in the words of the Dockerfile frontend. */
export class DockerfileError {
  readonly message: string;
  constructor(message: string) {
    this.message = message;
  }
}

/** Number of edits (insert, delete, replace) between two words. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) next.push(Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1)));
    row = next;
  }
  return row[b.length]!;
}

/** ` (did you mean X?)` for the option that is at most two edits away; '' when none is, or when it is one of them. */
export function suggestion(word: string, options: readonly string[], caseSensitive: boolean): string {
  const own = caseSensitive ? word : word.toLowerCase();
  let best = '';
  let least = 3;
  for (const option of options) {
    const other = caseSensitive ? option : option.toLowerCase();
    if (other === own) return '';
    const d = distance(own, other);
    if (d < least) [best, least] = [option, d];
  }
  if (best === '') return '';
  if (!caseSensitive) best = word === word.toLowerCase() ? best.toLowerCase() : word === word.toUpperCase() ? best.toUpperCase() : best;
  return ` (did you mean ${best}?)`;
}
