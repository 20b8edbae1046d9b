/** Who and where: id, whoami, groups, logname, hostname, uname, arch, nproc's kin (coreutils 9.1; hostname of Debian's hostname 3.23). */
import { isSysError } from '../../../abi/errno.ts';
import { readAccounts } from '../../libc/passwd.ts';
import { routeRequest } from '../../libc/rtnetlink.ts';
import { readTextFile } from '../../libc/stdio.ts';
import { Die, tool } from '../../libc/tool.ts';

const foot = '      --help        show this text and exit\n      --version     show the version and exit\n';

export const id = tool(
  { name: 'id', help: `Usage: % [OPTION]... [USER]...\nPrint the ids of each USER, or of the running process.\n\n  -a             (ignored)\n  -g, --group    the effective group's id only\n  -G, --groups   all group ids\n  -n, --name     names instead of numbers, for -u -g -G\n  -r, --real     the real id, for -u -g -G\n  -u, --user     the effective user's id only\n  -z, --zero     NUL instead of blanks and newline\n${foot}` },
  function* (t) {
    const flags = new Set<string>();
    const users = yield* t.options('agGnruzZ', { group: 'g', groups: 'G', name: 'n', real: 'r', user: 'u', zero: 'z' }, (o) => flags.add(o.key));
    const which = [...'ugG'].filter((f) => flags.has(f));
    if (which.length > 1) throw new Die('cannot print "only" of more than one choice');
    if (which.length === 0 && (flags.has('n') || flags.has('r'))) throw new Die('cannot print only names or real IDs in default format');
    const accounts = yield* readAccounts(t.sys);
    let status = 0;
    for (const name of users.length === 0 ? [undefined] : users) {
      let uid: number;
      let gid: number;
      let euid: number;
      let egid: number;
      let groups: readonly number[];
      if (name === undefined) ({ uid, gid, euid, egid, groups } = t.sys.getcred());
      else {
        const user = accounts.userNamed(name) ?? (/^\d+$/.test(name) ? accounts.user(Number(name)) : undefined);
        if (user === undefined) {
          yield* t.warn(`${t.quote(name)}: no such user`);
          status = 1;
          continue;
        }
        uid = euid = user.uid;
        gid = egid = user.gid;
        groups = accounts.groupList(user.name, user.gid);
      }
      const all = [egid, ...groups.filter((g) => g !== egid)];
      const end = flags.has('z') ? '\0' : '\n';
      const n = flags.has('n');
      if (which[0] === 'u') {
        const u = flags.has('r') ? uid : euid;
        if (n && accounts.user(u) === undefined) {
          yield* t.warn(`cannot find name for user ID ${u}`);
          status = 1;
        }
        yield* t.out.write((n ? accounts.userName(u) : String(u)) + end);
      } else if (which[0] === 'g') {
        const g = flags.has('r') ? gid : egid;
        if (n && accounts.group(g) === undefined) {
          yield* t.warn(`cannot find name for group ID ${g}`);
          status = 1;
        }
        yield* t.out.write((n ? accounts.groupName(g) : String(g)) + end);
      } else if (which[0] === 'G') {
        for (const g of n ? all : []) {
          if (accounts.group(g) === undefined) {
            yield* t.warn(`cannot find name for group ID ${g}`);
            status = 1;
          }
        }
        yield* t.out.write(all.map((g) => (n ? accounts.groupName(g) : String(g))).join(flags.has('z') ? '\0' : ' ') + end);
      } else {
        const user = (u: number): string => `${u}${accounts.user(u) ? `(${accounts.userName(u)})` : ''}`;
        const group = (g: number): string => `${g}${accounts.group(g) ? `(${accounts.groupName(g)})` : ''}`;
        let line = `uid=${user(uid)} gid=${group(gid)}`;
        if (euid !== uid) line += ` euid=${user(euid)}`;
        if (egid !== gid) line += ` egid=${group(egid)}`;
        line += ` groups=${all.map(group).join(',')}`;
        yield* t.out.write(`${line}\n`);
      }
    }
    return status;
  },
);

export const whoami = tool({ name: 'whoami', help: `Usage: % [OPTION]...\nPrint the name of the effective user: the same as id -un.\n\n${foot}` }, function* (t) {
  const rest = yield* t.options('', {}, () => undefined);
  if (rest[0] !== undefined) throw new Die(`extra operand ${t.quote(rest[0])}`, 1, true);
  const { euid } = t.sys.getcred();
  const user = (yield* readAccounts(t.sys)).user(euid);
  if (user === undefined) throw new Die(`cannot find name for user ID ${euid}`);
  yield* t.out.write(`${user.name}\n`);
  return 0;
});

export const groups = tool({ name: 'groups', help: `Usage: % [OPTION]... [USERNAME]...\nPrint the groups of each USERNAME, or of the running process.\n\n${foot}` }, function* (t) {
  const users = yield* t.options('', {}, () => undefined);
  const accounts = yield* readAccounts(t.sys);
  let status = 0;
  if (users.length === 0) {
    const { egid, groups: own } = t.sys.getcred();
    yield* t.out.write(`${[egid, ...own.filter((g) => g !== egid)].map((g) => accounts.groupName(g)).join(' ')}\n`);
  }
  for (const name of users) {
    const user = accounts.userNamed(name);
    if (user === undefined) {
      yield* t.warn(`${t.quote(name)}: no such user`);
      status = 1;
    } else yield* t.out.write(`${name} : ${accounts.groupList(name, user.gid).map((g) => accounts.groupName(g)).join(' ')}\n`);
  }
  return status;
});

