/** du: the space that trees take (coreutils 9.1; BusyBox's words and units by dialect). Left out: --files0-from, --exclude-from, --inodes. */
import type { Task } from '../../../abi/sys.ts';
import { isSysError } from '../../../abi/errno.ts';
import { S } from '../../../abi/fs.ts';
import type { Stat } from '../../../abi/fs.ts';
import { fnmatch } from '../../libc/fnmatch.ts';
import { humanSize, parseSize } from '../../libc/numfmt.ts';
import { localtime, strftime, zoneOf } from '../../libc/time.ts';
import { Die, tool } from '../../libc/tool.ts';
import type { Tool } from '../../libc/tool.ts';
import { bbSize } from '../../libc/bbsize.ts';

const help = `Usage: % [OPTION]... [FILE]...
Say how much space each FILE takes; directories with all that they hold.

  -0, --null            lines end with NUL
  -a, --all             a line for files too, not only for directories
      --apparent-size   sizes as ls shows them, not blocks on the disk
  -B, --block-size=SIZE in units of SIZE
  -b, --bytes           --apparent-size --block-size=1
  -c, --total           a total at the end
  -D, -H                follow links that are named
  -d, --max-depth=N     lines only for what is at most N levels deep
      --exclude=PATTERN leave out what matches
  -h, --human-readable  sizes as 1K 234M 2G
  -k, -m                in units of 1K, of 1M
  -L, --dereference     follow all links
  -l, --count-links     count a file once for each of its links
  -P, --no-dereference  follow no links (the default)
  -S, --separate-dirs   directories without their subdirectories
      --si              as -h, in powers of 1000
  -s, --summarize       only a line for each FILE
  -t, --threshold=SIZE  leave out entries below SIZE
      --time            the latest change as well
  -x, --one-file-system stay on one file system
      --help        show this text and exit
      --version     show the version and exit
`;

interface Options {
  all: boolean;
  apparent: boolean;
  /** Bytes a unit; 0 for people, 1000 in powers of 1000. */
  unit: number;
  human: 0 | 1024 | 1000;
  suffix: string;
  depth: number;
  exclude: string[];
  follow: 'never' | 'args' | 'always';
  links: boolean;
  separate: boolean;
  threshold: number;
  time: boolean;
  oneFs: boolean;
  end: string;
}

/** What a tree takes. */
interface Usage {
  size: number;
  latest_ms: number;
  readonly dir: boolean;
}

class Walker {
  status = 0;
  private readonly t: Tool;
  private readonly o: Options;
  private readonly seen = new Set<string>();
  constructor(t: Tool, o: Options) {
    this.t = t;
    this.o = o;
  }
  print(u: Usage, name: string): string {
    const { o } = this;
    const amount = o.human === 0 ? `${Math.ceil(u.size / o.unit)}${o.suffix}` : this.t.dialect !== undefined ? bbSize(u.size) : humanSize(u.size, o.human);
    return `${amount}\t${o.time ? `${strftime('%Y-%m-%d %H:%M', localtime(u.latest_ms, zoneOf(this.t.env)))}\t` : ''}${name}${o.end}`;
  }
  *trouble(path: string, what: string, e: unknown): Task<void> {
    if (!isSysError(e)) throw e;
    yield* this.t.warn(`cannot ${what} ${this.t.quoteaf(path)}: ${e.message}`);
    this.status = 1;
  }
  *walk(path: string, depth: number, dev: number | undefined): Task<Usage | undefined> {
    const { o, t } = this;
    if (o.exclude.some((p) => fnmatch(p, path) || fnmatch(p, path.slice(path.lastIndexOf('/') + 1)))) return undefined;
    let st: Stat;
    try {
      st = o.follow === 'always' || (depth === 0 && o.follow === 'args') ? t.sys.stat(path) : t.sys.lstat(path);
    } catch (e) {
      yield* this.trouble(path, 'access', e);
      return undefined;
    }
    const isDir = (st.mode & S.IFMT) === S.IFDIR;
    if (o.oneFs && dev !== undefined && st.dev !== dev) return undefined;
    if (!o.links && (isDir || st.nlink > 1 || depth === 0)) {
      const id = `${st.dev}:${st.ino}`;
      if (this.seen.has(id)) return undefined;
      this.seen.add(id);
    }
    const total: Usage = { size: o.apparent ? st.size : st.blocks * 512, latest_ms: st.mtime_ms, dir: isDir };
    let shown = total;
    if (isDir) {
      let names: string[] = [];
      try {
        names = t.sys.readdir(path).map((d) => d.name);
      } catch (e) {
        yield* this.trouble(path, 'read directory', e);
      }
      const own: Usage = { ...total };
      for (const name of names) {
        if (name === '.' || name === '..') continue;
        const child = yield* this.walk(path.endsWith('/') ? path + name : `${path}/${name}`, depth + 1, st.dev);
        if (child === undefined) continue;
        total.size += child.size;
        total.latest_ms = Math.max(total.latest_ms, child.latest_ms);
        if (!child.dir) {
          own.size += child.size;
          own.latest_ms = Math.max(own.latest_ms, child.latest_ms);
        }
      }
      if (o.separate) shown = own;
    }
    if (depth <= o.depth && (isDir || o.all || depth === 0) && (o.threshold >= 0 ? shown.size >= o.threshold : shown.size <= -o.threshold)) yield* t.out.write(this.print(shown, path));
    if (t.sys.charge(1000)) yield* t.sys.schedYield();
    return total;
  }
}

