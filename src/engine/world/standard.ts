/**
 * The standard world: Debian hosts with all programs. The page builds its own parts, with some programs loaded on demand; everything
 * else (headless runner, lessons, tests, benchmarks) uses these.
 */
import { Volume } from 'memfs';
import { provideVolumes } from '../fs/disk/store.ts';
import { programs as docker } from '../docker/cli/index.ts';
import { programs as engine } from '../docker/index.ts';
import { programs as busybox } from '../userland/bin/busybox/index.ts';
import { programs as net } from '../userland/bin/net/index.ts';
import { programs as network } from '../userland/bin/net/tools.ts';
import { programs as servers } from '../userland/bin/servers/index.ts';
import { programs as system } from '../userland/bin/system/index.ts';
import { programs as shell } from '../userland/shell/index.ts';
import { programs as text } from '../userland/bin/text/index.ts';
import type { Program } from '../userland/libc/program.ts';
import type { WorldOptions } from './api.ts';
import { STANDARD_DISKS } from './disks.ts';
import { programs as hub } from './hub.ts';
import { reaper } from './init.ts';
import './netmodules.ts';
import { createWorld } from './world.ts';
import type { SimWorld, WorldParts } from './world.ts';

provideVolumes(() => new Volume());

/** Every program there is. */
export const ALL_PROGRAMS: readonly Program[] = [reaper, ...shell, ...text, ...system, ...busybox, ...net, ...network, ...servers, ...engine, ...hub, ...docker];

export const STANDARD_PARTS: WorldParts = { programs: ALL_PROGRAMS, ...STANDARD_DISKS };

/** A world with everything in it. */
export function createStandardWorld(options: WorldOptions): SimWorld {
  return createWorld(options, STANDARD_PARTS);
}
