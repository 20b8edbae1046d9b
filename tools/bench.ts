/**
 * `npm run bench`: the project's figures, each against its bar, with a peer measured in the same run where there is one (real bash on this machine). Wall
 * time of this machine; no test depends on it. `npm run bench -- NAME...` runs only those whose name contains NAME.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { benchBridge } from './bench-bridge.ts';
import { benchNetwork } from './bench-net.ts';
import { startScript } from '../src/headless/run.ts';
import { createStandardWorld } from '../src/engine/world/standard.ts';
import type { SimWorld } from '../src/engine/world/world.ts';
import { decodeUtf8, encodeUtf8 } from '../src/engine/base/bytes.ts';

interface Figure {
  readonly name: string;
  readonly value: string;
  readonly bar: string;
  readonly ok: boolean;
}

const figures: Figure[] = [];
const wanted = process.argv.slice(2);
const skip = (name: string): boolean => wanted.length > 0 && !wanted.some((w) => name.includes(w));

function figure(name: string, value: string, bar: string, ok: boolean): void {
  figures.push({ name, value, bar, ok });
  console.log(`${ok ? 'ok  ' : 'MISS'} ${name}: ${value} (bar: ${bar})`);
}

const median = (xs: readonly number[]): number => [...xs].sort((a, b) => a - b)[Math.floor(xs.length / 2)] ?? NaN;

/** Run a script in a world; wall milliseconds from start to end, and between the lines that it prints. */
function simulate(script: string, images: readonly string[] = []): { total_ms: number; marks: number[]; output: string; code: number; world: SimWorld } {
  const world = createStandardWorld({ seed: 1, images });
  for (let i = 0; i < 200 && world.run(2e9, 10_000) === 'budget'; i++);
  const begin = performance.now();
  const term = startScript(world, { script: encodeUtf8(script), path: '/tmp/bench.sh', cwd: '/tmp' });
  const marks: number[] = [];
  let output = '';
  while (world.terminalExit(term) === undefined) {
    const stop = world.run(Infinity, 1);
    for (const out of world.takeOutput()) {
      if (out.term !== term) continue;
      output += decodeUtf8(out.data);
      for (let n = 0; n < out.data.length; n++) if (out.data[n] === 10) marks.push(performance.now() - begin);
    }
    if (stop === 'idle') break;
  }
  const total_ms = performance.now() - begin;
  for (const out of world.takeOutput()) if (out.term === term) output += decodeUtf8(out.data);
  return { total_ms, marks, output, code: world.terminalExit(term)?.code ?? -1, world };
}

function realBash(script: string): number {
  const times: number[] = [];
  for (let i = 0; i < 3; i++) {
    const begin = performance.now();
    spawnSync('bash', ['-c', script], { stdio: 'ignore' });
    times.push(performance.now() - begin);
  }
  return Math.min(...times);
}

console.log(`machine: ${cpus().length} x ${cpus()[0]?.model ?? 'unknown'}, ${(totalmem() / 2 ** 30).toFixed(0)} GiB, Node ${process.version}`);

if (!skip('run')) {
  const n = 200;
  const { marks, code } = simulate(`for i in $(seq ${n + 1}); do docker run --rm busybox true; echo; done`, ['busybox']);
  const each = marks.slice(1).map((t, i) => t - marks[i]!);
  const ms = median(each);
  figure('docker run --rm busybox true, median of 200', `${ms.toFixed(2)} ms${code === 0 ? '' : ` (exit ${code})`}`, 'under 5 ms', code === 0 && each.length === n && ms < 5);
}

if (!skip('containers')) {
  const n = 1000;
  global.gc?.();
  const before = process.memoryUsage().heapUsed;
  const { marks, output, world } = simulate(`echo; for i in $(seq ${n}); do docker run -d busybox sleep 1d >/dev/null; done; echo; docker ps -q | wc -l; echo; docker ps >/dev/null; echo`, ['busybox']);
  global.gc?.();
  const heap = (process.memoryUsage().heapUsed - before) / 2 ** 20;
  if (world.hosts.length !== 1) throw new Error('the world is gone');
  const count = Number(/\d+/.exec(output)?.[0]);
  const start = marks[1]! - marks[0]!;
  const ps = marks[4]! - marks[3]!;
  figure(`1,000 containers (${count} run): start all`, `${(start / 1000).toFixed(2)} s`, '5 s', count === n && start < 5000);
  figure('1,000 containers: docker ps', `${ps.toFixed(0)} ms`, '50 ms', ps < 50);
  figure('1,000 containers: heap', `${heap.toFixed(0)} MB`, '300 MB', heap < 300);
}

const peers: readonly (readonly [name: string, script: string, bar: number])[] = [
  ['bash: 100,000 turns of i=$((i+1))', 'i=0; while [ $i -lt 100000 ]; do i=$((i+1)); done', 2],
  ['bash: 1,000 forks of /bin/true', 'for i in {1..1000}; do /bin/true; done', 0.3],
  ['bash: seq 1 100000 | grep 7 | wc -l', 'seq 1 100000 | grep 7 | wc -l', 30],
];
if (existsSync('/bin/bash')) {
  for (const [name, script, bar] of peers) {
    if (skip(name)) continue;
    const real = realBash(script);
    const own = Math.min(...[1, 2, 3].map(() => simulate(script).total_ms));
    figure(name, `${(own / real).toFixed(2)}x real bash (${own.toFixed(0)} ms to ${real.toFixed(0)} ms)`, `at most ${bar}x`, own / real <= bar);
  }
} else console.log('skipped: no real bash on this machine to compare with');

benchNetwork({ figure, skip, simulate });

await benchBridge({ figure, median, skip });

/** The JSON that a measuring tool prints last. */
function measured<T>(tool: string): T {
  const lines = execFileSync('node', [tool, '--json'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] }).trim().split('\n');
  return JSON.parse(lines[lines.length - 1]!) as T;
}

if (!skip('page')) {
  if (!existsSync('dist/index.html')) execFileSync('npx', ['vite', 'build', '--logLevel=error'], { stdio: 'inherit' });
  const load = measured<{ answer_ms: number; bytes: number }>('tools/measure-load.mjs');
  figure('page: cold load to a prompt that answers', `${load.answer_ms.toFixed(0)} ms`, 'under 1.0 s', load.answer_ms < 1000);
  figure('page: bytes over the wire until then, gzipped', `${(load.bytes / 1024).toFixed(0)} KB`, 'under 450 KB', load.bytes < 450 * 1024);
  const echo = measured<{ p95_ms: number }>('tools/measure-echo.mjs');
  figure("page: a keystroke's echo under load, 95th percentile", `${echo.p95_ms.toFixed(0)} ms`, 'under 50 ms', echo.p95_ms < 50);
  const drawn = measured<{ fps: number; in_flight: number; stable: boolean }>('tools/measure-network.mjs');
  figure(`page: the Network panel with 100 containers, ${drawn.in_flight} packets in flight`, `${drawn.fps.toFixed(0)} frames a second, layout ${drawn.stable ? 'stable' : 'moved'}`, '55 or more with 200 in flight, stable', drawn.fps >= 55 && drawn.in_flight >= 200 && drawn.stable);
}

console.log(`\n| what | value | bar |\n|---|---|---|\n${figures.map((f) => `| ${f.name} | ${f.value} | ${f.bar}${f.ok ? '' : ' (missed)'} |`).join('\n')}`);
