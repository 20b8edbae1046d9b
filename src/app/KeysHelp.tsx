/** The list of keys. */
import styles from './KeysHelp.module.css';

const KEYS: readonly (readonly [string, readonly string[]])[] = [
  ['Go round: lesson, stage, terminal, trace, header', ['F6', 'Shift F6']],
  ['Choose a panel of the stage', ['1', '…', '5']],
  ['The same from inside a terminal', ['Alt 1', '…', 'Alt 5']],
  ['Move between cards, layers and steps', ['← ↑ → ↓']],
  ['Open a card’s story or a frame; close it', ['Enter', 'Esc']],
  ['Copy from, paste into a terminal', ['Ctrl Shift C', 'Ctrl Shift V']],
  ['Copy a selection, or paste', ['right click']],
  ['Search a terminal', ['Ctrl Shift F']],
  ['Leave a container without ending it', ['Ctrl P  Ctrl Q']],
];

export function KeysHelp(): React.JSX.Element {
  return (
    <dl className={styles.keys}>
      {KEYS.map(([what, keys]) => (
        <div key={what}>
          <dt>{what}</dt>
          <dd>
            {keys.map((key) => (
              <kbd key={key}>{key}</kbd>
            ))}
          </dd>
        </div>
      ))}
    </dl>
  );
}
