/** /proc/PID/mounts and mountinfo: the mounts that a process can reach, with paths as its root shows them. */
import { MS } from '../../abi/fs.ts';
import { major, minor } from '../../abi/fs.ts';
import { pathName } from '../../vfs/mount.ts';
import type { Task } from '../../kernel/task.ts';
import type { Mount } from '../../vfs/mount.ts';

const FLAGS: readonly (readonly [number, string])[] = [
  [MS.NOSUID, 'nosuid'],
  [MS.NODEV, 'nodev'],
  [MS.NOEXEC, 'noexec'],
  [MS.NOATIME, 'noatime'],
  [MS.RELATIME, 'relatime'],
];

/** `both`: 'ro' also when only the file system is read-only, as /proc/mounts shows it. */
function flags(mount: Mount, both: boolean): string {
  let text = (mount.flags & MS.RDONLY) !== 0 || (both && mount.superReadonly) ? 'ro' : 'rw';
  for (const [bit, name] of FLAGS) if ((mount.flags & bit) !== 0) text += `,${name}`;
  return text;
}

/** Spaces, tabs, newlines and backslashes as octal. */
function escape(text: string): string {
  return text.replace(/[ \t\n\\]/g, (c) => `\\${c.charCodeAt(0).toString(8).padStart(3, '0')}`);
}

function* reachable(t: Task): Iterable<readonly [Mount, string]> {
  const { root } = t.fs;
  for (const mount of t.ns.mnt.tree.mounts) {
    const path = mount.parent === undefined ? pathName({ mount, dentry: mount.root }, root) : pathName({ mount: mount.parent, dentry: mount.mountpoint! }, root);
    if (path !== undefined) yield [mount, path];
    else if (mount === root.mount) yield [mount, '/'];
  }
}

function fsOptions(mount: Mount): string {
  const options = mount.fs.options();
  return options === '' ? '' : `,${options}`;
}

/** /proc/PID/mounts. */
export function mountsText(t: Task): string {
  let text = '';
  for (const [mount, path] of reachable(t)) text += `${escape(mount.source)} ${escape(path)} ${mount.fs.type} ${flags(mount, true)}${fsOptions(mount)} 0 0\n`;
  return text;
}

/** /proc/PID/mountinfo. */
export function mountinfoText(t: Task): string {
  let text = '';
  for (const [mount, path] of reachable(t)) {
    const dev = mount.fs.dev;
    let rootPath = '';
    for (let d = mount.root; d.parent !== undefined; d = d.parent) rootPath = `/${d.name}${rootPath}`;
    if (mount.fs.type === 'nsfs') rootPath = mount.root.name;
    const peers = mount.propagation === 'shared' ? ` shared:${mount.peerGroup}` : mount.propagation === 'slave' ? ` master:${mount.peerGroup}` : mount.propagation === 'unbindable' ? ' unbindable' : '';
    const parent = mount.parent?.id ?? 1;
    text += `${mount.id} ${parent} ${major(dev)}:${minor(dev)} ${escape(rootPath || '/')} ${escape(path)} ${flags(mount, false)}${peers} - ${mount.fs.type} ${escape(mount.source)} ${mount.superReadonly ? 'ro' : 'rw'}${fsOptions(mount)}\n`;
  }
  return text;
}
