/** An open terminal: the slave side of a pty, /dev/tty, the console. */
import { fail } from '../abi/errno.ts';
import { O } from '../abi/fs.ts';
import { POLL } from '../abi/process.ts';
import { FileBase } from '../vfs/filebase.ts';
import type { Waitable } from '../base/waitable.ts';
import type { Stat } from '../abi/fs.ts';
import type { IoctlMap, IoctlRequest, Termios, WinSize } from '../abi/tty.ts';
import type { Actor } from '../vfs/file.ts';
import type { Tty } from './tty.ts';

export class TtyFile extends FileBase {
  readonly tty: Tty;
  readonly name: string;
  private readonly status: () => Stat;
  /** A read found nothing: a hang-up meanwhile is EIO for it, and the end of file for later ones. */
  private waiting = false;
  private readonly at: object | undefined;

  constructor(tty: Tty, name: string, flags: number, status: () => Stat, at?: object) {
    super(flags);
    this.at = at;
    this.tty = tty;
    this.name = name;
    this.status = status;
    tty.holder?.opened();
  }

  override get mount(): object | undefined {
    return this.at;
  }

  override get readiness(): Waitable {
    return this.tty.slaveReady;
  }

  protected override close(): void {
    this.tty.holder?.closed();
  }

  override poll(): number {
    const tty = this.tty;
    if (tty.hungUp) return POLL.IN | POLL.OUT | POLL.ERR | POLL.HUP;
    return (tty.readable ? POLL.IN : 0) | (tty.room > 0 ? POLL.OUT : 0);
  }

  override read(_actor: Actor, max: number): Uint8Array | undefined {
    if ((this.flags & O.ACCMODE) === O.WRONLY) fail('EBADF');
    const waited = this.waiting;
    this.waiting = false;
    if (waited && this.tty.hungUp) fail('EIO');
    const nonblock = (this.flags & O.NONBLOCK) !== 0;
    const data = this.tty.read(max, nonblock);
    this.waiting = data === undefined && !nonblock;
    return data;
  }

  override write(_actor: Actor, data: Uint8Array): number | undefined {
    if ((this.flags & O.ACCMODE) === O.RDONLY) fail('EBADF');
    if (this.tty.hungUp) fail('EIO');
    if (data.length === 0) return 0;
    const n = this.tty.write(data);
    return n === 0 ? undefined : n;
  }

  stat(): Stat {
    return this.status();
  }

  override ioctl<R extends IoctlRequest>(_actor: Actor, request: R, arg: IoctlMap[R]['arg']): IoctlMap[R]['result'] {
    if (this.tty.hungUp) fail('EIO');
    return ttyIoctl(this.tty, request, arg, () => this.tty.ldisc.available) as IoctlMap[R]['result'];
  }
}

/** The requests that do not concern sessions, from either side of a terminal. */
export function ttyIoctl(tty: Tty, request: IoctlRequest, arg: unknown, available: () => number): unknown {
  switch (request) {
    case 'TCGETS':
      return tty.termios;
    case 'TCSETS':
      tty.setTermios(arg as Termios);
      return undefined;
    case 'TCSETSF':
      tty.flush(0);
      tty.setTermios(arg as Termios);
      return undefined;
    case 'TIOCGWINSZ':
      return tty.size;
    case 'TIOCSWINSZ':
      tty.setSize(arg as WinSize);
      return undefined;
    case 'TCFLSH':
      tty.flush(arg as 0 | 1 | 2);
      return undefined;
    case 'FIONREAD':
      return available();
    default:
      return fail('ENOTTY');
  }
}

