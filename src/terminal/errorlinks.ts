/**
 * Errors in a terminal lead to their cause: a line that the engine or a program printed because something failed is a link to the place
 * that raised it.
 */
import type { ILink, ILinkProvider, Terminal } from '@xterm/xterm';
import { blame, point } from '../client/client.ts';

/** What an error looks like: 'Error response from daemon: ...', 'cat: x: No such file or directory'. A prompt does not. */
const ERROR = /^(?!.*[$#] ?$)[\w./\[\]() -]+: \S/;

/** The whole line at row `y` (from 1) of the buffer, with the rows over which it is wrapped. */
function lineAt(xterm: Terminal, y: number): { text: string; from: number; to: number } {
  const { active } = xterm.buffer;
  let from = y - 1;
  while (from > 0 && active.getLine(from)?.isWrapped === true) from--;
  let to = from;
  while (active.getLine(to + 1)?.isWrapped === true) to++;
  let text = '';
  for (let row = from; row <= to; row++) text += active.getLine(row)?.translateToString(row === to) ?? '';
  return { text, from: from + 1, to: to + 1 };
}

/** Follow the error on the last lines of a terminal. False when there is none. */
export async function followLastError(xterm: Terminal): Promise<boolean> {
  const { active } = xterm.buffer;
  for (let row = active.baseY + active.cursorY; row >= 0 && row > active.length - 400; row--) {
    const { text } = lineAt(xterm, row + 1);
    if (!ERROR.test(text)) continue;
    const found = await blame(text);
    if (found === undefined) continue;
    point(found.root, found.event);
    return true;
  }
  return false;
}

/** A provider of links for xterm. */
export function errorLinks(xterm: Terminal): ILinkProvider {
  return {
    provideLinks(y: number, callback: (links: ILink[] | undefined) => void): void {
      const { text, from, to } = lineAt(xterm, y);
      if (!ERROR.test(text)) {
        callback(undefined);
        return;
      }
      void blame(text).then((found) => {
        if (found === undefined) {
          callback(undefined);
          return;
        }
        const end = text.trimEnd().length - (to - from) * xterm.cols;
        callback([{ range: { start: { x: 1, y: from }, end: { x: Math.max(1, end), y: to } }, text, activate: () => point(found.root, found.event), decorations: { pointerCursor: true, underline: true } }]);
      });
    },
  };
}
