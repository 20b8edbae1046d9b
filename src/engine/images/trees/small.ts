/** The small images' trees: hello-world, busybox, alpine. */
import type { TreeEntry } from '../../base/tree.ts';
import { BUSYBOX_APPLETS } from '../data/busybox-applets.ts';
import { filler } from '../filler.ts';
import { apkDatabase } from '../packages/alpine.ts';
import { dir, executable, file, hardlink, symlink } from './base.ts';

/** hello-world: one static binary. */
export function helloWorldTree(): TreeEntry[] {
  return [dir('/'), executable('/hello', 'hello', 10_072)];
}

const BUSYBOX_PASSWD =
  'root:x:0:0:root:/root:/bin/sh\ndaemon:x:1:1:daemon:/usr/sbin:/bin/false\nbin:x:2:2:bin:/bin:/bin/false\nsys:x:3:3:sys:/dev:/bin/false\nsync:x:4:100:sync:/bin:/bin/sync\nmail:x:8:8:mail:/var/spool/mail:/bin/false\nwww-data:x:33:33:www-data:/var/www:/bin/false\noperator:x:37:37:Operator:/var:/bin/false\nnobody:x:65534:65534:nobody:/home:/bin/false\n';
const BUSYBOX_GROUP =
  'root:x:0:\ndaemon:x:1:\nbin:x:2:\nsys:x:3:\nadm:x:4:\ntty:x:5:\ndisk:x:6:\nlp:x:7:\nmail:x:8:\nkmem:x:9:\nwheel:x:10:root\ncdrom:x:11:\ndialout:x:18:\nfloppy:x:19:\nvideo:x:28:\naudio:x:29:\ntape:x:32:\nwww-data:x:33:\noperator:x:37:\nutmp:x:43:\nplugdev:x:46:\nstaff:x:50:\nlock:x:54:\nnetdev:x:82:\nusers:x:100:\nnobody:x:65534:\n';

/** busybox (glibc variant): every applet is a hard link of one binary. */
export function busyboxTree(): TreeEntry[] {
  const out: TreeEntry[] = [dir('/'), dir('/bin'), executable('/bin/busybox', 'busybox', 1_164_560)];
  for (const applet of BUSYBOX_APPLETS) if (applet !== 'busybox') out.push(hardlink(`/bin/${applet}`, '/bin/busybox'));
  out.push(
    dir('/dev'),
    dir('/etc'),
    file('/etc/group', BUSYBOX_GROUP),
    file('/etc/localtime', filler('busybox/localtime', 114)),
    dir('/etc/network'),
    file('/etc/nsswitch.conf', 'passwd: files\ngroup: files\nshadow: files\nhosts: files dns\n'),
    file('/etc/passwd', BUSYBOX_PASSWD),
    file('/etc/shadow', 'root:*:10933:0:99999:7:::\nnobody:*:10933:0:99999:7:::\n', 0o600),
    dir('/home', 0o755, 65534, 65534),
    dir('/lib'),
    file('/lib/ld-linux-x86-64.so.2', filler('glibc/ld', 224_872, 0.45), 0o755),
    file('/lib/libc.so.6', filler('glibc/libc', 1_995_424, 0.42), 0o755),
    file('/lib/libm.so.6', filler('glibc/libm', 952_192, 0.45), 0o755),
    file('/lib/libresolv.so.2', filler('glibc/libresolv', 68_128, 0.45), 0o755),
    symlink('/lib64', 'lib'),
    dir('/root', 0o700),
    dir('/tmp', 0o1777),
    dir('/usr'),
    dir('/usr/bin'),
    symlink('/usr/bin/env', '../../bin/env'),
    dir('/usr/sbin'),
    dir('/var'),
    dir('/var/spool'),
    dir('/var/spool/mail'),
    dir('/var/www'),
  );
  return out;
}

const ALPINE_RELEASE = '3.22.2';

