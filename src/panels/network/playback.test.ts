import { expect, it } from 'vitest';
import type { FlightView } from '../../engine/inspect/views.ts';
import { MOST_SHOWN, Playback } from './playback.ts';

const hop = (frame: number, from: string, to: string, start_ns: number): FlightView => ({ frame, protocol: 'TCP', upkeep: false, from, to, start_ns, arrives_ns: start_ns + 10 });

it('shows the hops of a frame one after the other, and those of different frames at once', () => {
  const play = new Playback();
  play.add([hop(1, 'a', 'b', 0), hop(1, 'b', 'c', 10), hop(2, 'x', 'y', 5)]);
  play.advance(0);
  expect(play.shown.map(({ flight }) => `${flight.frame}${flight.from}`)).toEqual(['1a', '2x']);
  play.advance(400);
  expect(play.shown.length).toBe(2);
  play.advance(400);
  expect(play.shown.map(({ flight }) => `${flight.frame}${flight.from}`)).toEqual(['1b']);
  expect([play.advance(400), play.advance(400), play.shown.length]).toEqual([true, false, 0]);
});

it('paused, it goes hop by hop; a flood stays within bounds', () => {
  const play = new Playback();
  play.paused = true;
  play.add([hop(1, 'a', 'b', 0), hop(1, 'b', 'c', 10)]);
  expect(play.advance(1000)).toBe(true);
  expect(play.shown).toEqual([]);
  const seen: string[] = [];
  for (let i = 0; i < 3; i++) {
    play.step();
    play.advance(16);
    seen.push(play.shown.map(({ flight }) => flight.from).join());
  }
  expect(seen).toEqual(['a', 'b', '']);
  play.paused = false;
  play.add(Array.from({ length: 5000 }, (_, n) => hop(n + 10, 'a', 'b', n)));
  play.advance(16);
  expect([play.shown.length, play.pending, play.skipped]).toEqual([MOST_SHOWN, 600, 4400]);
});
