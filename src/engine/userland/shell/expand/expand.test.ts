import { describe, expect, test } from 'vitest';
import { evalArith, type ArithEnv } from './arith.ts';
import { ArithError } from './arithtok.ts';
import { expandBraces } from './brace.ts';
import { FieldBuilder, parseIfs } from './fields.ts';
import { matches, removeMatch, replaceMatch } from './pattern.ts';
import { backslashQuote, shellQuote } from './quote.ts';

const vars = new Map<string, string>();
const env: ArithEnv = { arithDepth: 0, arithGet: (name, index) => vars.get(index === undefined ? name : `${name}[${index}]`), arithSet: (name, index, value) => void vars.set(index === undefined ? name : `${name}[${index}]`, value) };
const arith = (text: string): string => {
  try {
    return String(evalArith(text, env));
  } catch (e) {
    if (e instanceof ArithError) return e.message;
    throw e;
  }
};

describe('arithmetic', () => {
  test.each([
    ['1+2*3', '7'], ['2**3**2', '512'], ['-7/2', '-3'], ['-7%3', '-1'], ['1<<64', '1'], ['9223372036854775807+1', '-9223372036854775808'], ['0xff+010+2#11', '266'],
    ['i=5,i+=i++ + ++i', '17'], ['0&&1/0', '0'], ['1?2:1/0', '2'], ['x=y,y=3', '3'], ['', '0'],
    ['1 +', '1 +: syntax error: operand expected (error token is "+")'], ['a b', 'a b: syntax error in expression (error token is "b")'], ['08', '08: value too great for base (error token is "08")'],
    ['1=2', '1=2: attempted assignment to non-variable (error token is "=2")'], ['1/0', '1/0: division by 0 (error token is "0")'], ['1 ? 2', "1 ? 2: `:' expected for conditional expression (error token is \"2\")"],
  ])('%s', (text, want) => expect(arith(text)).toBe(want));
});

test('splitting at IFS', () => {
  const split = (text: string, ifs?: string): string[] => {
    const b = new FieldBuilder(true, parseIfs(ifs), false);
    b.value(text, false);
    return b.finish().map((f) => f.text);
  };
  expect(split('  a  b ')).toEqual(['a', 'b']);
  expect(split('a:b::c:', ':')).toEqual(['a', 'b', '', 'c']);
  expect(split(' a : b  c:d', ': ')).toEqual(['a', 'b', 'c', 'd']);
  expect(split('a b', '')).toEqual(['a b']);
});

test('patterns', () => {
  const o = { extglob: true };
  expect(['a*c', 'a?c', '[!x]b[[:lower:]]', '@(abc|x)', '!(abd)', '*(a|b)c'].map((p) => matches(p, 'abc', o))).toEqual([true, true, true, true, true, true]);
  expect(['a\\*c', '!(abc)', '[x-z]*'].map((p) => matches(p, 'abc', o))).toEqual([false, false, false]);
  expect((['#', '##', '%', '%%'] as const).map((op) => removeMatch('a/b/c', op[0] === '#' ? '*/' : '/*', op, o))).toEqual(['b/c', 'c', 'a/b', 'a']);
  expect(replaceMatch('aabbaa', '+(a)', () => 'X', true, '', o)).toBe('XbbX');
  expect(replaceMatch('abc', '', () => 'X', false, '%', o)).toBe('abcX');
});

test('braces', () => {
  expect(expandBraces('a{b,c{1..3},}d')).toEqual(['abd', 'ac1d', 'ac2d', 'ac3d', 'ad']);
  expect(expandBraces('{01..10..4}')).toEqual(['01', '05', '09']);
  expect([expandBraces('{a}'), expandBraces('"{a,b}"'), expandBraces('${x,y}')]).toEqual([undefined, undefined, undefined]);
});

test('quoting for output', () => {
  expect(["it's", '', 'a\nb', '$x y'].map(shellQuote)).toEqual(["'it'\\''s'", "''", "$'a\\nb'", "'$x y'"]);
  expect(["it's", '', 'a\nb', '$x y'].map(backslashQuote)).toEqual(["it\\'s", "''", "$'a\\nb'", '\\$x\\ y']);
});
