/** What of a package can be run: `path program size`, and the alternatives that its postinst registers: `link name path priority`. */

/** Executables. The program is the name in the stub; one that nobody plays says so when it is run. */
const EXECUTABLES: Readonly<Record<string, string>> = {
  procps: 'bin/ps ps 144960,usr/bin/top top 130608,usr/bin/free free 26968,usr/bin/uptime uptime 14608,usr/bin/pgrep pgrep 31056,usr/bin/pkill pkill 31056,usr/bin/watch watch 31336,usr/bin/w w 22928,usr/bin/vmstat vmstat 43344,usr/bin/pmap pmap 39304,usr/bin/slabtop slabtop 22864,usr/bin/tload tload 18768,usr/bin/pwdx pwdx 14608,usr/bin/skill skill 31056,bin/kill kill 30952,sbin/sysctl sysctl 30728',
  psmisc: 'usr/bin/killall killall 27128,usr/bin/pstree pstree 39416,usr/bin/fuser fuser 43192,usr/bin/peekfd peekfd 14608,usr/bin/prtstat prtstat 22840',
  'iputils-ping': 'bin/ping ping 90568',
  'libcap2-bin': 'sbin/capsh capsh 39304,sbin/getcap getcap 14600,sbin/setcap setcap 14608',
  iproute2: 'bin/ip ip 691016,bin/ss ss 193680,sbin/bridge bridge 156200,sbin/tc tc 587776,sbin/ip ip 691016',
  'netcat-openbsd': 'bin/nc.openbsd nc 43592',
  'netcat-traditional': 'bin/nc.traditional nc.traditional 34952',
  'bridge-utils': 'sbin/brctl brctl 39448',
  tcpdump: 'usr/bin/tcpdump tcpdump 1269784',
  traceroute: 'usr/bin/traceroute.db traceroute 72944',
  conntrack: 'usr/sbin/conntrack conntrack 99480',
  ipset: 'usr/sbin/ipset ipset 14416',
  'bind9-dnsutils': 'usr/bin/dig dig 146200,usr/bin/nslookup nslookup 117496',
  'bind9-host': 'usr/bin/host host 117456',
  'inetutils-telnet': 'usr/bin/inetutils-telnet telnet 190664',
  nano: 'bin/nano nano 279136',
  'vim-tiny': 'usr/bin/vim.tiny vi 1529592',
  vim: 'usr/bin/vim.basic vi 3500000',
  xxd: 'usr/bin/xxd xxd 18736',
  less: 'usr/bin/less less 199048,usr/bin/lesskey lesskey 22664',
  curl: 'usr/bin/curl curl 277680',
  openssl: 'usr/bin/openssl openssl 1046224',
  wget: 'usr/bin/wget wget 502320',
  tree: 'usr/bin/tree tree 93168',
  file: 'usr/bin/file file 31120',
  jq: 'usr/bin/jq jq 30832',
  strace: 'usr/bin/strace strace 2063600',
  'net-tools': 'sbin/ifconfig ifconfig 83976,bin/netstat netstat 155304,sbin/route route 70832,usr/sbin/arp arp 67720',
  htop: 'usr/bin/htop htop 310824',
  bc: 'usr/bin/bc bc 93400',
  iptables: 'usr/sbin/iptables iptables 228512,usr/sbin/iptables-save iptables-save 228512,usr/sbin/iptables-restore iptables-restore 228512,usr/sbin/ip6tables ip6tables 228512,usr/sbin/ip6tables-save ip6tables-save 228512,usr/sbin/ip6tables-restore ip6tables-restore 228512',
  unzip: 'usr/bin/unzip unzip 178472',
  sudo: 'usr/bin/sudo sudo 281624 4755',
};

export const ALTERNATIVES: Readonly<Record<string, readonly string[]>> = {
  nano: ['/usr/bin/editor editor /bin/nano 40', '/usr/bin/pico pico /bin/nano 10'],
  'netcat-openbsd': ['/bin/nc nc /bin/nc.openbsd 50'],
  'netcat-traditional': ['/bin/nc nc /bin/nc.traditional 10'],
  traceroute: ['/usr/bin/traceroute traceroute /usr/bin/traceroute.db 100'],
  'inetutils-telnet': ['/usr/bin/telnet telnet /usr/bin/inetutils-telnet 150'],
  less: ['/usr/bin/pager pager /usr/bin/less 77'],
  'vim-tiny': ['ex', 'rview', 'vi', 'view'].map((n) => `/usr/bin/${n} ${n} /usr/bin/vim.tiny 15`).concat('/usr/bin/editor editor /usr/bin/vim.tiny 15'),
  vim: ['ex', 'rview', 'rvim', 'vi', 'view', 'vim', 'vimdiff'].map((n) => `/usr/bin/${n} ${n} /usr/bin/vim.basic 30`).concat('/usr/bin/editor editor /usr/bin/vim.basic 30'),
};

/** What a package brings: older releases have in `dnsutils` and `telnet` themselves what they later only depend on. */
export function executablesOf(p: { readonly name: string; readonly depends: string }): string {
  if (p.name === 'dnsutils' && !p.depends.includes('bind9-dnsutils')) return EXECUTABLES['bind9-dnsutils']!;
  if (p.name === 'telnet' && !p.depends.includes('inetutils-telnet')) return 'usr/bin/telnet telnet 102080';
  return EXECUTABLES[p.name] ?? '';
}