/** alpine: busybox with symbolic links, musl, apk. */
export function alpineTree(): TreeEntry[] {
  const out: TreeEntry[] = ['/', '/bin', '/dev', '/etc', '/etc/apk', '/home', '/lib', '/lib/apk', '/lib/apk/db', '/media', '/mnt', '/opt', '/proc', '/root', '/run', '/sbin', '/srv', '/sys', '/tmp', '/usr', '/usr/bin', '/usr/lib', '/usr/sbin', '/usr/share', '/var', '/var/cache', '/var/cache/apk', '/var/lib', '/var/log', '/var/tmp'].map((path) =>
    dir(path, path === '/root' ? 0o700 : path === '/tmp' || path === '/var/tmp' ? 0o1777 : 0o755),
  );
  out.push(executable('/bin/busybox', 'busybox', 808_712));
  const links: string[] = [];
  for (const applet of BUSYBOX_APPLETS) {
    if (applet === 'busybox') continue;
    const at = SBIN.has(applet) ? '/sbin' : BIN.has(applet) ? '/bin' : '/usr/bin';
    links.push(`${at}/${applet}`);
    out.push(symlink(`${at}/${applet}`, '/bin/busybox'));
  }
  out.push(
    executable('/sbin/apk', 'apk', 72_144),
    file('/lib/ld-musl-x86_64.so.1', filler('musl/ld', 662_744, 0.5), 0o755),
    symlink('/lib/libc.musl-x86_64.so.1', 'ld-musl-x86_64.so.1'),
    file('/usr/lib/libcrypto.so.3', filler('alpine/libcrypto', 4_579_800, 0.4), 0o755),
    file('/usr/lib/libssl.so.3', filler('alpine/libssl', 796_000, 0.42), 0o755),
    file('/usr/lib/libapk.so.2.14.9', filler('alpine/libapk', 196_000, 0.45), 0o755),
    file('/usr/lib/libz.so.1.3.1', filler('alpine/libz', 100_152, 0.5), 0o755),
    file('/etc/ssl-certificates.pem', filler('alpine/certs', 1_020_000, 0.4)),
    file('/etc/alpine-release', `${ALPINE_RELEASE}\n`),
    file('/etc/os-release', `NAME="Alpine Linux"\nID=alpine\nVERSION_ID=${ALPINE_RELEASE}\nPRETTY_NAME="Alpine Linux v${ALPINE_RELEASE.slice(0, 4)}"\nHOME_URL="https://alpinelinux.org/"\nBUG_REPORT_URL="https://gitlab.alpinelinux.org/alpine/aports/-/issues"\n`),
    file('/etc/issue', `Welcome to Alpine Linux ${ALPINE_RELEASE.slice(0, 4)}\nKernel \\r on \\m (\\l)\n\n`),
    file('/etc/apk/repositories', `https://dl-cdn.alpinelinux.org/alpine/v${ALPINE_RELEASE.slice(0, 4)}/main\nhttps://dl-cdn.alpinelinux.org/alpine/v${ALPINE_RELEASE.slice(0, 4)}/community\n`),
    file('/etc/apk/arch', 'x86_64\n'),
    ...apkDatabase(links),
    file('/etc/hostname', 'localhost\n'),
    file('/etc/hosts', '127.0.0.1\tlocalhost localhost.localdomain\n::1\t\tlocalhost localhost.localdomain\n'),
    file('/etc/shells', '# valid login shells\n/bin/sh\n/bin/ash\n'),
    file('/etc/passwd', 'root:x:0:0:root:/root:/bin/sh\nbin:x:1:1:bin:/bin:/sbin/nologin\ndaemon:x:2:2:daemon:/sbin:/sbin/nologin\nlp:x:4:7:lp:/var/spool/lpd:/sbin/nologin\nsync:x:5:0:sync:/sbin:/bin/sync\nshutdown:x:6:0:shutdown:/sbin:/sbin/shutdown\nhalt:x:7:0:halt:/sbin:/sbin/halt\nmail:x:8:12:mail:/var/mail:/sbin/nologin\nguest:x:405:100:guest:/dev/null:/sbin/nologin\nnobody:x:65534:65534:nobody:/:/sbin/nologin\n'),
    file('/etc/group', 'root:x:0:root\nbin:x:1:root,bin,daemon\ndaemon:x:2:root,bin,daemon\nsys:x:3:root,bin\nadm:x:4:root,daemon\ntty:x:5:\ndisk:x:6:root\nlp:x:7:lp\nkmem:x:9:\nwheel:x:10:root\nmail:x:12:mail\nusers:x:100:games\nnogroup:x:65533:\nnobody:x:65534:\n'),
    file('/etc/shadow', 'root:*::0:::::\nbin:!::0:::::\nnobody:!::0:::::\n', 0o640, 0, 42),
    file('/etc/profile', 'export PATH="/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"\nexport PS1=\'\\h:\\w\\$ \'\numask 022\n'),
  );
  return out;
}

const SBIN = new Set('acpid adjtimex arp blkid fdisk fsck getty halt hwclock ifconfig ifdown ifup init insmod ip ipaddr iplink iproute klogd losetup lsmod mkswap modprobe nologin pivot_root poweroff reboot rmmod route setconsole slattach swapoff swapon switch_root sysctl syslogd tunctl udhcpc watchdog zcip'.split(' '));
const BIN = new Set('arch ash base64 bbconfig cat chgrp chmod chown cp date dd df dmesg dnsdomainname dumpkmap echo ed egrep false fatattr fdflush fgrep fsync getopt grep gunzip gzip hostname ionice iostat ipcalc kbd_mode kill link linux32 linux64 ln login ls lsattr lzop makemime mkdir mknod mktemp more mount mountpoint mpstat mv netstat nice pidof ping ping6 pipe_progress printenv ps pwd reformime rev rm rmdir run-parts sed setpriv setserial sh sleep stat stty su sync tar touch true umount uname usleep watch zcat'.split(' '));
