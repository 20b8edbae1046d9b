/** trap. */
import { signalName } from '../../../abi/signal.ts';
import { singleQuote } from '../expand/quote.ts';
import { setTrap, trapKey, trapSignal } from '../exec/traps.ts';
import type { Shell } from '../state/shell.ts';
import type { Builtin } from './table.ts';
import { options, usage } from './util.ts';

const ORDER = ['EXIT', 'DEBUG', 'ERR', 'RETURN'];

function rank(key: string): number {
  if (key === 'EXIT') return 0;
  return trapSignal(key) ?? 100 + ORDER.indexOf(key);
}

function show(sh: Shell, keys: readonly string[]): void {
  const table = sh.inheritedTraps ?? sh.traps;
  const all = new Map([...table, ...sh.traps]);
  for (const key of keys) {
    const command = all.get(key);
    if (command !== undefined) sh.print(`trap -- ${singleQuote(command)} ${sh.bash ? key : key.replace(/^SIG/, '')}\n`);
  }
}

/** `kill -l` and `trap -l`: the table of signals, five in a row. */
export function signalTable(): string {
  let out = '';
  let column = 0;
  for (let n = 1; n <= 64; n++) {
    const name = signalName(n);
    if (name === undefined) continue;
    column++;
    const cell = `${String(n).padStart(2)}) SIG${name}`;
    out += column === 5 ? `${cell}\n` : `${cell}\t`;
    if (column === 5) column = 0;
  }
  return `${out}\n`;
}

function trap(sh: Shell, argv: readonly string[]): number {
  let list = false;
  let rest = argv.slice(1);
  if (sh.bash) {
    const o = options(sh, argv, 'lp');
    if (typeof o === 'number') return o;
    if (o.flags.has('l')) {
      sh.print(signalTable());
      return 0;
    }
    list = o.flags.has('p');
    rest = o.rest.slice();
  } else if (rest[0] === '--') rest.shift();
  if (rest.length === 0 || list) {
    const keys = rest.length === 0 ? [...new Set([...(sh.inheritedTraps ?? sh.traps).keys(), ...sh.traps.keys()])].sort((a, b) => rank(a) - rank(b)) : rest.map((r) => trapKey(r) ?? r);
    let status = 0;
    for (const r of rest) if (trapKey(r) === undefined) status = sh.fail(`${r}: invalid signal specification`);
    show(sh, keys);
    return status;
  }
  const first = rest[0]!;
  // One argument, or a number first: reset those signals.
  const reset = rest.length === 1 || (/^\d+$/.test(first) && trapKey(first) !== undefined) || first === '-';
  if (rest.length === 1 && first !== '-' && trapKey(first) === undefined) {
    if (sh.bash) {
      return usage(sh);
    }
    sh.print(`trap: ${first}: bad trap\n`, 2);
    return 1;
  }
  const names = rest.length === 1 || (reset && first !== '-') ? rest : rest.slice(1);
  if (names.length === 0 || (rest.length === 1 && first === '-')) return sh.bash && first !== '-' ? usage(sh) : 0;
  let status = 0;
  for (const name of names) {
    const key = trapKey(name);
    if (key === undefined || (!sh.bash && ORDER.indexOf(key) > 0)) {
      if (sh.bash) sh.fail(`${name}: invalid signal specification`);
      else sh.print(`trap: ${name}: bad trap\n`, 2);
      status = 1;
      continue;
    }
    sh.inheritedTraps = undefined;
    setTrap(sh, key, reset ? undefined : first);
  }
  return status;
}

export const trapBuiltins: Record<string, Builtin> = {
  trap: { run: trap, usage: '[-lp] [[arg] signal_spec ...]', about: 'Run a command when a signal comes, or when the shell ends (EXIT).' },
};
