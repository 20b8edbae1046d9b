/** Addresses of either family: numbers are IPv4, bigints IPv6. And MAC addresses, numbers of 48 bits. */
import { maskOf, parseIp } from '../base/inet.ts';
import { isMulticast6, mask6 } from './ipv6.ts';
import type { IpAddress, IpPacket, Mac } from './skbuff.ts';

export { formatIp, parseIp } from '../base/inet.ts';

export type Family = 4 | 6;

export function familyOf(address: IpAddress): Family {
  return typeof address === 'number' ? 4 : 6;
}

/** Bits of an address. */
export function widthOf(family: Family): number {
  return family === 4 ? 32 : 128;
}

/** 0.0.0.0 or ::. */
export function anyOf(family: Family): IpAddress {
  return family === 4 ? 0 : 0n;
}

/** The network that an address is in. */
export function networkOf(address: IpAddress, prefix: number): IpAddress {
  return typeof address === 'number' ? (address & maskOf(prefix)) >>> 0 : address & mask6(prefix);
}

export function within(address: IpAddress, network: IpAddress, prefix: number): boolean {
  return typeof address === typeof network && networkOf(address, prefix) === networkOf(network, prefix);
}

/** An address with its prefix length: 'ADDRESS' or 'ADDRESS/PREFIX'. undefined when it is none. */
export function parsePrefix(text: string): { readonly address: IpAddress; readonly prefix: number } | undefined {
  const [head = '', tail, more] = text.split('/');
  const address = parseIp(head);
  if (address === undefined || more !== undefined) return undefined;
  const width = widthOf(familyOf(address));
  const prefix = tail === undefined ? width : /^\d{1,3}$/.test(tail) ? Number(tail) : -1;
  return prefix < 0 || prefix > width ? undefined : { address, prefix };
}

export function isMulticast(address: IpAddress): boolean {
  return typeof address === 'number' ? address >>> 28 === 14 : isMulticast6(address);
}

/** 127.0.0.0/8 or ::1. */
export function isLoopbackAddress(address: IpAddress): boolean {
  return typeof address === 'number' ? address >>> 24 === 127 : address === 1n;
}

/** The MAC address of a multicast group (RFC 1112, RFC 2464). */
export function multicastMac(address: IpAddress): Mac {
  return typeof address === 'number' ? 0x01005e000000 + (address & 0x7fffff) : 0x333300000000 + Number(address & 0xffffffffn);
}

/** The group bit. */
export function isGroupMac(mac: Mac): boolean {
  return (Math.floor(mac / 0x10000000000) & 1) === 1;
}

export function formatMac(mac: Mac): string {
  return mac.toString(16).padStart(12, '0').replace(/..\B/g, '$&:');
}

/** undefined when it is none. */
export function parseMac(text: string): Mac | undefined {
  if (!/^[0-9a-f]{1,2}(:[0-9a-f]{1,2}){5}$/i.test(text)) return undefined;
  let mac = 0;
  for (let at = 0; at >= 0; ) {
    const colon = text.indexOf(':', at);
    mac = mac * 256 + parseInt(text.slice(at, colon < 0 ? text.length : colon), 16);
    at = colon < 0 ? -1 : colon + 1;
  }
  return mac;
}

/** Header length of a packet's family, without options. */
export function ipHeaderLength(packet: IpPacket): number {
  return packet.kind === 'ipv4' ? 20 : 40;
}
