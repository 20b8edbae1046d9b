/** The layouts of ls that are not long: one a line, columns filled downwards or across, or commas. Widths are columns of the screen. */

/** A name to place. `text` may hold escape sequences; `width` is what it takes on the screen. */
export interface Cell {
  readonly text: string;
  readonly width: number;
}

const TAB = 8;
const MIN_COLUMN = 3;

function indent(from: number, to: number): string {
  let out = '';
  let at = from;
  while (at < to) {
    if (Math.floor(to / TAB) > Math.floor((at + 1) / TAB)) {
      out += '\t';
      at += TAB - (at % TAB);
    } else {
      out += ' ';
      at++;
    }
  }
  return out;
}

/** The fewest rows whose columns fit into `width`, as coreutils computes it. */
function columnWidths(cells: readonly Cell[], width: number, byColumns: boolean): number[] {
  const max = Math.min(cells.length, Math.max(1, Math.floor(width / MIN_COLUMN)));
  for (let cols = max; cols > 1; cols--) {
    const rows = Math.ceil(cells.length / cols);
    const widths = new Array<number>(cols).fill(MIN_COLUMN);
    let total = cols * MIN_COLUMN;
    for (let i = 0; i < cells.length; i++) {
      const col = byColumns ? Math.floor(i / rows) : i % cols;
      const real = cells[i]!.width + (col === cols - 1 ? 0 : 2);
      if (real > widths[col]!) {
        total += real - widths[col]!;
        widths[col] = real;
      }
    }
    if (total < width) return widths;
  }
  return [0];
}

/** The text of the listing, newline at the end unless there is nothing. */
export function layout(cells: readonly Cell[], format: 'long' | 'columns' | 'across' | 'single' | 'commas', width: number): string {
  if (cells.length === 0) return '';
  if (format === 'commas') {
    let out = '';
    let at = 0;
    cells.forEach((cell, i) => {
      const len = cell.width + (i + 1 < cells.length ? 2 : 0);
      if (at > 0 && at + len >= width) {
        out = `${out.slice(0, -1)}\n`;
        at = 0;
      }
      out += cell.text + (i + 1 < cells.length ? ', ' : '');
      at += len;
    });
    return `${out}\n`;
  }
  if (format === 'single') return cells.map((c) => `${c.text}\n`).join('');
  const byColumns = format === 'columns';
  const widths = columnWidths(cells, width, byColumns);
  const cols = widths.length;
  const rows = Math.ceil(cells.length / cols);
  let out = '';
  for (let row = 0; row < rows; row++) {
    let at = 0;
    let start = 0;
    for (let col = 0; col < cols; col++) {
      const i = byColumns ? col * rows + row : row * cols + col;
      const cell = cells[i];
      if (cell === undefined) break;
      out += indent(at, start) + cell.text;
      at = start + cell.width;
      start += widths[col]!;
    }
    out += '\n';
  }
  return out;
}
