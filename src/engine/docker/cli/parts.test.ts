import { describe, expect, it } from 'vitest';
import { decodeUtf8, encodeUtf8 } from '../../base/bytes.ts';
import { bytesSize, humanDuration, humanSize, ramInBytes } from '../units.ts';
import { parsePublish } from './container/ports.ts';
import { displayPorts } from './container/row.ts';
import { formatRows } from './formatter.ts';
import { indentJson } from './inspect/inspect.ts';
import { DetachWatcher, parseKeys } from './streams/detach.ts';
import { progressText } from './streams/progress.ts';
import { Demultiplexer } from './streams/stdcopy.ts';
import { alignColumns } from './table.ts';

describe('units', () => {
  it('prints sizes and durations for people', () => {
    expect([0, 999, 1000, 2065286, 166893184, 1e12].map((n) => humanSize(n, 3))).toEqual(['0B', '999B', '1kB', '2.07MB', '167MB', '1TB']);
    expect([2065286, 123456789].map((n) => humanSize(n))).toEqual(['2.065MB', '123.5MB']);
    expect([716800, 25274875904].map(bytesSize)).toEqual(['700KiB', '23.54GiB']);
    expect([0.5, 1, 59, 60, 119, 120, 3599, 3600, 7200, 47 * 3600, 48 * 3600, 14 * 86400, 60 * 86400, 800 * 86400].map((s) => humanDuration(s * 1e9))).toEqual([
      'Less than a second', '1 second', '59 seconds', 'About a minute', 'About a minute', '2 minutes', '59 minutes', 'About an hour', '2 hours', '47 hours', '2 days', '2 weeks', '2 months', '2 years',
    ]);
  });
  it('reads sizes', () => {
    expect(['64m', '1.5gb', '10KiB', '7', '5 b'].map(ramInBytes)).toEqual([67108864, 1610612736, 10240, 7, 5]);
    expect(ramInBytes('1xyz')).toEqual({ error: "invalid suffix: 'xyz'" });
    expect(ramInBytes('1QWERT')).toEqual({ error: "invalid suffix: 'QWERT'" });
  });
});

describe('tables', () => {
  it('aligns columns as tabwriter does', () => {
    expect(alignColumns('REPOSITORY\tTAG\tSIZE\ndebian\tbookworm\t167MB\na\tb\tc\n')).toBe('REPOSITORY   TAG        SIZE\ndebian       bookworm   167MB\na            b          c\n');
    expect(alignColumns('A\t\tC\n1\t\t3\n')).toBe('A                   C\n1                   3\n');
  });
  it('prints json with sorted members and escaped angle brackets', () => {
    const type = { typeName: 'x', columns: { Zed: { header: 'Z', value: () => '<a>' }, Abc: { header: 'A', value: (n: number) => n } } };
    expect(formatRows(type, 'json', [1])).toBe('{"Abc":1,"Zed":"\\u003ca\\u003e"}\n');
    expect(formatRows(type, 'table {{.Abc}}\\t{{upper .Zed}}', [1])).toBe('A         Z\n1         <A>\n');
  });
  it('indents json without touching its texts', () => {
    expect(indentJson('[{"a":[],"b":{},"c":[1,{"d":"x:{,\\"\\u003c"}]}]')).toBe('[\n    {\n        "a": [],\n        "b": {},\n        "c": [\n            1,\n            {\n                "d": "x:{,\\"\\u003c"\n            }\n        ]\n    }\n]');
  });
});

describe('ports', () => {
  it('publishes ranges', () => {
    expect(parsePublish('127.0.0.1:8080-8081:80-81/udp')).toEqual([
      ['80/udp', { HostIp: '127.0.0.1', HostPort: '8080' }],
      ['81/udp', { HostIp: '127.0.0.1', HostPort: '8081' }],
    ]);
    expect(parsePublish('8000-9000:80')).toEqual([['80/tcp', { HostIp: '', HostPort: '8000-9000' }]]);
  });
  it('shows neighbours together', () => {
    const open = (p: number, host?: number): { IP?: string; PrivatePort: number; PublicPort?: number; Type: string } => (host === undefined ? { PrivatePort: p, Type: 'tcp' } : { IP: '0.0.0.0', PrivatePort: p, PublicPort: host, Type: 'tcp' });
    expect(displayPorts([open(82), open(81), open(80), open(90, 9090), open(100, 100), open(101, 101), { IP: '::', PrivatePort: 90, PublicPort: 9090, Type: 'tcp' }])).toBe('80-82/tcp, 0.0.0.0:100-101->100-101/tcp, 0.0.0.0:9090->90/tcp, [::]:9090->90/tcp');
  });
});

describe('streams', () => {
  it('takes frames apart at any boundary', () => {
    const wire = Uint8Array.from([1, 0, 0, 0, 0, 0, 0, 4, 111, 117, 116, 10, 2, 0, 0, 0, 0, 0, 0, 4, 101, 114, 114, 10]);
    for (let cut = 0; cut <= wire.length; cut++) {
      const d = new Demultiplexer();
      const out: Record<number, string> = { 1: '', 2: '' };
      for (const piece of [wire.subarray(0, cut), wire.subarray(cut)]) for (const [fd, data] of d.push(piece)) out[fd] += decodeUtf8(data);
      expect(out).toEqual({ 1: 'out\n', 2: 'err\n' });
    }
  });
  it('finds the detach keys, and gives back what only began like them', () => {
    expect(parseKeys('ctrl-p,ctrl-q')).toEqual(Uint8Array.of(16, 17));
    expect(parseKeys('ctrl-],a')).toEqual(Uint8Array.of(29, 97));
    const w = new DetachWatcher(Uint8Array.of(16, 17));
    expect(w.push(encodeUtf8('ab\x10'))).toEqual(encodeUtf8('ab'));
    expect(w.push(encodeUtf8('c\x10\x10'))).toEqual(encodeUtf8('\x10c\x10'));
    expect(w.push(encodeUtf8('\x11'))).toBeUndefined();
  });
  it('draws bars when there is room', () => {
    expect(progressText({ current: 12345678, total: 29700000 }, 120, 0)).toBe(`[${'='.repeat(20)}>${' '.repeat(30)}]  12.35MB/29.7MB`);
    expect(progressText({ current: 12345678, total: 29700000 }, 80, 0)).toBe(' 12.35MB/29.7MB');
    expect(progressText({ current: 5 }, 80, 0)).toBe('      5B');
    expect(progressText({}, 80, 0)).toBe('');
  });
});
