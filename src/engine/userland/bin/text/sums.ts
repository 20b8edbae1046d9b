/** Digests of files: md5sum, sha1sum, sha224sum, sha256sum, sha384sum, sha512sum, and cksum (coreutils 9.1). */
import { md5, sha1 } from '@noble/hashes/legacy.js';
import { sha224, sha256, sha384, sha512 } from '@noble/hashes/sha2.js';
import type { Sys, Task } from '../../../abi/sys.ts';
import { O } from '../../../abi/fs.ts';
import { isSysError } from '../../../abi/errno.ts';
import { decodeUtf8, toHex } from '../../../base/bytes.ts';
import type { Program } from '../../libc/program.ts';
import { BLOCK, readFd, readFile } from '../../libc/stdio.ts';
import { Die, tool, type Tool } from '../../libc/tool.ts';

interface Hasher {
  update(data: Uint8Array): unknown;
  digest(): Uint8Array;
}

const HASHES: Readonly<Record<string, { readonly label: string; readonly bits: number; readonly make: () => Hasher }>> = {
  md5: { label: 'MD5', bits: 128, make: () => md5.create() },
  sha1: { label: 'SHA1', bits: 160, make: () => sha1.create() },
  sha224: { label: 'SHA224', bits: 224, make: () => sha224.create() },
  sha256: { label: 'SHA256', bits: 256, make: () => sha256.create() },
  sha384: { label: 'SHA384', bits: 384, make: () => sha384.create() },
  sha512: { label: 'SHA512', bits: 512, make: () => sha512.create() },
};

const helpOf = (label: string): string => `Usage: % [OPTION]... [FILE]...
Print or check ${label} checksums.

Without FILE, or for the FILE -, standard input is read.

  -b, --binary         read in binary mode (marks the name with *)
  -c, --check          read checksums from the FILEs and check them
      --tag            print BSD-style lines
  -t, --text           read in text mode (default)
  -z, --zero           end lines with NUL, and do not escape names

With --check:
      --ignore-missing no failure for files that are not there
      --quiet          no OK for files that match
      --status         print nothing, the exit status tells
      --strict         fail when a line is malformed
  -w, --warn           warn of malformed lines
      --help        show this text and exit
      --version     show the version and exit
`;

function* digestOf(sys: Sys, name: string, make: () => Hasher): Task<string> {
  let fd = 0;
  try {
    if (name !== '-') fd = yield* sys.open(name, O.RDONLY | O.CLOEXEC);
    const h = make();
    for (;;) {
      const block = yield* sys.read(fd, BLOCK);
      if (block.length === 0) return toHex(h.digest());
      h.update(block);
      if (sys.charge(block.length * 3)) yield* sys.schedYield();
    }
  } finally {
    if (fd > 2) sys.close(fd);
  }
}

interface CheckOptions {
  readonly ignoreMissing: boolean;
  readonly quiet: boolean;
  readonly status: boolean;
  readonly strict: boolean;
  readonly warn: boolean;
}

