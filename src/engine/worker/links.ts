/**
 * The links of a running world and who holds their far ends: real sockets in the bridge under Node, a WebSocket's channels in the page. Feeds
 * what holders say into the world's log, and hands them what the world sends after each slice of the pump.
 */
import type { Input, World } from '../world/api.ts';

/** The holder's side of one connection, as the world speaks to it. */
export interface FarEnd {
  /** Bytes for the client. */
  data(data: Uint8Array): void;
  /** No more bytes will come; the client may still send. */
  end(): void;
  /** The connection is gone; `reset` when it broke rather than ended. */
  close(reset: boolean): void;
  /** The world took `bytes` of what was sent to it: as many more may be sent. */
  credit(bytes: number): void;
}

/** One connection, as its holder speaks to the world. */
export interface NearEnd {
  data(data: Uint8Array): void;
  end(): void;
  /** The holder took `bytes`. */
  credit(bytes: number): void;
  /** The holder is gone. */
  close(): void;
}

interface Held {
  readonly far: FarEnd;
  /** Bytes that were fed and that the holder was not yet told to be taken. */
  owed: number;
  half: boolean;
}

export class LinkTable {
  private readonly held = new Map<number, Held>();

  /** `feed` puts an input into the world at the present time and lets the world run. */
  constructor(
    private readonly world: World,
    private readonly feed: (input: Input) => number,
  ) {}

  /** Connections that are open. */
  get size(): number {
    return this.held.size;
  }

  /** A client connected: join it to the socket at `path` of the host. */
  open(host: string, path: string, far: FarEnd): NearEnd {
    const link = this.feed({ kind: 'link_open', host, path });
    const held: Held = { far, owed: 0, half: false };
    this.held.set(link, held);
    const open = (): boolean => this.held.get(link) === held;
    return {
      data: (data) => {
        if (!open()) return;
        held.owed += data.length;
        this.feed({ kind: 'link_data', link, data });
      },
      end: () => void (open() && this.feed({ kind: 'link_end', link })),
      credit: (bytes) => void (open() && this.feed({ kind: 'link_credit', link, bytes })),
      close: () => {
        if (!this.held.delete(link)) return;
        this.feed({ kind: 'link_close', link });
      },
    };
  }

  /** Hand out what the world sent and took since the last time. */
  flush(): void {
    const { world, held } = this;
    for (const { link, data, end } of world.takeLinkOutput()) {
      const one = held.get(link);
      if (one === undefined) continue;
      if (data.length > 0) one.far.data(data);
      if (end === undefined) continue;
      if (end === 'half') {
        one.half = true;
        one.far.end();
        continue;
      }
      held.delete(link);
      if (end === 'closed' && !one.half) one.far.end();
      one.far.close(end !== 'closed');
    }
    for (const [link, one] of held) {
      if (one.owed === 0) continue;
      const taken = one.owed - world.linkPending(link);
      if (taken <= 0) continue;
      one.owed -= taken;
      one.far.credit(taken);
    }
  }

  /** All holders are gone (the bridge was switched off). */
  closeAll(): void {
    for (const link of [...this.held.keys()]) {
      this.held.get(link)!.far.close(true);
      this.held.delete(link);
      this.feed({ kind: 'link_close', link });
    }
  }
}
