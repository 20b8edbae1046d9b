/**
 * The memory devices (mem(4), null(4), random(4)): null, zero, full, random, urandom, kmsg. Random bytes come from the world's seeded
 * generator.
 */
import { fail } from '../../abi/errno.ts';
import { O } from '../../abi/fs.ts';
import { EMPTY, encodeUtf8 } from '../../base/bytes.ts';
import { FileBase } from '../../vfs/filebase.ts';
import { materialise } from '../../base/content.ts';
import type { Chunk } from '../../base/content.ts';
import type { Stat } from '../../abi/fs.ts';
import type { Actor } from '../../vfs/file.ts';
import type { Inode } from '../../vfs/inode.ts';
import type { Kernel } from '../../kernel/kernel.ts';

/** What a device gives and takes; the position is of no account. */
interface Stream {
  read(max: number): Uint8Array;
  write(data: Uint8Array): number;
}

class StreamFile extends FileBase {
  readonly name: string;
  private readonly node: Inode;
  private readonly where: object | undefined;
  private readonly stream: Stream;

  constructor(flags: number, name: string, node: Inode, where: object | undefined, stream: Stream) {
    super(flags);
    this.name = name;
    this.node = node;
    this.where = where;
    this.stream = stream;
  }
  override get mount(): object | undefined {
    return this.where;
  }
  stat(): Stat {
    return this.node.stat();
  }
  override read(_actor: Actor, max: number): Uint8Array {
    if ((this.flags & O.ACCMODE) === O.WRONLY) fail('EBADF');
    return this.stream.read(max);
  }
  override write(_actor: Actor, data: Uint8Array): number {
    if ((this.flags & O.ACCMODE) === O.RDONLY) fail('EBADF');
    return this.stream.write(data);
  }
  override pread(actor: Actor, max: number): Uint8Array {
    return this.read(actor, max);
  }
  /** What is thrown away need not be made first. */
  override writeChunk(actor: Actor, chunk: Chunk): number {
    return this.stream.write === take ? chunk.length : this.write(actor, materialise(chunk));
  }
  override pwrite(actor: Actor, data: Uint8Array): number {
    return this.write(actor, data);
  }
  override seek(): number {
    return 0;
  }
}

const take = (data: Uint8Array): number => data.length;
const zeros = (max: number): Uint8Array => new Uint8Array(Math.min(max, 1 << 20));
const refuse = (): never => fail('ENOSPC');

/** Register the drivers of major 1. */
export function registerMemoryDevices(kernel: Kernel): void {
  const random = (max: number): Uint8Array => kernel.random.bytes(Math.min(max, 1 << 20));
  const drivers: readonly (readonly [number, Stream])[] = [
    [3, { read: () => EMPTY, write: take }],
    [5, { read: zeros, write: take }],
    [7, { read: zeros, write: refuse }],
    [8, { read: random, write: take }],
    [9, { read: random, write: take }],
  ];
  for (const [min, stream] of drivers) {
    kernel.devices.register('char', 1, min, (_t, node, _rdev, flags, name, mount) => new StreamFile(flags, name, node, mount, stream));
  }
  kernel.devices.register('char', 1, 11, (_t, node, _rdev, flags, name, mount) => new StreamFile(flags, name, node, mount, kmsg(kernel)));
}

/** /dev/kmsg: one record a read; a write is a line of the kernel's log. */
function kmsg(kernel: Kernel): Stream {
  let at = 0;
  return {
    read: () => {
      const message = kernel.messages[at];
      if (message === undefined) return fail('EAGAIN');
      at++;
      return encodeUtf8(`6,${at - 1},${Math.floor(message.time_ns / 1000)},-;${message.text}\n`);
    },
    write: (data) => {
      let text = '';
      for (const b of data) text += String.fromCharCode(b);
      kernel.printk(text.trimEnd());
      return data.length;
    },
  };
}
