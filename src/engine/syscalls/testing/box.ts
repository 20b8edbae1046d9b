/** A world with one host, for tests of system calls: runs a function as root's program and gives back what it returned. */
import { elfStub } from '../../abi/elf.ts';
import { S } from '../../abi/fs.ts';
import type { Sys, Task } from '../../abi/sys.ts';
import { decodeUtf8 } from '../../base/bytes.ts';
import { reaper } from '../../world/init.ts';
import { createWorld } from '../../world/world.ts';
import type { SimWorld } from '../../world/world.ts';
import type { TreeEntry } from '../../base/tree.ts';

const dir = (path: string, mode = 0o755): TreeEntry => ({ path, mode: S.IFDIR | mode });
const exe = (path: string, program: string): TreeEntry => ({ path, mode: S.IFREG | 0o755, content: elfStub(program, 4096) });
const text = (path: string, content: string): TreeEntry => ({ path, mode: S.IFREG | 0o644, content });

export type Body = (sys: Sys) => Task<number | void>;

/** A world whose /bin/t is `body`. */
export function box(body: Body, hosts: readonly string[] = ['host']): SimWorld {
  const t = {
    name: 't',
    support: { level: 'full' as const },
    *main(sys: Sys): Task<number> {
      return (yield* body(sys)) ?? 0;
    },
  };
  return createWorld(
    { seed: 1, hosts },
    {
      programs: [reaper, t],
      files: () => [dir('/bin'), dir('/sbin'), dir('/dev'), dir('/proc'), dir('/sys'), dir('/run'), dir('/tmp', 0o1777), dir('/root'), dir('/etc'), text('/etc/passwd', 'root:x:0:0:root:/root:/bin/t\nuser:x:1000:1000::/tmp:/bin/t\n'), exe('/sbin/init', 'init'), exe('/bin/t', 't')],
    },
  );
}

/** Run `body` without a terminal until nothing can happen any more: its exit code and its output. */
export function runBody(body: Body, user = 'root', traced = false): { code: number | undefined; output: string; world: SimWorld } {
  const world = box(body);
  if (traced) world.setTrace('all');
  const term = world.input({ kind: 'run', host: 'host', user, argv: ['/bin/t'] });
  let output = '';
  for (let i = 0; i < 10_000 && world.run(Infinity) !== 'idle'; i++) for (const o of world.takeOutput()) output += decodeUtf8(o.data);
  for (const o of world.takeOutput()) output += decodeUtf8(o.data);
  return { code: world.terminalExit(term)?.code, output, world };
}
