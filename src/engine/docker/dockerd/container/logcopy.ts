/**
 * The short way through a json-file log: a line without escapes is copied as bytes into the stream that the client reads. What a line is
 * otherwise (escapes, other keys) goes the long way, through JSON. Both ways give the same bytes.
 */
import { assert } from '../../../base/assert.ts';
import { decodeUtf8, encodeUtf8 } from '../../../base/bytes.ts';
import type { LogLine } from './logfile.ts';

const HEAD = encodeUtf8('{"log":"');
/** What stands between the text and the time, with the stream's name in the middle. */
const BETWEEN = encodeUtf8('","stream":"stdout","time":"');
const LF = 10;
const QUOTE = 34;
const BACKSLASH = 92;
/** Where BETWEEN holds the part of the name that differs. */
const NAME = [15, 16, 17] as const;
const FRAME_HEADER = 8;
/** Up to this length a loop is faster than a call. */
const SHORT = 256;

/** What of the streams is wanted, and whether frames separate them. */
export interface CopyOptions {
  readonly stdout: boolean;
  readonly stderr: boolean;
  readonly framed: boolean;
}

/**
 * Render all whole lines of `bytes`; `slow` renders a parsed line as the client gets it. How many lines there were and how many bytes they took
 * stand beside what the client gets. The work is done in place in a copy: what a client gets of a line is never longer than its JSON.
 */
export function copyLines(bytes: Uint8Array, options: CopyOptions, slow: (line: LogLine) => Uint8Array): { readonly out: Uint8Array; readonly lines: number; readonly used: number } {
  const used = bytes.lastIndexOf(LF) + 1;
  const out = bytes.slice(0, used);
  let at = 0;
  let lines = 0;
  /** The first backslash not before the line; a search for each line would be quadratic. */
  let slash = -1;
  for (let start = 0; start < used; lines++) {
    const end = out.indexOf(LF, start);
    const from = start + HEAD.length;
    const to = endOfText(out, start, end);
    if (slash < from) slash = out.indexOf(BACKSLASH, from);
    if (slash < 0) slash = used;
    const newline = slash === to - 2 && out[to - 1] === 0x6e;
    if (to < 0 || (slash < to && !newline)) {
      const data = slow(JSON.parse(decodeUtf8(out, start, end)) as LogLine);
      start = end + 1;
      assert(at + data.length <= start, 'a line is shorter than its JSON');
      out.set(data, at);
      at += data.length;
      continue;
    }
    start = end + 1;
    const stderr = out[to + NAME[0]] === 0x65;
    if (!(stderr ? options.stderr : options.stdout)) continue;
    const length = to - from - (newline ? 1 : 0);
    if (options.framed) {
      out[at] = stderr ? 2 : 1;
      out[at + 1] = out[at + 2] = out[at + 3] = 0;
      out[at + 4] = length >>> 24;
      out[at + 5] = length >>> 16;
      out[at + 6] = length >>> 8;
      out[at + 7] = length;
      at += FRAME_HEADER;
    }
    if (length < SHORT) for (let i = 0; i < length; i++) out[at + i] = out[from + i]!;
    else out.copyWithin(at, from, from + length);
    at += length;
    if (newline) out[at - 1] = LF;
  }
  return { out: out.subarray(0, at), lines, used };
}

/** Where a line's text ends; -1 when the line has another shape than jsonlog.ts writes. */
function endOfText(bytes: Uint8Array, start: number, end: number): number {
  for (let i = 0; i < HEAD.length; i++) if (bytes[start + i] !== HEAD[i]) return -1;
  if (bytes[end - 1] !== 0x7d || bytes[end - 2] !== QUOTE) return -1;
  const time = bytes.lastIndexOf(QUOTE, end - 3);
  const to = time + 1 - BETWEEN.length;
  if (to < start + HEAD.length) return -1;
  for (let i = 0; i < BETWEEN.length; i++) if (bytes[to + i] !== BETWEEN[i] && (i < NAME[0] || i > NAME[2])) return -1;
  return to;
}
