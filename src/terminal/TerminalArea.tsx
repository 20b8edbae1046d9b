/** The terminals: panes side by side, each with its tabs. */
import { lazy, Suspense, useState } from 'react';
import X from 'lucide-react/icons/x';
import { Split } from '../app/Split.tsx';
import { usePage } from '../client/store.ts';
import { hue } from '../panels/shared/hue.ts';
import type { Pane } from './layout.ts';
import { closeTerminalTab, showTerminal, terminal, useTerminals } from './manager.ts';
import { SearchBar } from './SearchBar.tsx';
import styles from './TerminalArea.module.css';
import { TerminalView } from './TerminalView.tsx';

const TerminalMenu = lazy(() => import('./TerminalMenu.tsx'));

function PaneView({ pane, last }: { pane: Pane; last: boolean }): React.JSX.Element {
  const ready = usePage((state) => state.phase === 'ready');
  const settled = usePage((state) => state.settled);
  const terminals = usePage((state) => state.terminals);
  const [searching, setSearching] = useState(false);

  function arrow(event: React.KeyboardEvent): void {
    const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
    const at = pane.tabs.findIndex((tab) => tab.term === pane.active);
    const next = pane.tabs[(at + step + pane.tabs.length) % pane.tabs.length];
    if (step === 0 || next === undefined) return;
    showTerminal(next.term);
    requestAnimationFrame(() => document.getElementById(`term-tab-${next.term}`)?.focus());
  }

  return (
    <section className={styles.pane} aria-label="Terminal">
      <div className={styles.bar}>
        <div role="tablist" aria-label="Terminals" className={styles.tabs} onKeyDown={arrow}>
          {pane.tabs.map((tab) => (
            <button
              key={tab.term} role="tab" id={`term-tab-${tab.term}`} aria-selected={tab.term === pane.active} aria-controls={`term-panel-${pane.id}`} tabIndex={tab.term === pane.active ? 0 : -1}
              className={styles.tab} {...(tab.container === undefined ? {} : { 'data-hue': hue(tab.container) })}
              onClick={() => {
                showTerminal(tab.term);
                requestAnimationFrame(() => terminal(tab.term).focus());
              }}
              onAuxClick={(event) => event.button === 1 && closeTerminalTab(tab.term)}
              onKeyUp={(event) => event.key === 'Delete' && closeTerminalTab(tab.term)}
            >
              {tab.title}
              {terminals[tab.term]?.exitCode !== undefined && <span className={styles.ended}>ended</span>}
            </button>
          ))}
        </div>
        {pane.active !== 0 && (
          <button className={styles.tool} aria-label={`Close terminal ${pane.tabs.find((tab) => tab.term === pane.active)?.title ?? ''}`} title="Close this terminal" onClick={() => closeTerminalTab(pane.active)}>
            <X aria-hidden="true" />
          </button>
        )}
        {settled && (
          <Suspense>
            <TerminalMenu pane={pane.id} wide={last} onSearch={() => setSearching(true)} />
          </Suspense>
        )}
      </div>
      {searching && pane.active !== 0 && <SearchBar term={pane.active} onClose={() => setSearching(false)} />}
      <div role="tabpanel" id={`term-panel-${pane.id}`} aria-label={pane.tabs.find((tab) => tab.term === pane.active)?.title ?? 'No terminal'} className={styles.screen}>
        {pane.active === 0 ? (
          ready && <p className={styles.empty}>No terminal is open. Open one with the plus sign above.</p>
        ) : (
          <TerminalView key={pane.active} term={pane.active} onSearch={() => setSearching(true)} />
        )}
      </div>
    </section>
  );
}

export function TerminalArea(): React.JSX.Element {
  const panes = useTerminals((layout) => layout.panes);
  const phase = usePage((state) => state.phase);
  return (
    <div className={styles.area} data-region="terminals" tabIndex={-1}>
      {phase === 'booting' && (
        <p className="visually-hidden" role="status">
          The host is booting.
        </p>
      )}
      <Split
        direction="row" least={0.15} label="Width of the terminal"
        panels={panes.map((pane, index) => ({ key: String(pane.id), node: <PaneView pane={pane} last={index === panes.length - 1} /> }))}
      />
    </div>
  );
}
