import { expect, it } from 'vitest';
import { syscallSupport } from './support.ts';
import { SysCalls } from './table.ts';

it('names every call of the table, and no other', () => {
  const internal = new Set(['constructor', 'enter', 'show', 'slow', 'tracing', 'trace']);
  const calls = Object.getOwnPropertyNames(SysCalls.prototype).filter((name) => !internal.has(name));
  expect(syscallSupport.map((s) => s.name).sort()).toEqual(calls.sort());
});
