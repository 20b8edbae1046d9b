import { describe, expect, it } from 'vitest';
import { Regex, RegexError } from './regex.ts';

const first = (pattern: string, text: string, options: object = {}): string | undefined => new Regex(pattern, { extended: true, utf8: true, ...options }).exec(text)?.[0];
const bre = { extended: false };

describe('Regex', () => {
  it('finds the leftmost, longest match', () => {
    expect(first('foo|foobar', 'a foobar')).toBe('foobar');
    expect(first('(a|ab)(c|bcd)(d*)', 'abcd')).toBe('abcd');
    expect(new Regex('x(a|ab)$', { extended: true }).exec('xab')?.[1]).toBe('ab');
    expect(first('(a|b|ab)*c?', 'ababc')).toBe('ababc');
  });
  it('reads basic expressions with the GNU operators', () => {
    expect(first('*a', 'x*a', bre)).toBe('*a');
    expect(first('^*a', '*a', bre)).toBe('*a');
    expect(first('\\(*a\\)', 'x*a', bre)).toBe('*a');
    expect(first('a\\+b\\?', 'aaab', bre)).toBe('aaab');
    expect(first('a\\{2\\}', 'aaa', bre)).toBe('aa');
    expect(first('\\(.\\)\\1', 'abccd', bre)).toBe('cc');
    expect(first('a+b(', 'xa+b(', bre)).toBe('a+b(');
    expect(first('a^b$c', 'a^b$c', bre)).toBe('a^b$c');
    expect(first('x\\|yz', 'ayz', bre)).toBe('yz');
  });
  it('knows classes, words and anchors', () => {
    expect(first('[[:alpha:]_]+', '12é_x')).toBe('é_x');
    expect(first('[]a-]+', 'x]-a')).toBe(']-a');
    expect(first('[^]a]', ']ab')).toBe('b');
    expect(first('[\\n]', 'xn')).toBe('n');
    expect(first('\\<b\\w*\\>', 'abc bcd')).toBe('bcd');
    expect(first('^b', 'a\nb', { multiline: true })).toBe('b');
    expect(first('a$', 'a\r\n')).toBe(undefined);
    expect(first('a.b', 'a\nb')).toBe('a\nb');
  });
  it('reports what does not parse with the texts of glibc', () => {
    const message = (pattern: string, options: object = {}): string => {
      try {
        new Regex(pattern, { extended: true, ...options });
        return 'ok';
      } catch (e) {
        return e instanceof RegexError ? e.message : String(e);
      }
    };
    expect(['(', ')', 'a{', 'a{2,1}', '[a', '[[:foo:]]', '[b-a]', 'a\\', '*a', 'x\\1'].map((p) => message(p))).toEqual([
      'Unmatched ( or \\(',
      'Unmatched ) or \\)',
      'Unmatched \\{',
      'Invalid content of \\{\\}',
      'Unmatched [, [^, [:, [., or [=',
      'Invalid character class name',
      'Invalid range end',
      'Trailing backslash',
      'Invalid preceding regular expression',
      'Invalid back reference',
    ]);
    expect(['a{', ')', '*a', '['].map((p) => message(p, { lenient: true }))).toEqual(['ok', 'ok', 'ok', 'Invalid regular expression']);
  });
});
