/** A modal dialog: the browser's own, which keeps the focus inside, closes on Escape and gives the focus back. */
import { useEffect, useId, useRef } from 'react';
import type { ReactNode } from 'react';
import X from 'lucide-react/icons/x';
import styles from './Dialog.module.css';

export function Dialog(props: { open: boolean; title: string; onClose: () => void; children: ReactNode; actions?: ReactNode }): React.JSX.Element {
  const { open, title, onClose, children, actions } = props;
  const ref = useRef<HTMLDialogElement>(null);
  const id = useId();
  useEffect(() => {
    const dialog = ref.current;
    if (dialog === null || dialog.open === open) return;
    if (open) dialog.showModal();
    else dialog.close();
  }, [open]);
  return (
    <dialog ref={ref} className={styles.dialog} aria-labelledby={id} onClose={onClose}>
      {open && (
        <>
          <div className={styles.head}>
            <h2 id={id}>{title}</h2>
            <button className="btn icon" aria-label="Close" onClick={onClose}>
              <X aria-hidden="true" />
            </button>
          </div>
          <div className={styles.body}>{children}</div>
          {actions !== undefined && (
            <div className={styles.actions}>
              <button className="btn" onClick={onClose}>
                Cancel
              </button>
              {actions}
            </div>
          )}
        </>
      )}
    </dialog>
  );
}
