/** Prompts: the backslash escapes of PS0..PS4 and `${x@P}`, then the expansions of a double-quoted word. */
import type { Task } from '../../../abi/sys.ts';
import { compile } from '../expand/plan.ts';
import { planText } from '../expand/expand.ts';
import { passwdField } from '../expand/tilde.ts';
import { escapeAt } from '../expand/ansi.ts';
import { localtime, parseZone, strftime, type Tm } from '../../libc/time.ts';
import type { Shell } from './shell.ts';

/** A prompt as it is shown. */
export function* expandPrompt(sh: Shell, text: string): Task<string> {
  const decoded = sh.bash || sh.dialect === 'ash' ? expandPromptText(sh, text) : text;
  if (!/[$`\\]/.test(decoded) || (sh.bash && !sh.options.opt('promptvars'))) return decoded;
  const status = sh.status;
  const shown = yield* planText(sh, compile(decoded, sh.line, 'quoted', sh.planOptions));
  sh.status = status;
  return shown;
}

/** The escapes alone. What they give is protected from the expansions that follow where it could be taken for one. */
export function expandPromptText(sh: Shell, text: string): string {
  let out = '';
  for (let i = 0; i < text.length; i++) {
    const c = text[i]!;
    if (c !== '\\' || i + 1 >= text.length) {
      out += c;
      continue;
    }
    const n = text[++i]!;
    switch (n) {
      case 'u':
        out += userName(sh);
        break;
      case 'h':
        out += (sh.sys.uname().nodename.split('.')[0] ?? '').replace(/[$`\\]/g, '\\$&');
        break;
      case 'H':
        out += sh.sys.uname().nodename.replace(/[$`\\]/g, '\\$&');
        break;
      case 'w':
      case 'W':
        out += directory(sh, n === 'W').replace(/[$`\\]/g, '\\$&');
        break;
      case '$':
        out += sh.sys.getcred().euid === 0 ? '#' : '\\$';
        break;
      case 'a':
        out += '\x07';
        break;
      case 'e':
        out += '\x1b';
        break;
      case 'n':
        out += '\n';
        break;
      case 'r':
        out += '\r';
        break;
      case '[':
        out += '\x01';
        break;
      case ']':
        out += '\x02';
        break;
      case 'j':
        out += String(sh.jobs.list.length);
        break;
      case 'l':
        out += sh.ttyName().replace(/^.*\//, '');
        break;
      case 's':
        out += sh.name.replace(/^.*\//, '');
        break;
      case 'v':
        out += '5.2';
        break;
      case 'V':
        out += '5.2.15';
        break;
      case '!':
        out += String(sh.history.length + 1);
        break;
      case '#':
        out += String(sh.history.length + 1);
        break;
      case 'd':
        out += time(sh, '%a %b %d');
        break;
      case 't':
        out += time(sh, '%H:%M:%S');
        break;
      case 'T':
        out += time(sh, '%I:%M:%S');
        break;
      case '@':
        out += time(sh, '%I:%M %p');
        break;
      case 'A':
        out += time(sh, '%H:%M');
        break;
      case 'D': {
        const end = text.indexOf('}', i);
        if (text[i + 1] === '{' && end > 0) {
          const format = text.slice(i + 2, end);
          out += time(sh, format === '' ? '%X' : format);
          i = end;
        } else out += '\\D';
        break;
      }
      case '\\':
        out += '\\\\';
        break;
      default: {
        const e = n >= '0' && n <= '7' ? escapeAt(text, i - 1, 3) : undefined;
        if (e !== undefined) {
          out += e.value;
          i += e.length - 2;
        } else out += `\\${n}`;
      }
    }
  }
  return out;
}

function time(sh: Shell, format: string): string {
  return strftime(format, localTime(sh, sh.sys.now_ms()));
}

/** A moment (milliseconds since the epoch) in the shell's time zone. */
export function localTime(sh: Shell, ms: number): Tm {
  return localtime(ms, parseZone(sh.scalar('TZ')));
}

function userName(sh: Shell): string {
  const uid = sh.sys.getcred().euid;
  return passwdField(sh, (f) => Number(f[2]) === uid, 0) ?? 'I have no name!';
}

function directory(sh: Shell, base: boolean): string {
  const cwd = sh.scalar('PWD') ?? sh.cwd;
  const home = sh.scalar('HOME');
  let shown = cwd;
  if (home !== undefined && home !== '/' && home !== '' && (cwd === home || cwd.startsWith(`${home}/`))) shown = `~${cwd.slice(home.length)}`;
  if (base && shown !== '/' && shown !== '~') shown = cwd === home ? '~' : shown.replace(/^.*\//, '');
  else if (!base) {
    const trim = Number(sh.scalar('PROMPT_DIRTRIM') ?? 0);
    const parts = shown.split('/');
    if (trim > 0 && parts.length - 1 > trim) shown = `${shown.startsWith('~') ? '~/' : ''}.../${parts.slice(-trim).join('/')}`;
  }
  return shown;
}
