/**
 * The host's first disk: Debian 12 as the catalogue knows it, the host's accounts and names, and an executable for every program that the
 * host can run, at the path where its package puts it.
 */
import { elfStub } from '../abi/elf.ts';
import { S } from '../abi/fs.ts';
import type { TreeEntry } from '../base/tree.ts';
import { PROTOCOLS, SERVICES } from '../images/data/netbase.ts';
import { ACCOUNTS, debianTree } from '../images/trees/debian.ts';
import { bookworm } from '../images/trees/releases.ts';
import type { ProgramTable } from './programs.ts';

/** Programs that Debian's base tree does not hold: path and size in bytes. */
const INSTALLED: readonly (readonly [string, number])[] = [
  ['/usr/bin/docker', 41_533_160],
  ['/usr/bin/dockerd', 96_236_264],
  ['/usr/bin/docker-proxy', 2_361_160],
  ['/usr/bin/docker-init', 752_504],
  ['/usr/bin/containerd', 41_476_824],
  ['/usr/bin/containerd-shim-runc-v2', 13_820_056],
  ['/usr/bin/ctr', 21_004_440],
  ['/usr/bin/docker-registry', 17_404_088],
  ['/usr/bin/runc', 14_323_048],
  ['/usr/bin/systemctl', 1_501_560],
  ['/usr/bin/journalctl', 85_568],
  ['/usr/lib/systemd/systemd', 99_984],
  ['/usr/bin/curl', 277_680],
  ['/usr/bin/wget', 502_320],
  ['/usr/bin/less', 199_048],
  ['/usr/bin/nano', 279_136],
  ['/usr/bin/vi', 1_745_064],
  ['/usr/bin/file', 31_120],
  ['/usr/bin/jq', 30_832],
  ['/usr/bin/tree', 93_168],
  ['/usr/bin/strace', 2_063_600],
  ['/usr/bin/ps', 144_960],
  ['/usr/bin/top', 130_608],
  ['/usr/bin/free', 26_968],
  ['/usr/bin/uptime', 14_608],
  ['/usr/bin/pgrep', 31_056],
  ['/usr/bin/pkill', 31_056],
  ['/usr/bin/pstree', 39_416],
  ['/usr/bin/killall', 27_128],
  ['/usr/bin/watch', 31_336],
  ['/usr/bin/pidof', 14_648],
  ['/usr/bin/vmstat', 43_344],
  ['/usr/bin/sudo', 281_624],
  ['/usr/bin/ping', 90_568],
  ['/usr/bin/nc', 43_592],
  ['/usr/bin/nc.openbsd', 43_592],
  ['/usr/bin/nc.traditional', 34_952],
  ['/usr/bin/ss', 193_680],
  ['/usr/bin/ip', 691_016],
  ['/usr/sbin/ip', 691_016],
  ['/usr/sbin/bridge', 156_200],
  ['/usr/sbin/tc', 587_776],
  ['/usr/sbin/iptables', 228_512],
  ['/usr/sbin/iptables-save', 228_512],
  ['/usr/sbin/iptables-restore', 228_512],
  ['/usr/sbin/ip6tables', 228_512],
  ['/usr/sbin/ip6tables-save', 228_512],
  ['/usr/sbin/ip6tables-restore', 228_512],
  ['/usr/sbin/ipset', 14_416],
  ['/usr/sbin/conntrack', 99_480],
  ['/usr/sbin/ifconfig', 83_976],
  ['/usr/sbin/route', 70_832],
  ['/usr/sbin/arp', 67_720],
  ['/usr/bin/netstat', 155_304],
  ['/usr/sbin/brctl', 39_448],
  ['/usr/bin/tcpdump', 1_269_784],
  ['/usr/bin/dig', 146_200],
  ['/usr/bin/nslookup', 117_496],
  ['/usr/bin/host', 117_456],
  ['/usr/bin/traceroute', 72_944],
  ['/usr/bin/tracepath', 22_992],
  ['/usr/bin/arping', 27_296],
  ['/usr/bin/telnet', 190_664],
  ['/usr/bin/python3', 6_831_736],
  ['/usr/bin/getent', 27_320],
  ['/usr/bin/xxd', 18_736],
  ['/usr/bin/bc', 93_400],
  ['/usr/bin/time', 27_608],
  ['/usr/bin/unzip', 178_472],
  ['/usr/bin/git', 3_737_416],
  ['/usr/bin/lsns', 52_144],
  ['/usr/bin/nsenter', 39_664],
  ['/usr/bin/unshare', 47_856],
  ['/usr/bin/hexdump', 55_664],
  ['/usr/bin/column', 55_960],
  ['/usr/bin/clear', 14_560],
  ['/usr/bin/tput', 22_904],
  ['/usr/sbin/sysctl', 30_728],
  ['/usr/bin/w', 22_928],
  ['/usr/bin/lsb_release', 3_638],
  ['/usr/bin/which', 946],
  ['/usr/bin/reset', 26_904],
  ['/usr/bin/last', 44_896],
  ['/usr/bin/kill', 30_952],
  ['/usr/bin/dmesg', 80_664],
  ['/usr/bin/bash', 1_265_648],
];

const SETUID = new Set(['/usr/bin/ping', '/usr/bin/sudo', '/usr/bin/su', '/usr/bin/passwd', '/usr/bin/mount', '/usr/bin/umount', '/usr/bin/newgrp']);

