/**
 * Debian 12's packages on the simulated mirror: versions, sizes and sections are the archive's (November 2026), dependencies those that the base image lacks and
 * that exist here, programs the ones that somebody plays. Columns, tabs between: name, version, installed KiB, archive bytes, section, architecture, source,
 * dependencies, files (`path:size`, `path>link target`, `s` set-uid, `~` plain data), summary.
 */
export const DEBIAN_PACKAGES = `
nano	7.2-1+deb12u1	2804	689556	editors	amd64	nano	libgpm2 libncursesw6	/usr/bin/nano:279136 /usr/bin/rnano>nano	a small editor that shows its keys
libncursesw6	6.4-4	412	133824	libs	amd64	ncurses			a shared library
libgpm2	1.20.7-10+b1	45	14216	libs	amd64	gpm			a shared library
procps	2:4.0.2-3	2091	708712	admin	amd64	procps	libncursesw6 libproc2-0 libgpm2 psmisc	/usr/bin/ps:144960 /usr/bin/top:130608 /usr/bin/free:26968 /usr/bin/uptime:14608 /usr/bin/pgrep:31056 /usr/bin/pkill:31056 /usr/bin/kill:30952 /usr/bin/w:22840 /usr/bin/watch:31336 /usr/sbin/sysctl:30728 /usr/bin/pidof:14648 /usr/bin/vmstat:35552	ps, top, free and other readers of /proc
libproc2-0	2:4.0.2-3	232	62804	libs	amd64	procps			a shared library
psmisc	23.6-1	909	258696	admin	amd64	psmisc		/usr/bin/killall:32720 /usr/bin/pstree:36640	killall, pstree and fuser
less	590-2.1~deb12u2	313	132044	text	amd64	less		/usr/bin/less:199048	a pager
curl	7.88.1-10+deb12u15	489	315764	web	amd64	curl	libcurl4	/usr/bin/curl:277680	transfers by URL from the command line
libcurl4	7.88.1-10+deb12u15	840	392184	libs	amd64	curl	ca-certificates libbrotli1 libldap-2.5-0 libnghttp2-14 libpsl5 librtmp1 libssh2-1		a shared library
libbrotli1	1.0.9-2+deb12u1	783	274704	libs	amd64	brotli			a shared library
libldap-2.5-0	2.5.13+dfsg-5	553	183248	libs	amd64	openldap	libldap-common libsasl2-2 libsasl2-modules		a shared library
libnghttp2-14	1.52.0-1+deb12u3	220	72404	libs	amd64	nghttp2			a shared library
libpsl5	0.21.2-1	96	58684	libs	amd64	libpsl	publicsuffix		a shared library
librtmp1	2.4+20151223.gitfa8646d.1-2+b2	146	60824	libs	amd64	rtmpdump			a shared library
libsasl2-2	2.1.28+dfsg-10+deb12u1	167	59908	libs	amd64	cyrus-sasl2	libsasl2-modules-db		a shared library
libsasl2-modules-db	2.1.28+dfsg-10+deb12u1	77	20524	libs	amd64	cyrus-sasl2			a shared library
libssh2-1	1.10.0-3+deb12u1	353	175976	libs	amd64	libssh2			a shared library
ca-certificates	20250419~deb12u2	388	160948	misc	all	ca-certificates	openssl	/etc/ssl/certs/ca-certificates.crt:~216000	certificates of known authorities
openssl	3.0.22-1~deb12u2	2315	1441784	utils	amd64	openssl			TLS toolkit
publicsuffix	20230209.2326-1	339	126380	net	all	publicsuffix			data files
libldap-common	2.5.13+dfsg-5	92	29348	libs	all	openldap			a shared library
libsasl2-modules	2.1.28+dfsg-10+deb12u1	284	66868	libs	amd64	cyrus-sasl2			a shared library
iputils-ping	3:20221126-1+deb12u1	121	47172	net	amd64	iputils	libcap2-bin	/usr/bin/ping:90568	is a host there?
libcap2-bin	1:2.66-4+deb12u3+b1	133	35220	utils	amd64	libcap2	libpam-cap		a shared library
libpam-cap	1:2.66-4+deb12u3+b1	53	15052	libs	amd64	libcap2			a shared library
iproute2	6.1.0-3	3516	1045828	net	amd64	iproute2	libatm1 libbpf1 libbsd0 libcap2-bin libelf1 libmnl0 libxtables12	/usr/bin/ip:691016 /usr/sbin/ip>/bin/ip /usr/bin/ss:193680	addresses, links, routes and more: ip and ss
libbpf1	1:1.1.2-0+deb12u1	385	145032	libs	amd64	libbpf	libelf1		a shared library
libbsd0	0.11.7-2	202	117416	libs	amd64	libbsd			a shared library
libelf1	0.188-2.1	1036	173796	libs	amd64	elfutils			a shared library
libmnl0	1.0.4-3	46	12476	libs	amd64	libmnl			a shared library
libxtables12	1.8.9-2	101	30752	libs	amd64	iptables			a shared library
libatm1	1:2.5.1-4+b2	107	68312	libs	amd64	linux-atm			a shared library
netcat-openbsd	1.219-1	108	41520	net	amd64	netcat-openbsd	libbsd0	/usr/bin/nc:43192	bytes over TCP and UDP
vim	2:9.0.1378-2+deb12u2	3650	1567756	editors	amd64	vim	libgpm2 libsodium23 vim-common vim-runtime	/usr/bin/vim:3646968 /usr/bin/vi>vim /usr/bin/view>vim	Vi IMproved
vim-tiny	2:9.0.1378-2+deb12u2	1689	719960	editors	amd64	vim	vim-common	/usr/bin/vim.tiny:1745064 /usr/bin/vi>vim.tiny	Vi IMproved, the small build
vim-common	2:9.0.1378-2+deb12u2	245	124836	editors	all	vim	xxd		what all builds of Vim share
vim-runtime	2:9.0.1378-2+deb12u2	36406	7026844	editors	all	vim			runtime files of Vim
libsodium23	1.0.18-1+deb12u1	415	162044	libs	amd64	libsodium			a shared library
xxd	2:9.0.1378-2+deb12u2	135	84116	editors	amd64	vim		/usr/bin/xxd:18648	hex dumps and back
wget	1.21.3-1+deb12u1	3521	937340	web	amd64	wget	ca-certificates libpsl5	/usr/bin/wget:502320	fetches files from the web
tree	2.1.0-1	113	52464	utils	amd64	tree		/usr/bin/tree:93168	directories as trees
sudo	1.9.13p3-1+deb12u4	6055	1890344	admin	amd64	sudo		/usr/bin/sudo:281624s	lets users run commands as others
file	1:5.44-3	79	42472	utils	amd64	file	libmagic1	/usr/bin/file:27120	what kind of file is it?
libmagic1	1:5.44-3	232	103752	libs	amd64	file	libmagic-mgc		a shared library
libmagic-mgc	1:5.44-3	8130	304888	libs	amd64	file			a shared library
lsb-release	12.0-1	17	6416	misc	all	lsb-release-minimal		/usr/bin/lsb_release:3638	which release is this?
busybox	1:1.35.0-4+deb12u1+b1	818	452120	utils	amd64	busybox		/usr/bin/busybox:796368	many small tools in one
`;
