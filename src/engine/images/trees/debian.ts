/**
 * Debian's and Ubuntu's base trees. The layout is Debian 12's recorded one (data/debian-tree.ts) for every release; names, versions and accounts are the
 * release's own. What the recorded layout leaves out (documentation, message catalogues ...) weighs in as one declared file, so that an image is as large as
 * the real one.
 */
import type { ContentSource } from '../../base/content.ts';
import type { TreeEntry } from '../../base/tree.ts';
import { S } from '../../abi/fs.ts';
import { DEBIAN_TREE } from '../data/debian-tree.ts';
import { filler } from '../filler.ts';
import { dpkgDatabase } from '../packages/installed.ts';
import { dir, executable, file, symlink } from './base.ts';

/** What differs from one release to the next. */
export interface Release {
  /** As 'debian:bookworm'. */
  readonly key: string;
  /** Sum of all files' sizes, bytes. */
  readonly contentSize: number;
  /** How far gzip shrinks it. */
  readonly ratio: number;
  /** Files with contents, by path: /etc/os-release and its like. */
  readonly texts: Readonly<Record<string, string>>;
  /** Programs of packages that this release's image has beyond minbase. */
  readonly extra?: readonly string[];
  /** Symbolic links that come with them: where each leads, by path. */
  readonly links?: Readonly<Record<string, string>>;
  /** Versions of base packages that are not Debian 12's. */
  readonly versions?: Readonly<Record<string, string>>;
  /** Names that this release's image lacks, of the recorded tree. */
  readonly without?: readonly string[];
}

const LIBRARY = /\.so[.\d]*$|\.so$|\.a$|\.gz$|\.cache$/;
const BIN = /^\/usr\/s?bin\/|^\/usr\/local\/s?bin\//;

/** The whole tree of a release, parents first. */
export function debianTree(release: Release): TreeEntry[] {
  const out: TreeEntry[] = [];
  const without = new Set(release.without ?? []);
  const texts = { ...ACCOUNTS, ...DOTFILES, ...release.texts };
  const written = new Set<string>();
  let total = 0;
  let at = '/';
  const put = (entry: TreeEntry): void => {
    if (written.has(entry.path)) return;
    written.add(entry.path);
    out.push(entry);
    const c = entry.content;
    if (typeof c === 'string') total += c.length;
    else if (c instanceof Uint8Array) total += c.length;
    else if (c !== undefined && 'size' in c) total += c.size;
  };
  for (const line of DEBIAN_TREE.split('\n')) {
    if (!line.startsWith(' ')) {
      const [path, mode, uid, gid] = line.split('\t') as [string, string, string, string];
      at = path;
      put(dir(path, parseInt(mode, 8), Number(uid), Number(gid)));
      continue;
    }
    const join = at === '/' ? '/' : `${at}/`;
    const arrow = line.indexOf('>');
    if (arrow > 0 && !line.slice(1, arrow).includes(':')) {
      put(symlink(join + line.slice(1, arrow), line.slice(arrow + 1)));
      continue;
    }
    const m = /^ (.*):(\d+):(x|\d*)(?: (\d+) (\d+))?$/.exec(line);
    if (m === null) continue;
    const path = join + m[1]!;
    const mode = m[3] === '' ? 0o644 : m[3] === 'x' ? 0o755 : parseInt(m[3]!, 8);
    if (without.has(path)) continue;
    put({ path, mode: S.IFREG | mode, uid: Number(m[4] ?? 0), gid: Number(m[5] ?? 0), content: contentOf(release, path, Number(m[2]), mode, texts) });
  }
  for (const [path, text] of Object.entries(texts)) put(file(path, text));
  for (const entry of dpkgDatabase(release.versions)) put(entry);
  for (const program of release.extra ?? []) put(executable(`/usr/bin/${program}`, program, 40_000));
  for (const [path, target] of Object.entries(release.links ?? {})) put(symlink(path, target));
  const rest = release.contentSize - total;
  if (rest > 0) put(file('/usr/lib/locale/locale-archive', filler(`${release.key}/rest`, rest, release.ratio)));
  return out;
}

function contentOf(release: Release, path: string, size: number, mode: number, texts: Readonly<Record<string, string>>): string | ContentSource {
  const text = texts[path];
  if (text !== undefined) return text;
  if ((mode & 0o111) !== 0 && BIN.test(path)) return executable(path, path.slice(path.lastIndexOf('/') + 1), size).content as ContentSource;
  if (size === 0) return '';
  return filler(`${LIBRARY.test(path) ? '' : `${release.key}:`}${path}`, size, release.ratio);
}

