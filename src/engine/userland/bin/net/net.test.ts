/** Pure parts of the network programs: rules survive the way through the parser and back, filters choose, frames read as tcpdump prints them. */
import { expect, test } from 'vitest';
import { NetDb } from '../../libc/netdb.ts';
import { Accounts } from '../../libc/passwd.ts';
import { formatIpv6, parseIpv6, reverseName } from '../../libc/netaddr.ts';
import { saveRule } from './netfilter/format.ts';
import { parseCommand } from './netfilter/ruleparse.ts';
import { words } from './netfilter/restore.ts';
import { compile } from './tcpdump/filter.ts';
import { fileHeader, readPcap, record } from './tcpdump/pcap.ts';
import { Printer } from './tcpdump/print.ts';
import { concatBytes } from '../../../base/bytes.ts';

const db = new NetDb('http 80/tcp\ndomain 53/udp\n', 'tcp 6 TCP\nudp 17 UDP\ngre 47 GRE\n');
const context = { family: 'ipv4' as const, db, accounts: new Accounts('root:x:0:0::/:/bin/sh\n', 'root:x:0:\n'), numeric: true, hosts: new Map<string, string>() };

test('what iptables-save prints is read back to the same rule', () => {
  const lines = [
    '-A FORWARD ! -s 10.0.0.0/8 ! -d 1.2.3.4/32 -i eth0 -o docker+ -p gre -j DROP',
    '-A FORWARD -p tcp -m tcp --sport 1000:2000 ! --dport 80 -j ACCEPT',
    '-A FORWARD -p tcp -m tcp ! --tcp-flags FIN,SYN,RST,ACK SYN -j DROP',
    '-A FORWARD -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT',
    '-A PREROUTING -m addrtype --dst-type LOCAL -j DOCKER',
    '-A FORWARD -m comment --comment "with \\"quote\\" and \\\\back" -g DOCKER',
    '-A POSTROUTING -s 172.17.0.0/16 ! -o docker0 -j MASQUERADE',
    '-A PREROUTING -p tcp -m tcp --dport 8080 -j DNAT --to-destination 172.17.0.2:80',
    '-A FORWARD -m set --match-set docker-ext-bridges-v4 dst -j DOCKER-FORWARD',
  ];
  for (const line of lines) {
    const o = parseCommand(words(line), context);
    expect(saveRule(o.chain!, o.rules[0]!, context)).toBe(line);
  }
});

/** An Ethernet frame from its hexadecimal digits. */
const frame = (hex: string): Uint8Array => Uint8Array.from(hex.replace(/\s/g, '').match(/../g)!.map((b) => parseInt(b, 16)));
const ARP = frame('ffffffffffff 020000000002 0806 0001 0800 0604 0001 020000000002 0a090002 000000000000 0a090001');
const SYN = frame('020000000001 020000000002 0800 4500 0028 0001 4000 4006 0000 0a090002 0a090001 b820 0050 00000064 00000000 5002 faf0 0000 0000');

test('filters and lines of tcpdump', () => {
  const printer = new Printer({ link: false, verbose: 0, quiet: false, absolute: false, names: new Map(), db: undefined });
  const show = (data: Uint8Array): string => printer.line({ time_ns: 0, data, length: data.length });
  expect([show(ARP), show(SYN)]).toEqual(['ARP, Request who-has 10.9.0.1 tell 10.9.0.2, length 28', 'IP 10.9.0.2.47136 > 10.9.0.1.80: Flags [S], seq 100, win 64240, length 0']);
  const passes = (text: string): string => [ARP, SYN].map((d) => (compile(text, db, new Map())(d, d.length) ? 'y' : 'n')).join('');
  const table = { '': 'yy', arp: 'yn', 'tcp port http': 'ny', 'not arp and dst port 80': 'ny', 'src host 10.9.0.2': 'yy', 'net 10.9.0.0/24 or icmp': 'yy', 'tcp[tcpflags] & (tcp-syn|tcp-fin) != 0': 'ny', 'ip[8] = 64': 'ny', 'udp or (tcp and dst net 10.8)': 'nn', 'ether src 02:00:00:00:00:02': 'yy' };
  expect(Object.fromEntries(Object.keys(table).map((text) => [text, passes(text)]))).toEqual(table);
});

test('captures survive a file; addresses their texts', () => {
  const c = { time_ns: 1_700_000_000_123_456_000, data: SYN, length: 60 };
  const back = readPcap(concatBytes([fileHeader(262_144), record(c)]));
  expect(back).toEqual([{ time_ns: 1_700_000_000_123_456_000, data: SYN, length: 60 }]);
  for (const text of ['::', '::1', 'fe80::1', '2001:db8::ff00:42:8329', '::ffff:1.2.3.4', '1:2:3:4:5:6:7:8']) expect(formatIpv6(parseIpv6(text)!)).toBe(text);
  expect(reverseName(0x0a000203)).toBe('3.2.0.10.in-addr.arpa');
});
