/** The archive's records. */

/** A binary package of a Debian archive. */
export interface DebPackage {
  readonly name: string;
  readonly version: string;
  readonly arch: string;
  readonly section: string;
  readonly priority: string;
  readonly installed_kib: number;
  /** Of the .deb. */
  readonly size_bytes: number;
  readonly source: string;
  readonly depends: string;
  readonly recommends: string;
  readonly suggests: string;
  readonly synopsis: string;
}

/** Several of one architecture may stand side by side: libraries. Tools then write the architecture after the name. */
export function multiArchSame(p: { readonly name: string; readonly section: string; readonly arch: string }): boolean {
  return p.section === 'libs' && p.name !== 'libc-bin' && p.arch !== 'all';
}

/** Names that packages stand for beside their own. */
const PROVIDES: Readonly<Record<string, string>> = { 'netcat-openbsd': 'netcat', 'netcat-traditional': 'netcat', 'vim-tiny': 'editor', vim: 'editor', nano: 'editor', 'inetutils-telnet': 'telnet-client' };

/** Fields of the record, as Packages, control files and the status file have them, in dpkg's order. */
export function controlFields(p: DebPackage, status?: string): string {
  const fields: [string, string][] = [
    ['Package', p.name],
    ['Status', status ?? ''],
    ['Priority', p.priority],
    ['Section', p.section],
    ['Installed-Size', String(p.installed_kib)],
    ['Maintainer', 'Glasshull package mirror <mirror@example.net>'],
    ['Architecture', p.arch],
    ['Multi-Arch', multiArchSame(p) ? 'same' : ''],
    ['Source', p.source],
    ['Version', p.version],
    ['Provides', PROVIDES[p.name] ?? ''],
    ['Depends', p.depends],
    ['Recommends', p.recommends],
    ['Suggests', p.suggests],
    ['Description', p.synopsis],
  ];
  return fields.map(([name, value]) => (value === '' ? '' : `${name}: ${value}\n`)).join('');
}
