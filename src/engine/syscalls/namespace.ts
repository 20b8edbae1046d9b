/** Namespaces: unshare, setns, host name (namespaces(7)). */
import { fail } from '../abi/errno.ts';
import { CLONE } from '../abi/process.ts';
import type { NamespaceKind } from '../abi/process.ts';
import type { UtsName } from '../abi/sys.ts';
import { ALL_CAPS, needCap } from '../kernel/caps.ts';
import { networkReleased } from '../kernel/netlife.ts';
import { CgroupNamespace, IpcNamespace, MntNamespace, NetNamespace, UserNamespace, UtsNamespace } from '../kernel/namespaces.ts';
import type { Namespace, NamespaceFile } from '../kernel/namespaces.ts';
import { PidNamespace } from '../kernel/pid.ts';
import type { Task } from '../kernel/task.ts';
import { newNamespaces } from '../kernel/unshare.ts';

const KNOWN = CLONE.FS | CLONE.FILES | CLONE.NEWNS | CLONE.NEWCGROUP | CLONE.NEWUTS | CLONE.NEWIPC | CLONE.NEWUSER | CLONE.NEWPID | CLONE.NEWNET;

/** A new pid namespace is for children; the caller keeps its pids. EINVAL, EPERM. */
export function sysUnshare(t: Task, flags: number): void {
  if ((flags & ~KNOWN) !== 0) fail('EINVAL');
  if ((flags & CLONE.NEWUSER) !== 0 && t.process.threads.length > 1) fail('EINVAL');
  let fs = t.fs;
  if ((flags & (CLONE.FS | CLONE.NEWNS)) !== 0) {
    fs = t.fs.copy();
    t.fs.users--;
    t.fs = fs;
  }
  if ((flags & CLONE.FILES) !== 0 && t.fds.users > 1) {
    const shared = t.fds;
    t.fds = shared.copy();
    shared.users--;
  }
  const [ns, cred] = newNamespaces(t, flags, fs, t.process.cgroup);
  const before = t.ns.net;
  t.moveTo(ns);
  t.cred = cred;
  if (ns.net !== before) networkReleased(t.kernel, before);
}

const CLASSES = [
  ['cgroup', CgroupNamespace],
  ['ipc', IpcNamespace],
  ['mnt', MntNamespace],
  ['net', NetNamespace],
  ['pid', PidNamespace],
  ['user', UserNamespace],
  ['uts', UtsNamespace],
] as const;

function isNamespaceFile(file: object): file is NamespaceFile {
  return 'namespace' in file && 'namespaceKind' in file;
}

/** EINVAL for a file that is no namespace or of another kind, EPERM. A mount namespace moves root and working directory to its root. */
export function sysSetns(t: Task, fd: number, kind?: NamespaceKind): void {
  const file: object = t.fds.get(fd);
  if (!isNamespaceFile(file) || (kind !== undefined && kind !== file.namespaceKind)) fail('EINVAL');
  const ns: Namespace = file.namespace;
  const match = CLASSES.find(([, type]) => ns instanceof type);
  if (match === undefined) fail('EINVAL');
  if (ns instanceof UserNamespace) {
    if (ns === t.ns.user) fail('EINVAL');
    needCap(t, 'SYS_ADMIN');
    t.cred = { ...t.cred, caps: ALL_CAPS };
  } else needCap(t, 'SYS_ADMIN');
  if (ns instanceof PidNamespace && !t.pid.ns.contains(ns)) fail('EINVAL');
  if (ns instanceof MntNamespace) {
    const fs = t.fs.copy();
    t.fs.users--;
    fs.enter(ns.tree);
    t.fs = fs;
  }
  const before = t.ns.net;
  t.moveTo(t.ns.with({ [match[0]]: ns }));
  if (t.ns.net !== before) networkReleased(t.kernel, before);
}

/** EPERM, EINVAL for more than 64 characters. */
export function sysSethostname(t: Task, name: string): void {
  needCap(t, 'SYS_ADMIN');
  if (name.length > 64) fail('EINVAL');
  t.ns.uts.hostname = name;
}

export function sysUname(t: Task): UtsName {
  const { kernel } = t;
  const { uts } = t.ns;
  return { sysname: 'Linux', nodename: uts.hostname, release: kernel.release, version: kernel.version, machine: kernel.machine, domainname: uts.domainname };
}