export const hostname = tool(
  { name: 'hostname', version: 'hostname 3.23', help: `Usage: hostname [-s|-d|-f|-i|-I]     show the name of this machine\n       hostname {name|-F file}       set it (root only)\n\n   -s, --short       up to the first dot\n   -d, --domain      the DNS domain\n   -f, --fqdn, --long  the whole name\n   -i, --ip-address  addresses of the name in /etc/hosts\n   -I, --all-ip-addresses  all addresses of this machine\n   -F, --file        take the name from a file\n`, support: { level: 'partial', note: 'no -A, -y, -b' } },
  function* (t) {
    const flags = new Set<string>();
    let file: string | undefined;
    const rest = yield* t.options('sdfiIF:Ayb', { 'all-ip-addresses': 'I', 'all-fqdns': 'A', yp: 'y', nis: 'y', boot: 'b', short: 's', domain: 'd', fqdn: 'f', long: 'f', 'ip-address': 'i', file: 'F:' }, (o) => {
      if ('Ayb'.includes(o.key)) throw new Die(`glasshull: hostname -${o.key} is not simulated`);
      if (o.key === 'F') file = o.arg;
      else flags.add(o.key);
    });
    let name = rest[0];
    if (file !== undefined) {
      name = (yield* readTextFile(t.sys, file)).split('\n').find((line) => line !== '' && !line.startsWith('#')) ?? '';
    }
    if (name !== undefined) {
      try {
        t.sys.sethostname(name);
      } catch (e) {
        if (!isSysError(e)) throw e;
        if (t.dialect !== undefined) throw new Die(`sethostname: ${e.message}`);
        throw new Die(e.code === 'EPERM' ? 'you must be root to change the host name' : e.code === 'EINVAL' ? 'the specified hostname is invalid' : e.message);
      }
      return 0;
    }
    const own = t.sys.uname().nodename;
    let shown = own;
    if (flags.has('s')) shown = own.split('.')[0]!;
    else if (flags.has('d')) shown = own.includes('.') ? own.slice(own.indexOf('.') + 1) : '';
    else if (flags.has('I')) {
      const links = (yield* routeRequest(t.sys, { op: 'dump' })).links ?? [];
      const addresses = links.filter((l) => l.up && l.kind !== 'loopback').flatMap((l) => l.addressInfo).filter((a) => a.scope === 'global').map((a) => a.address.replace(/\/.*/, ''));
      shown = addresses.map((a) => `${a} `).join('');
    } else if (flags.has('i')) {
      let hosts = '';
      try {
        hosts = yield* readTextFile(t.sys, '/etc/hosts');
      } catch (e) {
        if (!isSysError(e)) throw e;
      }
      const addresses = hosts.split('\n').map((l) => l.replace(/#.*/, '').trim().split(/\s+/)).filter((f) => f.slice(1).includes(own)).map((f) => f[0]!);
      if (addresses.length === 0) throw new Die('Name or service not known');
      shown = addresses.join(' ');
    }
    if (!(flags.has('d') && shown === '')) yield* t.out.write(`${shown}\n`);
    return 0;
  },
);

export const uname = tool(
  { name: 'uname', help: `Usage: % [OPTION]...\nPrint facts about the system; without OPTION, as -s.\n\n  -a, --all                everything, in the order below\n  -s, --kernel-name        the kernel's name\n  -n, --nodename           the host's name\n  -r, --kernel-release     the kernel's release\n  -v, --kernel-version     the kernel's version\n  -m, --machine            the machine's hardware name\n  -p, --processor          the processor's type\n  -i, --hardware-platform  the hardware platform\n  -o, --operating-system   the operating system\n${foot}` },
  function* (t) {
    const flags = new Set<string>();
    const rest = yield* t.options(
      'asnrvmpio',
      { all: 'a', 'kernel-name': 's', sysname: 's', nodename: 'n', 'kernel-release': 'r', release: 'r', 'kernel-version': 'v', machine: 'm', processor: 'p', 'hardware-platform': 'i', 'operating-system': 'o' },
      (o) => flags.add(o.key),
    );
    if (rest[0] !== undefined) throw new Die(`extra operand ${t.quote(rest[0])}`, 1, true);
    const u = t.sys.uname();
    const all = flags.has('a');
    if (flags.size === 0) flags.add('s');
    const out: string[] = [];
    for (const [flag, value] of [['s', u.sysname], ['n', u.nodename], ['r', u.release], ['v', u.version], ['m', u.machine]] as const) if (all || flags.has(flag)) out.push(value);
    for (const flag of 'pi') if (!all && flags.has(flag)) out.push('unknown');
    if (all || flags.has('o')) out.push('GNU/Linux');
    yield* t.out.write(`${out.join(' ')}\n`);
    return 0;
  },
);

export const arch = tool({ name: 'arch', help: `Usage: % [OPTION]...\nPrint the machine's hardware name.\n\n${foot}` }, function* (t) {
  yield* t.options('', {}, () => undefined);
  yield* t.out.write(`${t.sys.uname().machine}\n`);
  return 0;
});

export const logname = tool({ name: 'logname', help: `Usage: % [OPTION]\nPrint the name with which the user logged in.\n\n${foot}` }, function* (t) {
  yield* t.options('', {}, () => undefined);
  const name = t.env.get('LOGNAME');
  if (name === undefined) throw new Die('no login name');
  yield* t.out.write(`${name}\n`);
  return 0;
});
