/**
 * Bringing a session back: the log is fed to a fresh world as fast as it runs, without output to the page. What the terminals printed
 * is kept to its last KEEP bytes, more than the scrollback holds, and sent once at the end.
 */
import { concatBytes, EMPTY } from '../base/bytes.ts';
import type { Input, LogEntry, World } from '../world/api.ts';
import type { MadeWorld } from './session.ts';

const KEEP = 1 << 20;
const SLICE_MS = 12;
const STEPS = 256;
const NEWLINE = 10;

/** The last output of every terminal. */
export class ReplayedOutput {
  private readonly parts = new Map<number, { data: Uint8Array[]; size: number }>();

  take(world: World): void {
    for (const { term, data } of world.takeOutput()) {
      let kept = this.parts.get(term);
      if (kept === undefined) this.parts.set(term, (kept = { data: [], size: 0 }));
      kept.data.push(data);
      kept.size += data.length;
      if (kept.size > 2 * KEEP) {
        const tail = cut(concatBytes(kept.data));
        this.parts.set(term, { data: [tail], size: tail.length });
      }
    }
  }

  of(term: number): Uint8Array {
    const kept = this.parts.get(term);
    return kept === undefined ? EMPTY : cut(concatBytes(kept.data));
  }
}

/** The last KEEP bytes, from the start of a line, so that no escape sequence is cut in two. */
function cut(data: Uint8Array): Uint8Array {
  if (data.length <= KEEP) return data;
  const line = data.indexOf(NEWLINE, data.length - KEEP);
  return data.slice(line < 0 ? data.length - KEEP : line + 1);
}

/** What {@link replay} tells. */
export interface ReplayOwner {
  input(input: Input): void;
  /** Often enough that neither output nor trace overflows. */
  afterSlice(): void;
  progress(done: number, total: number): void;
}

/** Feed `log` to a fresh world and run it until `until_ns`. Gives way to messages now and then. Rejects when the world throws. */
export async function replay(made: MadeWorld, log: readonly LogEntry[], until_ns: number, owner: ReplayOwner): Promise<void> {
  const { world } = made;
  let sliceEnd_ms = performance.now() + SLICE_MS;
  const runTo = async (time_ns: number, done: number): Promise<void> => {
    for (;;) {
      const stop = world.run(time_ns, STEPS);
      if (stop === 'load') await made.load(world.missing!);
      else if (stop !== 'budget') return;
      if (performance.now() < sliceEnd_ms) continue;
      owner.afterSlice();
      owner.progress(done, log.length);
      await new Promise((resolve) => setTimeout(resolve, 0));
      sliceEnd_ms = performance.now() + SLICE_MS;
    }
  };
  for (let i = 0; i < log.length; i++) {
    const entry = log[i]!;
    await runTo(entry.time_ns, i);
    owner.input(entry.input);
    owner.afterSlice();
  }
  await runTo(until_ns, log.length);
  owner.afterSlice();
}
