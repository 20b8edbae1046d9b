/**
 * overlayfs (Documentation/filesystems/overlayfs.rst): directories of other mounts, seen as one. What is changed goes to `upperdir`,
 * where it can be seen as plain files, whiteouts (character devices 0:0) and opaque directories (trusted.overlay.opaque=y). As Debian's
 * kernel has it by default: no redirects (rename of a merged directory is EXDEV), no index, no metacopy. Left out: trusted.overlay.origin,
 * NFS export, volatile mounts.
 */
import { fail } from '../../abi/errno.ts';
import { S } from '../../abi/fs.ts';
import { ROOT } from '../../kernel/kernel.ts';
import { Task } from '../../kernel/task.ts';
import { lookup } from '../../vfs/walk.ts';
import { OverlayDir } from './dir.ts';
import type { StatFs } from '../../abi/fs.ts';
import type { FileSystemType } from '../../kernel/kernel.ts';
import type { Actor } from '../../vfs/file.ts';
import type { FileSystem, Inode } from '../../vfs/inode.ts';
import type { PathRef } from '../../vfs/mount.ts';

/** The layers of an overlay. */
export interface Layers {
  /** Topmost first; at least one. */
  readonly lower: readonly Inode[];
  readonly upper: Inode | undefined;
  /** The option text as /proc/mounts shows it. */
  readonly options: string;
  readonly dev: number;
  /** Told when a file was copied up: its path in the overlay, and the bytes that were copied. */
  readonly onCopyUp?: (actor: Actor, path: string, size: number) => void;
}

export class OverlayFs implements FileSystem {
  readonly type = 'overlay';
  readonly volatile = false;
  readonly dev: number;
  readonly root: OverlayDir;
  private readonly layers: Layers;

  constructor(layers: Layers) {
    this.layers = layers;
    this.dev = layers.dev;
    this.root = new OverlayDir(this, undefined, '', layers.upper, layers.lower);
  }

  /** Who acts on the layers for the overlay itself: the mounter, that is root. */
  asMounter(actor: Actor): Actor {
    return { cred: ROOT, now_ms: () => actor.now_ms(), cause: actor.cause, root: actor.root };
  }

  copiedUp(actor: Actor, path: string, size: number): void {
    this.layers.onCopyUp?.(actor, path, size);
  }

  statfs(): StatFs {
    return { ...this.root.real.fs.statfs(), type: 'overlayfs' };
  }

  options(): string {
    return this.layers.options;
  }
}

/** Options that change nothing here when they have these values. */
const ACCEPTED = /^(?:index=off|redirect_dir=(?:off|nofollow)|metacopy=off|xino=(?:off|auto)|nfs_export=off|userxattr|uuid=(?:on|off)|volatile)$/;

/** Split at unescaped separators; a backslash keeps the next character. */
function split(text: string, separator: string): string[] {
  const parts: string[] = [];
  let part = '';
  for (let i = 0; i < text.length; i++) {
    const c = text[i]!;
    if (c === '\\' && i + 1 < text.length) part += c + text[++i]!;
    else if (c === separator) {
      parts.push(part);
      part = '';
    } else part += c;
  }
  parts.push(part);
  return parts;
}

function mountOverlay(t: Task, data: string): OverlayFs {
  const given: { lowerdir?: string; upperdir?: string; workdir?: string } = {};
  for (const option of split(data, ',')) {
    const eq = option.indexOf('=');
    const key = option.slice(0, Math.max(0, eq));
    if (key === 'lowerdir' || key === 'upperdir' || key === 'workdir') given[key] = option.slice(eq + 1);
    else if (option !== '' && !ACCEPTED.test(option)) fail('EINVAL');
  }
  const { lowerdir, upperdir, workdir } = given;
  if (lowerdir === undefined || lowerdir === '') fail('EINVAL');
  if (upperdir !== undefined && workdir === undefined) fail('EINVAL');
  const directory = (path: string): PathRef => {
    const at = lookup(t.fs, t, path.replace(/\\(.)/g, '$1'));
    if (at.dentry.inode.type !== 'dir') fail('ENOTDIR');
    return at;
  };
  const lower = split(lowerdir, ':').map((path) => directory(path).dentry.inode);
  let upper: Inode | undefined;
  if (upperdir !== undefined) {
    const up = directory(upperdir);
    const work = directory(workdir!);
    if (up.mount !== work.mount || up.dentry.isWithin(work.dentry) || work.dentry.isWithin(up.dentry)) fail('EINVAL');
    if (up.mount.readonly || up.mount.fs.type === 'overlay') fail('EINVAL');
    upper = up.dentry.inode;
    if (work.dentry.inode.lookup('work') === undefined) work.dentry.inode.create({ cred: ROOT, now_ms: () => t.now_ms(), cause: 0, root: 0 }, 'work', S.IFDIR);
  }
  const options = [`lowerdir=${lowerdir}`, ...(upperdir === undefined ? [] : [`upperdir=${upperdir}`, `workdir=${workdir!}`])].join(',');
  const { kernel } = t;
  return new OverlayFs({
    lower,
    upper,
    options,
    dev: kernel.mountIds.takeDev(),
    onCopyUp: (actor, path, size) => {
      if (actor instanceof Task) kernel.tracer.emit(actor, { kind: 'copy_up', path, size });
    },
  });
}

export const overlay: FileSystemType = {
  name: 'overlay',
  nodev: true,
  mount: (t, _source, data) => mountOverlay(t, data),
};
