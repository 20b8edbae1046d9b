/** Health checks and docker-init, with the real client's words (recorded from Docker 28.5.2). */
import { expect, test } from 'vitest';
import { Host } from '../../testing/host.ts';

test('probes run as execs, keep their last results and tell when the status changes', () => {
  expect(
    new Host().run(`
run() { docker run -d "$@" >/dev/null; }
run --name good --health-cmd 'echo out; exit 0' --health-interval 500ms busybox sleep 100
run --name bad --health-cmd 'echo bad; exit 3' --health-interval 300ms --health-retries 2 busybox sleep 100
run --name slow --health-cmd 'sleep 5' --health-interval 300ms --health-timeout 200ms --health-retries 1 busybox sleep 100
run --name late --health-cmd 'exit 1' --health-interval 300ms --health-start-period 2s --health-start-interval 200ms --health-retries 1 busybox sleep 100
list() { docker ps -a --format '{{.Names}} {{.Status}}' | sed 's/Less than a second\\|1 second\\|2 seconds/N/' | sort | tr '\\n' ';'; echo; }
health() { docker inspect -f '{{json .State.Health}}' $1 | sed -E 's/20[0-9-]+T[0-9:.]+Z/T/g'; }
list; sleep 0.8; list; health good; health bad; health slow; sleep 1.5; list
docker pause good >/dev/null; list; docker unpause good >/dev/null; docker stop -t 0 good >/dev/null; health good; docker ps -aq --filter health=unhealthy | wc -l
docker events --since 0 --until 0s --filter container=bad --format '{{.Action}}' | head -n 9
docker run -d --name init --init busybox sh -c '(sleep 0.1 &) ; exec sleep 1001' >/dev/null; sleep 0.5; docker exec init ps; docker stop init; docker inspect -f '{{.Path}} {{.State.ExitCode}}' init
docker run --rm --init busybox nosuch; echo $?; docker run --rm --init busybox sh -c 'kill -9 $$'; echo $?
`),
  ).toMatchInlineSnapshot(`
    "bad Up N (health: starting);good Up N (health: starting);late Up N (health: starting);slow Up N (health: starting);
    bad Up N (unhealthy);good Up N (healthy);late Up N (health: starting);slow Up N (unhealthy);
    {"Status":"healthy","FailingStreak":0,"Log":[{"Start":"T","End":"T","ExitCode":0,"Output":"out\\n"}]}
    {"Status":"unhealthy","FailingStreak":2,"Log":[{"Start":"T","End":"T","ExitCode":3,"Output":"bad\\n"},{"Start":"T","End":"T","ExitCode":3,"Output":"bad\\n"}]}
    {"Status":"unhealthy","FailingStreak":1,"Log":[{"Start":"T","End":"T","ExitCode":-1,"Output":"Health check exceeded timeout (200ms)"}]}
    bad Up N (unhealthy);good Up N (healthy);late Up N (unhealthy);slow Up N (unhealthy);
    bad Up N (unhealthy);good Up N (Paused);late Up N (unhealthy);slow Up N (unhealthy);
    {"Status":"unhealthy","FailingStreak":0,"Log":[{"Start":"T","End":"T","ExitCode":0,"Output":"out\\n"},{"Start":"T","End":"T","ExitCode":0,"Output":"out\\n"},{"Start":"T","End":"T","ExitCode":0,"Output":"out\\n"},{"Start":"T","End":"T","ExitCode":0,"Output":"out\\n"}]}
    4
    create
    start
    exec_create: /bin/sh -c echo bad; exit 3
    exec_start: /bin/sh -c echo bad; exit 3
    exec_die
    exec_create: /bin/sh -c echo bad; exit 3
    exec_start: /bin/sh -c echo bad; exit 3
    exec_die
    health_status: unhealthy
    PID   USER     TIME  COMMAND
        1 root      0:00 /sbin/docker-init -- sh -c (sleep 0.1 &) ; exec sleep 1001
        2 root      0:00 sleep 1001
        5 root      0:00 ps
    init
    sh 143
    [FATAL tini (2)] exec nosuch failed: No such file or directory
    127
    137
    "
  `);
});
