/** Whole outputs of the text tools on a fake kernel; the recorded transcripts (conformance/programs) go further. */
import { describe, expect, it } from 'vitest';
import { encodeUtf8 } from '../../../base/bytes.ts';
import { runText, type FakeFiles } from '../../testing/fakesys.ts';
import { programs } from './index.ts';

const table = new Map(programs.map((p) => [p.name, p.main]));
const run = (argv: readonly string[], stdin = '', files: Readonly<Record<string, string>> = {}): { status: number; stdout: string; stderr: string } => {
  const map: FakeFiles = new Map(Object.entries(files).map(([name, text]) => [`/t/${name}`, encodeUtf8(text)]));
  return runText(table.get(argv[0]!)!, argv, { stdin, files: map });
};
const ok = (stdout: string): object => ({ status: 0, stdout, stderr: '' });

describe('text tools', () => {
  it('have distinct names', () => {
    expect(table.size).toBe(programs.length);
  });
  it('say what glibc and gnulib say about mistakes', () => {
    expect(run(['cat', '--show'])).toEqual({
      status: 1,
      stdout: '',
      stderr: "cat: option '--show' is ambiguous; possibilities: '--show-nonprinting' '--show-ends' '--show-tabs' '--show-all'\nTry 'cat --help' for more information.\n",
    });
    expect(run(['cat', 'a b', "it's", 'x\ny']).stderr).toBe("cat: 'a b': No such file or directory\ncat: \"it's\": No such file or directory\ncat: 'x'$'\\n''y': No such file or directory\n");
    expect(run(['head', '-n', 'x']).stderr).toBe('head: invalid number of lines: ‘x’\n');
    expect(run(['sed', '-n', '/[/p'])).toEqual({ status: 1, stdout: '', stderr: 'sed: -e expression #1, char 4: unterminated address regex\n' });
    expect(run(['grep', '(', '-E'])).toEqual({ status: 2, stdout: '', stderr: 'grep: Unmatched ( or \\(\n' });
    expect(run(['awk', '{print'])).toEqual({ status: 2, stdout: '', stderr: 'awk: line 2: missing } near end of file\n' });
  });
  it('sort by keys, uniquely, by human and version numbers', () => {
    expect(run(['sort', '-k2,2', '-k1n'], '10 b\n9 a\n2 a\n')).toEqual(ok('2 a\n9 a\n10 b\n'));
    expect(run(['sort', '-h'], '1K\n2M\n512\n1G\n')).toEqual(ok('512\n1K\n2M\n1G\n'));
    expect(run(['sort', '-V'], 'v1.10\nv1.9\nv1.2~rc\nv1.2\n')).toEqual(ok('v1.2~rc\nv1.2\nv1.9\nv1.10\n'));
  });
  it('edit streams', () => {
    expect(run(['sed', '-E', ':a;s/^([0-9]+)([0-9]{3})/\\1,\\2/;ta'], '1234567\n12\n')).toEqual(ok('1,234,567\n12\n'));
    expect(run(['sed', '$!N;P;D'], 'a\nb\nc')).toEqual(ok('a\nb\nc'));
    expect(run(['sed', 's/x*/-/g'], 'abxc\n')).toEqual(ok('-a-b-c-\n'));
  });
  it('run awk programs with functions, arrays and printf', () => {
    expect(run(['awk', '{n[$1] += $2} END {for (k in n) printf "%-3s|%5.1f\\n", k, n[k]}'], 'a 1\nb 2.5\na 3\n')).toEqual(ok('b  |  2.5\na  |  4.0\n'));
    expect(run(['awk', 'function f(n) {return n < 2 ? n : f(n-1) + f(n-2)} BEGIN {print f(15)}'])).toEqual(ok('610\n'));
    expect(run(['awk', 'BEGIN {s = "hello"; gsub(/l/, "<&>", s); print s, substr(s, 2, 3), match(s, /o$/)}'])).toEqual(ok('he<l><l>o e<l 9\n'));
  });
  it('compare files as GNU diff does', () => {
    const files = { a: 'f(){\n  a\n}\n\ng(){\n  b\n}\n', b: 'f(){\n  a\n}\n\nh(){\n  c\n}\n\ng(){\n  b\n}\n' };
    expect(run(['diff', 'a', 'b'], '', files)).toEqual({ status: 1, stdout: '4a5,8\n> h(){\n>   c\n> }\n> \n', stderr: '' });
  });
  it('print digests and dumps', () => {
    expect(run(['sha256sum'], 'abc')).toEqual(ok('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad  -\n'));
    expect(run(['od', '-An', '-tx1', '-c'], 'a\nb')).toEqual(ok('  61  0a  62\n   a  \\n   b\n'));
  });
});
