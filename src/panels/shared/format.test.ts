import { describe, expect, it } from 'vitest';
import { bytes, clock, count, instruction, shortId, span } from './format.ts';

describe('format', () => {
  it('writes sizes as Docker does', () => {
    expect([0, 12, 999, 1000, 1234, 78_129_636, 4_261_574, 2.5e9].map(bytes)).toEqual(['0 B', '12 B', '999 B', '1 kB', '1.23 kB', '78.1 MB', '4.26 MB', '2.5 GB']);
  });

  it('writes times', () => {
    expect([900, 1500, 12_340_000, 2.5e9, 75e9].map(span)).toEqual(['900 ns', '1.5 µs', '12.3 ms', '2.5 s', '01:15']);
    expect([0, 134e9, 3734e9].map(clock)).toEqual(['00:00', '02:14', '1:02:14']);
  });

  it('shortens ids and instructions', () => {
    expect(shortId(`sha256:${'1d622ef86b13'.padEnd(64, '0')}`)).toBe('1d622ef86b13');
    expect(instruction('/bin/sh -c #(nop) ADD file:1 in / ')).toBe('ADD file:1 in /');
    expect(instruction('/bin/sh -c apt-get update')).toBe('RUN apt-get update');
    expect([count(1, 'layer'), count(1200, 'layer')]).toEqual(['1 layer', '1,200 layers']);
  });
});
