/** Mounts and namespaces of mounts through the system calls: bind, remount, busy, move, a container's root built by hand. */
import { expect, test } from 'vitest';
import { isSysError } from '../abi/errno.ts';
import { MNT, MS, O } from '../abi/fs.ts';
import { CLONE } from '../abi/process.ts';
import { decodeUtf8, encodeUtf8 } from '../base/bytes.ts';
import { runBody } from './testing/box.ts';
import type { Sys, Task } from '../abi/sys.ts';

/** What a call answers: 'ok' or the error's name. */
function attempt(call: () => unknown): string {
  try {
    call();
    return 'ok';
  } catch (e) {
    if (isSysError(e)) return e.code;
    throw e;
  }
}

function* put(sys: Sys, path: string, text: string): Task<void> {
  const fd = yield* sys.open(path, O.WRONLY | O.CREAT | O.TRUNC);
  yield* sys.write(fd, encodeUtf8(text));
  sys.close(fd);
}

function* cat(sys: Sys, path: string): Task<string> {
  const fd = yield* sys.open(path, O.RDONLY);
  let text = '';
  for (;;) {
    const part = yield* sys.read(fd, 65536);
    if (part.length === 0) break;
    text += decodeUtf8(part);
  }
  sys.close(fd);
  return text;
}

function names(sys: Sys, path: string): string {
  return sys
    .readdir(path)
    .slice(2)
    .map((e) => (e.type === 'char' ? `${e.name}!` : e.name))
    .sort()
    .join(' ');
}

test('bind mounts, read-only remounts, busy mounts', () => {
  const seen: unknown[] = [];
  runBody(function* (sys) {
    sys.mkdir('/tmp/a');
    sys.mkdir('/tmp/b');
    yield* put(sys, '/tmp/a/f', 'one');
    sys.mount('/tmp/a', '/tmp/b', '', MS.BIND);
    seen.push(yield* cat(sys, '/tmp/b/f'), sys.stat('/tmp/a/f').ino === sys.stat('/tmp/b/f').ino);
    sys.mount('', '/tmp/b', '', MS.REMOUNT | MS.BIND | MS.RDONLY);
    seen.push(attempt(() => sys.unlink('/tmp/b/f')), attempt(() => sys.mkdir('/tmp/b/d')), attempt(() => sys.chmod('/tmp/b/f', 0o600)), attempt(() => sys.access('/tmp/b/f', 2)));
    seen.push(attempt(() => sys.rename('/tmp/b/f', '/tmp/a/g')), attempt(() => sys.link('/tmp/b/f', '/tmp/a/g')), attempt(() => sys.rmdir('/tmp/b')), attempt(() => sys.chmod('/tmp/a/f', 0o600)));
    const fd = yield* sys.open('/tmp/b/f', O.RDONLY);
    seen.push(attempt(() => sys.umount('/tmp/b')));
    sys.close(fd);
    sys.chdir('/tmp/b');
    seen.push(attempt(() => sys.umount('/tmp/b')));
    sys.chdir('/');
    seen.push(attempt(() => sys.umount('/tmp/b')), attempt(() => sys.umount('/tmp/b')), names(sys, '/tmp/b'), attempt(() => sys.umount('/')));
    yield* put(sys, '/tmp/file', 'under');
    sys.mount('/tmp/a/f', '/tmp/file', '', MS.BIND);
    seen.push(yield* cat(sys, '/tmp/file'), attempt(() => sys.unlink('/tmp/file')), attempt(() => sys.mount('/tmp/a', '/tmp/file', '', MS.BIND)));
    sys.umount('/tmp/file');
    seen.push(yield* cat(sys, '/tmp/file'));
    seen.push(attempt(() => sys.mount('x', '/tmp/a', 'nosuchfs')), attempt(() => sys.mount('x', '/tmp/missing', 'tmpfs')), attempt(() => sys.mount('x', '/tmp/file', 'tmpfs')), attempt(() => sys.mount('x', '/tmp/a', 'tmpfs', 0, 'colour=red')));
    seen.push(attempt(() => sys.truncate('/bin/t', 0)), attempt(() => sys.open('/bin/t', O.WRONLY)));
    sys.setuid(1000);
    seen.push(attempt(() => sys.mount('x', '/tmp/a', 'tmpfs')), attempt(() => sys.umount('/proc')));
  });
  expect(seen).toEqual([
    ...['one', true],
    ...['EROFS', 'EROFS', 'EROFS', 'EROFS'],
    ...['EXDEV', 'EXDEV', 'EBUSY', 'ok'],
    ...['EBUSY', 'EBUSY', 'ok', 'EINVAL', '', 'EBUSY'],
    ...['one', 'EBUSY', 'ENOTDIR', 'under'],
    ...['ENODEV', 'ENOENT', 'ENOTDIR', 'EINVAL'],
    ...['ETXTBSY', 'ETXTBSY', 'EPERM', 'EPERM'],
  ]);
});

