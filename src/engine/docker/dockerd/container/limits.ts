/** Limits of resources that a request asks for: what is refused, and what is changed by POST /containers/{id}/update. */
import type { Sys, Task } from '../../../abi/sys.ts';
import type { ContainerUpdateRequest, HostConfig } from '../../api/types.ts';
import { readTextIfAny } from '../../common/files.ts';
import type { Daemon } from '../daemon.ts';
import { conflict, invalid } from '../errors.ts';
import type { Container } from './container.ts';
import { validateRestartPolicy } from './verify.ts';
import { resources } from './spec.ts';

const MIN_MEMORY = 6 * 1024 * 1024;

/** Processors of the host that this process may use. */
export function* countCpus(sys: Sys): Task<number> {
  const text = /^Cpus_allowed_list:\s*(\S+)$/m.exec((yield* readTextIfAny(sys, '/proc/self/status')) ?? '')?.[1] ?? '0';
  return text.split(',').reduce((n, part) => {
    const [first = '0', last = first] = part.split('-');
    return n + Number(last) - Number(first) + 1;
  }, 0);
}

/** Throws a 400; returns warnings, and takes out of `h` what a host with cgroup v2 cannot do. */
export function validateResources(ncpu: number, h: Pick<HostConfig, keyof typeof NO_LIMITS>): string[] {
  const warnings: string[] = [];
  const discard = (what: string): void => void warnings.push(what);
  if (h.Memory !== 0 && h.Memory < MIN_MEMORY) throw invalid('Minimum memory limit allowed is 6MB');
  if (h.Memory > 0 && h.MemorySwap > 0 && h.MemorySwap < h.Memory) throw invalid('Minimum memoryswap limit should be larger than memory limit, see usage');
  if (h.Memory === 0 && h.MemorySwap > 0) throw invalid('You should always set the Memory limit when using Memoryswap limit, see usage');
  if (h.MemorySwappiness !== null && h.MemorySwappiness !== -1) discard('Your kernel does not support memory swappiness capabilities or the cgroup is not mounted. Memory swappiness discarded.');
  h.MemorySwappiness = null;
  if (h.MemoryReservation > 0 && h.MemoryReservation < MIN_MEMORY) throw invalid('Minimum memory reservation allowed is 6MB');
  if (h.Memory > 0 && h.MemoryReservation > h.Memory) throw invalid('Minimum memory limit can not be less than memory reservation limit, see usage');
  if (h.OomKillDisable === true) discard('Your kernel does not support OomKillDisable. OomKillDisable discarded.');
  h.OomKillDisable = null;
  if (h.NanoCpus > 0 && h.CpuPeriod > 0) throw invalid('Conflicting options: Nano CPUs and CPU Period cannot both be set');
  if (h.NanoCpus > 0 && h.CpuQuota > 0) throw invalid('Conflicting options: Nano CPUs and CPU Quota cannot both be set');
  if (h.NanoCpus < 0 || h.NanoCpus > ncpu * 1e9) throw invalid(`range of CPUs is from 0.01 to ${ncpu}.00, as there are only ${ncpu} CPUs available`);
  if (h.CpuPeriod !== 0 && (h.CpuPeriod < 1000 || h.CpuPeriod > 1000000)) throw invalid('CPU cfs period can not be less than 1ms (i.e. 1000) or larger than 1s (i.e. 1000000)');
  if (h.CpuQuota > 0 && h.CpuQuota < 1000) throw invalid('CPU cfs quota can not be less than 1ms (i.e. 1000)');
  if (h.CpuPercent > 0) {
    discard('linux does not support CPU percent. Percent discarded.');
    h.CpuPercent = 0;
  }
  checkSet(h.CpusetCpus, ncpu, 'cpus', 'CPUs');
  checkSet(h.CpusetMems, 1, 'mems', 'memory nodes');
  if (h.BlkioWeight !== 0 && (h.BlkioWeight < 10 || h.BlkioWeight > 1000)) throw invalid('Range of blkio weight is from 10 to 1000');
  if (h.IOMaximumBandwidth !== 0 || h.IOMaximumIOps !== 0) throw invalid(`invalid option: QoS maximum ${h.IOMaximumBandwidth !== 0 ? 'bandwidth' : 'IOPs'} configuration is not supported on linux`);
  return warnings;
}

