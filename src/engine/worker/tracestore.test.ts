import { describe, expect, it } from 'vitest';
import type { TraceData, TraceEvent } from '../abi/trace.ts';
import { LANES } from '../inspect/views.ts';
import { TraceStore } from './tracestore.ts';

let next = 1;
const event = (data: TraceData, root: number, time_ns: number, cause = 0): TraceEvent => ({ id: next++, time_ns, cause, root, host: 'host', pid: 1, comm: 'x', ...data });
const call = (root: number, time_ns: number, cause = 0): TraceEvent => event({ kind: 'syscall', name: 'read', args: '0', result: '0' }, root, time_ns, cause);

function typed(store: TraceStore, line: string, tty: string, time_ns: number): number {
  const command = event({ kind: 'command', line, tty }, next, time_ns);
  store.add([command]);
  return command.id;
}

describe('TraceStore', () => {
  it('groups events by the command that led to them and counts them in lanes', () => {
    const store = new TraceStore();
    const root = typed(store, 'docker ps', 'pts/0', 100);
    store.add([
      event({ kind: 'http_request', layer: 'api', method: 'GET', path: '/containers/json', body: '' }, root, 200, root),
      event({ kind: 'engine', layer: 'runc', action: 'create', detail: {} }, root, 300),
      call(root, 90_000),
      event({ kind: 'error', layer: 'nonsense', message: 'no', rule: 'r' }, root, 90_001),
      call(777, 1),
    ]);
    const [view] = store.view().commands;
    expect([view?.events, view?.end_ns]).toEqual([5, 90_001]);
    expect(Object.fromEntries(LANES.map((lane) => [lane, view!.lanes[lane].map((tick) => `${tick.count}${tick.error ? '!' : ''}`)]))).toEqual({
      client: ['1'], api: ['1'], dockerd: [], containerd: [], shim: [], runc: ['1'], kernel: ['2!'],
    });
    expect(store.view().commands[0]).toBe(view);
  });

  it('stays small whatever a command does', () => {
    const store = new TraceStore();
    const root = typed(store, 'yes', 'pts/0', 0);
    for (let i = 0; i < 50; i++) store.add(Array.from({ length: 1000 }, (_, n) => call(root, (i * 1000 + n) * 50_000)));
    const [view] = store.view().commands;
    expect(view?.events).toBe(50_001);
    expect(view!.lanes.kernel.length).toBeLessThanOrEqual(160);
    expect(view!.lanes.kernel.reduce((sum, tick) => sum + tick.count, 0)).toBe(50_000);
    expect(store.detail(root, ['kernel'], 0, 1e6).total).toBeLessThan(6000);
    for (let i = 0; i < 100; i++) typed(store, `${i}`, 'pts/0', 1e12);
    expect(store.view().commands.length).toBe(60);
  });

  it('tells when a command has come to rest', () => {
    const store = new TraceStore();
    typed(store, 'one', 'pts/0', 0);
    expect(store.takeDone(1000)).toEqual([]);
    typed(store, 'other', 'pts/1', 1000);
    typed(store, 'two', 'pts/0', 2000);
    expect(store.takeDone(3000).map((done) => done.line)).toEqual(['one']);
    expect(store.takeDone(1e9).map((done) => done.line)).toEqual(['other', 'two']);
    expect(store.waiting).toBe(false);
  });

  it('follows causes back to the command', () => {
    const store = new TraceStore();
    const root = typed(store, 'ls', 'pts/0', 0);
    const first = call(root, 1, root);
    const second = call(root, 2, first.id);
    store.add([first, second]);
    expect(store.causes(second.id).map((step) => [step.event.id, step.lane])).toEqual([[second.id, 'kernel'], [first.id, 'kernel'], [root, 'client']]);
  });
});
