/** Panes and tabs of the terminal area: plain data and pure changes. At most MAX_PANES panes stand side by side. */

export const MAX_PANES = 3;

export interface Tab {
  readonly term: number;
  readonly title: string;
  /** Container that the tab's shell runs in: gives the tab its hue. */
  readonly container: string | undefined;
}

export interface Pane {
  readonly id: number;
  readonly tabs: readonly Tab[];
  /** The shown tab's terminal; 0 for none. */
  readonly active: number;
}

export interface Layout {
  readonly panes: readonly Pane[];
  /** Pane that was used last. */
  readonly focused: number;
}

export const EMPTY_LAYOUT: Layout = { panes: [{ id: 1, tabs: [], active: 0 }], focused: 1 };

const paneOf = (layout: Layout, term: number): Pane | undefined => layout.panes.find((pane) => pane.tabs.some((tab) => tab.term === term));

/** Add a tab to the focused pane, or to a new one on its right. */
export function addTab(layout: Layout, tab: Tab, split: boolean): Layout {
  if (split && layout.panes.length < MAX_PANES) {
    const id = Math.max(0, ...layout.panes.map((pane) => pane.id)) + 1;
    const at = layout.panes.findIndex((pane) => pane.id === layout.focused) + 1;
    return { panes: [...layout.panes.slice(0, at), { id, tabs: [tab], active: tab.term }, ...layout.panes.slice(at)], focused: id };
  }
  const target = layout.panes.some((pane) => pane.id === layout.focused) ? layout.focused : layout.panes[0]!.id;
  return {
    panes: layout.panes.map((pane) => (pane.id === target ? { ...pane, tabs: [...pane.tabs, tab], active: tab.term } : pane)),
    focused: target,
  };
}

/** Remove a tab; a pane without tabs goes, unless it is the last. */
export function closeTab(layout: Layout, term: number): Layout {
  const panes = layout.panes
    .map((pane) => {
      const at = pane.tabs.findIndex((tab) => tab.term === term);
      if (at < 0) return pane;
      const tabs = pane.tabs.filter((tab) => tab.term !== term);
      return { ...pane, tabs, active: pane.active === term ? (tabs[Math.min(at, tabs.length - 1)]?.term ?? 0) : pane.active };
    })
    .filter((pane, _, all) => pane.tabs.length > 0 || all.length === 1 || all.every((other) => other.tabs.length === 0));
  const left = panes.length === 0 ? EMPTY_LAYOUT.panes : panes;
  return { panes: left, focused: left.some((pane) => pane.id === layout.focused) ? layout.focused : left[0]!.id };
}

export function activate(layout: Layout, term: number): Layout {
  const pane = paneOf(layout, term);
  if (pane === undefined) return layout;
  if (pane.active === term && layout.focused === pane.id) return layout;
  return { panes: layout.panes.map((one) => (one === pane ? { ...one, active: term } : one)), focused: pane.id };
}

/** The terminal that typed text goes to. */
export function activeTerm(layout: Layout): number {
  return layout.panes.find((pane) => pane.id === layout.focused)?.active ?? 0;
}

/** Keep what a saved layout says of terminals that still exist, and give the others a tab. */
export function reconcile(layout: Layout, tabs: readonly Tab[]): Layout {
  let result = layout;
  const exists = new Set(tabs.map((tab) => tab.term));
  for (const pane of layout.panes) for (const tab of pane.tabs) if (!exists.has(tab.term)) result = closeTab(result, tab.term);
  for (const tab of tabs) if (paneOf(result, tab.term) === undefined) result = addTab(result, tab, false);
  return result;
}
