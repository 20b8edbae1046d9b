/**
 * A random walk: an overlay over two lower layers must answer and look like a plain directory with the same content, whatever is done to
 * it, except that a directory of a lower layer cannot be renamed (EXDEV). Afterwards the lower layers are as they were, and a second
 * mount of the same layers shows the same tree.
 */
import { expect, test } from 'vitest';
import { isSysError } from '../../abi/errno.ts';
import { O } from '../../abi/fs.ts';
import { decodeUtf8, encodeUtf8 } from '../../base/bytes.ts';
import { Random } from '../../base/random.ts';
import { runBody } from '../../syscalls/testing/box.ts';
import type { Sys, Task } from '../../abi/sys.ts';

function* put(sys: Sys, path: string, flags: number, text: string): Task<void> {
  const fd = yield* sys.open(path, flags, 0o644);
  yield* sys.write(fd, encodeUtf8(text));
  sys.close(fd);
}

/** Everything below a directory: path, type, mode, owner, content. */
function* show(sys: Sys, top: string, path = ''): Task<string[]> {
  const out: string[] = [];
  for (const { name, type } of sys.readdir(top + path).slice(2)) {
    const at = `${path}/${name}`;
    const s = sys.lstat(top + at);
    let text = `${at} ${type} ${(s.mode & 0o7777).toString(8)} ${s.uid}`;
    if (type === 'file') {
      const fd = yield* sys.open(top + at, O.RDONLY);
      text += ` ${decodeUtf8(yield* sys.read(fd, 4096))}`;
      sys.close(fd);
    } else if (type === 'symlink') text += ` ${sys.readlink(top + at)}`;
    out.push(text);
    if (type === 'dir') out.push(...(yield* show(sys, top, at)));
  }
  return out.sort();
}

const NAMES = ['a', 'b', 'c', 'd'];

function* build(sys: Sys, top: string, layer: number): Task<void> {
  if (layer === 1) {
    for (const d of ['/a', '/a/b', '/c']) sys.mkdir(top + d);
    for (const f of ['/a/c', '/a/b/d', '/b', '/c/a']) yield* put(sys, top + f, O.WRONLY | O.CREAT, `one${f}`);
    sys.symlink('b', `${top}/d`);
  } else {
    for (const d of ['/a', '/a/b']) {
      try {
        sys.mkdir(top + d);
      } catch (e) {
        if (!isSysError(e, 'EEXIST')) throw e;
      }
    }
    for (const f of ['/a/a', '/a/b/d', '/b']) yield* put(sys, top + f, O.WRONLY | O.CREAT | O.TRUNC, `two${f}`);
  }
}

test('a random walk over overlay and plain directory', () => {
  for (let seed = 1; seed <= 25; seed++) {
    const { output } = runBody(function* (sys) {
      const random = new Random(seed);
      for (const d of ['l1', 'l2', 'u', 'w', 'm', 'p', 'n']) sys.mkdir(`/tmp/${d}`);
      yield* build(sys, '/tmp/l1', 1);
      yield* build(sys, '/tmp/l2', 2);
      yield* build(sys, '/tmp/p', 1);
      yield* build(sys, '/tmp/p', 2);
      const before = [yield* show(sys, '/tmp/l1'), yield* show(sys, '/tmp/l2')];
      const layers = 'lowerdir=/tmp/l2:/tmp/l1,upperdir=/tmp/u,workdir=/tmp/w';
      sys.mount('o', '/tmp/m', 'overlay', 0, layers);
      const path = (): string => Array.from({ length: 1 + random.below(3) }, () => `/${NAMES[random.below(NAMES.length)]!}`).join('');
      const history: string[] = [];
      for (let step = 0; step < 200; step++) {
        const a = path();
        const b = path();
        const kind = random.below(11);
        const act = function* (top: string): Task<string> {
          try {
            switch (kind) {
              case 0:
                yield* put(sys, top + a, O.WRONLY | O.CREAT | O.TRUNC, `w${step}`);
                break;
              case 1:
                yield* put(sys, top + a, O.WRONLY | O.APPEND, `+${step}`);
                break;
              case 2:
                sys.mkdir(top + a);
                break;
              case 3:
                sys.unlink(top + a);
                break;
              case 4:
                sys.rmdir(top + a);
                break;
              case 5:
              case 6:
                sys.rename(top + a, top + b);
                break;
              case 7:
                sys.link(top + a, top + b);
                break;
              case 8:
                sys.symlink(b.slice(1), top + a);
                break;
              case 9:
                sys.chmod(top + a, 0o600 + (step & 7));
                break;
              default:
                sys.rename(top + a, top + b, 2);
            }
            return 'ok';
          } catch (e) {
            if (isSysError(e)) return e.code;
            throw e;
          }
        };
        const got = yield* act('/tmp/m');
        history.push(`${kind} ${a} ${b} ${got}`);
        if (got === 'EXDEV') continue;
        const want = yield* act('/tmp/p');
        expect(got, `seed ${seed}\n${history.join('\n')}`).toBe(want);
      }
      const shown = yield* show(sys, '/tmp/m');
      expect(shown, `seed ${seed}\n${history.join('\n')}`).toEqual(yield* show(sys, '/tmp/p'));
      expect([yield* show(sys, '/tmp/l1'), yield* show(sys, '/tmp/l2')]).toEqual(before);
      sys.umount('/tmp/m');
      sys.mount('o', '/tmp/n', 'overlay', 0, layers);
      expect(yield* show(sys, '/tmp/n')).toEqual(shown);
    });
    expect(output).toBe('');
  }
});
