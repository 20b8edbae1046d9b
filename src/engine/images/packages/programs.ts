/** What of a package can be run: `path program size`, and the alternatives that its postinst registers: `link name path priority`. */

/** Executables. The program is the name in the stub; one that nobody plays says so when it is run. */
export const EXECUTABLES: Readonly<Record<string, string>> = {
  procps: 'bin/ps ps 144960,usr/bin/top top 130608,usr/bin/free free 26968,usr/bin/uptime uptime 14608,usr/bin/pgrep pgrep 31056,usr/bin/pkill pkill 31056,usr/bin/watch watch 31336,usr/bin/w w 22928,usr/bin/vmstat vmstat 43344,usr/bin/pmap pmap 39304,usr/bin/slabtop slabtop 22864,usr/bin/tload tload 18768,usr/bin/pwdx pwdx 14608,usr/bin/skill skill 31056,bin/kill kill 30952,sbin/sysctl sysctl 30728',
  psmisc: 'usr/bin/killall killall 27128,usr/bin/pstree pstree 39416,usr/bin/fuser fuser 43192,usr/bin/peekfd peekfd 14608,usr/bin/prtstat prtstat 22840',
  'iputils-ping': 'bin/ping ping 90568',
  'libcap2-bin': 'sbin/capsh capsh 39304,sbin/getcap getcap 14600,sbin/setcap setcap 14608',
  iproute2: 'bin/ip ip 740648,bin/ss ss 150840,sbin/bridge bridge 130000,sbin/tc tc 640000',
  'netcat-openbsd': 'bin/nc.openbsd nc 43192',
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
  'net-tools': 'sbin/ifconfig ifconfig 80128,bin/netstat netstat 155304,sbin/route route 69000,usr/sbin/arp arp 63000',
  htop: 'usr/bin/htop htop 310824',
  bc: 'usr/bin/bc bc 93400',
  iptables: 'usr/sbin/iptables iptables 224000,usr/sbin/iptables-save iptables-save 224000,usr/sbin/iptables-restore iptables-restore 224000',
  unzip: 'usr/bin/unzip unzip 178472',
  sudo: 'usr/bin/sudo sudo 281624 4755',
};

export const ALTERNATIVES: Readonly<Record<string, readonly string[]>> = {
  nano: ['/usr/bin/editor editor /bin/nano 40', '/usr/bin/pico pico /bin/nano 10'],
  'netcat-openbsd': ['/bin/nc nc /bin/nc.openbsd 50'],
  less: ['/usr/bin/pager pager /usr/bin/less 77'],
  'vim-tiny': ['ex', 'rview', 'vi', 'view'].map((n) => `/usr/bin/${n} ${n} /usr/bin/vim.tiny 15`).concat('/usr/bin/editor editor /usr/bin/vim.tiny 15'),
  vim: ['ex', 'rview', 'rvim', 'vi', 'view', 'vim', 'vimdiff'].map((n) => `/usr/bin/${n} ${n} /usr/bin/vim.basic 30`).concat('/usr/bin/editor editor /usr/bin/vim.basic 30'),
};
