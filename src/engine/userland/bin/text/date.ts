/** date: print the date and time (coreutils 9.1). Setting the clock is refused: the clock of the world is not a program's. */
import type { Task } from '../../../abi/sys.ts';
import { isSysError } from '../../../abi/errno.ts';
import { parseDate } from '../../libc/getdate.ts';
import { readTextFile } from '../../libc/stdio.ts';
import { localtime, mktime, strftime, UTC, zoneOf, type Zone } from '../../libc/time.ts';
import { Die, tool } from '../../libc/tool.ts';

const help = `Usage: % [OPTION]... [+FORMAT]
  or:  % [-u|--utc|--universal] [MMDDhhmm[[CC]YY][.ss]]
Print the date and time in FORMAT, or set the clock.

  -d, --date=STRING          the time that STRING describes, not now
      --debug                (ignored)
  -f, --file=DATEFILE        as --date for each line of DATEFILE
  -I[FMT], --iso-8601[=FMT]  ISO 8601; FMT is date (default), hours, minutes, seconds, ns
      --resolution           print the resolution of time stamps
  -R, --rfc-email            as in mail: Mon, 14 Aug 2006 02:34:56 -0600
      --rfc-3339=FMT         RFC 3339; FMT is date, seconds, ns
  -r, --reference=FILE       the time of FILE's last change
  -s, --set=STRING           set the clock
  -u, --utc, --universal     Coordinated Universal Time
      --help        show this text and exit
      --version     show the version and exit

FORMAT is text with: %% %a %A %b %B %c %C %d %D %e %F %g %G %h %H %I %j %k %l %m %M %n %N %p %P
%q %r %R %s %S %t %T %u %U %V %w %W %x %X %y %Y %z %:z %::z %:::z %Z. Behind the % may stand - (do not pad),
_ (pad with blanks), 0 (with zeroes), + , ^ (upper case), # (the other case), and a width.
`;

const ISO: Readonly<Record<string, string>> = { hours: '%Y-%m-%dT%H%:z', minutes: '%Y-%m-%dT%H:%M%:z', date: '%Y-%m-%d', seconds: '%Y-%m-%dT%H:%M:%S%:z', ns: '%Y-%m-%dT%H:%M:%S,%N%:z' };
const RFC3339: Readonly<Record<string, string>> = { date: '%Y-%m-%d', seconds: '%Y-%m-%d %H:%M:%S%:z', ns: '%Y-%m-%d %H:%M:%S.%N%:z' };

export const date = tool({ name: 'date', help, support: { level: 'partial', note: 'The clock cannot be set; zones other than UTC and fixed offsets count as UTC.' } }, function* (t): Task<number> {
  let format: string | undefined;
  let zone: Zone = zoneOf(t.env);
  let text: string | undefined;
  let file: string | undefined;
  let reference: string | undefined;
  let set: string | undefined;
  let sources = 0;
  const setFormat = (f: string): void => {
    if (format !== undefined) throw new Die('multiple output formats specified');
    format = f;
  };
  const choose = (option: string, arg: string, table: Readonly<Record<string, string>>): string => {
    const key = Object.keys(table).find((k) => k.startsWith(arg));
    if (arg === '' || key === undefined) {
      throw new Die(`${arg === '' ? 'ambiguous' : 'invalid'} argument ${t.quote(arg)} for ${t.quote(option)}\nValid arguments are:${Object.keys(table).map((k) => `\n  - ${t.quote(k)}`).join('')}`, 1, true);
    }
    return table[key]!;
  };
  const long = {
    date: 'd:', debug: 'debug', file: 'f:', 'iso-8601': 'I::', reference: 'r:', resolution: 'res', 'rfc-email': 'R', 'rfc-822': 'R', 'rfc-2822': 'R', 'rfc-3339': '3:', set: 's:', utc: 'u', uct: 'u', universal: 'u',
  };
  const operands = yield* t.options('d:f:I::r:Rs:u', long, ({ key, arg, has }) => {
    if (key === 'd') {
      if (text === undefined) sources++;
      text = arg;
    } else if (key === 'f') {
      file = arg;
      sources++;
    } else if (key === 'r') {
      reference = arg;
      sources++;
    } else if (key === 'I') setFormat(has ? choose('--iso-8601', arg, ISO) : ISO.date!);
    else if (key === '3') setFormat(choose('--rfc-3339', arg, RFC3339));
    else if (key === 'R') setFormat('%a, %d %b %Y %H:%M:%S %z');
    else if (key === 'res') setFormat('%s.%N');
    else if (key === 's') set = arg;
    else if (key === 'u') zone = UTC;
  });
  if (sources > 1) throw new Die('the options to specify dates for printing are mutually exclusive', 1, true);
  if (set !== undefined && sources > 0) throw new Die('the options to print and set the time may not be used together', 1, true);
  if (operands.length > 1) throw new Die(`extra operand ${t.quote(operands[1]!)}`, 1, true);
  const operand = operands[0];
  if (operand !== undefined) {
    if (operand.startsWith('+')) setFormat(operand.slice(1));
    else if (set !== undefined || sources > 0) {
      throw new Die(`the argument ${t.quote(operand)} lacks a leading '+';\nwhen using an option to specify date(s), any non-option\nargument must be a format string beginning with '+'`, 1, true);
    }
  }
  const now = t.sys.now_ms();
  const show = (ms: number): void => t.out.put(`${strftime(format ?? '%a %b %e %H:%M:%S %Z %Y', localtime(ms, zone))}\n`);
  const parse = (s: string): number | undefined => parseDate(s, now, zone);
  if (file !== undefined) {
    let lines: string[];
    try {
      lines = (yield* readTextFile(t.sys, file === '-' ? '/dev/stdin' : file)).split('\n');
    } catch (e) {
      if (!isSysError(e)) throw e;
      throw new Die(`${t.quotef(file)}: ${e.message}`);
    }
    if (lines[lines.length - 1] === '') lines.pop();
    let status = 0;
    for (const line of lines) {
      const ms = parse(line);
      if (ms === undefined) {
        yield* t.warn(`invalid date ${t.quote(line)}`);
        status = 1;
      } else show(ms);
    }
    return status;
  }
  if (reference !== undefined) {
    try {
      show(t.sys.stat(reference).mtime_ms);
      return 0;
    } catch (e) {
      if (!isSysError(e)) throw e;
      throw new Die(`${t.quotef(reference)}: ${e.message}`);
    }
  }
  if (set !== undefined || (operand !== undefined && !operand.startsWith('+'))) {
    const m = /^(\d\d)(\d\d)(\d\d)(\d\d)(\d\d|\d{4})?(?:\.(\d\d))?$/.exec(operand ?? '');
    const when = set !== undefined ? parse(set) : m === null ? undefined : mktime(Number(m[5] ?? localtime(now, zone).year), Number(m[1]) - 1, Number(m[2]), Number(m[3]), Number(m[4]), Number(m[6] ?? 0), zone) * 1000;
    if (when === undefined) throw new Die(`invalid date ${t.quote(set ?? operand!)}`);
    yield* t.warn('cannot set date: Operation not permitted');
    show(when);
    return 1;
  }
  const when = text === undefined ? now : parse(text);
  if (when === undefined) throw new Die(`invalid date ${t.quote(text!)}`);
  show(when);
  return 0;
});
