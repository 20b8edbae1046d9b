/**
 * Acting as others and the user database: su and sudo, useradd, adduser, groupadd, usermod, userdel, passwd, getent. Passwords do not exist here: sudo follows
 * the host's sudoers (who is in group sudo may do everything without one), su is free for root, passwd refuses.
 */
import type { Task } from '../../../abi/sys.ts';
import { isSysError } from '../../../abi/errno.ts';
import { setEnv } from '../../libc/env.ts';
import { readAccounts } from '../../libc/passwd.ts';
import type { Accounts, Passwd } from '../../libc/passwd.ts';
import { execvp } from '../../libc/popen.ts';
import { readTextFile, writeFile, writeText } from '../../libc/stdio.ts';
import { resolveHost } from '../../libc/resolve.ts';
import { Die, Exit, tool } from '../../libc/tool.ts';
import type { Tool } from '../../libc/tool.ts';

/** Become `user`, with all of the user's groups. */
function become(t: Tool, accounts: Accounts, user: Passwd, gid = user.gid): void {
  t.sys.setgroups(accounts.groupList(user.name, gid));
  t.sys.setgid(gid);
  t.sys.setuid(user.uid);
}

const ROOT_PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';
const USER_PATH = '/usr/local/bin:/usr/bin:/bin:/usr/local/games:/usr/games';

const SU_HELP = `
Usage:
 su [options] [-] [<user> [<argument>...]]

Run a shell as <user>, root without a name.

Options:
 -m, -p, --preserve-environment  keep the environment
 -g, --group <group>             the primary group
 -, -l, --login                  a login shell
 -c, --command <command>         one command for the shell
 -s, --shell <shell>             this shell
 -h, --help                      show this text
 -V, --version                   show the version

For more details see su(1).
`;

export const su = tool({ name: 'su', help: SU_HELP, version: 'su from util-linux 2.38.1', support: { level: 'partial', note: 'only root may; there are no passwords' } }, function* (t): Task<number> {
  let login = false;
  let command: string | undefined;
  let shell: string | undefined;
  let preserve = false;
  const args = t.args.map((a) => (a === '-' ? '--login' : a));
  const rest = yield* t.options('+mpg:G:lc:s:fP', { 'preserve-environment': 'p', group: 'g:', login: 'l', command: 'c:', shell: 's:' }, ({ key, arg }) => {
    if (key === 'l') login = true;
    else if (key === 'c') command = arg;
    else if (key === 's') shell = arg;
    else if (key === 'm' || key === 'p') preserve = true;
  }, args);
  const tail = [...rest];
  const name = tail.shift() ?? 'root';
  while (tail[0]?.startsWith('-') === true) {
    if (tail[0] === '-c' || tail[0] === '--command') [command] = [tail[1], tail.splice(0, 2)];
    else if (tail[0] === '-s') [shell] = [tail[1], tail.splice(0, 2)];
    else break;
  }
  const accounts = yield* readAccounts(t.sys);
  const user = accounts.userNamed(name);
  if (user === undefined) throw new Die(`user ${name} does not exist or the user entry does not contain all the required fields`);
  if (t.sys.getcred().uid !== 0 && t.sys.getcred().euid !== 0) {
    yield* writeText(t.sys, 2, 'Password: \nsu: Authentication failure\n');
    return 1;
  }
  if (t.sys.getcred().uid !== 0 && t.sys.getcred().uid !== user.uid) {
    yield* writeText(t.sys, 2, 'Password: \nsu: Authentication failure\n');
    return 1;
  }
  const program = shell ?? (user.shell || '/bin/sh');
  let envp: readonly string[] = t.envp;
  if (login && !preserve) envp = [...t.envp.filter((e) => e.startsWith('TERM='))];
  if (!preserve) {
    envp = setEnv(envp, 'HOME', user.home);
    envp = setEnv(envp, 'SHELL', program);
    if (login || user.uid !== 0) {
      envp = setEnv(envp, 'USER', user.name);
      envp = setEnv(envp, 'LOGNAME', user.name);
    }
    if (login) envp = setEnv(envp, 'PATH', user.uid === 0 ? ROOT_PATH : USER_PATH);
  }
  become(t, accounts, user);
  if (login) {
    try {
      t.sys.chdir(user.home);
    } catch (e) {
      if (!isSysError(e)) throw e;
      yield* t.warn(`warning: cannot change directory to ${user.home}: ${e.message}`);
      t.sys.chdir('/');
    }
  }
  const base = program.slice(program.lastIndexOf('/') + 1);
  const argv = [login ? `-${base}` : base, ...(command === undefined ? [] : ['-c', command]), ...tail];
  try {
    yield* t.sys.execve(program, argv, envp);
  } catch (e) {
    if (!isSysError(e)) throw e;
    throw new Die(`failed to execute ${program}: ${e.message}`, e.code === 'ENOENT' ? 127 : 126);
  }
  return 1;
});

