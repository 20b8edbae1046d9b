/**
 * ps: processes (procps-ng 4.0.2), read from /proc. UNIX options (-e -f -l -p ...), BSD ones (aux, f, l ...) and --long ones. Left out: threads (-L, -T, m, H
 * of BSD), security columns, `--sort` by unusual keys; personalities.
 */
import type { Task } from '../../../abi/sys.ts';
import { readAccounts } from '../../libc/passwd.ts';
import { readMeminfo, readProcs, readUptime, ttyName } from '../../libc/procfs.ts';
import type { ProcInfo } from '../../libc/procfs.ts';
import { isatty, writeText } from '../../libc/stdio.ts';
import { zoneOf } from '../../libc/time.ts';
import { Exit, tool } from '../../libc/tool.ts';
import type { Tool } from '../../libc/tool.ts';
import { FIELDS, fieldOf } from './psfields.ts';
import type { Field, PsContext } from './psfields.ts';

const USAGE = "\nUsage:\n ps [options]\n\n Try 'ps --help <simple|list|output|threads|misc|all>'\n  or 'ps --help <s|l|o|t|m|a>'\n for additional help text.\n\nFor more details see ps(1).\n";

const HELP = `
Usage:
 ps [options]

Basic options:
 -A, -e               every process
 -a                   all with a terminal, but for session leaders
  a                   all with a terminal, of every user
 -d                   all but session leaders
  x                   those without a terminal too
  r                   only running processes

Selection by list:
 -C <command>         command name
 -g, --group <GID>    session or effective group
 -p, p, --pid <PID>   process id
     --ppid <PID>     parent process id
 -s, --sid <session>  session id
 -t, t, --tty <tty>   terminal
 -u, U, --user <UID>  effective user
 -U, --User <UID>     real user

Output formats:
 -F                   extra full
 -f                   full format
  f, --forest         tree of processes
 -H                   hierarchy by indentation
 -j                   jobs format
 -l, l                long format
 -o, o, --format <format>  own columns
  u                   user-oriented format
  w, -w               wide output
  e, --no-headers, --headers, --sort <keys>, --cols <n>
`;

interface Query {
  all: boolean;
  /** Terminal-owning processes except session leaders (-a), or all but leaders (-d). */
  dashA: boolean;
  dashD: boolean;
  bsdA: boolean;
  bsdX: boolean;
  running: boolean;
  pids: Set<number> | undefined;
  ppids: Set<number> | undefined;
  sids: Set<number> | undefined;
  ttys: Set<string> | undefined;
  users: Set<string> | undefined;
  ruids: Set<string> | undefined;
  groups: Set<string> | undefined;
  comms: Set<string> | undefined;
  format: { field: Field; header: string }[] | undefined;
  preset: string;
  bsd: boolean;
  forest: boolean;
  indent: boolean;
  headers: boolean;
  sort: string[];
  wide: number;
}

function* usage(t: Tool, message: string): Task<never> {
  yield* writeText(t.sys, 2, `error: ${message}\n${USAGE}`);
  throw new Exit(1);
}

const PRESETS: Readonly<Record<string, string>> = {
  basic: 'pid tname time ucmd',
  bsd: 'pid tname stat bsdtime args',
  full: 'user=UID pid ppid c stime tname time cmd',
  extra: 'user=UID pid ppid c sz rss psr stime tname time cmd',
  user: 'user pid %cpu %mem vsz rss tname stat bsdstart=START bsdtime args',
  long: 'f s uid pid ppid c pri ni addrsz wchan tname time ucmd',
  bsdlong: 'f=F uid pid ppid pri ni vsz rss wchan stat tname bsdtime args',
  jobs: 'pid pgid sid tname time ucmd',
  bsdjobs: 'ppid pid pgid sid tname tpgid stat uid bsdtime args',
};

function list(text: string): string[] {
  return text.split(/[\s,]+/).filter((s) => s !== '');
}

class Parser {
  readonly q: Query = {
    all: false, dashA: false, dashD: false, bsdA: false, bsdX: false, running: false, pids: undefined, ppids: undefined, sids: undefined, ttys: undefined, users: undefined, ruids: undefined,
    groups: undefined, comms: undefined, format: undefined, preset: '', bsd: false, forest: false, indent: false, headers: true, sort: [], wide: 0,
  };
  private readonly t: Tool;
  private at = 0;
  constructor(t: Tool) {
    this.t = t;
  }

