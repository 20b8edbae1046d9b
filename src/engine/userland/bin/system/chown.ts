/** chown and chgrp: change owner and group (coreutils 9.1). */
import type { Task } from '../../../abi/sys.ts';
import { isSysError } from '../../../abi/errno.ts';
import { S } from '../../../abi/fs.ts';
import { readAccounts } from '../../libc/passwd.ts';
import type { Accounts } from '../../libc/passwd.ts';
import type { Program } from '../../libc/program.ts';
import { Die, tool } from '../../libc/tool.ts';
import type { Tool } from '../../libc/tool.ts';

const options = `  -c, --changes          as -v, for changes only
  -f, --silent, --quiet  few error messages
  -v, --verbose          say what happens to each file
  -h, --no-dereference   links themselves
      --reference=RFILE  as RFILE has it
  -R, --recursive        files beneath directories too
  -H, -L, -P             which links -R follows (accepted; links are not followed)
      --help        show this text and exit
      --version     show the version and exit
`;

interface Change {
  uid: number;
  gid: number;
  recursive: boolean;
  follow: boolean;
  report: 'no' | 'changes' | 'all';
  quiet: boolean;
}

/** 'user', 'user:group', ':group', 'user:' (the user's own group); numbers too. Undefined ids are -1. */
function parseOwner(t: Tool, spec: string, accounts: Accounts): { uid: number; gid: number } {
  const m = /^([^:.]*|[^:]*)(?:(:)(.*))?$/.exec(spec)!;
  const [, user = '', colon, group = ''] = m;
  let uid = -1;
  let gid = -1;
  if (user !== '') {
    const found = accounts.userNamed(user);
    if (found !== undefined) uid = found.uid;
    else if (/^\d+$/.test(user)) uid = Number(user);
    else throw new Die(`invalid user: ${t.quote(spec)}`);
    if (colon !== undefined && group === '') {
      if (found === undefined) throw new Die(`invalid spec: ${t.quote(spec)}`);
      gid = found.gid;
    }
  }
  if (group !== '') gid = parseGroup(t, group, accounts, spec);
  return { uid, gid };
}

function parseGroup(t: Tool, group: string, accounts: Accounts, spec = group): number {
  const found = accounts.groupNamed(group);
  if (found !== undefined) return found.gid;
  if (/^\d+$/.test(group)) return Number(group);
  throw new Die(`invalid group: ${t.quote(spec)}`);
}

function* apply(t: Tool, path: string, c: Change, accounts: Accounts, group: boolean): Task<boolean> {
  let isDir = false;
  let ok = true;
  try {
    const st = c.follow && !c.recursive ? t.sys.stat(path) : t.sys.lstat(path);
    isDir = (st.mode & S.IFMT) === S.IFDIR;
    t.sys.chown(path, c.uid, c.gid, c.follow && (st.mode & S.IFMT) !== S.IFLNK);
    if (c.report !== 'no') {
      const name = (u: number, g: number): string => (group ? accounts.groupName(g) : `${accounts.userName(u)}${c.gid >= 0 ? `:${accounts.groupName(g)}` : ''}`);
      const before = name(st.uid, st.gid);
      const after = name(c.uid < 0 ? st.uid : c.uid, c.gid < 0 ? st.gid : c.gid);
      const what = group ? 'group' : 'ownership';
      if (before !== after) yield* t.out.write(`changed ${what} of ${t.quoteaf(path)} from ${before} to ${after}\n`);
      else if (c.report === 'all') yield* t.out.write(`${what} of ${t.quoteaf(path)} retained as ${after}\n`);
    }
  } catch (e) {
    if (!isSysError(e)) throw e;
    if (!c.quiet) yield* t.warn(e.code === 'EPERM' || e.code === 'EROFS' ? `changing ${group ? 'group' : 'ownership'} of ${t.quoteaf(path)}: ${e.message}` : `cannot access ${t.quoteaf(path)}: ${e.message}`);
    return false;
  }
  if (c.recursive && isDir) {
    try {
      for (const d of t.sys.readdir(path)) if (d.name !== '.' && d.name !== '..' && !(yield* apply(t, `${path.replace(/\/$/, '')}/${d.name}`, c, accounts, group))) ok = false;
    } catch (e) {
      if (!isSysError(e)) throw e;
      if (!c.quiet) yield* t.warn(`cannot read directory ${t.quoteaf(path)}: ${e.message}`);
      return false;
    }
  }
  return ok;
}

function make(name: 'chown' | 'chgrp'): Program {
  const group = name === 'chgrp';
  const usage = group ? 'GROUP' : '[OWNER][:[GROUP]]';
  const help = `Usage: % [OPTION]... ${usage} FILE...\n  or:  % [OPTION]... --reference=RFILE FILE...\nSet the ${group ? 'group' : 'owner and group'} of each FILE.\n\n${options}`;
  return tool({ name, help }, function* (t) {
    const c: Change = { uid: -1, gid: -1, recursive: false, follow: true, report: 'no', quiet: false };
    let reference: string | undefined;
    const rest = yield* t.options(
      'HLPRcfhv',
      { recursive: 'R', changes: 'c', quiet: 'f', silent: 'f', verbose: 'v', reference: 'r:', dereference: 'D', 'no-dereference': 'h', 'no-preserve-root': 'p', 'preserve-root': 'p', from: 'F:' },
      (o) => {
        if (o.key === 'R') c.recursive = true;
        else if (o.key === 'c') c.report = 'changes';
        else if (o.key === 'v') c.report = 'all';
        else if (o.key === 'f') c.quiet = true;
        else if (o.key === 'h') c.follow = false;
        else if (o.key === 'r') reference = o.arg;
      },
    );
    const accounts = yield* readAccounts(t.sys);
    let files = rest;
    if (reference !== undefined) {
      const st = t.sys.stat(reference);
      c.gid = st.gid;
      if (!group) c.uid = st.uid;
    } else {
      const spec = rest[0];
      if (spec === undefined) throw new Die('missing operand', 1, true);
      if (rest.length === 1) throw new Die(`missing operand after ${t.quote(spec)}`, 1, true);
      if (group) c.gid = parseGroup(t, spec, accounts);
      else Object.assign(c, parseOwner(t, spec, accounts));
      files = rest.slice(1);
    }
    if (files.length === 0) throw new Die('missing operand', 1, true);
    let status = 0;
    for (const file of files) if (!(yield* apply(t, file, c, accounts, group))) status = 1;
    return status;
  });
}

export const chown = make('chown');
export const chgrp = make('chgrp');
