/** The page: header, lesson, stage over terminals, and the strip of the last command's trace. */
import { lazy, Suspense } from 'react';
import { usePage } from '../client/store.ts';
import { TerminalArea } from '../terminal/TerminalArea.tsx';
import styles from './App.module.css';
import { Header } from './Header.tsx';
import { Notices } from './Notices.tsx';
import { Split } from './Split.tsx';
import { Stage } from './Stage.tsx';

const LessonColumn = lazy(() => import('../lessons/LessonColumn.tsx'));
const TraceStrip = lazy(() => import('../panels/trace/TraceStrip.tsx'));

/** The stage is somewhat higher than the terminals. */
const START = { stage: 6, terminals: 4 };

export function App(): React.JSX.Element {
  const lessonOpen = usePage((state) => state.lessonOpen && !state.presenting);
  const presenting = usePage((state) => state.presenting);
  const ready = usePage((state) => state.phase === 'ready');
  return (
    <div className={styles.page} data-presenting={presenting}>
      <Header />
      <main className={styles.main}>
        {lessonOpen && (
          <aside className={styles.lesson} aria-label="Lesson" data-region="lesson" tabIndex={-1}>
            {ready && (
              <Suspense>
                <LessonColumn />
              </Suspense>
            )}
          </aside>
        )}
        <div className={styles.work}>
          <Split
            direction="column" least={0.15} label="Height of the terminals" start={START}
            panels={[
              { key: 'stage', node: <Stage /> },
              { key: 'terminals', node: <TerminalArea /> },
            ]}
          />
        </div>
      </main>
      <footer className={styles.strip} aria-label="Trace of the last command" data-region="strip" tabIndex={-1}>
        {ready && (
          <Suspense>
            <TraceStrip />
          </Suspense>
        )}
      </footer>
      <Notices />
    </div>
  );
}
