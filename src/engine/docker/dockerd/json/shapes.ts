/** The Go types of the API's request bodies, with the names that 28.5.2 has for them in its error messages. */
import type { Shape } from './decode.ts';

const string = (go = 'string'): Shape => ({ kind: 'string', go });
const text = string();
const bool: Shape = { kind: 'bool', go: 'bool' };
const any: Shape = { kind: 'any', go: 'interface {}' };
const LARGEST = 2 ** 63;
const int64 = (go = 'int64'): Shape => ({ kind: 'int', go, min: -LARGEST, max: LARGEST - 1 });
const uint = (go: string, bits: number): Shape => ({ kind: 'int', go, min: 0, max: 2 ** bits - 1 });
const slice = (of: Shape, go = `[]${of.go}`): Shape => ({ kind: 'slice', go, of });
const map = (of: Shape, go = `map[string]${of.go}`): Shape => ({ kind: 'map', go, of });
const struct = (go: string, fields: Readonly<Record<string, Shape>>, root = go.slice(go.lastIndexOf('.') + 1)): Shape => ({ kind: 'struct', go, root, fields });
const strings = slice(text);
const strslice: Shape = { kind: 'strslice', go: 'strslice.StrSlice' };
const stringMap = map(text);
const nothing = struct('struct {}', {});
const size: Shape = { kind: 'slice', go: '[2]uint', of: uint('uint', 64), length: 2 };

const HEALTH = struct('v1.HealthcheckConfig', { Test: strings, Interval: int64('time.Duration'), Timeout: int64('time.Duration'), StartPeriod: int64('time.Duration'), StartInterval: int64('time.Duration'), Retries: int64('int') });

const CONFIG: Readonly<Record<string, Shape>> = {
  Hostname: text, Domainname: text, User: text, AttachStdin: bool, AttachStdout: bool, AttachStderr: bool,
  ExposedPorts: map(nothing, 'nat.PortSet'), Tty: bool, OpenStdin: bool, StdinOnce: bool, Env: strings, Cmd: strslice, Healthcheck: HEALTH,
  ArgsEscaped: bool, Image: text, Volumes: map(nothing), WorkingDir: text, Entrypoint: strslice, NetworkDisabled: bool, MacAddress: text,
  OnBuild: strings, Labels: stringMap, StopSignal: text, StopTimeout: int64('int'), Shell: strslice,
};

const THROTTLE = slice(struct('blkiodev.ThrottleDevice', { Path: text, Rate: uint('uint64', 64) }), '[]*blkiodev.ThrottleDevice');

const RESOURCES: Readonly<Record<string, Shape>> = {
  CpuShares: int64(), Memory: int64(), NanoCpus: int64(), CgroupParent: text, BlkioWeight: uint('uint16', 16),
  BlkioWeightDevice: slice(struct('blkiodev.WeightDevice', { Path: text, Weight: uint('uint16', 16) }), '[]*blkiodev.WeightDevice'),
  BlkioDeviceReadBps: THROTTLE, BlkioDeviceWriteBps: THROTTLE, BlkioDeviceReadIOps: THROTTLE, BlkioDeviceWriteIOps: THROTTLE,
  CpuPeriod: int64(), CpuQuota: int64(), CpuRealtimePeriod: int64(), CpuRealtimeRuntime: int64(), CpusetCpus: text, CpusetMems: text,
  Devices: slice(struct('container.DeviceMapping', { PathOnHost: text, PathInContainer: text, CgroupPermissions: text })), DeviceCgroupRules: strings,
  DeviceRequests: slice(struct('container.DeviceRequest', { Driver: text, Count: int64('int'), DeviceIDs: strings, Capabilities: slice(strings), Options: stringMap })),
  KernelMemory: int64(), KernelMemoryTCP: int64(), MemoryReservation: int64(), MemorySwap: int64(), MemorySwappiness: int64(), OomKillDisable: bool, PidsLimit: int64(),
  Ulimits: slice(struct('units.Ulimit', { Name: text, Hard: int64(), Soft: int64() }), '[]*units.Ulimit'),
  CpuCount: int64(), CpuPercent: int64(), IOMaximumIOps: uint('uint64', 64), IOMaximumBandwidth: uint('uint64', 64),
};

const RESTART = struct('container.RestartPolicy', { Name: string('container.RestartPolicyMode'), MaximumRetryCount: int64('int') });

const MOUNT = struct('mount.Mount', {
  Type: string('mount.Type'), Source: text, Target: text, ReadOnly: bool, Consistency: string('mount.Consistency'),
  BindOptions: struct('mount.BindOptions', { Propagation: string('mount.Propagation'), NonRecursive: bool, CreateMountpoint: bool, ReadOnlyNonRecursive: bool, ReadOnlyForceRecursive: bool }),
  VolumeOptions: struct('mount.VolumeOptions', { NoCopy: bool, Labels: stringMap, Subpath: text, DriverConfig: struct('mount.Driver', { Name: text, Options: stringMap }) }),
  ImageOptions: struct('mount.ImageOptions', { Subpath: text }),
  TmpfsOptions: struct('mount.TmpfsOptions', { SizeBytes: int64(), Mode: uint('fs.FileMode', 32), Options: slice(strings) }),
  ClusterOptions: nothing,
});

