/** apk in Alpine's image, as a script on the host sees it: whole outputs. */
import { expect, it } from 'vitest';
import { decodeUtf8 } from '../base/bytes.ts';
import { createStandardWorld } from './standard.ts';

it('adds what a package needs, puts busybox back when it goes, and says why it cannot', () => {
  const world = createStandardWorld({ seed: 1, images: ['alpine'] });
  const inside = 'apk add --no-cache procps; ls -l /bin/ps; apk info -e procps-ng; apk add -q bash; tail -1 /etc/shells; apk add nosuch; echo $?; apk del procps bash; readlink /bin/ps; cat /etc/apk/world; apk add curl=1';
  const script = `docker run --rm alpine sh -c '${inside}' 2>&1; docker run --rm --network none alpine apk update 2>&1 >/dev/null; echo $?; docker run --rm -u 1000 alpine apk add curl 2>&1`;
  const term = world.input({ kind: 'run', host: 'host', user: 'root', argv: ['/bin/bash', '-c', script] });
  let text = '';
  while (world.terminalExit(term) === undefined && world.run(Infinity, 100_000) === 'budget') for (const { data } of world.takeOutput()) text += decodeUtf8(data);
  for (const { data } of world.takeOutput()) text += decodeUtf8(data);
  expect(text).toBe(`fetch https://dl-cdn.alpinelinux.org/alpine/v3.22/main/x86_64/APKINDEX.tar.gz
fetch https://dl-cdn.alpinelinux.org/alpine/v3.22/community/x86_64/APKINDEX.tar.gz
(1/7) Installing libintl (0.24.1-r0)
(2/7) Installing ncurses-terminfo-base (6.5_p20250503-r0)
(3/7) Installing libncursesw (6.5_p20250503-r0)
(4/7) Installing libproc2 (4.0.4-r3)
(5/7) Installing skalibs-libs (2.14.4.0-r0)
(6/7) Installing utmps-libs (0.1.3.1-r0)
(7/7) Installing procps-ng (4.0.4-r3)
Executing busybox-1.37.0-r19.trigger
OK: 9 MiB in 23 packages
-rwxr-xr-x    1 root     root         92160 Nov  2 09:00 /bin/ps
procps-ng
/bin/bash
ERROR: unable to select packages:
  nosuch (no such package):
    required by: world[nosuch]
1
(1/9) Purging bash (5.2.37-r0)
(2/9) Purging readline (8.2.13-r1)
(3/9) Purging procps-ng (4.0.4-r3)
(4/9) Purging utmps-libs (0.1.3.1-r0)
(5/9) Purging skalibs-libs (2.14.4.0-r0)
(6/9) Purging libproc2 (4.0.4-r3)
(7/9) Purging libncursesw (6.5_p20250503-r0)
(8/9) Purging ncurses-terminfo-base (6.5_p20250503-r0)
(9/9) Purging libintl (0.24.1-r0)
Executing busybox-1.37.0-r19.trigger
OK: 8 MiB in 16 packages
/bin/busybox
alpine-baselayout
alpine-keys
alpine-release
apk-tools
busybox
libc-utils
glasshull: apk add curl=1 (constraints) is not simulated
WARNING: updating and opening https://dl-cdn.alpinelinux.org/alpine/v3.22/main: temporary error (try again later)
WARNING: updating and opening https://dl-cdn.alpinelinux.org/alpine/v3.22/community: temporary error (try again later)
2
ERROR: Unable to lock database: Permission denied
ERROR: Failed to open apk database: Permission denied
`);
}, 30_000);
