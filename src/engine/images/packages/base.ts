/**
 * What a minimal Debian 12 has installed. Fields: name, version, architecture ('' for amd64), section, priority (r, i, s or o; 'e' after it: essential),
 * installed size in KiB, synopsis (our words).
 */
export const BASE = `adduser|3.134|all|admin|i|686|makes and removes accounts
apt|2.6.1||admin|r|4232|package manager for the command line
base-files|12.4+deb12u15||admin|re|341|files that every system has
base-passwd|3.6.1||admin|re|247|the first accounts and groups
bash|5.2.15-2+b13||shells|re|7164|the GNU shell
bsdutils|1:2.38.1-5+deb12u3||utils|re|355|small tools of 4.4BSD
coreutils|9.1-1||utils|re|18062|the basic commands
dash|0.5.12-2||shells|re|191|small POSIX shell
debconf|1.5.82|all|admin|r|491|asks a package's questions
debian-archive-keyring|2023.3+deb12u2|all|misc|i|293|keys of the archive
debianutils|5.7-0.5~deb12u1||utils|re|243|small tools of Debian
diffutils|1:3.8-4||utils|re|1598|compares files
dpkg|1.21.23||admin|re|6409|installs packages
e2fsprogs|1.47.0-2+b2||admin|r|1497|tools for ext2, ext3 and ext4
findutils|4.9.0-4||utils|re|1746|find and xargs
gcc-12-base|12.2.0-14+deb12u1||libs|o|100|GCC's base package
gpgv|2.2.40-1.1+deb12u2||utils|i|918|checks signatures
grep|3.8-5||utils|re|1245|finds lines
gzip|1.12-1||utils|re|252|compresses files
hostname|3.23+nmu1||admin|re|46|shows or sets the host's name
init-system-helpers|1.65.2+deb12u1|all|admin|re|133|helpers for every init
libacl1|2.3.1-3||libs|o|73|access control lists
libapt-pkg6.0|2.6.1||libs|o|3297|package manager: library
libattr1|1:2.5.1-4||libs|o|59|extended attributes
libaudit-common|1:3.0.9-1|all|libs|o|22|audit: shared files
libaudit1|1:3.0.9-1||libs|o|150|audit: library
libblkid1|2.38.1-5+deb12u3||libs|o|398|finds block devices
libbz2-1.0|1.0.8-5+b1||libs|o|106|bzip2
libc-bin|2.36-9+deb12u14||libs|re|2042|the C library's programs
libc6|2.36-9+deb12u14||libs|o|13001|the C library
libcap-ng0|0.8.3-1+b3||libs|o|65|capabilities, the other library
libcap2|1:2.66-4+deb12u3+b1||libs|o|95|capabilities
libcom-err2|1.47.0-2+b2||libs|o|55|error messages
libcrypt1|1:4.4.33-2||libs|o|233|hashes of passwords
libdb5.3|5.3.28+dfsg2-1||libs|o|1833|Berkeley DB
libdebconfclient0|0.270||libs|o|37|client of debconf
libext2fs2|1.47.0-2+b2||libs|o|535|ext2, ext3 and ext4
libffi8|3.4.4-1||libs|o|68|calls functions by description
libgcc-s1|12.2.0-14+deb12u1||libs|o|140|GCC's support library
libgcrypt20|1.10.1-3+deb12u1||libs|o|1592|cryptography of GnuPG
libgmp10|2:6.2.1+dfsg1-1.1||libs|o|855|big numbers
libgnutls30|3.7.9-2+deb12u7||libs|o|3396|TLS
libgpg-error0|1.46-1||libs|o|192|errors of GnuPG
libhogweed6|3.8.1-2||libs|o|463|public keys
libidn2-0|2.3.3-1+b1||libs|o|439|names of domains in all scripts
liblz4-1|1.9.4-1||libs|o|169|fast compression
liblzma5|5.4.1-1+deb12u1||libs|o|333|xz compression
libmd0|1.0.4-2||libs|o|79|message digests
libmount1|2.38.1-5+deb12u3||libs|o|454|mounts
libnettle8|3.8.1-2||libs|o|520|cryptography
libp11-kit0|0.24.1-2||libs|o|1408|PKCS#11 modules
libpam-modules|1.5.2-6+deb12u2||admin|r|1031|authentication: modules
libpam-modules-bin|1.5.2-6+deb12u2||admin|r|227|authentication: helpers
libpam-runtime|1.5.2-6+deb12u2|all|admin|r|876|authentication: shared files
libpam0g|1.5.2-6+deb12u2||libs|o|215|authentication: library
libpcre2-8-0|10.42-1||libs|o|685|Perl's regular expressions
libseccomp2|2.5.4-1+deb12u1||libs|o|148|filters of system calls
libselinux1|3.4-1+b6||libs|o|199|SELinux
libsemanage-common|3.4-1|all|libs|o|37|SELinux policy: shared files
libsemanage2|3.4-1+b5||libs|o|297|SELinux policy
libsepol2|3.4-2.1||libs|o|775|SELinux policy, binary
libsmartcols1|2.38.1-5+deb12u3||libs|o|289|tables in terminals
libss2|1.47.0-2+b2||libs|o|71|command interpreters
libstdc++6|12.2.0-14+deb12u1||libs|o|2686|the C++ library
libsystemd0|252.39-1~deb12u2||libs|o|909|systemd: library
libtasn1-6|4.19.0-2+deb12u1||libs|o|116|ASN.1
libtinfo6|6.4-4||libs|o|541|terminals' abilities
libudev1|252.39-1~deb12u2||libs|o|240|devices
libunistring2|1.0-2||libs|o|1807|Unicode
libuuid1|2.38.1-5+deb12u3||libs|o|79|unique names
libxxhash0|0.8.1-1||libs|o|99|fast hashes
libzstd1|1.5.4+dfsg2-5||libs|o|785|zstd compression
login|1:4.13+dfsg1-1+deb12u2||admin|re|2550|signs users in
logsave|1.47.0-2+b2||admin|o|50|keeps a command's output
mawk|1.3.4.20200120-3.1||interpreters|r|263|awk, the small one
mount|2.38.1-5+deb12u3||admin|r|393|mounts file systems
ncurses-base|6.4-4|all|misc|re|379|descriptions of terminals
ncurses-bin|6.4-4||utils|re|636|tools for terminals
passwd|1:4.13+dfsg1-1+deb12u2||admin|r|2827|changes passwords and accounts
perl-base|5.36.0-7+deb12u3||perl|re|7639|least Perl
sed|4.9-1+deb12u1||utils|re|987|edits streams
sysvinit-utils|3.06-4||admin|re|100|tools of System V's init
tar|1.34+dfsg-1.2+deb12u1||utils|re|3144|packs archives
tzdata|2026b-0+deb12u1|all|localization|r|2573|time zones
usr-is-merged|37~deb12u1|all|oldlibs|o|13|says that /usr is merged
util-linux|2.38.1-5+deb12u3||utils|re|4978|tools of every system
util-linux-extra|2.38.1-5+deb12u3||utils|s|366|more tools of every system
zlib1g|1:1.2.13.dfsg-1||libs|o|168|zlib compression
`;

