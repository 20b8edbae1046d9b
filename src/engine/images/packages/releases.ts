/** The releases on the mirror: their suites, and which version of which package they have where it is not Debian 12's. */

export interface ArchiveRelease {
  readonly origin: string;
  readonly version: string;
  readonly codename: string;
  readonly components: readonly string[];
  /** [archive, suite]; the first has the packages. */
  readonly suites: readonly (readonly [string, string])[];
  /** Undefined for Debian 12. */
  readonly versions?: Readonly<Record<string, string>>;
}

const NAMES = ['nano', 'curl', 'wget', 'less', 'tree', 'file', 'jq', 'procps', 'psmisc', 'iputils-ping', 'iproute2', 'netcat-openbsd', 'vim-tiny', 'vim-common', 'net-tools', 'strace', 'htop', 'bc', 'unzip', 'sudo', 'ca-certificates', 'openssl', 'xxd', 'iptables',
  'netcat-traditional', 'netcat', 'bridge-utils', 'tcpdump', 'traceroute', 'bind9-dnsutils', 'bind9-host', 'dnsutils', 'inetutils-telnet', 'telnet', 'conntrack', 'ipset', 'vim', 'vim-runtime'] as const;

/** The package that was `netcat` until it became a name that others provide. The fields are bookworm.ts's. */
export const NETCAT = 'netcat|1.218-4ubuntu1|all|universe/net|optional|15|2044|netcat-openbsd|netcat-openbsd|||reads and writes network connections, the old name of the package';

function versions(line: string): Readonly<Record<string, string>> {
  return Object.fromEntries(line.split(' ').map((v, i): [string, string] => [NAMES[i]!, v]).filter(([, v]) => v !== '-'));
}

const ubuntu = (codename: string, version: string, line: string): ArchiveRelease => ({
  origin: 'Ubuntu',
  version,
  codename,
  components: ['main', 'restricted', 'universe', 'multiverse'],
  suites: [codename, `${codename}-updates`, `${codename}-security`, `${codename}-backports`].map((suite) => ['ubuntu', suite]),
  versions: versions(line),
});

