/** The OCI spec of a container: what daemon/oci_linux.go makes of its configuration, the image's and the daemon's defaults. */
import { makedev, major, minor, S } from '../../../abi/fs.ts';
import { isSysError } from '../../../abi/errno.ts';
import type { Sys, Task } from '../../../abi/sys.ts';
import type { OciDevice, OciMount, OciNamespace, OciProcess, OciResources, OciRlimit, OciSpec } from '../../common/oci.ts';
import type { HostConfig } from '../../api/types.ts';
import type { Daemon } from '../daemon.ts';
import { invalid, system } from '../errors.ts';
import { resolveUser } from '../users.ts';
import type { Container } from './container.ts';
import { linkEnvironment } from '../libnetwork/links.ts';
import { networkOwner } from './netfiles.ts';
import { ipcDonor, shmMounts } from './shm.ts';
import { mergeTmpfsOptions } from './tmpfs.ts';

const DEFAULT_PATH = 'PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/** Capabilities of a container that asks for nothing. */
const DEFAULT_CAPS = ['CHOWN', 'DAC_OVERRIDE', 'FSETID', 'FOWNER', 'MKNOD', 'NET_RAW', 'SETGID', 'SETUID', 'SETFCAP', 'SETPCAP', 'NET_BIND_SERVICE', 'SYS_CHROOT', 'KILL', 'AUDIT_WRITE'];
/** All of them, in the kernel's order. */
export const ALL_CAPS = [
  'CHOWN', 'DAC_OVERRIDE', 'DAC_READ_SEARCH', 'FOWNER', 'FSETID', 'KILL', 'SETGID', 'SETUID', 'SETPCAP', 'LINUX_IMMUTABLE', 'NET_BIND_SERVICE',
  'NET_BROADCAST', 'NET_ADMIN', 'NET_RAW', 'IPC_LOCK', 'IPC_OWNER', 'SYS_MODULE', 'SYS_RAWIO', 'SYS_CHROOT', 'SYS_PTRACE', 'SYS_PACCT', 'SYS_ADMIN',
  'SYS_BOOT', 'SYS_NICE', 'SYS_RESOURCE', 'SYS_TIME', 'SYS_TTY_CONFIG', 'MKNOD', 'LEASE', 'AUDIT_WRITE', 'AUDIT_CONTROL', 'SETFCAP', 'MAC_OVERRIDE',
  'MAC_ADMIN', 'SYSLOG', 'WAKE_ALARM', 'BLOCK_SUSPEND', 'AUDIT_READ', 'PERFMON', 'BPF', 'CHECKPOINT_RESTORE',
];

/** A capability's name without CAP_. */
const capName = (text: string): string => text.toUpperCase().replace(/^CAP_/, '');

/** Throws a 400 when --cap-add or --cap-drop names what is no capability. */
export function checkCapabilities(h: Pick<HostConfig, 'CapAdd' | 'CapDrop'>): void {
  for (const field of ['CapAdd', 'CapDrop'] as const) {
    for (const name of (h[field] ?? []).map(capName)) if (name !== 'ALL' && !ALL_CAPS.includes(name)) throw invalid(`invalid ${field}: unknown capability: "CAP_${name}"`);
  }
}

/** The capabilities that --cap-add, --cap-drop and --privileged leave. */
export function capabilities(h: Pick<HostConfig, 'CapAdd' | 'CapDrop' | 'Privileged'>): string[] {
  if (h.Privileged) return [...ALL_CAPS];
  const add = (h.CapAdd ?? []).map(capName);
  const drop = (h.CapDrop ?? []).map(capName);
  let caps = add.includes('ALL') ? [...ALL_CAPS] : drop.includes('ALL') ? [] : [...DEFAULT_CAPS];
  caps = caps.filter((c) => !drop.includes(c));
  for (const c of add) if (c !== 'ALL' && !caps.includes(c)) caps.push(c);
  return caps;
}

