import { describe, expect, it } from 'vitest';
import { activate, activeTerm, addTab, closeTab, EMPTY_LAYOUT, reconcile } from './layout.ts';
import type { Layout, Tab } from './layout.ts';

const tab = (term: number): Tab => ({ term, title: `host ${term}`, container: undefined });
const terms = (layout: Layout): number[][] => layout.panes.map((pane) => pane.tabs.map((one) => one.term));

describe('terminal layout', () => {
  const two = addTab(addTab(EMPTY_LAYOUT, tab(1), false), tab(2), false);
  const split = addTab(two, tab(3), true);

  it('puts a new tab in front, in the focused pane or in a pane of its own', () => {
    expect([terms(two), activeTerm(two)]).toEqual([[[1, 2]], 2]);
    expect([terms(split), activeTerm(split)]).toEqual([[[1, 2], [3]], 3]);
    expect(terms(addTab(activate(split, 1), tab(4), true))).toEqual([[1, 2], [4], [3]]);
  });

  it('shows the neighbour of a closed tab and drops an empty pane', () => {
    expect([terms(closeTab(two, 2)), activeTerm(closeTab(two, 2))]).toEqual([[[1]], 1]);
    expect([terms(closeTab(split, 3)), activeTerm(closeTab(split, 3))]).toEqual([[[1, 2]], 2]);
    expect(terms(closeTab(closeTab(closeTab(split, 3), 1), 2))).toEqual([[]]);
  });

  it('keeps a saved layout as far as its terminals exist', () => {
    expect(terms(reconcile(split, [tab(1), tab(3), tab(7)]))).toEqual([[1], [3, 7]]);
    expect(terms(reconcile(split, []))).toEqual([[]]);
  });
});
