/** From the flags of `docker run` to the record that POST /containers/create takes. What is simulated is the daemon's affair. */
import type { Task } from '../../../abi/sys.ts';
import { SysError } from '../../../abi/errno.ts';
import type { ContainerConfig, HealthConfig, HostConfig, MountSpec, PortBinding, RestartPolicy } from '../../api/types.ts';
import type { DockerCli } from '../cli.ts';
import { GoError, quote } from '../go/strconv.ts';
import type { NetworkAttachment } from '../networkopt.ts';
import type { UlimitValue } from '../opts.ts';
import { absolute, clean } from '../path.ts';
import type { Flags } from '../pflag.ts';
import { endpoints } from './endpoints.ts';
import { parseExpose, parsePublish, standardNotation } from './ports.ts';

/** The body of the create call. */
export type CreateBody = ContainerConfig & { HostConfig: HostConfig; NetworkingConfig: { EndpointsConfig: Readonly<Record<string, unknown>> } };

function pairs(list: readonly string[]): Record<string, string> {
  const out: Record<string, string> = {};
  for (const item of list) {
    const eq = item.indexOf('=');
    out[eq < 0 ? item : item.slice(0, eq)] = eq < 0 ? '' : item.slice(eq + 1);
  }
  return out;
}

/** Lines of --env-file or --label-file. `lookup` gives a value to a name without one; such a name is dropped when it has none. */
export function* readPairs(cli: DockerCli, files: readonly string[], lookup: ((name: string) => string | undefined) | undefined): Task<string[]> {
  const out: string[] = [];
  for (const file of files) {
    let text: string;
    try {
      text = yield* cli.readFile(file);
    } catch (e) {
      if (!(e instanceof SysError)) throw e;
      throw new GoError(e.code === 'EISDIR' ? `invalid env file (${file}): read ${file}: is a directory` : `open ${file}: ${e.message.toLowerCase()}`);
    }
    for (const raw of text.replace(/^\uFEFF/, '').split('\n')) {
      const line = raw.replace(/\r$/, '').trimStart();
      if (line === '' || line[0] === '#') continue;
      const eq = line.indexOf('=');
      const key = eq < 0 ? line : line.slice(0, eq);
      if (key === '') throw new GoError(`invalid env file (${file}): no variable name on line '${line}'`);
      if (/[ \t]/.test(key)) throw new GoError(`invalid env file (${file}): variable '${key}' contains whitespaces`);
      if (eq >= 0) out.push(line);
      else {
        const value = lookup?.(key);
        if (value !== undefined) out.push(`${key}=${value}`);
      }
    }
  }
  return out;
}

/** `always`, `on-failure:3`. Throws {@link GoError}. */
export function parseRestart(text: string): RestartPolicy {
  if (text === '') return { Name: '', MaximumRetryCount: 0 };
  const colon = text.indexOf(':');
  if (colon === 0) throw new GoError('invalid restart policy format: no policy provided before colon');
  const count = colon < 0 ? '' : text.slice(colon + 1);
  if (count !== '' && !/^[+-]?\d+$/.test(count)) throw new GoError('invalid restart policy format: maximum retry count must be an integer');
  return { Name: (colon < 0 ? text : text.slice(0, colon)) as RestartPolicy['Name'], MaximumRetryCount: Number(count) };
}

function mode(flag: string, value: string, kind: string, pattern: RegExp): string {
  if (!pattern.test(value)) throw new GoError(`--${flag}: invalid ${kind} mode`);
  return value;
}

function health(flags: Flags): HealthConfig | undefined {
  const names = ['health-interval', 'health-timeout', 'health-retries', 'health-start-period', 'health-start-interval'];
  const given = flags.str('health-cmd') !== '' || names.some((n) => flags.num(n) !== 0);
  if (flags.bool('no-healthcheck')) {
    if (given) throw new GoError('--no-healthcheck conflicts with --health-* options');
    return { Test: ['NONE'] };
  }
  if (!given) return undefined;
  for (const n of names) if (flags.num(n) < 0) throw new GoError(`--${n} cannot be negative`);
  return {
    ...(flags.str('health-cmd') === '' ? {} : { Test: ['CMD-SHELL', flags.str('health-cmd')] }),
    Interval: flags.num('health-interval'),
    Timeout: flags.num('health-timeout'),
    StartPeriod: flags.num('health-start-period'),
    StartInterval: flags.num('health-start-interval'),
    Retries: flags.num('health-retries'),
  };
}

