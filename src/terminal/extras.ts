/** What a terminal can do without at its first prompt: current character widths, links that open, and errors that lead to their cause. */
import { Unicode11Addon } from '@xterm/addon-unicode11';
import { WebLinksAddon } from '@xterm/addon-web-links';
import { errorLinks } from './errorlinks.ts';
import type { Terminal } from '@xterm/xterm';

export function addExtras(xterm: Terminal): void {
  xterm.loadAddon(new Unicode11Addon());
  xterm.unicode.activeVersion = '11';
  xterm.registerLinkProvider(errorLinks(xterm));
  xterm.loadAddon(new WebLinksAddon((_event, uri) => void window.open(uri, '_blank', 'noopener,noreferrer')));
}