test('a recursive bind takes what is mounted beneath; a move takes it away; the top of a stack is what is seen', () => {
  const seen: unknown[] = [];
  runBody(function* (sys) {
    for (const d of ['/tmp/a', '/tmp/a/sub', '/tmp/b', '/tmp/c']) sys.mkdir(d);
    sys.mount('t', '/tmp/a/sub', 'tmpfs');
    yield* put(sys, '/tmp/a/sub/f', 'x');
    sys.mount('/tmp/a', '/tmp/b', '', MS.BIND);
    sys.mount('/tmp/a', '/tmp/c', '', MS.BIND | MS.REC);
    seen.push(names(sys, '/tmp/b/sub'), names(sys, '/tmp/c/sub'));
    seen.push(attempt(() => sys.umount('/tmp/c')), attempt(() => sys.umount('/tmp/c', MNT.DETACH)), names(sys, '/tmp/c'));
    sys.mkdir('/tmp/d');
    sys.mount('/tmp/a/sub', '/tmp/d', '', MS.MOVE);
    seen.push(names(sys, '/tmp/a/sub'), names(sys, '/tmp/d'));
    sys.mount('t', '/tmp/d', 'tmpfs');
    seen.push(names(sys, '/tmp/d'));
    sys.umount('/tmp/d');
    seen.push(names(sys, '/tmp/d'));
    sys.chdir('/tmp/d');
    seen.push(sys.getcwd(), sys.stat('..').ino === sys.stat('/tmp').ino);
    yield* sys.open('f', O.RDONLY);
  });
  expect(seen).toEqual(['', 'f', 'EBUSY', 'ok', '', '', 'f', '', 'f', '/tmp/d', true]);
});

test('a container by hand: overlay, pivot_root, proc of its own, and what the host sees of it', () => {
  const seen: unknown[] = [];
  const { world } = runBody(
    function* (sys) {
      for (const d of ['l1', 'l2', 'u', 'w', 'm']) sys.mkdir(`/tmp/${d}`);
      for (const d of ['/tmp/l1/proc', '/tmp/l1/etc', '/tmp/l2/etc', '/tmp/l1/gone']) sys.mkdir(d);
      yield* put(sys, '/tmp/l1/etc/name', 'lower one');
      yield* put(sys, '/tmp/l2/etc/name', 'lower two');
      yield* put(sys, '/tmp/l1/etc/other', 'x');
      const pid = sys.clone(
        function* (c) {
          c.mount('', '/', '', MS.PRIVATE | MS.REC);
          c.mount('overlay', '/tmp/m', 'overlay', 0, 'lowerdir=/tmp/l2:/tmp/l1,upperdir=/tmp/u,workdir=/tmp/w');
          c.mount('proc', '/tmp/m/proc', 'proc');
          c.chdir('/tmp/m');
          c.pivotRoot('.', '.');
          c.umount('.', MNT.DETACH);
          c.chdir('/');
          seen.push(c.getcwd(), names(c, '/'), yield* cat(c, '/etc/name'), yield* cat(c, '/proc/mounts'));
          seen.push(names(c, '/proc').split(' ').filter((n) => /^\d/.test(n)), c.readlink('/proc/self'));
          const fd = yield* c.open('/etc/other', O.WRONLY | O.APPEND);
          yield* c.write(fd, encodeUtf8('y'));
          c.unlink('/etc/name');
          c.rmdir('/gone');
          yield* put(c, '/new', 'n');
          seen.push(c.stat('/etc/other').dev === c.stat('/').dev, c.statfs('/').type);
          return 7;
        },
        { flags: CLONE.NEWNS | CLONE.NEWPID | CLONE.NEWUTS },
      );
      seen.push((yield* sys.wait4(pid))?.status);
      seen.push(names(sys, '/tmp/u'), names(sys, '/tmp/u/etc'), yield* cat(sys, '/tmp/u/etc/other'), names(sys, '/tmp/m'), sys.stat('/tmp/u/gone').rdev);
    },
    true,
  );
  expect(seen).toEqual([
    '/',
    'etc gone proc',
    'lower two',
    'overlay / overlay rw,relatime,lowerdir=/tmp/l2:/tmp/l1,upperdir=/tmp/u,workdir=/tmp/w 0 0\nproc /proc proc rw,relatime 0 0\n',
    ['1'],
    '1',
    true,
    'overlayfs',
    { kind: 'exited', code: 7 },
    'etc gone! new',
    'name! other',
    'xy',
    '',
    0,
  ]);
  const events = world.takeTrace().events.filter((e) => e.kind === 'copy_up' || e.kind === 'mount' || e.kind === 'umount');
  expect(events.filter((e) => e.pid > 2).map((e) => (e.kind === 'copy_up' ? `copy_up ${e.path} ${e.size}` : e.kind === 'mount' ? `mount ${e.fstype} ${e.target}` : `umount ${e.target}`))).toEqual(['mount overlay /tmp/m', 'mount proc /tmp/m/proc', 'umount /', 'copy_up /etc/other 1']);
});

test('a namespace keeps its mounts, and setns enters them', () => {
  const seen: unknown[] = [];
  runBody(function* (sys) {
    const [r, w] = sys.pipe();
    const pid = sys.clone(
      function* (c) {
        c.mount('inner', '/tmp', 'tmpfs');
        yield* put(c, '/tmp/inside', 'x');
        yield* c.write(w, encodeUtf8('.'));
        yield* c.sleep(Infinity);
        return 0;
      },
      { flags: CLONE.NEWNS },
    );
    yield* sys.read(r, 1);
    seen.push(names(sys, '/tmp'), names(sys, `/proc/${pid}/root/tmp`), sys.readlink(`/proc/${pid}/ns/mnt`) === sys.readlink('/proc/self/ns/mnt'));
    const fd = yield* sys.open(`/proc/${pid}/ns/mnt`, O.RDONLY);
    sys.setns(fd, 'mnt');
    seen.push(names(sys, '/tmp'), sys.getcwd());
    sys.kill(pid, 9);
  });
  expect(seen).toEqual(['', 'inside', false, 'inside', '/']);
});
