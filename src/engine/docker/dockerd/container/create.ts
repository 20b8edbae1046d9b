/** POST /containers/create: checks, the image's configuration merged in, a name, a top layer, volumes. daemon/create.go. */
import { isSysError } from '../../../abi/errno.ts';
import { S } from '../../../abi/fs.ts';
import type { Sys, Task } from '../../../abi/sys.ts';
import { isDirectory, mkdirAll, removeAll } from '../../common/files.ts';
import { now, rfc3339Nano } from '../../common/time.ts';
import { ZERO_TIME } from '../../api/types.ts';
import type { ContainerConfig, ContainerCreateRequest, ContainerCreateResponse, HealthConfig, HostConfig, ImageRunConfig, RestartPolicyName } from '../../api/types.ts';
import { secureJoin } from '../../runc/rootfs.ts';
import type { DaemonConfig } from '../config.ts';
import type { Daemon } from '../daemon.ts';
import { ApiError, conflict, invalid, notFound } from '../errors.ts';
import { newId } from '../ids.ts';
import { generateName } from '../names.ts';
import { registerLinks } from '../libnetwork/links.ts';
import { wantedEndpoints } from '../libnetwork/settings.ts';
import { Container } from './container.ts';
import type { MountRecord } from './container.ts';
import { fillVolume, resolveMounts, volumesToFill } from './mounts.ts';
import { sortedByKey } from '../json/decode.ts';
import { verifyContainer, verifyPlatform } from './verify.ts';

const NAME = /^\/?[a-zA-Z0-9][a-zA-Z0-9_.-]+$/;

const MASKED = ['/proc/asound', '/proc/acpi', '/proc/interrupts', '/proc/kcore', '/proc/keys', '/proc/latency_stats', '/proc/timer_list', '/proc/timer_stats', '/proc/sched_debug', '/proc/scsi', '/sys/firmware', '/sys/devices/virtual/powercap'];
const READONLY = ['/proc/bus', '/proc/fs', '/proc/irq', '/proc/sys', '/proc/sysrq-trigger'];

