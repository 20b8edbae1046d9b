/** Who a name or an address stands for on the networks of a container (libnetwork's ResolveName and ResolveIP). */
import { formatAddress } from './prefix.ts';
import type { Address } from './prefix.ts';
import type { Endpoint, Sandbox } from './record.ts';

function addressesOf(list: readonly Endpoint[]): Address[] {
  return list.flatMap((e) => [e.address4, e.address6].filter((a) => a !== undefined));
}

/** Addresses of `name`, or of `name` on the network that follows its last dots; undefined when nobody has that name. */
export function resolveName(sandbox: Sandbox, name: string): Address[] | undefined {
  for (let cut = name.length; cut > 0; cut = name.lastIndexOf('.', cut - 1)) {
    const host = name.slice(0, cut);
    const network = name.slice(cut + 1);
    for (const links of [true, false]) {
      for (const e of sandbox.endpoints) {
        if (network !== '' && network !== e.network.name) continue;
        const target = e.links.get(host);
        if ((target !== undefined) !== links) continue;
        const found = e.network.names.get(target ?? host);
        if (found !== undefined) return addressesOf(found);
      }
    }
  }
  return undefined;
}

/** `2.0.18.172.in-addr.arpa` to `c1.network`; undefined when no container has that address. */
export function resolveAddress(sandbox: Sandbox, pointer: string): string | undefined {
  const lower = pointer.toLowerCase();
  for (const { network } of sandbox.endpoints) {
    for (const e of network.endpoints.values()) {
      if (e.dnsNames.length === 0) continue;
      for (const a of [e.address4, e.address6]) if (a !== undefined && pointerOf(a) === lower) return `${e.dnsNames[0]}.${network.name}`;
    }
  }
  return undefined;
}

function pointerOf(a: Address): string {
  if (a.bits === 32) return `${formatAddress(a).split('.').reverse().join('.')}.in-addr.arpa`;
  return `${[...a.value.toString(16).padStart(32, '0')].reverse().join('.')}.ip6.arpa`;
}
