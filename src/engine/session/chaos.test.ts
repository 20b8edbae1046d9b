/**
 * Random people at the keyboard: commands that make sense and commands that do not, cut off by ^C, ^Z, ^\, closed windows, resizes, garbage and
 * kills of daemons. Whatever they do there is no oops, time goes on, a new terminal answers, and a replay prints the same bytes.
 */
import { expect, it } from 'vitest';
import { decodeUtf8, encodeUtf8 } from '../base/bytes.ts';
import { Random } from '../base/random.ts';
import type { World } from '../world/api.ts';
import { createStandardWorld } from '../world/standard.ts';
import { Replay } from './replay.ts';

const LINES = [
  'docker run -ti busybox sh', 'docker run --rm busybox echo hi', 'docker run -d --name one busybox sleep 100', 'docker run -d --restart=always busybox false', 'docker attach one', 'docker exec -ti one sh',
  'docker logs -f one', 'docker events', 'docker stop -t 1 one', 'docker rm -f $(docker ps -aq)', 'docker kill one', 'docker commit one mine', 'docker ps -a', 'docker pull alpine', 'docker rmi -f busybox', 'docker top one', 'docker start -ai one',
  'docker diff one', 'docker inspect one | head -5', 'sudo systemctl restart docker', 'sudo pkill -9 dockerd', 'sudo pkill -9 containerd', 'sudo pkill -9 -f shim', 'sudo rm -rf /var/lib/docker/containers', 'sleep 3', 'sleep 3 &', 'yes | head -c 100000 | wc -l',
  'yes', 'cat', 'cat /bin/ls', 'head -c 3000 /dev/urandom', 'top', 'vi notes', 'nano notes', 'less /etc/passwd', 'while :; do :; done', 'while sleep 1; do date; done', 'f(){ f; }; f', 'bash', 'su', 'exit', 'jobs; fg', 'bg', 'kill -9 -1', 'kill %1',
  'echo "open', 'cat <<E', 'for i in 1 2', '(sleep 2; echo late)', 'x=$(sleep 2)', 'read x', 'trap "echo trapped" INT HUP', 'exec 0<&-', 'exec >&-', 'stty raw -echo', 'ulimit -n 8', 'cd /nowhere', 'tail -f /etc/passwd', 'ls /proc/*/fd', 'nohup sleep 9 &', 'watch date', 'history | tail -3',
];
const KEYS = ['\r', '\t', '\t\t', '\x03', '\x03\x03', '\x04', '\x1a', '\x1c', '\x10\x11', '\x12ech', '\x1b[A\r', '\x0c', 'q', ':q!\r', '\x18', '\x13', '\x11', '\x1b', '\x1b[200~two\nlines\x1b[201~', 'é\x7f', '\x00\xff\x80'];

interface Watched {
  readonly output: string;
  readonly oopses: readonly string[];
}

function drain(world: World, into: Map<number, string>, oopses: string[]): void {
  for (const { term, data } of world.takeOutput()) into.set(term, (into.get(term) ?? '') + decodeUtf8(data));
  for (const e of world.takeTrace().events) if (e.kind === 'oops') oopses.push(`${e.comm}: ${e.message}\n${e.stack}`);
}

function runTo(world: World, until_ns: number, into: Map<number, string>, oopses: string[]): void {
  while (world.run(until_ns, 5_000) === 'budget') drain(world, into, oopses);
  drain(world, into, oopses);
}

/** A random session of `steps` inputs; then a new terminal is asked whether the world is still there. */
function live(seed: number, steps: number): Watched & { readonly world: World; readonly answer: string } {
  const random = new Random(seed);
  const world = createStandardWorld({ seed, images: ['busybox'] });
  world.setTrace(['oops']);
  const into = new Map<number, string>();
  const oopses: string[] = [];
  const go = (most_ms: number): void => runTo(world, world.now_ns + Math.floor(2 ** (random.below(1000) / 1000 * Math.log2(most_ms)) * 1e6), into, oopses);
  const open: number[] = [];
  for (let i = 0; i < steps; i++) {
    const what = open.length === 0 ? 0 : random.below(20);
    const term = open[random.below(Math.max(1, open.length))] ?? 0;
    if (what === 0) {
      open.push(world.input({ kind: 'term_open', host: 'host', user: random.below(4) === 0 ? 'root' : 'learner', rows: 24, cols: 80 }));
      runTo(world, world.now_ns + 1e9, into, oopses);
    } else if (what === 1) world.input({ kind: 'term_close', term: open.splice(open.indexOf(term), 1)[0]! });
    else if (what === 2) world.input({ kind: 'term_resize', term, rows: 1 + random.below(60), cols: 1 + random.below(200) });
    else if (what < 11) world.input({ kind: 'term_data', term, data: encodeUtf8(KEYS[random.below(KEYS.length)]!) });
    else world.input({ kind: 'term_data', term, data: encodeUtf8(`${LINES[random.below(LINES.length)]!}\r`) });
    go(2_000);
  }
  const fresh = world.input({ kind: 'term_open', host: 'host', user: 'root', rows: 24, cols: 80 });
  runTo(world, world.now_ns + 2e9, into, oopses);
  world.input({ kind: 'term_data', term: fresh, data: encodeUtf8('echo o$((1 - 1))k\r') });
  runTo(world, world.now_ns + 2e9, into, oopses);
  return { world, output: JSON.stringify([...into]), oopses, answer: into.get(fresh) ?? '' };
}

it('survives 50 random sessions at the keyboard, and replays them', () => {
  for (let seed = 1; seed <= 50; seed++) {
    const { world, output, oopses, answer } = live(seed, 14);
    expect(oopses, `oops with seed ${seed}`).toEqual([]);
    expect(answer, `seed ${seed}`).toContain('\ro0k\r\n');
    if (seed % 10 !== 0) continue;
    const again = createStandardWorld(world.options);
    const into = new Map<number, string>();
    const replay = new Replay(again, { options: world.options, log: world.log, end_ns: world.now_ns });
    while (replay.run(5_000) === 'budget') drain(again, into, []);
    drain(again, into, []);
    expect(JSON.stringify([...into].sort()) === JSON.stringify((JSON.parse(output) as [number, string][]).sort()), `replay of seed ${seed}`).toBe(true);
  }
}, 120_000);
