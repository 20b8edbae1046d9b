/** Where unix sockets are found: by the inode of a socket file, or by an abstract name ('\0name') in a network namespace. */
import { fail, isSysError } from '../abi/errno.ts';
import { S } from '../abi/fs.ts';
import { mknod } from '../vfs/ops.ts';
import { checkPermission, MAY } from '../vfs/permission.ts';
import { lookup } from '../vfs/walk.ts';
import type { Inode } from '../vfs/inode.ts';
import type { NetNamespace } from './namespaces.ts';
import type { Task } from './task.ts';
import type { UnixSocket } from './unix_socket.ts';

const byInode = new WeakMap<Inode, UnixSocket>();
const byName = new WeakMap<NetNamespace, Map<string, UnixSocket>>();

/** Give `socket` a name; what undoes it when the socket closes. EADDRINUSE, and the errors of mknod(2). */
export function bindUnix(t: Task, path: string, socket: UnixSocket): () => void {
  if (path.startsWith('\0')) {
    const net = t.ns.net;
    let names = byName.get(net);
    if (names === undefined) byName.set(net, (names = new Map()));
    if (names.has(path)) fail('EADDRINUSE');
    names.set(path, socket);
    const table = names;
    return () => table.delete(path);
  }
  try {
    const made = mknod(t.fs, t, path, S.IFSOCK | 0o777, 0);
    const inode = made.dentry.inode;
    byInode.set(inode, socket);
    return () => byInode.delete(inode);
  } catch (e) {
    if (isSysError(e, 'EEXIST')) fail('EADDRINUSE');
    throw e;
  }
}

/** The socket of that name. ECONNREFUSED, ENOENT, EACCES without write permission on the socket file. */
export function findUnix(t: Task, path: string): UnixSocket {
  if (path.startsWith('\0')) return byName.get(t.ns.net)?.get(path) ?? fail('ECONNREFUSED');
  const { inode } = lookup(t.fs, t, path).dentry;
  checkPermission(inode, t.cred, MAY.WRITE);
  if (inode.type !== 'socket') fail('ECONNREFUSED');
  return byInode.get(inode) ?? fail('ECONNREFUSED');
}
