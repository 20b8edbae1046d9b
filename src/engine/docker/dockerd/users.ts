/** Who a container's process is to be: `user[:group]` looked up in the container's own /etc/passwd and /etc/group (moby/sys/user). */
import type { Sys, Task } from '../../abi/sys.ts';
import { readTextIfAny } from '../common/files.ts';
import type { OciUser } from '../common/oci.ts';
import { secureJoin } from '../runc/rootfs.ts';
import { invalid } from './errors.ts';

interface GroupLine {
  readonly name: string;
  readonly gid: number;
  readonly members: readonly string[];
}

function* fields(sys: Sys, root: string, path: string): Task<string[][]> {
  const text = (yield* readTextIfAny(sys, secureJoin(sys, root, path))) ?? '';
  return text
    .split('\n')
    .filter((l) => l !== '' && !l.startsWith('#'))
    .map((l) => l.split(':'));
}

function* groups(sys: Sys, root: string): Task<GroupLine[]> {
  return (yield* fields(sys, root, '/etc/group')).map((f) => ({ name: f[0]!, gid: Number(f[2]), members: (f[3] ?? '').split(',').filter((m) => m !== '') }));
}

const MAX_ID = 2147483647;

/** Resolve `spec` within the tree at `root`. Throws a 400 in the real words. */
export function* resolveUser(sys: Sys, root: string, spec: string, groupAdd: readonly string[]): Task<OciUser> {
  const [userPart = '', groupPart = ''] = spec.split(':');
  const passwd = yield* fields(sys, root, '/etc/passwd');
  let uid = 0;
  let gid = 0;
  let name = userPart;
  const numericUser = /^-?\d+$/.test(userPart);
  const entry = passwd.find((f) => (userPart === '' ? f[2] === '0' : f[0] === userPart || (numericUser && f[2] === userPart)));
  if (entry !== undefined) {
    name = entry[0]!;
    uid = Number(entry[2]);
    gid = Number(entry[3]);
  } else if (userPart !== '') {
    if (!numericUser) throw invalid(`unable to find user ${userPart}: no matching entries in passwd file`);
    uid = Number(userPart);
    if (uid < 0 || uid > MAX_ID) throw invalid('uids and gids must be in range 0-2147483647');
  }
  const all = yield* groups(sys, root);
  const supplementary = new Set<number>();
  if (groupPart !== '') {
    const g = all.find((l) => l.name === groupPart || String(l.gid) === groupPart);
    if (g !== undefined) gid = g.gid;
    else if (/^-?\d+$/.test(groupPart)) {
      gid = Number(groupPart);
      if (gid < 0 || gid > MAX_ID) throw invalid('uids and gids must be in range 0-2147483647');
    } else throw invalid(`unable to find group ${groupPart}: no matching entries in group file`);
  } else if (name !== '') {
    for (const g of all) if (g.members.includes(name)) supplementary.add(g.gid);
  }
  for (const g of groupAdd) {
    const found = all.find((l) => l.name === g);
    if (found !== undefined) supplementary.add(found.gid);
    else if (/^\d+$/.test(g)) supplementary.add(Number(g));
    else throw invalid(`Unable to find group ${g}: no matching entries in group file`);
  }
  return { uid, gid, additionalGids: [gid, ...[...supplementary].filter((g) => g !== gid)] };
}
