/**
 * busybox: one program under many names, chosen by argv[0] or by the first argument. Applets that print what GNU's programs print are those, run in BusyBox's
 * words (dialect.ts); the others are written here. The applets' names are those of Debian's and the hub's builds of 1.37.
 */
import type { Main, Sys, Task } from '../../../abi/sys.ts';
import { isSysError } from '../../../abi/errno.ts';
import type { Program } from '../../libc/program.ts';
import { writeText } from '../../libc/stdio.ts';
import type { ToolProgram } from '../../libc/tool.ts';
import { ash } from '../../shell/index.ts';
import { busyboxNslookup } from '../net/dns/nslookup.ts';
import { programs as iproute } from '../net/iproute/index.ts';
import { busyboxIp } from '../net/iproute/ip.ts';
import { programs as nettools } from '../net/nettools/index.ts';
import { telnet } from '../net/nc/telnet.ts';
import { busyboxPing } from '../net/ping/busybox.ts';
import { busyboxTraceroute } from '../net/ping/traceroute.ts';
import { programs as system } from '../system/index.ts';
import { programs as text } from '../text/index.ts';
import { BANNER, dialectOf, usageOf } from './dialect.ts';
import { ifconfig } from './ifconfig.ts';
import { ls } from './ls.ts';
import { APPLET_NAMES } from './names.ts';
import { nc } from './nc.ts';
import { httpd } from '../servers/static.ts';
import { ps } from './ps.ts';
import { clear, kill, killall, time, wc } from './small.ts';

const OWN: readonly (ToolProgram | Program)[] = [busyboxNslookup, busyboxPing, busyboxTraceroute, clear, httpd, ifconfig, kill, killall, ls, nc, ps, telnet, time, wc];

/** Programs that share a name with an applet but are something else. */
const OTHERS = new Set(['dpkg', 'apt', 'docker', 'bash']);

const found = new Map<string, ToolProgram | Program>();

function applet(name: string): ToolProgram | Program | undefined {
  if (found.size === 0) {
    for (const p of [...text, ...system, ...iproute.filter((p) => p.name !== 'ip'), busyboxIp, ...nettools]) if (!OTHERS.has(p.name)) found.set(p.name, p);
    for (const p of OWN) found.set(p.name, p);
  }
  return found.get(name === '[[' ? '[' : name === 'ping6' ? 'ping' : name);
}

function isTool(p: ToolProgram | Program): p is ToolProgram {
  return 'run' in p;
}

/** Run an applet. */
function* play(name: string, sys: Sys, argv: readonly string[], envp: readonly string[]): Task<number> {
  if (argv[1] === '--help' && argv.length === 2 && !['echo', 'test', '[', '[[', 'true', 'false', 'printf', 'yes'].includes(name)) {
    yield* writeText(sys, 2, usageOf(name));
    return 0;
  }
  if (name === 'sh' || name === 'ash') return yield* ash(sys, argv, envp);
  const program = applet(name);
  if (program === undefined) {
    yield* writeText(sys, 2, `glasshull: ${name} of busybox is not simulated\n`);
    return 1;
  }
  sys.setComm(name);
  const named = [name, ...argv.slice(1)];
  return isTool(program) ? yield* program.run(sys, named, envp, dialectOf(name)) : yield* program.main(sys, named, envp);
}

/** The names in columns, as the banner lists them. */
function listing(): string {
  let out = '';
  let line = '\t';
  APPLET_NAMES.forEach((name, i) => {
    const cell = name + (i + 1 < APPLET_NAMES.length ? ', ' : '');
    if (line.length + cell.length > 73) {
      out += `${line.trimEnd()}\n`;
      line = '\t';
    }
    line += cell;
  });
  return `${out}${line}\n`;
}

const ABOUT = `${BANNER}BusyBox is copyrighted by many authors between 1998-2015.
Licensed under GPLv2. See source distribution for detailed
copyright notices.

Usage: busybox [function [arguments]...]
   or: busybox --list[-full]
   or: busybox --show SCRIPT
   or: busybox --install [-s] [DIR]
   or: function [arguments]...

\tOne program that plays many small Unix tools. Most people make a
\tlink to it for each tool, under the tool's name; it acts as the
\ttool by whose name it is called. This is a simulated BusyBox.

Currently defined functions:
`;

function* install(sys: Sys, args: readonly string[]): Task<number> {
  const symbolic = args[0] === '-s';
  const dir = args[symbolic ? 1 : 0];
  const self = '/bin/busybox';
  let status = 0;
  for (const name of APPLET_NAMES) {
    const path = `${dir ?? '/bin'}/${name}`;
    try {
      if (symbolic) sys.symlink(self, path);
      else sys.link(self, path);
    } catch (e) {
      if (!isSysError(e)) throw e;
      if (e.code === 'EEXIST') continue;
      yield* writeText(sys, 2, `busybox: ${path}: ${e.message}\n`);
      status = 1;
    }
  }
  return status;
}

const main: Main = function* (sys, argv, envp) {
  const name = (argv[0] ?? 'busybox').replace(/^-/, '').replace(/^.*\//, '');
  if (!name.startsWith('busybox')) {
    if (APPLET_NAMES.includes(name)) return yield* play(name, sys, argv, envp);
    yield* writeText(sys, 2, `${name}: applet not found\n`);
    return 127;
  }
  const first = argv[1];
  if (first === undefined) {
    yield* writeText(sys, 1, ABOUT + listing());
    return 0;
  }
  if (first === '--help') {
    const wanted = argv[2];
    if (wanted !== undefined) return yield* play(wanted, sys, [wanted, '--help'], envp);
    yield* writeText(sys, 1, ABOUT + listing());
    return 0;
  }
  if (first === '--list' || first === '--list-full') {
    yield* writeText(sys, 1, APPLET_NAMES.map((n) => `${first === '--list' ? '' : 'bin/'}${n}\n`).join(''));
    return 0;
  }
  if (first === '--install') return yield* install(sys, argv.slice(2));
  const chosen = first.replace(/^.*\//, '');
  if (chosen === 'busybox') return yield* main(sys, argv.slice(1), envp);
  if (APPLET_NAMES.includes(chosen)) return yield* play(chosen, sys, argv.slice(1), envp);
  yield* writeText(sys, 2, `${first}: applet not found\n`);
  return 127;
};

export const programs: readonly Program[] = [{ name: 'busybox', main, support: { level: 'partial', note: 'the applets that learners use; the others say that they are not simulated' } }];
