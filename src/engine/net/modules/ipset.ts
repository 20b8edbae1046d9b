/**
 * IP sets (ipset(8)): hash:net, hash:ip, hash:ip,port and hash:net,iface. Membership is looked up longest prefix first. Left out: time-outs,
 * counters, comments, nomatch, the bitmap and list types.
 */
import { fail } from '../../abi/errno.ts';
import { formatIp, networkOf, parsePrefix, widthOf } from '../address.ts';
import type { IpsetInfo, NfFamily } from '../../abi/netfilter.ts';
import type { IpAddress } from '../skbuff.ts';

const TYPES: Readonly<Record<string, readonly ('ip' | 'net' | 'port' | 'iface')[]>> = { 'hash:ip': ['ip'], 'hash:net': ['net'], 'hash:ip,port': ['ip', 'port'], 'hash:net,port': ['net', 'port'], 'hash:net,iface': ['net', 'iface'] };

const PROTOCOLS: Readonly<Record<string, number>> = { tcp: 6, udp: 17, sctp: 132 };

/** What of a packet is compared, in the order of the set's type. */
export interface SetKey {
  readonly address: IpAddress;
  readonly protocol: number;
  readonly port: number;
  readonly iface: string;
}

export class IpSet {
  readonly name: string;
  readonly type: string;
  readonly family: NfFamily;
  references = 0;
  private readonly parts: readonly string[];
  private readonly entries = new Map<string, string>();
  private readonly prefixes = new Map<number, number>();

  /** EINVAL for a type that there is none of. */
  constructor(name: string, type: string, family: NfFamily) {
    this.name = name;
    this.type = type;
    this.family = family;
    this.parts = TYPES[type] ?? fail('EINVAL');
  }

  /** An entry's key, its text and its prefix length. EINVAL. */
  private parse(entry: string): { key: string; text: string; prefix: number } {
    const fields = entry.split(',');
    if (fields.length !== this.parts.length) fail('EINVAL');
    const p = parsePrefix(fields[0]!) ?? fail('EINVAL');
    const width = widthOf(this.family === 'ipv4' ? 4 : 6);
    if ((typeof p.address === 'number') !== (this.family === 'ipv4')) fail('EINVAL');
    if (p.prefix !== width && this.parts[0] === 'ip') fail('EINVAL');
    const address = networkOf(p.address, p.prefix);
    const head = p.prefix === width ? formatIp(address) : `${formatIp(address)}/${p.prefix}`;
    let key = `${address}/${p.prefix}`;
    let text = head;
    if (this.parts[1] === 'port') {
      const [protocol = 'tcp', number] = fields[1]!.includes(':') ? fields[1]!.split(':') : ['tcp', fields[1]];
      const port = Number(number);
      if (PROTOCOLS[protocol] === undefined || !Number.isInteger(port) || port < 0 || port > 65535) fail('EINVAL');
      key += ` ${PROTOCOLS[protocol]} ${port}`;
      text += `,${protocol}:${port}`;
    } else if (this.parts[1] === 'iface') {
      key += ` ${fields[1]}`;
      text += `,${fields[1]}`;
    }
    return { key, text, prefix: p.prefix };
  }

  /** EEXIST. */
  add(entry: string): void {
    const { key, text, prefix } = this.parse(entry);
    if (this.entries.has(key)) fail('EEXIST');
    this.entries.set(key, text);
    this.prefixes.set(prefix, (this.prefixes.get(prefix) ?? 0) + 1);
  }

  /** ENOENT. */
  remove(entry: string): void {
    const { key, prefix } = this.parse(entry);
    if (!this.entries.delete(key)) fail('ENOENT');
    const left = this.prefixes.get(prefix)! - 1;
    if (left > 0) this.prefixes.set(prefix, left);
    else this.prefixes.delete(prefix);
  }

  /** ENOENT unless the entry, or a network with it, is in the set. */
  test(entry: string): void {
    const { key } = this.parse(entry);
    if (this.entries.has(key)) return;
    const [address = '', , port] = key.split(/[/ ]/);
    const value = this.family === 'ipv4' ? Number(address) : BigInt(address);
    const [, protocol = '0', number = '0'] = key.split(' ');
    if (!this.has({ address: value, protocol: Number(protocol), port: Number(number), iface: port ?? '' })) fail('ENOENT');
  }

  has(k: SetKey): boolean {
    const rest = this.parts[1] === 'port' ? ` ${k.protocol} ${k.port}` : this.parts[1] === 'iface' ? ` ${k.iface}` : '';
    for (const prefix of this.prefixes.keys()) if (this.entries.has(`${networkOf(k.address, prefix)}/${prefix}${rest}`)) return true;
    return false;
  }

  flush(): void {
    this.entries.clear();
    this.prefixes.clear();
  }

  get info(): IpsetInfo {
    return { name: this.name, type: this.type, family: this.family, entries: [...this.entries.values()], references: this.references };
  }
}
