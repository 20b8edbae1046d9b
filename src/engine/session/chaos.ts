/**
 * A program that does at random what programs do to each other: forks, pipes, signals, groups, sessions, namespaces, terminals. For tests of
 * replay and of the kernel's invariants.
 */
import { isSysError } from '../abi/errno.ts';
import { CLONE, POLL } from '../abi/process.ts';
import type { Sys, Task } from '../abi/sys.ts';
import { encodeUtf8 } from '../base/bytes.ts';
import { Random } from '../base/random.ts';

const SIGNALS = [1, 2, 9, 10, 12, 14, 15, 17, 18, 19, 20, 21] as const;
const NEW = [CLONE.NEWPID, CLONE.NEWUTS, CLONE.NEWNS, CLONE.NEWPID | CLONE.NEWUTS, CLONE.NEWIPC | CLONE.NEWNET] as const;

/** One thing. `depth` limits forks of forks. */
function* act(sys: Sys, random: Random, depth: number): Task<void> {
  const pids = [0, 2 + random.below(30), sys.getpid(), -sys.getpgid(), sys.getppid()];
  switch (random.below(18)) {
    case 0:
    case 1:
      if (depth < 3) sys.fork((s) => chaos(s, random.u32(), depth + 1));
      return;
    case 2:
      if (depth < 2) sys.clone((s) => chaos(s, random.u32(), depth + 1), { flags: NEW[random.below(NEW.length)]! });
      return;
    case 3:
      if (depth < 3) {
        const seed = random.u32();
        sys.thread(function* (s) {
          yield* chaos(s, seed, 3);
        });
      }
      return;
    case 4:
      sys.kill(pids[random.below(pids.length)]!, SIGNALS[random.below(SIGNALS.length)]!);
      return;
    case 5:
      sys.sigaction(SIGNALS[random.below(SIGNALS.length)]!, random.below(2) === 0 ? 'ignore' : (_signo, s) => s.sleep(random.below(1e6)), { restart: random.below(2) === 0 });
      return;
    case 6:
      sys.sigprocmask(random.below(2) === 0 ? 'block' : 'unblock', new Set([SIGNALS[random.below(SIGNALS.length)]!]));
      return;
    case 7:
      yield* sys.wait4(-1, random.below(16));
      return;
    case 8:
      sys.setpgid(0, random.below(2) === 0 ? 0 : sys.getppid());
      return;
    case 9:
      if (random.below(4) === 0) sys.setsid();
      return;
    case 10: {
      const [r, w] = sys.pipe();
      sys.fork(function* (s) {
        s.close(r);
        yield* s.write(w, new Uint8Array(random.below(200_000)));
        return 0;
      });
      sys.close(w);
      for (let left = random.below(8); left > 0 && (yield* sys.read(r, 30_000)).length > 0; left--);
      sys.close(r);
      return;
    }
    case 11:
      yield* sys.poll([{ fd: 0, events: POLL.IN }], random.below(5e6));
      return;
    case 12:
      if (((yield* sys.poll([{ fd: 0, events: POLL.IN }], 0))[0]! & POLL.IN) !== 0) yield* sys.write(1, yield* sys.read(0, 100));
      return;
    case 13:
      sys.setitimer(random.below(3e6), random.below(2) * 1e6);
      return;
    case 14:
      for (let i = random.below(5000); i > 0; i--) if (sys.charge(1000)) yield* sys.schedYield();
      return;
    case 15:
      yield* sys.execve('/bin/chaos', ['chaos', String(random.u32()), String(depth)], []);
      return;
    default:
      yield* sys.write(1, encodeUtf8(`${sys.getpid()}:${random.below(100)} `));
      yield* sys.sleep(random.below(4e6));
  }
}

function* chaos(sys: Sys, seed: number, depth: number): Task<number> {
  const random = new Random(seed);
  for (let i = 4 + random.below(30); i > 0; i--) {
    try {
      yield* act(sys, random, depth);
    } catch (e) {
      if (!isSysError(e)) throw e;
    }
  }
  return random.below(256);
}

/** main: `chaos SEED [DEPTH]`; without a seed it takes one from the kernel. */
export function* chaosMain(sys: Sys, argv: readonly string[]): Task<number> {
  const bytes = sys.getrandom(2);
  return yield* chaos(sys, argv[1] === undefined ? bytes[0]! * 256 + bytes[1]! : Number(argv[1]), Number(argv[2] ?? 0));
}