  private *argument(rest: string, what = 'option requires an argument'): Task<string> {
    if (rest !== '') return rest;
    const next = this.t.args[this.at++];
    if (next === undefined) return yield* usage(this.t, what);
    return next;
  }

  private *numbers(text: string): Task<Set<number>> {
    const out = new Set<number>();
    for (const item of list(text)) {
      if (!/^\d+$/.test(item)) return yield* usage(this.t, 'process ID list syntax error');
      out.add(Number(item));
    }
    return out;
  }

  private *columns(text: string): Task<void> {
    this.q.format ??= [];
    // A heading runs to the end, unless what follows a comma is another column.
    const next = /^([^=]*=[^,]*),(.*)$/s.exec(text);
    if (next !== null && fieldOf(/^\w*/.exec(next[2]!)![0]) !== undefined) {
      yield* this.columns(next[1]!);
      yield* this.columns(next[2]!);
      return;
    }
    const m = /^([^=]*)=(.*)$/s.exec(text);
    const names = list(m === null ? text : m[1]!);
    const heading = m?.[2];
    for (let i = 0; i < names.length; i++) {
      const name = names[i]!;
      const [own, header] = name.split(':') as [string, string | undefined];
      const field = fieldOf(own);
      if (field === undefined) return yield* usage(this.t, `unknown user-defined format specifier "${own}"`);
      const sized = header !== undefined && /^\d+$/.test(header) ? { ...field, width: Number(header) } : field;
      const title = heading !== undefined && i === names.length - 1 ? heading : field.header;
      this.q.format.push({ field: sized, header: title });
    }
  }

  *parse(): Task<Query> {
    const { q } = this;
    while (this.at < this.t.args.length) {
      const arg = this.t.args[this.at++]!;
      if (arg.startsWith('--')) yield* this.long(arg.slice(2));
      else if (arg.startsWith('-') && arg.length > 1) yield* this.unix(arg.slice(1));
      else if (/^\d/.test(arg)) for (const pid of yield* this.numbers(arg)) (q.pids ??= new Set()).add(pid);
      else yield* this.bsd(arg);
    }
    return q;
  }

  private *unix(letters: string): Task<void> {
    const { q } = this;
    for (let i = 0; i < letters.length; i++) {
      const rest = letters.slice(i + 1);
      switch (letters[i]) {
        case 'e': case 'A': q.all = true; break;
        case 'a': q.dashA = true; break;
        case 'd': q.dashD = true; break;
        case 'f': if (q.preset !== 'extra') q.preset = 'full'; break;
        case 'F': q.preset = 'extra'; break;
        case 'l': q.preset = 'long'; break;
        case 'j': q.preset = 'jobs'; break;
        case 'y': case 'c': case 'M': case 'N': break;
        case 'H': q.indent = true; break;
        case 'w': q.wide++; break;
        case 'p': q.pids = new Set([...(q.pids ?? []), ...(yield* this.numbers(yield* this.argument(rest, 'list of process IDs must follow -p')))]); return;
        case 'q': q.pids = yield* this.numbers(yield* this.argument(rest, 'list of process IDs must follow -q')); return;
        case 's': q.sids = yield* this.numbers(yield* this.argument(rest, 'list of session IDs must follow -s')); return;
        case 't': q.ttys = new Set(list(yield* this.argument(rest)).map((n) => n.replace('/dev/', ''))); return;
        case 'u': q.users = new Set(list(yield* this.argument(rest, 'list of users must follow -u'))); return;
        case 'U': q.ruids = new Set(list(yield* this.argument(rest))); return;
        case 'g': case 'G': q.groups = new Set(list(yield* this.argument(rest))); return;
        case 'C': q.comms = new Set(list(yield* this.argument(rest, 'list of command names must follow -C'))); return;
        case 'o': yield* this.columns(yield* this.argument(rest, 'format specification must follow -o')); return;
        case 'O': yield* this.columns(`pid,${yield* this.argument(rest)},s,tname,time,command`); return;
        case 'V': yield* this.version(); break;
        default: yield* usage(this.t, `unsupported SysV option`);
      }
    }
  }

