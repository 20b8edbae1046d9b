/** What is the disk's own: declared content, write-back to the blob store, lazy directories, accounting; and a full tmpfs. */
import { expect, test } from 'vitest';
import { isSysError } from '../../abi/errno.ts';
import { O, S } from '../../abi/fs.ts';
import { equalBytes } from '../../base/bytes.ts';
import { ROOT } from '../../kernel/kernel.ts';
import { FsContext } from '../../vfs/fscontext.ts';
import { MountIds, MountNamespace } from '../../vfs/mount.ts';
import * as ops from '../../vfs/ops.ts';
import { lookup } from '../../vfs/walk.ts';
import { lazyDirectory, populate } from '../mem/populate.ts';
import { TmpFs } from '../tmpfs/tmpfs.ts';
import { DiskFs } from './disk.ts';
import type { ContentSource } from '../../base/content.ts';
import type { FileSystem } from '../../vfs/inode.ts';
import type { OpenFile } from '../../vfs/file.ts';

const actor = { cred: ROOT, now_ms: () => 1000, cause: 0, root: 0 };

/** Byte i of the pattern with this seed. */
function pattern(seed: number, offset: number, length: number): Uint8Array {
  return Uint8Array.from({ length }, (_, i) => ((offset + i) * 31 + seed * 7 + ((offset + i) >> 9)) & 0xff);
}

function declared(seed: number, size: number): ContentSource & { reads: number } {
  return {
    size,
    key: `pattern:${seed}`,
    digest: `sha256:${seed}`,
    reads: 0,
    read(offset, length) {
      this.reads += length;
      return pattern(seed, offset, length);
    },
  };
}

function tree(fs: FileSystem): { readonly fs: FsContext; readonly open: (path: string, flags: number) => OpenFile } {
  const context = FsContext.atRootOf(MountNamespace.withRoot(new MountIds(), fs, '/dev/vda1'));
  return {
    fs: context,
    open: (path, flags) => {
      const at = ops.openPath(context, actor, path, flags, 0o644);
      return at.dentry.inode.open(actor, flags, at);
    },
  };
}

test('declared content stays a reference, also when copied, until it is written over', () => {
  const disk = new DiskFs({ time_ms: 0 });
  const source = declared(1, 1_000_000_000);
  populate(disk.root, [{ path: '/big', mode: S.IFREG | 0o644, content: source }], 0);
  const { open } = tree(disk);
  const from = open('/big', O.RDWR);
  const to = open('/copy', O.RDWR | O.CREAT);
  for (let left = source.size; left > 0; ) left -= to.writeChunk(actor, from.readChunk(actor, 1 << 20)!)!;
  expect(source.reads).toBe(0);
  expect([from.stat().blocks, to.stat().blocks, disk.used_bytes]).toEqual([1_953_128, 1_953_128, 2 * 1_000_001_536 + 4096]);
  expect([from, to].map((f) => f.ioctl(actor, 'FS_IOC_MEASURE_VERITY', undefined))).toEqual(['sha256:1', 'sha256:1']);
  to.pwrite(actor, new Uint8Array([1, 2, 3]), 500_000_000);
  expect(Array.from(to.pread(actor, 5, 499_999_999))).toEqual([pattern(1, 499_999_999, 1)[0], 1, 2, 3, pattern(1, 500_000_003, 1)[0]]);
  expect(() => to.ioctl(actor, 'FS_IOC_MEASURE_VERITY', undefined)).toThrow();
  expect(source.reads).toBeLessThan(10);
  for (const f of [from, to]) f.release(actor);
});