const users: readonly (readonly [string, number, number, string, string, string])[] = [
  ['root', 0, 0, 'root', '/root', '/bin/bash'],
  ['daemon', 1, 1, 'daemon', '/usr/sbin', '/usr/sbin/nologin'],
  ['bin', 2, 2, 'bin', '/bin', '/usr/sbin/nologin'],
  ['sys', 3, 3, 'sys', '/dev', '/usr/sbin/nologin'],
  ['sync', 4, 65534, 'sync', '/bin', '/bin/sync'],
  ['games', 5, 60, 'games', '/usr/games', '/usr/sbin/nologin'],
  ['man', 6, 12, 'man', '/var/cache/man', '/usr/sbin/nologin'],
  ['lp', 7, 7, 'lp', '/var/spool/lpd', '/usr/sbin/nologin'],
  ['mail', 8, 8, 'mail', '/var/mail', '/usr/sbin/nologin'],
  ['news', 9, 9, 'news', '/var/spool/news', '/usr/sbin/nologin'],
  ['uucp', 10, 10, 'uucp', '/var/spool/uucp', '/usr/sbin/nologin'],
  ['proxy', 13, 13, 'proxy', '/bin', '/usr/sbin/nologin'],
  ['www-data', 33, 33, 'www-data', '/var/www', '/usr/sbin/nologin'],
  ['backup', 34, 34, 'backup', '/var/backups', '/usr/sbin/nologin'],
  ['list', 38, 38, 'Mailing List Manager', '/var/list', '/usr/sbin/nologin'],
  ['irc', 39, 39, 'ircd', '/run/ircd', '/usr/sbin/nologin'],
  ['_apt', 42, 65534, '', '/nonexistent', '/usr/sbin/nologin'],
  ['nobody', 65534, 65534, 'nobody', '/nonexistent', '/usr/sbin/nologin'],
];
const groups =
  'root:0 daemon:1 bin:2 sys:3 adm:4 tty:5 disk:6 lp:7 mail:8 news:9 uucp:10 man:12 proxy:13 kmem:15 dialout:20 fax:21 voice:22 cdrom:24 floppy:25 tape:26 sudo:27 audio:29 dip:30 www-data:33 backup:34 operator:37 list:38 irc:39 src:40 shadow:42 utmp:43 video:44 sasl:45 plugdev:46 staff:50 games:60 users:100 nogroup:65534';

/** /etc/passwd and /etc/group of a fresh Debian; the host adds its own accounts to them. */
export const ACCOUNTS: Readonly<Record<string, string>> = {
  '/etc/passwd': users.map(([name, uid, gid, gecos, home, shell]) => `${name}:x:${uid}:${gid}:${gecos}:${home}:${shell}\n`).join(''),
  '/etc/group': groups
    .split(' ')
    .map((g) => `${g.replace(':', ':x:')}:\n`)
    .join(''),
  '/etc/shells': '# /etc/shells: valid login shells\n/bin/sh\n/usr/bin/sh\n/bin/bash\n/usr/bin/bash\n/bin/rbash\n/usr/bin/rbash\n/bin/dash\n/usr/bin/dash\n',
  '/etc/nsswitch.conf': 'passwd: files\ngroup: files\nshadow: files\nhosts: files dns\nnetworks: files\nprotocols: files\nservices: files\n',
  '/etc/host.conf': 'multi on\n',
  '/etc/hostname': 'localhost\n',
};

/** What bash reads at start: our own, short, with the prompts that Debian's set. */
export const DOTFILES: Readonly<Record<string, string>> = {
  '/etc/profile': 'if [ "$(id -u)" -eq 0 ]; then\n  PATH="/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"\nelse\n  PATH="/usr/local/bin:/usr/bin:/bin:/usr/local/games:/usr/games"\nfi\nexport PATH\nif [ "${PS1-}" ] && [ -n "$BASH" ] && [ -f /etc/bash.bashrc ]; then\n  . /etc/bash.bashrc\nfi\n',
  '/etc/bash.bashrc': '[ -z "$PS1" ] && return\nshopt -s checkwinsize\nPS1=\'\\u@\\h:\\w\\$ \'\n',
  '/root/.bashrc': '# Colours for ls are off by default for root.\n',
  '/root/.profile': 'if [ "$BASH" ] && [ -f ~/.bashrc ]; then\n  . ~/.bashrc\nfi\n',
};
