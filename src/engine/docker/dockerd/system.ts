/** GET /version, /info and /system/df. */
import type { Sys, Task } from '../../abi/sys.ts';
import { readTextIfAny } from '../common/files.ts';
import { now, parseTime, rfc3339Nano } from '../common/time.ts';
import { API_VERSION, MIN_API_VERSION } from '../api/types.ts';
import type { DiskUsage, SystemInfo, SystemVersion } from '../api/types.ts';
import { CONTAINERD_REVISION, CONTAINERD_VERSION } from '../containerd/version.ts';
import { summary } from './container/list.ts';
import { treeSize } from './container/changes.ts';
import type { Daemon } from './daemon.ts';
import { Filters } from './filters.ts';
import { listImages } from './image/views.ts';
import { CONTAINERD_SOCKET, ROOT } from './paths.ts';

export const VERSION = '28.5.2';
export const GIT_COMMIT = '89c5e8f';
export const GO_VERSION = 'go1.25.3';
const BUILD_TIME = '2025-11-05T14:43:25.000000000+00:00';
const RUNC_COMMIT = 'v1.3.3-0-gd842d771';

/** GET /version. */
export function versionJson(sys: Sys): SystemVersion {
  const kernel = sys.uname().release;
  return {
    Platform: { Name: 'Docker Engine - Community' },
    Components: [
      {
        Name: 'Engine',
        Version: VERSION,
        Details: { ApiVersion: API_VERSION, Arch: 'amd64', BuildTime: BUILD_TIME, Experimental: 'false', GitCommit: GIT_COMMIT, GoVersion: GO_VERSION, KernelVersion: kernel, MinAPIVersion: MIN_API_VERSION, Os: 'linux' },
      },
      { Name: 'containerd', Version: CONTAINERD_VERSION, Details: { GitCommit: CONTAINERD_REVISION } },
      { Name: 'runc', Version: '1.3.3', Details: { GitCommit: RUNC_COMMIT } },
      { Name: 'docker-init', Version: '0.19.0', Details: { GitCommit: 'de40ad0' } },
    ],
    Version: VERSION,
    ApiVersion: API_VERSION,
    MinAPIVersion: MIN_API_VERSION,
    GitCommit: GIT_COMMIT,
    GoVersion: GO_VERSION,
    Os: 'linux',
    Arch: 'amd64',
    KernelVersion: kernel,
    BuildTime: BUILD_TIME,
  };
}