const HOST_CONFIG = struct('container.HostConfig', {
  Binds: strings, ContainerIDFile: text, LogConfig: struct('container.LogConfig', { Type: text, Config: stringMap }), NetworkMode: string('container.NetworkMode'),
  PortBindings: map(slice(struct('nat.PortBinding', { HostIp: text, HostPort: text })), 'nat.PortMap'), RestartPolicy: RESTART, AutoRemove: bool,
  VolumeDriver: text, VolumesFrom: strings, ConsoleSize: size, Annotations: stringMap, CapAdd: strslice, CapDrop: strslice, CgroupnsMode: string('container.CgroupnsMode'),
  Dns: strings, DnsOptions: strings, DnsSearch: strings, ExtraHosts: strings, GroupAdd: strings, IpcMode: string('container.IpcMode'),
  Cgroup: string('container.CgroupSpec'), Links: strings, OomScoreAdj: int64('int'), PidMode: string('container.PidMode'), Privileged: bool,
  PublishAllPorts: bool, ReadonlyRootfs: bool, SecurityOpt: strings, StorageOpt: stringMap, Tmpfs: stringMap, UTSMode: string('container.UTSMode'),
  UsernsMode: string('container.UsernsMode'), ShmSize: int64(), Sysctls: stringMap, Runtime: text, Isolation: string('container.Isolation'),
  ...RESOURCES, Mounts: slice(MOUNT), MaskedPaths: strings, ReadonlyPaths: strings, Init: bool,
});

/** network.EndpointSettings. */
export const ENDPOINT = struct('network.EndpointSettings', {
  IPAMConfig: struct('network.EndpointIPAMConfig', { IPv4Address: text, IPv6Address: text, LinkLocalIPs: strings }), Links: strings, Aliases: strings, MacAddress: text, DriverOpts: stringMap,
  GwPriority: int64('int'), NetworkID: text, EndpointID: text, Gateway: text, IPAddress: text, IPPrefixLen: int64('int'), IPv6Gateway: text, GlobalIPv6Address: text, GlobalIPv6PrefixLen: int64('int'), DNSNames: strings,
});

/** POST /containers/create. */
export const CREATE_CONTAINER = struct('container.CreateRequest', { ...CONFIG, HostConfig: HOST_CONFIG, NetworkingConfig: struct('network.NetworkingConfig', { EndpointsConfig: map(ENDPOINT, 'map[string]*network.EndpointSettings') }) }, '');
/** POST /commit: the same decoder. */
export const COMMIT = CREATE_CONTAINER;
/** POST /containers/{id}/update. */
export const UPDATE = struct('container.UpdateConfig', { ...RESOURCES, RestartPolicy: RESTART });
/** POST /containers/{id}/exec. */
export const EXEC_CREATE = struct('container.ExecOptions', { User: text, Privileged: bool, Tty: bool, ConsoleSize: size, AttachStdin: bool, AttachStderr: bool, AttachStdout: bool, DetachKeys: text, Env: strings, WorkingDir: text, Cmd: strings });
/** POST /exec/{id}/start. */
export const EXEC_START = struct('container.ExecStartOptions', { Detach: bool, Tty: bool, ConsoleSize: size });
/** POST /volumes/create. */
export const VOLUME_CREATE = struct('volume.CreateOptions', { ClusterVolumeSpec: struct('volume.ClusterVolumeSpec', {}), Driver: text, DriverOpts: stringMap, Labels: stringMap, Name: text });
/** POST /auth. */
export const AUTH = struct('registry.AuthConfig', { username: text, password: text, auth: text, email: text, serveraddress: text, identitytoken: text, registrytoken: text }, '');
/** POST /networks/create. */
export const NETWORK_CREATE = struct('network.CreateRequest', {
  Name: text, CheckDuplicate: bool, Driver: text, Scope: text, EnableIPv4: bool, EnableIPv6: bool,
  IPAM: struct('network.IPAM', { Driver: text, Options: stringMap, Config: slice(struct('network.IPAMConfig', { Subnet: text, IPRange: text, Gateway: text, AuxiliaryAddresses: stringMap })) }),
  Internal: bool, Attachable: bool, Ingress: bool, ConfigOnly: bool, ConfigFrom: struct('network.ConfigReference', { Network: text }), Options: stringMap, Labels: stringMap,
});
/** POST /networks/{id}/connect. */
export const NETWORK_CONNECT = struct('network.ConnectOptions', { Container: text, EndpointConfig: ENDPOINT });
/** POST /networks/{id}/disconnect. */
export const NETWORK_DISCONNECT = struct('network.DisconnectOptions', { Container: text, Force: bool });
/** POST /plugins/pull and /plugins/{name}/upgrade. */
export const PLUGIN_PRIVILEGES = slice(struct('types.PluginPrivilege', { Name: text, Description: text, Value: strings }), 'types.PluginPrivileges');
/** POST /plugins/{name}/set. */
export const STRINGS = strings;
/** Any object. */
export const ANYTHING = any;