/** Limits of a host config as the OCI's resources. */
export function resources(h: HostConfig): OciResources {
  const r: OciResources = {};
  if (h.Memory > 0 || h.MemoryReservation > 0 || h.MemorySwap !== 0) r.memory = { ...(h.Memory > 0 ? { limit: h.Memory } : {}), ...(h.MemoryReservation > 0 ? { reservation: h.MemoryReservation } : {}), ...(h.MemorySwap !== 0 ? { swap: h.MemorySwap } : {}) };
  if (h.NanoCpus > 0) r.cpu = { period: 100000, quota: Math.floor((h.NanoCpus * 100000) / 1e9) };
  else if (h.CpuQuota !== 0 || h.CpuPeriod !== 0) r.cpu = { ...(h.CpuPeriod > 0 ? { period: h.CpuPeriod } : {}), ...(h.CpuQuota !== 0 ? { quota: h.CpuQuota } : {}) };
  if (h.CpuShares > 0) r.cpu = { ...r.cpu, shares: h.CpuShares };
  if (h.CpusetCpus !== '') r.cpu = { ...r.cpu, cpus: h.CpusetCpus };
  if (h.CpusetMems !== '') r.cpu = { ...r.cpu, mems: h.CpusetMems };
  if (h.PidsLimit !== null && h.PidsLimit !== 0) r.pids = { limit: h.PidsLimit };
  if (h.BlkioWeight > 0) r.blockIO = { weight: h.BlkioWeight };
  return r;
}

/** Environment of a container: PATH, HOSTNAME, TERM, what its links give, then its own, the later of two with the same name. */
export function environment(config: Container['config'], linked: readonly string[], extra: readonly string[] = []): string[] {
  const env = [DEFAULT_PATH, `HOSTNAME=${config.Hostname}`, ...(config.Tty ? ['TERM=xterm'] : []), ...linked];
  for (const e of [...(config.Env ?? []), ...extra]) {
    const eq = e.indexOf('=');
    const name = eq < 0 ? e : e.slice(0, eq);
    const at = env.findIndex((x) => x.startsWith(`${name}=`) || x === name);
    if (eq < 0) {
      if (at >= 0) env.splice(at, 1);
    } else if (at >= 0) env[at] = e;
    else env.push(e);
  }
  return env;
}

function rlimits(daemon: Daemon, h: HostConfig): OciRlimit[] {
  const own = h.Ulimits ?? [];
  return [...own, ...daemon.config.ulimits.filter((d) => !own.some((u) => u.Name === d.Name))].map((u) => ({ type: `RLIMIT_${u.Name.toUpperCase()}`, soft: u.Soft, hard: u.Hard }));
}

/** The container's namespaces. Throws when another container's is wanted that does not run. */
function namespaces(daemon: Daemon, c: Container): OciNamespace[] {
  const h = c.hostConfig;
  const list: OciNamespace[] = [{ type: 'mount' }];
  const pidOwner = (mode: string): Container => {
    const other = daemon.find(mode.slice('container:'.length));
    if (!other.state.Running) throw system(`failed to join PID namespace: container ${other.id} is not running`);
    return other;
  };
  if (h.NetworkMode.startsWith('container:')) list.push({ type: 'network', path: `/proc/${networkOwner(daemon, h.NetworkMode).state.Pid}/ns/net` });
  else if (h.NetworkMode !== 'host') list.push({ type: 'network' });
  if (h.UTSMode !== 'host') list.push({ type: 'uts' });
  if (h.PidMode.startsWith('container:')) list.push({ type: 'pid', path: `/proc/${pidOwner(h.PidMode).state.Pid}/ns/pid` });
  else if (h.PidMode !== 'host') list.push({ type: 'pid' });
  const donor = ipcDonor(daemon, c);
  if (donor !== undefined) list.push({ type: 'ipc', path: `/proc/${donor.state.Pid}/ns/ipc` });
  else if (h.IpcMode !== 'host') list.push({ type: 'ipc' });
  if (h.CgroupnsMode !== 'host') list.push({ type: 'cgroup' });
  return list;
}

