/** Columns aligned as Go's text/tabwriter aligns them: cells end with a tab, and a column is a run of lines that have such a cell. */

const PAIR = /[\ud800-\udbff][\udc00-\udfff]/;

/** Characters of a text. */
function width(text: string): number {
  return PAIR.test(text) ? [...text].length : text.length;
}

/** The lines of `text` with their tabs replaced by spaces. `minWidth` counts the padding. */
export function alignColumns(text: string, minWidth = 10, padding = 3): string {
  const rows = text.split('\n').map((line) => line.split('\t'));
  const out: string[] = rows.map(() => '');
  const lengths = rows.map((cells) => cells.map(width));
  const block = (from: number, to: number, column: number): void => {
    let row = from;
    while (row < to) {
      if (column >= rows[row]!.length - 1) {
        out[row] += rows[row]![column] ?? '';
        row++;
        continue;
      }
      let end = row;
      let widest = minWidth;
      while (end < to && column < rows[end]!.length - 1) widest = Math.max(widest, lengths[end++]![column]! + padding);
      for (let i = row; i < end; i++) out[i] += rows[i]![column]! + ' '.repeat(widest - lengths[i]![column]!);
      block(row, end, column + 1);
      row = end;
    }
  };
  block(0, rows.length, 0);
  return out.join('\n');
}
