/** Socket addresses of the Internet families (sockaddr_in, sockaddr_in6) to and from the network's. */
import { fail } from '../../abi/errno.ts';
import { parseIpv4, parseIpv6 } from '../../base/inet.ts';
import { showAddress } from '../../net/tcp.ts';
import type { SocketAddress } from '../../abi/socket.ts';
import type { Endpoint } from '../../net/sock.ts';

export type InetFamily = 'inet' | 'inet6';

const MAPPED = 0xffffn << 32n;

/** As getsockname(2) tells it: an inet6 socket sees IPv4 addresses mapped. */
export function toAbi(e: Endpoint, family: InetFamily): SocketAddress {
  return { family, address: showAddress(e.address, family === 'inet' ? 4 : 6), port: e.port };
}

/** For traces: 'address:port', '[address]:port'. */
export function nameOf(e: Endpoint): string {
  const text = showAddress(e.address, 4);
  return typeof e.address === 'number' ? `${text}:${e.port}` : `[${text}]:${e.port}`;
}

/** An address with the device of its zone ('fe80::1%eth0'); ::ffff:a.b.c.d is the IPv4 address. EAFNOSUPPORT, EINVAL. */
export function fromAbi(address: SocketAddress, family: InetFamily): Endpoint & { readonly device: string | undefined } {
  if (address.family !== 'inet' && address.family !== 'inet6') fail('EAFNOSUPPORT');
  if (address.family === 'inet6' && family === 'inet') fail('EAFNOSUPPORT');
  const { port } = address;
  if (!Number.isInteger(port) || port < 0 || port > 65_535) fail('EINVAL');
  if (address.family === 'inet') return { address: parseIpv4(address.address) ?? fail('EINVAL'), port, device: undefined };
  const at = address.address.indexOf('%');
  const six = parseIpv6(at < 0 ? address.address : address.address.slice(0, at)) ?? fail('EINVAL');
  const device = at < 0 ? undefined : address.address.slice(at + 1);
  if (six >> 32n === MAPPED >> 32n) return { address: Number(six & 0xffffffffn), port, device };
  return { address: six, port, device };
}
