/** The first terminal's size before it is drawn: that of the last visit, so that the first prompt seldom has to be laid out twice. */

const KEY = 'glasshull.size';

export interface TerminalSize {
  readonly rows: number;
  readonly cols: number;
}

export function lastSize(): TerminalSize {
  try {
    const [rows, cols] = (localStorage.getItem(KEY) ?? '').split('x').map(Number);
    if (rows !== undefined && cols !== undefined && rows >= 2 && cols >= 10 && rows < 500 && cols < 1000) return { rows, cols };
  } catch {}
  return { rows: 16, cols: Math.max(40, Math.min(220, Math.floor((innerWidth - (innerWidth < 1100 ? 330 : 382)) / 7.83))) };
}

export function rememberSize(size: TerminalSize): void {
  try {
    localStorage.setItem(KEY, `${size.rows}x${size.cols}`);
  } catch {}
}
