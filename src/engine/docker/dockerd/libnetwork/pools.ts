/** Pools, gateways and auxiliary addresses of a network that is made or restored: libnetwork's ipamAllocate. */
import { readTextIfAny } from '../../common/files.ts';
import { routeAnswer } from '../../../userland/libc/rtnetlink.ts';
import type { Sys, Task } from '../../../abi/sys.ts';
import { forbidden, invalid, system } from '../errors.ts';
import type { Ipam, Pool } from './ipam.ts';
import { contains, formatPrefix, parseAddress, parseCidr, prefixOf } from './prefix.ts';
import type { Prefix } from './prefix.ts';
import type { IpamConf, NetworkRecord, Subnet } from './record.ts';

/** What predefined pools must not overlap: the host's routes and the networks of its name servers. */
export function* reservedNetworks(sys: Sys): Task<Prefix[]> {
  const { routes = [] } = yield* routeAnswer(sys, { op: 'dump' });
  const out: Prefix[] = [];
  for (const r of routes) {
    const p = parseCidr(r.to.includes('/') ? r.to : `${r.to}/32`);
    if (p !== undefined && p.prefix.length > 0) out.push(p.prefix);
  }
  for (const [, server] of ((yield* readTextIfAny(sys, '/etc/resolv.conf')) ?? '').matchAll(/^nameserver\s+(\S+)/gm)) {
    const a = parseAddress(server!);
    if (a !== undefined) out.push(prefixOf(a, a.bits));
  }
  return out;
}

/** Take one subnet's pool and gateway. `wanted` is a predefined pool to have again. Throws; then nothing is taken. */
export function allocateSubnet(ipam: Ipam, v6: boolean, conf: IpamConf, skipGateway: boolean, reserved: readonly Prefix[], wanted?: string): Subnet {
  const text = conf.Subnet ?? wanted;
  const pool = text === undefined ? ipam.requestAny(v6, reserved) : ipam.request(parseCidr(text)!.prefix);
  try {
    return fill(pool, conf, skipGateway);
  } catch (e) {
    ipam.release(pool);
    throw e;
  }
}

function fill(pool: Pool, conf: IpamConf, skipGateway: boolean): Subnet {
  const range = conf.IPRange === undefined || conf.IPRange === '' ? undefined : parseCidr(conf.IPRange)!.prefix;
  const asked = conf.Gateway ?? '';
  let gateway;
  if (asked !== '' || !skipGateway) {
    gateway = asked === '' ? pool.next(range) : pool.take(parseAddress(asked)!);
    if (gateway === undefined) throw system(`failed to allocate gateway (${asked}): ${asked === '' ? 'no available addresses on this pool' : 'Address already in use'}`);
  }
  for (const [name, address] of Object.entries(conf.AuxiliaryAddresses ?? {})) {
    const a = parseAddress(address);
    if (a === undefined) throw invalid(`non parsable secondary ip address (${name}:${address})`);
    if (!contains(pool.prefix, a)) throw forbidden(`auxiliary address: (${name}:${address}) must belong to the master pool: ${formatPrefix(pool.prefix)}`);
    if (pool.take(a) === undefined) throw system(`failed to allocate secondary ip address (${name}:${address}): Address already in use`);
  }
  return { pool, prefix: pool.prefix, range, gateway };
}

/** The part of IPAM.Config of one family. */
export function confOf(r: NetworkRecord, bits: 32 | 128): IpamConf[] {
  return r.ipam.filter((c) => parseCidr(c.Subnet ?? '')?.prefix.bits === bits);
}
