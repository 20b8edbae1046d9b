/**
 * Records with Go's names, order and kinds of fields, for templates over them: a field that the JSON leaves out has its zero value, and
 * `%v` shows fields in order. Each record is a line of fields: `Name[=JsonName]KIND`, KIND being
 *
 *     nothing a text, `#` a number, `!` a boolean, `[` a slice, `{` a map, `?` a pointer or anything, `*RECORD` a record,
 *     `?*RECORD` a pointer to one, `[*RECORD` a slice of them, `{*RECORD` a map of them
 */
import { NIL_MAP, NIL_POINTER, NIL_SLICE, Struct, withKeyType, type Method, type Value } from '../template/value.ts';

const ENDPOINT =
  'IPAMConfig? Links[ Aliases[ MacAddress DriverOpts{ GwPriority# NetworkID EndpointID Gateway IPAddress IPPrefixLen# IPv6Gateway GlobalIPv6Address GlobalIPv6PrefixLen# DNSNames[';
const CONFIG =
  'Hostname Domainname User AttachStdin! AttachStdout! AttachStderr! ExposedPorts{ Tty! OpenStdin! StdinOnce! Env[ Cmd[ Healthcheck?*Healthcheck ArgsEscaped! Image Volumes{ WorkingDir Entrypoint[ NetworkDisabled! MacAddress OnBuild[ Labels{ StopSignal StopTimeout? Shell[';
const HOST =
  'Binds[ ContainerIDFile LogConfig*LogConfig NetworkMode PortBindings{[PortBinding RestartPolicy*RestartPolicy AutoRemove! VolumeDriver VolumesFrom[ ConsoleSize[ Annotations{ CapAdd[ CapDrop[ CgroupnsMode DNS=Dns[ DNSOptions=DnsOptions[ DNSSearch=DnsSearch[ ExtraHosts[ GroupAdd[ IpcMode Cgroup Links[ OomScoreAdj# PidMode Privileged! PublishAllPorts! ReadonlyRootfs! SecurityOpt[ StorageOpt{ Tmpfs{ UTSMode UsernsMode ShmSize# Sysctls{ Runtime Isolation CPUShares=CpuShares# Memory# NanoCPUs=NanoCpus# CgroupParent BlkioWeight# BlkioWeightDevice[ BlkioDeviceReadBps[ BlkioDeviceWriteBps[ BlkioDeviceReadIOps[ BlkioDeviceWriteIOps[ CPUPeriod=CpuPeriod# CPUQuota=CpuQuota# CPURealtimePeriod=CpuRealtimePeriod# CPURealtimeRuntime=CpuRealtimeRuntime# CpusetCpus CpusetMems Devices[*DeviceMapping DeviceCgroupRules[ DeviceRequests[ KernelMemory# KernelMemoryTCP# MemoryReservation# MemorySwap# MemorySwappiness? OomKillDisable? PidsLimit? Ulimits[*Ulimit CPUCount=CpuCount# CPUPercent=CpuPercent# IOMaximumIOps# IOMaximumBandwidth# Mounts[ MaskedPaths[ ReadonlyPaths[ Init?';

const RECORDS = {
  Container:
    'ID=Id Created Path Args[ State?*State Image ResolvConfPath HostnamePath HostsPath LogPath Name RestartCount# Driver Platform MountLabel ProcessLabel AppArmorProfile ExecIDs[ HostConfig?*HostConfig GraphDriver*GraphDriver SizeRw? SizeRootFs? Mounts[*Mount Config?*Config NetworkSettings?*NetworkSettings ImageManifestDescriptor?',
  State: 'Status Running! Paused! Restarting! OOMKilled! Dead! Pid# ExitCode# Error StartedAt FinishedAt Health?*Health',
  Health: 'Status FailingStreak# Log[*HealthResult',
  HealthResult: 'Start End ExitCode# Output',
  Healthcheck: 'Test[ Interval# Timeout# StartPeriod# StartInterval# Retries#',
  LogConfig: 'Type Config{',
  RestartPolicy: 'Name MaximumRetryCount#',
  DeviceMapping: 'PathOnHost PathInContainer CgroupPermissions',
  GraphDriver: 'Data{ Name',
  Mount: 'Type Name Source Destination Driver Mode RW! Propagation',
  PortBinding: 'HostIP=HostIp HostPort',
  NetworkSettings:
    'Bridge SandboxID SandboxKey Ports{[PortBinding HairpinMode! LinkLocalIPv6Address LinkLocalIPv6PrefixLen# SecondaryIPAddresses[ SecondaryIPv6Addresses[ EndpointID Gateway GlobalIPv6Address GlobalIPv6PrefixLen# IPAddress IPPrefixLen# IPv6Gateway MacAddress Networks{*Endpoint',
  Endpoint: ENDPOINT,
  Config: CONFIG,
  HostConfig: HOST,
  Image:
    'ID=Id RepoTags[ RepoDigests[ Parent Comment Created DockerVersion Author Config?*ImageConfig Architecture Variant Os OsVersion Size# VirtualSize# GraphDriver*GraphDriver RootFS*RootFS Metadata*Metadata Descriptor? Manifests[',
  ImageConfig: 'ImageConfig*OciConfig DockerOCIImageConfigExt*ConfigExt',
  OciConfig: 'User ExposedPorts{ Env[ Entrypoint[ Cmd[ Volumes{ WorkingDir Labels{ StopSignal ArgsEscaped!',
  ConfigExt: 'Healthcheck?*Healthcheck OnBuild[ Shell[',
  RootFS: 'Type Layers[',
  Metadata: 'LastTagTime',
  Network:
    'Name ID=Id Created Scope Driver EnableIPv4! EnableIPv6! IPAM*IPAM Internal! Attachable! Ingress! ConfigFrom*ConfigFrom ConfigOnly! Containers{*NetworkContainer Options{ Labels{ Peers[ Services{',
  IPAM: 'Driver Options{ Config[*IPAMConfig',
  IPAMConfig: 'Subnet IPRange Gateway AuxAddress=AuxiliaryAddresses{',
  ConfigFrom: 'Network',
  NetworkContainer: 'Name EndpointID MacAddress IPv4Address IPv6Address',
  Context: 'Metadata*ContextMeta TLSMaterial{ Storage*ContextStorage',
  ContextMeta: 'Name Metadata*DockerContext Endpoints{*EndpointMeta',
  ContextStorage: 'MetadataPath TLSPath',
  DockerContext: 'Description AdditionalFields{',
  EndpointMeta: 'Host SkipTLSVerify!',
  Ulimit: 'Name Hard# Soft#',
  Plugin: 'Config? Enabled! ID=Id Name PluginReference Settings?',
  Volume: 'ClusterVolume? CreatedAt Driver Labels{ Mountpoint Name Options{ Scope Status{ UsageData?',
} as const;

