/** Random identifiers. */
import { toHex } from '../../base/bytes.ts';
import type { Sys } from '../../abi/sys.ts';

/** 64 hexadecimal digits, of which the first twelve are not all decimal (a short id must not look like a number). */
export function newId(sys: Sys): string {
  for (;;) {
    const id = toHex(sys.getrandom(32));
    if (/[a-f]/.test(id.slice(0, 12))) return id;
  }
}

const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** 26 letters and digits: the name of a layer's short link under overlay2/l. */
export function newLink(sys: Sys): string {
  let text = '';
  for (const b of sys.getrandom(26)) text += BASE32[b & 31]!;
  return text;
}

/** A random, locally administered unicast MAC address. */
export function newMac(sys: Sys): string {
  const b = sys.getrandom(6);
  b[0] = (b[0]! & 0xfe) | 0x02;
  return Array.from(b, (x) => x.toString(16).padStart(2, '0')).join(':');
}

/** The twelve digits that people see. */
export function shortId(id: string): string {
  return id.replace(/^sha256:/, '').slice(0, 12);
}
