/**
 * Terminal output on its way to the page, in small pieces and with back-pressure: a piece is what xterm parses well within a frame, and
 * a terminal whose page has WINDOW bytes not yet drawn gets no more until it drew some. What cannot go out stays in the world, which
 * stands still when that is too much: a slow terminal makes its writer wait.
 */
import type { World } from '../world/api.ts';

const PIECE = 8 * 1024;
const WINDOW = 24 * 1024;

interface Line {
  /** Taken from the world, not yet sent. */
  queue: Uint8Array[];
  /** Sent, not yet drawn. */
  unacked: number;
}

export class OutputGate {
  private readonly lines = new Map<number, Line>();
  private readonly held = new Set<number>();
  private readonly ignored = new Set<number>();

  constructor(private readonly send: (term: number, data: Uint8Array) => void) {}

  /** Send what waits. `first` (the terminal that was typed into) goes before the others. */
  flush(world: World, first: number): void {
    for (const { term, data } of world.takeOutput(this.held)) {
      if (this.ignored.has(term)) continue;
      const { queue } = this.line(term);
      for (let at = 0; at < data.length; at += PIECE) queue.push(data.slice(at, at + PIECE));
      this.held.add(term);
    }
    this.push(first);
    for (const term of this.lines.keys()) if (term !== first) this.push(term);
  }

  /** The page drew `bytes` more. True when there is room for more from the world. */
  ack(term: number, bytes: number): boolean {
    const line = this.line(term);
    line.unacked = Math.max(0, line.unacked - bytes);
    this.push(term);
    return line.queue.length === 0;
  }

  /** True when a terminal is held. */
  get holding(): boolean {
    return this.held.size > 0;
  }

  /** What this one prints is for nobody. */
  ignore(term: number): void {
    this.ignored.add(term);
  }

  close(term: number): void {
    this.lines.delete(term);
    this.held.delete(term);
  }

  private line(term: number): Line {
    let line = this.lines.get(term);
    if (line === undefined) this.lines.set(term, (line = { queue: [], unacked: 0 }));
    return line;
  }

  private push(term: number): void {
    const line = this.lines.get(term);
    if (line === undefined) return;
    while (line.queue.length > 0 && line.unacked < WINDOW) {
      const piece = line.queue.shift()!;
      line.unacked += piece.length;
      this.send(term, piece);
    }
    if (line.queue.length === 0) this.held.delete(term);
  }
}
