/**
 * Work in a changed root: a thread of the daemon leaves the shared root and mounts (unshare(2)), enters the tree with chroot(2), and does its work there, so that
 * no name, link or archive can lead out of the tree. What moby's chrootarchive and its container file system view do. Bytes go in and out
 * through a pipe, because a thread must wait with its own system calls.
 */
import { isSysError } from '../../abi/errno.ts';
import type { Sys, Task } from '../../abi/sys.ts';
import { CLONE } from '../../abi/process.ts';
import { writeAll } from '../../userland/libc/stdio.ts';
import { Condition } from '../common/sync.ts';
import { fdSource } from './source.ts';
import type { ByteSink, ByteSource } from './source.ts';

/** What a confined job needs before it enters its root: it runs in a mount namespace of its own then. */
export type Prepare = (sys: Sys) => Task<void>;

/** Start `body` with `root` as '/'; the returned task waits for its end, and throws what it threw. */
function start<T>(sys: Sys, root: string, body: (sys: Sys) => Task<T>, prepare: Prepare | undefined): () => Task<T> {
  const done = new Condition();
  let outcome: { readonly value: T } | { readonly error: unknown } | undefined;
  sys.thread(function* (s) {
    try {
      s.unshare(prepare === undefined ? CLONE.FS : CLONE.FS | CLONE.NEWNS);
      if (prepare !== undefined) yield* prepare(s);
      s.chroot(root);
      s.chdir('/');
      outcome = { value: yield* body(s) };
    } catch (error) {
      outcome = { error };
    }
    done.notify(s);
  });
  return function* () {
    yield* done.until(sys, () => outcome !== undefined);
    if ('error' in outcome!) throw outcome.error;
    return outcome!.value;
  };
}

/** Run `body` with `root` as '/'. */
export function* inRoot<T>(sys: Sys, root: string, body: (sys: Sys) => Task<T>, prepare?: Prepare): Task<T> {
  return yield* start(sys, root, body, prepare)();
}

/** As {@link inRoot}, for a job that reads what `source` gives. */
export function* feedRoot<T>(sys: Sys, root: string, source: ByteSource, body: (sys: Sys, source: ByteSource) => Task<T>, prepare?: Prepare): Task<T> {
  const [r, w] = sys.pipe();
  let open = true;
  let failure: { readonly error: unknown } | undefined;
  const close = (): void => {
    if (open) sys.close(w);
    open = false;
  };
  const wait = start(
    sys,
    root,
    function* (s) {
      try {
        return yield* body(s, {
          *read(max) {
            const b = yield* s.read(r, max);
            if (b.length === 0 && failure !== undefined) throw failure.error; // what comes in broke off
            return b;
          },
        });
      } finally {
        s.close(r);
      }
    },
    prepare,
  );
  try {
    for (;;) {
      const b = yield* source.read(1 << 16);
      if (b.length === 0) break;
      yield* writeAll(sys, w, b);
    }
  } catch (error) {
    if (!isSysError(error, 'EPIPE')) failure = { error };
  } finally {
    close();
  }
  return yield* wait();
}

/** As {@link inRoot}, for a job that writes to a sink. */
export function* drainRoot<T>(sys: Sys, root: string, sink: ByteSink, body: (sys: Sys, sink: ByteSink) => Task<T>, prepare?: Prepare): Task<T> {
  const [r, w] = sys.pipe();
  const wait = start(
    sys,
    root,
    function* (s) {
      try {
        return yield* body(s, (bytes) => writeAll(s, w, bytes));
      } finally {
        s.close(w);
      }
    },
    prepare,
  );
  try {
    const source = fdSource(sys, r);
    for (;;) {
      const b = yield* source.read(1 << 16);
      if (b.length === 0) break;
      yield* sink(b);
    }
  } finally {
    sys.close(r);
  }
  return yield* wait();
}