function device(text: string): HostConfig['Devices'] extends (infer D)[] | null ? D : never {
  const parts = text.split(':');
  if (parts.length > 3 || parts[0] === '') throw new GoError(`bad format for path: ${text}`);
  const isMode = (m: string): boolean => /^[rwm]{1,3}$/.test(m) && new Set(m).size === m.length;
  const [source, second, third] = parts as [string, string | undefined, string | undefined];
  if (third !== undefined && !isMode(third)) throw new GoError(`bad mode specified: ${third}`);
  const target = second === undefined || (third === undefined && isMode(second)) ? source : second;
  if (!target.startsWith('/')) throw new GoError(`${target} is not an absolute path`);
  return { PathOnHost: source, PathInContainer: clean(target), CgroupPermissions: third ?? (second !== undefined && isMode(second) ? second : 'rwm') };
}

function* securityOptions(cli: DockerCli, options: readonly string[]): Task<{ readonly list: string[]; readonly unmasked: boolean }> {
  const list: string[] = [];
  let unmasked = false;
  for (const option of options) {
    const at = option.search(option.includes('=') ? '=' : ':');
    const key = at < 0 ? option : option.slice(0, at);
    const value = at < 0 ? '' : option.slice(at + 1);
    if (value === '' && key !== 'no-new-privileges') throw new GoError(`Invalid --security-opt: ${quote(option)}`);
    if (option === 'systempaths=unconfined') unmasked = true;
    else if (key === 'seccomp' && value !== 'builtin' && value !== 'unconfined') {
      try {
        list.push(`seccomp=${JSON.stringify(JSON.parse(yield* cli.readFile(value)))}`);
      } catch (e) {
        if (e instanceof SysError) throw new GoError(`opening seccomp profile (${value}) failed: open ${value}: ${e.message.toLowerCase()}`);
        throw new GoError(`compacting json for seccomp profile (${value}) failed: invalid character in the file`);
      }
    } else list.push(option);
  }
  return { list, unmasked };
}

/** Volumes that are only paths in the container, and bind mounts and named volumes. */
function volumes(cli: DockerCli, specs: readonly string[]): { readonly anonymous: Record<string, Record<string, never>>; readonly binds: string[] } {
  const anonymous: Record<string, Record<string, never>> = {};
  const binds: string[] = [];
  for (const spec of new Set(specs)) {
    if (spec === '') throw new GoError('invalid empty volume spec');
    const parts = spec.split(':');
    if (spec.length > 2 && parts.some((p) => p === '')) throw new GoError(`invalid spec: ${spec}: empty section between colons`);
    if (parts.length > 3) throw new GoError(`invalid spec: ${spec}: too many colons`);
    if (parts.length === 1) anonymous[spec] = {};
    else binds.push(parts[0]!.startsWith('.') ? [absolute(cli.cwd(), parts[0]!), ...parts.slice(1)].join(':') : spec);
  }
  return { anonymous, binds };
}

const orNull = <T>(list: T[]): T[] | null => (list.length === 0 ? null : list);

/** Capabilities by their full names, sorted, each once. */
function capabilities(list: readonly string[]): string[] | null {
  const names = list.map((c) => c.toUpperCase()).map((c) => (c === 'ALL' || c.startsWith('CAP_') ? c : `CAP_${c}`));
  return orNull([...new Set(names)].sort());
}

