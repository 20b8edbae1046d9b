/**
 * Packages of Alpine 3.22 that the mirror holds. Fields: name, version, branch (b: in the image already, m: main, c: community), installed bytes,
 * dependencies (by name), what else it provides, synopsis (our words), and
 * what brings it along without being asked (install_if). Only packages whose programs are played here are offered.
 */
export const ALPINE = `alpine-baselayout-data|3.7.0-r0|b|20480|||files that the layout begins with
alpine-baselayout|3.7.0-r0|b|8515|alpine-baselayout-data busybox-binsh||directories that every system has
alpine-keys|2.5-r0|b|13353|||keys of the archive
alpine-release|3.22.2-r0|b|37104|alpine-keys||name and version of the release
busybox-binsh|1.37.0-r19|b|1|busybox|/bin/sh|/bin/sh as a link to busybox
busybox|1.37.0-r19|b|942080|musl||many small tools in one program
ca-certificates-bundle|20250911-r0|b|229376|||authorities that browsers trust
musl|1.2.5-r10|b|667648||so:libc.musl-x86_64.so.1|the C library
libcrypto3|3.5.4-r0|b|4943872|musl|so:libcrypto.so.3|cryptography of OpenSSL
libssl3|3.5.4-r0|b|876544|musl libcrypto3|so:libssl.so.3|TLS of OpenSSL
zlib|1.3.1-r2|b|110592|musl|so:libz.so.1|zlib compression
libapk2|2.14.9-r3|b|258048|musl libcrypto3 libssl3 zlib|so:libapk.so.2.14.0|package manager: library
apk-tools|2.14.9-r3|b|122880|musl ca-certificates-bundle libapk2 libcrypto3||package manager
scanelf|1.3.8-r1|b|73728|musl||looks into ELF files
musl-utils|1.2.5-r10|b|114688|musl scanelf|libc-utils|the C library's programs
ssl_client|1.37.0-r19|b|28672|musl libcrypto3 libssl3||TLS for busybox's wget|busybox libssl3
ncurses-terminfo-base|6.5_p20250503-r0|m|24576|||descriptions of common terminals
libncursesw|6.5_p20250503-r0|m|425984|ncurses-terminfo-base musl||windows in terminals
readline|8.2.13-r1|m|360448|libncursesw musl||line editor of the shell
bash|5.2.37-r0|m|1331200|readline musl||the GNU shell
libintl|0.24.1-r0|m|61440|musl||messages in all languages
libproc2|4.0.4-r3|m|102400|musl||reads /proc
skalibs-libs|2.14.4.0-r0|m|262144|musl||small C libraries
utmps-libs|0.1.3.1-r0|m|40960|skalibs-libs musl||who is signed in
procps-ng|4.0.4-r3|m|524288|libintl libncursesw libproc2 utmps-libs musl|procps|processes and memory
libmd|1.1.0-r0|m|49152|musl||message digests
libbsd|0.12.2-r0|m|73728|libmd musl||functions of the BSDs
netcat-openbsd|1.229.1-r0|m|57344|libbsd libmd musl||connections by hand
nano|8.4-r0|m|671744|libncursesw musl||small editor
less|678-r0|m|196608|libncursesw musl||pager
tree|2.2.1-r0|m|98304|musl||directories as a tree
brotli-libs|1.1.0-r2|m|962560|musl||brotli compression
c-ares|1.34.5-r0|m|217088|musl||asynchronous name lookups
libunistring|1.3-r0|m|1875968|musl||Unicode
libidn2|2.3.7-r0|m|147456|libunistring musl||names of domains in all scripts
nghttp2-libs|1.65.0-r0|m|172032|musl||HTTP/2
libpsl|0.21.5-r3|m|86016|libidn2 libunistring musl||public suffixes
zstd-libs|1.5.7-r0|m|745472|musl||zstd compression
libcurl|8.14.1-r2|m|675840|brotli-libs c-ares libcrypto3 libidn2 libpsl libssl3 nghttp2-libs musl zlib zstd-libs||transfers by URL: library
curl|8.14.1-r2|m|270336|libcurl musl zlib||transfers data by URL
pcre2|10.43-r1|m|663552|musl||Perl's regular expressions
wget|1.25.0-r1|m|479232|libcrypto3 libidn2 libssl3 musl pcre2 zlib||fetches files
xxd|9.1.1566-r0|m|20480|musl||hexadecimal dumps
vim-common|9.1.1566-r0|m|7544832|xxd||vim's shared files
vim|9.1.1566-r0|m|3239936|libncursesw musl vim-common||editor
acl-libs|2.3.2-r1|m|32768|musl||access control lists
libattr|2.5.2-r2|m|28672|musl||extended attributes
coreutils|9.7-r1|m|1126400|acl-libs libattr libcrypto3 musl skalibs-libs utmps-libs||the GNU system's basic commands
findutils|4.10.0-r0|m|524288|musl||GNU find and xargs
grep|3.12-r0|m|180224|musl pcre2||GNU grep
sed|4.9-r2|m|204800|acl-libs musl||GNU sed
tar|1.35-r3|m|462848|acl-libs musl||GNU tar
psmisc|23.7-r0|m|606208|libncursesw musl||killall and pstree
`;

/** What can be run: `path program size`. The coreutils are many names of one binary there, and one small stub each here. */
export const ALPINE_EXECUTABLES: Readonly<Record<string, string>> = {
  bash: 'bin/bash bash 756224',
  'procps-ng': 'bin/ps ps 92160,usr/bin/top top 110592,usr/bin/free free 22528,usr/bin/uptime uptime 14336,usr/bin/pgrep pgrep 26624,usr/bin/pkill pkill 26624,usr/bin/watch watch 26624,usr/bin/w w 18432,sbin/sysctl sysctl 26624',
  'netcat-openbsd': 'usr/bin/nc nc 38912',
  nano: 'usr/bin/nano nano 264192',
  less: 'usr/bin/less less 163840',
  tree: 'usr/bin/tree tree 79872',
  curl: 'usr/bin/curl curl 256000',
  wget: 'usr/bin/wget wget 466944',
  vim: 'usr/bin/vim vim 3200000',
  findutils: 'usr/bin/find find 267264,usr/bin/xargs xargs 59392',
  grep: 'bin/grep grep 163840',
  sed: 'bin/sed sed 108544',
  tar: 'usr/bin/tar tar 389120',
  psmisc: 'usr/bin/killall killall 22528,usr/bin/pstree pstree 26624',
  coreutils: [
    ...'base64 cat chgrp chmod chown cp date dd df echo false ln ls mkdir mknod mktemp mv printenv pwd rm rmdir sleep stat stty sync touch true uname'.split(' ').map((n) => `bin/${n} ${n} 16384`),
    ...'[ basename comm cut dirname du env expand expr fold groups head id install link md5sum mkfifo nl od paste printf readlink realpath seq sha1sum sha256sum sha512sum shuf sort split tac tail tee test tr truncate tty uniq unlink wc who whoami yes'.split(' ').map((n) => `usr/bin/${n} ${n} 16384`),
  ].join(','),
};

/** Scripts that run once the files are there. */
export const POST_INSTALL: Readonly<Record<string, string>> = {
  bash: '#!/bin/sh\ngrep -qx /bin/bash /etc/shells || echo /bin/bash >> /etc/shells\n',
};
