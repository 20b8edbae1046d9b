/** killall and pstree (psmisc 23.6): processes by name, and as a tree. Left out: fuser, namespaces, ages, colours, threads in braces. */
import type { Task } from '../../../abi/sys.ts';
import { isSysError } from '../../../abi/errno.ts';
import { Signal, parseSignal, signalName } from '../../../abi/signal.ts';
import { readAccounts } from '../../libc/passwd.ts';
import { readProcs } from '../../libc/procfs.ts';
import type { ProcInfo } from '../../libc/procfs.ts';
import { In, writeText } from '../../libc/stdio.ts';
import { tool } from '../../libc/tool.ts';

const USAGE = `Usage: killall [OPTION]... [--] NAME...
       killall -l, --list
       killall -V, --version

  -e,--exact          long names must match exactly
  -I,--ignore-case    letters of either case
  -i,--interactive    ask before each
  -l,--list           list the signals
  -q,--quiet          say nothing
  -r,--regexp         NAME is a regular expression
  -s,--signal SIGNAL  this signal, not SIGTERM
  -u,--user USER      only processes of USER
  -v,--verbose        say what was sent
  -w,--wait           wait until they are gone
`;

export const killall = tool({ name: 'killall', support: { level: 'partial', note: 'no ages, namespaces, process groups' } }, function* (t): Task<number> {
  let signo: number = Signal.SIGTERM;
  const o = new Map<string, string>();
  const args: string[] = [];
  for (const a of t.args) {
    const named = /^-(\d+|SIG\w+|[A-Z][A-Z0-9]{1,})$/.test(a) ? parseSignal(a.slice(1)) : undefined;
    if (named !== undefined) signo = named;
    else args.push(a);
  }
  const names = yield* t.options('egIilqrs:u:vwVo:y:', { exact: 'e', 'ignore-case': 'I', interactive: 'i', list: 'l', quiet: 'q', regexp: 'r', signal: 's:', user: 'u:', verbose: 'v', wait: 'w', version: 'V' }, ({ key, arg }) => o.set(key, arg), args);
  if (o.has('l')) {
    yield* t.out.write(`${Array.from({ length: 31 }, (_, i) => signalName(i + 1)!).join(' ')}\n`);
    return 0;
  }
  if (o.has('V')) {
    yield* t.out.write('killall (PSmisc) 23.6\n');
    return 0;
  }
  const given = o.get('s');
  if (given !== undefined) {
    const n = parseSignal(given);
    if (n === undefined) {
      yield* writeText(t.sys, 2, `${given}: unknown signal; killall -l lists signals.\n`);
      return 1;
    }
    signo = n;
  }
  if (names.length === 0 && !o.has('u')) {
    yield* writeText(t.sys, 2, USAGE);
    return 1;
  }
  let uid: number | undefined;
  if (o.has('u')) {
    uid = (yield* readAccounts(t.sys)).userNamed(o.get('u')!)?.uid;
    if (uid === undefined) {
      yield* writeText(t.sys, 2, `Cannot find user ${o.get('u')!}\n`);
      return 1;
    }
  }
  const procs = (yield* readProcs(t.sys)).filter((p) => p.pid !== t.sys.getpid() && (uid === undefined || p.uid === uid));
  const input = new In(t.sys, 0);
  const killed: number[] = [];
  let status = 0;
  for (const name of names.length === 0 ? [undefined] : names) {
    const fold = (text: string): string => (o.has('I') ? text.toLowerCase() : text);
    const found = procs.filter((p) => name === undefined || (o.has('r') ? new RegExp(name, o.has('I') ? 'i' : '').test(p.comm) : fold(p.comm) === fold(name.slice(0, 15)) || (name.includes('/') && p.args[0] === name)));
    let hits = 0;
    for (const p of found) {
      if (o.has('i')) {
        yield* t.out.write(`Kill ${p.comm}(${p.pid}) ? (y/N) `);
        yield* t.out.flush();
        if (!/^y/i.test((yield* input.readLine()) ?? '')) continue;
      }
      try {
        t.sys.kill(p.pid, signo);
        hits++;
        killed.push(p.pid);
        if (o.has('v')) yield* writeText(t.sys, 2, `Killed ${p.comm}(${p.pid}) with signal ${signo}\n`);
      } catch (e) {
        if (!isSysError(e)) throw e;
        yield* writeText(t.sys, 2, `${p.comm}(${p.pid}): ${e.message}\n`);
      }
    }
    if (hits === 0) {
      status = 1;
      if (found.length === 0 && name !== undefined && !o.has('q')) yield* writeText(t.sys, 2, `${name}: no process found\n`);
    }
  }
  if (o.has('w')) {
    for (const pid of killed) {
      for (;;) {
        try {
          t.sys.kill(pid, 0);
        } catch (e) {
          if (!isSysError(e)) throw e;
          break;
        }
        yield* t.sys.sleep(1e8);
      }
    }
  }
  return status;
});

