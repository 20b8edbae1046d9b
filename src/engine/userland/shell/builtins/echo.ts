/** `:`, true, false, echo. */
import { escapeAt, joinBytes } from '../expand/ansi.ts';
import type { Shell } from '../state/shell.ts';
import type { Builtin } from './table.ts';

function echo(sh: Shell, argv: readonly string[]): number {
  let newline = true;
  let escapes = sh.bash ? sh.options.opt('xpg_echo') : sh.dialect === 'dash';
  let i = 1;
  for (; i < argv.length; i++) {
    const a = argv[i]!;
    if (!sh.bash && sh.dialect === 'dash') {
      if (a !== '-n' || i > 1) break;
      newline = false;
      continue;
    }
    if (!/^-[neE]+$/.test(a)) break;
    for (const c of a.slice(1)) {
      if (c === 'n') newline = false;
      else escapes = c === 'e';
    }
  }
  let text = i === argv.length - 1 ? argv[i]! : argv.slice(i).join(' ');
  if (escapes && text.includes('\\')) {
    const decoded = echoEscapes(text, sh.dialect === 'dash');
    text = decoded.text;
    if (decoded.stop) newline = false;
  }
  sh.print(newline ? `${text}\n` : text);
  return 0;
}

/** Decode echo's escapes: octal needs a leading zero, `\c` ends the output. `posix`: as dash, which also takes `\nnn`. */
export function echoEscapes(text: string, posix = false): { text: string; stop: boolean } {
  let out = '';
  for (let i = 0; i < text.length; ) {
    if (text[i] !== '\\' || i + 1 >= text.length) {
      out += text[i++]!;
      continue;
    }
    const n = text[i + 1]!;
    if (n === 'c') return { text: joinBytes(out), stop: true };
    if (n === '0') {
      const m = /^[0-7]{0,3}/.exec(text.slice(i + 2))!;
      const byte = parseInt(m[0] === '' ? '0' : m[0], 8) & 255;
      out += String.fromCharCode(byte < 128 ? byte : 0xdc00 + byte);
      i += 2 + m[0].length;
      continue;
    }
    const e = (n >= '1' && n <= '7' && !posix) || (posix && /[xuUeE]/.test(n)) ? undefined : escapeAt(text, i, 3);
    if (e === undefined) {
      out += `\\${n}`;
      i += 2;
    } else {
      out += e.value;
      i += e.length;
    }
  }
  return { text: joinBytes(out), stop: false };
}

export const echoBuiltins: Record<string, Builtin> = {
  ':': { run: () => 0, usage: '', about: 'Do nothing, successfully.' },
  true: { run: () => 0, usage: '', about: 'Do nothing, successfully.' },
  false: { run: () => 1, usage: '', about: 'Do nothing, unsuccessfully.' },
  echo: { run: echo, usage: '[-neE] [arg ...]', about: 'Write the arguments, separated by blanks, and a newline.' },
};
