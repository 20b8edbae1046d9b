/** BusyBox's ifconfig: its own form of showing; changes are net-tools'. */
import { formatIpv4, maskOf, splitPrefix } from '../../libc/netaddr.ts';
import { writeText } from '../../libc/stdio.ts';
import { flagNames, flagsOf, guarded, human, links } from '../net/nettools/common.ts';
import { ifconfig as netTools } from '../net/nettools/ifconfig.ts';
import type { LinkInfo } from '../../../abi/netlink.ts';
import type { Sys, Task } from '../../../abi/sys.ts';
import type { Program } from '../../libc/program.ts';

const SCOPES = { global: 'Global', link: 'Link', host: 'Host' } as const;

function text(l: LinkInfo): string {
  const pad = ' '.repeat(10);
  let out = `${l.name.padEnd(9)} Link encap:${l.kind === 'loopback' ? 'Local Loopback  ' : `Ethernet  HWaddr ${l.mac.toUpperCase()}  `}\n`;
  for (const a of l.addressInfo) {
    const { address, length } = splitPrefix(a.address);
    if (a.family === 'inet6') out += `${pad}inet6 addr: ${address}/${length} Scope:${SCOPES[a.scope]}\n`;
    else if ((a.label ?? l.name) === l.name) out += `${pad}inet addr:${address}${l.kind === 'loopback' ? '' : `  Bcast:${a.broadcast ?? '0.0.0.0'}`}  Mask:${formatIpv4(maskOf(length))}\n`;
  }
  const size = (n: number): string => `${n} (${human(n)})`;
  out += `${pad}${flagNames(flagsOf(l)).replaceAll(',', ' ')}  MTU:${l.mtu}  Metric:1\n`;
  out += `${pad}RX packets:${l.rx.packets} errors:${l.rx.errors} dropped:${l.rx.dropped} overruns:0 frame:0\n${pad}TX packets:${l.tx.packets} errors:${l.tx.errors} dropped:${l.tx.dropped} overruns:0 carrier:0\n`;
  return `${out}${pad}collisions:0 txqueuelen:${l.txqlen} \n${pad}RX bytes:${size(l.rx.bytes)}  TX bytes:${size(l.tx.bytes)}\n\n`;
}

function* show(sys: Sys, name: string | undefined, all: boolean): Task<number> {
  const found = (yield* links(sys)).filter((l) => (name === undefined ? all || l.up : l.name === name));
  if (name !== undefined && found.length === 0) {
    yield* writeText(sys, 2, `ifconfig: ${name}: error fetching interface information: Device not found\n`);
    return 1;
  }
  yield* writeText(sys, 1, [...found].sort((a, b) => (a.name < b.name ? -1 : 1)).map(text).join(''));
  return 0;
}

export const ifconfig: Program = {
  name: 'ifconfig',
  support: { level: 'full' },
  *main(sys, argv, envp) {
    const words = argv.slice(1).filter((a) => a !== '-a');
    if (words.length > 1) return yield* netTools.main(sys, argv, envp);
    return yield* guarded(sys, 'ifconfig', show(sys, words[0], argv.includes('-a')));
  },
};