interface Node {
  readonly label: string;
  readonly children: readonly Node[];
}

/** Equal subtrees of one parent are drawn once, with their number. */
function collapse(nodes: readonly Node[]): Node[] {
  const out = new Map<string, { node: Node; count: number }>();
  for (const node of nodes) {
    const key = JSON.stringify(node);
    const known = out.get(key);
    if (known === undefined) out.set(key, { node, count: 1 });
    else known.count++;
  }
  return [...out.values()].map(({ node, count }) => (count === 1 ? node : { label: `${count}*[${node.label}`, children: node.children.length === 0 ? [{ label: ']', children: [] }] : node.children }));
}

function draw(node: Node, indent: string, utf8: boolean): string {
  const [single, first, middle, last, bar] = utf8 ? ['───', '─┬─', ' ├─', ' └─', ' │ '] : ['---', '-+-', ' |-', ' `-', ' | '];
  const closes = node.children.length === 1 && node.children[0]!.label === ']';
  if (closes || node.children.length === 0) return `${node.label}${closes ? ']' : ''}\n`;
  const pad = indent + ' '.repeat(node.label.length);
  return node.children.map((child, i) => {
    const end = i === node.children.length - 1;
    const lead = i === 0 ? node.label + (end ? single : first) : pad + (end ? last : middle);
    return lead + draw(child, pad + (end ? '   ' : bar), utf8);
  }).join('');
}

export const pstree = tool({ name: 'pstree', support: { level: 'partial', note: '-p, -a, -c, -n, -A, -U, a pid or a user' } }, function* (t): Task<number> {
  const o = new Set<string>();
  const args = yield* t.options('aAcCghHlnNpsStTuUVZ', { arguments: 'a', ascii: 'A', 'compact-not': 'c', 'numeric-sort': 'n', 'show-pids': 'p', 'hide-threads': 'T', unicode: 'U', version: 'V' }, ({ key }) => o.add(key));
  if (o.has('V')) {
    yield* t.out.write('pstree (PSmisc) 23.6\n');
    return 0;
  }
  const procs = yield* readProcs(t.sys);
  const sorted = (list: ProcInfo[]): ProcInfo[] => list.sort((a, b) => (o.has('n') ? a.pid - b.pid : a.comm < b.comm ? -1 : a.comm > b.comm ? 1 : a.pid - b.pid));
  const build = (p: ProcInfo): Node => {
    const children = sorted(procs.filter((c) => c.ppid === p.pid)).map(build);
    const name = o.has('a') && p.args.length > 0 ? [p.comm, ...p.args.slice(1)].join(' ') : p.comm;
    const threads: Node[] = p.threads > 1 && !o.has('T') ? Array.from({ length: p.threads - 1 }, () => ({ label: `{${p.comm}}`, children: [] })) : [];
    const all = [...children, ...threads];
    return { label: o.has('p') ? `${name}(${p.pid})` : name, children: o.has('c') || o.has('p') ? all : collapse(all) };
  };
  const wanted = args[0];
  let roots = procs.filter((p) => p.pid === 1 || !procs.some((q) => q.pid === p.ppid)).filter((p, i) => i === 0 || p.pid === 1);
  if (wanted !== undefined) {
    if (/^\d+$/.test(wanted)) roots = procs.filter((p) => p.pid === Number(wanted));
    else {
      const user = (yield* readAccounts(t.sys)).userNamed(wanted);
      if (user === undefined) {
        yield* writeText(t.sys, 2, `No such user name: ${wanted}\n`);
        return 1;
      }
      roots = procs.filter((p) => p.uid === user.uid && procs.find((q) => q.pid === p.ppid)?.uid !== user.uid);
    }
  }
  const utf8 = o.has('U') || (t.utf8 && !o.has('A'));
  for (const root of roots) yield* t.out.write(draw(build(root), '', utf8));
  return roots.length === 0 ? 1 : 0;
});
