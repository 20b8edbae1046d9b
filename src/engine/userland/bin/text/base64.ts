/** base64 and base32: encode and decode (coreutils 9.1). */
import type { Task } from '../../../abi/sys.ts';
import { isSysError } from '../../../abi/errno.ts';
import { decodeLatin1 } from '../../../base/bytes.ts';
import type { Program } from '../../libc/program.ts';
import { readFd, readFile } from '../../libc/stdio.ts';
import { Die, tool } from '../../libc/tool.ts';

const ALPHABET = { base64: 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/', base32: 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567' } as const;

function encode(data: Uint8Array, alphabet: string, bits: number, group: number): string {
  let out = '';
  let value = 0;
  let have = 0;
  for (const b of data) {
    value = ((value << 8) | b) & 0xffff;
    have += 8;
    while (have >= bits) {
      have -= bits;
      out += alphabet[(value >> have) & ((1 << bits) - 1)]!;
    }
  }
  if (have > 0) out += alphabet[(value << (bits - have)) & ((1 << bits) - 1)]!;
  while (out.length % group !== 0) out += '=';
  return out;
}

/** The bytes, and whether the input was well formed. */
function decode(text: string, alphabet: string, bits: number, group: number, garbage: boolean): { readonly data: Uint8Array; readonly ok: boolean } {
  const out: number[] = [];
  let value = 0;
  let have = 0;
  let digits = 0;
  let pads = 0;
  let ok = true;
  for (const ch of text) {
    if (ch === '\n') continue;
    const v = alphabet.indexOf(ch);
    if (v < 0) {
      if (ch === '=' && digits % group !== 0) {
        pads++;
        if ((digits + pads) % group === 0) digits = pads = have = 0;
        continue;
      }
      if (garbage) continue;
      ok = false;
      break;
    }
    if (pads > 0) {
      ok = false;
      break;
    }
    value = ((value << bits) | v) & 0xffff;
    have += bits;
    digits++;
    if (have >= 8) {
      have -= 8;
      out.push((value >> have) & 255);
    }
  }
  if (digits % group !== 0 || pads > 0) ok = false;
  return { data: Uint8Array.from(out), ok };
}

function make(name: 'base64' | 'base32'): Program {
  const bits = name === 'base64' ? 6 : 5;
  const group = name === 'base64' ? 4 : 8;
  const help = `Usage: % [OPTION]... [FILE]
Encode or decode FILE, or standard input, as ${name}.

  -d, --decode          decode
  -i, --ignore-garbage  when decoding, skip characters that are not of the alphabet
  -w, --wrap=COLS       new line after COLS characters (default 76); 0: no new lines
      --help        show this text and exit
      --version     show the version and exit
`;
  return tool({ name, help }, function* (t): Task<number> {
    let decoding = false;
    let garbage = false;
    let wrap = 76;
    const files = yield* t.options('diw:', { decode: 'd', 'ignore-garbage': 'i', wrap: 'w:' }, ({ key, arg }) => {
      if (key === 'd') decoding = true;
      else if (key === 'i') garbage = true;
      else {
        if (!/^\d+$/.test(arg)) throw new Die(`invalid wrap size: ${t.quote(arg)}`);
        wrap = Number(arg);
      }
    });
    if (files.length > 1) throw new Die(`extra operand ${t.quote(files[1]!)}`, 1, true);
    const file = files[0] ?? '-';
    let data: Uint8Array;
    try {
      data = file === '-' ? yield* readFd(t.sys, 0) : yield* readFile(t.sys, file);
    } catch (e) {
      if (!isSysError(e)) throw e;
      throw new Die(e.code === 'EISDIR' ? `read error: ${e.message}` : `${t.quotef(file)}: ${e.message}`);
    }
    if (decoding) {
      const r = decode(decodeLatin1(data), ALPHABET[name], bits, group, garbage);
      yield* t.out.writeBytes(r.data);
      if (!r.ok) throw new Die('invalid input');
      return 0;
    }
    const text = encode(data, ALPHABET[name], bits, group);
    if (wrap === 0) t.out.put(text);
    else for (let i = 0; i < text.length; i += wrap) t.out.put(`${text.slice(i, i + wrap)}\n`);
    return 0;
  });
}

export const base64 = make('base64');
export const base32 = make('base32');
