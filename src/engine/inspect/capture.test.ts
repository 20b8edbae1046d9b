/** What the panel records and what tcpdump writes, opened by tshark: nothing malformed, every checksum right. */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { Host } from '../docker/testing/host.ts';
import { makeInspector } from './inspector.ts';
import { makeNetworkInspector } from './networkinspector.ts';

const tshark = spawnSync('tshark', ['--version']).status === 0;
if (!tshark) console.warn('skipped: captures are not opened, as tshark is not installed (apt-get install tshark)');
const dir = mkdtempSync(join(tmpdir(), 'glasshull-pcap-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

const CHECKS = ['ip.check_checksum', 'tcp.check_checksum', 'udp.check_checksum'].flatMap((option) => ['-o', `${option}:TRUE`]);

/** Protocols that tshark sees, and the frames with which something is wrong. */
function opened(file: Uint8Array): { protocols: string[]; wrong: string } {
  const path = join(dir, 'one.pcap');
  writeFileSync(path, file);
  const ask = (...args: string[]): string => execFileSync('tshark', ['-n', '-r', path, ...CHECKS, ...args], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  const bad = '_ws.malformed || ip.checksum.status == "Bad" || tcp.checksum.status == "Bad" || udp.checksum.status == "Bad" || icmp.checksum.status == "Bad" || icmpv6.checksum.status == "Bad" || _ws.short';
  return { protocols: [...new Set(ask('-T', 'fields', '-e', '_ws.col.Protocol').trim().split('\n'))].sort(), wrong: ask('-Y', bad) };
}

const TRAFFIC = `
docker run -d --name web -p 8080:80 busybox httpd -f -p 80 -h /etc >/dev/null
docker network create --ipv6 --subnet 10.6.0.0/24 --subnet fd00:6::/64 six >/dev/null
docker run -d --name six --network six busybox sleep 1d >/dev/null
wget -qO- http://10.0.2.15:8080/hostname
docker exec web ping -c 1 198.51.100.30
docker exec web nslookup example.com
ping -c 1 172.17.0.2; ping -s 4000 -c 1 172.17.0.2
ping -c 1 fd00:6::2
docker exec six nslookup web
echo x | nc -u -w 1 172.17.0.2 99
`;

test.skipIf(!tshark)("the panel's recording", () => {
  const host = new Host();
  const inspector = makeNetworkInspector(host.world, makeInspector(host.world));
  host.run('sleep 1');
  inspector.capture(true);
  for (const line of TRAFFIC.trim().split('\n')) {
    host.run(line);
    inspector.follow();
  }
  const { frames, file } = inspector.pcap('');
  expect(frames).toBeGreaterThan(60);
  const { protocols, wrong } = opened(file);
  expect(wrong).toBe('');
  expect(protocols).toEqual(expect.arrayContaining(['ARP', 'DNS', 'HTTP', 'ICMP', 'ICMPv6', 'TCP', 'UDP']));
});

test.skipIf(!tshark)('the file that tcpdump -w writes', () => {
  const host = new Host();
  const text = host.run(`docker version >/dev/null; tcpdump -i any -w /tmp/any.pcap 2>/dev/null & tcpdump -i docker0 -w /tmp/docker0.pcap 2>/dev/null &
sleep 1
(${TRAFFIC}) >/dev/null 2>&1
sleep 1; kill %1 %2; wait
echo; base64 -w 0 /tmp/any.pcap; echo; base64 -w 0 /tmp/docker0.pcap; echo`);
  const [any = '', docker0 = ''] = text.trim().split('\n').slice(-2);
  for (const [name, file] of [['any', any], ['docker0', docker0]] as const) {
    const { protocols, wrong } = opened(Buffer.from(file, 'base64'));
    expect([name, wrong]).toEqual([name, '']);
    expect(protocols).toEqual(expect.arrayContaining(['ARP', 'HTTP', 'ICMP', 'TCP', 'UDP']));
  }
});