/** A file with contents that only the host has. */
function texts(name: string): Readonly<Record<string, string>> {
  const passwd = ACCOUNTS['/etc/passwd']!;
  const group = ACCOUNTS['/etc/group']!;
  return {
    '/etc/passwd': `${passwd}systemd-network:x:998:998:systemd Network Management:/:/usr/sbin/nologin\nmessagebus:x:100:107::/nonexistent:/usr/sbin/nologin\nlearner:x:1000:1000:Learner,,,:/home/learner:/bin/bash\n`,
    '/etc/group': `${group.replace(/^sudo:x:27:$/m, 'sudo:x:27:learner')}systemd-journal:x:999:\nsystemd-network:x:998:\nmessagebus:x:107:\nlearner:x:1000:\ndocker:x:996:learner\n`,
    '/etc/shadow': `root:*:20394:0:99999:7:::\nlearner:!:20394:0:99999:7:::\n`,
    '/etc/hostname': `${name}\n`,
    '/etc/hosts': `127.0.0.1\tlocalhost\n127.0.1.1\t${name}\n\n::1     localhost ip6-localhost ip6-loopback\nff02::1 ip6-allnodes\nff02::2 ip6-allrouters\n`,
    '/etc/resolv.conf': 'nameserver 10.0.2.3\n',
    '/etc/fstab': '/dev/vda1 / ext4 errors=remount-ro 0 1\n',
    '/etc/machine-id': '0d0c6e5f3a594f0b8f5c7d1e2a9b4c68\n',
    '/etc/services': SERVICES,
    '/etc/protocols': PROTOCOLS,
    '/etc/timezone': 'Etc/UTC\n',
    '/etc/sudoers': 'Defaults\tenv_reset\nroot\tALL=(ALL:ALL) ALL\n%sudo\tALL=(ALL:ALL) NOPASSWD: ALL\n',
    '/etc/subuid': 'learner:100000:65536\n',
    '/etc/subgid': 'learner:100000:65536\n',
    '/root/.bashrc': SHELL_RC,
    '/root/.profile': PROFILE,
    '/home/learner/.bashrc': SHELL_RC,
    '/home/learner/.profile': PROFILE,
    '/etc/skel/.bashrc': SHELL_RC,
    '/etc/skel/.profile': PROFILE,
  };
}

const SHELL_RC = `# Read by interactive shells.
case $- in
  *i*) ;;
  *) return ;;
esac
HISTCONTROL=ignoreboth
HISTSIZE=1000
shopt -s histappend checkwinsize
PS1='\\u@\\h:\\w\\$ '
alias ls='ls --color=auto'
alias grep='grep --color=auto'
alias ll='ls -alF'
alias la='ls -A'
alias l='ls -CF'
`;

const PROFILE = `if [ -n "$BASH_VERSION" ] && [ -f "$HOME/.bashrc" ]; then
  . "$HOME/.bashrc"
fi
`;

const DIRS: readonly (readonly [string, number, number, number])[] = [
  ['/home/learner', 0o755, 1000, 1000],
  ['/root', 0o700, 0, 0],
  ['/tmp', 0o1777, 0, 0],
  ['/var/tmp', 0o1777, 0, 0],
  ['/dev', 0o755, 0, 0],
  ['/proc', 0o555, 0, 0],
  ['/sys', 0o555, 0, 0],
  ['/run', 0o755, 0, 0],
  ['/opt/containerd', 0o711, 0, 0],
  ['/var/lib/docker', 0o710, 0, 0],
  ['/var/lib/containerd', 0o711, 0, 0],
  ['/etc/docker', 0o755, 0, 0],
  ['/etc/containerd', 0o755, 0, 0],
];

/** The entries of a fresh host's disk. Executables whose program nobody can play stay as they are: running them says so. */
export function hostTree(name: string, programs: ProgramTable): TreeEntry[] {
  const written = new Set<string>();
  const tree: TreeEntry[] = [];
  const put = (entry: TreeEntry): void => {
    if (written.has(entry.path)) return;
    written.add(entry.path);
    tree.push(entry);
  };
  for (const [path, mode, uid, gid] of DIRS) put({ path, mode: S.IFDIR | mode, uid, gid });
  for (const [path, content] of Object.entries(texts(name))) {
    const learner = path.startsWith('/home/learner/') ? 1000 : 0;
    put({ path, mode: S.IFREG | (path === '/etc/shadow' ? 0o640 : path === '/etc/sudoers' ? 0o440 : 0o644), uid: learner, gid: path === '/etc/shadow' ? 42 : learner, content });
  }
  const base = debianTree(bookworm);
  // pidof is a link to killall5 there; here it is a program of its own.
  const present = new Set(base.map((e) => e.path));
  for (const [path, size] of INSTALLED) {
    const program = path === '/usr/bin/nc.openbsd' ? 'nc' : nameOf(path);
    if ((!present.has(path) || program === 'pidof') && programs.has(program)) put({ path, mode: S.IFREG | (SETUID.has(path) ? 0o4755 : 0o755), content: elfStub(program, size) });
  }
  for (const e of base) put(e);
  if (programs.has('systemd')) {
    put({ path: '/usr/sbin/init', mode: S.IFLNK | 0o777, content: { symlink: '/lib/systemd/systemd' } });
  } else put({ path: '/usr/sbin/init', mode: S.IFREG | 0o755, content: elfStub('init', 100_000) });
  return tree.sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