/** A whole HostConfig from what a request has. */
export function fullHostConfig(r: Partial<HostConfig>): HostConfig {
  const memory = r.Memory ?? 0;
  const restart = (r.RestartPolicy?.Name ?? '') as RestartPolicyName;
  return {
    Binds: r.Binds ?? null,
    ContainerIDFile: r.ContainerIDFile ?? '',
    LogConfig: { Type: r.LogConfig?.Type || 'json-file', Config: r.LogConfig?.Config ?? {} },
    NetworkMode: r.NetworkMode === undefined || r.NetworkMode === '' || r.NetworkMode === 'default' ? 'bridge' : r.NetworkMode,
    PortBindings: r.PortBindings ?? null,
    RestartPolicy: { Name: restart === '' ? 'no' : restart, MaximumRetryCount: r.RestartPolicy?.MaximumRetryCount ?? 0 },
    AutoRemove: r.AutoRemove ?? false,
    VolumeDriver: r.VolumeDriver ?? '',
    VolumesFrom: r.VolumesFrom ?? null,
    ConsoleSize: r.ConsoleSize ?? [0, 0],
    ...(r.Annotations === undefined || Object.keys(r.Annotations).length === 0 ? {} : { Annotations: r.Annotations }),
    CapAdd: r.CapAdd ?? null,
    CapDrop: r.CapDrop ?? null,
    CgroupnsMode: r.CgroupnsMode || (r.Privileged === true ? 'host' : 'private'),
    Dns: r.Dns ?? null,
    DnsOptions: r.DnsOptions ?? null,
    DnsSearch: r.DnsSearch ?? null,
    ExtraHosts: r.ExtraHosts ?? null,
    GroupAdd: r.GroupAdd ?? null,
    IpcMode: r.IpcMode || 'private',
    Cgroup: r.Cgroup ?? '',
    Links: r.Links ?? null,
    OomScoreAdj: r.OomScoreAdj ?? 0,
    PidMode: r.PidMode ?? '',
    Privileged: r.Privileged ?? false,
    PublishAllPorts: r.PublishAllPorts ?? false,
    ReadonlyRootfs: r.ReadonlyRootfs ?? false,
    SecurityOpt: r.SecurityOpt ?? (r.Privileged === true ? ['label=disable'] : null),
    ...(r.StorageOpt === undefined || Object.keys(r.StorageOpt).length === 0 ? {} : { StorageOpt: r.StorageOpt }),
    ...(r.Tmpfs === undefined || Object.keys(r.Tmpfs).length === 0 ? {} : { Tmpfs: r.Tmpfs }),
    UTSMode: r.UTSMode ?? '',
    UsernsMode: r.UsernsMode ?? '',
    ShmSize: r.ShmSize === undefined || r.ShmSize === 0 ? 67108864 : r.ShmSize,
    ...(r.Sysctls === undefined || Object.keys(r.Sysctls).length === 0 ? {} : { Sysctls: r.Sysctls }),
    Runtime: r.Runtime || 'runc',
    Isolation: r.Isolation ?? '',
    CpuShares: r.CpuShares ?? 0,
    Memory: memory,
    NanoCpus: r.NanoCpus ?? 0,
    CgroupParent: r.CgroupParent ?? '',
    BlkioWeight: r.BlkioWeight ?? 0,
    BlkioWeightDevice: r.BlkioWeightDevice ?? null,
    BlkioDeviceReadBps: r.BlkioDeviceReadBps ?? null,
    BlkioDeviceWriteBps: r.BlkioDeviceWriteBps ?? null,
    BlkioDeviceReadIOps: r.BlkioDeviceReadIOps ?? null,
    BlkioDeviceWriteIOps: r.BlkioDeviceWriteIOps ?? null,
    CpuPeriod: r.CpuPeriod ?? 0,
    CpuQuota: r.CpuQuota ?? 0,
    CpuRealtimePeriod: r.CpuRealtimePeriod ?? 0,
    CpuRealtimeRuntime: r.CpuRealtimeRuntime ?? 0,
    CpusetCpus: r.CpusetCpus ?? '',
    CpusetMems: r.CpusetMems ?? '',
    Devices: r.Devices ?? null,
    DeviceCgroupRules: r.DeviceCgroupRules ?? null,
    DeviceRequests: r.DeviceRequests ?? null,
    MemoryReservation: r.MemoryReservation ?? 0,
    MemorySwap: memory > 0 && (r.MemorySwap ?? 0) === 0 ? memory * 2 : (r.MemorySwap ?? 0),
    MemorySwappiness: r.MemorySwappiness ?? null,
    OomKillDisable: r.OomKillDisable ?? null,
    PidsLimit: (r.PidsLimit ?? 0) <= 0 ? null : (r.PidsLimit ?? null),
    Ulimits: r.Ulimits ?? null,
    CpuCount: r.CpuCount ?? 0,
    CpuPercent: r.CpuPercent ?? 0,
    IOMaximumIOps: r.IOMaximumIOps ?? 0,
    IOMaximumBandwidth: r.IOMaximumBandwidth ?? 0,
    ...(r.Mounts === undefined || r.Mounts.length === 0 ? {} : { Mounts: r.Mounts }),
    MaskedPaths: r.Privileged === true ? null : (r.MaskedPaths ?? MASKED),
    ReadonlyPaths: r.Privileged === true ? null : (r.ReadonlyPaths ?? READONLY),
    ...(r.Init === undefined || r.Init === null ? {} : { Init: r.Init }),
  };
}