/** Kinds of records. */
export type RecordName = keyof typeof RECORDS;

interface Field {
  readonly go: string;
  readonly json: string;
  readonly kind: string;
  readonly record: RecordName | undefined;
}

const parsed = new Map<RecordName, readonly Field[]>();

function fieldsOf(name: RecordName): readonly Field[] {
  let fields = parsed.get(name);
  if (fields === undefined) {
    fields = RECORDS[name].split(' ').map((text) => {
      const m = /^(\w+)(?:=(\w+))?([#![{?]*)\*?(\w+)?$/.exec(text)!;
      return { go: m[1]!, json: m[2] ?? m[1]!, kind: m[3]!, record: m[4] as RecordName | undefined };
    });
    parsed.set(name, fields);
  }
  return fields;
}

/** Names of Go's types, of records that are shown without their JSON: an error of a template names them. */
const GO_TYPES: Readonly<Partial<Record<RecordName, string>>> = { Context: 'context.contextWithTLSListing', Volume: 'volume.Volume' };

class TypedRecord extends Struct {
  readonly typeName: string;
  private readonly kind: RecordName;
  private readonly fields: readonly Field[];
  private readonly record: Readonly<Record<string, Value>>;

  constructor(name: RecordName, json: Readonly<Record<string, Value>>) {
    super();
    this.typeName = GO_TYPES[name] ?? name;
    this.kind = name;
    this.fields = fieldsOf(name);
    this.record = json;
  }
  /** Embedded records (as those of an image's config) lend their fields. */
  member(name: string): { readonly value: Value } | Method | undefined {
    const field = this.fields.find((f) => f.go === name);
    if (field !== undefined) return { value: this.value(field) };
    for (const f of this.fields) {
      if (!this.embeds(f)) continue;
      const member = (this.value(f) as TypedRecord).member(name);
      if (member !== undefined) return member;
    }
    return undefined;
  }
  /** Is the field an embedded record: one whose members stand in the JSON beside its own? */
  private embeds(f: Field): boolean {
    return this.kind === 'ImageConfig' || (this.kind === 'Context' && f.go === 'Metadata');
  }
  private value(f: Field): Value {
    return this.embeds(f) ? new TypedRecord(f.record!, this.record) : convert(f, this.record[f.json]);
  }
  override json(): object {
    if (this.kind === 'ContextMeta') return { Name: this.record['Name'], Metadata: this.record['Metadata'], Endpoints: this.record['Endpoints'] };
    if (this.kind !== 'ImageConfig') return this.record;
    const out: Record<string, Value> = {};
    for (const name of [...fieldsOf('OciConfig'), ...fieldsOf('ConfigExt')].map((f) => f.json)) if (!isEmpty(this.record[name])) out[name] = this.record[name];
    return out;
  }
  entries(): (readonly [string, Value])[] {
    return this.fields.map((f) => [f.go, this.value(f)]);
  }
}

function isEmpty(v: Value): boolean {
  return v === null || v === undefined || v === '' || v === false || (typeof v === 'object' && Object.keys(v).length === 0);
}

function record(name: RecordName, v: Value): Value {
  return v === null || v === undefined ? null : new TypedRecord(name, v as Readonly<Record<string, Value>>);
}

/** Maps by port: their keys are of a type of their own. */
const BY_PORT = new Set(['Ports', 'PortBindings', 'ExposedPorts']);

function map(f: Field, v: Value, element: (x: Value) => Value): Value {
  const out = Object.fromEntries(Object.entries(v as Record<string, Value>).map(([k, x]) => [k, element(x)]));
  return BY_PORT.has(f.go) ? withKeyType(out, 'nat.Port') : out;
}

function convert(f: Field, v: Value): Value {
  const missing = v === null || v === undefined;
  const element = (x: Value): Value => (f.record === undefined ? x : record(f.record, x));
  switch (f.kind) {
    case '#':
      return missing ? 0 : v;
    case '!':
      return missing ? false : v;
    case '[':
      return missing ? NIL_SLICE : (v as readonly Value[]).map(element);
    case '{':
      return missing ? NIL_MAP : map(f, v, element);
    case '{[':
      return missing ? NIL_MAP : map(f, v, (x) => (x === null ? NIL_SLICE : (x as readonly Value[]).map(element)));
    case '?':
      return missing ? NIL_POINTER : element(v);
    default:
      if (f.record !== undefined) return record(f.record, v ?? {});
      return missing ? '' : v;
  }
}

/** `json` as the record `name`. */
export function typed(name: RecordName, json: Value): Value {
  return new TypedRecord(name, json as Readonly<Record<string, Value>>);
}
