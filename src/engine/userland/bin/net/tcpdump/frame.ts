/** A captured frame, and where its headers are. All readers take bytes beyond the end for zeros. */

export interface Capture {
  /** Nanoseconds since the epoch. */
  readonly time_ns: number;
  /** Ethernet frame, perhaps cut. */
  readonly data: Uint8Array;
  /** Length before it was cut. */
  readonly length: number;
  readonly device?: string;
  readonly direction?: 'in' | 'out' | 'broadcast' | 'multicast' | 'otherhost';
}

export const u8 = (b: Uint8Array, at: number): number => b[at] ?? 0;
export const u16 = (b: Uint8Array, at: number): number => u8(b, at) * 256 + u8(b, at + 1);
export const u32 = (b: Uint8Array, at: number): number => u16(b, at) * 65536 + u16(b, at + 2);

/** Offsets in the frame: the network header behind the link header and VLAN tags, and the transport's. */
export interface Layers {
  readonly etherType: number;
  readonly vlan: number | undefined;
  readonly net: number;
  /** IP version, 0 for anything else. */
  readonly version: number;
  readonly protocol: number;
  /** -1 for fragments that are not the first. */
  readonly transport: number;
}

export function layersOf(data: Uint8Array): Layers {
  let etherType = u16(data, 12);
  let net = 14;
  let vlan: number | undefined;
  if (etherType === 0x8100) {
    vlan = u16(data, 14) & 0xfff;
    etherType = u16(data, 16);
    net = 18;
  }
  if (etherType === 0x0800) {
    const fragment = u16(data, net + 6) & 0x1fff;
    return { etherType, vlan, net, version: 4, protocol: u8(data, net + 9), transport: fragment === 0 ? net + (u8(data, net) & 15) * 4 : -1 };
  }
  if (etherType === 0x86dd) {
    let protocol = u8(data, net + 6);
    let at = net + 40;
    if (protocol === 0) {
      protocol = u8(data, at);
      at += 8 + u8(data, at + 1) * 8;
    }
    return { etherType, vlan, net, version: 6, protocol, transport: at };
  }
  return { etherType, vlan, net, version: 0, protocol: 0, transport: -1 };
}

export function macText(b: Uint8Array, at: number): string {
  return Array.from({ length: 6 }, (_, i) => u8(b, at + i).toString(16).padStart(2, '0')).join(':');
}
