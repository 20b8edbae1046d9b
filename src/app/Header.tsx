/** The top line: where one is, how fast time goes, how the page looks, and the way to begin again. */
import { lazy, Suspense, useState } from 'react';
import Keyboard from 'lucide-react/icons/keyboard';
import Moon from 'lucide-react/icons/moon';
import PanelLeft from 'lucide-react/icons/panel-left';
import Pause from 'lucide-react/icons/pause';
import Play from 'lucide-react/icons/play';
import Plug from 'lucide-react/icons/plug';
import Presentation from 'lucide-react/icons/presentation';
import RotateCcw from 'lucide-react/icons/rotate-ccw';
import StepForward from 'lucide-react/icons/step-forward';
import Sun from 'lucide-react/icons/sun';
import { setPace, startFresh, stepWorld } from '../client/client.ts';
import { setPage, usePage } from '../client/store.ts';
import { focusTerminal } from '../terminal/manager.ts';
import { Dialog } from './Dialog.tsx';
import styles from './Header.module.css';
import { KeysHelp } from './KeysHelp.tsx';
import { Logo } from './Logo.tsx';
import { applyTheme } from './theme.ts';

const Bridge = lazy(() => import('./Bridge.tsx'));

const PACES = [
  { pace: 0.1, label: '0.1×', title: 'Ten times slower than life' },
  { pace: 1, label: '1×', title: 'Real time' },
  { pace: 10, label: '10×', title: 'Ten times faster than life' },
  { pace: Infinity, label: 'max', title: 'As fast as this computer can' },
];

function PaceControl(): React.JSX.Element {
  const pace = usePage((state) => state.pace);
  const behind = usePage((state) => state.behind);
  const [last, setLast] = useState(1);
  const paused = pace === 0;
  const choose = (next: number): void => {
    if (next !== 0) setLast(next);
    setPace(next);
  };
  return (
    <div className={styles.pace} role="group" aria-label="Speed of time">
      <button className="btn icon" aria-label={paused ? 'Let time run' : 'Pause time'} title={paused ? 'Let time run' : 'Pause time'} onClick={() => choose(paused ? last : 0)}>
        {paused ? <Play aria-hidden="true" /> : <Pause aria-hidden="true" />}
      </button>
      {paused && (
        <button className="btn icon" aria-label="One step" title="One step: the next single event" onClick={stepWorld}>
          <StepForward aria-hidden="true" />
        </button>
      )}
      <select
        className={styles.select} aria-label="Pace" value={String(paused ? last : pace)} onChange={(event) => choose(Number(event.target.value))}
        title={behind ? 'The world has more to do than this computer can keep up with: its time runs slower' : PACES.find((one) => one.pace === pace)?.title}
      >
        {PACES.map((one) => (
          <option key={one.label} value={String(one.pace)}>
            {one.label}
          </option>
        ))}
      </select>
    </div>
  );
}

export function Header(): React.JSX.Element {
  const lessonOpen = usePage((state) => state.lessonOpen);
  const presenting = usePage((state) => state.presenting);
  const dark = usePage((state) => state.dark);
  const unsaved = usePage((state) => state.unsaved);
  const crumb = usePage((state) => state.crumb);
  const bridged = usePage((state) => state.bridge.status === 'on');
  const [open, setOpen] = useState<'reset' | 'keys' | 'bridge' | undefined>();

  function toggleTheme(): void {
    applyTheme(dark ? 'light' : 'dark');
    setPage({ dark: !dark });
  }

  return (
    <header className={styles.header} data-region="header" tabIndex={-1}>
      <span className={styles.logo}>
        <Logo />
        Glasshull
      </span>
      {!presenting && (
        <button className="btn icon" aria-label="Lesson" aria-pressed={lessonOpen} title={lessonOpen ? 'Hide the lesson' : 'Show the lesson'} onClick={() => setPage({ lessonOpen: !lessonOpen })}>
          <PanelLeft aria-hidden="true" />
        </button>
      )}
      <h1 className={styles.crumb}>
        {crumb === undefined ? (
          'A Docker host you can look into'
        ) : (
          <>
            <span>{crumb.chapter}</span>
            <span aria-hidden="true">/</span>
            <b>{crumb.lesson}</b>
          </>
        )}
      </h1>
      {unsaved !== undefined && (
        <span className={styles.unsaved} title={`This session is not saved: ${unsaved}`}>
          Not saved
        </span>
      )}
      <PaceControl />
      <button className="btn" aria-label="Present" aria-pressed={presenting} title="Larger type for a projector, without the lesson" onClick={() => setPage({ presenting: !presenting })}>
        <Presentation aria-hidden="true" />
        <span className={styles.word}>Present</span>
      </button>
      <button className="btn icon" aria-label={dark ? 'Light theme' : 'Dark theme'} title={dark ? 'Light theme' : 'Dark theme'} onClick={toggleTheme}>
        {dark ? <Sun aria-hidden="true" /> : <Moon aria-hidden="true" />}
      </button>
      <button className="btn icon" aria-label="Real clients" aria-pressed={bridged} title={bridged ? 'Real clients may drive this host' : 'Let a real docker drive this host'} onClick={() => setOpen('bridge')}>
        <Plug aria-hidden="true" />
      </button>
      <button className="btn icon" aria-label="Keys" title="Keys" onClick={() => setOpen('keys')}>
        <Keyboard aria-hidden="true" />
      </button>
      <button className="btn icon" aria-label="Start afresh" title="Start afresh" onClick={() => setOpen('reset')}>
        <RotateCcw aria-hidden="true" />
      </button>
      <Dialog open={open === 'bridge'} title="Real clients" onClose={() => setOpen(undefined)}>
        <Suspense>
          <Bridge />
        </Suspense>
      </Dialog>
      <Dialog open={open === 'keys'} title="Keys" onClose={() => setOpen(undefined)}>
        <KeysHelp />
      </Dialog>
      <Dialog
        open={open === 'reset'} title="Start afresh?" onClose={() => setOpen(undefined)}
        actions={
          <button
            className="btn primary"
            onClick={() => {
              setOpen(undefined);
              startFresh();
              focusTerminal();
            }}
          >
            Throw away and start afresh
          </button>
        }
      >
        <p>The host goes back to the moment it was unpacked: images, containers, files and command history of this session are thrown away.</p>
      </Dialog>
    </header>
  );
}