export const du = tool({ name: 'du', help, support: { level: 'partial', note: 'no --files0-from, --exclude-from, --inodes' } }, function* (t): Task<number> {
  const o: Options = { all: false, apparent: false, unit: 1024, human: 0, suffix: '', depth: Infinity, exclude: [], follow: 'never', links: false, separate: false, threshold: 0, time: false, oneFs: false, end: '\n' };
  let summary = false;
  let total = false;
  let depth: number | undefined;
  const size = (text: string, option: string): number => {
    const n = parseSize(text.replace(/^-/, ''));
    if (typeof n === 'string') throw new Die(`invalid ${option} argument ${t.quote(text)}`);
    return text.startsWith('-') ? -n : n;
  };
  const files = yield* t.options(
    '0abcd:DHhklLmPsSt:xB:X:',
    {
      null: '0', all: 'a', 'apparent-size': '=apparent', 'block-size': 'B:', bytes: 'b', total: 'c', 'dereference-args': 'D', 'max-depth': 'd:', exclude: '=exclude:', 'human-readable': 'h', dereference: 'L',
      'count-links': 'l', 'no-dereference': 'P', 'separate-dirs': 'S', si: '=si', summarize: 's', threshold: 't:', time: '=time::', 'one-file-system': 'x',
    },
    ({ key, arg }) => {
      switch (key) {
        case '0': o.end = '\0'; break;
        case 'a': o.all = true; break;
        case '=apparent': o.apparent = true; break;
        case 'b': [o.apparent, o.unit, o.human] = [true, 1, 0]; break;
        case 'B': {
          o.unit = size(arg, '--block-size');
          o.human = 0;
          o.suffix = /^[A-Za-z]/.test(arg) ? arg : '';
          break;
        }
        case 'c': total = true; break;
        case 'd':
          if (!/^\d+$/.test(arg)) throw new Die(t.dialect === undefined ? `invalid maximum depth ${t.quote(arg)}` : `invalid number '${arg}'`, 1, t.dialect === undefined);
          depth = Number(arg);
          break;
        case '=exclude': o.exclude.push(arg); break;
        case 'D': case 'H': o.follow = 'args'; break;
        case 'h': o.human = 1024; break;
        case '=si': o.human = 1000; break;
        case 'k': [o.unit, o.human] = [1024, 0]; break;
        case 'm': [o.unit, o.human] = [1_048_576, 0]; break;
        case 'l': o.links = true; break;
        case 'L': o.follow = 'always'; break;
        case 'P': o.follow = 'never'; break;
        case 's': summary = true; break;
        case 'S': o.separate = true; break;
        case 't': o.threshold = size(arg, '--threshold'); break;
        case '=time': o.time = true; break;
        case 'x': o.oneFs = true; break;
        default: break;
      }
    },
  );
  if (summary && o.all && t.dialect === undefined) throw new Die('cannot both summarize and show all entries', 1, true);
  if (summary && depth !== undefined && depth > 0) throw new Die(`warning: summarizing conflicts with --max-depth=${depth}`, 1, true);
  o.depth = summary ? 0 : (depth ?? Infinity);
  const walker = new Walker(t, o);
  const sum: Usage = { size: 0, latest_ms: 0, dir: true };
  for (const file of files.length === 0 ? ['.'] : files) {
    const u = yield* walker.walk(file.length > 1 ? file.replace(/(.)\/+$/, '$1/') : file, 0, undefined);
    if (u === undefined) continue;
    sum.size += u.size;
    sum.latest_ms = Math.max(sum.latest_ms, u.latest_ms);
  }
  if (total) yield* t.out.write(walker.print(sum, 'total'));
  return walker.status;
});
