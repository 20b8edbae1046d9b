/**
 * Pseudo-terminals (pty(7), drivers/tty/pty.c): a master for the terminal's side and a slave for programs. A {@link PtyHost} is what
 * one mounted devpts instance numbers and shows; numbers are the lowest free ones, given back when the master closes.
 *
 * Closing the master hangs the slave up. When the last slave closes, the master reads what is left and then EIO, until a slave is
 * opened again.
 */
import { EMPTY } from '../base/bytes.ts';
import { ChunkQueue } from '../base/chunkqueue.ts';
import { fail } from '../abi/errno.ts';
import { makedev } from '../abi/fs.ts';
import { POLL } from '../abi/process.ts';
import { FileBase } from '../vfs/filebase.ts';
import { OUTPUT_LIMIT, Tty } from './tty.ts';
import { TtyFile, ttyIoctl } from './ttyfile.ts';
import type { TtyHolder, TtyServices } from './tty.ts';
import type { Waitable } from '../base/waitable.ts';
import type { Stat } from '../abi/fs.ts';
import type { IoctlMap, IoctlRequest, WinSize } from '../abi/tty.ts';
import type { Actor } from '../vfs/file.ts';
import type { FileSystem } from '../vfs/inode.ts';

/** Major number of pty slaves. */
export const UNIX98_PTY_SLAVE_MAJOR = 136;

/** A devpts file system, as the ptmx driver knows it. */
export interface PtyFileSystem extends FileSystem {
  readonly ptys: PtyHost;
}

/** One pair. Owner and mode are what devpts shows; chmod and chown of the node change them. */
export class Pty implements TtyHolder {
  readonly number: number;
  readonly tty: Tty;
  readonly created_ms: number;
  uid: number;
  gid: number;
  mode: number;
  /** Until TIOCSPTLCK unlocks it the slave cannot be opened. */
  locked = true;
  /** Open slave files. */
  slaves = 0;
  /** A slave was opened and all are closed again. */
  slavesGone = false;
  private readonly host: PtyHost;

  constructor(host: PtyHost, number: number, services: TtyServices, owner: Actor | undefined, size: WinSize | undefined) {
    this.host = host;
    this.number = number;
    this.tty = new Tty(services, `/dev/pts/${number}`, makedev(UNIX98_PTY_SLAVE_MAJOR, number), size);
    this.tty.holder = this;
    this.created_ms = owner?.now_ms() ?? host.now_ms();
    this.uid = owner?.cred.euid ?? 0;
    this.gid = host.gid;
    this.mode = host.mode;
  }

  opened(): void {
    this.slaves++;
    this.slavesGone = false;
  }

  closed(): void {
    if (--this.slaves > 0) return;
    this.slavesGone = true;
    this.tty.masterReady.notify();
  }

  /** Open the slave. EIO while it is locked or when the master is gone. */
  openSlave(name: string, flags: number, status: () => Stat, at?: object): TtyFile {
    if (this.locked || this.tty.hungUp) fail('EIO');
    return new TtyFile(this.tty, name, flags, status, at);
  }

  /** The master's side is closed. */
  closeMaster(): void {
    this.host.remove(this);
    this.tty.hangUp();
  }
}

/** The ptys of one devpts instance. */
export class PtyHost {
  /** Mode and group of new slaves, from devpts' mount options (mode=620,gid=5). */
  mode = 0o620;
  gid = 5;
  private readonly services: TtyServices;
  private readonly clock: { now_ms(): number };
  private readonly table: (Pty | undefined)[] = [];

  constructor(services: TtyServices, clock: { now_ms(): number }) {
    this.services = services;
    this.clock = clock;
  }

  now_ms(): number {
    return this.clock.now_ms();
  }

  /** A new pair, owned by `owner` (root without one). */
  create(owner?: Actor, size?: WinSize): Pty {
    let n = 0;
    while (this.table[n] !== undefined) n++;
    const pty = new Pty(this, n, this.services, owner, size);
    this.table[n] = pty;
    return pty;
  }

  get(number: number): Pty | undefined {
    return this.table[number];
  }

  /** All pairs by number. */
  list(): Pty[] {
    return this.table.filter((p) => p !== undefined);
  }

