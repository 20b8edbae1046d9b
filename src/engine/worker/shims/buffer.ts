/**
 * What memfs needs of node:buffer in a browser: bytes that can be copied, filled, joined and told from other arrays. Text encodings
 * other than UTF-8 are left out: the disk's blobs are bytes.
 */
const encoder = new TextEncoder();
const decoder = new TextDecoder();

export class Buffer extends Uint8Array {
  static alloc(size: number): Buffer {
    return new Buffer(size);
  }

  static allocUnsafe(size: number): Buffer {
    return new Buffer(size);
  }

  static override from(data: unknown, offset?: unknown, length?: unknown): Buffer {
    if (typeof data === 'string') return new Buffer(encoder.encode(data));
    if (data instanceof ArrayBuffer) return new Buffer(data, typeof offset === 'number' ? offset : 0, typeof length === 'number' ? length : undefined);
    return new Buffer(data as ArrayLike<number>);
  }

  static concat(parts: readonly Uint8Array[]): Buffer {
    const joined = new Buffer(parts.reduce((sum, part) => sum + part.length, 0));
    let at = 0;
    for (const part of parts) {
      joined.set(part, at);
      at += part.length;
    }
    return joined;
  }

  static isBuffer(value: unknown): boolean {
    return value instanceof Buffer;
  }

  static isEncoding(name: string): boolean {
    return /^utf-?8$/i.test(name);
  }

  copy(target: Uint8Array, at = 0, from = 0, to = this.length): number {
    const part = this.subarray(from, Math.min(to, from + target.length - at));
    target.set(part, at);
    return part.length;
  }

  override toString(): string {
    return decoder.decode(this);
  }
}
