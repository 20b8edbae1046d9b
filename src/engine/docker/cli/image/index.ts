/** `docker image`, and the commands that are also found without the word. */
import { group, type Command } from '../command.ts';
import { imagePrune } from '../container/prune.ts';
import { build } from './build.ts';
import { history } from './history.ts';
import { imageLs, images } from './images.ts';
import { importCommand } from './import.ts';
import { imageInspect } from './inspect.ts';
import { load } from './load.ts';
import { pullCommand } from './pull.ts';
import { push } from './push.ts';
import { imageRm, rmi } from './rmi.ts';
import { save } from './save.ts';
import { tag } from './tag.ts';

const BOTH: readonly Command[] = [build, history, importCommand, load, pullCommand, push, save, tag];

/** Reachable as `docker VERB`. */
export const imageVerbs: readonly Command[] = [...BOTH, images, rmi];

export const image: Command = group('image', 'Work with images', [...BOTH, imageLs, imageRm, imageInspect, imagePrune]);
