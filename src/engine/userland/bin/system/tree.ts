/** tree (2.1.0) and file (5.44, a few kinds): directories as a picture, and what kind of file something is. */
import type { Task } from '../../../abi/sys.ts';
import { isSysError } from '../../../abi/errno.ts';
import { O, S, major, minor } from '../../../abi/fs.ts';
import type { Stat } from '../../../abi/fs.ts';
import { decodeLatin1 } from '../../../base/bytes.ts';
import { fnmatch } from '../../libc/fnmatch.ts';
import { modeString } from '../../libc/mode.ts';
import { humanSize } from '../../libc/numfmt.ts';
import { writeText } from '../../libc/stdio.ts';
import { tool } from '../../libc/tool.ts';

export const tree = tool({ name: 'tree', support: { level: 'partial', note: '-a -d -f -F -L -P -I -p -s -h -i -r -t --dirsfirst --noreport; no colours, HTML, JSON' } }, function* (t): Task<number> {
  const o = new Map<string, string>();
  const roots = yield* t.options('adfFL:P:I:pshuginrtCNqx', { dirsfirst: '=dirs', noreport: '=noreport', help: '=help', charset: '=charset:' }, ({ key, arg }) => o.set(key, arg));
  if (o.has('=help')) {
    yield* t.out.write('usage: tree [-adfiprsth] [-L level] [-P pattern] [-I pattern] [--dirsfirst] [--noreport] [directory ...]\n');
    return 0;
  }
  const level = Number(o.get('L') ?? Infinity);
  if (o.has('L') && !(level > 0)) {
    yield* writeText(t.sys, 2, 'tree: Invalid level, must be greater than 0.\n');
    return 1;
  }
  const [bar, tee, corner, blank] = t.utf8 ? ['│\u00a0\u00a0 ', '├── ', '└── ', '    '] : ['|   ', '|-- ', '`-- ', '    '];
  let dirs = 0;
  let files = 0;
  let status = 0;
  const suffix = (st: Stat): string => {
    if (!o.has('F')) return '';
    const type = st.mode & S.IFMT;
    return type === S.IFDIR ? '/' : type === S.IFIFO ? '|' : type === S.IFSOCK ? '=' : type === S.IFREG && (st.mode & 0o111) !== 0 ? '*' : '';
  };
  const walk = function* (path: string, lead: string, depth: number): Task<void> {
    let names: string[];
    try {
      names = t.sys.readdir(path).map((d) => d.name).filter((n) => n !== '.' && n !== '..');
    } catch (e) {
      if (!isSysError(e)) throw e;
      yield* t.out.write(`${lead}${corner}[error opening dir]\n`);
      return;
    }
    const entries: { name: string; path: string; st: Stat; dir: boolean }[] = [];
    for (const name of names) {
      if (name.startsWith('.') && !o.has('a')) continue;
      const child = path.endsWith('/') ? path + name : `${path}/${name}`;
      const st = t.sys.lstat(child);
      const dir = (st.mode & S.IFMT) === S.IFDIR;
      if (o.has('d') && !dir) continue;
      if (o.has('I') && o.get('I')!.split('|').some((p) => fnmatch(p, name))) continue;
      if (o.has('P') && !dir && !o.get('P')!.split('|').some((p) => fnmatch(p, name))) continue;
      entries.push({ name, path: child, st, dir });
    }
    entries.sort((a, b) => (o.has('=dirs') && a.dir !== b.dir ? (a.dir ? -1 : 1) : (o.has('t') ? a.st.mtime_ms - b.st.mtime_ms : 0) || (a.name < b.name ? -1 : 1)));
    if (o.has('r')) entries.reverse();
    for (const [i, e] of entries.entries()) {
      const last = i === entries.length - 1;
      const info: string[] = [];
      if (o.has('p')) info.push(modeString(e.st.mode));
      if (o.has('h')) info.push(humanSize(e.st.size).padStart(4));
      else if (o.has('s')) info.push(String(e.st.size).padStart(11));
      const link = (e.st.mode & S.IFMT) === S.IFLNK ? ` -> ${t.sys.readlink(e.path)}` : '';
      yield* t.out.write(`${o.has('i') ? '' : lead + (last ? corner : tee)}${info.length > 0 ? `[${info.join(' ')}]  ` : ''}${o.has('f') ? e.path : e.name}${suffix(e.st)}${link}\n`);
      if (e.dir) dirs++;
      else files++;
      if (e.dir && depth < level) yield* walk(e.path, lead + (last ? blank : bar), depth + 1);
    }
    if (t.sys.charge(2000)) yield* t.sys.schedYield();
  };
  for (const root of roots.length === 0 ? ['.'] : roots) {
    let exists = true;
    try {
      exists = (t.sys.stat(root).mode & S.IFMT) === S.IFDIR;
    } catch (e) {
      if (!isSysError(e)) throw e;
      exists = false;
    }
    if (!exists) {
      yield* t.out.write(`${root}  [error opening dir]\n`);
      status = 2;
      continue;
    }
    yield* t.out.write(`${root}\n`);
    dirs++;
    yield* walk(root, '', 1);
  }
  if (!o.has('=noreport')) yield* t.out.write(`\n${dirs} director${dirs === 1 ? 'y' : 'ies'}${o.has('d') ? '' : `, ${files} file${files === 1 ? '' : 's'}`}\n`);
  return status;
});

