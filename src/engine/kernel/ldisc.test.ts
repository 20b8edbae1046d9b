/** The line discipline against what a real Linux does: see fixtures/n_tty.json. */
import { describe, expect, test } from 'vitest';
import fixture from './fixtures/n_tty.json';
import { IFLAG, LFLAG, OFLAG, SANE } from '../abi/tty.ts';
import { Signal } from '../abi/signal.ts';
import { Tty } from './tty.ts';
import type { ProcessGroup } from './jobs.ts';
import type { ControlChar, Termios } from '../abi/tty.ts';

const latin1 = (s: string): Uint8Array => Uint8Array.from(s, (c) => c.charCodeAt(0));
const text = (b: Uint8Array): string => String.fromCharCode(...b);

interface Settings {
  lon?: string[];
  loff?: string[];
  ion?: string[];
  ioff?: string[];
  oon?: string[];
  ooff?: string[];
  cc?: Record<string, string>;
  max?: number;
}

function termios(set: Settings): Termios {
  const bits = (table: Record<string, number>, names: string[] | undefined): number => (names ?? []).reduce((v, n) => v | (table[n === 'TABDLY' ? 'XTABS' : n] ?? 0), 0);
  const cc = { ...SANE.cc } as Record<ControlChar, number>;
  for (const [name, value] of Object.entries(set.cc ?? {})) cc[name.slice(1).toLowerCase() as ControlChar] = value.charCodeAt(0);
  return {
    ...SANE,
    iflag: (SANE.iflag | bits(IFLAG, set.ion)) & ~bits(IFLAG, set.ioff),
    oflag: (SANE.oflag | bits(OFLAG, set.oon)) & ~bits(OFLAG, set.ooff),
    lflag: (SANE.lflag | bits(LFLAG, set.lon)) & ~bits(LFLAG, set.loff),
    cc,
  };
}

function makeTty(): { tty: Tty; signals: number[]; timers: { ns: number; fn: () => void }[] } {
  const signals: number[] = [];
  const timers: { ns: number; fn: () => void }[] = [];
  const tty = new Tty({ signalGroup: (_g, s) => signals.push(s), signalProcess: () => undefined, after: (ns, fn) => (timers.push({ ns, fn }), () => undefined) }, '/dev/pts/0', 0x8800);
  tty.foreground = {} as ProcessGroup;
  return { tty, signals, timers };
}

describe(`line discipline, recorded on ${fixture.recorded}`, () => {
  test.each(fixture.cases)('$name', (c) => {
    const { tty } = makeTty();
    const set = c.set as Settings;
    tty.setTermios(termios(set));
    if (c.pre !== '') tty.write(latin1(c.pre));
    tty.receive(latin1(c.input));
    const reads: string[] = [];
    for (let r = tty.read(set.max ?? 8192, true); r !== undefined && reads.length < 8; r = tty.read(set.max ?? 8192, true)) reads.push(text(r));
    expect({ output: text(tty.takeOutput(65536)), reads }).toEqual({ output: c.output, reads: c.reads });
  });
});

describe('line discipline', () => {
  test('a line of more than 4095 bytes keeps 4095 and its end; all is echoed', () => {
    const { tty } = makeTty();
    tty.receive(latin1('x'.repeat(4100) + '\n'));
    expect(tty.takeOutput(65536).length).toBe(4102);
    expect(text(tty.read(8192, true)!)).toBe('x'.repeat(4095) + '\n');
    tty.receive(latin1('x'.repeat(4094) + 'abcd\x7f\x7f\n'));
    expect(text(tty.read(8192, true)!)).toBe('x'.repeat(4093) + '\n');
  });

  test('whole lines fill the buffer, then input waits and nothing is lost', () => {
    const { tty } = makeTty();
    const lines = Array.from({ length: 600 }, (_, i) => `line ${i}\n`).join('');
    let sent = 0;
    let got = '';
    for (let turns = 0; got.length < lines.length && turns < 10000; turns++) {
      sent += tty.receive(latin1(lines.slice(sent, sent + 4096)));
      const r = tty.read(100, true);
      if (r !== undefined) got += text(r);
      tty.takeOutput(65536);
    }
    expect(got).toBe(lines);
  });

  test('^C, ^\\ and ^Z signal the foreground group', () => {
    const { tty, signals } = makeTty();
    tty.receive(latin1('\x03\x1c\x1a'));
    expect(signals).toEqual([Signal.SIGINT, Signal.SIGQUIT, Signal.SIGTSTP]);
  });

  test('output is bounded, ^S holds output and echo, ^Q lets both go on', () => {
    const { tty } = makeTty();
    const big = new Uint8Array(200_000).fill(121);
    expect(tty.write(big)).toBeGreaterThan(65_000);
    expect(tty.write(big)).toBe(0);
    tty.takeOutput(1e6);
    tty.receive(latin1('\x13ab'));
    expect([tty.write(big), tty.takeOutput(100).length]).toEqual([0, 0]);
    tty.receive(latin1('\x11'));
    expect(text(tty.takeOutput(100))).toBe('ab');
  });

  test('VMIN and VTIME', () => {
    const { tty, timers } = makeTty();
    const raw = (min: number, time: number): void => tty.setTermios({ ...SANE, lflag: 0, cc: { ...SANE.cc, min, time } });
    raw(0, 0);
    expect(tty.read(10, false)).toEqual(new Uint8Array(0));
    raw(3, 0);
    tty.receive(latin1('ab'));
    expect(tty.read(10, false)).toBeUndefined();
    tty.receive(latin1('c'));
    expect(text(tty.read(10, false)!)).toBe('abc');
    raw(0, 5);
    expect(tty.read(10, false)).toBeUndefined();
    expect(timers.map((t) => t.ns)).toEqual([500_000_000]);
    tty.slaveReady.subscribe(() => undefined);
    timers[0]!.fn();
    expect(tty.read(10, false)).toEqual(new Uint8Array(0));
    raw(3, 1);
    tty.receive(latin1('x'));
    expect(tty.read(10, false)).toBeUndefined();
    timers[1]!.fn();
    expect(text(tty.read(10, false)!)).toBe('x');
  });

  test('switching to raw keeps what was typed', () => {
    const { tty } = makeTty();
    tty.receive(latin1('half'));
    expect(tty.read(10, true)).toBeUndefined();
    tty.setTermios({ ...SANE, lflag: SANE.lflag & ~LFLAG.ICANON });
    expect(text(tty.read(2, true)!)).toBe('ha');
    tty.setTermios(SANE);
    expect(text(tty.read(10, true)!)).toBe('lf');
  });
});