function baseMounts(h: HostConfig): OciMount[] {
  const ro = h.Privileged ? [] : ['ro'];
  return [
    { destination: '/proc', type: 'proc', source: 'proc', options: ['nosuid', 'noexec', 'nodev'] },
    { destination: '/dev', type: 'tmpfs', source: 'tmpfs', options: ['nosuid', 'strictatime', 'mode=755', 'size=65536k'] },
    { destination: '/dev/pts', type: 'devpts', source: 'devpts', options: ['nosuid', 'noexec', 'newinstance', 'ptmxmode=0666', 'mode=0620', 'gid=5'] },
    { destination: '/sys', type: 'sysfs', source: 'sysfs', options: ['nosuid', 'noexec', 'nodev', ...ro] },
    { destination: '/sys/fs/cgroup', type: 'cgroup', source: 'cgroup', options: [...ro, 'nosuid', 'noexec', 'nodev'] },
    { destination: '/dev/mqueue', type: 'mqueue', source: 'mqueue', options: ['nosuid', 'noexec', 'nodev'] },
  ];
}

/** The container's own mounts, in the order of their destinations' depth. */
function ownMounts(c: Container): OciMount[] {
  const out: OciMount[] = [];
  for (const m of Object.values(c.record.MountPoints)) {
    if (m.Type === 'tmpfs') {
      const opts = ['noexec', 'nosuid', 'nodev'];
      const t = m.Spec.TmpfsOptions;
      if (t?.SizeBytes !== undefined && t.SizeBytes > 0) opts.push(`size=${t.SizeBytes}`);
      if (t?.Mode !== undefined && t.Mode !== 0) opts.push(`mode=${t.Mode.toString(8)}`);
      if (!m.RW) opts.push('ro');
      out.push({ destination: m.Destination, type: 'tmpfs', source: 'tmpfs', options: mergeTmpfsOptions(opts) });
    } else out.push({ destination: m.Destination, type: 'bind', source: m.Source, options: ['rbind', ...(m.RW ? [] : ['ro']), m.Propagation === '' || m.Propagation === undefined ? 'rprivate' : m.Propagation] });
  }
  for (const [destination, options] of Object.entries(c.hostConfig.Tmpfs ?? {})) {
    out.push({ destination, type: 'tmpfs', source: 'tmpfs', options: mergeTmpfsOptions(['noexec', 'nosuid', 'nodev', ...options.split(',').filter((o) => o !== '')]) });
  }
  const file = (destination: string, source: string): void => {
    if (source !== '' && !out.some((m) => m.destination === destination)) out.push({ destination, type: 'bind', source, options: ['rbind', 'rprivate'] });
  };
  file('/etc/resolv.conf', c.record.ResolvConfPath);
  file('/etc/hostname', c.record.HostnamePath);
  file('/etc/hosts', c.record.HostsPath);
  const depth = (m: OciMount): number => m.destination.split('/').filter((p) => p !== '').length;
  return out.sort((a, b) => depth(a) - depth(b));
}

function devices(sys: Sys, h: HostConfig): OciDevice[] {
  const list: OciDevice[] = [];
  for (const d of h.Devices ?? []) {
    try {
      const st = sys.stat(d.PathOnHost);
      const kind = st.mode & S.IFMT;
      if (kind !== S.IFCHR && kind !== S.IFBLK) throw invalid(`error gathering device information while adding custom device "${d.PathOnHost}": not a device node`);
      list.push({ path: d.PathInContainer, type: kind === S.IFCHR ? 'c' : 'b', major: major(st.rdev), minor: minor(st.rdev), fileMode: st.mode & 0o777 });
    } catch (e) {
      if (isSysError(e)) throw invalid(`error gathering device information while adding custom device "${d.PathOnHost}": no such file or directory`);
      throw e;
    }
  }
  return list.filter((d) => makedev(d.major, d.minor) !== 0);
}