/** What the first bytes of a regular file say. */
function magic(b: Uint8Array, size: number): string {
  if (size === 0) return 'empty';
  const text = decodeLatin1(b);
  if (text.startsWith('\x7fELF')) return 'ELF 64-bit LSB pie executable, x86-64, version 1 (SYSV), dynamically linked, stripped';
  if (text.startsWith('#!')) {
    const line = text.slice(2).split('\n')[0]!.trim();
    const name = line.split(/[ /]/).pop() ?? '';
    const kind = /\/(ba)?sh\b/.test(line) ? (line.includes('bash') ? 'Bourne-Again shell' : 'POSIX shell') : name.startsWith('python') ? 'Python' : `a ${line}`;
    return `${kind} script, ASCII text executable`;
  }
  if (b[0] === 0x1f && b[1] === 0x8b) return `gzip compressed data`;
  if (text.startsWith('BZh')) return 'bzip2 compressed data, block size = 900k';
  if (text.startsWith('\xfd7zXZ\0')) return 'XZ compressed data, checksum CRC64';
  if (text.startsWith('PK\x03\x04')) return 'Zip archive data, at least v2.0 to extract, compression method=deflate';
  if (text.startsWith('!<arch>\ndebian-binary')) return 'Debian binary package (format 2.0)';
  if (text.startsWith('\x89PNG')) return 'PNG image data';
  if (text.startsWith('%PDF')) return 'PDF document';
  if (text.slice(257, 262) === 'ustar') return text.slice(257, 265) === 'ustar  \0' ? 'POSIX tar archive (GNU)' : 'POSIX tar archive';
  if (size < 2) return 'very short file (no magic)';
  if (!/[\x00-\x06\x0e-\x1a\x1c-\x1f\x7f]/.test(text)) {
    const crlf = text.includes('\r\n') ? ', with CRLF line terminators' : text.includes('\n') ? '' : ', with no line terminators';
    if (/^\s*[{[]/.test(text)) {
      try {
        JSON.parse(text);
        return 'JSON text data';
      } catch (e) {
        if (!(e instanceof SyntaxError)) throw e;
      }
    }
    if (/[\x80-\xff]/.test(text)) return `${/^(?:[\x00-\x7f]|[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3})*(?:[\xc2-\xf4][\x80-\xbf]{0,2})?$/.test(text) ? 'Unicode text, UTF-8 text' : 'ISO-8859 text'}${crlf}`;
    return `ASCII text${crlf}`;
  }
  return 'data';
}

export const file = tool({ name: 'file', support: { level: 'partial', note: 'a few kinds of files; no magic database' } }, function* (t): Task<number> {
  const o = new Set<string>();
  const names = yield* t.options('bhiLkszv', { brief: 'b', dereference: 'L', mime: 'i', version: 'v' }, ({ key }) => o.add(key));
  if (o.has('v')) {
    yield* t.out.write('file-5.44\n');
    return 0;
  }
  if (names.length === 0) {
    yield* writeText(t.sys, 2, 'Usage: file [-bhL] [FILE]...\n');
    return 1;
  }
  const width = Math.max(...names.map((n) => n.length)) + 2;
  for (const name of names) {
    let what: string;
    try {
      const st = o.has('L') ? t.sys.stat(name) : t.sys.lstat(name);
      const type = st.mode & S.IFMT;
      const bits = `${(st.mode & S.ISUID) !== 0 ? 'setuid, ' : ''}${(st.mode & S.ISVTX) !== 0 ? 'sticky, ' : ''}`;
      if (type === S.IFDIR) what = `${bits}directory`;
      else if (type === S.IFLNK) {
        let broken = false;
        try {
          t.sys.stat(name);
        } catch (e) {
          if (!isSysError(e)) throw e;
          broken = true;
        }
        what = `${broken ? 'broken ' : ''}symbolic link to ${t.sys.readlink(name)}`;
      } else if (type === S.IFCHR || type === S.IFBLK) what = `${type === S.IFCHR ? 'character' : 'block'} special (${major(st.rdev)}/${minor(st.rdev)})`;
      else if (type === S.IFIFO) what = 'fifo (named pipe)';
      else if (type === S.IFSOCK) what = 'socket';
      else {
        const fd = yield* t.sys.open(name, O.RDONLY | O.CLOEXEC);
        what = bits + magic(yield* t.sys.read(fd, 8192), st.size);
        t.sys.close(fd);
      }
    } catch (e) {
      if (!isSysError(e)) throw e;
      what = e.code === 'EACCES' ? 'regular file, no read permission' : `cannot open \`${name}' (${e.message})`;
    }
    yield* t.out.write(o.has('b') ? `${what}\n` : `${`${name}:`.padEnd(width - 1)} ${what}\n`);
  }
  return 0;
});
