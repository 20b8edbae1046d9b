/** nl: number lines (coreutils 9.1). */
import type { Task } from '../../../abi/sys.ts';
import { Regex } from '../../libc/regex.ts';
import { Die, tool } from '../../libc/tool.ts';
import { helpStdin, helpTail } from './common.ts';

export const nl = tool(
  {
    name: 'nl',
    help: `Usage: % [OPTION]... [FILE]...\nPrint each FILE with line numbers.\n\n${helpStdin}  -b, --body-numbering=STYLE    which body lines: a all, t not empty (default), n none, pBRE those that match
  -d, --section-delimiter=CC    the characters that begin section marks
  -f, --footer-numbering=STYLE  which footer lines
  -h, --header-numbering=STYLE  which header lines
  -i, --line-increment=NUMBER   step
  -l, --join-blank-lines=NUMBER NUMBER empty lines count as one
  -n, --number-format=FORMAT    ln left, rn right, rz right with zeroes
  -p, --no-renumber             do not begin again at each page
  -s, --number-separator=STRING STRING after the number (TAB)
  -v, --starting-line-number=NUMBER
  -w, --number-width=NUMBER     columns of the number (6)
${helpTail}`,
  },
  function* (t): Task<number> {
    const style: Record<string, string> = { b: 't', h: 'n', f: 'n' };
    let increment = 1;
    let format = 'rn';
    let renumber = true;
    let separator = '\t';
    let start = 1;
    let width = 6;
    let joinBlank = 1;
    let marks = '\\:';
    const integer = (arg: string, what: string): number => {
      if (!/^[-+]?\d+$/.test(arg)) throw new Die(`invalid ${what}: ${t.quote(arg)}`);
      return Number(arg);
    };
    const long = {
      'header-numbering': 'h:', 'body-numbering': 'b:', 'footer-numbering': 'f:', 'starting-line-number': 'v:', 'line-increment': 'i:', 'no-renumber': 'p', 'join-blank-lines': 'l:',
      'number-separator': 's:', 'number-width': 'w:', 'number-format': 'n:', 'section-delimiter': 'd:',
    };
    const names: Readonly<Record<string, string>> = { b: 'body', h: 'header', f: 'footer' };
    const files = yield* t.options('h:b:f:v:i:pl:s:w:n:d:', long, ({ key, arg }) => {
      if (names[key] !== undefined) {
        if (!/^[atn]$|^p/.test(arg)) throw new Die(`invalid ${names[key]} numbering style: ${t.quote(arg)}`, 1, true);
        style[key] = arg;
      } else if (key === 'v') start = integer(arg, 'starting line number');
      else if (key === 'i') increment = integer(arg, 'line number increment');
      else if (key === 'p') renumber = false;
      else if (key === 'l') joinBlank = integer(arg, 'line number of blank lines');
      else if (key === 's') separator = arg;
      else if (key === 'w') {
        width = integer(arg, 'line number field width');
        if (width <= 0) throw new Die(`invalid line number field width: ${t.quote(arg)}: Numerical result out of range`);
      } else if (key === 'n') {
        if (!['ln', 'rn', 'rz'].includes(arg)) throw new Die(`invalid line numbering format: ${t.quote(arg)}`, 1, true);
        format = arg;
      } else marks = arg.length === 1 ? `${arg}:` : arg;
    });
    const regexes = new Map<string, Regex>();
    let number = start;
    let section = 'b';
    let blanks = 0;
    const blankPrefix = ' '.repeat(width + separator.length);
    const ok = yield* t.eachFile(files, function* (input) {
      while (input.ready || (yield* input.fill())) {
        const line = input.take();
        if (marks !== '' && (line === marks || line === marks.repeat(2) || line === marks.repeat(3))) {
          section = line.length === marks.length * 3 ? 'h' : line.length === marks.length * 2 ? 'b' : 'f';
          if (section === 'h' && renumber) number = start;
          yield* t.out.write('\n');
          continue;
        }
        const s = style[section]!;
        let numbered: boolean;
        if (s === 'a') {
          blanks = line === '' ? blanks + 1 : 0;
          numbered = line !== '' || blanks === joinBlank;
          if (blanks === joinBlank) blanks = 0;
        } else if (s === 't') numbered = line !== '';
        else if (s === 'n') numbered = false;
        else {
          let re = regexes.get(s);
          if (re === undefined) regexes.set(s, (re = new Regex(s.slice(1), { extended: false, utf8: t.utf8 })));
          numbered = re.test(line);
        }
        if (!numbered) yield* t.out.write(`${line === '' ? blankPrefix : blankPrefix + line}\n`);
        else {
          const n = String(number);
          const shown = format === 'ln' ? n.padEnd(width) : format === 'rn' ? n.padStart(width) : number < 0 ? `-${n.slice(1).padStart(width - 1, '0')}` : n.padStart(width, '0');
          number += increment;
          yield* t.out.write(`${shown}${separator}${line}\n`);
        }
      }
    });
    return ok ? 0 : 1;
  },
);
