/** Runs a session's lines with our client, in a world. */
import { randomUUID } from 'node:crypto';
import { createStandardWorld } from '../../src/engine/world/standard.ts';
import type { World } from '../../src/engine/world/api.ts';
import { IMAGES, wordless, type Outcome } from './lines.ts';

const LIMIT_NS = 60e9;
/** So few steps that virtual time does not run on when the line has ended. */
const STEPS = 8;
const SLICE_NS = 20_000;

function finish(world: World, term: number): { readonly text: string; readonly code: number } {
  const end_ns = world.now_ns + LIMIT_NS;
  const parts: Uint8Array[] = [];
  const take = (): void => {
    for (const out of world.takeOutput()) if (out.term === term) parts.push(out.data);
  };
  for (; world.terminalExit(term) === undefined && world.now_ns < end_ns; take()) world.run(Math.min(end_ns, Math.max(world.nextEvent_ns() ?? end_ns, world.now_ns + SLICE_NS)), STEPS);
  take();
  return { text: Buffer.concat(parts).toString('latin1'), code: world.terminalExit(term)?.code ?? 124 };
}

/** What each line does, in a fresh world whose clock begins at `start_ms`. */
export function runOurs(lines: readonly string[], start_ms?: number): Outcome[] {
  const world = createStandardWorld({ seed: 1, images: IMAGES, ...(start_ms === undefined ? {} : { start_ms }) });
  const mark = `--${randomUUID()}--`;
  return lines.map((line) => {
    const script = `exec 2>/tmp/.err\n{ ${line}\n} </dev/null\ns=$?\nprintf '%s' '${mark}'\ncat /tmp/.err\nexit $s\n`;
    const term = world.input({ kind: 'run', host: 'host', user: 'root', argv: ['/bin/bash', '-c', script], cwd: '/root/w' });
    const { text, code } = finish(world, term);
    const [stdout, stderr] = text.split(mark) as [string, string | undefined];
    return { line, stdout: wordless(stdout), stderr: wordless(stderr ?? ''), code };
  });
}
