/**
 * The file tree of Debian 12 (bookworm), minbase variant, as debootstrap lays it out: a recorded fact. A directory's line is its path, mode, uid and gid;
 * beneath it, one space before each, its files `name:size:mode` (mode empty for 644, x for 755) and links `name>target`. Documentation, message catalogues,
 * time zones and the package database's file lists are left out; their bytes are counted in one file (see trees/debian.ts).
 */
export const DEBIAN_TREE = `/	755	0	0
 bin>usr/bin
 lib>usr/lib
 lib64>usr/lib64
 sbin>usr/sbin
/boot	755	0	0
/dev	755	0	0
/etc	755	0	0
 .pwd.lock:0:600
 adduser.conf:3040:
 bash.bashrc:1994:
 bindresvport.blacklist:367:
 debconf.conf:2969:
 debian_version:6:
 deluser.conf:1706:
 e2scrub.conf:685:
 environment:0:
 fstab:37:
 gai.conf:2584:
 group:434:
 group-:434:
 gshadow:364:640 0 42
 host.conf:9:
 hostname:3:x
 issue:27:
 issue.net:20:
 ld.so.cache:4523:
 ld.so.conf:34:
 libaudit.conf:191:
 localtime>/usr/share/zoneinfo/Etc/UTC
 login.defs:12569:
 mke2fs.conf:782:
 motd:286:
 nsswitch.conf:494:
 os-release>../usr/lib/os-release
 pam.conf:552:
 passwd:839:
 passwd-:839:600
 profile:769:
 resolv.conf:25:x
 rmt>/usr/sbin/rmt
 shadow:474:640 0 42
 shells:128:
 subgid:0:
 subuid:0:
 timezone:8:
 xattr.conf:681:
/etc/alternatives	755	0	0
 README:100:
 awk>/usr/bin/mawk
 awk.1.gz>/usr/share/man/man1/mawk.1.gz
 builtins.7.gz>/usr/share/man/man7/bash-builtins.7.gz
 nawk>/usr/bin/mawk
 nawk.1.gz>/usr/share/man/man1/mawk.1.gz
 pager>/bin/more
 pager.1.gz>/usr/share/man/man1/more.1.gz
 rmt>/usr/sbin/rmt-tar
 rmt.8.gz>/usr/share/man/man8/rmt-tar.8.gz
 which>/usr/bin/which.debianutils
 which.1.gz>/usr/share/man/man1/which.debianutils.1.gz
 which.de1.gz>/usr/share/man/de/man1/which.debianutils.1.gz
 which.es1.gz>/usr/share/man/es/man1/which.debianutils.1.gz
 which.fr1.gz>/usr/share/man/fr/man1/which.debianutils.1.gz
 which.it1.gz>/usr/share/man/it/man1/which.debianutils.1.gz
 which.ja1.gz>/usr/share/man/ja/man1/which.debianutils.1.gz
 which.pl1.gz>/usr/share/man/pl/man1/which.debianutils.1.gz
 which.sl1.gz>/usr/share/man/sl/man1/which.debianutils.1.gz
/etc/apt	755	0	0
 sources.list:47:
/etc/apt/apt.conf.d	755	0	0
 01autoremove:399:
 70debconf:182:
/etc/apt/auth.conf.d	755	0	0
/etc/apt/keyrings	755	0	0
/etc/apt/preferences.d	755	0	0
/etc/apt/sources.list.d	755	0	0
/etc/apt/trusted.gpg.d	755	0	0
 debian-archive-bookworm-automatic.asc:11861:
 debian-archive-bookworm-security-automatic.asc:11873:
 debian-archive-bookworm-stable.asc:461:
 debian-archive-bullseye-automatic.asc:11861:
 debian-archive-bullseye-security-automatic.asc:11873:
 debian-archive-bullseye-stable.asc:3403:
 debian-archive-trixie-automatic.asc:11861:
 debian-archive-trixie-security-automatic.asc:11873:
 debian-archive-trixie-stable.asc:1384:
/etc/cron.d	755	0	0
 e2scrub_all:201:
/etc/cron.daily	755	0	0
 apt-compat:1478:x
 dpkg:123:x
/etc/default	755	0	0
 hwclock:81:
 nss:1756:
 useradd:1117:
/etc/dpkg	755	0	0
 dpkg.cfg:446:
/etc/dpkg/dpkg.cfg.d	755	0	0
/etc/dpkg/origins	755	0	0
 debian:83:
 default>debian
/etc/init.d	755	0	0
 hwclock.sh:1748:x
/etc/kernel	755	0	0
/etc/kernel/postinst.d	755	0	0
/etc/ld.so.conf.d	755	0	0
 libc.conf:44:
 x86_64-linux-gnu.conf:100:
/etc/logrotate.d	755	0	0
 alternatives:120:
 apt:173:
 dpkg:112:
/etc/opt	755	0	0
/etc/pam.d	755	0	0
 chfn:384:
 chpasswd:92:
 chsh:581:
 common-account:1208:
 common-auth:1214:
 common-password:1620:
 common-session:1113:
 common-session-noninteractive:1154:
 login:4126:
 newusers:92:
 other:520:
 passwd:92:
 runuser:143:
 runuser-l:138:
 su:2259:
 su-l:137:
/etc/profile.d	755	0	0
/etc/rc0.d	755	0	0
 K01hwclock.sh>../init.d/hwclock.sh
/etc/rc1.d	755	0	0
/etc/rc2.d	755	0	0
/etc/rc3.d	755	0	0
/etc/rc4.d	755	0	0
/etc/rc5.d	755	0	0
/etc/rc6.d	755	0	0
 K01hwclock.sh>../init.d/hwclock.sh
/etc/rcS.d	755	0	0
 S01hwclock.sh>../init.d/hwclock.sh
/etc/security	755	0	0
 access.conf:4564:
 faillock.conf:2234:
 group.conf:3635:
 limits.conf:2752:
 namespace.conf:1637:
 namespace.init:1016:x
 opasswd:0:600
 pam_env.conf:2971:
 sepermit.conf:418:
 time.conf:2179:
/etc/security/limits.d	755	0	0
/etc/security/namespace.d	755	0	0
/etc/selinux	755	0	0
 semanage.conf:2065:
/etc/skel	755	0	0
 .bash_logout:220:
 .bashrc:3526:
 .profile:807:
/etc/systemd	755	0	0
/etc/systemd/system	755	0	0
/etc/systemd/system/multi-user.target.wants	755	0	0
 e2scrub_reap.service>/lib/systemd/system/e2scrub_reap.service
/etc/systemd/system/timers.target.wants	755	0	0
 apt-daily-upgrade.timer>/lib/systemd/system/apt-daily-upgrade.timer
 apt-daily.timer>/lib/systemd/system/apt-daily.timer
 dpkg-db-backup.timer>/lib/systemd/system/dpkg-db-backup.timer
 e2scrub_all.timer>/lib/systemd/system/e2scrub_all.timer
 fstrim.timer>/lib/systemd/system/fstrim.timer
/etc/systemd/user	755	0	0
/etc/terminfo	755	0	0
 README:212:
/etc/update-motd.d	755	0	0
 10-uname:23:x
/home	755	0	0
/media	755	0	0
/mnt	755	0	0
/opt	755	0	0
/proc	755	0	0
/root	700	0	0
/run	755	0	0
/run/lock	1777	0	0
/run/mount	755	0	0
/srv	755	0	0
/sys	755	0	0
/tmp	1777	0	0
/usr	755	0	0
/usr/bin	755	0	0
 [:68496:x
 addpart:31040:x
 apt:18752:x
 apt-cache:88456:x
 apt-cdrom:22920:x
 apt-config:26944:x
 apt-get:51592:x
 apt-key:27972:x
 apt-mark:59784:x
 arch:43888:x
 awk>/etc/alternatives/awk
 b2sum:60400:x
 base32:48016:x
 base64:48016:x
 basename:43856:x
 basenc:56208:x
 bash:1265648:x
 bashbug:6865:x
 captoinfo>tic
 cat:44016:x
 chage:80376:2755 0 42
 chattr:14584:x
 chcon:68720:x
 chfn:62672:4755
 chgrp:68656:x
 chmod:64496:x
 choom:55616:x
 chown:72752:x
 chrt:67904:x
 chsh:52880:4755
 cksum:142384:x
 clear:14584:x
 clear_console:14488:x
 cmp:52176:x
 comm:48048:x
 cp:151152:x
 csplit:122032:x
 cut:48112:x
 dash:125640:x
 date:121904:x
 dd:89240:x
 deb-systemd-helper:24358:x
 deb-systemd-invoke:6241:x
 debconf:2859:x
 debconf-apt-progress:11541:x
 debconf-communicate:608:x
 debconf-copydb:1719:x
 debconf-escape:647:x
 debconf-set-selections:2995:x
 debconf-show:1827:x
 delpart:31040:x
 df:102200:x
 diff:155216:x
 diff3:68752:x
 dir:151344:x
 dircolors:52144:x
 dirname:39760:x
 dmesg:88656:x
 dnsdomainname>hostname
 domainname>hostname
 dpkg:318096:x
 dpkg-deb:170512:x
 dpkg-divert:158264:x
 dpkg-maintscript-helper:21206:x
 dpkg-query:162384:x
 dpkg-realpath:4186:x
 dpkg-split:129520:x
 dpkg-statoverride:63824:x
 dpkg-trigger:88560:x
 du:175440:x
 echo:43856:x
 egrep:41:x
 env:48536:x
 expand:43952:x
 expiry:31184:2755 0 42
 expr:117808:x
 factor:85200:x
 faillog:23072:x
 fallocate:35136:x
 false:35664:x
 fgrep:41:x
 fincore:35184:x
 find:224848:x
 findmnt:85600:x
 flock:35216:x
 fmt:48016:x
 fold:43920:x
 getconf:27136:x
 getent:36320:x
 getopt:35136:x
 gpasswd:88496:4755
 gpgv:474112:x
 grep:203152:x
 groups:43920:x
 gunzip:2346:x
 gzexe:6447:x
 gzip:98136:x
 hardlink:51600:x
 head:48080:x
 hostid:39760:x
 hostname:22680:x
 i386>setarch
 iconv:64648:x
 id:48144:x
 infocmp:63808:x
 infotocap>tic
 install:159544:x
 ionice:35136:x
 ipcmk:35200:x
 ipcrm:35136:x
 ipcs:76096:x
 ischroot:14664:x
 join:56304:x
 last:51520:x
 lastb>last
 lastlog:32512:x
 ld.so>/lib64/ld-linux-x86-64.so.2
 ldd:5407:x
 link:39760:x
 linux32>setarch
 linux64>setarch
 ln:72824:x
 locale:47272:x
 localedef:298912:x
 logger:56216:x
 login:53024:x
 logname:39760:x
 ls:151344:x
 lsattr:14584:x
 lsblk:207168:x
 lscpu:129344:x
 lsfd:123192:x
 lsipc:100672:x
 lsirq:35312:x
 lslocks:72400:x
 lslogins:96576:x
 lsmem:67904:x
 lsns:84288:x
 mawk:158376:x
 mcookie:35200:x
 md5sum:52176:x
 md5sum.textutils>md5sum
 mesg:18744:x
 mkdir:97552:x
 mkfifo:68784:x
 mknod:72912:x
 mktemp:43952:x
 more:59712:x
 mount:59704:4755
 mountpoint:18744:x
 mv:142968:x
 namei:35136:x
 nawk>/etc/alternatives/nawk
 newgrp:48896:4755
 nice:43888:x
 nisdomainname>hostname
 nl:113776:x
 nohup:43920:x
 nproc:43920:x
 nsenter:35368:x
 numfmt:68624:x
 od:80912:x
 pager>/etc/alternatives/pager
 partx:121152:x
 passwd:68248:4755
 paste:43920:x
 pathchk:43888:x
 perl:3804464:x
 perl5.36.0:3804464:x
 pidof>/sbin/killall5
 pinky:48176:x
 pldd:23232:x
 pr:81008:x
 printenv:35664:x
 printf:64432:x
 prlimit:39760:x
 ptx:138480:x
 pwd:43952:x
 rbash>bash
 readlink:52112:x
 realpath:52144:x
 rename.ul:22840:x
 renice:14648:x
 reset>tset
 resizepart:72000:x
 rev:14648:x
 rgrep:30:x
 rm:72752:x
 rmdir:56240:x
 run-parts:27560:x
 runcon:43984:x
 savelog:10487:x
 script:71992:x
 scriptlive:55608:x
 scriptreplay:47416:x
 sdiff:56400:x
 sed:126424:x
 seq:60336:x
 setarch:27216:x
 setpriv:80192:x
 setsid:14648:x
 setterm:47424:x
 sg>newgrp
 sh>dash
 sha1sum:56272:x
 sha224sum:60368:x
 sha256sum:60368:x
 sha384sum:64464:x
 sha512sum:64464:x
 shred:64656:x
 shuf:60400:x
 sleep:43888:x
 sort:118456:x
 split:60984:x
 stat:97488:x
 stdbuf:60336:x
 stty:85008:x
 su:72000:4755
 sum:52184:x
 sync:39824:x
 tabs:18672:x
 tac:113712:x
 tail:76944:x
 tar:531984:x
 taskset:63808:x
 tee:43984:x
 tempfile:14520:x
 test:60304:x
 tic:92512:x
 timeout:48632:x
 toe:22768:x
 touch:109616:x
 tput:26896:x
 tr:56208:x
 true:35664:x
 truncate:43920:x
 tset:30968:x
 tsort:56208:x
 tty:35696:x
 tzselect:15352:x
 uclampset:63808:x
 umount:35128:4755
 uname:43888:x
 uncompress:2346:x
 unexpand:43952:x
 uniq:48080:x
 unlink:39760:x
 unshare:84520:x
 update-alternatives:59712:x
 users:39824:x
 utmpdump:31032:x
 vdir:151344:x
 wall:39224:x
 wc:52280:x
 wdctl:72024:x
 whereis:31504:x
 which>/etc/alternatives/which
 which.debianutils:946:x
 who:60432:x
 whoami:39792:x
 x86_64>setarch
 xargs:72136:x
 yes:39760:x
 ypdomainname>hostname
 zcat:1984:x
 zcmp:1678:x
 zdiff:6460:x
 zdump:23064:x
 zegrep:29:x
 zfgrep:29:x
 zforce:2081:x
 zgrep:8103:x
 zless:2206:x
 zmore:1842:x
 znew:4577:x
/usr/games	755	0	0
/usr/include	755	0	0
/usr/lib	755	0	0
 os-release:267:
/usr/lib/apt	755	0	0
 apt-helper:39472:x
 apt.systemd.daily:16325:x
/usr/lib/apt/methods	755	0	0
 cdrom:72072:x
 copy:59784:x
 file:63880:x
 ftp:145888:x
 gpgv:113032:x
 http:199056:x
 https>http
 mirror:121224:x
 mirror+copy>mirror
 mirror+file>mirror
 mirror+ftp>mirror
 mirror+http>mirror
 mirror+https>mirror
 rred:88456:x
 rsh:72088:x
 ssh>rsh
 store:63880:x
/usr/lib/apt/planners	755	0	0
 dump>../solvers/dump
/usr/lib/apt/solvers	755	0	0
 dump:22848:x
/usr/lib/dpkg	755	0	0
/usr/lib/dpkg/methods	755	0	0
/usr/lib/dpkg/methods/apt	755	0	0
 desc.apt:567:
 install:2861:x
 names:39:
 setup:7753:x
 update:1242:x
/usr/lib/init	755	0	0
 init-d-script:6774:x
 vars.sh:1212:
/usr/lib/locale	755	0	0
/usr/lib/locale/C.utf8	755	0	0
 LC_ADDRESS:127:
 LC_COLLATE:1406:
 LC_CTYPE:353616:
 LC_IDENTIFICATION:258:
 LC_MEASUREMENT:23:
 LC_MONETARY:270:
 LC_NAME:62:
 LC_NUMERIC:50:
 LC_PAPER:34:
 LC_TELEPHONE:47:
 LC_TIME:3360:
/usr/lib/locale/C.utf8/LC_MESSAGES	755	0	0
 SYS_LC_MESSAGES:48:
/usr/lib/lsb	755	0	0
 init-functions:11329:
/usr/lib/lsb/init-functions.d	755	0	0
 00-verbose:658:
/usr/lib/mime	755	0	0
/usr/lib/mime/packages	755	0	0
 tar:321:
 util-linux:90:
/usr/lib/systemd	755	0	0
/usr/lib/systemd/system	755	0	0
 apt-daily-upgrade.service:389:
 apt-daily-upgrade.timer:184:
 apt-daily.service:326:
 apt-daily.timer:156:
 dpkg-db-backup.service:147:
 dpkg-db-backup.timer:138:
 e2scrub@.service:438:
 e2scrub_all.service:297:
 e2scrub_all.timer:251:
 e2scrub_fail@.service:245:
 e2scrub_reap.service:553:
 fstrim.service:477:
 fstrim.timer:270:
 pam_namespace.service:327:
/usr/lib/terminfo	755	0	0
/usr/lib/tmpfiles.d	755	0	0
 passwd.conf:239:
/usr/lib/udev	755	0	0
 hwclock-set:252:x
/usr/lib/udev/rules.d	755	0	0
 85-hwclock.rules:208:
 96-e2scrub.rules:171:
/usr/lib/x86_64-linux-gnu	755	0	0
 ld-linux-x86-64.so.2:215000:x
 libBrokenLocale.so.1:14640:
 libacl.so.1>libacl.so.1.1.2301
 libacl.so.1.1.2301:38832:
 libanl.so.1:14480:
 libapt-pkg.so.6.0>libapt-pkg.so.6.0.0
 libapt-pkg.so.6.0.0:2067760:
 libapt-private.so.0.0>libapt-private.so.0.0.0
 libapt-private.so.0.0.0:497904:
 libattr.so.1>libattr.so.1.1.2501
 libattr.so.1.1.2501:26544:
 libaudit.so.1>libaudit.so.1.0.0
 libaudit.so.1.0.0:128952:
 libblkid.so.1>libblkid.so.1.1.0
 libblkid.so.1.1.0:355328:
 libbz2.so.1>libbz2.so.1.0.4
 libbz2.so.1.0>libbz2.so.1.0.4
 libbz2.so.1.0.4:74688:
 libc.so.6:1926232:x
 libc_malloc_debug.so.0:50200:
 libcap-ng.so.0>libcap-ng.so.0.0.0
 libcap-ng.so.0.0.0:30704:
 libcap.so.2>libcap.so.2.66
 libcap.so.2.66:47128:
 libcom_err.so.2>libcom_err.so.2.1
 libcom_err.so.2.1:18344:
 libcrypt.so.1>libcrypt.so.1.1.0
 libcrypt.so.1.1.0:206776:
 libdb-5.3.so:1843792:
 libdebconfclient.so.0>libdebconfclient.so.0.0.0
 libdebconfclient.so.0.0.0:14376:
 libdl.so.2:14480:
 libdrop_ambient.so.0>libdrop_ambient.so.0.0.0
 libdrop_ambient.so.0.0.0:14256:
 libe2p.so.2>libe2p.so.2.3
 libe2p.so.2.3:45008:
 libext2fs.so.2>libext2fs.so.2.4
 libext2fs.so.2.4:438608:
 libffi.so.8>libffi.so.8.1.2
 libffi.so.8.1.2:43480:
 libgcc_s.so.1:125312:
 libgcrypt.so.20>libgcrypt.so.20.4.1
 libgcrypt.so.20.4.1:1332480:
 libgmp.so.10>libgmp.so.10.4.1
 libgmp.so.10.4.1:529216:
 libgnutls.so.30>libgnutls.so.30.34.3
 libgnutls.so.30.34.3:2209528:
 libgpg-error.so.0>libgpg-error.so.0.33.1
 libgpg-error.so.0.33.1:157768:
 libhogweed.so.6>libhogweed.so.6.6
 libhogweed.so.6.6:292856:
 libidn2.so.0>libidn2.so.0.3.8
 libidn2.so.0.3.8:198776:
 liblz4.so.1>liblz4.so.1.9.4
 liblz4.so.1.9.4:149952:
 liblzma.so.5>liblzma.so.5.4.1
 liblzma.so.5.4.1:190456:
 libm.so.6:911904:
 libmd.so.0>libmd.so.0.0.5
 libmd.so.0.0.5:47312:
 libmemusage.so:18880:
 libmount.so.1>libmount.so.1.1.0
 libmount.so.1.1.0:404096:
 libmvec.so.1:1019408:
 libnettle.so.8>libnettle.so.8.6
 libnettle.so.8.6:317544:
 libnsl.so.1:93248:
 libnss_compat.so.2:39896:
 libnss_dns.so.2:14400:
 libnss_files.so.2:14400:
 libnss_hesiod.so.2:27136:
 libp11-kit.so.0>libp11-kit.so.0.3.0
 libp11-kit.so.0.3.0:1261376:
 libpam.so.0>libpam.so.0.85.1
 libpam.so.0.85.1:67584:
 libpam_misc.so.0>libpam_misc.so.0.82.1
 libpam_misc.so.0.82.1:14432:
 libpamc.so.0>libpamc.so.0.82.1
 libpamc.so.0.82.1:18504:
 libpcprofile.so:14592:
 libpcre2-8.so.0>libpcre2-8.so.0.11.2
 libpcre2-8.so.0.11.2:629384:
 libpsx.so.2>libpsx.so.2.66
 libpsx.so.2.66:22592:
 libpthread.so.0:14480:
 libresolv.so.2:60328:
 librt.so.1:14640:
 libseccomp.so.2>libseccomp.so.2.5.4
 libseccomp.so.2.5.4:129312:
 libselinux.so.1:174312:
 libsemanage.so.2:270424:
 libsepol.so.2:764192:
 libsmartcols.so.1>libsmartcols.so.1.1.0
 libsmartcols.so.1.1.0:239744:
 libss.so.2>libss.so.2.0
 libss.so.2.0:34736:
 libstdc++.so.6>libstdc++.so.6.0.30
 libstdc++.so.6.0.30:2190440:
 libsystemd.so.0>libsystemd.so.0.35.0
 libsystemd.so.0.35.0:844736:
 libtasn1.so.6>libtasn1.so.6.6.3
 libtasn1.so.6.6.3:83968:
 libthread_db.so.1:35752:
 libtic.so.6>libtic.so.6.4
 libtic.so.6.4:71840:
 libtinfo.so.6>libtinfo.so.6.4
 libtinfo.so.6.4:204088:
 libudev.so.1>libudev.so.1.7.5
 libudev.so.1.7.5:182544:
 libunistring.so.2>libunistring.so.2.2.0
 libunistring.so.2.2.0:1792040:
 libutil.so.1:14480:
 libuuid.so.1>libuuid.so.1.3.0
 libuuid.so.1.3.0:34872:
 libxxhash.so.0>libxxhash.so.0.8.1
 libxxhash.so.0.8.1:80008:
 libz.so.1>libz.so.1.2.13
 libz.so.1.2.13:121280:
 libzstd.so.1>libzstd.so.1.5.4
 libzstd.so.1.5.4:763816:
/usr/lib/x86_64-linux-gnu/e2fsprogs	755	0	0
 e2scrub_all_cron:1978:x
 e2scrub_fail:822:x
/usr/lib/x86_64-linux-gnu/gconv	755	0	0
/usr/lib/x86_64-linux-gnu/perl-base	755	0	0
/usr/lib/x86_64-linux-gnu/security	755	0	0
 pam_access.so:18432:
 pam_debug.so:14416:
 pam_deny.so:14040:
 pam_echo.so:14336:
 pam_env.so:18432:
 pam_exec.so:18512:
 pam_faildelay.so:14336:
 pam_faillock.so:22528:
 pam_filter.so:18432:
 pam_ftp.so:14336:
 pam_group.so:18512:
 pam_issue.so:14336:
 pam_keyinit.so:14336:
 pam_lastlog.so:18456:
 pam_limits.so:30800:
 pam_listfile.so:14336:
 pam_localuser.so:14336:
 pam_loginuid.so:14336:
 pam_mail.so:14336:
 pam_mkhomedir.so:14336:
 pam_motd.so:14336:
 pam_namespace.so:43120:
 pam_nologin.so:14336:
 pam_permit.so:14336:
 pam_pwhistory.so:22528:
 pam_rhosts.so:14336:
 pam_rootok.so:14336:
 pam_securetty.so:14336:
 pam_selinux.so:22528:
 pam_sepermit.so:18432:
 pam_setquota.so:14336:
 pam_shells.so:14336:
 pam_stress.so:18432:
 pam_succeed_if.so:18432:
 pam_time.so:18512:
 pam_timestamp.so:22616:
 pam_tty_audit.so:14336:
 pam_umask.so:14336:
 pam_unix.so:55376:
 pam_userdb.so:14336:
 pam_usertype.so:14336:
 pam_warn.so:14336:
 pam_wheel.so:14336:
 pam_xauth.so:22528:
/usr/lib64	755	0	0
 ld-linux-x86-64.so.2>/lib/x86_64-linux-gnu/ld-linux-x86-64.so.2
/usr/libexec	755	0	0
/usr/libexec/coreutils	755	0	0
 libstdbuf.so:14480:x
/usr/libexec/dpkg	755	0	0
 dpkg-db-backup:2569:x
/usr/local	755	0	0
 man>share/man
/usr/local/bin	755	0	0
/usr/local/etc	755	0	0
/usr/local/games	755	0	0
/usr/local/include	755	0	0
/usr/local/lib	755	0	0
/usr/local/sbin	755	0	0
/usr/local/share	755	0	0
/usr/local/share/man	755	0	0
/usr/local/src	755	0	0
/usr/sbin	755	0	0
 add-shell:1053:x
 addgroup>adduser
 adduser:48382:x
 agetty:69112:x
 badblocks:35072:x
 blkdiscard:35136:x
 blkid:125280:x
 blkzone:80192:x
 blockdev:80192:x
 chcpu:47416:x
 chgpasswd:67880:x
 chmem:67904:x
 chpasswd:63856:x
 chroot:48112:x
 cpgr>cppw
 cppw:61880:x
 ctrlaltdel:39224:x
 debugfs:239440:x
 delgroup>deluser
 deluser:16727:x
 dpkg-fsys-usrunmess:17401:x
 dpkg-preconfigure:3925:x
 dpkg-reconfigure:4485:x
 dumpe2fs:31040:x
 e2freefrag:14648:x
 e2fsck:356624:x
 e2image:55760:x
 e2label>tune2fs
 e2mmpstatus>dumpe2fs
 e2scrub:7294:x
 e2scrub_all:5394:x
 e2undo:22840:x
 e4crypt:26936:x
 e4defrag:30960:x
 faillock:14584:x
 filefrag:18696:x
 findfs:14648:x
 fsck:55664:x
 fsck.cramfs:43384:x
 fsck.ext2>e2fsck
 fsck.ext3>e2fsck
 fsck.ext4>e2fsck
 fsck.minix:125272:x
 fsfreeze:14648:x
 fstab-decode:14576:x
 fstrim:76096:x
 getty>agetty
 groupadd:101416:x
 groupdel:88936:x
 groupmems:67920:x
 groupmod:101384:x
 grpck:67888:x
 grpconv:59536:x
 grpunconv:59536:x
 hwclock:88512:x
 iconvconfig:31584:x
 installkernel:2659:x
 invoke-rc.d:16517:x
 isosize:31040:x
 killall5:26944:x
 ldattach:35136:x
 ldconfig:982880:x
 logsave:14424:x
 losetup:117168:x
 mke2fs:141904:x
 mkfs:14648:x
 mkfs.bfs:35136:x
 mkfs.cramfs:43256:x
 mkfs.ext2>mke2fs
 mkfs.ext3>mke2fs
 mkfs.ext4>mke2fs
 mkfs.minix:112968:x
 mkhomedir_helper:22800:x
 mklost+found:14576:x
 mkswap:117056:x
 newusers:105392:x
 nologin:14568:x
 pam-auth-update:21288:x
 pam_getenv:2890:x
 pam_namespace_helper:467:x
 pam_timestamp_check:14584:x
 pivot_root:14648:x
 pwck:59656:x
 pwconv:55432:x
 pwhistory_helper:18680:x
 pwunconv:55472:x
 readprofile:35168:x
 remove-shell:1111:x
 resize2fs:63800:x
 rmt>/etc/alternatives/rmt
 rmt-tar:60432:x
 rtcwake:47424:x
 runuser:72000:x
 service:9107:x
 shadowconfig:2273:x
 start-stop-daemon:44464:x
 sulogin:55616:x
 swaplabel:18744:x
 swapoff:22840:x
 swapon:51512:x
 switch_root:18744:x
 tarcat:936:x
 tune2fs:117264:x
 unix_chkpwd:39160:2755 0 42
 unix_update:39160:x
 update-passwd:39416:x
 update-rc.d:17742:x
 update-shells:3984:x
 useradd:159536:x
 userdel:113608:x
 usermod:147056:x
 vigr>vipw
 vipw:74384:x
 wipefs:47424:x
 zic:60136:x
 zramctl:117168:x
/usr/share	755	0	0
/usr/share/base-files	755	0	0
 dot.bashrc:571:
 dot.profile:161:
 dot.profile.md5sums:72:
 info.dir:781:
 motd:286:
 profile:769:
 profile.md5sums:651:
 staff-group-for-usr-local:772:
/usr/share/base-passwd	755	0	0
 group.master:434:
 passwd.master:839:
/usr/share/bash-completion	755	0	0
/usr/share/bug	755	0	0
/usr/share/common-licenses	755	0	0
/usr/share/debconf	755	0	0
/usr/share/debianutils	755	0	0
/usr/share/dict	755	0	0
/usr/share/doc	755	0	0
/usr/share/doc-base	755	0	0
 base-passwd.users-and-groups:423:
 findutils.findutils:323:
/usr/share/dpkg	755	0	0
 abitable:362:
 cputable:2152:
 ostable:2111:
 tupletable:2249:
/usr/share/dpkg/sh	755	0	0
 dpkg-error.sh:2173:
/usr/share/gcc	755	0	0
/usr/share/gdb	755	0	0
/usr/share/gdb/auto-load	755	0	0
/usr/share/gdb/auto-load/usr	755	0	0
/usr/share/gdb/auto-load/usr/lib	755	0	0
/usr/share/gdb/auto-load/usr/lib/x86_64-linux-gnu	755	0	0
 libstdc++.so.6.0.30-gdb.py:2387:
/usr/share/info	755	0	0
/usr/share/keyrings	755	0	0
 debian-archive-bookworm-automatic.gpg:8700:
 debian-archive-bookworm-security-automatic.gpg:8709:
 debian-archive-bookworm-stable.gpg:280:
 debian-archive-bullseye-automatic.gpg:8700:
 debian-archive-bullseye-security-automatic.gpg:8709:
 debian-archive-bullseye-stable.gpg:2453:
 debian-archive-keyring.gpg:55918:
 debian-archive-removed-keys.gpg:72636:
 debian-archive-trixie-automatic.gpg:8698:
 debian-archive-trixie-security-automatic.gpg:8707:
 debian-archive-trixie-stable.gpg:962:
/usr/share/libc-bin	755	0	0
 nsswitch.conf:494:
/usr/share/libgcrypt20	755	0	0
 clean-up-unmanaged-libraries:5493:x
/usr/share/lintian	755	0	0
/usr/share/locale	755	0	0
/usr/share/man	755	0	0
/usr/share/menu	755	0	0
 bash:194:
 dash:108:
/usr/share/misc	755	0	0
/usr/share/pam	755	0	0
/usr/share/pam-configs	755	0	0
/usr/share/perl5	755	0	0
/usr/share/pixmaps	755	0	0
 debian-logo.png:1678:
/usr/share/polkit-1	755	0	0
/usr/share/polkit-1/actions	755	0	0
 org.dpkg.pkexec.update-alternatives.policy:4024:
/usr/share/tabset	755	0	0
 std:135:
 stdcrt:95:
 vt100:160:
 vt300:64:
/usr/share/terminfo	755	0	0
/usr/share/util-linux	755	0	0
/usr/share/util-linux/logcheck	755	0	0
/usr/share/util-linux/logcheck/ignore.d.server	755	0	0
 util-linux:155:
/usr/share/zoneinfo	755	0	0
/usr/src	755	0	0
/var	755	0	0
 lock>/run/lock
 run>/run
/var/backups	755	0	0
/var/cache	755	0	0
/var/lib	755	0	0
 shells.state:94:
/var/lib/apt	755	0	0
/var/lib/apt/lists	755	0	0
/var/lib/apt/mirrors	755	0	0
/var/lib/apt/mirrors/partial	755	0	0
/var/lib/apt/periodic	755	0	0
/var/lib/dpkg	755	0	0
 cmethopt:8:
 diversions:98:
 diversions-old:29:
 lock:0:640
 lock-frontend:0:640
/var/lib/dpkg/alternatives	755	0	0
 awk:207:
 builtins.7.gz:83:
 pager:107:
 rmt:113:
 which:787:
/var/lib/dpkg/parts	755	0	0
/var/lib/dpkg/updates	755	0	0
/var/lib/misc	755	0	0
/var/lib/pam	755	0	0
 account:76:
 auth:61:
 password:71:
 seen:15:
 session:75:
 session-noninteractive:75:
/var/lib/systemd	755	0	0
/var/lib/systemd/deb-systemd-helper-enabled	755	0	0
 apt-daily-upgrade.timer.dsh-also:64:
 apt-daily.timer.dsh-also:56:
 dpkg-db-backup.timer.dsh-also:61:
 e2scrub_all.timer.dsh-also:58:
 e2scrub_reap.service.dsh-also:65:
 fstrim.timer.dsh-also:53:
/var/lib/systemd/deb-systemd-helper-enabled/multi-user.target.wants	755	0	0
 e2scrub_reap.service:0:
/var/lib/systemd/deb-systemd-helper-enabled/timers.target.wants	755	0	0
 apt-daily-upgrade.timer:0:
 apt-daily.timer:0:
 dpkg-db-backup.timer:0:
 e2scrub_all.timer:0:
 fstrim.timer:0:
/var/local	2775	0	50
/var/log	755	0	0
/var/mail	2775	0	8
/var/opt	755	0	0
/var/spool	755	0	0
 mail>../mail
/var/tmp	1777	0	0`;
