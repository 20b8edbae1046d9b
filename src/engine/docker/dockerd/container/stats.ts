/** GET /containers/{id}/stats: one sample from the container's cgroup files and the counters of its interfaces. Block I/O is left out. */
import type { Sys, Task } from '../../../abi/sys.ts';
import { now, rfc3339Nano } from '../../common/time.ts';
import type { ContainerStats, CpuStats } from '../../api/types.ts';
import type { Container } from './container.ts';
import { routeAnswer } from '../../../userland/libc/rtnetlink.ts';
import { cgroupValue, countCpus } from './limits.ts';

const NO_CPU: CpuStats = { cpu_usage: { total_usage: 0, usage_in_kernelmode: 0, usage_in_usermode: 0 }, throttling_data: { periods: 0, throttled_periods: 0, throttled_time: 0 } };

function* cpu(sys: Sys, c: Container): Task<CpuStats> {
  const fields = new Map((((yield* cgroupValue(sys, c, 'cpu.stat')) ?? '').split('\n').map((l) => l.split(' ') as [string, string])));
  const ns = (name: string): number => Number(fields.get(name) ?? 0) * 1000;
  const ncpu = yield* countCpus(sys);
  return {
    cpu_usage: { total_usage: ns('usage_usec'), usage_in_kernelmode: ns('system_usec'), usage_in_usermode: ns('user_usec') },
    system_cpu_usage: sys.monotonic_ns() * ncpu,
    online_cpus: ncpu,
    throttling_data: { periods: Number(fields.get('nr_periods') ?? 0), throttled_periods: Number(fields.get('nr_throttled') ?? 0), throttled_time: ns('throttled_usec') },
  };
}

/** Counters of the interfaces that libnetwork gave the container, by their names in it; undefined without any. */
function* networks(sys: Sys, c: Container): Task<ContainerStats['networks']> {
  if (!c.state.Running || c.hostConfig.NetworkMode === 'host') return undefined;
  const { links = [] } = yield* routeAnswer(sys, { op: 'dump', pid: c.state.Pid });
  const own = links.filter((l) => l.kind !== 'loopback');
  if (own.length === 0) return undefined;
  return Object.fromEntries(
    own.map(({ name, rx, tx }) => [name, { rx_bytes: rx.bytes, rx_packets: rx.packets, rx_errors: rx.errors, rx_dropped: rx.dropped, tx_bytes: tx.bytes, tx_packets: tx.packets, tx_errors: tx.errors, tx_dropped: tx.dropped }]),
  );
}

/** One sample. Unless `oneShot`, a second passes between the two readings of the processor's time. */
export function* containerStats(sys: Sys, c: Container, oneShot: boolean): Task<ContainerStats> {
  const before = now(sys);
  let precpu = NO_CPU;
  if (c.state.Running && !oneShot) {
    precpu = yield* cpu(sys, c);
    yield* sys.sleep(1e9);
  }
  const running = c.state.Running;
  const limit = Number((yield* cgroupValue(sys, c, 'memory.max')) ?? NaN);
  const usage = Number((yield* cgroupValue(sys, c, 'memory.current')) ?? 0);
  const pids = Number((yield* cgroupValue(sys, c, 'pids.current')) ?? 0);
  return {
    name: `/${c.name}`,
    id: c.id,
    read: running ? rfc3339Nano(now(sys)) : '0001-01-01T00:00:00Z',
    preread: running && !oneShot ? rfc3339Nano(before) : '0001-01-01T00:00:00Z',
    pids_stats: running ? { current: pids } : {},
    blkio_stats: { io_service_bytes_recursive: null, io_serviced_recursive: null, io_queue_recursive: null, io_service_time_recursive: null, io_wait_time_recursive: null, io_merged_recursive: null, io_time_recursive: null, sectors_recursive: null },
    num_procs: 0,
    storage_stats: {},
    cpu_stats: running ? yield* cpu(sys, c) : NO_CPU,
    precpu_stats: precpu,
    networks: yield* networks(sys, c),
    memory_stats: running ? { usage, stats: {}, limit: Number.isNaN(limit) ? sys.sysinfo().totalram : limit } : {},
  };
}
