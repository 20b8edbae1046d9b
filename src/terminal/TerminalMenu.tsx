/** What one can open or do from a pane's bar: another shell, a shell in a container, a split, search, the screen reader mode. */
import { useMemo } from 'react';
import Columns from 'lucide-react/icons/columns-2';
import Ellipsis from 'lucide-react/icons/ellipsis';
import Plus from 'lucide-react/icons/plus';
import * as DropdownMenu from 'radix-ui/dropdown-menu';
import { setPage, usePage } from '../client/store.ts';
import { hue } from '../panels/shared/hue.ts';
import { MAX_PANES } from './layout.ts';
import { focusTerminal, openContainerShell, openHostShell, showLastError, useTerminals } from './manager.ts';
import styles from './TerminalArea.module.css';

const MAX_LISTED = 20;

function focusPane(pane: number): void {
  useTerminals.setState({ focused: pane });
}

function Items({ pane, split }: { pane: number; split: boolean }): React.JSX.Element {
  const containers = usePage((state) => state.docker.containers);
  const running = useMemo(() => Object.values(containers).filter((one) => one.state === 'running'), [containers]);
  return (
    <>
      <DropdownMenu.Item
        className={styles.item}
        onSelect={() => {
          focusPane(pane);
          void openHostShell('host', split);
        }}
      >
        Shell on host
      </DropdownMenu.Item>
      {running.slice(0, MAX_LISTED).map((one) => (
        <DropdownMenu.Item
          key={one.id} className={styles.item} data-hue={hue(one.id)}
          onSelect={() => {
            focusPane(pane);
            void openContainerShell(one.id, one.name, split);
          }}
        >
          <span className={styles.swatch} />
          Shell in <b>{one.name}</b>
        </DropdownMenu.Item>
      ))}
      {running.length === 0 && <p className={styles.hint}>A running container would be listed here, to open a shell in it.</p>}
    </>
  );
}

export default function TerminalMenu({ pane, wide, onSearch }: { pane: number; wide: boolean; onSearch: () => void }): React.JSX.Element {
  const canSplit = useTerminals((layout) => layout.panes.length < MAX_PANES);
  const screenReader = usePage((state) => state.screenReader);
  const keepFocus = (event: Event): void => {
    event.preventDefault();
    focusTerminal();
  };
  return (
    <>
      <DropdownMenu.Root modal={false}>
        <DropdownMenu.Trigger className={styles.tool} aria-label="Open a terminal" title="Open a terminal">
          <Plus aria-hidden="true" />
        </DropdownMenu.Trigger>
        <DropdownMenu.Portal>
          <DropdownMenu.Content className={styles.menu} align="end" onCloseAutoFocus={keepFocus}>
            <Items pane={pane} split={false} />
          </DropdownMenu.Content>
        </DropdownMenu.Portal>
      </DropdownMenu.Root>
      {canSplit && (
        <DropdownMenu.Root modal={false}>
          <DropdownMenu.Trigger className={styles.tool} aria-label="Split: open a terminal beside this one" title="Split: open a terminal beside this one">
            <Columns aria-hidden="true" />
          </DropdownMenu.Trigger>
          <DropdownMenu.Portal>
            <DropdownMenu.Content className={styles.menu} align="end" onCloseAutoFocus={keepFocus}>
              <Items pane={pane} split />
            </DropdownMenu.Content>
          </DropdownMenu.Portal>
        </DropdownMenu.Root>
      )}
      {wide && (
        <DropdownMenu.Root modal={false}>
          <DropdownMenu.Trigger className={styles.tool} aria-label="More" title="More">
            <Ellipsis aria-hidden="true" />
          </DropdownMenu.Trigger>
          <DropdownMenu.Portal>
            <DropdownMenu.Content className={styles.menu} align="end">
              <DropdownMenu.Item className={styles.item} onSelect={() => setTimeout(onSearch)}>
                Search <kbd>Ctrl Shift F</kbd>
              </DropdownMenu.Item>
              <DropdownMenu.Item className={styles.item} onSelect={() => void showLastError(pane)}>
                Where the last error came from
              </DropdownMenu.Item>
              <DropdownMenu.CheckboxItem className={styles.item} checked={screenReader} onCheckedChange={(on) => setPage({ screenReader: on })}>
                Screen reader mode
                <DropdownMenu.ItemIndicator className={styles.check}>on</DropdownMenu.ItemIndicator>
              </DropdownMenu.CheckboxItem>
            </DropdownMenu.Content>
          </DropdownMenu.Portal>
        </DropdownMenu.Root>
      )}
    </>
  );
}
