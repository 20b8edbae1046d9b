/** The page: header, lesson, stage over terminals, and the strip of the last command's trace. */
import { lazy, Suspense } from 'react';
import { Group, Panel, Separator } from 'react-resizable-panels';
import { usePage } from '../client/store.ts';
import { TerminalArea } from '../terminal/TerminalArea.tsx';
import styles from './App.module.css';
import { Header } from './Header.tsx';
import { Notices } from './Notices.tsx';
import { Stage } from './Stage.tsx';

const LessonColumn = lazy(() => import('../lessons/LessonColumn.tsx'));
const TraceStrip = lazy(() => import('../panels/trace/TraceStrip.tsx'));

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
        <Group orientation="vertical" className={styles.work}>
          <Panel id="stage" minSize="20%" defaultSize="60%">
            <Stage />
          </Panel>
          <Separator className={styles.handle} aria-label="Height of the terminals" />
          <Panel id="terminals" minSize="15%" defaultSize="40%">
            <TerminalArea />
          </Panel>
        </Group>
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
