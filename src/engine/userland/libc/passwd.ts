/** Users and groups from /etc/passwd and /etc/group: getpwnam(3), getpwuid(3), getgrnam(3), getgrgid(3). Read once a process, when first asked. */
import type { Sys, Task } from '../../abi/sys.ts';
import { isSysError } from '../../abi/errno.ts';
import { readTextFile } from './stdio.ts';

/** A line of /etc/passwd. */
export interface Passwd {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
  readonly gecos: string;
  readonly home: string;
  readonly shell: string;
}

/** A line of /etc/group. */
export interface Group {
  readonly name: string;
  readonly gid: number;
  readonly members: readonly string[];
}

/** The user and group database of a root file system. */
export class Accounts {
  readonly users: readonly Passwd[];
  readonly groups: readonly Group[];
  private readonly byUid = new Map<number, Passwd>();
  private readonly byGid = new Map<number, Group>();
  constructor(passwd: string, group: string) {
    const fields = (text: string): string[][] => text.split('\n').filter((line) => line !== '' && !line.startsWith('#')).map((line) => line.split(':'));
    this.users = fields(passwd)
      .filter((f) => f.length >= 4 && /^\d+$/.test(f[2]!))
      .map((f) => ({ name: f[0]!, uid: Number(f[2]), gid: Number(f[3]), gecos: f[4] ?? '', home: f[5] ?? '', shell: f[6] ?? '' }));
    this.groups = fields(group)
      .filter((f) => f.length >= 3 && /^\d+$/.test(f[2]!))
      .map((f) => ({ name: f[0]!, gid: Number(f[2]), members: (f[3] ?? '').split(',').filter((m) => m !== '') }));
    for (const u of this.users) if (!this.byUid.has(u.uid)) this.byUid.set(u.uid, u);
    for (const g of this.groups) if (!this.byGid.has(g.gid)) this.byGid.set(g.gid, g);
  }
  user(uid: number): Passwd | undefined {
    return this.byUid.get(uid);
  }
  userNamed(name: string): Passwd | undefined {
    return this.users.find((u) => u.name === name);
  }
  group(gid: number): Group | undefined {
    return this.byGid.get(gid);
  }
  groupNamed(name: string): Group | undefined {
    return this.groups.find((g) => g.name === name);
  }
  /** The user's name, or the number when there is none. */
  userName(uid: number): string {
    return this.byUid.get(uid)?.name ?? String(uid);
  }
  groupName(gid: number): string {
    return this.byGid.get(gid)?.name ?? String(gid);
  }
  /** getgrouplist(3): the primary group first. */
  groupList(user: string, gid: number): number[] {
    return [gid, ...this.groups.filter((g) => g.members.includes(user) && g.gid !== gid).map((g) => g.gid)];
  }
}

/** Reads the database under `root` (default /). Missing files are empty. */
export function* readAccounts(sys: Sys, root = ''): Task<Accounts> {
  const texts: string[] = [];
  for (const name of ['passwd', 'group']) {
    try {
      texts.push(yield* readTextFile(sys, `${root}/etc/${name}`));
    } catch (e) {
      if (!isSysError(e)) throw e;
      texts.push('');
    }
  }
  return new Accounts(texts[0]!, texts[1]!);
}
