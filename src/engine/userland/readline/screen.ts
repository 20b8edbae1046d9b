/**
 * The edited line on the screen: where the prompt and the text lie, over as many rows as they take, and the escape sequences that bring the screen up to
 * date. Assumes a terminal that wraps at the last column with a pending wrap, as xterm and its like do.
 */
import { textWidth, wcwidth } from '../libc/wcwidth.ts';

interface Place {
  readonly row: number;
  readonly col: number;
}

/** A control character as it is shown. */
function visible(c: string): string {
  const code = c.charCodeAt(0);
  return code < 32 && c !== '\n' ? `^${String.fromCharCode(code + 64)}` : code === 127 ? '^?' : c;
}

function shown(text: string): string {
  return /[\x00-\x09\x0b-\x1f\x7f]/.test(text) ? text.replace(/[\x00-\x09\x0b-\x1f\x7f]/g, visible) : text;
}

export class Screen {
  cols: number;
  /** The prompt's last line as it is printed, and its width. */
  private prompt = '';
  private promptWidth = 0;
  /** Row of the cursor, from the prompt's last line. */
  private row = 0;
  private col = 0;

  constructor(cols: number) {
    this.cols = Math.max(2, cols);
  }

  /** Start with a prompt: what is to be printed. Parts between \x01 and \x02 take no room. */
  start(prompt: string): string {
    const at = prompt.lastIndexOf('\n') + 1;
    this.setPrompt(prompt.slice(at));
    return prompt.slice(0, at).replace(/[\x01\x02]/g, '');
  }

  setPrompt(prompt: string): void {
    this.prompt = prompt.replace(/[\x01\x02]/g, '');
    this.promptWidth = textWidth(prompt.replace(/\x01[^\x02]*\x02/g, '').replace(/\x1b\[[0-9;?]*[A-Za-z]/g, ''));
  }

  /** Where a text ends that begins at `from`. */
  private walk(from: Place, text: string): Place {
    let { row, col } = from;
    for (const c of text) {
      if (c === '\n') {
        row++;
        col = 0;
        continue;
      }
      const w = Math.max(0, wcwidth(c.codePointAt(0)!));
      if (col + w > this.cols) {
        row++;
        col = 0;
      }
      col += w;
      if (col === this.cols) {
        row++;
        col = 0;
      }
    }
    return { row, col };
  }

  private get origin(): Place {
    return { row: Math.floor(this.promptWidth / this.cols), col: this.promptWidth % this.cols };
  }

  /** Draw everything anew and leave the cursor between the two texts. */
  draw(before: string, after: string): string {
    const head = shown(before);
    const tail = shown(after);
    const cursor = this.walk(this.origin, head);
    const end = this.walk(cursor, tail);
    let out = this.row > 0 ? `\x1b[${this.row}A` : '';
    out += `\r\x1b[J${this.prompt}${head}${tail}`;
    // At the right edge the terminal waits with the wrap: a blank and a return make it happen.
    if (end.col === 0 && end.row > 0 && !tail.endsWith('\n') && !(tail === '' && head.endsWith('\n'))) out += ' \r\x1b[K';
    if (end.row > cursor.row) out += `\x1b[${end.row - cursor.row}A`;
    if (end.row !== cursor.row || end.col !== cursor.col) out += cursor.col > 0 ? `\r\x1b[${cursor.col}C` : '\r';
    this.row = cursor.row;
    this.col = cursor.col;
    return out;
  }

  /** Text typed at the end of the line: just that, when no wrap is involved; undefined when everything must be drawn. */
  append(text: string): string | undefined {
    const out = shown(text);
    if (out.includes('\n')) return undefined;
    const w = textWidth(out);
    if (this.col + w >= this.cols) return undefined;
    this.col += w;
    return out;
  }

  /** Move below the text, to go on printing there. */
  finish(before: string, after: string): string {
    const end = this.walk(this.walk(this.origin, shown(before)), shown(after));
    const down = end.row - this.row;
    this.row = 0;
    this.col = 0;
    return `${down > 0 ? `\x1b[${down}B` : ''}${end.col === 0 && end.row > 0 ? '\r' : '\r\n'}`;
  }

  /** The screen was cleared, or something else was printed: the prompt starts at the cursor's row. */
  forget(): void {
    this.row = 0;
    this.col = 0;
  }
}

/** A list of completions in columns, as readline shows it. */
export function columns(items: readonly string[], cols: number): string {
  const width = Math.max(...items.map(textWidth)) + 2;
  const per = Math.max(1, Math.floor(cols / width));
  const rows = Math.ceil(items.length / per);
  let out = '';
  for (let r = 0; r < rows; r++) {
    let line = '';
    for (let c = 0; c < per; c++) {
      const item = items[c * rows + r];
      if (item === undefined) break;
      line += c === per - 1 || items[(c + 1) * rows + r] === undefined ? item : item + ' '.repeat(width - textWidth(item));
    }
    out += `${line}\n`;
  }
  return out;
}
