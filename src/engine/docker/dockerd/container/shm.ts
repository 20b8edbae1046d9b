/**
 * /dev/shm and the IPC namespace of a container, by its IPC mode: daemon/container_operations_unix.go (setupContainerDirs, getIPCContainer). A shareable
 * container's shm lies on the host, under the container's directory, so that others can bind it; a private one's is mounted by runc and nobody else's.
 */
import { isSysError } from '../../../abi/errno.ts';
import { MNT, MS } from '../../../abi/fs.ts';
import type { Sys } from '../../../abi/sys.ts';
import { exists, mkdirAll } from '../../common/files.ts';
import type { OciMount } from '../../common/oci.ts';
import type { Daemon } from '../daemon.ts';
import { conflict, invalid } from '../errors.ts';
import type { Container } from './container.ts';

const hostPath = (c: Container): string => `${c.dir}/mounts/shm`;

/** The container whose IPC namespace `c` joins; undefined when it joins none. Throws a 400 or 409. */
export function ipcDonor(daemon: Daemon, c: Container): Container | undefined {
  const mode = c.hostConfig.IpcMode;
  if (!mode.startsWith('container:')) return undefined;
  const donor = daemon.find(mode.slice('container:'.length));
  if (!donor.state.Running) throw conflict(`failed to join IPC namespace: container ${donor.id} is not running`);
  if (['none', 'private', ''].includes(donor.hostConfig.IpcMode)) throw invalid(`failed to join IPC namespace: container ${donor.id}: non-shareable IPC (hint: use IpcMode:shareable for the donor container)`);
  return donor;
}

/** Before a start: a shareable container gets its shm on the host. */
export function mountShm(sys: Sys, c: Container): void {
  if (c.hostConfig.IpcMode !== 'shareable') return;
  mkdirAll(sys, hostPath(c), 0o700);
  sys.mount('shm', hostPath(c), 'tmpfs', MS.NOSUID | MS.NODEV | MS.NOEXEC, `mode=1777,size=${c.hostConfig.ShmSize}`);
}

/** It has stopped, or could not be started. */
export function unmountShm(sys: Sys, c: Container): void {
  if (c.hostConfig.IpcMode !== 'shareable' || !exists(sys, hostPath(c))) return;
  try {
    sys.umount(hostPath(c), MNT.DETACH);
  } catch (e) {
    if (!isSysError(e, 'EINVAL')) throw e; // a start that failed before it was mounted
  }
}

/** What is mounted at the container's /dev/shm. */
export function shmMounts(daemon: Daemon, c: Container): OciMount[] {
  const bind = (source: string): OciMount[] => [{ destination: '/dev/shm', type: 'bind', source, options: ['rbind', 'rprivate'] }];
  const { IpcMode, ShmSize } = c.hostConfig;
  if (IpcMode === 'none') return [];
  if (IpcMode === 'host') return bind('/dev/shm');
  if (IpcMode === 'shareable') return bind(hostPath(c));
  const donor = ipcDonor(daemon, c);
  return donor === undefined ? [{ destination: '/dev/shm', type: 'tmpfs', source: 'shm', options: ['nosuid', 'noexec', 'nodev', 'mode=1777', `size=${ShmSize}`] }] : shmMounts(daemon, donor);
}
