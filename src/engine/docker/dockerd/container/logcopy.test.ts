/** The short way through the log and the long one give the same. */
import { expect, it } from 'vitest';
import { concatBytes, decodeUtf8, encodeUtf8 } from '../../../base/bytes.ts';
import { Random } from '../../../base/random.ts';
import { frame } from './attach.ts';
import { JsonCodec } from './jsonlog.ts';
import { copyLines } from './logcopy.ts';

const TEXTS = ['plain\n', '\n', '', 'no end', 'tab\there\n', 'a "quote"\n', '\\n\n', 'back\\', 'é ü\n', '","stream":"stderr","time":"x"}\n', 'n\\', '\u0001\n', 'x'.repeat(300)];

it('copies every kind of line as JSON would read it', () => {
  const random = new Random(5);
  for (let round = 0; round < 300; round++) {
    let log = '';
    for (let n = random.below(12); n >= 0; n--) {
      const stream = random.below(2) === 0 ? 'stdout' : 'stderr';
      const time = `2026-11-02T09:00:0${random.below(10)}${random.below(2) === 0 ? '' : '.12345'}Z`;
      const line = { log: TEXTS[random.below(TEXTS.length)]!, stream, time };
      log += random.below(9) === 0 ? `${JSON.stringify({ time: line.time, stream, log: line.log })}\n` : `${JSON.stringify(line)}\n`;
    }
    const bytes = encodeUtf8(log + (round % 2 === 0 ? '' : '{"log":"cut'));
    const { lines, rest } = new JsonCodec({}).decode(bytes);
    for (const framed of [true, false])
      for (const stderr of [true, false]) {
        const wanted = concatBytes(lines.filter((l) => stderr || l.stream === 'stdout').map((l) => (framed ? frame(l.stream, encodeUtf8(l.log)) : encodeUtf8(l.log))));
        const got = copyLines(bytes, { stdout: true, stderr, framed }, (l) => (!stderr && l.stream === 'stderr' ? new Uint8Array(0) : framed ? frame(l.stream, encodeUtf8(l.log)) : encodeUtf8(l.log)));
        expect({ out: decodeUtf8(got.out), lines: got.lines, used: got.used }).toEqual({ out: decodeUtf8(wanted), lines: lines.length, used: bytes.length - rest.length });
      }
  }
});
