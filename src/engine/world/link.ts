/**
 * A link: the world's end of a connection that somebody outside holds, joined byte for byte to a unix socket of a host. What a bridge uses to
 * put a real client at the other end of /var/run/docker.sock; as a port forwarder of a virtual machine, it is no process of the host.
 *
 * Deterministic: what the world may send depends only on the log. A link starts with LINK_WINDOW bytes of credit and gets more by the
 * input 'link_credit'; without credit it does not read, and the host's program waits in write(2) as for any slow peer. What comes in waits
 * here until the socket has room; {@link Link.pending} tells the outside when to stop sending.
 *
 * Every request that begins a client's visit is the root of what it sets off (a 'command' event), as a typed line is.
 */
import { isSysError } from '../abi/errno.ts';
import { POLL } from '../abi/process.ts';
import { concatBytes, EMPTY } from '../base/bytes.ts';
import { ChunkQueue } from '../base/chunkqueue.ts';
import { materialise } from '../base/content.ts';
import type { Task } from '../kernel/task.ts';
import { UnixSocket } from '../kernel/unix_socket.ts';
import type { Actor } from '../vfs/file.ts';
import { LINK_WINDOW } from './api.ts';
import type { LinkOutput } from './api.ts';
import { beginsVisit, clientName } from './visit.ts';

/** Bytes of one read from the socket. */
const READ_MAX = 65_536;

/** What all links of a world share: the visit that the last request belongs to. */
export interface Visits {
  root: number;
  /** Links that are open. */
  open: number;
}

export class Link {
  readonly number: number;
  /** Bytes from outside that the socket has not taken yet, known or not yet applied. */
  pending = 0;
  private readonly visits: Visits;
  private readonly incoming = new ChunkQueue();
  private outgoing: Uint8Array[] = [];
  private credit = LINK_WINDOW;
  private socket: UnixSocket | undefined;
  private actor: Actor | undefined;
  private task: Task | undefined;
  private undo: (() => void) | undefined;
  /** No more will come from outside. */
  private inEnded = false;
  private inShut = false;
  private opened = false;
  /** How the host's side stands, and what of it was told. */
  private end: LinkOutput['end'];
  private told: LinkOutput['end'];
  private busy = false;
  private due = false;

  constructor(number: number, visits: Visits) {
    this.number = number;
    this.visits = visits;
  }

  /** Something waits to be taken. */
  get hasOutput(): boolean {
    return this.outgoing.length > 0 || this.end !== this.told;
  }

  /** Nothing will ever come again, in or out, and all was taken. */
  get done(): boolean {
    return this.end !== undefined && this.end !== 'half' && !this.hasOutput;
  }

  /** The link is made: connect to `path` as `task` (of the host's init). Refused as connect(2) refuses. */
  connect(task: Task, path: string): void {
    if (this.end !== undefined) return;
    this.task = task;
    this.actor = { cred: task.cred, now_ms: () => task.kernel.now_ms(), cause: 0, root: 0 };
    this.socket = new UnixSocket(task, 'stream', 0);
    this.opened = true;
    if (this.visits.open++ === 0) this.visits.root = 0;
    this.tryConnect(path);
  }

  private tryConnect(path: string): void {
    const { socket, task } = this;
    if (socket === undefined || task === undefined) return;
    try {
      if (!socket.connect(task, { family: 'unix', path })) {
        const undo = socket.waitsOn.readiness.subscribe(() => {
          undo();
          this.tryConnect(path);
        });
        this.undo = undo;
        return;
      }
    } catch (e) {
      if (!isSysError(e)) throw e;
      this.finish('refused');
      return;
    }
    this.undo = socket.readiness.subscribe(() => this.soon());
    this.move();
  }

  /** Bytes from outside. Whoever feeds them has counted them in `pending`. */
  feed(data: Uint8Array): void {
    if (this.inEnded || this.end === 'closed' || this.end === 'reset' || this.end === 'refused') {
      this.pending -= data.length;
      return;
    }
    this.incoming.push(data);
    this.move();
  }