/** A health check over the image's: what is not set is the image's. Zeros are left out, as Go's omitempty does. */
function mergeHealth(own: HealthConfig | undefined, image: HealthConfig | undefined): HealthConfig | undefined {
  if (own === undefined) return image;
  const test = (own.Test ?? []).length > 0 ? own.Test : image?.Test;
  const out: HealthConfig = test === undefined || test.length === 0 ? {} : { Test: test };
  for (const name of ['Interval', 'Timeout', 'StartPeriod', 'StartInterval', 'Retries'] as const) {
    const value = (own[name] ?? 0) !== 0 ? own[name] : image?.[name];
    if (value !== undefined && value !== 0) out[name] = value;
  }
  return out;
}

/** What a request asks for over what the image says: runconfig/merge.go. */
export function mergeConfig(r: Partial<ContainerConfig>, image: ImageRunConfig): ContainerConfig {
  let cmd = r.Cmd ?? null;
  let entrypoint = r.Entrypoint ?? null;
  if (entrypoint === null || entrypoint.length === 0) {
    if (cmd === null || cmd.length === 0) cmd = image.Cmd ?? null;
    if (entrypoint === null) entrypoint = image.Entrypoint ?? null;
  }
  if (entrypoint !== null && entrypoint.length === 1 && entrypoint[0] === '') entrypoint = null;
  const env = [...(r.Env ?? [])];
  for (const e of image.Env ?? []) {
    const name = e.split('=', 1)[0]!;
    if (!env.some((x) => x.split('=', 1)[0] === name)) env.push(e);
  }
  const exposed = sortedByKey({ ...image.ExposedPorts, ...r.ExposedPorts });
  const volumes = sortedByKey({ ...(image.Volumes ?? {}), ...(r.Volumes ?? {}) });
  const health = mergeHealth(r.Healthcheck, image.Healthcheck);
  const stopSignal = r.StopSignal || image.StopSignal || '';
  return {
    Hostname: r.Hostname ?? '',
    Domainname: r.Domainname ?? '',
    User: r.User || image.User || '',
    AttachStdin: r.AttachStdin ?? false,
    AttachStdout: r.AttachStdout ?? false,
    AttachStderr: r.AttachStderr ?? false,
    ...(Object.keys(exposed).length === 0 ? {} : { ExposedPorts: exposed }),
    Tty: r.Tty ?? false,
    OpenStdin: r.OpenStdin ?? false,
    StdinOnce: r.StdinOnce ?? false,
    Env: env.length === 0 && (r.Env ?? null) === null ? null : env,
    Cmd: cmd,
    ...(health === undefined ? {} : { Healthcheck: health }),
    Image: r.Image ?? '',
    Volumes: Object.keys(volumes).length === 0 ? null : volumes,
    WorkingDir: r.WorkingDir || image.WorkingDir || '',
    Entrypoint: entrypoint,
    ...(r.NetworkDisabled === true ? { NetworkDisabled: true } : {}),
    ...(r.MacAddress === undefined || r.MacAddress === '' ? {} : { MacAddress: r.MacAddress }),
    OnBuild: null,
    Labels: sortedByKey({ ...(image.Labels ?? {}), ...(r.Labels ?? {}) }),
    ...(stopSignal === '' ? {} : { StopSignal: stopSignal }),
    ...(r.StopTimeout === undefined || r.StopTimeout === null ? {} : { StopTimeout: r.StopTimeout }),
    ...(r.Shell === undefined && image.Shell === undefined ? {} : { Shell: r.Shell ?? image.Shell! }),
  };
}