  remove(pty: Pty): void {
    if (this.table[pty.number] === pty) this.table[pty.number] = undefined;
  }
}

/** The open master: what open(2) of /dev/ptmx gives. */
export class PtyMaster extends FileBase {
  readonly pty: Pty;
  readonly name: string;
  private readonly status: () => Stat;

  constructor(pty: Pty, name: string, flags: number, status: () => Stat) {
    super(flags);
    this.pty = pty;
    this.name = name;
    this.status = status;
  }

  override get readiness(): Waitable {
    return this.pty.tty.masterReady;
  }

  protected override close(): void {
    this.pty.closeMaster();
  }

  override poll(): number {
    const tty = this.pty.tty;
    return (tty.output.length > 0 ? POLL.IN : 0) | (tty.inputRoom > 0 ? POLL.OUT : 0) | (this.pty.slavesGone ? POLL.HUP : 0);
  }

  override read(_actor: Actor, max: number): Uint8Array | undefined {
    const data = this.pty.tty.takeOutput(max);
    if (data.length > 0 || max === 0) return data;
    if (this.pty.slavesGone) fail('EIO');
    return undefined;
  }

  override write(_actor: Actor, data: Uint8Array): number | undefined {
    if (data.length === 0) return 0;
    const n = this.pty.tty.receive(data);
    return n === 0 ? undefined : n;
  }

  stat(): Stat {
    return this.status();
  }

  override ioctl<R extends IoctlRequest>(_actor: Actor, request: R, arg: IoctlMap[R]['arg']): IoctlMap[R]['result'] {
    return this.request(request, arg) as IoctlMap[R]['result'];
  }

  private request(request: IoctlRequest, arg: unknown): unknown {
    switch (request) {
      case 'TIOCGPTN':
        return this.pty.number;
      case 'TIOCSPTLCK':
        this.pty.locked = arg as boolean;
        return undefined;
      default:
        return ttyIoctl(this.pty.tty, request, arg, () => this.pty.tty.output.length);
    }
  }
}

/**
 * The world's end of a terminal: what a terminal window holds instead of an open master. Input of any size is accepted and fed as the
 * line discipline takes it; output waits, at most OUTPUT_LIMIT bytes, until it is taken, and programs that write wait with it.
 */
export class TerminalEnd {
  readonly pty: Pty;
  private readonly typed = new ChunkQueue();
  private readonly undo: () => void;
  private feeding = false;

  constructor(pty: Pty) {
    this.pty = pty;
    this.undo = pty.tty.masterReady.subscribe(() => this.feed());
  }

  /** Keys were pressed, or text was pasted. */
  input(data: Uint8Array): void {
    this.typed.push(data);
    this.feed();
  }

  private feed(): void {
    if (this.feeding) return;
    this.feeding = true;
    const tty = this.pty.tty;
    while (this.typed.length > 0 && tty.inputRoom > 0) tty.receive(this.typed.take(Math.min(4096, tty.inputRoom)));
    this.feeding = false;
  }

  resize(size: WinSize): void {
    this.pty.tty.setSize(size);
  }

  /** True when {@link takeOutput} would give something. */
  get hasOutput(): boolean {
    return this.pty.tty.output.length > 0;
  }

  /** All output that waits (at most `max` bytes); EMPTY when there is none. Makes room. */
  takeOutput(max = OUTPUT_LIMIT): Uint8Array {
    return this.hasOutput ? this.pty.tty.takeOutput(max) : EMPTY;
  }

  /** Notified when there may be output. */
  get readiness(): Waitable {
    return this.pty.tty.masterReady;
  }

  /** The window is closed: hang up. */
  close(): void {
    this.undo();
    this.typed.clear();
    this.pty.closeMaster();
  }
}

/**
 * A terminal window and its pty. The slave is unlocked: the first process opens /dev/pts/N (`pty.tty.name`) itself, as getty does, and
 * so makes it its controlling terminal.
 */
export function openPtyPair(ptys: PtyHost, size: WinSize, owner?: Actor): { readonly terminal: TerminalEnd; readonly pty: Pty } {
  const pty = ptys.create(owner, size);
  pty.locked = false;
  return { terminal: new TerminalEnd(pty), pty };
}

