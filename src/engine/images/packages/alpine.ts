/** Alpine 3.22's packages on the simulated mirror. Columns, tabs between: name, version, installed KiB, archive KiB, programs, dependencies, repository, summary. */
export const ALPINE_PACKAGES = `
curl	8.14.1-r2	264	153	/usr/bin/curl	ca-certificates-bundle brotli-libs c-ares libunistring libidn2 nghttp2-libs libpsl zstd-libs libcurl	main	transfers by URL
nano	8.4-r0	720	290	/usr/bin/nano	libncursesw ncurses-terminfo-base	main	a small editor
bash	5.2.37-r0	1248	447	/bin/bash	ncurses-terminfo-base libncursesw readline	main	the GNU shell
vim	9.1.1415-r0	3100	1400	/usr/bin/vim /usr/bin/vi	libncursesw ncurses-terminfo-base vim-common	main	Vi IMproved
less	668-r0	216	110	/usr/bin/less	libncursesw ncurses-terminfo-base	main	a pager
procps-ng	4.0.4-r3	548	190	/bin/ps /usr/bin/top /usr/bin/free /usr/bin/pgrep /usr/bin/pkill /usr/bin/uptime /usr/bin/w /usr/bin/watch /bin/kill /sbin/sysctl	libproc2 libncursesw	main	readers of /proc
procps	4.0.4-r3	4	2		procps-ng	main	another name of procps-ng
wget	1.25.0-r1	500	220	/usr/bin/wget	libunistring libidn2 pcre2	main	fetches files
tree	2.2.1-r0	96	46	/usr/bin/tree		main	directories as trees
sudo	1.9.17_p2-r0	2400	800	/usr/bin/sudo		community	run commands as others
shadow	4.17.3-r0	340	130	/usr/sbin/useradd /usr/sbin/usermod /usr/sbin/userdel /usr/sbin/groupadd		community	accounts
coreutils	9.7-r1	1056	450	/bin/ls /bin/cat /bin/cp /bin/mv /bin/rm /usr/bin/sort /usr/bin/head /usr/bin/tail /usr/bin/wc /usr/bin/stat /bin/df /usr/bin/du		main	the GNU tools
findutils	4.10.0-r0	596	220	/usr/bin/find /usr/bin/xargs		main	find and xargs
grep	3.12-r0	512	180	/bin/grep	pcre2	main	GNU grep
iproute2	6.15.0-r0	1600	600	/sbin/ip /sbin/ss	libmnl libelf	main	ip and ss
iputils-ping	20240905-r0	76	40	/bin/ping		main	is a host there?
netcat-openbsd	1.229.1-r0	52	24	/usr/bin/nc	libbsd libmd	main	bytes over TCP
file	5.46-r2	20	12	/usr/bin/file	libmagic	main	what kind of file?
util-linux	2.41-r9	1100	400	/bin/mount /bin/umount /usr/bin/nsenter /usr/bin/unshare /usr/bin/lsns /usr/bin/findmnt		main	system tools
ca-certificates-bundle	20250911-r0	233	120			main	data files
brotli-libs	1.1.0-r2	720	380			main	data files
c-ares	1.34.5-r0	150	70			main	data files
libunistring	1.3-r0	1700	680			main	a library
libidn2	2.3.7-r0	215	120			main	a library
nghttp2-libs	1.65.0-r0	110	55			main	data files
libpsl	0.21.5-r3	80	50			main	a library
zstd-libs	1.5.7-r0	650	300			main	data files
libcurl	8.14.1-r2	600	300			main	a library
libncursesw	6.5_p20250503-r0	400	160			main	a library
ncurses-terminfo-base	6.5_p20250503-r0	50	22			main	data files
readline	8.2.13-r1	300	140			main	data files
vim-common	9.1.1415-r0	29000	7000			main	data files
libproc2	4.0.4-r3	80	35			main	a library
pcre2	10.43-r1	620	280			main	data files
libmnl	1.0.5-r2	30	12			main	a library
libelf	0.193-r0	1100	380			main	a library
libbsd	0.12.2-r0	100	40			main	a library
libmd	1.1.0-r0	40	18			main	a library
libmagic	5.46-r2	9800	400			main	a library
`;
