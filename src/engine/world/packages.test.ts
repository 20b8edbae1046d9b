/** Packages from the mirror and the servers of the hub's images, as scripts on the host see them: whole outputs. */
import { expect, it } from 'vitest';
import { decodeUtf8 } from '../base/bytes.ts';
import { createStandardWorld } from './standard.ts';

function sh(script: string, images: readonly string[] = []): string {
  const world = createStandardWorld({ seed: 1, images });
  const term = world.input({ kind: 'run', host: 'host', user: 'root', argv: ['/bin/bash', '-c', script] });
  let text = '';
  while (world.terminalExit(term) === undefined && world.run(Infinity, 100_000) === 'budget') for (const { data } of world.takeOutput()) text += decodeUtf8(data);
  for (const { data } of world.takeOutput()) text += decodeUtf8(data);
  return text;
}

it('installs what a package needs, and removes it again', () => {
  const out = sh('apt-get update -qq; apt-get install -y netcat-openbsd; dpkg -S /bin/nc.openbsd; ls -l /etc/alternatives/nc; apt-get install -y frob; echo $?; apt-get remove -qq -y netcat-openbsd; ls /bin/nc.openbsd');
  expect(out.replace(/\(Reading database .*\)/g, '(Reading database)').replace(/in \d+s \(.*\)/, 'in Ns')).toBe(`Reading package lists...
Building dependency tree...
The following additional packages will be installed:
  libbsd0
The following NEW packages will be installed:
  libbsd0 netcat-openbsd
0 upgraded, 2 newly installed, 0 to remove and 0 not upgraded.
Need to get 159 kB of archives.
After this operation, 317 kB of additional disk space will be used.
Get:1 http://deb.debian.org/debian bookworm/main amd64 libbsd0 amd64 0.11.7-2 [117 kB]
Get:2 http://deb.debian.org/debian bookworm/main amd64 netcat-openbsd amd64 1.219-1 [41.5 kB]
debconf: delaying package configuration, since apt-utils is not installed
Fetched 159 kB in Ns
Selecting previously unselected package libbsd0:amd64.
(Reading database)
Preparing to unpack .../libbsd0_0.11.7-2_amd64.deb ...
Unpacking libbsd0:amd64 (0.11.7-2) ...
Selecting previously unselected package netcat-openbsd.
Preparing to unpack .../netcat-openbsd_1.219-1_amd64.deb ...
Unpacking netcat-openbsd (1.219-1) ...
Setting up libbsd0:amd64 (0.11.7-2) ...
Setting up netcat-openbsd (1.219-1) ...
update-alternatives: using /bin/nc.openbsd to provide /bin/nc (nc) in auto mode
Processing triggers for libc-bin (2.36-9+deb12u14) ...
netcat-openbsd: /bin/nc.openbsd
lrwxrwxrwx 1 root root 15 Nov  2 09:00 /etc/alternatives/nc -> /bin/nc.openbsd
Reading package lists...
Building dependency tree...
Reading state information...
E: Unable to locate package frob
100
(Reading database)
Removing netcat-openbsd (1.219-1) ...
ls: cannot access '/bin/nc.openbsd': No such file or directory
`);
}, 30_000);

it('says why it cannot fetch', () => {
  expect(sh('echo nameserver 192.0.2.1 > /etc/resolv.conf; echo "deb http://deb.debian.org/debian nope main" > /etc/apt/sources.list; rm /etc/apt/sources.list.d/*; echo "198.51.100.20 deb.debian.org" >> /etc/hosts; apt-get update; echo $?; su learner -c "apt-get install x"')).toBe(`Ign:1 http://deb.debian.org/debian nope InRelease
Err:2 http://deb.debian.org/debian nope Release
  404  Not Found [IP: 198.51.100.20 80]
Reading package lists...
E: The repository 'http://deb.debian.org/debian nope Release' does not have a Release file.
100
E: Could not open lock file /var/lib/dpkg/lock-frontend - open (13: Permission denied)
E: Unable to acquire the dpkg frontend lock (/var/lib/dpkg/lock-frontend), are you root?
`);
}, 30_000);

it('runs nginx and redis from their images', () => {
  const out = sh(
    'docker run -d --name web nginx >/dev/null; docker run -d --name db redis >/dev/null; sleep 1; docker exec web curl -s localhost | head -4; docker logs web 2>/dev/null; docker stop web; docker inspect -f "{{.State.ExitCode}}" web; docker exec db redis-cli set k v; docker exec db redis-cli get k; docker exec db redis-cli lpush k v',
    ['nginx', 'redis'],
  );
  expect(out).toBe(`<!DOCTYPE html>
<html>
<head><title>Welcome to nginx!</title></head>
<body>
127.0.0.1 - - [02/Nov/2026:09:00:01 +0000] "GET / HTTP/1.1" 200 150 "-" "curl/7.88.1" "-"
web
0
OK
v
WRONGTYPE Operation against a key holding the wrong kind of value

`);
}, 30_000);
