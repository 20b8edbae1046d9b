/** `docker image`, and the commands that are also found without the word. */
import { absent, group, type Command } from '../command.ts';
import { imagePrune } from '../container/prune.ts';
import { history } from './history.ts';
import { imageLs, images } from './images.ts';
import { imageInspect } from './inspect.ts';
import { pullCommand } from './pull.ts';
import { imageRm, rmi } from './rmi.ts';
import { tag } from './tag.ts';

const build = absent('build [OPTIONS] PATH | URL | -', 'Build an image from a Dockerfile', { top: 4, complete: 'file' });
const importCommand = absent('import [OPTIONS] file|URL|- [REPOSITORY[:TAG]]', 'Make an image of a tar archive', { complete: 'file' });
const load = absent('load [OPTIONS]', 'Load images from a tar archive');
const push = absent('push [OPTIONS] NAME[:TAG]', 'Send an image to a registry', { top: 6, complete: 'image' });
const save = absent('save [OPTIONS] IMAGE [IMAGE...]', 'Write images as a tar archive', { complete: 'image' });

const BOTH: readonly Command[] = [build, history, importCommand, load, pullCommand, push, save, tag];

/** Reachable as `docker VERB`. */
export const imageVerbs: readonly Command[] = [...BOTH, images, rmi];

export const image: Command = group('image', 'Work with images', [...BOTH, imageLs, imageRm, imageInspect, imagePrune]);