  /** The outside will send no more; it still reads. */
  finishInput(): void {
    this.inEnded = true;
    this.move();
  }

  /** The outside took `bytes`: as many more may come. */
  grant(bytes: number): void {
    this.credit += bytes;
    this.move();
  }

  /** The outside is gone. */
  close(): void {
    this.outgoing = [];
    this.finish('closed');
    this.told = this.end;
  }

  take(): LinkOutput {
    const data = this.outgoing.length === 0 ? EMPTY : concatBytes(this.outgoing);
    this.outgoing = [];
    this.told = this.end;
    return { link: this.number, data, end: this.end };
  }

  /**
   * The socket changed. Whoever changed it is in the middle of a system call, and may be about to sleep until there is room: so the link moves after
   * the call, as any other reader would.
   */
  private soon(): void {
    const { task } = this;
    if (this.due || this.busy || task === undefined) return;
    this.due = true;
    task.kernel.queue.at(task.kernel.clock.now_ns, () => {
      this.due = false;
      this.move();
    });
  }

  /** Move what can be moved, both ways. The socket tells of itself while it is read or written: hence `busy`. */
  private move(): void {
    if (this.busy || this.socket?.isConnected !== true) return;
    this.busy = true;
    try {
      this.moveIn();
      this.moveOut();
    } finally {
      this.busy = false;
    }
  }

  private moveIn(): void {
    const { socket, actor, incoming } = this;
    if (socket === undefined || actor === undefined) return;
    try {
      while (incoming.length > 0 && (socket.poll() & POLL.OUT) !== 0) {
        const data = incoming.take(READ_MAX);
        this.mark(data);
        const n = socket.write(actor, data) ?? 0;
        if (n < data.length) incoming.putBack(data.subarray(n));
        this.pending -= n;
      }
      if (this.inEnded && !this.inShut && incoming.length === 0) {
        this.inShut = true;
        socket.shutdown(this.task!, 'wr');
      }
    } catch (e) {
      if (!isSysError(e)) throw e;
      this.pending -= incoming.length;
      incoming.clear();
      this.inShut = true;
    }
  }

  private moveOut(): void {
    const { socket, actor } = this;
    if (socket === undefined || actor === undefined) return;
    try {
      while (this.credit > 0 && (socket.poll() & (POLL.IN | POLL.ERR)) !== 0 && this.end === undefined) {
        const chunk = socket.readChunk(actor, Math.min(READ_MAX, this.credit));
        if (chunk === undefined) break;
        if (chunk.length === 0) {
          this.end = 'half';
          break;
        }
        this.credit -= chunk.length;
        this.outgoing.push(materialise(chunk));
      }
      if (this.end === 'half' && (socket.poll() & POLL.HUP) !== 0) this.finish('closed');
    } catch (e) {
      if (!isSysError(e)) throw e;
      this.finish('reset');
    }
  }

  /** The request at the start of a visit is a root, and what follows on any link belongs to it until the next visit. */
  private mark(data: Uint8Array): void {
    const { actor, task, visits } = this;
    if (actor === undefined || task === undefined || !task.kernel.tracer.on('command')) return;
    if (visits.root === 0 || beginsVisit(data)) visits.root = task.kernel.tracer.emitOutside(task.kernel, { kind: 'command', line: clientName(data), tty: 'bridge' });
    if (actor.root !== visits.root) actor.cause = actor.root = visits.root;
  }

  private finish(end: 'closed' | 'reset' | 'refused'): void {
    if (this.end === 'closed' || this.end === 'reset' || this.end === 'refused') return;
    this.end = end;
    this.pending -= this.incoming.length;
    this.incoming.clear();
    this.undo?.();
    this.undo = undefined;
    if (this.opened) this.visits.open--;
    const { socket, actor } = this;
    this.socket = undefined;
    if (socket !== undefined && actor !== undefined) socket.release(actor);
  }
}
