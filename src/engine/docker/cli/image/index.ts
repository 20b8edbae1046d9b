/** `docker image`, and the commands that are also found without the word. */
import { absent, group, type Command } from '../command.ts';
import { imagePrune } from '../container/prune.ts';
import { PLATFORM } from '../helptext.ts';
import { build } from './build.ts';
import { history } from './history.ts';
import { imageLs, images } from './images.ts';
import { imageInspect } from './inspect.ts';
import { pullCommand } from './pull.ts';
import { imageRm, rmi } from './rmi.ts';
import { tag } from './tag.ts';

const importCommand = absent('import [OPTIONS] file|URL|- [REPOSITORY[:TAG]]', 'Make an image of a tar archive', {
  aliases: 'docker image import, docker import',
  complete: 'file',
  flags: `
c change list Dockerfile instruction to apply to the new image
m message string What the image is
${PLATFORM}
`,
});
const load = absent('load [OPTIONS]', 'Load images from a tar archive', {
  aliases: 'docker image load, docker load',
  flags: `
i input string Read this file, not standard input
- platform string Load only this platform of the images ("os[/arch[/variant]]", e.g., "linux/amd64")
q quiet bool Do not show the progress
`,
});
const push = absent('push [OPTIONS] NAME[:TAG]', 'Send an image to a registry', {
  aliases: 'docker image push, docker push',
  top: 6,
  complete: 'image',
  flags: `
a all-tags bool Send all tags of the repository
- disable-content-trust bool=true Do not sign the image
- platform string Send only this platform of the image ("os[/arch[/variant]]", e.g., "linux/amd64")
q quiet bool Print only the image's name
`,
});
const save = absent('save [OPTIONS] IMAGE [IMAGE...]', 'Write images as a tar archive', {
  aliases: 'docker image save, docker save',
  complete: 'image',
  flags: `
o output string Write to this file, not to standard output
- platform string Write only this platform of the images ("os[/arch[/variant]]", e.g., "linux/amd64")
`,
});

const BOTH: readonly Command[] = [build, history, importCommand, load, pullCommand, push, save, tag];

/** Reachable as `docker VERB`. */
export const imageVerbs: readonly Command[] = [...BOTH, images, rmi];

export const image: Command = group('image', 'Work with images', [...BOTH, imageLs, imageRm, imageInspect, imagePrune]);
