/**
 * The saved session: seed, options and input log in IndexedDB, written in small increments so that a crash loses at most what was typed
 * within SAVE_DELAY. One tab at a time holds the session (a Web Lock); a second tab runs unsaved. What is read back is checked, because
 * a store may have been written by another version or cut off half-way.
 */
import { openDB } from 'idb';
import type { IDBPDatabase } from 'idb';
import type { LogEntry, WorldOptions } from '../world/api.ts';

const DATABASE = 'glasshull';
/** Of what is stored; a store of another format is a corrupt session. */
export const FORMAT = 1;
/** How long a reloaded page waits for the old one to let go of the session. */
const LOCK_WAIT_MS = 1500;

/** A session as it was stored. */
export interface SavedSession {
  readonly options: WorldOptions;
  readonly log: readonly LogEntry[];
  /** Virtual time at the last save: the replay goes on until then. */
  readonly now_ns: number;
}

/** The stored session cannot be used; the message says why. */
export class CorruptSession extends Error {}

export class Autosave {
  private saved = 0;
  private savedNow_ns = 0;
  private writing: Promise<void> = Promise.resolve();

  private constructor(private readonly db: IDBPDatabase | undefined) {}

  /** Take hold of the session. `problem` says why it will not be saved. */
  static async open(): Promise<{ store: Autosave; problem: string | undefined }> {
    try {
      if (!(await holdLock())) return { store: new Autosave(undefined), problem: 'the session is open in another tab' };
      const db = await openDB(DATABASE, FORMAT, {
        upgrade(fresh) {
          fresh.createObjectStore('head');
          fresh.createObjectStore('log');
        },
      });
      return { store: new Autosave(db), problem: undefined };
    } catch (error) {
      return { store: new Autosave(undefined), problem: error instanceof Error ? error.message : String(error) };
    }
  }

  /** The stored session, undefined when there is none. Throws {@link CorruptSession}. */
  async load(): Promise<SavedSession | undefined> {
    if (this.db === undefined) return undefined;
    const tx = this.db.transaction(['head', 'log']);
    const [rawHead, rawLog] = await Promise.all([tx.objectStore('head').get('session') as Promise<unknown>, tx.objectStore('log').getAll() as Promise<unknown[]>]);
    if (rawHead === undefined) return undefined;
    const { checkSession } = await import('./savedformat.ts');
    const session = checkSession(rawHead, rawLog);
    this.saved = session.log.length;
    this.savedNow_ns = session.now_ns;
    return session;
  }

  /** Forget the stored session and start a new one with the first `keep` entries of a log. */
  async restart(options: WorldOptions, log: readonly LogEntry[], now_ns: number): Promise<void> {
    this.saved = log.length;
    this.savedNow_ns = now_ns;
    const db = this.db;
    if (db === undefined) return;
    await this.queue(async () => {
      const tx = db.transaction(['head', 'log'], 'readwrite');
      await Promise.all([
        tx.objectStore('log').clear(),
        tx.objectStore('head').put({ format: FORMAT, options, now_ns }, 'session'),
        log.length === 0 ? undefined : tx.objectStore('log').put({ from: 0, entries: [...log] }, 0),
        tx.done,
      ]);
    });
  }

  /** Write what the log has more than the store. Returns how many entries are stored then. */
  async save(options: WorldOptions, log: readonly LogEntry[], now_ns: number): Promise<number> {
    const db = this.db;
    if (db === undefined || (log.length === this.saved && now_ns === this.savedNow_ns)) return this.saved;
    const from = this.saved;
    const entries = log.slice(from);
    this.saved = log.length;
    this.savedNow_ns = now_ns;
    await this.queue(async () => {
      const tx = db.transaction(['head', 'log'], 'readwrite');
      await Promise.all([
        tx.objectStore('head').put({ format: FORMAT, options, now_ns }, 'session'),
        entries.length === 0 ? undefined : tx.objectStore('log').put({ from, entries }, from),
        tx.done,
      ]);
    });
    return this.saved;
  }

  /** True when what the world has is not yet in the store. */
  behind(log: readonly LogEntry[]): boolean {
    return this.db !== undefined && log.length !== this.saved;
  }

  private queue(work: () => Promise<void>): Promise<void> {
    return (this.writing = this.writing.then(work));
  }
}

function holdLock(): Promise<boolean> {
  if (!('locks' in navigator)) return Promise.resolve(true);
  return new Promise((resolve) => {
    const wait = new AbortController();
    const timer = setTimeout(() => wait.abort(), LOCK_WAIT_MS);
    navigator.locks
      .request('glasshull-session', { signal: wait.signal }, () => {
        clearTimeout(timer);
        resolve(true);
        return new Promise<never>(() => undefined);
      })
      .catch(() => resolve(false));
  });
}
