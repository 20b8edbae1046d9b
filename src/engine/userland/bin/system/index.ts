/** The system's programs (files, processes, users, packages), for the world's table of programs. */
import type { Program } from '../../libc/program.ts';
import { programs as apk } from './apk/index.ts';
import { programs as apt } from './apt/index.ts';
import { chmod } from './chmod.ts';
import { chgrp, chown } from './chown.ts';
import { cp } from './cp.ts';
import { curl } from './curl.ts';
import { df } from './df.ts';
import { du } from './du.ts';
import { find } from './find.ts';
import { free, uptime } from './free.ts';
import { gunzip, gzip, zcat } from './gzip.ts';
import { hello } from './hello.ts';
import { arch, groups, hostname, id, logname, uname, whoami } from './identity.ts';
import { install } from './install.ts';
import { kill, pgrep, pidof, pkill } from './kill.ts';
import { less, more } from './less.ts';
import { ln } from './ln.ts';
import { ls } from './ls.ts';
import { mkdir } from './mkdir.ts';
import { findmnt, mount, mountpoint, umount } from './mount.ts';
import { mv } from './mv.ts';
import { chroot, lsns, nsenter, unshare } from './namespaces.ts';
import { nano } from './nano.ts';
import { link, mkfifo, mknod, sync, truncate, unlink } from './nodes.ts';
import { pwd, readlink, realpath } from './paths.ts';
import { ps } from './ps.ts';
import { killall, pstree } from './psmisc.ts';
import { rm } from './rm.ts';
import { rmdir } from './rmdir.ts';
import { stat } from './stat.ts';
import { stty } from './stty.ts';
import { dmesg, lsbRelease, sysctl } from './sysinfo.ts';
import { tar } from './tar.ts';
import { top } from './top.ts';
import { touch } from './touch.ts';
import { file, tree } from './tree.ts';
import { clear, reset, tput } from './tput.ts';
import { unsimulated } from './unsimulated.ts';
import { adduser, getent, groupadd, passwd, su, sudo, useradd, userdel, usermod } from './users.ts';
import { vi, view, vim, vimTiny } from './vi.ts';
import { watch } from './watch.ts';
import { wget } from './wget.ts';
import { which, whichDebianutils } from './which.ts';
import { last, w, who } from './who.ts';

/** All programs of this folder. */
export const programs: readonly Program[] = [
  ...apk,
  ...apt,
  ...unsimulated,
  adduser, arch, chgrp, chmod, chown, chroot, clear, cp, curl, df, dmesg, du, file, find, findmnt, free, getent, groupadd, groups, gunzip, gzip, hello, hostname, id, install,
  kill, killall, last, less, link, ln, logname, ls, lsbRelease, lsns, mkdir, mkfifo, mknod, more, mount, mountpoint, mv, nano, nsenter, passwd, pgrep, pidof, pkill,
  ps, pstree, pwd, readlink, realpath, reset, rm, rmdir, stat, stty, su, sudo, sync, sysctl, tar, top, touch, tput, tree, truncate, umount, uname, unlink, unshare, uptime,
  useradd, userdel, usermod, vi, view, vim, vimTiny, w, watch, wget, which, whichDebianutils, who, whoami, zcat,
];
