/** Credentials: user and group ids, capabilities (credentials(7), capabilities(7)). Saved ids are not kept apart from real ones. */
import { fail } from '../abi/errno.ts';
import type { Credentials } from '../abi/process.ts';
import { NO_CAPS, needCap } from '../kernel/caps.ts';
import type { Task } from '../kernel/task.ts';

export function sysGetcred(t: Task): Credentials {
  return t.cred;
}

/** With CAP_SETUID all ids change and, leaving 0, capabilities go; else only to the own real id. EPERM. */
export function sysSetuid(t: Task, uid: number): void {
  if (uid < 0) fail('EINVAL');
  const { cred } = t;
  if (cred.caps.has('SETUID')) t.cred = { ...cred, uid, euid: uid, caps: uid === 0 ? cred.caps : NO_CAPS };
  else if (uid === cred.uid) t.cred = { ...cred, euid: uid };
  else fail('EPERM');
}

export function sysSetgid(t: Task, gid: number): void {
  if (gid < 0) fail('EINVAL');
  const { cred } = t;
  if (cred.caps.has('SETGID')) t.cred = { ...cred, gid, egid: gid };
  else if (gid === cred.gid) t.cred = { ...cred, egid: gid };
  else fail('EPERM');
}

export function sysSetgroups(t: Task, groups: readonly number[]): void {
  needCap(t, 'SETGID');
  t.cred = { ...t.cred, groups: [...groups] };
}

/** Only capabilities that the task has can stay. */
export function sysSetcaps(t: Task, caps: ReadonlySet<string>): void {
  for (const cap of caps) if (!t.cred.caps.has(cap)) fail('EPERM');
  t.cred = { ...t.cred, caps: new Set(caps) };
  t.bounding = t.cred.caps;
}
