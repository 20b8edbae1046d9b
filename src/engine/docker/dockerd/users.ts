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

function* lines(sys: Sys, root: string, path: string): Task<string> {
  return (yield* readTextIfAny(sys, secureJoin(sys, root, path))) ?? '';
}

/** The first passwd entry with this name, or with this uid when that is given. */
function findUser(passwd: string, name: string, uid: string | undefined): { readonly name: string; readonly uid: number; readonly gid: number } | undefined {
  for (const m of passwd.matchAll(/^([^:#\n][^:\n]*):[^:\n]*:(\d+):(\d+):/gm)) {
    if (m[1] === name || m[2] === uid) return { name: m[1]!, uid: Number(m[2]), gid: Number(m[3]) };
  }
  return undefined;
}

function parseGroups(text: string): GroupLine[] {
  const out: GroupLine[] = [];
  for (const m of text.matchAll(/^([^:#\n][^:\n]*):[^:\n]*:(\d+):(.*)$/gm)) out.push({ name: m[1]!, gid: Number(m[2]), members: m[3] === '' ? [] : m[3]!.split(',') });
  return out;
}

const MAX_ID = 2147483647;

/** Resolve `spec` within the tree at `root`. Throws a 400 in the real words. */
export function* resolveUser(sys: Sys, root: string, spec: string, groupAdd: readonly string[]): Task<OciUser> {
  const [userPart = '', groupPart = ''] = spec.split(':');
  const passwd = yield* lines(sys, root, '/etc/passwd');
  let uid = 0;
  let gid = 0;
  let name = userPart;
  const numericUser = /^-?\d+$/.test(userPart);
  const entry = findUser(passwd, userPart, userPart === '' ? '0' : numericUser ? userPart : undefined);
  if (entry !== undefined) ({ name, uid, gid } = entry);
  else if (userPart !== '') {
    if (!numericUser) throw invalid(`unable to find user ${userPart}: no matching entries in passwd file`);
    uid = Number(userPart);
    if (uid < 0 || uid > MAX_ID) throw invalid('uids and gids must be in range 0-2147483647');
  }
  const all = parseGroups(yield* lines(sys, root, '/etc/group'));
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
    else throw invalid(`unable to find group ${g}: no matching entries in group file`);
  }
  return { uid, gid, additionalGids: [gid, ...[...supplementary].filter((g) => g !== gid)] };
}
