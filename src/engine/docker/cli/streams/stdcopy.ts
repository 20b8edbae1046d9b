/** The frames in which the daemon sends standard output and error of a container without a terminal over one connection (stdcopy). */
import { concatBytes, decodeUtf8, EMPTY } from '../../../base/bytes.ts';
import { STREAM_HEADER_BYTES, StreamType } from '../../api/types.ts';
import { CliError } from '../error.ts';

/** Takes frames apart, whatever the pieces in which they arrive. */
export class Demultiplexer {
  private header: Uint8Array = EMPTY;
  private kind = 0;
  private left = 0;

  /** Bytes for descriptor 1 or 2, in order. Throws {@link CliError} for the daemon's own error frame or an unknown one. */
  *push(data: Uint8Array): Generator<readonly [1 | 2, Uint8Array], void, unknown> {
    let rest = this.header.length === 0 ? data : concatBytes([this.header, data]);
    this.header = EMPTY;
    while (rest.length > 0) {
      if (this.left === 0) {
        if (rest.length < STREAM_HEADER_BYTES) {
          this.header = rest;
          return;
        }
        this.kind = rest[0]!;
        this.left = ((rest[4]! << 24) | (rest[5]! << 16) | (rest[6]! << 8) | rest[7]!) >>> 0;
        rest = rest.subarray(STREAM_HEADER_BYTES);
        if (this.kind > StreamType.SystemErr) throw new CliError(`unrecognized stream: ${this.kind}`);
        continue;
      }
      const part = rest.subarray(0, this.left);
      this.left -= part.length;
      rest = rest.subarray(part.length);
      if (this.kind === StreamType.SystemErr) throw new CliError(`error from daemon in stream: ${decodeUtf8(part)}`);
      yield [this.kind === StreamType.Stderr ? 2 : 1, part];
    }
  }
}
