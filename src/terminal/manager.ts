/**
 * All terminals of the page and how they are laid out. The one place that lessons and panels use to type, to open a shell in a
 * container, or to bring a terminal to the front.
 */
import { create } from 'zustand';
import { closeTerminal, openTerminal } from '../client/client.ts';
import type { TerminalSink } from '../client/client.ts';
import { lastSize } from '../client/size.ts';
import { usePage } from '../client/store.ts';
import { activate, activeTerm, addTab, closeTab, EMPTY_LAYOUT, reconcile } from './layout.ts';
import type { Layout, Tab } from './layout.ts';
import { PageTerminal } from './terminal.ts';

const KEY = 'glasshull.terminals';
const terminals = new Map<number, PageTerminal>();

export const useTerminals = create<Layout>(() => EMPTY_LAYOUT);

function change(layout: Layout): void {
  useTerminals.setState(layout);
  try {
    localStorage.setItem(KEY, JSON.stringify(layout));
  } catch {}
}

function savedLayout(): Layout {
  try {
    const saved = JSON.parse(localStorage.getItem(KEY) ?? 'null') as Layout | null;
    if (saved !== null && Array.isArray(saved.panes) && saved.panes.length > 0 && saved.panes.every((pane) => Array.isArray(pane.tabs))) return saved;
  } catch {}
  return EMPTY_LAYOUT;
}

/** The page's terminal number `term`, made when first asked for. */
export function terminal(term: number): PageTerminal {
  let made = terminals.get(term);
  if (made === undefined) {
    const known = usePage.getState().terminals[term];
    terminals.set(term, (made = new PageTerminal(term, known === undefined ? lastSize() : { rows: known.rows, cols: known.cols })));
  }
  return made;
}

function endNote(code: number): string {
  return `[the shell ended with code ${code}; close the tab, or open another with +]`;
}

export const sink: TerminalSink = {
  output: (term, data, replay) => terminal(term).write(data, replay),
  exited: (term, code) => terminal(term).note(endNote(code)),
  reset() {
    for (const one of terminals.values()) one.dispose();
    terminals.clear();
    useTerminals.setState(EMPTY_LAYOUT);
  },
  ready: (restored) => layOut(restored),
};

function titleOf(host: string, argv: readonly string[] | undefined, taken: readonly string[]): Tab['title'] {
  const base = argv === undefined ? host : (argv[3] ?? argv[0] ?? host);
  let title = base;
  for (let n = 2; taken.includes(title); n++) title = `${base} ${n}`;
  return title;
}

function titles(): string[] {
  return useTerminals.getState().panes.flatMap((pane) => pane.tabs.map((tab) => tab.title));
}

/** Lay out the terminals of a world that just became ready. */
function layOut(restored: boolean): void {
  const infos = Object.values(usePage.getState().terminals);
  const saved = restored ? savedLayout() : EMPTY_LAYOUT;
  const old = new Map(saved.panes.flatMap((pane) => pane.tabs.map((tab) => [tab.term, tab] as const)));
  const taken: string[] = [...old.values()].map((tab) => tab.title);
  const tabs = infos.map((info): Tab => {
    const known = old.get(info.term);
    if (known !== undefined) return known;
    const title = titleOf(info.host, info.argv, taken);
    taken.push(title);
    return { term: info.term, title, container: undefined };
  });
  change(reconcile(saved, tabs));
  for (const info of infos) if (info.exitCode !== undefined) terminal(info.term).note(endNote(info.exitCode));
  focusTerminal();
}

/** Open another login shell on a host. */
export async function openHostShell(host = 'host', split = false): Promise<void> {
  const term = await openTerminal(host, lastSize());
  change(addTab(useTerminals.getState(), { term, title: titleOf(host, undefined, titles()), container: undefined }, split));
  terminal(term).focus();
}

/** Open a shell in a running container: `docker exec` on the host, as the learner. bash when the image has it, else sh. */
export async function openContainerShell(id: string, name: string, split = false): Promise<void> {
  const argv = ['/usr/bin/docker', 'exec', '-it', name, 'sh', '-c', '[ -x /bin/bash ] && exec bash || exec sh'];
  const term = await openTerminal('host', lastSize(), argv);
  change(addTab(useTerminals.getState(), { term, title: titleOf('host', argv, titles()), container: id }, split));
  terminal(term).focus();
}

export function showTerminal(term: number): void {
  change(activate(useTerminals.getState(), term));
}

export function closeTerminalTab(term: number): void {
  closeTerminal(term);
  change(closeTab(useTerminals.getState(), term));
  terminals.get(term)?.dispose();
  terminals.delete(term);
  focusTerminal();
}

/** Show what raised the last error that a pane's terminal tells of. */
export async function showLastError(pane: number): Promise<void> {
  const { panes } = useTerminals.getState();
  const term = panes.find((one) => one.id === pane)?.active ?? 0;
  if (term === 0) return;
  const { followLastError } = await import('./errorlinks.ts');
  await followLastError(terminal(term).xterm);
}

/** Put the keyboard into the terminal that was used last. */
export function focusTerminal(): void {
  const term = activeTerm(useTerminals.getState());
  if (term === 0) return;
  terminals.get(term)?.focus();
  requestAnimationFrame(() => terminals.get(term)?.focus());
}

/** Type into the terminal that was used last, as if at the keyboard. With `enter` the line is also sent. */
export function typeInTerminal(text: string, enter = false): void {
  const term = activeTerm(useTerminals.getState());
  if (term === 0) return;
  terminal(term).type(new TextEncoder().encode(enter ? `${text}\r` : text));
  terminal(term).focus();
}
