/** `docker cp`. */
import { absent } from '../command.ts';

export const cp = absent('cp [OPTIONS] CONTAINER:SRC_PATH DEST_PATH|-\n\tdocker cp [OPTIONS] SRC_PATH|- CONTAINER:DEST_PATH', 'Copy files between a container and the host', { complete: 'cp' });