const SUDO_USAGE = `usage: sudo -h | -K | -k | -V
usage: sudo -v [-u user]
usage: sudo -l [-u user] [command [arg ...]]
usage: sudo [-bEHnPS] [-g group] [-u user] [VAR=value] [-i | -s] [command [arg ...]]
`;

export const sudo = tool({ name: 'sudo', support: { level: 'partial', note: 'no passwords, no rules but root and %sudo NOPASSWD' } }, function* (t): Task<number> {
  let target = 'root';
  let group: string | undefined;
  let login = false;
  let shell = false;
  let keep = false;
  let mode = '';
  const rest = yield* t.options('+bEHnPSu:g:isklKvVhC:D:p:', { user: 'u:', group: 'g:', login: 'i', shell: 's', 'preserve-env': 'E::', 'non-interactive': 'n', version: 'V', help: 'h', list: 'l', validate: 'v', 'set-home': 'H' }, ({ key, arg }) => {
    if (key === 'u') target = arg.replace(/^#/, '');
    else if (key === 'g') group = arg;
    else if (key === 'i') login = true;
    else if (key === 's') shell = true;
    else if (key === 'E') keep = true;
    else if ('lkKvVh'.includes(key)) mode = key;
  });
  if (mode === 'V') {
    yield* t.out.write('Sudo version 1.9.13p3\n');
    return 0;
  }
  if (mode === 'h') {
    yield* t.out.write(`sudo - run a command as another user\n\n${SUDO_USAGE}`);
    return 0;
  }
  if (mode === 'k' || mode === 'K' || mode === 'v') return 0;
  const cred = t.sys.getcred();
  const accounts = yield* readAccounts(t.sys);
  const me = accounts.userName(cred.uid);
  if (cred.euid !== 0) throw new Die('/usr/bin/sudo must be owned by uid 0 and have the setuid bit set');
  const allowed = cred.uid === 0 || accounts.groupNamed('sudo')?.members.includes(me) === true;
  if (!allowed) {
    yield* writeText(t.sys, 2, `${me} is not in the sudoers file.\n`);
    return 1;
  }
  if (mode === 'l') {
    const host = t.sys.uname().nodename;
    yield* t.out.write(`Matching Defaults entries for ${me} on ${host}:\n    env_reset\n\nUser ${me} may run the following commands on ${host}:\n    ${cred.uid === 0 ? '(ALL : ALL) ALL' : '(ALL : ALL) NOPASSWD: ALL'}\n`);
    return 0;
  }
  if (rest.length === 0 && !login && !shell) {
    yield* writeText(t.sys, 2, SUDO_USAGE);
    return 1;
  }
  const user = accounts.userNamed(target) ?? (/^\d+$/.test(target) ? accounts.user(Number(target)) : undefined);
  if (user === undefined) throw new Die(`unknown user ${target}`);
  const gid = group === undefined ? user.gid : accounts.groupNamed(group)?.gid;
  if (gid === undefined) throw new Die(`unknown group ${group!}`);
  let envp: readonly string[] = keep ? t.envp : t.envp.filter((e) => /^(TERM|PATH|LANG|LC_\w+|COLORS|DISPLAY|HOSTNAME|LS_COLORS|XAUTHORITY|DEBIAN_FRONTEND)=/.test(e));
  envp = setEnv(envp, 'PATH', ROOT_PATH);
  const args = [...rest];
  while (/^[A-Za-z_]\w*=/.test(args[0] ?? '')) {
    const [name, ...value] = args.shift()!.split('=');
    envp = setEnv(envp, name!, value.join('='));
  }
  const program = user.shell || '/bin/sh';
  for (const [name, value] of [['MAIL', `/var/mail/${user.name}`], ['LOGNAME', user.name], ['USER', user.name], ['HOME', user.home], ['SHELL', program], ['SUDO_COMMAND', args.join(' ') || program], ['SUDO_USER', me], ['SUDO_UID', String(cred.uid)], ['SUDO_GID', String(cred.gid)]] as const) envp = setEnv(envp, name, value);
  become(t, accounts, user, gid);
  let argv = args;
  if (login || shell) {
    const base = program.slice(program.lastIndexOf('/') + 1);
    if (login) {
      try {
        t.sys.chdir(user.home);
      } catch (e) {
        if (!isSysError(e)) throw e;
      }
    }
    const line = args.map((a) => a.replace(/[^A-Za-z0-9_\-$./]/g, '\\$&')).join(' ');
    argv = [login ? `-${base}` : base, ...(args.length > 0 ? ['-c', line] : [])];
    try {
      yield* t.sys.execve(program, argv, envp);
    } catch (e) {
      if (!isSysError(e)) throw e;
      throw new Die(`unable to execute ${program}: ${e.message}`);
    }
  }
  const failed = yield* execvp(t.sys, argv, envp, ROOT_PATH);
  if (failed.status === 127) throw new Die(`${argv[0]!}: command not found`, 1);
  throw new Die(`unable to execute ${argv[0]!}: ${failed.message}`, 1);
});

/** Rewrite one of the databases. EACCES becomes the message of shadow's tools. */
function* rewrite(t: Tool, path: string, change: (text: string) => string, code: number): Task<void> {
  try {
    yield* writeFile(t.sys, path, change(yield* readTextFile(t.sys, path)));
  } catch (e) {
    if (!isSysError(e)) throw e;
    if (e.code === 'ENOENT' && path === '/etc/shadow') return;
    yield* writeText(t.sys, 2, `${t.name}: ${e.code === 'EACCES' ? `Permission denied.\n${t.name}: cannot lock ${path}; try again later.` : `cannot open ${path}`}\n`);
    throw new Exit(code);
  }
}

function freeId(taken: readonly number[], from: number): number {
  const set = new Set(taken);
  let id = from;
  while (set.has(id)) id++;
  return id;
}

interface NewUser {
  readonly name: string;
  readonly uid: number | undefined;
  readonly group: string | undefined;
  readonly groups: readonly string[];
  readonly home: string | undefined;
  readonly shell: string;
  readonly comment: string;
  readonly createHome: boolean;
  readonly system: boolean;
}

/** Add a user with a group of its own, as useradd does. */
function* addUser(t: Tool, u: NewUser): Task<Passwd> {
  const accounts = yield* readAccounts(t.sys);
  if (!/^[a-z_][a-z0-9_-]*\$?$/.test(u.name)) {
    yield* writeText(t.sys, 2, `${t.name}: invalid user name '${u.name}': use --badname to ignore\n`);
    throw new Exit(3);
  }
  if (accounts.userNamed(u.name) !== undefined) {
    yield* writeText(t.sys, 2, `${t.name}: user '${u.name}' already exists\n`);
    throw new Exit(9);
  }
  for (const g of [...u.groups, ...(u.group === undefined ? [] : [u.group])]) {
    if (accounts.groupNamed(g) === undefined && !(/^\d+$/.test(g) && accounts.group(Number(g)) !== undefined)) {
      yield* writeText(t.sys, 2, `${t.name}: group '${g}' does not exist\n`);
      throw new Exit(6);
    }
  }
  const from = u.system ? 100 : 1000;
  const uid = u.uid ?? freeId(accounts.users.map((x) => x.uid), from);
  if (u.uid !== undefined && accounts.user(uid) !== undefined) {
    yield* writeText(t.sys, 2, `${t.name}: UID ${uid} is not unique\n`);
    throw new Exit(4);
  }
  const gid = u.group === undefined ? freeId(accounts.groups.map((x) => x.gid), accounts.group(uid) === undefined ? uid : from) : (accounts.groupNamed(u.group)?.gid ?? Number(u.group));
  const home = u.home ?? `/home/${u.name}`;
  yield* rewrite(t, '/etc/passwd', (text) => `${text}${u.name}:x:${uid}:${gid}:${u.comment}:${home}:${u.shell}\n`, 1);
  yield* rewrite(t, '/etc/group', (text) => (u.group === undefined ? `${text}${u.name}:x:${gid}:\n` : text).replace(/^([^:\n]+)(:[^:\n]*:\d+:)(.*)$/gm, (all, g: string, mid: string, members: string) => (u.groups.includes(g) ? `${g}${mid}${members === '' ? '' : `${members},`}${u.name}` : all)), 1);
  yield* rewrite(t, '/etc/shadow', (text) => `${text}${u.name}:!:${Math.floor(t.sys.now_ms() / 86_400_000)}:0:99999:7:::\n`, 1);
  if (u.createHome) {
    try {
      t.sys.mkdir(home, 0o755);
      t.sys.chown(home, uid, gid);
      for (const d of t.sys.readdir('/etc/skel')) {
        if (d.type !== 'file') continue;
        yield* writeFile(t.sys, `${home}/${d.name}`, yield* readTextFile(t.sys, `/etc/skel/${d.name}`), 0o644);
        t.sys.chown(`${home}/${d.name}`, uid, gid);
      }
    } catch (e) {
      if (!isSysError(e)) throw e;
    }
  }
  return { name: u.name, uid, gid, gecos: u.comment, home, shell: u.shell };
}

const USERADD_USAGE = `Usage: useradd [options] LOGIN

Options:
  -c, --comment COMMENT         the full name
  -d, --home-dir HOME_DIR       the home directory
  -g, --gid GROUP               the primary group
  -G, --groups GROUPS           more groups
  -h, --help                    show this text and exit
  -m, --create-home             make the home directory
  -M, --no-create-home          do not
  -N, --no-user-group           no group of the user's own
  -r, --system                  a system account
  -s, --shell SHELL             the login shell
  -u, --uid UID                 the number

`;

export const useradd = tool({ name: 'useradd', support: { level: 'partial', note: 'the usual options' } }, function* (t): Task<number> {
  const o = new Map<string, string>();
  const names = yield* t.options('c:d:g:G:hmMNrs:u:Up:k:', { comment: 'c:', 'home-dir': 'd:', home: 'd:', gid: 'g:', groups: 'G:', help: 'h', 'create-home': 'm', 'no-create-home': 'M', 'no-user-group': 'N', system: 'r', shell: 's:', uid: 'u:', 'user-group': 'U', password: 'p:' }, ({ key, arg }) => o.set(key, arg));
  if (o.has('h') || names.length !== 1) {
    yield* writeText(t.sys, o.has('h') ? 1 : 2, USERADD_USAGE);
    return o.has('h') ? 0 : 2;
  }
  yield* addUser(t, { name: names[0]!, uid: o.has('u') ? Number(o.get('u')) : undefined, group: o.get('g') ?? (o.has('N') ? 'users' : undefined), groups: o.get('G')?.split(',') ?? [], home: o.get('d'), shell: o.get('s') ?? '/bin/sh', comment: o.get('c') ?? '', createHome: o.has('m'), system: o.has('r') });
  return 0;
});

export const adduser = tool({ name: 'adduser', support: { level: 'partial', note: 'asks nothing: as with --disabled-password --gecos ""' } }, function* (t): Task<number> {
  const o = new Map<string, string>();
  const names = yield* t.options('q', { 'disabled-password': '=dp', 'disabled-login': '=dl', gecos: '=gecos:', comment: '=gecos:', uid: '=uid:', gid: '=gid:', ingroup: '=in:', home: '=home:', shell: '=shell:', system: '=system', group: '=group', quiet: 'q', 'no-create-home': '=nohome' }, ({ key, arg }) => o.set(key, arg));
  if (names.length < 1 || names.length > 2) throw new Die('Only one or two names allowed.');
  const [name = '', group] = names;
  const say = function* (text: string): Task<void> {
    if (!o.has('q')) yield* t.out.write(`${text}\n`);
  };
  const accounts = yield* readAccounts(t.sys);
  if (t.sys.getcred().euid !== 0) throw new Die('Only root may add a user or group to the system.');
  if (group !== undefined) {
    if (accounts.userNamed(name) === undefined) throw new Die(`The user \`${name}' does not exist.`);
    if (accounts.groupNamed(group) === undefined) throw new Die(`The group \`${group}' does not exist.`);
    if (accounts.groupNamed(group)!.members.includes(name)) {
      yield* say(`The user \`${name}' is already a member of \`${group}'.`);
      return 0;
    }
    yield* say(`Adding user \`${name}' to group \`${group}' ...`);
    yield* join(t, name, [group]);
    yield* say('Done.');
    return 0;
  }
  if (accounts.userNamed(name) !== undefined) throw new Die(`The user \`${name}' already exists.`);
  yield* say(`Adding user \`${name}' ...`);
  const user = yield* addUser(t, { name, uid: o.has('=uid') ? Number(o.get('=uid')) : undefined, group: o.get('=in') ?? o.get('=gid'), groups: [], home: o.get('=home'), shell: o.get('=shell') ?? (o.has('=system') ? '/usr/sbin/nologin' : '/bin/bash'), comment: o.get('=gecos') ?? '', createHome: !o.has('=nohome'), system: o.has('=system') });
  yield* say(`Adding new group \`${name}' (${user.gid}) ...\nAdding new user \`${name}' (${user.uid}) with group \`${name} (${user.gid})' ...\nCreating home directory \`${user.home}' ...\nCopying files from \`/etc/skel' ...`);
  return 0;
});

/** Put a user into groups. */
function* join(t: Tool, user: string, groups: readonly string[]): Task<void> {
  yield* rewrite(t, '/etc/group', (text) => text.replace(/^([^:\n]+)(:[^:\n]*:\d+:)(.*)$/gm, (all, g: string, mid: string, members: string) => (groups.includes(g) && !members.split(',').includes(user) ? `${g}${mid}${members === '' ? '' : `${members},`}${user}` : all)), 1);
}

export const usermod = tool({ name: 'usermod', support: { level: 'partial', note: '-a -G, -s, -d and -c' } }, function* (t): Task<number> {
  const o = new Map<string, string>();
  const names = yield* t.options('aG:s:d:c:l:g:u:LU', { append: 'a', groups: 'G:', shell: 's:', home: 'd:', comment: 'c:' }, ({ key, arg }) => o.set(key, arg));
  const [name] = names;
  if (name === undefined) {
    yield* writeText(t.sys, 2, 'Usage: usermod [options] LOGIN\n\nOptions:\n  -a, --append                  add to the groups of -G\n  -c, --comment COMMENT         the full name\n  -d, --home HOME_DIR           the home directory\n  -G, --groups GROUPS           groups\n  -s, --shell SHELL             the login shell\n\n');
    return 2;
  }
  const accounts = yield* readAccounts(t.sys);
  if (accounts.userNamed(name) === undefined) {
    yield* writeText(t.sys, 2, `usermod: user '${name}' does not exist\n`);
    return 6;
  }
  const groups = o.get('G')?.split(',') ?? [];
  for (const g of groups) {
    if (accounts.groupNamed(g) === undefined) {
      yield* writeText(t.sys, 2, `usermod: group '${g}' does not exist\n`);
      return 6;
    }
  }
  if (groups.length > 0) yield* join(t, name, groups);
  yield* rewrite(t, '/etc/passwd', (text) => text.split('\n').map((line) => {
    const f = line.split(':');
    if (f[0] !== name) return line;
    if (o.has('c')) f[4] = o.get('c')!;
    if (o.has('d')) f[5] = o.get('d')!;
    if (o.has('s')) f[6] = o.get('s')!;
    return f.join(':');
  }).join('\n'), 1);
  return 0;
});

export const userdel = tool({ name: 'userdel', support: { level: 'partial', note: '-r and -f' } }, function* (t): Task<number> {
  const names = yield* t.options('rf', { remove: 'r', force: 'f' }, () => undefined);
  const [name] = names;
  if (name === undefined) {
    yield* writeText(t.sys, 2, 'Usage: userdel [options] LOGIN\n\nOptions:\n  -f, --force                   even when it is logged in\n  -r, --remove                  the home directory too\n\n');
    return 2;
  }
  if ((yield* readAccounts(t.sys)).userNamed(name) === undefined) {
    yield* writeText(t.sys, 2, `userdel: user '${name}' does not exist\n`);
    return 6;
  }
  const drop = (text: string): string => text.split('\n').filter((line) => !line.startsWith(`${name}:`)).join('\n');
  yield* rewrite(t, '/etc/passwd', drop, 1);
  yield* rewrite(t, '/etc/shadow', drop, 1);
  yield* rewrite(t, '/etc/group', (text) => drop(text).replace(/^([^:\n]+:[^:\n]*:\d+:)(.*)$/gm, (_, head: string, members: string) => head + members.split(',').filter((m) => m !== name).join(',')), 1);
  return 0;
});

export const groupadd = tool({ name: 'groupadd', support: { level: 'partial', note: '-g, -r and -f' } }, function* (t): Task<number> {
  const o = new Map<string, string>();
  const names = yield* t.options('fg:r', { force: 'f', gid: 'g:', system: 'r' }, ({ key, arg }) => o.set(key, arg));
  const [name] = names;
  if (name === undefined) {
    yield* writeText(t.sys, 2, 'Usage: groupadd [options] GROUP\n\nOptions:\n  -f, --force                   succeed when it exists\n  -g, --gid GID                 the number\n  -r, --system                  a system group\n\n');
    return 2;
  }
  const accounts = yield* readAccounts(t.sys);
  if (accounts.groupNamed(name) !== undefined) {
    if (o.has('f')) return 0;
    yield* writeText(t.sys, 2, `groupadd: group '${name}' already exists\n`);
    return 9;
  }
  const gid = o.has('g') ? Number(o.get('g')) : freeId(accounts.groups.map((g) => g.gid), o.has('r') ? 100 : 1000);
  if (o.has('g') && accounts.group(gid) !== undefined) {
    yield* writeText(t.sys, 2, `groupadd: GID '${gid}' already exists\n`);
    return 4;
  }
  yield* rewrite(t, '/etc/group', (text) => `${text}${name}:x:${gid}:\n`, 10);
  return 0;
});

export const passwd = tool({ name: 'passwd', support: { level: 'partial', note: 'refuses: there are no passwords' } }, function* (t): Task<number> {
  const names = yield* t.options('dlSuea', {}, () => undefined);
  const accounts = yield* readAccounts(t.sys);
  const { uid } = t.sys.getcred();
  const name = names[0] ?? accounts.userName(uid);
  if (accounts.userNamed(name) === undefined) {
    yield* t.warn(`user '${name}' does not exist`);
    return 1;
  }
  if (uid !== 0 && names[0] !== undefined && accounts.userNamed(name)!.uid !== uid) {
    yield* t.warn(`You may not view or modify password information for ${name}.`);
    return 1;
  }
  yield* writeText(t.sys, 2, 'glasshull: passwords are not simulated\n');
  return 1;
});

export const getent = tool({ name: 'getent', support: { level: 'partial', note: 'passwd, group, hosts, ahosts, services, shadow' } }, function* (t): Task<number> {
  const args = yield* t.options('is:V?', {}, () => undefined);
  const [database, ...keys] = args;
  const hint = "Try `getent --help' or `getent --usage' for more information.\n";
  if (database === undefined) {
    yield* writeText(t.sys, 2, `getent: wrong number of arguments\n${hint}`);
    return 1;
  }
  if (database === 'hosts' || database === 'ahosts' || database === 'ahostsv4') {
    let status = 0;
    if (keys.length === 0) {
      for (const line of (yield* readTextFile(t.sys, '/etc/hosts')).split('\n')) {
        const [address = '', ...names] = line.replace(/#.*/, '').trim().split(/\s+/);
        if (address !== '') yield* t.out.write(`${address.padEnd(15)} ${names.join(' ')}\n`);
      }
    }
    for (const key of keys) {
      try {
        const addresses = yield* resolveHost(t.sys, key);
        for (const a of addresses) yield* t.out.write(database === 'hosts' ? `${a.padEnd(15)} ${key}\n` : `${a.padEnd(15)} STREAM ${key}\n${a.padEnd(15)} DGRAM  \n${a.padEnd(15)} RAW    \n`);
      } catch (e) {
        if (isSysError(e) || e instanceof Die) throw e;
        status = 2;
      }
    }
    return status;
  }
  const files: Readonly<Record<string, string>> = { passwd: '/etc/passwd', group: '/etc/group', shadow: '/etc/shadow', services: '/etc/services', protocols: '/etc/protocols', networks: '/etc/networks' };
  const path = files[database];
  if (path === undefined) {
    yield* writeText(t.sys, 2, `Unknown database: ${database}\n${hint}`);
    return 1;
  }
  let text = '';
  try {
    text = yield* readTextFile(t.sys, path);
  } catch (e) {
    if (!isSysError(e)) throw e;
  }
  const lines = text.split('\n').filter((l) => l !== '' && !l.startsWith('#'));
  if (keys.length === 0) yield* t.out.write(lines.map((l) => `${l}\n`).join(''));
  let status = 0;
  for (const key of keys) {
    const line = lines.find((l) => {
      const f = database === 'services' || database === 'protocols' || database === 'networks' ? l.split(/\s+/) : l.split(':');
      return f[0] === key || ((database === 'passwd' || database === 'group') && f[2] === key);
    });
    if (line === undefined) status = 2;
    else yield* t.out.write(`${line}\n`);
  }
  return status;
});