/** A request that limits nothing. */
const NO_LIMITS = {
  Memory: 0, MemorySwap: 0, MemorySwappiness: null as number | null, MemoryReservation: 0, OomKillDisable: null as boolean | null, NanoCpus: 0, CpuPeriod: 0, CpuQuota: 0, CpuPercent: 0,
  CpusetCpus: '', CpusetMems: '', BlkioWeight: 0, IOMaximumBandwidth: 0, IOMaximumIOps: 0,
};

function checkSet(text: string, count: number, field: string, what: string): void {
  if (text === '') return;
  const numbers: number[] = [];
  for (const part of text.split(',')) {
    const m = /^(\d+)(?:-(\d+))?$/.exec(part);
    if (m === null || Number(m[1]) > Number(m[2] ?? m[1])) throw invalid(`Invalid value ${text} for cpuset ${field}: invalid format: ${text}`);
    numbers.push(Number(m[2] ?? m[1]));
  }
  if (numbers.some((n) => n >= count)) throw invalid(`Requested ${what} are not available - requested ${text}, available: ${count === 1 ? '0' : `0-${count - 1}`}`);
}

/** Change limits and restart policy of a container, running or not. */
export function* updateContainer(sys: Sys, daemon: Daemon, c: Container, r: ContainerUpdateRequest): Task<string[]> {
  const refuse = (why: string): never => {
    throw conflict(`Cannot update container ${c.id}: ${why}`);
  };
  if (c.state.RemovalInProgress || c.state.Dead) refuse('container is marked for removal and cannot be "update".');
  const warnings = validateResources(daemon.ncpu, { ...NO_LIMITS, ...r });
  const h: HostConfig = { ...c.hostConfig };
  const policy = r.RestartPolicy;
  if (policy?.Name !== undefined && policy.Name !== '') {
    validateRestartPolicy(policy.Name, policy.MaximumRetryCount ?? 0);
    if (h.AutoRemove && policy.Name !== 'no') refuse('Restart policy cannot be updated because AutoRemove is enabled for the container');
    h.RestartPolicy = { Name: policy.Name, MaximumRetryCount: policy.MaximumRetryCount ?? 0 };
  }
  const { Memory: memory = 0, MemorySwap: swap = 0 } = r;
  if (memory !== 0) {
    if (c.hostConfig.MemorySwap > 0 && memory > c.hostConfig.MemorySwap && swap === 0) refuse('Memory limit should be smaller than already set memoryswap limit, update the memoryswap at the same time');
    if (c.hostConfig.MemorySwap === 0 && swap === 0) refuse('Memory limit should be smaller than already set memoryswap limit, update the memoryswap at the same time');
    h.Memory = memory;
  }
  if (swap !== 0) h.MemorySwap = swap;
  for (const key of ['CpuShares', 'NanoCpus', 'CpuPeriod', 'CpuQuota', 'MemoryReservation', 'BlkioWeight'] as const) if ((r[key] ?? 0) !== 0) h[key] = r[key]!;
  for (const key of ['CpusetCpus', 'CpusetMems'] as const) if ((r[key] ?? '') !== '') h[key] = r[key]!;
  if (r.PidsLimit !== undefined && r.PidsLimit !== null && r.PidsLimit !== 0) h.PidsLimit = r.PidsLimit;
  c.hostConfig = h;
  yield* c.saveHostConfig(sys);
  if (c.state.Running && !c.state.Restarting) yield* daemon.containerd.call(sys, 'tasks.Update', { id: c.id, resources: resources(h) });
  daemon.events.log(sys, 'container', 'update', c.id, c.attributes());
  return warnings;
}

/** A number in a file of the container's cgroup; undefined when it is not there. */
export function* cgroupValue(sys: Sys, c: Container, file: string): Task<string | undefined> {
  return (yield* readTextIfAny(sys, `/sys/fs/cgroup/system.slice/docker-${c.id}.scope/${file}`))?.trim();
}