  private *bsd(letters: string): Task<void> {
    const { q } = this;
    q.bsd = true;
    for (let i = 0; i < letters.length; i++) {
      const rest = letters.slice(i + 1);
      switch (letters[i]) {
        case 'a': q.bsdA = true; break;
        case 'x': q.bsdX = true; break;
        case 'A': q.all = true; break;
        case 'u': q.preset = 'user'; break;
        case 'l': q.preset = 'bsdlong'; break;
        case 'j': q.preset = 'bsdjobs'; break;
        case 'f': q.forest = true; break;
        case 'w': q.wide++; break;
        case 'r': q.running = true; break;
        case 'h': q.headers = false; break;
        case 'e': case 'c': case 'n': case 'S': case 'g': break;
        case 'p': q.pids = yield* this.numbers(yield* this.argument(rest, 'list of process IDs must follow p')); return;
        case 't': q.ttys = new Set(list(yield* this.argument(rest))); return;
        case 'U': q.users = new Set(list(yield* this.argument(rest))); return;
        case 'o': yield* this.columns(yield* this.argument(rest, 'format specification must follow o')); return;
        case 'k': q.sort.push(...list(yield* this.argument(rest))); return;
        case 'V': yield* this.version(); break;
        default: yield* usage(this.t, 'unsupported option (BSD syntax)');
      }
    }
  }

  private *version(): Task<never> {
    yield* this.t.out.write('ps from procps-ng 4.0.2\n');
    throw new Exit(0);
  }

  private *long(text: string): Task<void> {
    const { q } = this;
    const eq = text.indexOf('=');
    const name = eq < 0 ? text : text.slice(0, eq);
    const given = eq < 0 ? '' : text.slice(eq + 1);
    switch (name) {
      case 'help':
        yield* this.t.out.write(HELP);
        throw new Exit(0);
      case 'version': case 'info': yield* this.version(); break;
      case 'forest': q.forest = true; break;
      case 'no-headers': case 'no-heading': case 'noheaders': case 'noheading': q.headers = false; break;
      case 'headers': case 'heading': break;
      case 'sort': q.sort.push(...list(yield* this.argument(given, 'long sort specification must follow \'--sort\''))); break;
      case 'format': yield* this.columns(yield* this.argument(given, 'long format specification must follow \'--format\'')); break;
      case 'pid': q.pids = yield* this.numbers(yield* this.argument(given)); break;
      case 'ppid': q.ppids = yield* this.numbers(yield* this.argument(given)); break;
      case 'sid': q.sids = yield* this.numbers(yield* this.argument(given)); break;
      case 'tty': q.ttys = new Set(list(yield* this.argument(given))); break;
      case 'user': q.users = new Set(list(yield* this.argument(given))); break;
      case 'User': q.ruids = new Set(list(yield* this.argument(given))); break;
      case 'cols': case 'columns': case 'width': case 'rows': case 'lines': yield* this.argument(given); break;
      case 'deselect': break;
      default: yield* usage(this.t, 'unknown gnu long option');
    }
  }
}

function selected(q: Query, p: ProcInfo, ctx: PsContext, self: ProcInfo | undefined): boolean {
  const named = (set: Set<string>, uid: number): boolean => set.has(String(uid)) || set.has(ctx.accounts.userName(uid));
  const lists = [q.pids, q.ppids, q.sids, q.ttys, q.users, q.ruids, q.groups, q.comms].some((s) => s !== undefined);
  if (q.running && p.state !== 'R') return false;
  if (q.all || (q.bsdA && q.bsdX)) return true;
  const byList =
    (q.pids?.has(p.pid) ?? false) || (q.ppids?.has(p.ppid) ?? false) || (q.sids?.has(p.session) ?? false) || (q.ttys?.has(ttyName(p.tty)) ?? false) ||
    (q.users !== undefined && named(q.users, p.euid)) || (q.ruids !== undefined && named(q.ruids, p.uid)) ||
    (q.groups !== undefined && (q.groups.has(String(p.egid)) || q.groups.has(ctx.accounts.groupName(p.egid)))) || (q.comms?.has(p.comm) ?? false);
  if (byList) return true;
  if (q.dashD && p.session !== p.pid) return true;
  if (q.dashA && p.session !== p.pid && p.tty !== 0) return true;
  if (q.bsdA) return p.tty !== 0;
  if (q.bsdX) return p.euid === (self?.euid ?? 0);
  if (lists || q.dashD || q.dashA) return false;
  return self !== undefined && p.euid === self.euid && p.tty === self.tty && (p.tty !== 0 || q.bsd === false);
}

