/** Just enough of tar (ustar) to make and read what the tests send: regular files with short names. */

const BLOCK = 512;

/** One file with its header, padded; an archive ends with two empty blocks. */
export function tarFile(name: string, text: string): Buffer {
  const data = Buffer.from(text);
  const header = Buffer.alloc(BLOCK);
  header.write(name, 0);
  header.write('0000644\0', 100);
  header.write('0000000\0', 108);
  header.write('0000000\0', 116);
  header.write(`${data.length.toString(8).padStart(11, '0')}\0`, 124);
  header.write('00000000000\0', 136);
  header.write('        0', 148);
  header.write('ustar\x0000', 257);
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  return Buffer.concat([header, data, Buffer.alloc((BLOCK - (data.length % BLOCK)) % BLOCK)]);
}

/** The entries of an archive. */
export function untar(archive: Buffer): { readonly name: string; readonly text: string }[] {
  const out: { name: string; text: string }[] = [];
  for (let at = 0; at + BLOCK <= archive.length && archive[at] !== 0; ) {
    const field = (from: number, length: number): string => archive.toString('latin1', at + from, at + from + length).split('\0')[0]!.trim();
    const size = parseInt(field(124, 12), 8) || 0;
    out.push({ name: field(0, 100), text: archive.toString('utf8', at + BLOCK, at + BLOCK + size) });
    at += BLOCK + Math.ceil(size / BLOCK) * BLOCK;
  }
  return out;
}
