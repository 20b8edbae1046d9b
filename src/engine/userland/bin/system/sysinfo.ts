/** lsb_release, sysctl, dmesg: the release's files, /proc/sys, and what the kernel said at boot. */
import type { Task } from '../../../abi/sys.ts';
import { isSysError } from '../../../abi/errno.ts';
import { readMeminfo } from '../../libc/procfs.ts';
import { readTextFile, writeFile, writeText } from '../../libc/stdio.ts';
import { tool } from '../../libc/tool.ts';
import type { Tool } from '../../libc/tool.ts';

export const lsbRelease = tool({ name: 'lsb_release' }, function* (t): Task<number> {
  const o = new Set<string>();
  yield* t.options('vidrcash', { version: 'v', id: 'i', description: 'd', release: 'r', codename: 'c', all: 'a', short: 's', help: 'h' }, ({ key }) => o.add(key));
  if (o.has('h')) {
    yield* t.out.write('Usage: lsb_release [options]\n\nOptions:\n  -h, --help         show this text and exit\n  -v, --version      LSB modules\n  -i, --id           the distributor\n  -d, --description  the distribution in words\n  -r, --release      the release number\n  -c, --codename     the code name\n  -a, --all          all of these\n  -s, --short        values only\n');
    return 0;
  }
  const release = new Map<string, string>();
  try {
    for (const line of (yield* readTextFile(t.sys, '/etc/os-release')).split('\n')) {
      const eq = line.indexOf('=');
      if (eq > 0) release.set(line.slice(0, eq), line.slice(eq + 1).replace(/^"(.*)"$/, '$1'));
    }
  } catch (e) {
    if (!isSysError(e)) throw e;
  }
  const id = release.get('ID') ?? 'n/a';
  const values: readonly (readonly [string, string, string])[] = [
    ['i', 'Distributor ID', id.charAt(0).toUpperCase() + id.slice(1)],
    ['d', 'Description', release.get('PRETTY_NAME') ?? 'n/a'],
    ['r', 'Release', release.get('VERSION_ID') ?? 'n/a'],
    ['c', 'Codename', release.get('VERSION_CODENAME') ?? 'n/a'],
  ];
  const short = o.has('s');
  if (o.has('v') || o.has('a') || (o.size - (short ? 1 : 0)) === 0) yield* writeText(t.sys, 2, 'No LSB modules are available.\n');
  for (const [key, label, value] of values) if (o.has('a') || o.has(key)) yield* t.out.write(short ? `${value}\n` : `${label}:\t${value}\n`);
  return 0;
});

const SYSCTL_USAGE = `
Usage:
 sysctl [options] [variable[=value] ...]

Options:
  -a, --all            all variables
  -n, --values         values only
  -N, --names          names only
  -q, --quiet          say nothing of what is set
  -e, --ignore         unknown names are no error
  -w, --write          set a variable
  -p, --load[=<file>]  set what a file says
  -h, --help           show this text and exit
  -V, --version        show the version and exit

For more details see sysctl(8).
`;

const toPath = (name: string): string => `/proc/sys/${name.includes('/') && !name.includes('.') ? name : name.replace(/\./g, '/')}`;

function* setting(t: Tool, name: string, value: string, o: ReadonlySet<string>): Task<number> {
  try {
    t.sys.stat(toPath(name));
    yield* writeFile(t.sys, toPath(name), `${value}\n`, 0o644, 0);
  } catch (e) {
    if (!isSysError(e)) throw e;
    if (e.code === 'ENOENT') {
      if (o.has('e')) return 0;
      yield* t.warn(`cannot stat ${toPath(name)}: ${e.message}`);
    } else if (t.dialect !== undefined) yield* t.warn(`error setting key '${name}': ${e.message}`);
    else if (e.code === 'EACCES' || e.code === 'EPERM' || e.code === 'EROFS') yield* t.warn(e.code === 'EROFS' ? `setting key "${name}", ignoring: Read-only file system` : `permission denied on key "${name}"${e.code === 'EPERM' ? ', ignoring' : ''}`);
    else yield* t.warn(`setting key "${name}": ${e.message}`);
    return 1;
  }
  if (!o.has('q')) yield* t.out.write(o.has('n') ? `${value}\n` : `${name} = ${value}\n`);
  return 0;
}

