/** The engine from the client's command to the kernel, in the standard world. */
import { expect, test } from 'vitest';
import { Host } from './testing/host.ts';

test('a container is processes, namespaces, mounts and files', () => {
  const host = new Host();
  expect(
    host.run(`
docker run -d --name web -h box -m 64m --cpus 0.5 --pids-limit 9 -e A=b -w /tmp -u 1000:100 busybox sleep 1000 >/root/id
id=$(cat /root/id); pid=$(docker inspect -f '{{.State.Pid}}' web)
tr '\\0' ' ' </proc/$pid/cmdline; echo
tr '\\0' '\\n' </proc/$pid/environ | sort
grep -E '^(Uid|Gid|CapEff):' /proc/$pid/status
cd /sys/fs/cgroup/system.slice/docker-$id.scope; head -n 1 memory.max cpu.max pids.max cgroup.procs | sed "s/$pid/PID/"
for ns in mnt uts ipc pid net cgroup user; do [ "$(readlink /proc/$pid/ns/$ns)" = "$(readlink /proc/$$/ns/$ns)" ] && echo $ns same || echo $ns own; done
docker exec web sh -c 'echo $PWD $(hostname) $$ $(id -u)'
ls /var/lib/docker/containers/$id | sed "s/$id/ID/"
ps -o comm= -p $(ps -o ppid= -p $pid)
docker rm -f web; ls /var/lib/docker/containers /run/docker/containerd /run/containerd/s /run/docker/runtime-runc/moby; mount | grep -c overlay2; ls -d /sys/fs/cgroup/system.slice/docker-* 2>/dev/null
`),
  ).toMatchInlineSnapshot(`
    "sleep 1000 
    A=b
    HOME=/
    HOSTNAME=box
    PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
    Uid:	1000	1000	1000	1000
    Gid:	100	100	100	100
    CapEff:	0000000000000000
    ==> memory.max <==
    67108864

    ==> cpu.max <==
    50000 100000

    ==> pids.max <==
    9

    ==> cgroup.procs <==
    PID
    mnt own
    uts own
    ipc own
    pid own
    net own
    cgroup own
    user same
    /tmp box 2 1000
    ID-json.log
    checkpoints
    config.v2.json
    hostconfig.json
    hostname
    hosts
    resolv.conf
    containerd-shim
    web
    /run/containerd/s:

    /run/docker/containerd:

    /run/docker/runtime-runc/moby:

    /var/lib/docker/containers:
    0
    "
  `);
});

test('containers follow their policies when the daemon is restarted, and when it is killed', () => {
  const host = new Host();
  const list = "docker ps -a --format '{{.Names}} {{.State}}' | sort | tr '\\n' ';'; echo\n";
  expect(
    host.run(`
for p in no always unless-stopped on-failure; do docker run -d --restart $p --name $p busybox sleep 1000 >/dev/null; docker run -d --restart $p --name $p-stopped busybox sleep 1000 >/dev/null; done
docker stop -t 0 no-stopped always-stopped unless-stopped-stopped on-failure-stopped >/dev/null
${list}systemctl restart docker
${list}docker stop -t 0 always-stopped on-failure-stopped >/dev/null
kill -9 $(cat /run/docker.pid)
${list}systemctl is-active docker containerd docker.socket
kill -9 $(pidof containerd); sleep 6
docker stop -t 0 always; docker run --rm busybox echo still works
ps -e -o comm= | grep -c containerd-shim
`),
  ).toMatchInlineSnapshot(`
    "always running;always-stopped exited;no running;no-stopped exited;on-failure running;on-failure-stopped exited;unless-stopped running;unless-stopped-stopped exited;
    always running;always-stopped running;no exited;no-stopped exited;on-failure running;on-failure-stopped running;unless-stopped running;unless-stopped-stopped exited;
    always running;always-stopped running;no exited;no-stopped exited;on-failure running;on-failure-stopped running;unless-stopped running;unless-stopped-stopped exited;
    active
    active
    active
    always
    still works
    4
    "
  `);
});

test('what ended while containerd was away is noticed when it is back', () => {
  expect(
    new Host().run(`
docker run -d --name again --restart always busybox sh -c 'sleep 3; exit 1' >/dev/null; docker run -d --name once busybox sh -c 'sleep 3; exit 2' >/dev/null
sleep 1; kill -9 $(pidof containerd); sleep 10
docker inspect -f '{{.Name}} {{.State.Status}} {{.State.ExitCode}} {{gt .RestartCount 0}}' again once
docker stop -t 0 again
`),
  ).toMatchInlineSnapshot(`
    "/again running 0 true
    /once exited 2 false
    again
    "
  `);
});

test('restart policies count and back off', () => {
  expect(
    new Host().run(`
docker run -d --name ff --restart on-failure:3 busybox sh -c 'exit 9' >/dev/null
sleep 3; docker inspect -f '{{.RestartCount}} {{.State.Status}} {{.State.ExitCode}}' ff
docker run -d --name aa --restart always busybox true >/dev/null
sleep 2; docker inspect -f '{{.RestartCount}} {{.State.Status}}' aa
docker stop aa; docker inspect -f '{{.State.Status}}' aa
docker events --since 0 --until 0s --filter container=ff --format '{{.Action}}' | sort | uniq -c
`),
  ).toMatchInlineSnapshot(`
    "3 exited 9
    5 restarting
    aa
    exited
          1 create
          4 die
          4 start
    "
  `);
});

test('a commit is a layer with the digest of its bytes', () => {
  expect(
    new Host().run(`
docker run --name cc busybox sh -c 'mkdir /d; echo hi >/d/f; rm /etc/group'
docker commit -m msg -a me -c 'CMD ["cat","/d/f"]' -c 'ENV X=1' cc img >/root/id
echo "sha256:$(sha256sum /var/lib/docker/image/overlay2/imagedb/content/sha256/$(cut -d: -f2 /root/id) | cut -d' ' -f1)" | diff - /root/id && echo id is the digest
docker run --rm img; docker run --rm img sh -c 'echo $X; ls /etc/group'
docker history --format '{{.CreatedBy}}|{{.Size}}|{{.Comment}}' img | head -n 1
docker rmi busybox 2>&1 | sed 's/container [0-9a-f]* is/container ID is/'; docker rm cc; docker rmi busybox; docker rmi img | sed 's/sha256:.*/ID/'
docker images -q | wc -l
`),
  ).toMatchInlineSnapshot(`
    "id is the digest
    hi
    1
    ls: /etc/group: No such file or directory
    sh -c mkdir /d; echo hi >/d/f; rm /etc/group|3B|msg
    Error response from daemon: conflict: unable to remove repository reference "busybox" (must force) - container ID is using its referenced image f4c47459d1b5
    cc
    Untagged: busybox:latest
    Untagged: busybox@sha256:8efbd62b8d24db4184ed1c46689734dc274488eea646bf337662420b6bb4c9f9
    Untagged: img:latest
    Deleted: ID
    Deleted: ID
    Deleted: ID
    Deleted: ID
    0
    "
  `);
});
