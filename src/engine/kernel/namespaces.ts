/**
 * Namespaces (namespaces(7)) and the set of them that a task is in (struct nsproxy). Pid namespaces are in pid.ts, the mount tree is the
 * VFS's. All have an inode number, as /proc/PID/ns shows it, and an owning user namespace. User namespaces map ids for show only:
 * credentials are kept as host ids.
 */
import type { NamespaceKind } from '../abi/process.ts';
import type { Mount, MountNamespace } from '../vfs/mount.ts';
import type { Cgroup } from './cgroup.ts';
import type { PidNamespace } from './pid.ts';
import type { Task } from './task.ts';

export class UserNamespace {
  readonly ino: number;
  readonly parent: UserNamespace | undefined;
  /** Host uid of its creator. */
  readonly uid: number;
  /** Lines of /proc/PID/uid_map and gid_map: inside, outside, count. */
  uidMap: readonly (readonly [number, number, number])[] = [];
  gidMap: readonly (readonly [number, number, number])[] = [];

  constructor(ino: number, parent: UserNamespace | undefined, uid: number) {
    this.ino = ino;
    this.parent = parent;
    this.uid = uid;
    if (parent === undefined) this.uidMap = this.gidMap = [[0, 0, 4294967295]];
  }
}

export class UtsNamespace {
  readonly ino: number;
  readonly owner: UserNamespace;
  hostname: string;
  domainname: string;

  constructor(ino: number, owner: UserNamespace, hostname: string, domainname = '(none)') {
    this.ino = ino;
    this.owner = owner;
    this.hostname = hostname;
    this.domainname = domainname;
  }
}

/** System V IPC and POSIX message queues are not simulated: the namespace is an identity and its sysctls. */
export class IpcNamespace {
  readonly ino: number;
  readonly owner: UserNamespace;
  /** Sysctls that were set, by name; a new namespace begins with the kernel's defaults. */
  readonly settings = new Map<string, string>();

  constructor(ino: number, owner: UserNamespace) {
    this.ino = ino;
    this.owner = owner;
  }
}

export class MntNamespace {
  readonly ino: number;
  readonly owner: UserNamespace;
  readonly tree: MountNamespace;
  /** The tasks in it. */
  readonly tasks = new Set<Task>();

  constructor(ino: number, owner: UserNamespace, tree: MountNamespace) {
    this.ino = ino;
    this.owner = owner;
    this.tree = tree;
  }
}

export class NetNamespace {
  readonly ino: number;
  readonly owner: UserNamespace;
  /** Tasks that are in it. */
  tasks = 0;
  /** Open files that stand for it. */
  opened = 0;
  /** Mounts that stand for it, in whatever tree. */
  readonly mounts = new Set<Mount>();

  constructor(ino: number, owner: UserNamespace) {
    this.ino = ino;
    this.owner = owner;
  }
}

/** What /proc/PID/cgroup and cgroupfs show is relative to `root`. */
export class CgroupNamespace {
  readonly ino: number;
  readonly owner: UserNamespace;
  readonly root: Cgroup;

  constructor(ino: number, owner: UserNamespace, root: Cgroup) {
    this.ino = ino;
    this.owner = owner;
    this.root = root;
  }
}

/** The types by kind. */
export interface Namespaces {
  readonly cgroup: CgroupNamespace;
  readonly ipc: IpcNamespace;
  readonly mnt: MntNamespace;
  readonly net: NetNamespace;
  /** The one that children will be in; a task's own is that of its pid. */
  readonly pid: PidNamespace;
  readonly user: UserNamespace;
  readonly uts: UtsNamespace;
}

/** Any namespace. */
export type Namespace = Namespaces[NamespaceKind];

/** The namespaces of a task. Immutable and shared until one changes. */
export class NsProxy implements Namespaces {
  readonly cgroup: CgroupNamespace;
  readonly ipc: IpcNamespace;
  readonly mnt: MntNamespace;
  readonly net: NetNamespace;
  readonly pid: PidNamespace;
  readonly user: UserNamespace;
  readonly uts: UtsNamespace;

  constructor(ns: Namespaces) {
    this.cgroup = ns.cgroup;
    this.ipc = ns.ipc;
    this.mnt = ns.mnt;
    this.net = ns.net;
    this.pid = ns.pid;
    this.user = ns.user;
    this.uts = ns.uts;
  }

  with(changed: Partial<Namespaces>): NsProxy {
    return new NsProxy({ cgroup: this.cgroup, ipc: this.ipc, mnt: this.mnt, net: this.net, pid: this.pid, user: this.user, uts: this.uts, ...changed });
  }
}

/** An open /proc/PID/ns/KIND, which setns(2) takes. procfs makes it. */
export interface NamespaceFile {
  readonly namespace: Namespace;
  readonly namespaceKind: NamespaceKind;
}
