import { describe, expect, test } from 'vitest';
import { ShellSyntaxError, type Dialect } from './error.ts';
import { Parser } from './parser.ts';
import { commandText, functionDefinition } from './print.ts';

/** The messages for a text, or how many complete commands it has. */
function check(text: string, dialect: Dialect = 'bash'): string[] | number {
  const parser = new Parser(dialect === 'bash' ? `${text}\n` : text, { dialect, extglob: false, firstLine: 1 });
  try {
    let n = 0;
    while (parser.unit() !== undefined) n++;
    return n;
  } catch (e) {
    if (!(e instanceof ShellSyntaxError)) throw e;
    return e.messages(dialect, true).map((m) => `${e.line}: ${m}`);
  }
}

describe('syntax errors, worded as bash 5.2 words them', () => {
  test.each([
    ['echo )', "1: syntax error near unexpected token `)'"],
    ['if true; then', '2: syntax error: unexpected end of file'],
    ['echo\nfor i in 1; do :; fi', "2: syntax error near unexpected token `fi'"],
    ['echo "abc', "1: unexpected EOF while looking for matching `\"'"],
    ['echo $(ls', "2: unexpected EOF while looking for matching `)'"],
    ['echo >', "1: syntax error near unexpected token `newline'"],
    ['f() echo', "1: syntax error near unexpected token `echo'"],
    ['echo !(a)', "1: syntax error near unexpected token `('"],
    ['[[ a b ]]', '1: conditional binary operator expected'],
    ['for ((i=0;i<3)); do :; done', '1: syntax error: arithmetic expression required'],
    ['a && || b', "1: syntax error near unexpected token `||'"],
  ])('%s', (text, message) => expect(check(text)).toContain(message));
});

describe('syntax errors, worded as dash words them', () => {
  test.each([
    ['if true; then', '1: Syntax error: end of file unexpected (expecting "fi")'],
    ['a(b c)', '1: Syntax error: word unexpected (expecting ")")'],
    ['x=(a)', '1: Syntax error: "(" unexpected'],
    ['for 1x in a; do', '1: Syntax error: Bad for loop variable'],
    ['echo "a', '1: Syntax error: Unterminated quoted string'],
  ])('%s', (text, message) => expect(check(text, 'dash')).toEqual([message]));
});

test('what is incomplete asks for more, what is wrong does not', () => {
  const incomplete = (text: string): boolean => {
    try {
      new Parser(text, { dialect: 'bash', extglob: false, firstLine: 1, more: true }).unit();
      return false;
    } catch (e) {
      return e instanceof ShellSyntaxError && e.incomplete;
    }
  };
  for (const text of ['if a\n', 'echo "a\n', 'cat <<E\na\n', 'a &&\n', '{ a\n', 'x=(1\n', 'case a in\n', 'echo $(\n']) expect([text, incomplete(text)]).toEqual([text, true]);
  for (const text of ['fi\n', 'echo )\n', 'a;;\n', 'echo a\n']) expect([text, incomplete(text)]).toEqual([text, false]);
});

test('a case within a substitution, quotes within quotes, here-documents within loops', () => {
  expect(check('echo "$(case x in x) echo "a)b";; esac)" `echo \\`ls\\``\nwhile read x; do cat <<A; done <<B\n$x\nA\n1\nB\necho ${x:-${y#"}"}}')).toBe(3);
});

test('commands are printed as bash prints them', () => {
  const unit = new Parser('f() { if a; then b | c & fi; for i in 1 2; do echo $i; done >x 2>&1; case $1 in a|b) :;; esac; }', { dialect: 'bash', extglob: false, firstLine: 1 }).unit()!;
  const node = unit.list.items[0]!.node;
  if (node.type !== 'function') throw new Error('not a function');
  expect(functionDefinition('f', node.body)).toBe(
    ['f () ', '{ ', '    if a; then', '        b | c &', '    fi;', '    for i in 1 2;', '    do', '        echo $i;', '    done > x 2>&1;', '    case $1 in ', '        a | b)', '            :', '        ;;', '    esac', '}'].join('\n'),
  );
  expect(commandText(new Parser('! a  <f |  { b; c; }', { dialect: 'bash', extglob: false, firstLine: 1 }).unit()!.list.items[0]!.node)).toBe('! a < f | { b; c; }');
});
