/** The releases of Debian and Ubuntu in the catalogue: names as their /etc/os-release and /etc/lsb-release have them, sizes as their images have. */
import type { Release } from './debian.ts';

/** Fields of /usr/lib/os-release, in order. */
function osRelease(fields: readonly (readonly [string, string])[]): string {
  return fields.map(([key, value]) => `${key}=${/^[\w.]+$/.test(value) && key !== 'VERSION_ID' ? value : `"${value}"`}\n`).join('');
}

/** Where apt finds packages, as the image's /etc/apt/sources.list.d says it. */
function debianSources(suite: string): string {
  const stanza = (archive: string, suites: string): string => `Types: deb\nURIs: http://deb.debian.org/${archive}\nSuites: ${suites}\nComponents: main\nSigned-By: /usr/share/keyrings/debian-archive-keyring.gpg\n`;
  return suite === 'sid' ? stanza('debian', 'sid') : `${stanza('debian', `${suite} ${suite}-updates`)}\n${stanza('debian-security', `${suite}-security`)}`;
}

/** Images keep no archives. */
const DOCKER_CLEAN = 'DPkg::Post-Invoke { "rm -f /var/cache/apt/archives/*.deb /var/cache/apt/archives/partial/*.deb /var/cache/apt/*.bin || true"; };\nAPT::Update::Post-Invoke { "rm -f /var/cache/apt/archives/*.deb /var/cache/apt/archives/partial/*.deb /var/cache/apt/*.bin || true"; };\n';

function debian(key: string, contentSize: number, version: string, pretty: string, fields: readonly (readonly [string, string])[]): Release {
  return {
    key: `debian:${key}`,
    contentSize,
    ratio: 0.41,
    without: ['/etc/apt/sources.list'],
    texts: {
      '/usr/lib/os-release': osRelease([
        ['PRETTY_NAME', pretty],
        ['NAME', 'Debian GNU/Linux'],
        ...fields,
        ['ID', 'debian'],
        ['HOME_URL', 'https://www.debian.org/'],
        ['SUPPORT_URL', 'https://www.debian.org/support'],
        ['BUG_REPORT_URL', 'https://bugs.debian.org/'],
      ]).replace(/^NAME=.*/m, 'NAME="Debian GNU/Linux"'),
      '/etc/debian_version': `${version}\n`,
      '/etc/issue': `${pretty.replace(/ \(.*/, '')} \\n \\l\n\n`,
      '/etc/issue.net': `${pretty.replace(/ \(.*/, '')}\n`,
      '/etc/apt/sources.list.d/debian.sources': debianSources(key),
      '/etc/apt/apt.conf.d/docker-clean': DOCKER_CLEAN,
    },
  };
}

/** Debian 12. */
export const bookworm = debian('bookworm', 116_600_000, '12.12', 'Debian GNU/Linux 12 (bookworm)', [
  ['VERSION_ID', '12'],
  ['VERSION', '12 (bookworm)'],
  ['VERSION_CODENAME', 'bookworm'],
]);

/** Debian 12 without documentation and locales: what nginx and redis stand on. */
export const bookwormSlim: Release = { ...bookworm, key: 'debian:bookworm-slim', contentSize: 74_800_000, ratio: 0.372 };

/** Debian 13. */
export const trixie = debian('trixie', 119_700_000, '13.2', 'Debian GNU/Linux 13 (trixie)', [
  ['VERSION_ID', '13'],
  ['VERSION', '13 (trixie)'],
  ['VERSION_CODENAME', 'trixie'],
  ['DEBIAN_VERSION_FULL', '13.2'],
]);

/** Debian unstable. */
export const sid = debian('sid', 120_300_000, 'forky/sid', 'Debian GNU/Linux forky/sid', [['VERSION_CODENAME', 'forky']]);

interface UbuntuNames {
  readonly version: string;
  readonly full: string;
  readonly codename: string;
  readonly title: string;
  readonly debianVersion: string;
}

/** 24.04 has its sources in deb822 and says so in the old place. */
function ubuntuSources(version: string, codename: string): Readonly<Record<string, string>> {
  if (version < '24.04') {
    const line = (host: string, suite: string): string => `deb http://${host}.ubuntu.com/ubuntu/ ${suite} main restricted universe multiverse\n`;
    return { '/etc/apt/sources.list': line('archive', codename) + line('archive', `${codename}-updates`) + line('archive', `${codename}-backports`) + line('security', `${codename}-security`) };
  }
  const stanza = (host: string, suites: string): string => `Types: deb\nURIs: http://${host}.ubuntu.com/ubuntu/\nSuites: ${suites}\nComponents: main universe restricted multiverse\nSigned-By: /usr/share/keyrings/ubuntu-archive-keyring.gpg\n`;
  return {
    '/etc/apt/sources.list': '# The sources are in /etc/apt/sources.list.d/ubuntu.sources\n',
    '/etc/apt/sources.list.d/ubuntu.sources': `${stanza('archive', `${codename} ${codename}-updates ${codename}-backports`)}\n${stanza('security', `${codename}-security`)}`,
  };
}

