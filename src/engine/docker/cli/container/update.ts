/** `docker update`. */
import { atLeast, type Command } from '../command.ts';
import { CliError } from '../error.ts';
import { GoError } from '../go/strconv.ts';
import type { RestartPolicy } from '../../api/types.ts';
import { parseRestart } from './config.ts';
import { segment } from './each.ts';

export const update: Command = {
  use: 'update [OPTIONS] CONTAINER [CONTAINER...]',
  short: "Change containers' limits and restart policy",
  aliases: 'docker container update, docker update',
  args: atLeast(1),
  flags: `
- blkio-weight uint16 Weight for block IO: 10 to 1000, 0 for none (default 0)
- cpu-period int Length of the CFS scheduler's period
- cpu-quota int CPU time in each period of the CFS scheduler
- cpu-rt-period int Length of the real-time scheduler's period in microseconds
- cpu-rt-runtime int CPU time in each real-time period in microseconds
c cpu-shares int Relative weight for CPU time
- cpus decimal How many CPUs' worth of time to use at most
- cpuset-cpus string CPUs to run on (0-3, 0,1)
- cpuset-mems string Memory nodes to use (0-3, 0,1)
!- kernel-memory bytes Limit of kernel memory
m memory bytes Limit of memory
- memory-reservation bytes Soft limit of memory
- memory-swap bytes:swap Limit of memory and swap together: -1 for any amount of swap
- pids-limit int Most processes (-1 for any number)
- restart string What to do when the container exits
`,
  support: { level: 'full' },
  *run(cli, flags, args) {
    let restart: RestartPolicy;
    try {
      restart = parseRestart(flags.str('restart'));
    } catch (e) {
      throw e instanceof GoError ? new CliError(e.message) : e;
    }
    const names = ['blkio-weight', 'cpu-period', 'cpu-quota', 'cpu-rt-period', 'cpu-rt-runtime', 'cpu-shares', 'cpus', 'cpuset-cpus', 'cpuset-mems', 'kernel-memory', 'memory', 'memory-reservation', 'memory-swap', 'pids-limit', 'restart'];
    if (!names.some((n) => flags.changed(n))) throw new CliError('you must provide one or more flags when using this command');
    const body = {
      BlkioWeight: flags.num('blkio-weight'),
      CpuShares: flags.num('cpu-shares'),
      Memory: flags.num('memory'),
      MemoryReservation: flags.num('memory-reservation'),
      MemorySwap: flags.num('memory-swap'),
      CpuPeriod: flags.num('cpu-period'),
      CpuQuota: flags.num('cpu-quota'),
      CpuRealtimePeriod: flags.num('cpu-rt-period'),
      CpuRealtimeRuntime: flags.num('cpu-rt-runtime'),
      NanoCpus: flags.num('cpus'),
      CpusetCpus: flags.str('cpuset-cpus'),
      CpusetMems: flags.str('cpuset-mems'),
      PidsLimit: flags.changed('pids-limit') ? flags.num('pids-limit') : null,
      RestartPolicy: restart,
    };
    const warnings: string[] = [];
    const errors: string[] = [];
    for (const name of args) {
      try {
        const r = yield* cli.api.json<{ Warnings: string[] | null }>('POST', `/containers/${segment(name)}/update`, { json: body });
        warnings.push(...(r.Warnings ?? []));
        yield* cli.out(`${name}\n`);
      } catch (e) {
        if (!(e instanceof CliError)) throw e;
        errors.push(e.message);
      }
    }
    if (warnings.length > 0) yield* cli.out(`${warnings.join('\n')}\n`);
    if (errors.length > 0) throw new CliError(errors.join('\n'));
  },
};
