/** The first disks of the standard world's machines: the Debian hosts, and the one that plays the internet. */
import { S } from '../abi/fs.ts';
import { catalogue } from './catalogue.ts';
import { engineTree } from './engine.ts';
import { hostTree } from './hostfs.ts';
import { HUB, MIRRORS, NAMED, REGISTRY_ROOT, WEB, internetTree } from './internet.ts';
import type { WorldParts } from './world.ts';

export const STANDARD_DISKS: Pick<WorldParts, 'files' | 'internet'> = {
  files: (host, programs, options) => [...hostTree(host, programs), ...engineTree(host, options)],
  internet: () => internetTree([NAMED, ...HUB, ...MIRRORS, ...WEB], [
      { path: REGISTRY_ROOT, mode: S.IFDIR | 0o755, lazy: () => catalogue().registry() },
      { path: '/srv', mode: S.IFDIR | 0o755, lazy: () => catalogue().mirrors() },
    ]),
};
