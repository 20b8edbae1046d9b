/**
 * /proc/sys: the settings that programs here look at or set. A setting belongs to the namespace of the reader where Linux has it so
 * (hostname); others are the kernel's and kept with it.
 */
import { fail } from '../../abi/errno.ts';
import { PseudoFile, TableDir } from '../mem/pseudo.ts';
import { readerOf } from './access.ts';
import { netSysctls } from './sysctlnet.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import type { Actor } from '../../vfs/file.ts';
import type { Inode } from '../../vfs/inode.ts';
import type { PseudoFs } from '../mem/pseudo.ts';

type Maker = (fs: PseudoFs) => Inode;

/** Settings that are only kept, by kernel and name. */
const kept = new WeakMap<Kernel, Map<string, string>>();

function settings(kernel: Kernel): Map<string, string> {
  let map = kept.get(kernel);
  if (map === undefined) kept.set(kernel, (map = new Map()));
  return map;
}

function needAdmin(actor: Actor): void {
  if (!actor.cred.caps.has('SYS_ADMIN')) fail('EPERM');
}

/** The number in a text, within [min, max]. EINVAL. */
function integer(text: string, min: number, max: number): number {
  const t = text.trim();
  const n = Number(t);
  if (t === '' || !Number.isInteger(n) || n < min || n > max) fail('EINVAL');
  return n;
}

function constant(read: () => string): Maker {
  return (fs) => new PseudoFile(fs, { read: () => `${read()}\n` });
}

/** A number that can be set and has no effect of its own. */
function stored(kernel: Kernel, name: string, initial: number, min = 0, max = 2 ** 31 - 1): Maker {
  return (fs) =>
    new PseudoFile(fs, {
      read: () => `${settings(kernel).get(name) ?? initial}\n`,
      write: (_actor, text) => {
        settings(kernel).set(name, String(integer(text, min, max)));
      },
    });
}

/** Limits of System V IPC and of message queues: they belong to the IPC namespace, and are only kept. `initial`: one number or several. */
function ipcLimit(kernel: Kernel, name: string, initial: string, min = 0, max = 2 ** 31 - 1): Maker {
  const own = (actor: Actor): Map<string, string> => (readerOf(actor)?.ns ?? kernel.initNs).ipc.settings;
  return (fs) =>
    new PseudoFile(fs, {
      read: (actor) => `${own(actor).get(name) ?? initial}\n`,
      write: (actor, text) => {
        const now = (own(actor).get(name) ?? initial).split('\t');
        const wanted = text.trim().split(/\s+/).slice(0, now.length);
        own(actor).set(name, now.map((n, i) => (wanted[i] === undefined ? n : String(integer(wanted[i], min, max)))).join('\t'));
      },
    });
}

function dir(entries: Readonly<Record<string, Maker>>): Maker {
  return (fs) => new TableDir(fs, entries);
}