/** Their files, as far as the recorded tree has them: a package, then `directory/:name,name`. */
export const BASE_FILES = `libc6 /:lib64 /etc/ld.so.conf.d/:x86_64-linux-gnu.conf
adduser /etc/:adduser.conf,deluser.conf /usr/sbin/:addgroup,adduser,delgroup,deluser
bash /etc/:bash.bashrc /etc/skel/:.bash_logout,.bashrc,.profile /usr/bin/:bashbug,clear_console /usr/share/menu/:bash
libc-bin /etc/:bindresvport.blacklist,gai.conf,ld.so.conf /etc/default/:nss /etc/ld.so.conf.d/:libc.conf /usr/bin/:getconf,getent,iconv,ld.so,ldd,locale,localedef,pldd,tzselect,zdump /usr/lib/locale/C.utf8/:LC_ADDRESS,LC_COLLATE,LC_CTYPE,LC_IDENTIFICATION,LC_MEASUREMENT,LC_MONETARY,LC_NAME,LC_NUMERIC,LC_PAPER,LC_TELEPHONE,LC_TIME /usr/lib/locale/C.utf8/LC_MESSAGES/:SYS_LC_MESSAGES /usr/sbin/:iconvconfig,zic /usr/share/libc-bin/:nsswitch.conf
debconf /etc/:debconf.conf /etc/apt/apt.conf.d/:70debconf /usr/bin/:debconf,debconf-apt-progress,debconf-communicate,debconf-copydb,debconf-escape,debconf-set-selections,debconf-show /usr/sbin/:dpkg-preconfigure,dpkg-reconfigure /usr/share/pixmaps/:debian-logo.png
base-files /etc/:debian_version,host.conf,issue,issue.net,os-release /etc/dpkg/origins/:debian /etc/update-motd.d/:10-uname /usr/lib/:os-release /usr/share/base-files/:dot.bashrc,dot.profile,dot.profile.md5sums,info.dir,motd,profile,profile.md5sums,staff-group-for-usr-local /var/:lock,run
e2fsprogs /etc/:e2scrub.conf,mke2fs.conf /etc/cron.d/:e2scrub_all /usr/bin/:chattr,lsattr /usr/lib/x86_64-linux-gnu/e2fsprogs/:e2scrub_all_cron,e2scrub_fail /usr/sbin/:e2freefrag,e4crypt,e4defrag,filefrag,mklost+found
libaudit-common /etc/:libaudit.conf
login /etc/:login.defs /etc/pam.d/:login /usr/bin/:faillog,lastlog,newgrp,sg /usr/sbin/:nologin
libpam-runtime /etc/:pam.conf /etc/pam.d/:other /usr/sbin/:pam-auth-update,pam_getenv
tar /etc/:rmt /usr/lib/mime/packages/:tar /usr/sbin/:rmt-tar,tarcat
libattr1 /etc/:xattr.conf /usr/lib/x86_64-linux-gnu/:libattr.so.1,libattr.so.1.1.2501
dpkg /etc/alternatives/:README /etc/cron.daily/:dpkg /etc/dpkg/:dpkg.cfg /etc/logrotate.d/:alternatives,dpkg /usr/bin/:dpkg,dpkg-deb,dpkg-divert,dpkg-maintscript-helper,dpkg-query,dpkg-realpath,dpkg-split,dpkg-statoverride,dpkg-trigger,update-alternatives /usr/libexec/dpkg/:dpkg-db-backup /usr/sbin/:dpkg-fsys-usrunmess /usr/share/dpkg/:abitable,cputable,ostable,tupletable /usr/share/dpkg/sh/:dpkg-error.sh /usr/share/polkit-1/actions/:org.dpkg.pkexec.update-alternatives.policy
apt /etc/apt/apt.conf.d/:01autoremove /etc/cron.daily/:apt-compat /etc/logrotate.d/:apt /usr/bin/:apt,apt-cache,apt-cdrom,apt-config,apt-get,apt-key,apt-mark /usr/lib/apt/:apt-helper,apt.systemd.daily /usr/lib/apt/methods/:cdrom,copy,file,ftp,gpgv,http,https,mirror,mirror+copy,mirror+file,mirror+ftp,mirror+http,mirror+https,rred,rsh,ssh,store /usr/lib/apt/planners/:dump /usr/lib/apt/solvers/:dump /usr/lib/dpkg/methods/apt/:desc.apt,install,names,setup,update /usr/lib/x86_64-linux-gnu/:libapt-private.so.0.0,libapt-private.so.0.0.0
debian-archive-keyring /etc/apt/trusted.gpg.d/:debian-archive-bookworm-automatic.asc,debian-archive-bookworm-security-automatic.asc,debian-archive-bookworm-stable.asc,debian-archive-bullseye-automatic.asc,debian-archive-bullseye-security-automatic.asc,debian-archive-bullseye-stable.asc,debian-archive-trixie-automatic.asc,debian-archive-trixie-security-automatic.asc,debian-archive-trixie-stable.asc /usr/share/keyrings/:debian-archive-bookworm-automatic.gpg,debian-archive-bookworm-security-automatic.gpg,debian-archive-bookworm-stable.gpg,debian-archive-bullseye-automatic.gpg,debian-archive-bullseye-security-automatic.gpg,debian-archive-bullseye-stable.gpg,debian-archive-keyring.gpg,debian-archive-removed-keys.gpg,debian-archive-trixie-automatic.gpg,debian-archive-trixie-security-automatic.gpg,debian-archive-trixie-stable.gpg
util-linux-extra /etc/default/:hwclock /etc/init.d/:hwclock.sh /usr/bin/:fincore,lsfd,lsirq /usr/lib/udev/:hwclock-set /usr/lib/udev/rules.d/:85-hwclock.rules
passwd /etc/default/:useradd /etc/pam.d/:chfn,chpasswd,chsh,newusers,passwd /usr/bin/:chage,chfn,chsh,expiry,gpasswd,passwd /usr/lib/tmpfiles.d/:passwd.conf /usr/sbin/:chgpasswd,chpasswd,cpgr,cppw,groupadd,groupdel,groupmems,groupmod,grpck,grpconv,grpunconv,newusers,pwck,pwconv,pwunconv,useradd,userdel,usermod,vigr,vipw
util-linux /etc/pam.d/:runuser,runuser-l,su,su-l /usr/bin/:addpart,choom,chrt,delpart,fallocate,flock,getopt,hardlink,i386,ionice,ipcmk,ipcrm,ipcs,last,lastb,linux32,linux64,lscpu,lsipc,lslocks,lslogins,lsmem,lsns,mcookie,mesg,namei,nsenter,partx,prlimit,rename.ul,resizepart,rev,setarch,setpriv,setsid,setterm,taskset,uclampset,unshare,utmpdump,whereis,x86_64 /usr/lib/mime/packages/:util-linux /usr/sbin/:chmem,ldattach,readprofile,rtcwake /usr/share/util-linux/logcheck/ignore.d.server/:util-linux
libpam-modules /etc/security/:access.conf,faillock.conf,group.conf,limits.conf,namespace.conf,namespace.init,pam_env.conf,sepermit.conf,time.conf
libsemanage-common /etc/selinux/:semanage.conf
ncurses-base /etc/terminfo/:README /usr/share/tabset/:std,stdcrt,vt100,vt300
coreutils /usr/bin/:[,arch,b2sum,base32,base64,basename,basenc,chcon,cksum,comm,csplit,cut,dircolors,dirname,du,env,expand,expr,factor,fmt,fold,groups,head,hostid,id,install,join,link,logname,md5sum,md5sum.textutils,mkfifo,nice,nl,nohup,nproc,numfmt,od,paste,pathchk,pinky,pr,printenv,printf,ptx,realpath,runcon,seq,sha1sum,sha224sum,sha256sum,sha384sum,sha512sum,shred,shuf,sort,split,stat,stdbuf,sum,tac,tail,tee,test,timeout,tr,truncate,tsort,tty,unexpand,uniq,unlink,users,wc,who,whoami,yes /usr/libexec/coreutils/:libstdbuf.so /usr/sbin/:chroot
ncurses-bin /usr/bin/:captoinfo,clear,infocmp,infotocap,reset,tabs,tic,toe,tput,tset
diffutils /usr/bin/:cmp,diff,diff3,sdiff
init-system-helpers /usr/bin/:deb-systemd-helper,deb-systemd-invoke /usr/sbin/:invoke-rc.d,service,update-rc.d
findutils /usr/bin/:find,xargs /usr/share/doc-base/:findutils.findutils
gpgv /usr/bin/:gpgv
debianutils /usr/bin/:ischroot,savelog,which.debianutils /usr/sbin/:add-shell,remove-shell,update-shells
bsdutils /usr/bin/:logger,renice,script,scriptlive,scriptreplay,wall
mawk /usr/bin/:mawk
perl-base /usr/bin/:perl,perl5.36.0
grep /usr/bin/:rgrep
libpam-modules-bin /usr/lib/systemd/system/:pam_namespace.service /usr/sbin/:faillock,pam_timestamp_check
libacl1 /usr/lib/x86_64-linux-gnu/:libacl.so.1,libacl.so.1.1.2301
libapt-pkg6.0 /usr/lib/x86_64-linux-gnu/:libapt-pkg.so.6.0,libapt-pkg.so.6.0.0
libblkid1 /usr/lib/x86_64-linux-gnu/:libblkid.so.1,libblkid.so.1.1.0
libdb5.3 /usr/lib/x86_64-linux-gnu/:libdb-5.3.so
libdebconfclient0 /usr/lib/x86_64-linux-gnu/:libdebconfclient.so.0,libdebconfclient.so.0.0.0
libffi8 /usr/lib/x86_64-linux-gnu/:libffi.so.8,libffi.so.8.1.2
libgcrypt20 /usr/lib/x86_64-linux-gnu/:libgcrypt.so.20,libgcrypt.so.20.4.1 /usr/share/libgcrypt20/:clean-up-unmanaged-libraries
libgmp10 /usr/lib/x86_64-linux-gnu/:libgmp.so.10,libgmp.so.10.4.1
libgnutls30 /usr/lib/x86_64-linux-gnu/:libgnutls.so.30,libgnutls.so.30.34.3
libhogweed6 /usr/lib/x86_64-linux-gnu/:libhogweed.so.6,libhogweed.so.6.6
libidn2-0 /usr/lib/x86_64-linux-gnu/:libidn2.so.0,libidn2.so.0.3.8
liblz4-1 /usr/lib/x86_64-linux-gnu/:liblz4.so.1,liblz4.so.1.9.4
libmd0 /usr/lib/x86_64-linux-gnu/:libmd.so.0,libmd.so.0.0.5
libmount1 /usr/lib/x86_64-linux-gnu/:libmount.so.1,libmount.so.1.1.0
libnettle8 /usr/lib/x86_64-linux-gnu/:libnettle.so.8,libnettle.so.8.6
libp11-kit0 /usr/lib/x86_64-linux-gnu/:libp11-kit.so.0,libp11-kit.so.0.3.0
libpcre2-8-0 /usr/lib/x86_64-linux-gnu/:libpcre2-8.so.0,libpcre2-8.so.0.11.2
libseccomp2 /usr/lib/x86_64-linux-gnu/:libseccomp.so.2,libseccomp.so.2.5.4
libsemanage2 /usr/lib/x86_64-linux-gnu/:libsemanage.so.2
libsmartcols1 /usr/lib/x86_64-linux-gnu/:libsmartcols.so.1,libsmartcols.so.1.1.0
libstdc++6 /usr/lib/x86_64-linux-gnu/:libstdc++.so.6,libstdc++.so.6.0.30 /usr/share/gdb/auto-load/usr/lib/x86_64-linux-gnu/:libstdc++.so.6.0.30-gdb.py
libsystemd0 /usr/lib/x86_64-linux-gnu/:libsystemd.so.0,libsystemd.so.0.35.0
libtasn1-6 /usr/lib/x86_64-linux-gnu/:libtasn1.so.6,libtasn1.so.6.6.3
libtinfo6 /usr/lib/x86_64-linux-gnu/:libtic.so.6,libtic.so.6.4
libudev1 /usr/lib/x86_64-linux-gnu/:libudev.so.1,libudev.so.1.7.5
libunistring2 /usr/lib/x86_64-linux-gnu/:libunistring.so.2,libunistring.so.2.2.0
libuuid1 /usr/lib/x86_64-linux-gnu/:libuuid.so.1,libuuid.so.1.3.0
libxxhash0 /usr/lib/x86_64-linux-gnu/:libxxhash.so.0,libxxhash.so.0.8.1
libzstd1 /usr/lib/x86_64-linux-gnu/:libzstd.so.1,libzstd.so.1.5.4
base-passwd /usr/sbin/:update-passwd /usr/share/base-passwd/:group.master,passwd.master /usr/share/doc-base/:base-passwd.users-and-groups
dash /usr/share/menu/:dash
`;
