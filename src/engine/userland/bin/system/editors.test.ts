/** Full-screen programs on a terminal: what is typed becomes the file; what is shown is the picture. */
import { describe, expect, it } from 'vitest';
import { encodeUtf8 } from '../../../base/bytes.ts';
import { program, textOf, testWorld } from '../../../world/testing.ts';
import type { Program } from '../../libc/program.ts';
import { readTextFile, writeFile, writeText } from '../../libc/stdio.ts';
import { less } from './less.ts';
import { nano } from './nano.ts';
import { top } from './top.ts';
import { vi } from './vi.ts';

/** Run `editor /tmp/f` on a terminal of 10 rows and 40 columns, type, and read the file back. */
function edited(editor: Program, before: string, keys: readonly string[]): { readonly file: string; readonly screen: string } {
  const run = program('run', function* (sys) {
    yield* writeFile(sys, '/tmp/f', before);
    const pid = sys.fork(function* (child) {
      return yield* child.execve(`/bin/${editor.name}`, [editor.name, '/tmp/f'], ['TERM=xterm']);
    });
    yield* sys.wait4(pid);
    yield* writeText(sys, 1, `<<${yield* readTextFile(sys, '/tmp/f')}>>`);
    return 0;
  });
  const world = testWorld([run, editor]);
  const term = world.input({ kind: 'term_open', host: 'host', user: 'root', argv: ['/bin/run'], rows: 10, cols: 40 });
  let out = '';
  const settle = (): void => {
    while (world.run(world.now_ns + 200e6, 100_000) === 'budget');
    out += textOf(world, term);
  };
  settle();
  for (const key of keys) {
    world.input({ kind: 'term_data', term, data: encodeUtf8(key) });
    settle();
  }
  return { file: /<<([\s\S]*)>>/.exec(out)?.[1]?.replace(/\r\n/g, '\n') ?? 'still running', screen: out };
}

describe('vi', () => {
  it.each([
    ['inserts, opens lines and writes', 'one\n', ['ifirst ', '\x1b', 'onew', '\x1b', ':wq\r'], 'first one\nnew\n'],
    ['deletes, pastes and undoes', 'a\nb\nc\n', ['dd', 'p', 'yyP', 'dd', 'u', ':wq\r'], 'b\na\na\nc\n'],
    ['takes counts and motions', 'one two three four\n', ['w2dw', 'A!', '\x1b', '0cwuno', '\x1b', ':x\r'], 'uno four!\n'],
    ['repeats the last change', 'aaa\n', ['rb', 'l.', 'l.', 'ZZ'], 'bbb\n'],
    ['searches and substitutes', 'foo bar\nbar foo\n', ['/bar\r', 'x', ':%s/foo/x&x/g\r', ':wq\r'], 'xfoox ar\nbar xfoox\n'],
    ['gives up changes only with !', 'kept\n', ['dd', ':q\r', ':q!\r'], 'kept\n'],
  ])('%s', (_, before, keys, after) => {
    expect(edited(vi, before, keys).file).toBe(after);
  });

  it('says what it refuses', () => {
    const { screen } = edited(vi, 'x\n', ['x', ':q\r', ':nonsense\r', ':q!\r']);
    expect(screen).toContain('E37: No write since last change (add ! to override)');
    expect(screen).toContain('E492: Not an editor command: nonsense');
  });
});

describe('nano', () => {
  it.each([
    ['types, writes and leaves', '', ['hello\rworld', '\x0f', '\r', '\x18'], 'hello\nworld\n'],
    ['cuts and pastes lines', 'a\nb\nc\n', ['\x0b\x0b', '\x1b[B', '\x15', '\x13', '\x18'], 'c\na\nb\n'],
    ['asks before it leaves', 'old\n', ['x', '\x18', 'n'], 'old\n'],
    ['replaces all', 'a b a\n', ['\x1c', 'a\r', 'z\r', 'a', '\x13', '\x18'], 'z b z\n'],
    ['undoes', 'abc\n', ['\x0b', '\x1bu', '\x13', '\x18'], 'abc\n'],
  ])('%s', (_, before, keys, after) => {
    expect(edited(nano, before, keys).file).toBe(after);
  });
});

describe('less', () => {
  it('shows a screen, searches and goes to the end', () => {
    const text = Array.from({ length: 30 }, (_, i) => `line ${i + 1}\n`).join('');
    const { screen, file } = edited(less, text, ['/27\r', 'G', 'q']);
    const pages = screen.split('\x1b[H').map((p) => p.replace(/\x1b\[[0-9;?]*[A-Za-z]/g, '').replace(/\r/g, ''));
    expect(pages[1]).toBe('line 1\nline 2\nline 3\nline 4\nline 5\nline 6\nline 7\nline 8\nline 9\n/tmp/f//2/27');
    expect(pages[2]!.split('\n')[0]).toBe('line 27');
    expect(pages[3]).toContain('line 29\nline 30\n(END)');
    expect(file).toBe(text);
  });
});

it('top draws, sorts and quits', () => {
  const { screen } = edited(top, '', ['M', 'q']);
  expect(screen).toContain('top - ');
  expect(screen).toMatch(/PID USER {6}PR {2}NI {4}VIRT/);
});
