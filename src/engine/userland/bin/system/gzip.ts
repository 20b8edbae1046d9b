/** gzip, gunzip, zcat (gzip 1.12; BusyBox's words by dialect): one file or standard input at a time, whole in memory. Left out: rsyncable, -S, several members a file. */
import type { Task } from '../../../abi/sys.ts';
import { isSysError } from '../../../abi/errno.ts';
import { O, S } from '../../../abi/fs.ts';
import { Gunzip, gunzipSync, gzipSync } from 'fflate';
import { concatBytes } from '../../../base/bytes.ts';
import type { Program } from '../../libc/program.ts';
import { isatty, readFd, writeFile, writeText } from '../../libc/stdio.ts';
import { GetoptError } from '../../libc/getopt.ts';
import { Exit, tool } from '../../libc/tool.ts';
import type { Tool } from '../../libc/tool.ts';

/** Is this the beginning of a gzip member? */
export function isGzip(bytes: Uint8Array): boolean {
  return bytes.length > 2 && bytes[0] === 0x1f && bytes[1] === 0x8b && bytes[2] === 8;
}

/** All members' data, or why there is none, as gzip says it. */
export function inflate(bytes: Uint8Array): Uint8Array | 'not in gzip format' | 'unexpected end of file' | 'invalid compressed data--format violated' {
  if (!isGzip(bytes)) return 'not in gzip format';
  try {
    const parts: Uint8Array[] = [];
    let done = false;
    const g = new Gunzip((chunk, final) => {
      parts.push(chunk);
      done = done || final;
    });
    g.push(bytes, true);
    return done || parts.length > 0 ? concatBytes(parts.length === 0 ? [new Uint8Array(0)] : parts) : gunzipSync(bytes);
  } catch (e) {
    if (isSysError(e)) throw e;
    return /EOF|unexpected/i.test(String(e)) ? 'unexpected end of file' : 'invalid compressed data--format violated';
  }
}

const HELP = `Usage: gzip [OPTION]... [FILE]...
Pack FILEs (or unpack them): each FILE is replaced by FILE.gz.

  -c, --stdout      to standard output, FILEs stay
  -d, --decompress  unpack
  -f, --force       overwrite
  -k, --keep        FILEs stay
  -l, --list        list what packed FILEs hold
  -n, --no-name     without name and time
  -q, --quiet       no warnings
  -r, --recursive   all files of directories
  -t, --test        only test
  -v, --verbose     say what is done
  -1, --fast        fast
  -9, --best        small

Without FILE, or when FILE is -, standard input.
`;

const SUFFIX = /\.(gz|tgz|taz|Z|z)$|[-_][zZ]$/;

/** How much smaller, header and trailer not counted. `gz` is the packed member. */
function ratio(gz: Uint8Array, plain: number): string {
  const named = (gz[3]! & 8) !== 0 ? gz.indexOf(0, 10) - 9 : 0;
  return plain === 0 ? '  0.0%' : `${((1 - (gz.length - 18 - named) / plain) * 100).toFixed(1)}%`.padStart(5);
}

interface Mode {
  stdout: boolean;
  decompress: boolean;
  force: boolean;
  keep: boolean;
  list: boolean;
  quiet: boolean;
  recursive: boolean;
  test: boolean;
  verbose: boolean;
  level: number;
  named: boolean;
}