/** The create call's body for `args` (image, then command). Throws {@link GoError} for what the client itself refuses. */
export function* createBody(cli: DockerCli, flags: Flags, args: readonly string[]): Task<CreateBody> {
  const mac = flags.str('mac-address');
  if (mac !== '' && !/^([0-9a-fA-F]{2}[:-]){5}([0-9a-fA-F]{2}[:-][0-9a-fA-F]{2}[:-])?[0-9a-fA-F]{2}$|^([0-9a-fA-F]{4}\.){2}[0-9a-fA-F]{4}$/.test(mac.trim())) throw new GoError(`${mac} is not a valid mac address`);
  const attach = flags.list('attach');
  const stdin = flags.bool('interactive');
  const attachStdin = stdin || attach.includes('stdin');
  const swappiness = flags.num('memory-swappiness');
  if (swappiness !== -1 && (swappiness < 0 || swappiness > 100)) throw new GoError(`invalid value: ${swappiness}. Valid memory swappiness range is 0-100`);
  const { anonymous, binds } = volumes(cli, flags.list('volume'));
  const exposed: Record<string, Record<string, never>> = {};
  const bindings: Record<string, PortBinding[]> = {};
  for (const spec of flags.list('publish').map(standardNotation)) {
    for (const [port, binding] of parsePublish(spec)) {
      exposed[port] = {};
      (bindings[port] ??= []).push(binding);
    }
  }
  for (const spec of flags.list('expose')) for (const port of parseExpose(spec)) exposed[port] = {};
  const devices = flags.list('device').map(device);
  const env = [...(yield* readPairs(cli, flags.list('env-file'), (name) => cli.env(name))), ...flags.list('env')];
  const labels = pairs([...(yield* readPairs(cli, flags.list('label-file'), undefined)), ...flags.list('label')]);
  const pid = mode('pid', flags.str('pid'), 'PID', /^(|host|container:.+)$/);
  const uts = mode('uts', flags.str('uts'), 'UTS', /^(|host)$/);
  const userns = mode('userns', flags.str('userns'), 'USER', /^(|host)$/);
  const cgroupns = mode('cgroupns', flags.str('cgroupns'), 'CGROUP', /^(|host|private)$/);
  const restart = parseRestart(flags.str('restart'));
  const driver = flags.str('log-driver');
  if (driver === 'none' && flags.list('log-opt').length > 0) throw new GoError('invalid logging opts for driver none');
  const security = yield* securityOptions(cli, flags.list('security-opt'));
  for (const option of flags.list('storage-opt')) if (!option.includes('=')) throw new GoError('invalid storage option');
  const healthcheck = health(flags);
  const autoRemove = flags.bool('rm');
  if (autoRemove && restart.Name !== 'no' && restart.Name !== '') throw new GoError('conflicting options: cannot specify both --restart and --rm');
  const networks = flags.records<NetworkAttachment>('network');
  const network = networks[0]?.Target ?? 'default';
  const tmpfs: Record<string, string> = {};
  for (const t of flags.list('tmpfs')) {
    const colon = t.indexOf(':');
    tmpfs[colon < 0 ? t : t.slice(0, colon)] = colon < 0 ? '' : t.slice(colon + 1);
  }
  const entrypoint = flags.str('entrypoint');
  const size = cli.winsize(1);
  const none = attach.length === 0;
  return {
    Hostname: flags.str('hostname'),
    Domainname: flags.str('domainname'),
    User: flags.str('user'),
    AttachStdin: attachStdin,
    AttachStdout: none || attach.includes('stdout'),
    AttachStderr: none || attach.includes('stderr'),
    ...(Object.keys(exposed).length === 0 ? {} : { ExposedPorts: exposed }),
    Tty: flags.bool('tty'),
    OpenStdin: stdin,
    StdinOnce: stdin && attachStdin,
    Env: orNull(env),
    Cmd: orNull(args.slice(1)),
    ...(healthcheck === undefined ? {} : { Healthcheck: healthcheck }),
    Image: args[0]!,
    Volumes: anonymous,
    WorkingDir: flags.str('workdir'),
    Entrypoint: entrypoint !== '' ? [entrypoint] : flags.changed('entrypoint') ? [''] : null,
    OnBuild: null,
    Labels: labels,
    ...(flags.str('stop-signal') === '' ? {} : { StopSignal: flags.str('stop-signal') }),
    ...(flags.changed('stop-timeout') ? { StopTimeout: flags.num('stop-timeout') } : {}),
    HostConfig: {
      Binds: orNull(binds),
      ContainerIDFile: flags.str('cidfile'),
      LogConfig: { Type: driver, Config: pairs(flags.list('log-opt')) },
      NetworkMode: network,
      PortBindings: bindings,
      RestartPolicy: restart,
      AutoRemove: autoRemove,
      VolumeDriver: flags.str('volume-driver'),
      VolumesFrom: orNull(flags.list('volumes-from')),
      ConsoleSize: size === undefined ? [0, 0] : [size.rows, size.cols],
      ...(flags.changed('annotation') ? { Annotations: flags.map('annotation') } : {}),
      CapAdd: capabilities(flags.list('cap-add')),
      CapDrop: capabilities(flags.list('cap-drop')),
      CgroupnsMode: cgroupns,
      Dns: flags.list('dns'),
      DnsOptions: flags.list('dns-option'),
      DnsSearch: flags.list('dns-search'),
      ExtraHosts: orNull(flags.list('add-host')),
      GroupAdd: orNull(flags.list('group-add')),
      IpcMode: flags.str('ipc'),
      Cgroup: '',
      Links: orNull(flags.list('link')),
      OomScoreAdj: flags.num('oom-score-adj'),
      PidMode: pid,
      Privileged: flags.bool('privileged'),
      PublishAllPorts: flags.bool('publish-all'),
      ReadonlyRootfs: flags.bool('read-only'),
      SecurityOpt: orNull(security.list),
      ...(flags.list('storage-opt').length === 0 ? {} : { StorageOpt: pairs(flags.list('storage-opt')) }),
      ...(Object.keys(tmpfs).length === 0 ? {} : { Tmpfs: tmpfs }),
      UTSMode: uts,
      UsernsMode: userns,
      ShmSize: flags.num('shm-size'),
      ...(flags.changed('sysctl') ? { Sysctls: flags.map('sysctl') } : {}),
      Runtime: flags.str('runtime'),
      Isolation: flags.str('isolation'),
      CpuShares: flags.num('cpu-shares'),
      Memory: flags.num('memory'),
      NanoCpus: flags.num('cpus'),
      CgroupParent: flags.str('cgroup-parent'),
      BlkioWeight: flags.num('blkio-weight'),
      BlkioWeightDevice: flags.records('blkio-weight-device'),
      BlkioDeviceReadBps: flags.records('device-read-bps'),
      BlkioDeviceWriteBps: flags.records('device-write-bps'),
      BlkioDeviceReadIOps: flags.records('device-read-iops'),
      BlkioDeviceWriteIOps: flags.records('device-write-iops'),
      CpuPeriod: flags.num('cpu-period'),
      CpuQuota: flags.num('cpu-quota'),
      CpuRealtimePeriod: flags.num('cpu-rt-period'),
      CpuRealtimeRuntime: flags.num('cpu-rt-runtime'),
      CpusetCpus: flags.str('cpuset-cpus'),
      CpusetMems: flags.str('cpuset-mems'),
      Devices: devices,
      DeviceCgroupRules: orNull(flags.list('device-cgroup-rule')),
      DeviceRequests: orNull(flags.records('gpus')),
      MemoryReservation: flags.num('memory-reservation'),
      MemorySwap: flags.num('memory-swap'),
      MemorySwappiness: swappiness,
      OomKillDisable: flags.bool('oom-kill-disable'),
      PidsLimit: flags.num('pids-limit'),
      Ulimits: flags.records<UlimitValue>('ulimit').sort((a, b) => (a.Name < b.Name ? -1 : 1)),
      CpuCount: flags.num('cpu-count'),
      CpuPercent: flags.num('cpu-percent'),
      IOMaximumIOps: flags.num('io-maxiops'),
      IOMaximumBandwidth: flags.num('io-maxbandwidth'),
      ...(flags.changed('mount') ? { Mounts: flags.records<MountSpec>('mount') } : {}),
      MaskedPaths: security.unmasked ? [] : null,
      ReadonlyPaths: security.unmasked ? [] : null,
      ...(flags.changed('init') ? { Init: flags.bool('init') } : {}),
    },
    NetworkingConfig: { EndpointsConfig: endpoints(flags, networks) },
  };
}
