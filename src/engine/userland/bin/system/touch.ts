/** touch: create files, set their times (coreutils 9.1). Dates of -d are those that `date -d` knows. */
import type { Task } from '../../../abi/sys.ts';
import { O } from '../../../abi/fs.ts';
import { isSysError } from '../../../abi/errno.ts';
import { parseDate } from '../../libc/getdate.ts';
import { localtime, mktime, zoneOf } from '../../libc/time.ts';
import { Die, tool } from '../../libc/tool.ts';

const help = `Usage: % [OPTION]... FILE...
Set the access and modification times of each FILE to now; make it, empty, when it is missing.

  -a                      the access time only
  -c, --no-create         do not make files
  -d, --date=TIME         TIME (YYYY-MM-DD [HH:MM[:SS]] or @SECONDS) instead of now
  -f                      (ignored)
  -h, --no-dereference    the link itself, not what it points to
  -m                      the modification time only
  -r, --reference=FILE    the times of FILE instead of now
  -t STAMP                [[CC]YY]MMDDhhmm[.ss] instead of now
      --time=WORD         access, atime, use: as -a; modify, mtime: as -m
      --help        show this text and exit
      --version     show the version and exit
`;

function parseStamp(text: string, nowMs: number, zone: ReturnType<typeof zoneOf>): number | undefined {
  const m = /^(\d{2}|\d{4})?(\d\d)(\d\d)(\d\d)(\d\d)(?:\.(\d\d))?$/.exec(text);
  if (m === null) return undefined;
  const short = Number(m[1]);
  const year = m[1] === undefined ? localtime(nowMs, zone).year : m[1].length === 4 ? short : short + (short < 69 ? 2000 : 1900);
  return mktime(year, Number(m[2]) - 1, Number(m[3]), Number(m[4]), Number(m[5]), Number(m[6] ?? 0), zone) * 1000;
}

export const touch = tool({ name: 'touch', help }, function* (t): Task<number> {
  let access = true;
  let modify = true;
  let create = true;
  let follow = true;
  let when: { a: number; m: number } | undefined;
  let reference: string | undefined;
  let problem: string | undefined;
  const zone = zoneOf(t.env);
  const now = t.sys.now_ms();
  const files = yield* t.options(
    'acd:fhmr:t:',
    { 'no-create': 'c', date: 'd:', 'no-dereference': 'h', reference: 'r:', time: 'T:' },
    (o) => {
      if (o.key === 'a') modify = false;
      else if (o.key === 'm') access = false;
      else if (o.key === 'c') create = false;
      else if (o.key === 'h') follow = false;
      else if (o.key === 'r') reference = o.arg;
      else if (o.key === 'T') {
        if (['access', 'atime', 'use'].includes(o.arg)) modify = false;
        else if (['modify', 'mtime'].includes(o.arg)) access = false;
        else problem = `invalid argument ${t.quote(o.arg)} for ${t.quote('--time')}`;
      } else if (o.key === 'd' || o.key === 't') {
        const ms = o.key === 't' ? parseStamp(o.arg, now, zone) : parseDate(o.arg, now, zone);
        if (ms === undefined) problem = `invalid date format ${t.quote(o.arg)}`;
        else when = { a: ms, m: ms };
      }
    },
  );
  if (problem !== undefined) throw new Die(problem);
  if (!access && !modify) access = modify = true;
  if (files.length === 0) throw new Die('missing file operand', 1, true);
  if (reference !== undefined) {
    try {
      const st = t.sys.stat(reference);
      when = { a: st.atime_ms, m: st.mtime_ms };
    } catch (e) {
      if (!isSysError(e)) throw e;
      throw new Die(`failed to get attributes of ${t.quoteaf(reference)}: ${e.message}`);
    }
  }
  const times = { atime_ms: access ? (when?.a ?? now) : undefined, mtime_ms: modify ? (when?.m ?? now) : undefined };
  let status = 0;
  for (const file of files) {
    let opened: string | undefined;
    try {
      if (create && follow && file !== '-') {
        try {
          t.sys.close(yield* t.sys.open(file, O.WRONLY | O.CREAT | O.NONBLOCK | O.NOCTTY, 0o666));
        } catch (e) {
          if (!isSysError(e)) throw e;
          if (e.code !== 'EISDIR') opened = e.message;
        }
      }
      t.sys.utimens(file, times, follow);
    } catch (e) {
      if (!isSysError(e)) throw e;
      if (!create && e.code === 'ENOENT') continue;
      yield* t.warn(opened !== undefined ? `cannot touch ${t.quoteaf(file)}: ${opened}` : `setting times of ${t.quoteaf(file)}: ${e.message}`);
      status = 1;
    }
  }
  return status;
});