function ubuntu(names: UbuntuNames, contentSize: number, ratio: number, extra: readonly string[], links: Readonly<Record<string, string>> = {}): Release {
  const { version, full, codename, title, debianVersion } = names;
  const old = version === '14.04' || version === '16.04';
  const fields: [string, string][] = old
    ? [
        ['NAME', 'Ubuntu'],
        ['VERSION', `${full.replace('Ubuntu ', '')} (${title})`.replace('14.04.6 LTS (', '14.04.6 LTS, ').replace(/^(14.*)\)$/, '$1')],
        ['ID', 'ubuntu'],
        ['ID_LIKE', 'debian'],
        ['PRETTY_NAME', full],
        ['VERSION_ID', version],
        ['HOME_URL', 'http://www.ubuntu.com/'],
        ['SUPPORT_URL', 'http://help.ubuntu.com/'],
        ['BUG_REPORT_URL', 'http://bugs.launchpad.net/ubuntu/'],
        ...(version === '16.04' ? ([['VERSION_CODENAME', codename], ['UBUNTU_CODENAME', codename]] as [string, string][]) : []),
      ]
    : [
        ...(version >= '22.04' ? ([['PRETTY_NAME', full]] as [string, string][]) : []),
        ['NAME', 'Ubuntu'],
        ...(version >= '22.04' ? ([['VERSION_ID', version]] as [string, string][]) : []),
        ['VERSION', `${full.replace('Ubuntu ', '')} (${title})`],
        ...(version >= '22.04' ? ([['VERSION_CODENAME', codename]] as [string, string][]) : []),
        ['ID', 'ubuntu'],
        ['ID_LIKE', 'debian'],
        ...(version < '22.04' ? ([['PRETTY_NAME', full], ['VERSION_ID', version]] as [string, string][]) : []),
        ['HOME_URL', 'https://www.ubuntu.com/'],
        ['SUPPORT_URL', 'https://help.ubuntu.com/'],
        ['BUG_REPORT_URL', 'https://bugs.launchpad.net/ubuntu/'],
        ['PRIVACY_POLICY_URL', 'https://www.ubuntu.com/legal/terms-and-policies/privacy-policy'],
        ...(version < '22.04' ? ([['VERSION_CODENAME', codename]] as [string, string][]) : []),
        ['UBUNTU_CODENAME', codename],
        ...(version >= '24.04' ? ([['LOGO', 'ubuntu-logo']] as [string, string][]) : []),
      ];
  const quoteName = (text: string): string => text.replace(/^(NAME|VERSION|PRETTY_NAME)=([^"].*)$/gm, '$1="$2"');
  return {
    key: `ubuntu:${version}`,
    contentSize,
    ratio,
    texts: {
      '/usr/lib/os-release': quoteName(osRelease(fields)),
      '/etc/lsb-release': `DISTRIB_ID=Ubuntu\nDISTRIB_RELEASE=${version}\nDISTRIB_CODENAME=${codename}\nDISTRIB_DESCRIPTION="${full}"\n`,
      '/etc/debian_version': `${debianVersion}\n`,
      '/etc/issue': `${full} \\n \\l\n\n`,
      '/etc/issue.net': `${full}\n`,
      '/etc/apt/apt.conf.d/docker-clean': DOCKER_CLEAN,
      ...ubuntuSources(version, codename),
    },
    extra,
    links,
  };
}

const procps = ['ps', 'top', 'free', 'uptime', 'pgrep', 'pkill', 'kill', 'w', 'watch', 'vmstat', 'pmap', 'sysctl'];

/** Ubuntu's images, newest first. */
export const ubuntuReleases: Readonly<Record<string, Release>> = {
  '24.04': ubuntu({ version: '24.04', full: 'Ubuntu 24.04.3 LTS', codename: 'noble', title: 'Noble Numbat', debianVersion: 'trixie/sid' }, 78_100_000, 0.38, procps),
  '22.04': ubuntu({ version: '22.04', full: 'Ubuntu 22.04.5 LTS', codename: 'jammy', title: 'Jammy Jellyfish', debianVersion: 'bookworm/sid' }, 77_900_000, 0.38, procps),
  '20.04': ubuntu({ version: '20.04', full: 'Ubuntu 20.04.6 LTS', codename: 'focal', title: 'Focal Fossa', debianVersion: 'bullseye/sid' }, 72_800_000, 0.378, procps),
  '18.04': ubuntu({ version: '18.04', full: 'Ubuntu 18.04.6 LTS', codename: 'bionic', title: 'Bionic Beaver', debianVersion: 'buster/sid' }, 63_200_000, 0.41, procps),
  '16.04': ubuntu({ version: '16.04', full: 'Ubuntu 16.04.7 LTS', codename: 'xenial', title: 'Xenial Xerus', debianVersion: 'stretch/sid' }, 135_000_000, 0.34, procps),
  '14.04': ubuntu({ version: '14.04', full: 'Ubuntu 14.04.6 LTS', codename: 'trusty', title: 'Trusty Tahr', debianVersion: 'jessie/sid' }, 197_000_000, 0.36, [...procps, 'ping', 'less', 'vi', 'ip', 'ifconfig', 'netstat', 'nc'], { '/etc/alternatives/nc': '/bin/nc.openbsd', '/usr/bin/nc.openbsd': 'nc' }),
};
