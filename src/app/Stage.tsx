/** The stage: one panel at a time, chosen by tabs. Panels are loaded once the first prompt stands. */
import { lazy, Suspense, useEffect, useRef } from 'react';
import List from 'lucide-react/icons/list';
import { setPage, usePage } from '../client/store.ts';
import { STAGE_TABS } from './keys.ts';
import styles from './Stage.module.css';

const panels = {
  flow: lazy(() => import('../panels/flow/FlowPanel.tsx')),
  layers: lazy(() => import('../panels/layers/LayersPanel.tsx')),
  network: lazy(() => import('../panels/network/NetworkPanel.tsx')),
  engine: lazy(() => import('../panels/engine/EnginePanel.tsx')),
  trace: lazy(() => import('../panels/trace/TracePanel.tsx')),
};

export function Stage(): React.JSX.Element {
  const tab = usePage((state) => state.tab);
  const asText = usePage((state) => state.asText);
  const ready = usePage((state) => state.phase === 'ready');
  const Shown = panels[tab];
  const bar = useRef<HTMLDivElement>(null);
  const moved = useRef(false);
  useEffect(() => {
    if (moved.current) bar.current?.querySelector<HTMLElement>('[aria-selected="true"]')?.focus();
    moved.current = false;
  }, [tab]);

  function arrow(event: React.KeyboardEvent): void {
    const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
    if (step === 0) return;
    event.preventDefault();
    moved.current = true;
    const at = STAGE_TABS.findIndex((one) => one.id === tab);
    setPage({ tab: STAGE_TABS[(at + step + STAGE_TABS.length) % STAGE_TABS.length]!.id });
  }

  return (
    <section className={styles.stage} aria-label="Stage" data-region="stage">
      <div className={styles.bar}>
        <div role="tablist" aria-label="Stage" className={styles.tabs} ref={bar} onKeyDown={arrow}>
          {STAGE_TABS.map((one) => (
            <button
              key={one.id} role="tab" id={`tab-${one.id}`} aria-selected={tab === one.id} aria-controls="stage-panel" tabIndex={tab === one.id ? 0 : -1}
              {...(tab === one.id ? { 'data-entry': '' } : {})} className={styles.tab} onClick={() => setPage({ tab: one.id })} aria-keyshortcuts={`${one.key} Alt+${one.key}`}
            >
              {one.label}
              <kbd aria-hidden="true">{one.key}</kbd>
            </button>
          ))}
        </div>
        {tab !== 'trace' && (
          <button className={`btn ${styles.text}`} aria-pressed={asText} onClick={() => setPage({ asText: !asText })} title="Show this panel as text">
            <List aria-hidden="true" />
            As text
          </button>
        )}
      </div>
      <div className={styles.panel} role="tabpanel" id="stage-panel" aria-labelledby={`tab-${tab}`}>
        {ready && (
          <Suspense>
            <Shown />
          </Suspense>
        )}
      </div>
    </section>
  );
}
