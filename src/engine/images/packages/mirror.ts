/** What the simulated package mirror serves, as a disk: /srv/deb for Debian's and Ubuntu's archives, /srv/alpine for Alpine's. */
import type { TreeEntry } from '../../base/tree.ts';
import { alpineMirrorTree } from './alpine.ts';
import { debMirrorTree } from './debmirror.ts';

export function mirrorTree(): TreeEntry[] {
  return [...debMirrorTree('/srv/deb'), ...alpineMirrorTree('/srv/alpine')];
}