function* check(t: Tool, list: string, hash: (typeof HASHES)[string], o: CheckOptions): Task<boolean> {
  let text: string;
  try {
    text = decodeUtf8(list === '-' ? yield* readFd(t.sys, 0) : yield* readFile(t.sys, list));
  } catch (e) {
    yield* t.warnFile(list, e);
    return false;
  }
  const shownList = list === '-' ? "'standard input'" : t.quotef(list);
  const hex = new RegExp(`^(\\\\?)([0-9a-fA-F]{${hash.bits / 4}}) [ *](.+)$`);
  const tagged = new RegExp(`^(\\\\?)${hash.label} \\((.*)\\) = ([0-9a-fA-F]{${hash.bits / 4}})$`);
  let good = 0;
  let malformed = 0;
  let unreadable = 0;
  let mismatched = 0;
  let ignored = 0;
  const lines = text.split('\n');
  if (lines[lines.length - 1] === '') lines.pop();
  for (const [i, line] of lines.entries()) {
    if (line.startsWith('#')) continue;
    const a = hex.exec(line);
    const b = a === null ? tagged.exec(line) : null;
    if (a === null && b === null) {
      malformed++;
      if (o.warn) yield* t.warn(`${shownList}: ${i + 1}: improperly formatted ${hash.label} checksum line`);
      continue;
    }
    const escaped = (a?.[1] ?? b?.[1]) === '\\';
    let name = a !== null ? a[3]! : b![2]!;
    const want = (a !== null ? a[2]! : b![3]!).toLowerCase();
    if (escaped) name = name.replace(/\\([\\nr])/g, (_, c: string) => (c === 'n' ? '\n' : c === 'r' ? '\r' : '\\'));
    let got: string;
    try {
      got = yield* digestOf(t.sys, name, hash.make);
    } catch (e) {
      if (!isSysError(e)) throw e;
      if (o.ignoreMissing && e.code === 'ENOENT') {
        ignored++;
        continue;
      }
      yield* t.warn(`${t.quotef(name)}: ${e.message}`);
      unreadable++;
      if (!o.status) t.out.put(`${name}: FAILED open or read\n`);
      continue;
    }
    if (got === want) {
      good++;
      if (!o.status && !o.quiet) t.out.put(`${name}: OK\n`);
    } else {
      mismatched++;
      if (!o.status) t.out.put(`${name}: FAILED\n`);
    }
  }
  const formatted = good + unreadable + mismatched + ignored;
  if (formatted === 0) {
    yield* t.warn(`${shownList}: no properly formatted checksum lines found`);
    return false;
  }
  if (!o.status) {
    const many = (n: number, one: string, more: string): string => `WARNING: ${n} ${n === 1 ? one : more}`;
    if (malformed > 0) yield* t.warn(many(malformed, 'line is improperly formatted', 'lines are improperly formatted'));
    if (unreadable > 0) yield* t.warn(many(unreadable, 'listed file could not be read', 'listed files could not be read'));
    if (mismatched > 0) yield* t.warn(many(mismatched, 'computed checksum did NOT match', 'computed checksums did NOT match'));
    if (o.ignoreMissing && good === 0 && mismatched === 0) yield* t.warn(`${shownList}: no file was verified`);
  }
  return unreadable === 0 && mismatched === 0 && !(o.strict && malformed > 0) && !(o.ignoreMissing && good === 0);
}

function* run(t: Tool, hash: (typeof HASHES)[string]): Task<number> {
  let binary = false;
  let checking = false;
  let tag = false;
  let end = '\n';
  const o = { ignoreMissing: false, quiet: false, status: false, strict: false, warn: false };
  let checkOnly: string | undefined;
  const long = { binary: 'b', check: 'c', 'ignore-missing': 'ignoreMissing', quiet: 'quiet', status: 'status', text: 't', warn: 'w', strict: 'strict', tag: 'tag', zero: 'z' };
  const files = yield* t.options('bctwz', long, ({ key }) => {
    if (key === 'b') binary = true;
    else if (key === 't') binary = false;
    else if (key === 'c') checking = true;
    else if (key === 'tag') tag = true;
    else if (key === 'z') end = '\0';
    else if (key === 'w') {
      o.warn = true;
      checkOnly = '--warn';
    } else if (key === 'ignoreMissing' || key === 'quiet' || key === 'status' || key === 'strict') {
      o[key] = true;
      checkOnly = key === 'ignoreMissing' ? '--ignore-missing' : `--${key}`;
    }
  });
  if (checkOnly !== undefined && !checking) throw new Die(`the ${checkOnly} option is meaningful only when verifying checksums`, 1, true);
  if (tag && checking) throw new Die('the --tag option is meaningless when verifying checksums', 1, true);
  if (checking && binary) throw new Die('the --binary and --text options are meaningless when verifying checksums', 1, true);
  let ok = true;
  for (const name of files.length === 0 ? ['-'] : files) {
    if (checking) {
      if (!(yield* check(t, name, hash, o))) ok = false;
      continue;
    }
    try {
      const digest = yield* digestOf(t.sys, name, hash.make);
      const special = end === '\n' && /[\\\n\r]/.test(name);
      const shown = special ? name.replace(/[\\\n\r]/g, (c) => (c === '\n' ? '\\n' : c === '\r' ? '\\r' : '\\\\')) : name;
      t.out.put((special ? '\\' : '') + (tag ? `${hash.label} (${shown}) = ${digest}` : `${digest} ${binary ? '*' : ' '}${shown}`) + end);
    } catch (e) {
      yield* t.warnFile(name, e);
      ok = false;
    }
    if (t.out.full) yield* t.out.flush();
  }
  return ok ? 0 : 1;
}