function uuid(bytes: Uint8Array): string {
  const hex = [...bytes].map((b, i) => (i === 6 ? (b & 0x0f) | 0x40 : i === 8 ? (b & 0x3f) | 0x80 : b).toString(16).padStart(2, '0')).join('');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

/** The makers of each kernel's directory: every mount of proc shares them. */
const makers = new WeakMap<Kernel, Maker>();

/** The directory. */
export function sysctlDir(kernel: Kernel): Maker {
  let maker = makers.get(kernel);
  if (maker === undefined) makers.set(kernel, (maker = tableOf(kernel)));
  return maker;
}

function tableOf(kernel: Kernel): Maker {
  const uts = (actor: Actor): { hostname: string; domainname: string } => (readerOf(actor)?.ns ?? kernel.initNs).uts;
  const name =
    (field: 'hostname' | 'domainname'): Maker =>
    (fs) =>
      new PseudoFile(fs, {
        read: (actor) => `${uts(actor)[field]}\n`,
        write: (actor, text) => {
          needAdmin(actor);
          uts(actor)[field] = text.replace(/\n.*$/s, '').slice(0, 64);
        },
      });
  const pidMax: Maker = (fs) =>
    new PseudoFile(fs, {
      read: (actor) => `${(readerOf(actor)?.pid.ns ?? kernel.pids).max}\n`,
      write: (actor, text) => {
        (readerOf(actor)?.pid.ns ?? kernel.pids).max = integer(text, 301, 4194304);
      },
    });
  return dir({
    fs: dir({
      'file-max': stored(kernel, 'file-max', 9223372036854775807),
      'file-nr': constant(() => '1024\t0\t9223372036854775807'),
      'nr_open': stored(kernel, 'nr_open', 1048576),
      'mqueue': dir({
        msg_default: ipcLimit(kernel, 'msg_default', '10', 1, 65536),
        msg_max: ipcLimit(kernel, 'msg_max', '10', 1, 65536),
        msgsize_default: ipcLimit(kernel, 'msgsize_default', '8192', 128, 16777216),
        msgsize_max: ipcLimit(kernel, 'msgsize_max', '8192', 128, 16777216),
        queues_max: ipcLimit(kernel, 'queues_max', '256'),
      }),
      'inotify': dir({ max_user_instances: stored(kernel, 'max_user_instances', 128), max_user_watches: stored(kernel, 'max_user_watches', 65536) }),
      'pipe-max-size': stored(kernel, 'pipe-max-size', 1048576),
      'protected_fifos': stored(kernel, 'protected_fifos', 1, 0, 2),
      'protected_hardlinks': stored(kernel, 'protected_hardlinks', 1, 0, 1),
      'protected_regular': stored(kernel, 'protected_regular', 2, 0, 2),
      'protected_symlinks': stored(kernel, 'protected_symlinks', 1, 0, 1),
    }),
    kernel: dir({
      cap_last_cap: constant(() => '40'),
      domainname: name('domainname'),
      hostname: name('hostname'),
      msgmax: ipcLimit(kernel, 'msgmax', '8192'),
      msgmnb: ipcLimit(kernel, 'msgmnb', '16384'),
      msgmni: ipcLimit(kernel, 'msgmni', '32000', 0, 32768),
      ngroups_max: constant(() => '65536'),
      ns_last_pid: constant(() => String(kernel.pids.lastPid)),
      osrelease: constant(() => kernel.release),
      ostype: constant(() => 'Linux'),
      panic: stored(kernel, 'panic', 0),
      pid_max: pidMax,
      printk: constant(() => '4\t4\t1\t7'),
      random: dir({ boot_id: constant(() => kernel.bootId), entropy_avail: constant(() => '256'), poolsize: constant(() => '256'), uuid: constant(() => uuid(kernel.random.bytes(16))) }),
      sem: ipcLimit(kernel, 'sem', '32000\t1024000000\t500\t32000'),
      shm_rmid_forced: ipcLimit(kernel, 'shm_rmid_forced', '0', 0, 1),
      shmall: ipcLimit(kernel, 'shmall', '18446744073692774399', 0, Infinity),
      shmmax: ipcLimit(kernel, 'shmmax', '18446744073692774399', 0, Infinity),
      shmmni: ipcLimit(kernel, 'shmmni', '4096', 0, 32768),
      'threads-max': stored(kernel, 'threads-max', 63034),
      unprivileged_userns_clone: stored(kernel, 'unprivileged_userns_clone', 1, 0, 1),
      version: constant(() => kernel.version),
      yama: dir({ ptrace_scope: stored(kernel, 'ptrace_scope', 0, 0, 3) }),
    }),
    net: netSysctls(kernel, dir),
    user: dir({ max_user_namespaces: stored(kernel, 'max_user_namespaces', 31517), max_mnt_namespaces: stored(kernel, 'max_mnt_namespaces', 31517), max_pid_namespaces: stored(kernel, 'max_pid_namespaces', 31517) }),
    vm: dir({ max_map_count: stored(kernel, 'max_map_count', 65530), overcommit_memory: stored(kernel, 'overcommit_memory', 0, 0, 2), swappiness: stored(kernel, 'swappiness', 60, 0, 200) }),
  });
}
