/** A container: its name, command and state, and its own top layer when it holds anything. Its hue is the same wherever it shows. */
import { memo } from 'react';
import type { ContainerView } from '../../engine/inspect/views.ts';
import { bytes, count } from '../shared/format.ts';
import { hue } from '../shared/hue.ts';
import styles from './FlowPanel.module.css';
import { isLine } from './layout.ts';
import type { Box } from './layout.ts';
import { changesInWords } from './words.ts';

/** The state as `docker ps` would say it, in few words. */
export function stateOf(one: ContainerView, narrow = false): string {
  switch (one.state) {
    case 'running':
      return narrow ? `PID 1 · ${one.pid} on host` : `PID 1 inside · ${one.pid} outside`;
    case 'exited':
    case 'dead':
      return `Exited (${one.exitCode})${one.oomKilled ? ', out of memory' : ''}`;
    case 'created':
      return 'Created, not started';
    case 'paused':
      return 'Paused';
    case 'restarting':
      return `Restarting (${one.exitCode})`;
    case 'removing':
      return 'Being removed';
  }
}


interface Props {
  readonly container: ContainerView;
  readonly box: Box;
  readonly running: boolean;
  readonly changed: boolean;
  readonly open: boolean;
  readonly onChoose: () => void;
}

export const ContainerCard = memo(
  function ContainerCard({ container: one, box, running, changed, open, onChoose }: Props): React.JSX.Element {
    const upper = changesInWords(one.upper.changes, one.upper.added + one.upper.changed + one.upper.deleted);
    const last = upper === undefined ? (one.ports[0]?.text.replace('->', '→') ?? '') : '';
    return (
      <button
        className={`${styles.container} ${isLine(box) ? styles.oneLine : ''}`} data-card data-hue={hue(one.id)} data-running={running} data-changed={changed} aria-expanded={open} onClick={onChoose}
        style={{ left: box.x, top: box.y, width: box.width, height: box.height }}
        aria-label={`Container ${one.name}, image ${one.image}, command ${one.command}, ${stateOf(one)}${upper === undefined ? '' : `, its own layer: ${count(one.upper.added + one.upper.changed + one.upper.deleted, 'change')}, ${bytes(one.upper.size_bytes)}`}${changed ? ', just changed' : ''}. Opens its story.`}
      >
        <span className={styles.name}>
          <span>{one.name}</span>
          {isLine(box) && !running && <small>{stateOf(one)}</small>}
          {running && <i className={styles.lamp} data-state={one.state} />}
        </span>
        {!isLine(box) && (
          <>
            <span className={styles.line} title={one.command}>
              {one.command}
            </span>
            <span className={styles.line}>{stateOf(one, box.width < 220)}</span>
            {last !== '' && <span className={styles.line}>{last}</span>}
            {upper !== undefined && (
              <span className={styles.upper}>
                <span>{upper.first}</span>
                {upper.more > 0 && <small>+{upper.more} more</small>}
              </span>
            )}
          </>
        )}
      </button>
    );
  },
  (a, b) => a.container === b.container && a.running === b.running && a.changed === b.changed && a.open === b.open && a.box.x === b.box.x && a.box.y === b.box.y && a.box.height === b.box.height && a.box.width === b.box.width,
);
