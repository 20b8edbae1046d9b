import { applyPatches, enablePatches } from 'immer';
import { describe, expect, it } from 'vitest';
import { diffViews } from './diff.ts';

enablePatches();

describe('diffViews', () => {
  const one = { id: 'a', ports: [{ text: '80/tcp' }], n: 1 };
  const two = { id: 'b', ports: [], n: 2 };

  it('says nothing when the records are the same objects', () => {
    expect(diffViews({ map: { one, two } }, { map: { one, two } })).toEqual([]);
  });

  it('names only the fields that changed', () => {
    expect(diffViews({ map: { one, two } }, { map: { one: { ...one, n: 5 }, two } })).toEqual([
      { op: 'replace', path: ['map', 'one', 'n'], value: 5 },
    ]);
  });

  it.each([
    [{ map: { one } }, { map: { one, two } }],
    [{ map: { one, two } }, { map: { two } }],
    [{ list: [1, 2] }, { list: [1, 3, 4] }],
    [{ list: [1, 2, 3] }, { list: [2, 3] }],
    [{ value: undefined as unknown }, { value: { deep: [one] } as unknown }],
    [{ map: { one } }, { map: {} }],
  ])('applied to the old record gives the new one (%#)', (before, after) => {
    expect(applyPatches(before, diffViews(before, after) as never)).toEqual(after);
  });
});