class Packer {
  status = 0;
  packed = 0;
  plain = 0;
  listed = 0;
  private readonly t: Tool;
  private readonly m: Mode;
  constructor(t: Tool, m: Mode) {
    this.t = t;
    this.m = m;
  }
  *say(text: string, status: number): Task<void> {
    const own = this.t.dialect === undefined ? 'gzip' : this.t.name;
    if (!(status === 2 && this.m.quiet)) {
      yield* this.t.out.flush();
      yield* writeText(this.t.sys, 2, `${own}: ${text}\n`);
    }
    this.status = this.status === 1 ? 1 : status;
  }
  private *transform(bytes: Uint8Array, label: string, name: string | undefined): Task<Uint8Array | undefined> {
    const { m, t } = this;
    if (t.sys.charge(bytes.length * (m.decompress ? 5 : 30))) yield* t.sys.schedYield();
    if (!m.decompress) return gzipSync(bytes, { level: m.level as 6, mtime: m.named && name !== undefined ? t.sys.now_ms() : 0, ...(name === undefined || !m.named ? {} : { filename: name }) });
    const plain = inflate(bytes);
    if (typeof plain !== 'string') return plain;
    if (plain === 'not in gzip format' && m.force && m.stdout) return bytes;
    if (t.dialect !== undefined) yield* this.say(plain === 'not in gzip format' ? 'invalid magic' : plain === 'unexpected end of file' ? 'unexpected end of file' : 'corrupted data', 1);
    else {
      yield* t.out.flush();
      yield* writeText(t.sys, 2, `\ngzip: ${label}: ${plain}\n`);
      this.status = 1;
    }
    return undefined;
  }
  *stdin(): Task<void> {
    const { m, t } = this;
    if (!m.decompress && !m.force && !m.list && isatty(t.sys, 1)) {
      yield* writeText(t.sys, 2, 'gzip: compressed data not written to a terminal. Use -f to force compression.\nFor help, type: gzip -h\n');
      this.status = 1;
      return;
    }
    const out = yield* this.transform(yield* readFd(t.sys, 0), 'stdin', undefined);
    if (out !== undefined && !m.test) yield* t.out.writeBytes(out);
  }
  *file(given: string): Task<void> {
    const { m, t } = this;
    let path = given;
    let st;
    try {
      try {
        st = m.stdout || m.list || m.test ? t.sys.stat(path) : t.sys.lstat(path);
      } catch (e) {
        if (!isSysError(e, 'ENOENT') || !m.decompress || SUFFIX.test(path) || t.dialect !== undefined) throw e;
        path = `${given}.gz`;
        st = t.sys.lstat(path);
      }
    } catch (e) {
      if (!isSysError(e)) throw e;
      yield* this.say(`${path}: ${e.message}`, 1);
      return;
    }
    const type = st.mode & S.IFMT;
    if (type === S.IFDIR) {
      if (!m.recursive) {
        yield* this.say(t.dialect === undefined ? `${path} is a directory -- ignored` : `${path}: Is a directory`, t.dialect === undefined ? 2 : 1);
        return;
      }
      for (const d of t.sys.readdir(path)) if (d.name !== '.' && d.name !== '..') yield* this.file(`${path}/${d.name}`);
      return;
    }
    if (type === S.IFLNK && !m.force) {
      yield* this.say(`${path}: Too many levels of symbolic links`, 1);
      return;
    }
    if (type !== S.IFREG && type !== S.IFLNK && !m.stdout) {
      yield* this.say(`${path} is not a directory or a regular file - ignored`, 2);
      return;
    }
    let target = path;
    if (!m.stdout && !m.test && !m.list) {
      if (m.decompress) {
        if (!SUFFIX.test(path)) {
          yield* this.say(`${path}: unknown suffix${t.dialect === undefined ? ' -- ignored' : ' - ignored'}`, t.dialect === undefined ? 2 : 1);
          return;
        }
        target = path.replace(/\.t[ag]z$/, '.tar').replace(SUFFIX, '');
      } else {
        if (/\.(gz|tgz|taz|z)$/.test(path) && !m.force) {
          yield* this.say(`${path} already has ${/\.(gz|tgz|taz|z)$/.exec(path)![0]} suffix -- unchanged`, 2);
          return;
        }
        if (st.nlink > 1 && !m.force && !m.keep) {
          yield* this.say(`${path} has ${st.nlink - 1} other link${st.nlink === 2 ? '' : 's'} -- unchanged`, 2);
          return;
        }
        target = `${path}.gz`;
      }
    }
    try {
      const fd = yield* t.sys.open(path, O.RDONLY);
      const bytes = yield* readFd(t.sys, fd);
      t.sys.close(fd);
      if (m.list) {
        const plain = inflate(bytes);
        if (typeof plain === 'string') {
          yield* writeText(t.sys, 2, `\ngzip: ${path}: ${plain}\n`);
          this.status = 1;
          return;
        }
        if (this.listed++ === 0) yield* t.out.write('         compressed        uncompressed  ratio uncompressed_name\n');
        this.packed += bytes.length;
        this.plain += plain.length;
        yield* t.out.write(`${String(bytes.length).padStart(19)} ${String(plain.length).padStart(19)} ${ratio(bytes, plain.length)} ${path.replace(/\.t[ag]z$/, '.tar').replace(SUFFIX, '')}\n`);
        return;
      }
      const out = yield* this.transform(bytes, path, m.decompress ? undefined : path.slice(path.lastIndexOf('/') + 1));
      if (out === undefined) return;
      if (m.test) {
        if (m.verbose) yield* writeText(t.sys, 2, `${path}:\t OK\n`);
        return;
      }
      if (m.stdout) {
        yield* t.out.writeBytes(out);
        return;
      }
      try {
        yield* writeFile(t.sys, target, out, st.mode & 0o777, m.force ? O.TRUNC : O.EXCL);
      } catch (e) {
        if (!isSysError(e, 'EEXIST')) throw e;
        yield* this.say(t.dialect === undefined ? `${target} already exists;\tnot overwritten` : `can't open '${target}': File exists`, t.dialect === undefined ? 2 : 1);
        return;
      }
      t.sys.chmod(target, st.mode & 0o7777);
      t.sys.utimens(target, { atime_ms: st.atime_ms, mtime_ms: st.mtime_ms });
      if (t.sys.getcred().euid === 0) t.sys.chown(target, st.uid, st.gid);
      if (!m.keep) t.sys.unlink(path);
      if (m.verbose) yield* writeText(t.sys, 2, `${path}:\t${m.decompress ? ratio(bytes, out.length) : ratio(out, bytes.length)} -- ${m.keep ? 'created' : 'replaced with'} ${target}\n`);
    } catch (e) {
      if (!isSysError(e)) throw e;
      yield* this.say(`${path}: ${e.message}`, 1);
    }
  }
}

