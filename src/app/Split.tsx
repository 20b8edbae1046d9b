/**
 * Panels that share a width or a height, with bars between them to drag or to move with the arrow keys. Own and small, because it is
 * part of what is fetched before the first prompt.
 */
import { Fragment, useRef, useState } from 'react';
import type { ReactNode } from 'react';
import styles from './Split.module.css';

/** How far an arrow key moves a bar, in parts of the whole. */
const STEP = 0.03;

interface Props {
  readonly direction: 'row' | 'column';
  /** Panels with a key each; keys keep a panel's size when others come and go. */
  readonly panels: readonly { readonly key: string; readonly node: ReactNode }[];
  /** Parts at the start, by key; 1 for those not named. */
  readonly start?: Readonly<Record<string, number>>;
  /** Smallest part of the whole for one panel. */
  readonly least: number;
  /** What a bar is called, as 'Height of the terminals'. */
  readonly label: string;
}

export function Split({ direction, panels, start = {}, least, label }: Props): React.JSX.Element {
  const [parts, setParts] = useState<Readonly<Record<string, number>>>(start);
  const box = useRef<HTMLDivElement>(null);
  const part = (key: string): number => parts[key] ?? 1;
  const whole = panels.reduce((sum, panel) => sum + part(panel.key), 0);

  /** Move the bar before panel `index` so that the panels beside it are divided at `share` of the whole. */
  function move(index: number, share: number): void {
    const before = panels[index - 1]!.key;
    const after = panels[index]!.key;
    const start_ = panels.slice(0, index - 1).reduce((sum, panel) => sum + part(panel.key), 0);
    const both = part(before) + part(after);
    const first = Math.max(least * whole, Math.min(both - least * whole, share * whole - start_));
    setParts({ ...parts, [before]: first, [after]: both - first });
  }

  /** Where the bar before panel `index` stands, as a part of the whole. */
  const at = (index: number): number => panels.slice(0, index).reduce((sum, panel) => sum + part(panel.key), 0) / whole;

  function drag(event: React.PointerEvent<HTMLDivElement>, index: number): void {
    if (!event.currentTarget.hasPointerCapture(event.pointerId) || box.current === null) return;
    const area = box.current.getBoundingClientRect();
    move(index, direction === 'row' ? (event.clientX - area.left) / area.width : (event.clientY - area.top) / area.height);
  }

  function key(event: React.KeyboardEvent, index: number): void {
    const [less, more] = direction === 'row' ? ['ArrowLeft', 'ArrowRight'] : ['ArrowUp', 'ArrowDown'];
    const to = { [less!]: at(index) - STEP, [more!]: at(index) + STEP, Home: 0, End: 1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    move(index, to);
  }

  return (
    <div className={styles.split} data-direction={direction} ref={box}>
      {panels.map((panel, index) => (
        <Fragment key={panel.key}>
          {index > 0 && (
            <div
              className={styles.bar} role="separator" tabIndex={0} aria-label={label} aria-orientation={direction === 'row' ? 'vertical' : 'horizontal'} aria-valuemin={0} aria-valuemax={100} aria-valuenow={Math.round(at(index) * 100)}
              onPointerDown={(event) => {
                event.preventDefault();
                event.currentTarget.setPointerCapture(event.pointerId);
              }}
              onPointerMove={(event) => drag(event, index)} onKeyDown={(event) => key(event, index)}
            />
          )}
          <div className={styles.panel} style={{ flexGrow: part(panel.key) }}>
            {panel.node}
          </div>
        </Fragment>
      ))}
    </div>
  );
}
