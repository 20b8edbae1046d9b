/** New namespaces for clone(2) and unshare(2) (kernel/nsproxy.c). */
import { fail } from '../abi/errno.ts';
import { CLONE } from '../abi/process.ts';
import type { Credentials } from '../abi/process.ts';
import type { FsContext } from '../vfs/fscontext.ts';
import { ALL_CAPS } from './caps.ts';
import type { Cgroup } from './cgroup.ts';
import { CgroupNamespace, IpcNamespace, MntNamespace, NetNamespace, UserNamespace, UtsNamespace } from './namespaces.ts';
import type { Namespaces, NsProxy } from './namespaces.ts';
import { PidNamespace } from './pid.ts';
import type { Task } from './task.ts';

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** Linux allows 32 levels. */
const MAX_PID_LEVEL = 32;

/**
 * The namespaces and credentials after `flags`. `fs` is moved into the copied tree of mounts for CLONE_NEWNS. A new user namespace
 * comes first and gives all capabilities over the others. EPERM without CAP_SYS_ADMIN.
 */
export function newNamespaces(t: Task, flags: number, fs: FsContext, cgroup: Cgroup): [NsProxy, Credentials] {
  const kernel = t.kernel;
  const changed: Partial<Mutable<Namespaces>> = {};
  let cred = t.cred;
  let owner = t.ns.user;
  if ((flags & CLONE.NEWUSER) !== 0) {
    owner = changed.user = new UserNamespace(kernel.takeNsIno(), t.ns.user, cred.euid);
    cred = { ...cred, caps: ALL_CAPS };
  } else if ((flags & (CLONE.NEWNS | CLONE.NEWCGROUP | CLONE.NEWUTS | CLONE.NEWIPC | CLONE.NEWPID | CLONE.NEWNET)) !== 0 && !cred.caps.has('SYS_ADMIN')) fail('EPERM');
  if ((flags & CLONE.NEWPID) !== 0) {
    if (t.ns.pid.level + 1 > MAX_PID_LEVEL) fail('ENOSPC');
    changed.pid = new PidNamespace(kernel.takeNsIno(), t.ns.pid, owner);
  }
  if ((flags & CLONE.NEWNS) !== 0) {
    const { ns, moved } = t.ns.mnt.tree.clone();
    fs.translate(moved);
    changed.mnt = new MntNamespace(kernel.takeNsIno(), owner, ns);
  }
  if ((flags & CLONE.NEWUTS) !== 0) changed.uts = new UtsNamespace(kernel.takeNsIno(), owner, t.ns.uts.hostname, t.ns.uts.domainname);
  if ((flags & CLONE.NEWIPC) !== 0) changed.ipc = new IpcNamespace(kernel.takeNsIno(), owner);
  if ((flags & CLONE.NEWNET) !== 0) changed.net = new NetNamespace(kernel.takeNsIno(), owner);
  if ((flags & CLONE.NEWCGROUP) !== 0) changed.cgroup = new CgroupNamespace(kernel.takeNsIno(), owner, cgroup);
  return [t.ns.with(changed), cred];
}