export const RELEASES: readonly ArchiveRelease[] = [
  { origin: 'Debian', version: '12.12', codename: 'bookworm', components: ['main'], suites: [['debian', 'bookworm'], ['debian', 'bookworm-updates'], ['debian-security', 'bookworm-security']] },
  {
    origin: 'Debian', version: '13.2', codename: 'trixie', components: ['main'], suites: [['debian', 'trixie'], ['debian', 'trixie-updates'], ['debian-security', 'trixie-security']],
    versions: versions('8.4-1 8.14.1-2 1.25.0-2 668-1 2.2.1-1 1:5.46-5 1.7.1-6 2:4.0.4-9 23.7-2 3:20240905-3 6.15.0-1 1.229-1 2:9.1.1230-2 2:9.1.1230-2 2.10-1.3 6.13+ds-1 3.4.1-5 1.07.1-4 6.0-29 1.9.16p2-3 20250419 3.5.4-1~deb13u1 2:9.1.1230-2 1.8.11-2 1.10-50 - 1.7.1-4+b1 4.99.5-2 1:2.1.6-1 1:9.20.15-2 1:9.20.15-2 1:9.20.15-2 2:2.6-4 0.17+2.6-4 1:1.4.8-2 7.24-1 2:9.1.1846-1 2:9.1.1846-1'),
  },
  {
    origin: 'Debian', version: 'sid', codename: 'sid', components: ['main'], suites: [['debian', 'sid'], ['debian', 'unstable']],
    versions: versions('8.6-1 8.16.0-4 1.25.0-2 668-1 2.2.1-1 1:5.46-5 1.8.1-3 2:4.0.4-9 23.7-2 3:20250605-1 6.17.0-1 1.229-1 2:9.1.1846-1 2:9.1.1846-1 2.10-1.3 6.17+ds-1 3.4.1-5 1.07.1-4 6.0-29 1.9.17p2-1 20250419 3.5.4-1 2:9.1.1846-1 1.8.11-2 1.10-50 - 1.7.1-4+b1 4.99.5-2 1:2.1.6-1 1:9.20.15-2 1:9.20.15-2 1:9.20.15-2 2:2.6-4 0.17+2.6-4 1:1.4.8-2 7.24-1 2:9.1.1846-1 2:9.1.1846-1'),
  },
  ubuntu('noble', '24.04', '7.2-2ubuntu0.1 8.5.0-2ubuntu10.6 1.21.4-1ubuntu4.1 590-2ubuntu2.1 2.1.1-2ubuntu3 1:5.45-3build1 1.7.1-3ubuntu0.24.04.1 2:4.0.4-4ubuntu3.2 23.7-1build1 3:20240117-1ubuntu0.1 6.1.0-1ubuntu6.2 1.226-1ubuntu2 2:9.1.0016-1ubuntu7.9 2:9.1.0016-1ubuntu7.9 2.10-0.1ubuntu4.4 6.8-0ubuntu2 3.3.0-4build1 1.07.1-3ubuntu4 6.0-28ubuntu4.1 1.9.15p5-3ubuntu5.24.04.1 20240203 3.0.13-0ubuntu3.6 2:9.1.0016-1ubuntu7.9 1.8.10-3ubuntu2 1.10-48 - 1.7.1-1ubuntu2 4.99.4-3ubuntu4 1:2.1.5-1 1:9.18.39-0ubuntu0.24.04.2 1:9.18.39-0ubuntu0.24.04.2 1:9.18.39-0ubuntu0.24.04.2 2:2.5-3ubuntu4 0.17+2.5-3ubuntu4 1:1.4.8-1ubuntu1 7.19-1ubuntu2 2:9.1.0016-1ubuntu7.9 2:9.1.0016-1ubuntu7.9'),
  ubuntu('jammy', '22.04', '6.2-1ubuntu0.1 7.81.0-1ubuntu1.21 1.21.2-2ubuntu1.1 590-1ubuntu0.22.04.3 2.0.2-1 1:5.41-3ubuntu0.1 1.6-2.1ubuntu3.1 2:3.3.17-6ubuntu2.1 23.4-2build3 3:20211215-1ubuntu0.1 5.15.0-1ubuntu2 1.218-4ubuntu1 2:8.2.3995-1ubuntu2.24 2:8.2.3995-1ubuntu2.24 1.60+git20181103.0eebece-1ubuntu5.4 5.16-0ubuntu3 3.0.5-7build2 1.07.1-3build1 6.0-26ubuntu3.2 1.9.9-1ubuntu2.5 20240203~22.04.1 3.0.2-0ubuntu1.20 2:8.2.3995-1ubuntu2.24 1.8.7-1ubuntu5.2 1.10-47 1.218-4ubuntu1 1.7-1ubuntu3 4.99.1-3ubuntu0.2 1:2.1.0-2 1:9.18.39-0ubuntu0.22.04.2 1:9.18.39-0ubuntu0.22.04.2 1:9.18.39-0ubuntu0.22.04.2 - 0.17-44build1 1:1.4.6-2build2 7.15-1build1 2:8.2.3995-1ubuntu2.24 2:8.2.3995-1ubuntu2.24'),
  ubuntu('focal', '20.04', '4.8-1ubuntu1 7.68.0-1ubuntu2.25 1.20.3-1ubuntu2.1 551-1ubuntu0.3 1.8.0-1 1:5.38-4 1.6-1ubuntu0.20.04.1 2:3.3.16-1ubuntu2.4 23.3-1 3:20190709-3ubuntu1 5.5.0-1ubuntu1 1.206-1ubuntu1 2:8.1.2269-1ubuntu5.32 2:8.1.2269-1ubuntu5.32 1.60+git20180626.aebd88e-1ubuntu1 5.5-3ubuntu1 2.2.0-2build1 1.07.1-2build1 6.0-25ubuntu1.2 1.8.31-1ubuntu1.5 20240203~20.04.1 1.1.1f-1ubuntu2.24 2:8.1.2269-1ubuntu5.32 1.8.4-3ubuntu2.1 1.10-41.1 1.206-1ubuntu1 1.6-2ubuntu1 4.9.3-4ubuntu0.3 1:2.1.0-2 1:9.18.30-0ubuntu0.20.04.2 1:9.18.30-0ubuntu0.20.04.2 1:9.18.30-0ubuntu0.20.04.2 - 0.17-41.2build1 1:1.4.5-2 7.5-1ubuntu0.20.04.1 2:8.1.2269-1ubuntu5.32 2:8.1.2269-1ubuntu5.32'),
  ubuntu('bionic', '18.04', '2.9.3-2 7.58.0-2ubuntu3.24 1.19.4-1ubuntu2.2 487-0.1 1.7.0-5 1:5.32-2ubuntu0.4 1.5+dfsg-2 2:3.3.12-3ubuntu1.2 23.1-1ubuntu0.1 3:20161105-1ubuntu3 4.15.0-2ubuntu1.3 1.187-1ubuntu0.1 2:8.0.1453-1ubuntu1.13 2:8.0.1453-1ubuntu1.13 1.60+git20161116.90da8a0-1ubuntu1 4.21-1ubuntu1 2.1.0-3 1.07.1-2 6.0-21ubuntu1.2 1.8.21p2-3ubuntu1.6 20230311ubuntu0.18.04.1 1.1.1-1ubuntu2.1~18.04.23 2:8.0.1453-1ubuntu1.13 1.6.1-2ubuntu2.1 1.10-41.1 1.10-41.1 1.5-15ubuntu1 4.9.3-0ubuntu0.18.04.3 1:2.1.0-2 - 1:9.11.3+dfsg-1ubuntu1.18 1:9.11.3+dfsg-1ubuntu1.18 - 0.17-41 1:1.4.4+snapshot20161117-6ubuntu2 6.34-1 2:8.0.1453-1ubuntu1.13 2:8.0.1453-1ubuntu1.13'),
  ubuntu('xenial', '16.04', '2.5.3-2ubuntu2 7.47.0-1ubuntu2.19 1.17.1-1ubuntu1.5 481-2.1ubuntu0.2 1.7.0-3 1:5.25-2ubuntu1.4 1.5+dfsg-1ubuntu0.1 2:3.3.10-4ubuntu2.5 22.21-2.1ubuntu0.1 3:20121221-5ubuntu2 4.3.0-1ubuntu3.16.04.5 1.105-7ubuntu1 2:7.4.1689-3ubuntu1.5 2:7.4.1689-3ubuntu1.5 1.60-26ubuntu1 4.11-1ubuntu3 2.0.1-1ubuntu1 1.06.95-9build1 6.0-20ubuntu1.1 1.8.16-0ubuntu1.10 20210119~16.04.1 1.0.2g-1ubuntu4.20 - 1.6.0-2ubuntu3 1.10-41 1.10-41 1.5-9ubuntu1 4.9.3-0ubuntu0.16.04.1 1:2.0.21-1 - 1:9.10.3.dfsg.P4-8ubuntu1.19 1:9.10.3.dfsg.P4-8ubuntu1.19 - 0.17-40 1:1.4.3-3 6.29-1 2:7.4.1689-3ubuntu1.5 2:7.4.1689-3ubuntu1.5'),
  ubuntu('trusty', '14.04', '2.2.6-1ubuntu1 7.35.0-1ubuntu2.20 1.15-1ubuntu1.14.04.5 458-2 1.6.0-1 1:5.14-2ubuntu3.4 1.3-1.1ubuntu1.1 1:3.3.9-1ubuntu2.3 22.20-1ubuntu2 3:20121221-4ubuntu1.1 3.12.0-2ubuntu1.2 1.105-7ubuntu1 2:7.4.052-1ubuntu3.1 2:7.4.052-1ubuntu3.1 1.60-25ubuntu2.1 4.8-1ubuntu5 1.0.2-3 1.06.95-8ubuntu1 6.0-9ubuntu1.5 1.8.9p5-1ubuntu1.4 20170717~14.04.2 1.0.1f-1ubuntu2.27 - 1.4.21-1ubuntu1 1.10-40 1.10-40 1.5-6ubuntu2 4.9.2-0ubuntu0.14.04.1 1:2.0.20-0ubuntu0.1 - 1:9.9.5.dfsg-3ubuntu0.19 1:9.9.5.dfsg-3ubuntu0.19 - 0.17-36build2 1:1.4.1-1ubuntu1 6.20.1-1 2:7.4.052-1ubuntu3.1 2:7.4.052-1ubuntu3.1'),
];
