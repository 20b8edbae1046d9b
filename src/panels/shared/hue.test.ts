import { expect, it } from 'vitest';
import { giveHues, hue } from './hue.ts';

it('gives six containers six hues and keeps them', () => {
  const ids = Array.from({ length: 6 }, (_, i) => `${i % 2}0000000${'ab'.repeat(28)}`.replace(/^./, String(i)));
  giveHues(ids.slice(0, 3));
  const first = ids.slice(0, 3).map(hue);
  giveHues(ids);
  expect(new Set(ids.map(hue)).size).toBe(6);
  expect(ids.slice(0, 3).map(hue)).toEqual(first);
});
