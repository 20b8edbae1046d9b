/** Options of --tmpfs, merged over the daemon's own as moby's mount package does (MergeTmpfsOptions): of two that exclude each other the last counts. */
import { system } from '../errors.ts';

/** What a mount option decides about: options with the same subject exclude each other. */
const SUBJECTS: Readonly<Record<string, string>> = {
  ro: 'ro', rw: 'ro', suid: 'suid', nosuid: 'suid', dev: 'dev', nodev: 'dev', exec: 'exec', noexec: 'exec', sync: 'sync', async: 'sync', dirsync: 'dirsync', remount: 'remount',
  mand: 'mand', nomand: 'mand', atime: 'atime', noatime: 'atime', diratime: 'diratime', nodiratime: 'diratime', bind: 'bind', rbind: 'rbind', relatime: 'relatime', norelatime: 'relatime',
  strictatime: 'strictatime', nostrictatime: 'strictatime', private: 'propagation', rprivate: 'propagation', shared: 'propagation', rshared: 'propagation', slave: 'propagation',
  rslave: 'propagation', unbindable: 'propagation', runbindable: 'propagation',
};
/** Options of the file system itself, NAME=VALUE. */
const VALUES = new Set(['mode', 'size', 'uid', 'gid', 'nr_inodes', 'nr_blocks', 'mpol']);

/** The options that remain, in their order. Throws a 500. */
export function mergeTmpfsOptions(options: readonly string[]): string[] {
  const decided = new Set<string>();
  const kept: string[] = [];
  for (const option of [...options].reverse()) {
    if (option === 'defaults') continue;
    const [name = '', ...value] = option.split('=');
    const subject = SUBJECTS[option] ?? name;
    if (SUBJECTS[option] === undefined && (value.length === 0 || !VALUES.has(name))) throw system(`invalid tmpfs option ${JSON.stringify(name)}`);
    if (decided.has(subject)) continue;
    decided.add(subject);
    kept.unshift(option);
  }
  return kept;
}
