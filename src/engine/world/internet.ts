/**
 * The simulated internet: one machine that answers under many names and addresses (TEST-NET-2, RFC 5737). It is a host like any other;
 * its services are programs that its PID 1 starts. The name server for everybody is one of them.
 */
import { elfStub } from '../abi/elf.ts';
import { S } from '../abi/fs.ts';
import type { TreeEntry } from '../base/tree.ts';
import { NAME_SERVER } from './lan.ts';

/** Where the registry keeps its files. */
export const REGISTRY_ROOT = '/var/lib/registry/docker/registry/v2';

/** Something that has a name and an address. */
export interface Site {
  readonly address: string;
  /** `*.example.com` stands for all names beneath. */
  readonly names: readonly string[];
}

/** A program that serves sites. It is installed as /usr/sbin/NAME and started with these arguments. */
export interface Service {
  readonly program: string;
  readonly args: readonly string[];
  /** Addresses that are held open for it: it is started when somebody first connects. Without: at boot. */
  readonly listen?: readonly string[];
}

/** Who is out there. Ports are the services' own affair. */
export const SITES: readonly Site[] = [
  { address: '198.51.100.10', names: ['registry-1.docker.io', 'index.docker.io'] },
  { address: '198.51.100.11', names: ['auth.docker.io'] },
  { address: '198.51.100.12', names: ['production.cloudflare.docker.com'] },
  { address: '198.51.100.13', names: ['hub.docker.com', 'docker.io', 'www.docker.com', 'download.docker.com'] },
  { address: '198.51.100.20', names: ['deb.debian.org', 'security.debian.org', 'ftp.debian.org'] },
  { address: '198.51.100.21', names: ['archive.ubuntu.com', 'security.ubuntu.com', 'ports.ubuntu.com', 'old-releases.ubuntu.com'] },
  { address: '198.51.100.22', names: ['dl-cdn.alpinelinux.org'] },
  { address: '198.51.100.30', names: ['example.com', 'www.example.com', 'example.org', 'www.example.org', 'example.net', 'www.example.net'] },
  { address: '198.51.100.31', names: ['google.com', 'www.google.com'] },
  { address: '198.51.100.32', names: ['debian.org', 'www.debian.org'] },
  { address: '198.51.100.33', names: ['ifconfig.me', 'icanhazip.com'] },
  { address: '198.51.100.40', names: ['echo.example.net'] },
  { address: '198.51.100.53', names: ['dns.example.net'] },
  { address: '8.8.8.8', names: ['dns.google'] },
  { address: '8.8.4.4', names: ['dns.google'] },
  { address: '1.1.1.1', names: ['one.one.one.one'] },
  { address: '1.0.0.1', names: ['one.one.one.one'] },
];

/** Name servers that everybody knows by heart; they answer what the LAN's own answers. */
const PUBLIC_RESOLVERS = ['198.51.100.53', '8.8.8.8', '8.8.4.4', '1.1.1.1', '1.0.0.1'];

export const NAMED: Service = { program: 'named', args: [[NAME_SERVER, ...PUBLIC_RESOLVERS].join(','), '/etc/named.hosts'] };

/** Docker Hub: the registry on its own address, and the server that gives tokens for it. */
export const HUB: readonly Service[] = [
  { program: 'registry', args: ['198.51.100.10', '443', 'https://auth.docker.io/token'], listen: ['198.51.100.10:443'] },
  { program: 'authd', args: ['198.51.100.11', '443'], listen: ['198.51.100.11:443'] },
];

/** The package mirrors of Debian, Ubuntu and Alpine. */
export const MIRRORS: readonly Service[] = [
  { program: 'mirrord', args: ['/srv/deb'], listen: ['198.51.100.20:80', '198.51.100.21:80'] },
  { program: 'mirrord', args: ['/srv/alpine'], listen: ['198.51.100.22:80', '198.51.100.22:443'] },
];

/** What the plain web sites say: a page, `-> URL`, or `address` for the caller's own. */
const PAGES: Readonly<Record<string, string>> = {
  'example.com': 'Example Domain|This site is for examples: it says the same to everybody.',
  'www.google.com': 'Google|This is where the search engine lives. Here it only answers that it is up.',
  'google.com': '-> http://www.google.com/',
  'www.debian.org': 'Debian|The universal operating system. Its packages are at deb.debian.org.',
  'debian.org': '-> http://www.debian.org/',
  'ifconfig.me': 'address',
  'icanhazip.com': 'address',
};

/** The plain web sites: HTTP on port 80, and the same bytes on 443; and a server that gives back what it is sent. */
export const WEB: readonly Service[] = [
  { program: 'webd', args: ['/etc/webd.conf'], listen: SITES.filter((s) => s.names.some((n) => PAGES[n] !== undefined)).flatMap((s) => [`${s.address}:80`, `${s.address}:443`]) },
  { program: 'echod', args: [], listen: ['198.51.100.40:7'] },
];

/** The disk of the internet's machine. `files` is what its services serve from. */
export function internetTree(services: readonly Service[], files: Iterable<TreeEntry> = []): TreeEntry[] {
  const dir = (path: string): TreeEntry => ({ path, mode: S.IFDIR | 0o755 });
  const text = (path: string, content: string): TreeEntry => ({ path, mode: S.IFREG | 0o644, content });
  const program = (path: string, name: string): TreeEntry => ({ path, mode: S.IFREG | 0o755, content: elfStub(name, 65_536) });
  const installed = [...new Set(services.map((s) => s.program))];
  return [
    ...['/dev', '/proc', '/sys', '/run', '/tmp', '/etc', '/sbin', '/usr/sbin', '/var/lib', '/var/log'].map(dir),
    text('/etc/hosts', '127.0.0.1\tlocalhost\n'),
    text('/etc/resolv.conf', `nameserver ${NAME_SERVER}\n`),
    text('/etc/named.hosts', SITES.map((s) => `${s.address} ${s.names.join(' ')}\n`).join('')),
    text('/etc/supervise.conf', services.map((s) => `${s.listen?.join(',') ?? '-'} /usr/sbin/${s.program} ${s.args.join(' ')}\n`).join('')),
    text('/etc/webd.conf', Object.entries(PAGES).map(([name, says]) => `${name} ${says}\n`).join('')),
    program('/sbin/init', 'supervise'),
    ...installed.map((name) => program(`/usr/sbin/${name}`, name)),
    ...files,
  ];
}
