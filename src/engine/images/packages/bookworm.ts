/**
 * Packages of Debian 12's archive that the mirror holds, with what they depend on. Fields: name, version, architecture, section, priority, installed size
 * in KiB, size of the .deb in bytes, source, Depends, Recommends, Suggests, synopsis (our words).
 */
export const BOOKWORM = `bc|1.07.1-3+b1|amd64|math|optional|241|109648|bc|libc6 (>= 2.14), libreadline8 (>= 6.0)|||calculator with any precision
bind9-dnsutils|1:9.18.49-1~deb12u3|amd64|net|standard|501|158488|bind9|bind9-host | host, bind9-libs (= 1:9.18.49-1~deb12u3), libc6 (>= 2.34), libedit2 (>= 2.11-20080614-0), libidn2-0 (>= 2.0.0), libjemalloc2 (>= 3.5.0), libkrb5-3 (>= 1.6.dfsg.2), libprotobuf-c1 (>= 1.0.0)|||dig and nslookup
bind9-host|1:9.18.49-1~deb12u3|amd64|net|standard|147|57620|bind9|bind9-libs (= 1:9.18.49-1~deb12u3), libc6 (>= 2.34), libidn2-0 (>= 2.0.0), libjemalloc2 (>= 3.5.0)|||host, names to addresses
bind9-libs|1:9.18.49-1~deb12u3|amd64|libs|optional|3509|1185996|bind9|libuv1 (>= 1.40.0), libc6 (>= 2.34), libfstrm0 (>= 0.2.0), libgssapi-krb5-2 (>= 1.17), libjemalloc2 (>= 4.0.0), libjson-c5 (>= 0.15), libkrb5-3 (>= 1.6.dfsg.2), liblmdb0 (>= 0.9.7), libmaxminddb0 (>= 1.3.0), libnghttp2-14 (>= 1.12.0), libprotobuf-c1 (>= 1.0.1), libssl3 (>= 3.0.0), libxml2 (>= 2.7.4), zlib1g (>= 1:1.1.4)|||libraries of BIND
bridge-utils|1.7.1-1|amd64|net|optional|114|34452||libc6 (>= 2.34)|||brctl, bridges by ioctl
ca-certificates|20250419~deb12u2|all|misc|standard|388|160948||openssl (>= 1.1.1), debconf (>= 0.5) | debconf-2.0|||authorities that browsers trust
conntrack|1:1.4.7-1+b2|amd64|net|optional|117|35240|conntrack-tools|libc6 (>= 2.34), libmnl0 (>= 1.0.3-4~), libnetfilter-conntrack3 (>= 1.0.9)|||tracked connections of the packet filter
curl|7.88.1-10+deb12u15|amd64|web|optional|489|315764||libc6 (>= 2.34), libcurl4 (= 7.88.1-10+deb12u15), zlib1g (>= 1:1.1.4)|||transfers data by URL
dnsutils|1:9.18.49-1~deb12u3|all|net|optional|26|14224|bind9|bind9-dnsutils|||dig and nslookup, the old name of the package
file|1:5.44-3|amd64|utils|standard|79|42472||libc6 (>= 2.34), libmagic1 (= 1:5.44-3)|||tells what is in a file
htop|3.2.2-2|amd64|utils|optional|378|152412||libc6 (>= 2.34), libncursesw6 (>= 6), libnl-3-200 (>= 3.2.7), libnl-genl-3-200 (>= 3.2.7), libtinfo6 (>= 6)||lm-sensors, lsof, strace|processes, in colour
inetutils-telnet|2:2.4-2+deb12u3|amd64|net|standard|257|120880|inetutils|libc6 (>= 2.34), libcom-err2 (>= 1.43.9), libk5crypto3 (>= 1.6.dfsg.2), libkrb5-3 (>= 1.13~alpha1+dfsg), libtinfo6 (>= 6), netbase|||connections by hand
iproute2|6.1.0-3|amd64|net|important|3516|1045828||debconf (>= 0.5) | debconf-2.0, libbpf1 (>= 1:0.6.0), libbsd0 (>= 0.0), libc6 (>= 2.34), libcap2 (>= 1:2.10), libdb5.3, libelf1 (>= 0.131), libmnl0 (>= 1.0.3-4~), libselinux1 (>= 3.1~), libtirpc3 (>= 1.0.2), libxtables12 (>= 1.6.0+snapshot20161117), libcap2-bin|libatm1 (>= 2.4.1-17~)|iproute2-doc, python3:any|tools for links, addresses and routes
ipset|7.17-1|amd64|net|optional|138|45656||libc6 (>= 2.34), libipset13 (>= 7.15-1~)|||sets of addresses for the packet filter
iptables|1.8.9-2|amd64|net|optional|2408|360192||libip4tc2 (= 1.8.9-2), libip6tc2 (= 1.8.9-2), libxtables12 (= 1.8.9-2), netbase (>= 6.0), libc6 (>= 2.34), libmnl0 (>= 1.0.3-4~), libnetfilter-conntrack3 (>= 1.0.6), libnfnetlink0 (>= 1.0.2), libnftnl11 (>= 1.1.5)|nftables|firewalld, kmod|rules for packets
iputils-ping|3:20221126-1+deb12u1|amd64|net|important|121|47172|iputils|libcap2-bin, libc6 (>= 2.34), libcap2 (>= 1:2.10), libidn2-0 (>= 0.6)|||asks hosts whether they are there
jq|1.6-2.1+deb12u3|amd64|utils|optional|111|64432||libjq1 (= 1.6-2.1+deb12u3), libc6 (>= 2.34)|||filters JSON
krb5-locales|1.20.1-2+deb12u5|all|localization|standard|273|63520|krb5||||Kerberos: messages in other languages
less|590-2.1~deb12u2|amd64|text|important|313|132044||libc6 (>= 2.34), libtinfo6 (>= 6)|||pager that scrolls both ways
libatm1|1:2.5.1-4+b2|amd64|libs|optional|107|68312|linux-atm|libc6 (>= 2.34)|||library for ATM
libbpf1|1:1.1.2-0+deb12u1|amd64|libs|optional|385|145032|libbpf|libc6 (>= 2.34), libelf1 (>= 0.144), zlib1g (>= 1:1.2.3.3)|||library for eBPF programs
libbrotli1|1.0.9-2+deb12u1|amd64|libs|optional|783|274704|brotli|libc6 (>= 2.29)|||Brotli compression
libbsd0|0.11.7-2|amd64|libs|optional|202|117416|libbsd|libc6 (>= 2.34), libmd0 (>= 1.0.3-2)|||functions of the BSDs
libcap2-bin|1:2.66-4+deb12u3+b1|amd64|utils|optional|133|35220|libcap2|libc6 (>= 2.34), libcap2 (>= 1:2.63)|libpam-cap||tools for POSIX capabilities
libcurl4|7.88.1-10+deb12u15|amd64|libs|optional|840|392184|curl|libbrotli1 (>= 0.6.0), libc6 (>= 2.34), libgssapi-krb5-2 (>= 1.17), libidn2-0 (>= 0.6), libldap-2.5-0 (>= 2.5.4), libnghttp2-14 (>= 1.50.0), libpsl5 (>= 0.16.0), librtmp1 (>= 2.3), libssh2-1 (>= 1.7.0), libssl3 (>= 3.0.0), libzstd1 (>= 1.5.2), zlib1g (>= 1:1.1.4)|ca-certificates||library that transfers data by URL
libdbus-1-3|1.14.10-1~deb12u1|amd64|libs|optional|468|201240|dbus|libc6 (>= 2.34), libsystemd0|||messages between programs: library
libedit2|3.1-20221030-2|amd64|libs|optional|258|92992|libedit|libbsd0 (>= 0.1.3), libc6 (>= 2.33), libtinfo6 (>= 6)|||line editing of the BSDs
libelf1|0.188-2.1|amd64|libs|optional|1036|173796|elfutils|libc6 (>= 2.34), zlib1g (>= 1:1.1.4)|||library that reads ELF files
libfstrm0|0.6.1-1|amd64|libs|optional|70|21596|fstrm|libc6 (>= 2.32)|||frames in streams
libgpm2|1.20.7-10+b1|amd64|libs|optional|45|14216|gpm|libc6 (>= 2.33)|||library for a mouse on the console
libgssapi-krb5-2|1.20.1-2+deb12u5|amd64|libs|optional|425|135168|krb5|libc6 (>= 2.33), libcom-err2 (>= 1.43.9), libk5crypto3 (>= 1.20), libkrb5-3 (= 1.20.1-2+deb12u5), libkrb5support0 (>= 1.15~beta1)|||Kerberos: GSSAPI
libicu72|72.1-3+deb12u1|amd64|libs|optional|36170|9376124|icu|libc6 (>= 2.34), libgcc-s1 (>= 3.0), libstdc++6 (>= 12)|||Unicode, the large library
libip4tc2|1.8.9-2|amd64|libs|optional|66|19016|iptables|libc6 (>= 2.28)|||rules for packets: IPv4
libip6tc2|1.8.9-2|amd64|libs|optional|66|19416|iptables|libc6 (>= 2.28)|||rules for packets: IPv6
libipset13|7.17-1|amd64|libs|optional|265|67504|ipset|libc6 (>= 2.34), libmnl0 (>= 1.0.3-4~)|||sets of addresses: library
libjansson4|2.14-2|amd64|libs|optional|101|40788|jansson|libc6 (>= 2.14)|||JSON in C
libjemalloc2|5.3.0-1|amd64|libs|optional|872|275000|jemalloc|libc6 (>= 2.34), libgcc-s1 (>= 3.3), libstdc++6 (>= 4.4)|||allocator of memory
libjq1|1.6-2.1+deb12u3|amd64|libs|optional|366|136460|jq|libc6 (>= 2.36), libonig5 (>= 6.8.1)|||filters JSON: library
libjson-c5|0.16-2|amd64|libs|optional|109|44120|json-c|libc6 (>= 2.33)|||JSON in C
libk5crypto3|1.20.1-2+deb12u5|amd64|libs|optional|261|79712|krb5|libc6 (>= 2.33), libkrb5support0 (>= 1.20)|||Kerberos: cryptography
libkeyutils1|1.6.3-2|amd64|libs|optional|40|8808|keyutils|libc6 (>= 2.14)|||library for the kernel's keys
libkrb5-3|1.20.1-2+deb12u5|amd64|libs|optional|1077|332280|krb5|libc6 (>= 2.34), libcom-err2 (>= 1.43.9), libk5crypto3 (>= 1.20), libkeyutils1 (>= 1.5.9), libkrb5support0 (= 1.20.1-2+deb12u5), libssl3 (>= 3.0.0)|krb5-locales||Kerberos: the library
libkrb5support0|1.20.1-2+deb12u5|amd64|libs|optional|134|33212|krb5|libc6 (>= 2.34)|||Kerberos: helpers
libldap-2.5-0|2.5.13+dfsg-5|amd64|libs|optional|553|183248|openldap|libc6 (>= 2.34), libgnutls30 (>= 3.7.5), libsasl2-2 (>= 2.1.28+dfsg)|libldap-common||LDAP
libldap-common|2.5.13+dfsg-5|all|libs|optional|92|29348|openldap||||LDAP: shared files
liblmdb0|0.9.24-1|amd64|libs|optional|104|44996|lmdb|libc6 (>= 2.14)|||small database in memory
libmagic-mgc|1:5.44-3|amd64|libs|optional|8130|304888|file||||tells what is in a file: compiled table
libmagic1|1:5.44-3|amd64|libs|optional|232|103752|file|libbz2-1.0, libc6 (>= 2.33), liblzma5 (>= 5.1.1alpha+20120614), zlib1g (>= 1:1.1.4), libmagic-mgc (= 1:5.44-3)|||tells what is in a file: library
libmaxminddb0|1.7.1-1|amd64|libs|optional|76|29812|libmaxminddb|libc6 (>= 2.33)|||where addresses are: library
libmnl0|1.0.4-3|amd64|libs|optional|46|12476|libmnl|libc6 (>= 2.14)|||small netlink library
libncursesw6|6.4-4|amd64|libs|optional|412|133824|ncurses|libtinfo6 (= 6.4-4), libc6 (>= 2.34)|libgpm2||library for text screens, wide characters
libnetfilter-conntrack3|1.0.9-3|amd64|libs|optional|139|40704|libnetfilter-conntrack|libc6 (>= 2.14), libmnl0 (>= 1.0.3-4~), libnfnetlink0 (>= 1.0.2)|||connection tracking
libnfnetlink0|1.0.2-2|amd64|libs|optional|51|15132|libnfnetlink|libc6 (>= 2.14)|||netfilter's netlink
libnftables1|1.0.6-2+deb12u2|amd64|libs|optional|920|299116|nftables|libc6 (>= 2.34), libgmp10 (>= 2:6.2.1+dfsg1), libjansson4 (>= 2.14), libmnl0 (>= 1.0.3-4~), libnftnl11 (>= 1.2.2), libxtables12 (>= 1.6.0+snapshot20161117)|||rules for packets, newer: library
libnftnl11|1.2.4-2|amd64|libs|optional|233|61632|libnftnl|libc6 (>= 2.34), libmnl0 (>= 1.0.3-4~)|||nftables' netlink
libnghttp2-14|1.52.0-1+deb12u3|amd64|libs|optional|220|72404|nghttp2|libc6 (>= 2.17)|||HTTP/2
libnl-3-200|3.7.0-0.2+b1|amd64|libs|optional|182|63124|libnl3|libc6 (>= 2.34)|||netlink library
libnl-genl-3-200|3.7.0-0.2+b1|amd64|libs|optional|58|21600|libnl3|libnl-3-200 (= 3.7.0-0.2+b1), libc6 (>= 2.4)|||netlink library: generic netlink
libonig5|6.9.8-1|amd64|libs|optional|666|187828|libonig|libc6 (>= 2.14)|||regular expressions
libpam-cap|1:2.66-4+deb12u3+b1|amd64|libs|optional|53|15052|libcap2|libpam-runtime (>= 1.1.3-2~), libc6 (>= 2.4), libcap2 (>= 1:2.63), libpam0g (>= 0.99.7.1)|||PAM module that gives capabilities
libpcap0.8|1.10.3-1|amd64|libs|optional|368|156700|libpcap|libc6 (>= 2.33), libdbus-1-3 (>= 1.9.14)|||captures frames
libproc2-0|2:4.0.2-3|amd64|libs|optional|232|62804|procps|libc6 (>= 2.34), libsystemd0 (>= 209)|||library that reads /proc
libprotobuf-c1|1.4.1-1+b1|amd64|libs|optional|69|27492|protobuf-c|libc6 (>= 2.14)|||protocol buffers in C
libpsl5|0.21.2-1|amd64|libs|optional|96|58684|libpsl|libidn2-0 (>= 0.16), libc6 (>= 2.33), libunistring2 (>= 0.9.7)|publicsuffix (>= 20150507)||public suffixes of domain names
libreadline8|8.2-1.3|amd64|libs|optional|475|165760|readline|readline-common, libc6 (>= 2.33), libtinfo6 (>= 6)|||line editing
librtmp1|2.4+20151223.gitfa8646d.1-2+b2|amd64|libs|optional|146|60824|rtmpdump|libc6 (>= 2.14), libgmp10, libgnutls30 (>= 3.6.14), libhogweed6, libnettle8, zlib1g (>= 1:1.1.4)|||streams of RTMP servers
libsasl2-2|2.1.28+dfsg-10+deb12u1|amd64|libs|optional|167|59908|cyrus-sasl2|libsasl2-modules-db (>= 2.1.28+dfsg-10+deb12u1), libc6 (>= 2.34)|libsasl2-modules (>= 2.1.28+dfsg-10+deb12u1)||authentication layer
libsasl2-modules|2.1.28+dfsg-10+deb12u1|amd64|libs|optional|284|66868|cyrus-sasl2|libc6 (>= 2.14), libssl3 (>= 3.0.0)|||authentication layer: modules
libsasl2-modules-db|2.1.28+dfsg-10+deb12u1|amd64|libs|optional|77|20524|cyrus-sasl2|libc6 (>= 2.14), libdb5.3|||authentication layer: database module
libsodium23|1.0.18-1+deb12u1|amd64|libs|optional|415|162044|libsodium|libc6 (>= 2.34)|||cryptography made simple
libssh2-1|1.10.0-3+deb12u1|amd64|libs|optional|353|175976|libssh2|libc6 (>= 2.14), libssl3 (>= 3.0.0), zlib1g (>= 1:1.1.4)|||SSH2
libssl3|3.0.22-1~deb12u2|amd64|libs|optional|6042|2039888|openssl|libc6 (>= 2.34)|||TLS and cryptography
libtirpc-common|1.3.3+ds-1|all|libs|optional|35|14048|libtirpc||||remote procedure calls: shared files
libtirpc3|1.3.3+ds-1|amd64|libs|optional|226|85192|libtirpc|libc6 (>= 2.34), libgssapi-krb5-2 (>= 1.17), libtirpc-common (>= 1.3.3+ds-1)|||remote procedure calls
libunwind8|1.6.2-3|amd64|libs|optional|196|51172|libunwind|libc6 (>= 2.34), liblzma5 (>= 5.1.1alpha+20110809)|||walks a program's stack
libuv1|1.44.2-1+deb12u1|amd64|libs|optional|294|135616||libc6 (>= 2.34)|||asynchronous input and output
libxml2|2.9.14+dfsg-1.3~deb12u6|amd64|libs|optional|1867|688760||libc6 (>= 2.34), libicu72 (>= 72.1~rc-1~), liblzma5 (>= 5.1.1alpha+20120614), zlib1g (>= 1:1.2.3.3)|||XML in C
libxtables12|1.8.9-2|amd64|libs|optional|101|30752|iptables|libc6 (>= 2.34)|||library of iptables' extensions
nano|7.2-1+deb12u1|amd64|editors|important|2804|689556||libc6 (>= 2.34), libncursesw6 (>= 6), libtinfo6 (>= 6)||hunspell|small editor that explains its keys
net-tools|2.10-0.1+deb12u2|amd64|net|optional|978|243404||libc6 (>= 2.34), libselinux1 (>= 3.1~)|||ifconfig, netstat, route: the old tools
netbase|6.4|all|admin|important|36|12800|||||names of services and protocols
netcat-openbsd|1.219-1|amd64|net|optional|108|41520||libbsd0 (>= 0.2.0), libc6 (>= 2.34)|||reads and writes network connections
netcat-traditional|1.10-47|amd64|net|standard|143|67876|netcat|libc6 (>= 2.15)|||reads and writes network connections, the old one
nftables|1.0.6-2+deb12u2|amd64|net|important|176|70292||libnftables1 (= 1.0.6-2+deb12u2), libc6 (>= 2.34), libedit2 (>= 3.1-20130611-0)|netbase||rules for packets, newer
openssl|3.0.22-1~deb12u2|amd64|utils|optional|2315|1441784||libc6 (>= 2.34), libssl3 (>= 3.0.9)|||TLS toolkit: the command
procps|2:4.0.2-3|amd64|admin|important|2091|708712||libc6 (>= 2.34), libncursesw6 (>= 6), libproc2-0 (>= 2:4.0.2), libtinfo6 (>= 6), init-system-helpers (>= 1.29~)|psmisc||ps, top and other views of /proc
psmisc|23.6-1|amd64|admin|optional|909|258696||libc6 (>= 2.34), libtinfo6 (>= 6)|||process tools: killall, pstree, fuser
publicsuffix|20230209.2326-1|all|net|optional|339|126380|||||list of public suffixes
readline-common|8.2-1.3|all|utils|important|89|68988|readline|dpkg (>= 1.15.4) | install-info|||line editing: shared files
strace|6.1-0.1|amd64|utils|optional|2839|1313880||libc6 (>= 2.34), libunwind8|||shows the system calls of a process
sudo|1.9.13p3-1+deb12u4|amd64|admin|optional|6055|1890344||libaudit1 (>= 1:2.2.1), libc6 (>= 2.34), libpam0g (>= 0.99.7.1), libselinux1 (>= 3.1~), zlib1g (>= 1:1.2.0.2), libpam-modules|||runs commands as another user
tcpdump|4.99.3-1|amd64|net|optional|1332|466880||adduser, libc6 (>= 2.34), libpcap0.8 (>= 1.9.0), libssl3 (>= 3.0.0)|||shows frames as they pass
telnet|0.17+2.4-2+deb12u3|all|oldlibs|optional|54|41896|inetutils|inetutils-telnet|||connections by hand, the old name of the package
traceroute|1:2.1.2-1|amd64|net|standard|155|51456||libc6 (>= 2.34)|||the routers on the way to a host
tree|2.1.0-1|amd64|utils|optional|113|52464||libc6 (>= 2.34)|||shows directories as a tree
unzip|6.0-28+deb12u1|amd64|utils|optional|380|166504||libbz2-1.0, libc6 (>= 2.34)||zip|unpacks .zip archives
vim|2:9.0.1378-2+deb12u2|amd64|editors|optional|3650|1567756||vim-common (= 2:9.0.1378-2+deb12u2), vim-runtime (= 2:9.0.1378-2+deb12u2), libacl1 (>= 2.2.23), libc6 (>= 2.34), libgpm2 (>= 1.20.7), libselinux1 (>= 3.1~), libsodium23 (>= 1.0.14), libtinfo6 (>= 6)||ctags, vim-doc, vim-scripts|Vi IMproved, the editor
vim-common|2:9.0.1378-2+deb12u2|all|editors|important|245|124836|vim||xxd, vim | vim-gtk3 | vim-motif | vim-nox | vim-tiny||Vi IMproved, shared files
vim-runtime|2:9.0.1378-2+deb12u2|all|editors|optional|36406|7026844|vim||vim | vim-gtk3 | vim-motif | vim-nox | vim-tiny||Vi IMproved, runtime files
vim-tiny|2:9.0.1378-2+deb12u2|amd64|editors|important|1689|719960|vim|vim-common (= 2:9.0.1378-2+deb12u2), libacl1 (>= 2.2.23), libc6 (>= 2.34), libselinux1 (>= 3.1~), libtinfo6 (>= 6)||indent|Vi IMproved, least version
wget|1.21.3-1+deb12u1|amd64|web|standard|3521|937340||libc6 (>= 2.34), libgnutls30 (>= 3.7.5), libidn2-0 (>= 0.6), libnettle8, libpcre2-8-0 (>= 10.22), libpsl5 (>= 0.16.0), libuuid1 (>= 2.16), zlib1g (>= 1:1.1.4)|ca-certificates||fetches files from the web
xxd|2:9.0.1378-2+deb12u2|amd64|editors|optional|135|84116|vim|libc6 (>= 2.34)|||hex dumps, and back
`;
