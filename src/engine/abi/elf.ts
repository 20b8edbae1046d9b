/**
 * Executable stubs. A program's file begins with a genuine ELF64 header for x86-64, followed by a note that names the program which plays it; the rest is
 * declared content made from a seed, so that a file has its real size without costing memory. The kernel's loader reads the note (like binfmt_elf, which reads
 * PT_INTERP); an ELF file without one is a program that nobody here can play.
 */
import { decodeUtf8, encodeUtf8 } from '../base/bytes.ts';
import type { ContentSource } from '../base/content.ts';

const MARK = encodeUtf8('glasshull\0');
const NOTE_AT = 128;
/** The loader looks at this many bytes. */
export const ELF_HEAD = 256;

/** The first {@link ELF_HEAD} bytes of a stub: ELF64, little endian, System V, ET_DYN, EM_X86_64. */
function head(program: string): Uint8Array {
  const out = new Uint8Array(ELF_HEAD);
  out.set([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1, 0]);
  out.set([3, 0, 0x3e, 0, 1, 0, 0, 0], 16);
  out.set([64, 0, 0, 0, 0, 0, 0, 0], 32);
  out.set([64, 0, 56, 0], 52);
  out.set(MARK, NOTE_AT);
  out.set(encodeUtf8(`${program}\0`).subarray(0, ELF_HEAD - NOTE_AT - MARK.length), NOTE_AT + MARK.length);
  return out;
}

/** The content of an executable that `program` plays, `size` bytes long (at least {@link ELF_HEAD}). */
export function elfStub(program: string, size: number): ContentSource {
  const total = Math.max(size, ELF_HEAD);
  let first: Uint8Array | undefined;
  return {
    size: total,
    key: `elf:${program}:${total}`,
    read(offset, length) {
      first ??= head(program);
      const out = new Uint8Array(length);
      let x = (total ^ Math.imul(program.length + 1, 0x9e3779b1)) >>> 0 || 1;
      for (let i = 0; i < length; i++) {
        const at = offset + i;
        if (at < ELF_HEAD) out[i] = first[at]!;
        else {
          // Code-like bytes: a function of the position alone, so that any range reads the same.
          x = Math.imul((at >>> 4) ^ total, 0x85ebca6b) >>> 0;
          out[i] = (at & 15) < 6 ? x >>> ((at & 3) * 8) : 0;
        }
      }
      return out;
    },
  };
}

/** Is this the beginning of an ELF file? */
export function isElf(bytes: Uint8Array): boolean {
  return bytes.length >= 4 && bytes[0] === 0x7f && bytes[1] === 0x45 && bytes[2] === 0x4c && bytes[3] === 0x46;
}

/** The program that a stub's first bytes name, or undefined when they name none. */
export function programOf(bytes: Uint8Array): string | undefined {
  if (!isElf(bytes) || bytes.length < NOTE_AT + MARK.length + 1) return undefined;
  for (let i = 0; i < MARK.length; i++) if (bytes[NOTE_AT + i] !== MARK[i]) return undefined;
  const start = NOTE_AT + MARK.length;
  let end = start;
  while (end < bytes.length && bytes[end] !== 0) end++;
  return decodeUtf8(bytes, start, end);
}
