/** `docker stats`. */
import { absent } from '../command.ts';

export const stats = absent('stats [OPTIONS] [CONTAINER...]', "Show containers' use of resources, as it changes", { complete: 'running' });
