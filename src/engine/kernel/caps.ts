/** Capabilities (capabilities(7)), by name without CAP_, and the checks that the kernel makes with them. */
import { fail } from '../abi/errno.ts';
import type { Credentials } from '../abi/process.ts';

/** All of Linux 6.1, in the order of their numbers. */
export const CAPS: readonly string[] =
  'CHOWN DAC_OVERRIDE DAC_READ_SEARCH FOWNER FSETID KILL SETGID SETUID SETPCAP LINUX_IMMUTABLE NET_BIND_SERVICE NET_BROADCAST NET_ADMIN NET_RAW IPC_LOCK IPC_OWNER SYS_MODULE SYS_RAWIO SYS_CHROOT SYS_PTRACE SYS_PACCT SYS_ADMIN SYS_BOOT SYS_NICE SYS_RESOURCE SYS_TIME SYS_TTY_CONFIG MKNOD LEASE AUDIT_WRITE AUDIT_CONTROL SETFCAP MAC_OVERRIDE MAC_ADMIN SYSLOG WAKE_ALARM BLOCK_SUSPEND AUDIT_READ PERFMON BPF CHECKPOINT_RESTORE'.split(
    ' ',
  );

export const ALL_CAPS: ReadonlySet<string> = new Set(CAPS);
export const NO_CAPS: ReadonlySet<string> = new Set();

/** EPERM without the capability. */
export function needCap(t: { readonly cred: Credentials }, cap: string): void {
  if (!t.cred.caps.has(cap)) fail('EPERM');
}
