/**
 * The page's programs: those that a booting host runs are part of the worker, the others come in a few chunks when they are first
 * executed, or earlier, once the first prompt stands. The names of what is in a chunk are collected when the page is built.
 */
import names from 'virtual:program-names';
import type { GroupName } from 'virtual:program-names';
import { systemd } from '../docker/systemd/index.ts';
import { programs as net } from '../userland/bin/net/index.ts';
import type { Program } from '../userland/libc/program.ts';
import { programs as shell } from '../userland/shell/index.ts';
import { id } from '../userland/bin/system/identity.ts';
import { reaper } from '../world/init.ts';

/** `id` is asked for by every login shell (/etc/profile). */
export const EAGER: readonly Program[] = [reaper, id, systemd, ...shell, ...net];

const chunks: Readonly<Record<GroupName, () => Promise<{ readonly programs: readonly Program[] }>>> = {
  engine: () => import('../docker/index.ts'),
  docker: () => import('../docker/cli/index.ts'),
  text: () => import('../userland/bin/text/index.ts'),
  system: () => import('../userland/bin/system/index.ts'),
  network: () => import('../userland/bin/net/tools.ts'),
  servers: () => import('../userland/bin/servers/index.ts'),
  busybox: () => import('../userland/bin/busybox/index.ts'),
  hub: () => import('../world/hub.ts'),
  netmodules: () => import('../world/netmodules.ts'),
};

const groups = Object.keys(chunks) as GroupName[];

/** Names of the programs that come later. */
export const ANNOUNCED: readonly string[] = groups.flatMap((group) => names[group]).filter((name) => !EAGER.some((one) => one.name === name));

/** The programs of the chunk that has this one. */
export async function loadProgram(name: string): Promise<readonly Program[]> {
  const group = groups.find((one) => names[one].includes(name));
  if (group === undefined) throw new RangeError(`no chunk has the program ${name}`);
  return (await chunks[group]()).programs;
}

/** All chunks, one after the other. */
export async function* loadAll(): AsyncGenerator<readonly Program[]> {
  for (const group of groups) yield (await chunks[group]()).programs;
}
