/**
 * Terminal output on its way to the page, with back-pressure: a terminal whose page has more than HIGH bytes not yet drawn is held
 * until fewer than LOW are; the world then keeps its output, the pty fills, and the writer blocks as it would on a slow line.
 */
import { concatBytes } from '../base/bytes.ts';
import type { World } from '../world/api.ts';

const HIGH = 64 * 1024;
const LOW = 24 * 1024;

export class OutputGate {
  private readonly unacked = new Map<number, number>();
  private readonly held = new Set<number>();

  constructor(private readonly send: (term: number, data: Uint8Array) => void) {}

  /** Send what waits. `first` (the terminal that was typed into) goes before the others. */
  flush(world: World, first: number): void {
    const out = world.takeOutput(this.held);
    if (out.length === 0) return;
    const byTerm = new Map<number, Uint8Array[]>();
    for (const { term, data } of out) {
      const parts = byTerm.get(term);
      if (parts === undefined) byTerm.set(term, [data]);
      else parts.push(data);
    }
    const order = [...byTerm.keys()].sort((a, b) => Number(b === first) - Number(a === first));
    for (const term of order) {
      const data = concatBytes(byTerm.get(term)!);
      const waiting = (this.unacked.get(term) ?? 0) + data.length;
      this.unacked.set(term, waiting);
      if (waiting > HIGH) this.held.add(term);
      this.send(term, data);
    }
  }

  /** The page drew `bytes` more. True when a held terminal may send again. */
  ack(term: number, bytes: number): boolean {
    const waiting = Math.max(0, (this.unacked.get(term) ?? 0) - bytes);
    this.unacked.set(term, waiting);
    return waiting < LOW && this.held.delete(term);
  }

  /** True when a terminal is held. */
  get holding(): boolean {
    return this.held.size > 0;
  }

  close(term: number): void {
    this.unacked.delete(term);
    this.held.delete(term);
  }
}