/** Depth-first order of a forest, with what to draw before each command. */
function forest(procs: readonly ProcInfo[], indentOnly: boolean): { order: ProcInfo[]; branch: Map<number, string> } {
  const shown = new Set(procs.map((p) => p.pid));
  const children = new Map<number, ProcInfo[]>();
  for (const p of procs) children.set(p.ppid, [...(children.get(p.ppid) ?? []), p]);
  const order: ProcInfo[] = [];
  const branch = new Map<number, string>();
  const visit = (p: ProcInfo, prefix: string, depth: number, last: boolean): void => {
    order.push(p);
    branch.set(p.pid, indentOnly ? '  '.repeat(depth) : depth === 0 ? '' : `${prefix} \\_ `);
    const own = children.get(p.pid) ?? [];
    own.forEach((child, i) => visit(child, depth === 0 ? '' : `${prefix}${last ? '    ' : ' |  '}`, depth + 1, i === own.length - 1));
  };
  for (const p of procs) if (!shown.has(p.ppid) || p.ppid === p.pid) visit(p, '', 0, true);
  return { order, branch };
}

function sortProcs(procs: ProcInfo[], keys: readonly string[], ctx: PsContext): void {
  for (const key of [...keys].reverse()) {
    const down = key.startsWith('-');
    const field = fieldOf(key.replace(/^[-+]/, ''));
    if (field === undefined) continue;
    procs.sort((a, b) => {
      const x = field.text(a, ctx);
      const y = field.text(b, ctx);
      const order = field.right && !/[a-z]/i.test(x) ? parseFloat(x) - parseFloat(y) : x < y ? -1 : x > y ? 1 : 0;
      return down ? -order : order;
    });
  }
}

export const ps = tool({ name: 'ps', support: { level: 'partial', note: 'no threads, security columns or personalities' } }, function* (t) {
  const q = yield* new Parser(t).parse();
  const accounts = yield* readAccounts(t.sys);
  const all = yield* readProcs(t.sys);
  const memory = yield* readMeminfo(t.sys);
  const base = { accounts, uptime_s: yield* readUptime(t.sys), now_ms: t.sys.now_ms(), totalMemory: memory.get('MemTotal') ?? 1, zone: zoneOf(t.env) };
  const self = all.find((p) => p.pid === t.sys.getpid());
  let ctx: PsContext = { ...base, branch: new Map() };
  let procs = all.filter((p) => selected(q, p, ctx, self));
  if (q.forest || q.indent) {
    const tree = forest(procs, q.indent && !q.forest);
    procs = tree.order;
    ctx = { ...base, branch: tree.branch };
  }
  sortProcs(procs, q.sort, ctx);
  const preset = PRESETS[q.preset !== '' ? q.preset : q.bsd ? 'bsd' : 'basic']!;
  const columns =
    q.format ??
    preset.split(' ').map((spec) => {
      const [name, header] = spec.split('=') as [string, string | undefined];
      const field = FIELDS[name]!;
      return { field, header: header ?? field.header };
    });
  const tty = isatty(t.sys, 1);
  const width = tty && q.wide < 2 ? (t.sys.ioctl(1, 'TIOCGWINSZ', undefined).cols || 80) * (q.wide + 1) : Infinity;
  const rows: string[][] = procs.map((p) => columns.map((c) => c.field.text(p, ctx)));
  const headed = q.headers && columns.some((c) => c.header !== '');
  const lines = headed ? [columns.map((c) => c.header), ...rows] : rows;
  for (const row of lines) {
    let line = '';
    row.forEach((text, i) => {
      const { field, header } = columns[i]!;
      const w = Math.max(field.width, header.length);
      const last = i === row.length - 1;
      line += (i === 0 ? '' : ' ') + (field.right ? text.padStart(w) : last ? text : text.padEnd(w));
    });
    yield* t.out.write(`${line.slice(0, width)}\n`);
  }
  return rows.length === 0 && !q.all ? 1 : 0;
});