test('random writes, cuts and reads agree with a plain array, through write-back', () => {
  const disk = new DiskFs({ time_ms: 0 });
  const source = declared(2, 300_000);
  populate(disk.root, [{ path: '/f', mode: S.IFREG | 0o644, content: source }], 0);
  const { fs, open } = tree(disk);
  const file = open('/f', O.RDWR);
  let model = pattern(2, 0, 300_000);
  let seed = 12345;
  const next = (n: number): number => (seed = (seed * 1103515245 + 12345) & 0x7fffffff) % n;
  for (let step = 0; step < 600; step++) {
    const at = next(900_000);
    if (step % 10 === 9) {
      const size = next(900_000);
      file.truncate(actor, size);
      const cut = new Uint8Array(size);
      cut.set(model.subarray(0, Math.min(size, model.length)));
      model = cut;
    } else if (step % 3 === 0) {
      const data = pattern(step, 0, 1 + next(80_000));
      file.pwrite(actor, data, at);
      if (at + data.length > model.length) {
        const longer = new Uint8Array(at + data.length);
        longer.set(model);
        model = longer;
      }
      model.set(data, at);
    } else expect(equalBytes(file.pread(actor, 5000, at), model.subarray(at, at + 5000)), `step ${step}, seed 12345`).toBe(true);
  }
  expect(equalBytes(file.pread(actor, 1e7, 0), model)).toBe(true);
  expect(disk.store.count).toBeGreaterThan(0);
  ops.unlink(fs, actor, '/f');
  file.release(actor);
  expect([disk.store.count, disk.used_bytes, disk.inodes]).toEqual([0, 4096, 1]);
});

test('a lazy directory is made when it is looked into', () => {
  const disk = new DiskFs({ time_ms: 0 });
  let made = 0;
  const dir = lazyDirectory(disk.root, 'layer', 0o755, 7000, () => {
    made++;
    return [
      { path: '/etc', mode: S.IFDIR | 0o750, mtime_ms: 5000 },
      { path: '/etc/name', mode: S.IFREG | 0o640, uid: 1, gid: 2, mtime_ms: 6000, content: 'glass' },
      { path: '/usr/lib/a', mode: S.IFREG | 0o644, content: 'x' },
      { path: '/usr/lib/b', mode: S.IFREG | 0o644, content: { hardlink: '/usr/lib/a' } },
      { path: '/lib', mode: S.IFLNK, content: { symlink: 'usr/lib' } },
      { path: '/opt', mode: S.IFDIR | 0o755, lazy: () => (made++, [{ path: '/inner/f', mode: S.IFREG | 0o600, content: 'yz' }]) },
    ];
  });
  const { fs } = tree(disk);
  expect([dir.mtime_ms, disk.inodes, made]).toEqual([7000, 2, 0]);
  const show = (path: string): unknown[] => {
    const s = lookup(fs, actor, `/layer/${path}`).dentry.inode.stat();
    return [s.mode.toString(8), s.nlink, s.uid, s.gid, s.size, s.mtime_ms];
  };
  expect(['', 'etc', 'etc/name', 'lib/b', 'usr'].map(show)).toEqual([
    ['40755', 5, 0, 0, 4096, 7000],
    ['40750', 2, 0, 0, 4096, 5000],
    ['100640', 1, 1, 2, 5, 6000],
    ['100644', 2, 0, 0, 1, 7000],
    ['40755', 3, 0, 0, 4096, 7000],
  ]);
  expect(made).toBe(1);
  expect([show('opt/inner/f'), made]).toEqual([['100600', 1, 0, 0, 2, 7000], 2]);
});

test('a full tmpfs takes what fits, then says ENOSPC; removing makes room', () => {
  const tmp = new TmpFs(21, 'size=64k,mode=755,nr_inodes=4', 0, 1 << 30);
  const { fs, open } = tree(tmp);
  const f = open('/f', O.WRONLY | O.CREAT);
  const wrote = [f.write(actor, new Uint8Array(60_000)), f.write(actor, new Uint8Array(60_000))];
  let error = '';
  try {
    f.write(actor, new Uint8Array(1));
  } catch (e) {
    error = isSysError(e) ? e.code : '?';
  }
  expect([...wrote, error, tmp.statfs().bfree, tmp.options()]).toEqual([60_000, 5_536, 'ENOSPC', 0, 'size=64k,nr_inodes=4,mode=755,inode64']);
  f.release(actor);
  ops.unlink(fs, actor, '/f');
  expect([tmp.used_bytes, tmp.inodes]).toEqual([0, 1]);
  for (const name of ['a', 'b', 'c']) ops.mkdir(fs, actor, `/${name}`, 0o755);
  expect(() => ops.mkdir(fs, actor, '/d', 0o755)).toThrow();
});