/** Reserve a name for `id`, or make one up. Throws 400 or 409. */
function reserveName(sys: Sys, daemon: Daemon, wanted: string, id: string): string {
  if (wanted === '') return daemon.reserve(generateName(sys, (n) => daemon.nameOwner(n) !== undefined), id);
  if (!NAME.test(wanted)) throw invalid(`Invalid container name (${wanted}), only [a-zA-Z0-9][a-zA-Z0-9_.-] are allowed`);
  const name = wanted.replace(/^\//, '');
  const owner = daemon.nameOwner(name);
  if (owner !== undefined) throw nameConflict(name, owner);
  return daemon.reserve(name, id);
}

function nameConflict(name: string, owner: string): ReturnType<typeof conflict> {
  return conflict(`Conflict. The container name "/${name}" is already in use by container "${owner}". You have to remove (or rename) that container to be able to reuse that name.`);
}

/** The id of a container whose network is to be shared; what does not exist is left for the start to complain about. */
function ownerId(daemon: Daemon, ref: string): string {
  try {
    return daemon.find(ref).id;
  } catch (e) {
    if (e instanceof ApiError) return ref;
    throw e;
  }
}

/** What the daemon's configuration adds to a request: log driver and options, size of /dev/shm. */
function withDefaults(config: DaemonConfig, h: Partial<HostConfig>): Partial<HostConfig> {
  const type = h.LogConfig?.Type ?? '';
  const LogConfig = type === '' || type === config.logDriver ? { Type: config.logDriver, Config: { ...config.logOpts, ...h.LogConfig?.Config } } : h.LogConfig!;
  return { ...h, LogConfig, ShmSize: (h.ShmSize ?? 0) === 0 ? config.shmSize_bytes : h.ShmSize! };
}

/** Create a container. */
export function* createContainer(sys: Sys, daemon: Daemon, name: string, request: ContainerCreateRequest, platform = ''): Task<ContainerCreateResponse> {
  const { HostConfig: hostPart = {}, NetworkingConfig: networking, ...configPart } = request;
  if (Object.keys(configPart).length === 0) throw invalid('config cannot be empty in order to create a container');
  const hostConfig = fullHostConfig(withDefaults(daemon.config, hostPart));
  if (hostConfig.NetworkMode === 'bridge' && networking?.EndpointsConfig && Object.keys(networking.EndpointsConfig).length === 1 && hostPart.NetworkMode === undefined) {
    hostConfig.NetworkMode = Object.keys(networking.EndpointsConfig)[0]!;
  }
  if (hostConfig.NetworkMode.startsWith('container:')) hostConfig.NetworkMode = `container:${ownerId(daemon, hostConfig.NetworkMode.slice(10))}`;
  const warnings = verifyContainer(daemon, configPart, hostConfig);
  const wanted = wantedEndpoints(daemon, hostConfig, configPart, networking?.EndpointsConfig);
  // Without a name there is no image: the first steps of a build FROM scratch.
  const image = (configPart.Image ?? '') === '' ? undefined : daemon.images.find(configPart.Image!);
  if (image !== undefined) verifyPlatform(platform, configPart.Image!, image.config);
  const config = mergeConfig(configPart, image?.config.config ?? {});
  const argv = [...(config.Entrypoint ?? []), ...(config.Cmd ?? [])];
  if (argv.length === 0) throw invalid('no command specified');
  const id = newId(sys);
  if (config.Hostname === '' && hostConfig.UTSMode !== 'host') config.Hostname = hostConfig.NetworkMode === 'host' ? sys.uname().nodename : id.slice(0, 12);
  const finalName = reserveName(sys, daemon, name, id);
  const c = new Container(
    {
      State: { Running: false, Paused: false, Restarting: false, OOMKilled: false, RemovalInProgress: false, Dead: false, Pid: 0, ExitCode: 0, Error: '', StartedAt: ZERO_TIME, FinishedAt: ZERO_TIME },
      ID: id,
      Created: rfc3339Nano(now(sys)),
      Path: argv[0]!,
      Args: argv.slice(1),
      Config: config,
      Image: image?.id ?? '',
      NetworkSettings: { Bridge: '', SandboxID: '', SandboxKey: '', Networks: wanted.networks, ...(Object.keys(wanted.macs).length === 0 ? {} : { DesiredMacAddresses: wanted.macs }), Ports: null },
      LogPath: '',
      Name: `/${finalName}`,
      Driver: 'overlay2',
      OS: 'linux',
      RestartCount: 0,
      HasBeenStartedBefore: false,
      HasBeenManuallyStopped: false,
      MountPoints: {},
      HostnamePath: '',
      HostsPath: '',
      ResolvConfPath: '',
    },
    hostConfig,
  );
  let done = false;
  try {
    mkdirAll(sys, c.dir, 0o710);
    mkdirAll(sys, `${c.dir}/checkpoints`, 0o700);
    const rw = yield* daemon.layers.createRw(sys, id, image?.top);
    daemon.say(sys, 'create container', { container: id, name: finalName, image: image?.id ?? 'none', 'top layer': rw.mountId });
    yield* resolveMounts(sys, daemon, c);
    yield* prepareTree(sys, daemon, c);
    registerLinks(daemon, c);
    yield* c.saveHostConfig(sys);
    yield* c.checkpoint(sys);
    done = true;
  } finally {
    if (!done) {
      daemon.release(finalName);
      removeAll(sys, c.dir);
    }
  }
  daemon.add(c);
  daemon.events.log(sys, 'container', 'create', id, c.attributes());
  return { Id: id, Warnings: warnings };
}

/** The working directory and the image's content of new volumes: needs the tree mounted for a moment. */
function* prepareTree(sys: Sys, daemon: Daemon, c: Container): Task<void> {
  const fill = volumesToFill(sys, c);
  const cwd = c.config.WorkingDir;
  if (fill.length === 0 && (cwd === '' || cwd === '/')) return;
  const rw = daemon.layers.getRw(c.id)!;
  const root = yield* daemon.layers.mount(sys, rw);
  try {
    if (cwd !== '' && cwd !== '/') makeWorkingDir(sys, root, cwd);
    for (const m of fill) yield* fillMounted(sys, daemon, c, root, m);
  } catch (e) {
    daemon.layers.unmount(sys, rw);
    yield* daemon.layers.removeRw(sys, c.id);
    daemon.events.log(sys, 'container', 'destroy', c.id, c.attributes());
    throw e;
  }
  daemon.layers.unmount(sys, rw);
}

/** A volume with options is mounted while it is filled. */
function* fillMounted(sys: Sys, daemon: Daemon, c: Container, root: string, m: MountRecord): Task<void> {
  if (!isDirectory(sys, secureJoin(sys, root, m.Destination))) return;
  daemon.volumes.mount(sys, m.Name);
  try {
    yield* fillVolume(sys, root, m);
  } finally {
    daemon.volumes.unmount(sys, m.Name);
  }
}

function makeWorkingDir(sys: Sys, root: string, cwd: string): void {
  const path = secureJoin(sys, root, cwd);
  try {
    mkdirAll(sys, path);
  } catch (e) {
    if (!isSysError(e)) throw e;
  }
  let isDir = false;
  try {
    isDir = (sys.stat(path).mode & S.IFMT) === S.IFDIR;
  } catch (e) {
    if (!isSysError(e)) throw e;
  }
  if (!isDir) throw invalid(`Cannot mkdir: ${cwd} is not a directory`);
}

/** POST /containers/{id}/rename. */
export function* renameContainer(sys: Sys, daemon: Daemon, c: Container, wanted: string): Task<void> {
  if (wanted === '') throw invalid('Neither old nor new names may be empty');
  const old = c.name;
  const name = wanted.replace(/^\//, '');
  if (name === old) throw invalid('Renaming a container with the same name as its current name');
  const prefix = 'Error when allocating new name: ';
  if (!NAME.test(wanted)) throw invalid(`${prefix}Invalid container name (/${name}), only [a-zA-Z0-9][a-zA-Z0-9_.-] are allowed`);
  const owner = daemon.nameOwner(name);
  if (owner !== undefined) throw conflict(prefix + nameConflict(name, owner).message);
  if (c.removed) throw notFound(`No such container: ${old}`);
  daemon.reserve(name, c.id);
  daemon.release(old);
  c.record.Name = `/${name}`;
  daemon.networks.endpoints.renamed(daemon, c, old);
  yield* c.checkpoint(sys);
  daemon.events.log(sys, 'container', 'rename', c.id, c.attributes({ oldName: `/${old}` }));
}
