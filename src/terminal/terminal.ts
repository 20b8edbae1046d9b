/**
 * One terminal of the page: an xterm instance, whether or not it is on screen. Keys go to the worker, output comes from it and is
 * acknowledged once drawn. The instance outlives the element it is shown in, so a tab can move between panes.
 */
import { FitAddon } from '@xterm/addon-fit';
import type { SearchAddon } from '@xterm/addon-search';
import { Terminal } from '@xterm/xterm';
import '@xterm/xterm/css/xterm.css';
import { rememberSize } from '../client/size.ts';
import type { TerminalSize } from '../client/size.ts';
import { usePage } from '../client/store.ts';
import { send } from '../client/worker.ts';
import { palette } from './palette.ts';

/** A paste reaches the world in pieces of this many bytes. */
const PIECE = 4096;
const FONT = '"JetBrains Mono","DejaVu Sans Mono",ui-monospace,Menlo,Consolas,monospace';
const FONT_SIZE = 13;
const FONT_SIZE_PRESENTING = 20;

const encoder = new TextEncoder();

export class PageTerminal {
  readonly xterm: Terminal;
  readonly element = document.createElement('div');
  private readonly fitter = new FitAddon();
  private search: SearchAddon | undefined;
  private opened = false;
  private replaying = 0;
  private readonly observer = new ResizeObserver(() => this.fit());
  private readonly unsubscribe: () => void;
  /** Called for keys that the page takes: 'search'. */
  onCommand: ((command: 'search') => void) | undefined;

  constructor(
    readonly term: number,
    size: TerminalSize,
  ) {
    const { presenting, screenReader, dark } = usePage.getState();
    this.xterm = new Terminal({
      ...size, allowProposedApi: true, scrollback: 10_000, fontFamily: FONT, fontSize: presenting ? FONT_SIZE_PRESENTING : FONT_SIZE,
      lineHeight: 1.25, theme: palette(dark), cursorBlink: !matchMedia('(prefers-reduced-motion: reduce)').matches, screenReaderMode: screenReader,
      minimumContrastRatio: 4.5, macOptionIsMeta: true,
    });
    this.element.className = 'xterm-host';
    this.xterm.loadAddon(this.fitter);
    this.xterm.onData((data) => this.type(encoder.encode(data)));
    this.xterm.onBinary((data) => this.type(Uint8Array.from(data, (char) => char.charCodeAt(0))));
    this.xterm.attachCustomKeyEventHandler((event) => this.key(event));
    this.element.addEventListener('contextmenu', (event) => void this.rightClick(event));
    this.unsubscribe = usePage.subscribe((now, before) => {
      if (now.settled && !before.settled) void this.addExtras();
      if (now.screenReader !== before.screenReader) this.xterm.options.screenReaderMode = now.screenReader;
      if (now.dark !== before.dark) this.xterm.options.theme = palette(now.dark);
      if (now.presenting !== before.presenting) {
        this.xterm.options.fontSize = now.presenting ? FONT_SIZE_PRESENTING : FONT_SIZE;
        this.fit();
      }
    });
    if (usePage.getState().settled) void this.addExtras();
  }

  /** Show in `host`, and follow its size. */
  attach(host: HTMLElement): void {
    host.append(this.element);
    if (!this.opened) {
      this.opened = true;
      this.xterm.open(this.element);
      this.xterm.textarea?.setAttribute('aria-label', 'Terminal input. F6 leaves the terminal.');
    }
    this.observer.observe(this.element);
    this.fit();
  }

  detach(): void {
    this.observer.disconnect();
    this.element.remove();
  }

  dispose(): void {
    this.detach();
    this.unsubscribe();
    this.xterm.dispose();
  }

  focus(): void {
    this.xterm.focus();
  }

  /** Type as a person would; long text goes in pieces. */
  type(data: Uint8Array): void {
    if (this.replaying > 0) return;
    for (let at = 0; at < data.length; at += PIECE) send({ kind: 'term_data', term: this.term, data: data.slice(at, at + PIECE) });
  }

  /** Insert text as a paste: programs that asked for it are told so. */
  paste(text: string): void {
    this.xterm.paste(text);
  }

  write(data: Uint8Array, replay: boolean): void {
    if (replay) {
      this.replaying++;
      this.xterm.write(data, () => this.replaying--);
      return;
    }
    this.xterm.write(data, () => send({ kind: 'ack', term: this.term, bytes: data.length }));
  }

  /** A line of the page's own, in grey: not from the world. */
  note(text: string): void {
    this.xterm.write(`\r\n\x1b[38;5;245m${text}\x1b[0m\r\n`);
  }

  /** Find text in the scrollback; '' clears. Resolves to whether it was found. */
  async find(text: string, direction: 'next' | 'previous'): Promise<boolean> {
    if (this.search === undefined) {
      const { SearchAddon } = await import('@xterm/addon-search');
      this.search = new SearchAddon();
      this.xterm.loadAddon(this.search);
    }
    if (text === '') {
      this.search.clearDecorations();
      this.xterm.clearSelection();
      return true;
    }
    const decorations = { matchBackground: '#5a4a1f', matchOverviewRuler: '#e6c07b', activeMatchBackground: '#c8431b', activeMatchColorOverviewRuler: '#c8431b' };
    return direction === 'next' ? this.search.findNext(text, { decorations }) : this.search.findPrevious(text, { decorations });
  }

  fit(): void {
    if (!this.opened || this.element.clientWidth < 40 || this.element.clientHeight < 20) return;
    const size = this.fitter.proposeDimensions();
    if (size === undefined || !Number.isFinite(size.cols) || !Number.isFinite(size.rows)) return;
    const { rows, cols } = { rows: Math.max(2, size.rows), cols: Math.max(10, size.cols) };
    if (rows !== this.xterm.rows || cols !== this.xterm.cols) this.xterm.resize(cols, rows);
    rememberSize({ rows, cols });
    send({ kind: 'term_resize', term: this.term, rows, cols });
  }

  private key(event: KeyboardEvent): boolean {
    if (event.type !== 'keydown') return true;
    if (event.key === 'F6' || (event.altKey && !event.ctrlKey && /^Digit[1-9]$/.test(event.code))) return false; // the page's own
    if (!event.ctrlKey || !event.shiftKey) return true;
    switch (event.code) {
      case 'KeyC':
        event.preventDefault();
        void this.copy();
        return false;
      case 'KeyV':
        return false;
      case 'KeyF':
        event.preventDefault();
        this.onCommand?.('search');
        return false;
      default:
        return true;
    }
  }

  private async copy(): Promise<void> {
    if (!this.xterm.hasSelection()) return;
    await navigator.clipboard.writeText(this.xterm.getSelection()).catch(() => undefined);
  }

  /** Copies a selection, else pastes. With Shift, or without access to the clipboard, the browser's own menu opens. */
  private async rightClick(event: MouseEvent): Promise<void> {
    if (event.shiftKey || !('clipboard' in navigator)) return;
    event.preventDefault();
    if (this.xterm.hasSelection()) {
      await this.copy();
      this.xterm.clearSelection();
      return;
    }
    const text = await navigator.clipboard.readText().catch(() => '');
    if (text !== '') this.paste(text);
  }

  /** What is not needed for the first prompt. */
  private async addExtras(): Promise<void> {
    const { addExtras } = await import('./extras.ts');
    addExtras(this.xterm);
  }
}
