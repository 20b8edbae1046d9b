/** A small world for tests: a host with the given programs in /bin, nearly no files, and no services. */
import { elfStub } from '../abi/elf.ts';
import { S } from '../abi/fs.ts';
import type { Main, Sys, Task } from '../abi/sys.ts';
import { decodeUtf8, encodeUtf8 } from '../base/bytes.ts';
import type { TreeEntry } from '../base/tree.ts';
import type { Program } from '../userland/libc/program.ts';
import type { WorldOptions } from './api.ts';
import { reaper } from './init.ts';
import { createWorld } from './world.ts';
import type { SimWorld } from './world.ts';

const FILES: readonly TreeEntry[] = [
  ...['/dev', '/proc', '/sys', '/run', '/bin', '/sbin', '/root', '/etc', '/var'].map((path) => ({ path, mode: S.IFDIR | 0o755 })),
  { path: '/tmp', mode: S.IFDIR | 0o1777 },
  { path: '/home/learner', mode: S.IFDIR | 0o755, uid: 1000, gid: 1000 },
  { path: '/etc/passwd', mode: S.IFREG | 0o644, content: 'root:x:0:0:root:/root:/bin/sh\nlearner:x:1000:1000::/home/learner:/bin/sh\n' },
  { path: '/etc/group', mode: S.IFREG | 0o644, content: 'root:x:0:\nlearner:x:1000:\n' },
  { path: '/sbin/init', mode: S.IFREG | 0o755, content: elfStub('init', 4096) },
];

/** A program of this name. */
export function program(name: string, main: Main): Program {
  return { name, main, support: { level: 'full' } };
}

/** A world whose host has `programs` in /bin. */
export function testWorld(programs: readonly Program[], options: WorldOptions = { seed: 1 }, announced: readonly string[] = []): SimWorld {
  const names = [...programs.map((p) => p.name), ...announced];
  const stubs = names.map((name) => ({ path: `/bin/${name}`, mode: S.IFREG | 0o755, content: elfStub(name, 4096) }));
  return createWorld(options, { programs: [reaper, ...programs], announced, files: () => [...FILES, ...stubs] });
}

/** Run `body` as a program without a terminal until it ends; its output and exit code. */
export function runBody(body: (sys: Sys, say: (text: string) => Task<void>) => Task<number>, programs: readonly Program[] = [], user = 'root'): { readonly output: string; readonly code: number | undefined } {
  const main: Main = (sys) => body(sys, (text) => say(sys, text));
  const world = testWorld([program('body', main), ...programs]);
  const term = world.input({ kind: 'run', host: 'host', user, argv: ['/bin/body'] });
  while (world.terminalExit(term) === undefined && world.run(Infinity, 100_000) === 'budget');
  return { output: textOf(world, term), code: world.terminalExit(term)?.code };
}

/** Print a line. */
export function* say(sys: Sys, text: string): Task<void> {
  yield* sys.write(1, encodeUtf8(`${text}\n`));
}

/** What a terminal printed since it was last asked. */
export function textOf(world: SimWorld, term: number): string {
  return world
    .takeOutput()
    .filter((o) => o.term === term)
    .map((o) => decodeUtf8(o.data))
    .join('');
}