/** docker-init on the host, and where it is in a container. */
const INIT_BINARY = '/usr/bin/docker-init';
const INIT_PATH = '/sbin/docker-init';

/** Does docker-init become the first process? */
const withInit = (daemon: Daemon, h: HostConfig): boolean => (h.Init ?? daemon.config.init) && h.PidMode === '';

/** In a network namespace of its own everyone may ping and bind any port. */
const NETWORK_SYSCTLS: Readonly<Record<string, string>> = { 'net.ipv4.ip_unprivileged_port_start': '0', 'net.ipv4.ping_group_range': '0 2147483647' };

const isPrivate = (networkMode: string): boolean => networkMode !== 'host' && !networkMode.startsWith('container:');

/** Is set-user-id and the like to give nothing? The last --security-opt no-new-privileges counts. */
export function noNewPrivileges(h: HostConfig): boolean {
  const last = (h.SecurityOpt ?? []).findLast((o) => /^no-new-privileges([=:]|$)/.test(o));
  return last !== undefined && !/[=:](0|f|false)$/i.test(last);
}

/** Build the spec of a container whose tree is mounted at `root`. */
export function* createSpec(sys: Sys, daemon: Daemon, c: Container, root: string): Task<OciSpec> {
  const h = c.hostConfig;
  const caps = capabilities(h).map((n) => `CAP_${n}`);
  const limits = rlimits(daemon, h);
  const process: OciProcess = {
    ...(c.config.Tty ? { terminal: true } : {}),
    ...(c.config.Tty && h.ConsoleSize[0] > 0 ? { consoleSize: { height: h.ConsoleSize[0], width: h.ConsoleSize[1] } } : {}),
    user: yield* resolveUser(sys, root, c.config.User, h.GroupAdd ?? []),
    args: [...(withInit(daemon, h) ? [INIT_PATH, '--'] : []), c.record.Path, ...c.record.Args],
    env: environment(c.config, linkEnvironment(daemon, c)),
    cwd: c.config.WorkingDir === '' ? '/' : c.config.WorkingDir,
    capabilities: { bounding: caps, effective: caps, permitted: caps },
    ...(limits.length > 0 ? { rlimits: limits } : {}),
    oomScoreAdj: h.OomScoreAdj,
    ...(noNewPrivileges(h) ? { noNewPrivileges: true } : {}),
  };
  if ((h.DeviceRequests ?? []).length > 0) throw system('could not select device driver "" with capabilities: [[gpu]]');
  const sysctl: Record<string, string> = { ...(isPrivate(h.NetworkMode) ? NETWORK_SYSCTLS : {}), ...h.Sysctls };
  const custom = devices(sys, h);
  return {
    ociVersion: '1.2.1',
    process,
    root: { path: root, ...(h.ReadonlyRootfs ? { readonly: true } : {}) },
    hostname: c.config.Hostname,
    mounts: [...baseMounts(h), ...shmMounts(daemon, c), ...ownMounts(c), ...(withInit(daemon, h) ? [{ destination: INIT_PATH, type: 'bind', source: INIT_BINARY, options: ['bind', 'ro'] }] : [])],
    linux: {
      ...(Object.keys(sysctl).length > 0 ? { sysctl } : {}),
      resources: resources(h),
      cgroupsPath: h.CgroupParent === '' ? `system.slice:docker:${c.id}` : `${h.CgroupParent}:docker:${c.id}`,
      namespaces: namespaces(daemon, c),
      ...(custom.length > 0 ? { devices: custom } : {}),
      ...(h.Privileged ? {} : { maskedPaths: h.MaskedPaths ?? [], readonlyPaths: h.ReadonlyPaths ?? [] }),
    },
  };
}
