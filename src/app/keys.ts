/**
 * Keys of the page. Inside a terminal or a text field only F6 and Alt+digits are the page's; everywhere else single digits choose the stage's
 * tab. F6 and Shift+F6 go round the regions, as in other applications, because a terminal keeps Tab for itself.
 */
import { setPage } from '../client/store.ts';
import type { StageTab } from '../client/store.ts';
import { focusTerminal } from '../terminal/manager.ts';

export const STAGE_TABS: readonly { readonly id: StageTab; readonly label: string; readonly key: string }[] = [
  { id: 'flow', label: 'Flow', key: '1' },
  { id: 'layers', label: 'Layers', key: '2' },
  { id: 'network', label: 'Network', key: '3' },
  { id: 'engine', label: 'Engine', key: '4' },
  { id: 'trace', label: 'Trace', key: '5' },
];

/** Regions in the order of F6. */
const REGIONS = ['lesson', 'stage', 'terminals', 'strip', 'header'];

function typing(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.closest('.xterm') !== null || target.matches('input, textarea, select, [contenteditable]'));
}

function goRound(back: boolean): void {
  const regions = REGIONS.map((name) => document.querySelector<HTMLElement>(`[data-region="${name}"]`)).filter((region) => region !== null);
  const at = regions.findIndex((region) => region.contains(document.activeElement));
  const next = regions[(at + (back ? -1 : 1) + regions.length) % regions.length];
  if (next === undefined) return;
  if (next.dataset.region === 'terminals') focusTerminal();
  else (next.querySelector<HTMLElement>('[data-entry], button:not([disabled]), [tabindex="0"], a, input') ?? next).focus();
}

export function followKeys(): void {
  window.addEventListener('keydown', (event) => {
    if (event.key === 'F6') {
      event.preventDefault();
      goRound(event.shiftKey);
      return;
    }
    if (event.ctrlKey || event.metaKey || document.querySelector('dialog[open]') !== null) return;
    const tab = STAGE_TABS.find((one) => one.key === event.key || (event.altKey && event.code === `Digit${one.key}`));
    if (tab !== undefined && (event.altKey || !typing(event.target))) {
      event.preventDefault();
      setPage({ tab: tab.id });
    }
  });
}