/** GET /info. */
export function* infoJson(sys: Sys, daemon: Daemon): Task<SystemInfo> {
  const all = daemon.containers();
  const running = all.filter((c) => c.state.Running && !c.state.Paused).length;
  const paused = all.filter((c) => c.state.Paused).length;
  const uname = sys.uname();
  const release = (yield* readTextIfAny(sys, '/etc/os-release')) ?? '';
  const field = (name: string): string => new RegExp(`^${name}="?([^"\n]*)"?$`, 'm').exec(release)?.[1] ?? '';
  const runtime = { path: 'runc', status: { 'org.opencontainers.runtime-spec.features': '{"ociVersionMin":"1.0.0","ociVersionMax":"1.2.1"}' } };
  return {
    ID: daemon.id,
    Containers: all.length,
    ContainersRunning: running,
    ContainersPaused: paused,
    ContainersStopped: all.length - running - paused,
    Images: daemon.images.all().length,
    Driver: 'overlay2',
    DriverStatus: [
      ['Backing Filesystem', 'extfs'],
      ['Supports d_type', 'true'],
      ['Using metacopy', 'false'],
      ['Native Overlay Diff', 'true'],
      ['userxattr', 'false'],
    ],
    Plugins: { Volume: ['local'], Network: ['bridge', 'host', 'ipvlan', 'macvlan', 'null', 'overlay'], Authorization: null, Log: ['awslogs', 'fluentd', 'gcplogs', 'gelf', 'journald', 'json-file', 'local', 'splunk', 'syslog'] },
    MemoryLimit: true,
    SwapLimit: true,
    CpuCfsPeriod: true,
    CpuCfsQuota: true,
    CPUShares: true,
    CPUSet: true,
    PidsLimit: true,
    IPv4Forwarding: true,
    Debug: daemon.config.debug,
    NFd: sys.readdir('/proc/self/fd').length - 2,
    OomKillDisable: false,
    NGoroutines: sys.readdir('/proc/self/task').length - 2,
    SystemTime: rfc3339Nano(now(sys)),
    LoggingDriver: daemon.config.logDriver,
    CgroupDriver: 'systemd',
    CgroupVersion: '2',
    NEventsListener: daemon.events.listeners,
    KernelVersion: uname.release,
    OperatingSystem: field('PRETTY_NAME'),
    OSVersion: field('VERSION_ID'),
    OSType: 'linux',
    Architecture: uname.machine,
    IndexServerAddress: 'https://index.docker.io/v1/',
    RegistryConfig: {
      IndexConfigs: {
        'docker.io': { Mirrors: [...daemon.config.mirrors], Name: 'docker.io', Official: true, Secure: true },
        ...Object.fromEntries(daemon.config.insecureRegistries.map((name) => [name, { Mirrors: [], Name: name, Official: false, Secure: false }])),
      },
      InsecureRegistryCIDRs: ['::1/128', '127.0.0.0/8'],
      Mirrors: daemon.config.mirrors.length === 0 ? null : [...daemon.config.mirrors],
    },
    NCPU: daemon.ncpu,
    MemTotal: sys.sysinfo().totalram,
    GenericResources: null,
    DockerRootDir: ROOT,
    HttpProxy: '',
    HttpsProxy: '',
    NoProxy: '',
    Name: uname.nodename,
    Labels: [...daemon.config.labels],
    ExperimentalBuild: false,
    ServerVersion: VERSION,
    Runtimes: { 'io.containerd.runc.v2': runtime, runc: runtime },
    DefaultRuntime: 'runc',
    Swarm: { NodeID: '', NodeAddr: '', LocalNodeState: 'inactive', ControlAvailable: false, Error: '', RemoteManagers: null },
    LiveRestoreEnabled: false,
    Isolation: '',
    InitBinary: 'docker-init',
    ContainerdCommit: { ID: CONTAINERD_REVISION },
    RuncCommit: { ID: RUNC_COMMIT },
    InitCommit: { ID: 'de40ad0' },
    SecurityOptions: ['name=cgroupns'],
    FirewallBackend: { Driver: 'iptables' },
    CDISpecDirs: ['/etc/cdi', '/var/run/cdi'],
    Containerd: { Address: CONTAINERD_SOCKET, Namespaces: { Containers: 'moby', Plugins: 'plugins.moby' } },
    Warnings: daemon.exposed.length === 0 ? null : [...daemon.exposed],
  };
}

/** How much later `a` is than `b`: seconds, then nanoseconds. */
function after(a: string, b: string): number {
  const [x, y] = [parseTime(a), parseTime(b)];
  return (x?.sec ?? 0) - (y?.sec ?? 0) || (x?.nsec ?? 0) - (y?.nsec ?? 0);
}

/** GET /system/df. */
export function* diskUsage(sys: Sys, daemon: Daemon, types: ReadonlySet<string>): Task<DiskUsage> {
  const want = (t: string): boolean => types.size === 0 || types.has(t);
  const images = listImages(daemon, false, Filters.parse('')).map((i) => ({ ...i, RepoDigests: i.RepoDigests!.length === 0 ? null : i.RepoDigests, SharedSize: 0 }));
  const containers = [];
  const newest = daemon.containers().sort((a, b) => after(b.record.Created, a.record.Created));
  if (want('container')) for (const c of newest) containers.push(yield* summary(sys, daemon, c, true));
  const volumes = [];
  if (want('volume')) {
    for (const v of daemon.volumes.list()) {
      const RefCount = daemon.containers().filter((c) => Object.values(c.record.MountPoints).some((m) => m.Name === v.Name)).length;
      volumes.push({ ...v, UsageData: { RefCount, Size: yield* treeSize(sys, v.Mountpoint) } });
    }
  }
  let LayersSize = 0;
  for (const l of daemon.layers.all()) LayersSize += l.size;
  return {
    LayersSize: want('image') ? LayersSize : 0,
    Images: want('image') ? images : null,
    Containers: want('container') ? containers : null,
    Volumes: want('volume') ? volumes : null,
    BuildCache: want('build-cache') ? [] : null,
  };
}

/** What every request for the cluster's state gets. */
export const NOT_A_MANAGER = 'This node is not a swarm manager. Use "docker swarm init" or "docker swarm join" to connect this node to swarm and try again.';
