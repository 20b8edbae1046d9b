/** Names resolve over the simulated network, with glibc's errors. */
import { expect, test } from 'vitest';
import { elfStub } from '../../abi/elf.ts';
import { S } from '../../abi/fs.ts';
import { CLONE } from '../../abi/process.ts';
import { reaper } from '../../world/init.ts';
import { NAMED, internetTree } from '../../world/internet.ts';
import { createWorld } from '../../world/world.ts';
import { programs as net } from '../bin/net/index.ts';
import { decodeDns, encodeDns } from './dns.ts';
import { GaiError, resolveHost } from './resolve.ts';
import type { Sys, Task } from '../../abi/sys.ts';
import type { TreeEntry } from '../../base/tree.ts';

test('the host file, then DNS; unknown names, no network', () => {
  const seen: string[] = [];
  const look = function* (sys: Sys, name: string): Task<void> {
    const start = sys.monotonic_ns();
    try {
      seen.push(`${name} ${(yield* resolveHost(sys, name)).join(' ')} ${Math.round((sys.monotonic_ns() - start) / 1e6)}ms`);
    } catch (e) {
      if (!(e instanceof GaiError)) throw e;
      seen.push(`${name}: ${e.message} ${Math.round((sys.monotonic_ns() - start) / 1e6)}ms`);
    }
  };
  const t = {
    name: 't',
    support: { level: 'full' as const },
    *main(sys: Sys): Task<number> {
      yield* sys.sleep(1e9);
      for (const name of ['localhost', '192.0.2.7', 'deb.debian.org', 'Short', 'nowhere.invalid']) yield* look(sys, name);
      sys.unshare(CLONE.NEWNET);
      yield* look(sys, 'deb.debian.org');
      return 0;
    },
  };
  const text = (path: string, content: string): TreeEntry => ({ path, mode: S.IFREG | 0o644, content });
  const exe = (path: string, program: string): TreeEntry => ({ path, mode: S.IFREG | 0o755, content: elfStub(program, 4096) });
  const world = createWorld(
    { seed: 1 },
    {
      programs: [reaper, t, ...net],
      files: () => [
        ...['/bin', '/sbin', '/dev', '/proc', '/sys', '/run', '/root', '/etc'].map((path) => ({ path, mode: S.IFDIR | 0o755 })),
        text('/etc/hosts', '127.0.0.1\tlocalhost\n127.0.1.1\thost\n'),
        text('/etc/resolv.conf', '# comment\nsearch debian.org docker.io\nnameserver 10.0.2.3\n'),
        exe('/sbin/init', 'init'),
        exe('/bin/t', 't'),
      ],
      internet: () => [...internetTree([NAMED])].map((e) => (e.path === '/etc/named.hosts' ? { ...e, content: `${e.content as string}198.51.100.99 short.docker.io\n` } : e)),
    },
  );
  const term = world.input({ kind: 'run', host: 'host', user: 'root', argv: ['/bin/t'] });
  for (let i = 0; i < 1000 && world.terminalExit(term) === undefined; i++) world.run(world.now_ns + 1e9);
  expect(seen).toEqual([
    'localhost 127.0.0.1 0ms',
    '192.0.2.7 192.0.2.7 0ms',
    'deb.debian.org 198.51.100.20 0ms',
    'Short 198.51.100.99 0ms',
    'nowhere.invalid: Name or service not known 1ms',
    'deb.debian.org: Temporary failure in name resolution 0ms',
  ]);
});

test('messages survive the way to bytes and back; broken ones are refused', () => {
  const m = { id: 4711, response: true, rcode: 0, name: 'www.example.com', type: 1, answers: [{ name: 'www.example.com', type: 5, ttl: 70_000, data: 'example.com' }, { name: 'example.com', type: 1, ttl: 60, data: '198.51.100.30' }] };
  const bytes = encodeDns(m);
  expect(decodeDns(bytes)).toMatchObject(m);
  for (let cut = 0; cut < bytes.length; cut++) expect(decodeDns(bytes.subarray(0, cut))).toBeUndefined();
});
