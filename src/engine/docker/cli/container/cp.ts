/** `docker cp`. */
import { absent } from '../command.ts';

export const cp = absent('cp [OPTIONS] CONTAINER:SRC_PATH DEST_PATH|-\n\tdocker cp [OPTIONS] SRC_PATH|- CONTAINER:DEST_PATH', 'Copy files between a container and the host', {
  aliases: 'docker container cp, docker cp',
  complete: 'cp',
  flags: `
a archive bool Keep users and groups
L follow-link bool Follow a symbolic link at the source
q quiet bool Do not show the progress; without a terminal it is never shown
`,
});
