/** Variables whose values are computed: RANDOM, SECONDS, LINENO, FUNCNAME, PIPESTATUS and their kind. */
import { commandText } from '../syntax/print.ts';
import type { Shell } from './shell.ts';
import { A, type Dynamic } from './variables.ts';

function random(sh: Shell, bytes: number): number {
  let n = 0;
  for (const b of sh.sys.getrandom(bytes)) n = n * 256 + b;
  return n;
}

/** Park and Miller's minimal standard generator, folded to 15 bits; a subshell seeds its own. Never twice the same in a row. */
function nextRandom(sh: Shell): number {
  const pid = sh.sys.getpid();
  if (sh.random === undefined || sh.random.pid !== pid) sh.random = { seed: random(sh, 4), last: 0, pid };
  const r = sh.random;
  let value: number;
  do {
    const from = (r.seed | 0) === 0 ? 123459876 : r.seed | 0;
    const high = Math.trunc(from / 127773);
    const t = 16807 * (from - high * 127773) - 2836 * high;
    r.seed = (t < 0 ? t + 0x7fffffff : t) >>> 0;
    value = ((r.seed >>> 16) ^ (r.seed & 65535)) & 32767;
  } while (value === r.last);
  r.last = value;
  return value;
}

function list(get: (sh: Shell) => string[]): [Dynamic, number] {
  return [{ get: (sh) => get(sh)[0], list: get }, A.INDEXED];
}

/** A value that assignments do not change. */
function fixed(get: (sh: Shell) => string | undefined, attrs = 0): [Dynamic, number] {
  return [{ get, set: () => undefined, hidden: true }, attrs];
}

const TABLE: Readonly<Record<string, readonly [Dynamic, number]>> = {
  RANDOM: [
    {
      get: (sh) => String(nextRandom(sh)),
      set: (sh, v) => {
        sh.random = { seed: (Number(v) || 0) >>> 0, last: 0, pid: sh.sys.getpid() };
      },
      hidden: true,
    },
    A.INTEGER,
  ],
  SRANDOM: fixed((sh) => String(random(sh, 4)), A.INTEGER),
  SECONDS: [
    {
      get: (sh) => String(Math.floor((sh.sys.now_ms() - sh.secondsBase_ms) / 1000)),
      set: (sh, v) => {
        sh.secondsBase_ms = sh.sys.now_ms() - (Number(v) || 0) * 1000;
      },
      hidden: true,
    },
    A.INTEGER,
  ],
  EPOCHSECONDS: fixed((sh) => String(Math.floor(sh.sys.now_ms() / 1000))),
  EPOCHREALTIME: fixed((sh) => {
    const us = Math.floor(sh.sys.now_ms() * 1000);
    return `${Math.floor(us / 1e6)}.${String(us % 1e6).padStart(6, '0')}`;
  }),
  LINENO: fixed((sh) => String(sh.line)),
  BASHPID: fixed((sh) => String(sh.sys.getpid()), A.INTEGER),
  BASH_SUBSHELL: fixed((sh) => String(sh.subshell)),
  BASH_COMMAND: fixed((sh) => (sh.command === undefined ? '' : commandText(sh.command))),
  BASH_ARGV0: [
    {
      get: (sh) => sh.name,
      set: (sh, v) => {
        sh.name = v;
      },
      hidden: true,
    },
    0,
  ],
  HISTCMD: fixed((sh) => String(sh.history.length + 1), A.INTEGER),
  _: [
    {
      get: (sh) => sh.lastArg,
      set: (sh, v) => {
        sh.lastArg = v;
      },
    },
    0,
  ],
  BASH_ARGC: list(() => []),
  BASH_ARGV: list(() => []),
  PIPESTATUS: list((sh) => sh.pipestatus.map(String)),
  DIRSTACK: list((sh) => [sh.cwd, ...sh.dirs]),
  GROUPS: list((sh) => sh.sys.getcred().groups.map(String)),
  FUNCNAME: list((sh) => {
    if (!sh.calls.some((c) => c.kind === 'function')) return [];
    const names = sh.calls.map((c) => c.name).reverse();
    return sh.startLetters.includes('c') || sh.interactive ? names : [...names, 'main'];
  }),
  BASH_SOURCE: list((sh) => [...sh.calls.map((c) => c.source).reverse(), ...(sh.interactive || sh.startLetters.includes('c') ? [] : [sh.name])]),
  BASH_LINENO: list((sh) => [...sh.calls.map((c) => String(c.line)).reverse(), ...(sh.interactive || sh.startLetters.includes('c') ? [] : ['0'])]),
};

/** Put the dynamic variables into a fresh shell's table. */
export function installDynamics(sh: Shell): void {
  if (!sh.bash) return;
  for (const [name, [dynamic, attrs]] of Object.entries(TABLE)) {
    const v = sh.vars.own(name);
    v.dynamic = dynamic;
    v.attrs = attrs;
  }
}