function* showing(t: Tool, path: string, o: ReadonlySet<string>): Task<number> {
  const name = path.slice('/proc/sys/'.length).replace(/\//g, '.');
  let text: string;
  try {
    text = yield* readTextFile(t.sys, path);
  } catch (e) {
    if (!isSysError(e)) throw e;
    if (e.code === 'EISDIR') {
      let status = 0;
      for (const d of t.sys.readdir(path).map((x) => x.name).sort()) if (d !== '.' && d !== '..') status |= yield* showing(t, `${path}/${d}`, o);
      return status;
    }
    if (e.code === 'ENOENT') {
      if (o.has('e')) return 0;
      yield* t.warn(`cannot stat ${path}: ${e.message}`);
    } else yield* t.warn(`permission denied on key '${name}'`);
    return 1;
  }
  for (const line of text.replace(/\n$/, '').split('\n')) yield* t.out.write(o.has('N') ? `${name}\n` : o.has('n') ? `${line}\n` : `${name} = ${line}\n`);
  return 0;
}

export const sysctl = tool({ name: 'sysctl' }, function* (t): Task<number> {
  const o = new Set<string>();
  let file: string | undefined;
  const args = yield* t.options('aAXnNqewp::f::hV', { all: 'a', values: 'n', names: 'N', quiet: 'q', ignore: 'e', write: 'w', load: 'p::', help: 'h', version: 'V', system: '=system' }, ({ key, arg }) => {
    o.add(key);
    if (key === 'p' || key === 'f') file = arg === '' ? '/etc/sysctl.conf' : arg;
  });
  if (o.has('V')) {
    yield* t.out.write('sysctl from procps-ng 4.0.2\n');
    return 0;
  }
  if (o.has('a')) return yield* showing(t, '/proc/sys', o);
  const wanted = [...args];
  if (file !== undefined) {
    const path = args.shift() ?? file;
    wanted.shift();
    try {
      for (const line of (yield* readTextFile(t.sys, path)).split('\n')) if (/^\s*[^#;\s]/.test(line) && line.includes('=')) wanted.push(line.replace(/\s*=\s*/, '=').trim());
    } catch (e) {
      if (!isSysError(e)) throw e;
      yield* t.warn(`cannot open "${path}": ${e.message}`);
      return 1;
    }
  } else if (args.length === 0) {
    yield* writeText(t.sys, o.has('h') ? 1 : 2, SYSCTL_USAGE);
    return o.has('h') ? 0 : 1;
  }
  let status = 0;
  for (const [i, arg] of wanted.entries()) {
    const eq = arg.indexOf('=');
    if (eq > 0) status |= yield* setting(t, arg.slice(0, eq).trim(), arg.slice(eq + 1).trim(), o);
    else if (o.has('w') || eq === 0) {
      yield* t.warn(`command line(${i}): invalid syntax, continuing...`);
      status = 1;
    } else status |= yield* showing(t, toPath(arg), o);
  }
  return status;
});

export const dmesg = tool({ name: 'dmesg', support: { level: 'partial', note: 'what can be told of the boot: the kernel keeps no log' } }, function* (t): Task<number> {
  yield* t.options('CcDdEeF:f:HkLl:n:PprSs:TtuwWx', { follow: 'w', human: 'H', ctime: 'T', level: 'l:', nopager: 'P' }, () => undefined);
  const u = t.sys.uname();
  let cmdline = '';
  try {
    cmdline = (yield* readTextFile(t.sys, '/proc/cmdline')).trim();
  } catch (e) {
    if (!isSysError(e)) throw e;
  }
  const memory = (yield* readMeminfo(t.sys)).get('MemTotal') ?? 0;
  const total = Math.floor(memory / 1024);
  const lines: readonly (readonly [number, string])[] = [
    [0, `Linux version ${u.release} ${u.version}`],
    [0, `Command line: ${cmdline}`],
    [0, 'Glasshull: a simulated kernel in a browser; these lines are all that it keeps'],
    [0.004, `Memory: ${total}K/${total}K available`],
    [0.01, 'cgroup: Using cgroup v2'],
  ];
  for (const [s, text] of lines) yield* t.out.write(`[${s.toFixed(6).padStart(12)}] ${text}\n`);
  return 0;
});