const make = (algorithm: string): Program => {
  const hash = HASHES[algorithm]!;
  return tool({ name: `${algorithm}sum`, help: helpOf(`${hash.label} (${hash.bits}-bit)`) }, (t) => run(t, hash));
};

const CRC = Uint32Array.from({ length: 256 }, (_, i) => {
  let c = i << 24;
  for (let k = 0; k < 8; k++) c = c & 0x80000000 ? (c << 1) ^ 0x04c11db7 : c << 1;
  return c >>> 0;
});

const cksumHelp = `Usage: % [OPTION]... [FILE]...
Print the checksum and the number of bytes of each FILE.

  -a, --algorithm=TYPE  crc (default), md5, sha1, sha224, sha256, sha384, sha512
      --untagged        print lines as sha256sum does
      --help        show this text and exit
      --version     show the version and exit
`;

export const cksum = tool({ name: 'cksum', help: cksumHelp, support: { level: 'partial', note: 'bsd, sysv, blake2b and sm3 are not simulated; nor is --check.' } }, function* (t): Task<number> {
  let algorithm = 'crc';
  let untagged = false;
  const files = yield* t.options('a:', { algorithm: 'a:', untagged: 'u' }, ({ key, arg }) => {
    if (key === 'u') untagged = true;
    else algorithm = arg;
  });
  if (algorithm !== 'crc' && HASHES[algorithm] === undefined) {
    if (['bsd', 'sysv', 'blake2b', 'sm3'].includes(algorithm)) throw new Die(`glasshull: the algorithm ${algorithm} is not simulated`);
    const all = ['bsd', 'sysv', 'crc', 'md5', 'sha1', 'sha224', 'sha256', 'sha384', 'sha512', 'blake2b', 'sm3'];
    throw new Die(`invalid argument ${t.quote(algorithm)} for ${t.quote('--algorithm')}\nValid arguments are:${all.map((a) => `\n  - ${t.quote(a)}`).join('')}`, 1, true);
  }
  let ok = true;
  for (const name of files.length === 0 ? ['-'] : files) {
    try {
      const hash = HASHES[algorithm];
      if (hash !== undefined) {
        const digest = yield* digestOf(t.sys, name, hash.make);
        t.out.put(untagged ? `${digest}  ${name}\n` : `${hash.label} (${name}) = ${digest}\n`);
        continue;
      }
      const data = name === '-' ? yield* readFd(t.sys, 0) : yield* readFile(t.sys, name);
      let crc = 0;
      for (let i = 0; i < data.length; i++) crc = (crc << 8) ^ CRC[((crc >>> 24) ^ data[i]!) & 255]!;
      for (let n = data.length; n > 0; n = Math.floor(n / 256)) crc = (crc << 8) ^ CRC[((crc >>> 24) ^ (n & 255)) & 255]!;
      t.out.put(`${~crc >>> 0} ${data.length}${files.length === 0 ? '' : ` ${name}`}\n`);
    } catch (e) {
      yield* t.warnFile(name, e);
      ok = false;
    }
  }
  return ok ? 0 : 1;
});

/** All digest programs. */
export const sums: readonly Program[] = [...Object.keys(HASHES).map(make), cksum];
