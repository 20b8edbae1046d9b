/** The first disks of the standard world's machines: the Debian hosts, and the one that plays the internet. */
import { mirrorTree } from '../images/packages/mirror.ts';
import { registryTree } from '../images/registrytree.ts';
import { engineTree } from './engine.ts';
import { hostTree } from './hostfs.ts';
import { HUB, MIRRORS, NAMED, internetTree } from './internet.ts';
import type { WorldParts } from './world.ts';

export const STANDARD_DISKS: Pick<WorldParts, 'files' | 'internet'> = {
  files: (host, programs, options) => [...hostTree(host, programs), ...engineTree(host, options)],
  internet: () => internetTree([NAMED, ...HUB, ...MIRRORS], [...registryTree(), ...mirrorTree()]),
};
