/** Clocks, sleeping, the interval timer, chance, and sysinfo(2). */
import { fail } from '../abi/errno.ts';
import { Signal } from '../abi/signal.ts';
import type { SysInfo, Task as Computation } from '../abi/sys.ts';
import { sendSignal } from '../kernel/signal.ts';
import type { Task } from '../kernel/task.ts';
import { waitAny } from '../kernel/wait.ts';

export function sysNow_ms(t: Task): number {
  return t.kernel.now_ms();
}

export function sysMonotonic_ns(t: Task): number {
  return t.kernel.clock.now_ns;
}

/** EINVAL for a negative time. Infinity sleeps until a signal. A stop and its continuation do not shorten or end the sleep. */
export function* sysSleep(t: Task, ns: number): Computation<void> {
  if (!(ns >= 0)) fail('EINVAL');
  const { clock } = t.kernel;
  const until_ns = ns === Infinity ? undefined : Math.ceil(clock.now_ns + ns);
  while (until_ns === undefined || clock.now_ns < until_ns) yield* waitAny(t, [], until_ns);
}

export function sysSetitimer(t: Task, ns: number, interval_ns = 0): number {
  if (!(ns >= 0) || !(interval_ns >= 0)) fail('EINVAL');
  const p = t.process;
  const { clock, queue } = t.kernel;
  const left_ns = p.itimer === undefined ? 0 : Math.max(1, p.itimer.due_ns - clock.now_ns);
  p.itimer?.cancel();
  p.itimer = undefined;
  const arm = (due_ns: number): void => {
    const timer = queue.at(due_ns, () => {
      p.itimer = undefined;
      if (interval_ns > 0) arm(due_ns + interval_ns);
      sendSignal(p, Signal.SIGALRM);
    });
    p.itimer = { due_ns, interval_ns, cancel: () => queue.cancel(timer) };
  };
  if (ns > 0) arm(clock.now_ns + ns);
  return left_ns;
}

export function sysGetrandom(t: Task, length: number): Uint8Array {
  return t.kernel.random.bytes(length);
}

export function sysSysinfo(t: Task): SysInfo {
  const { kernel } = t;
  let used = 0;
  let procs = 0;
  for (const p of kernel.processes()) {
    used += p.rss_bytes;
    procs += p.threads.length;
  }
  const base = 512 * 1024 ** 2;
  return {
    uptime_ns: kernel.clock.now_ns,
    loads: kernel.load.now(kernel.clock.now_ns),
    totalram: kernel.memory_bytes,
    freeram: Math.max(0, kernel.memory_bytes - base - used),
    sharedram: 1024 ** 2,
    bufferram: 16 * 1024 ** 2,
    totalswap: 0,
    freeswap: 0,
    procs,
  };
}
