/** Archives as other programs write them, and as nobody should: what the reader, the unpacker and the decompressors make of them. */
import { describe, expect, it } from 'vitest';
import { gzipSync } from 'fflate';
import { concatBytes, decodeUtf8, encodeUtf8 } from '../../base/bytes.ts';
import type { Sys, Task } from '../../abi/sys.ts';
import { tarHeader, tarPadding } from '../../userland/libc/tar.ts';
import type { TarHeader } from '../../userland/libc/tar.ts';
import { preserveTrailing, rebaseName, splitDirEntry } from './cppath.ts';
import { decompress } from './decompress.ts';
import { ArchiveError } from './error.ts';
import { globRegExp, PatternMatcher, readIgnoreFile } from './patterns.ts';
import { TarReader } from './reader.ts';
import { bytesSource, readSource } from './source.ts';

/** Runs what never waits. */
function now<T>(task: Task<T>): T {
  const step = task.next();
  if (step.done !== true) throw new Error('it waits');
  return step.value;
}

const sys = { charge: () => false } as unknown as Sys;

function member(h: Partial<TarHeader>, body = ''): Uint8Array {
  const bytes = encodeUtf8(body);
  const header = tarHeader({ name: 'f', mode: 0o644, uid: 0, gid: 0, size: bytes.length, mtime_s: 7, type: '0', linkname: '', uname: '', gname: '', devmajor: 0, devminor: 0, ...h });
  return concatBytes([header, bytes, tarPadding(bytes.length)]);
}

const END = new Uint8Array(1024);

/** Name, type, size and content of each member; the error that ends it. */
function list(archive: Uint8Array): string[] {
  const reader = new TarReader(bytesSource(archive));
  const out: string[] = [];
  try {
    for (let m = now(reader.next()); m !== undefined; m = now(reader.next())) {
      const body = decodeUtf8(now(readSource({ read: (max) => reader.read(max) })));
      out.push(`${m.name} ${m.type} ${m.size} ${m.linkname}${body}`);
    }
  } catch (e) {
    if (!(e instanceof ArchiveError)) throw e;
    out.push(e.message);
  }
  return out;
}

describe('TarReader', () => {
  it('reads long names of pax and of GNU tar, and hard links without content', () => {
    const long = `${'d/'.repeat(120)}name`;
    const gnu = concatBytes([member({ name: '././@LongLink', type: 'L' }, `${long}2\0`), member({ name: 'cut' }, 'gnu'), member({ name: '././@LongLink', type: 'K' }, `${long}3\0`), member({ name: 'link', type: '2', linkname: 'cut', size: 0 })]);
    expect(list(concatBytes([member({ name: long }, 'pax'), gnu, member({ name: 'h', type: '1', linkname: 'f', size: 0 }), END]))).toEqual([`${long} 0 3 pax`, `${long}2 0 3 gnu`, `link 2 0 ${long}3`, 'h 1 0 f']);
  });

  it('says what is wrong in the words of archive/tar', () => {
    const good = member({}, 'text');
    expect(list(concatBytes([good, encodeUtf8('x'.repeat(512))]))).toEqual(['f 0 4 text', 'archive/tar: invalid tar header']);
    expect(list(good.subarray(0, 514))).toEqual(['unexpected EOF']);
    expect(list(concatBytes([good, good.subarray(0, 100)]))).toEqual(['f 0 4 text', 'unexpected EOF']);
    expect(list(good.subarray(0, 516))).toEqual(['f 0 4 text']);
    expect(list(concatBytes([good, new Uint8Array(512)]))).toEqual(['f 0 4 text']);
    expect(list(concatBytes([member({ type: 'S' }), END]))).toEqual(['glasshull: a sparse file in an archive is not simulated']);
    expect(list(concatBytes([member({ type: 'x' }, 'no record'), END]))).toEqual(['archive/tar: invalid tar header']);
    expect(list(concatBytes([member({ type: 'x', size: 2 ** 30 }), END]))).toEqual(['archive/tar: header field too long']);
  });
});

describe('decompress', () => {
  const text = 'many words '.repeat(5000);
  it('knows gzip and bzip2 by their first bytes, and takes the rest as it is', () => {
    const plain = (b: Uint8Array): string => decodeUtf8(now(readSource(now(decompress(sys, bytesSource(b))))));
    expect(plain(gzipSync(encodeUtf8(text)))).toBe(text);
    const bz = '425a6839314159265359c1c080e2000001410000100244a00030cd00c3462997177245385090c1c080e2';
    expect(plain(Uint8Array.from(bz.match(/../g)!, (h) => parseInt(h, 16)))).toBe('hello\n');
    expect(plain(encodeUtf8(text))).toBe(text);
  });
  it('refuses what is cut or needs a program that is not there', () => {
    const fails = (b: Uint8Array): string => {
      try {
        now(readSource(now(decompress(sys, bytesSource(b)))));
        return '';
      } catch (e) {
        return (e as ArchiveError).message;
      }
    };
    expect(fails(gzipSync(encodeUtf8(text)).subarray(0, 40))).toBe('unexpected EOF');
    expect(fails(encodeUtf8('BZh9nothing of the kind'))).toBe('bzip2 data invalid: bad magic value');
    expect(fails(Uint8Array.of(0xfd, 0x37, 0x7a, 0x58, 0x5a, 0, 0, 0, 0, 0))).toBe('exec: "xz": executable file not found in $PATH');
  });
  it('gives a bomb out in pieces', () => {
    const bomb = gzipSync(new Uint8Array(8 << 20));
    const source = now(decompress(sys, bytesSource(bomb)));
    let most = 0;
    let total = 0;
    for (let b = now(source.read(1 << 16)); b.length > 0; b = now(source.read(1 << 16))) {
      most = Math.max(most, b.length);
      total += b.length;
    }
    expect([total, most]).toEqual([8 << 20, 1 << 16]);
  });
});

describe('patterns', () => {
  it('match as in .dockerignore', () => {
    const m = new PatternMatcher(readIgnoreFile('# no\n*.log\n !keep.log\n/node_modules/\n**/*.md\nsrc/**/tmp\na[b-d]?\n'));
    const shown = ['x.log', 'keep.log', 'd/x.log', 'node_modules', 'node_modules/x/y', 'README.md', 'a/b/c.md', 'src/tmp', 'src/a/b/tmp/f', 'ac1', 'ae1'].map((p) => `${p} ${m.matches(p)}`);
    expect(shown).toEqual(['x.log true', 'keep.log false', 'd/x.log false', 'node_modules true', 'node_modules/x/y true', 'README.md true', 'a/b/c.md true', 'src/tmp true', 'src/a/b/tmp/f true', 'ac1 true', 'ae1 false']);
    expect(() => new PatternMatcher(['['])).toThrow('syntax error in pattern');
    expect(globRegExp('*.t[^x]t').test('a.tet')).toBe(true);
  });
});

describe('paths of docker cp', () => {
  it('keep what a trailing slash or dot says', () => {
    expect([preserveTrailing('/a', 'a/.'), preserveTrailing('/a', 'a/'), preserveTrailing('/', '/.')]).toEqual(['/a/.', '/a/', '/.']);
    expect([splitDirEntry('/a/b'), splitDirEntry('/a/b/.'), splitDirEntry('/')]).toEqual([['/a', 'b'], ['/a/b', '.'], ['/', '/']]);
    expect([rebaseName('/l', '/real'), rebaseName('/l/.', '/real')]).toEqual([['/real', 'l'], ['/real/.', '']]);
  });
});

