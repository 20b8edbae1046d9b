/** dpkg's database of a minimal system: /var/lib/dpkg/status and info/, from the table of base packages. */
import type { TreeEntry } from '../../base/tree.ts';
import { dir, file } from '../trees/base.ts';
import { BASE, BASE_FILES } from './base.ts';
import { controlFields, multiArchSame } from './types.ts';

const PRIORITY: Readonly<Record<string, string>> = { r: 'required', i: 'important', s: 'standard', o: 'optional' };

/** Entries of /var/lib/dpkg. `versions` has what differs from Debian 12. */
export function dpkgDatabase(versions: Readonly<Record<string, string>> = {}): TreeEntry[] {
  const lists = new Map(BASE_FILES.trim().split('\n').map((line): [string, string] => [line.slice(0, line.indexOf(' ')), line.slice(line.indexOf(' ') + 1)]));
  const out: TreeEntry[] = [dir('/var/lib/dpkg/info'), dir('/var/lib/dpkg/triggers'), file('/var/lib/dpkg/triggers/ldconfig', 'libc-bin\n'), file('/var/lib/dpkg/info/format', '1\n'), file('/var/lib/dpkg/available', '')];
  let status = '';
  for (const line of BASE.trim().split('\n')) {
    const [name, version, arch, section, priority, installed, synopsis] = line.split('|') as [string, string, string, string, string, string, string];
    const p = { name, version: versions[name] ?? version, arch: arch === '' ? 'amd64' : arch, section, priority: PRIORITY[priority[0]!]!, installed_kib: Number(installed), size_bytes: 0, source: '', depends: '', recommends: '', suggests: '', synopsis };
    const fields = controlFields(p, 'install ok installed');
    status += `${priority.endsWith('e') ? fields.replace('\nStatus', '\nEssential: yes\nStatus') : fields}\n`;
    out.push(file(`/var/lib/dpkg/info/${name}${multiArchSame(p) ? `:${p.arch}` : ''}.list`, listOf(lists.get(name) ?? '')));
  }
  out.push(file('/var/lib/dpkg/status', status), file('/var/lib/dpkg/lock', '', 0o640), file('/var/lib/dpkg/lock-frontend', '', 0o640));
  return out;
}

/** A package's file list: '/.', directories before what is in them. */
function listOf(packed: string): string {
  const paths = new Set(['/.']);
  for (const group of packed.split(' ')) {
    const [at = '', names = ''] = group.split(':');
    for (let slash = at.indexOf('/', 1); slash > 0; slash = at.indexOf('/', slash + 1)) paths.add(at.slice(0, slash));
    for (const name of names.split(',')) if (name !== '') paths.add(at + name);
  }
  return `${[...paths].join('\n')}\n`;
}
