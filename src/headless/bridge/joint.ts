/**
 * A joint: one real connection, joined to something that speaks {@link NearEnd}. Half-close goes through both ways, and so does back-pressure:
 * at most UPLOAD_WINDOW bytes from the client wait on the far side, and the far side may send as much as was really written to the client.
 */
import type { Socket } from 'node:net';
import type { FarEnd, NearEnd } from '../../engine/worker/links.ts';
import { LINK_WINDOW } from '../../engine/world/api.ts';

/** Bytes from a client that may wait on the far side. */
export const UPLOAD_WINDOW = 1 << 20;
/** What was written is told in portions of this many bytes. */
const CREDIT_STEP = LINK_WINDOW >> 1;

/** Join `socket` (made with allowHalfOpen) to what `open` gives. `gone` is called once, when the connection is over. */
export function join(socket: Socket, open: (far: FarEnd) => NearEnd, gone: () => void): void {
  let waiting = 0;
  let written = 0;
  let over = false;
  const near = open({
    data(data) {
      if (over) return;
      socket.write(data, (error) => {
        if (error !== undefined && error !== null) return;
        written += data.length;
        if (written < CREDIT_STEP) return;
        near.credit(written);
        written = 0;
      });
    },
    end() {
      if (!over) socket.end();
    },
    close(reset) {
      if (over) return;
      if (reset) socket.destroy();
      else socket.destroySoon();
    },
    credit(bytes) {
      waiting -= bytes;
      if (waiting < UPLOAD_WINDOW && socket.isPaused()) socket.resume();
    },
  });
  socket.on('data', (data: Buffer) => {
    waiting += data.length;
    if (waiting >= UPLOAD_WINDOW) socket.pause();
    near.data(data);
  });
  socket.on('end', () => near.end());
  socket.on('error', () => undefined);
  socket.on('close', () => {
    over = true;
    near.close();
    gone();
  });
}