function packer(name: string): Program {
  return tool({ name, support: { level: 'partial', note: 'whole files in memory; no -S, --rsyncable' } }, function* (t): Task<number> {
    const m: Mode = { stdout: name === 'zcat', decompress: name !== 'gzip', force: false, keep: false, list: false, quiet: false, recursive: false, test: false, verbose: false, level: 6, named: true };
    let end = '';
    let files: string[];
    try {
      files = yield* t.options(
        'acdfhklLnNqrS:tvV123456789',
        { stdout: 'c', 'to-stdout': 'c', decompress: 'd', uncompress: 'd', force: 'f', help: 'h', keep: 'k', list: 'l', 'no-name': 'n', name: 'N', quiet: 'q', recursive: 'r', test: 't', verbose: 'v', version: 'V', fast: '1', best: '9' },
        ({ key }) => {
          if (key === 'c') m.stdout = true;
          else if (key === 'd') m.decompress = true;
          else if (key === 'f') m.force = true;
          else if (key === 'k') m.keep = true;
          else if (key === 'l') m.list = m.decompress = true;
          else if (key === 'n') m.named = false;
          else if (key === 'q') m.quiet = true;
          else if (key === 'r') m.recursive = true;
          else if (key === 't') m.test = m.decompress = true;
          else if (key === 'v') m.verbose = true;
          else if (/^\d$/.test(key)) m.level = Number(key);
          else if (key === 'h' || key === 'V') end = key;
        },
      );
    } catch (e) {
      if (!(e instanceof GetoptError) || t.dialect !== undefined) throw e;
      yield* writeText(t.sys, 2, `gzip: ${e.message}\nTry \`gzip --help' for more information.\n`);
      throw new Exit(1);
    }
    if (end !== '') {
      yield* t.out.write(end === 'V' ? 'gzip 1.12\n' : HELP);
      return 0;
    }
    const p = new Packer(t, m);
    if (files.length === 0) yield* p.stdin();
    for (const file of files) {
      if (file === '-') yield* p.stdin();
      else yield* p.file(file);
    }
    if (p.listed > 1) yield* t.out.write(`${String(p.packed).padStart(19)} ${String(p.plain).padStart(19)} ${p.plain === 0 ? '  0.0%' : `${((1 - p.packed / p.plain) * 100).toFixed(1)}%`.padStart(5)} (totals)\n`);
    return p.status;
  });
}

export const gzip = packer('gzip');
export const gunzip = packer('gunzip');
export const zcat = packer('zcat');
