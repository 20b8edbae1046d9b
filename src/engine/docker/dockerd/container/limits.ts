/** Limits of resources that a request asks for: what is refused, and what is changed by POST /containers/{id}/update. */
import type { Sys, Task } from '../../../abi/sys.ts';
import type { ContainerUpdateRequest, HostConfig } from '../../api/types.ts';
import { readTextIfAny } from '../../common/files.ts';
import type { Daemon } from '../daemon.ts';
import { conflict, invalid } from '../errors.ts';
import type { Container } from './container.ts';
import { validateRestartPolicy } from './create.ts';
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

/** Throws a 400; returns warnings. */
export function validateResources(ncpu: number, h: HostConfig): string[] {
  if (h.Memory !== 0 && h.Memory < MIN_MEMORY) throw invalid('Minimum memory limit allowed is 6MB');
  if (h.Memory > 0 && h.MemorySwap > 0 && h.MemorySwap < h.Memory) throw invalid('Minimum memoryswap limit should be larger than memory limit, see usage');
  if (h.Memory === 0 && h.MemorySwap > 0) throw invalid('You should always set the Memory limit when using Memoryswap limit, see usage');
  if (h.MemoryReservation > 0 && h.MemoryReservation < MIN_MEMORY) throw invalid('Minimum memory reservation allowed is 6MB');
  if (h.Memory > 0 && h.MemoryReservation > h.Memory) throw invalid('Minimum memory limit can not be less than memory reservation limit, see usage');
  if (h.NanoCpus > 0 && h.CpuPeriod > 0) throw invalid('Conflicting options: Nano CPUs and CPU Period cannot both be set');
  if (h.NanoCpus > 0 && h.CpuQuota > 0) throw invalid('Conflicting options: Nano CPUs and CPU Quota cannot both be set');
  if (h.NanoCpus < 0 || h.NanoCpus > ncpu * 1e9) throw invalid(`range of CPUs is from 0.01 to ${ncpu}.00, as there are only ${ncpu} CPUs available`);
  if (h.CpuShares < 0) throw invalid(`invalid CPU shares (${h.CpuShares}): value must be a positive integer`);
  if (h.CpuPeriod !== 0 && (h.CpuPeriod < 1000 || h.CpuPeriod > 1000000)) throw invalid('CPU cfs period can not be less than 1ms (i.e. 1000) or larger than 1s (i.e. 1000000)');
  if (h.CpuQuota > 0 && h.CpuQuota < 1000) throw invalid('CPU cfs quota can not be less than 1ms (i.e. 1000)');
  if (h.CpusetCpus !== '' && !validSet(h.CpusetCpus, ncpu)) throw invalid(`Requested CPUs are not available - requested ${h.CpusetCpus}, available: 0-${ncpu - 1}`);
  if (h.BlkioWeight !== 0 && (h.BlkioWeight < 10 || h.BlkioWeight > 1000)) throw invalid('Range of blkio weight is from 10 to 1000');
  if (h.ShmSize < 0) throw invalid('SHM size can not be less than 0');
  for (const u of h.Ulimits ?? []) if (u.Soft > u.Hard && u.Hard !== -1) throw invalid(`ulimit soft limit must be less than or equal to hard limit: ${u.Soft} > ${u.Hard}`);
  return [];
}

function validSet(text: string, count: number): boolean {
  return text.split(',').every((part) => {
    const m = /^(\d+)(?:-(\d+))?$/.exec(part);
    return m !== null && Number(m[2] ?? m[1]) < count && Number(m[1]) <= Number(m[2] ?? m[1]);
  });
}

/** Change limits and restart policy of a container, running or not. */
export function* updateContainer(sys: Sys, daemon: Daemon, c: Container, r: ContainerUpdateRequest): Task<string[]> {
  const refuse = (why: string): never => {
    throw conflict(`Cannot update container ${c.id}: ${why}`);
  };
  if (c.state.RemovalInProgress || c.state.Dead) refuse('container is marked for removal and cannot be "update".');
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
  const warnings = validateResources(daemon.ncpu, h);
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
