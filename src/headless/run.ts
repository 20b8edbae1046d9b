/** Drives a world under Node: to the end of a command, or through a list of keystrokes. */
import { posix } from 'node:path';
import { concatBytes } from '../engine/base/bytes.ts';
import { createStandardWorld } from '../engine/world/standard.ts';
import type { World } from '../engine/world/api.ts';
import type { Keystroke } from './keys.ts';

/** What {@link runScript} runs. */
export interface ScriptRun {
  readonly script: Uint8Array;
  /** How bash is told of the script, relative to `cwd` or absolute; the file is put there. */
  readonly path: string;
  readonly cwd?: string;
  readonly args?: readonly string[];
  readonly user?: string;
  readonly stdin?: Uint8Array | 'later';
  readonly images?: readonly string[];
  readonly seed?: number;
  /** Virtual time after which it is given up, with code 124. */
  readonly limit_ns?: number;
}

/** Run a script in the bash of a fresh world, without a terminal. What it printed on stdout and stderr, in order, and its exit code. */
export function runScript(run: ScriptRun): { readonly output: Uint8Array; readonly code: number } {
  const world = createStandardWorld({ seed: run.seed ?? 1, images: run.images ?? [] });
  const term = startScript(world, run);
  const parts: Uint8Array[] = [];
  const ending = runToEnd(world, term, run.limit_ns ?? Infinity, (data) => parts.push(data));
  return { output: concatBytes(parts), code: typeof ending === 'object' ? ending.code : 124 };
}

/** Feed the inputs that start a script; the number of its terminal. */
export function startScript(world: World, { script, path, cwd, args = [], user = 'root', stdin }: ScriptRun): number {
  const home = user === 'root' ? '/root' : `/home/${user}`;
  world.input({ kind: 'put_file', host: 'host', path: posix.resolve(cwd ?? home, path), mode: 0o755, data: script });
  return world.input({ kind: 'run', host: 'host', user, argv: ['/bin/bash', path, ...args], ...(cwd === undefined ? {} : { cwd }), ...(stdin === undefined ? {} : { stdin }) });
}

/** Steps between two looks at the output. */
const STEPS = 5_000;
/** How long a login terminal runs on after the last key. */
const SETTLE_NS = 1e9;

/** How a command ended: its exit code, or that it never will. */
export type Ending = { readonly code: number } | 'stuck' | 'limit';

/**
 * Run until terminal `term`'s process ended and its output is out. `print` gets the output as it comes; `read` is asked for more standard
 * input when the command waits for it, and gives undefined at the end.
 */
export function runToEnd(world: World, term: number, limit_ns: number, print: (data: Uint8Array) => void, read: () => Uint8Array | undefined = () => undefined): Ending {
  for (;;) {
    const exit = world.terminalExit(term);
    if (exit !== undefined) {
      flush(world, term, print);
      return exit;
    }
    const next_ns = world.nextEvent_ns();
    if (next_ns === undefined) return 'stuck';
    if (next_ns > limit_ns) return 'limit';
    const stop = world.run(limit_ns, STEPS);
    flush(world, term, print);
    if (world.terminalExit(term) !== undefined) continue;
    if (world.wantsInput(term)) {
      const data = read();
      world.input(data === undefined ? { kind: 'term_close', term } : { kind: 'term_data', term, data });
      continue;
    }
    if (stop === 'load') throw new Error(`program ${world.missing} cannot be loaded`);
  }
}

function flush(world: World, term: number, print: (data: Uint8Array) => void): void {
  for (const out of world.takeOutput()) if (out.term === term) print(out.data);
}

/** All output of `term` while `keys` are typed and shortly after. */
export function play(world: World, term: number, keys: readonly Keystroke[]): Uint8Array {
  const parts: Uint8Array[] = [];
  const runTo = (time_ns: number): void => {
    for (;;) {
      const stop = world.run(time_ns, STEPS);
      flush(world, term, (data) => parts.push(data));
      if (stop === 'load') throw new Error(`program ${world.missing} cannot be loaded`);
      if (stop !== 'budget') return;
    }
  };
  const start_ns = world.now_ns;
  for (const key of keys) {
    runTo(start_ns + key.time_ms * 1e6);
    if (key.data.length > 0) world.input({ kind: 'term_data', term, data: key.data });
  }
  runTo(world.now_ns + SETTLE_NS);
  return concatBytes(parts);
}
