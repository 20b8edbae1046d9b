/**
 * What POST /containers/create and /update refuse, and what they only warn of: daemon/container.go (verifyContainerSettings), daemon_unix.go
 * (verifyPlatformContainerSettings) and runconfig. In the order in which the real daemon looks, so that a request with two faults gets its first answer.
 */
import { parseSignal } from '../../../abi/signal.ts';
import { parseIp } from '../../../base/inet.ts';
import type { ContainerConfig, HostConfig, ImageConfigFile } from '../../api/types.ts';
import type { Daemon } from '../daemon.ts';
import { ApiError, invalid, notFound, system } from '../errors.ts';
import { validateLogOptions } from './logdriver.ts';
import { validateResources } from './limits.ts';
import { checkCapabilities } from './spec.ts';

const POLICIES = new Set(['no', 'always', 'unless-stopped', 'on-failure']);
const MILLISECOND_NS = 1e6;

/** A restart policy's own rules. Throws a 400. */
export function validateRestartPolicy(name: string, retries: number): void {
  if (!POLICIES.has(name)) throw invalid(`invalid restart policy: unknown policy '${name}'; use one of 'no', 'always', 'on-failure', or 'unless-stopped'`);
  if (name !== 'on-failure' && retries !== 0) {
    throw invalid(`invalid restart policy: maximum retry count can only be used with 'on-failure'${retries < 0 ? ' and cannot be negative' : ''}`);
  }
  if (retries < 0) throw invalid('invalid restart policy: maximum retry count cannot be negative');
}

/** What cannot be had together with another container's network. Throws a 400. */
function verifyShared(config: Partial<ContainerConfig>, h: HostConfig, published: boolean): void {
  if ((config.Hostname ?? '') !== '') throw invalid('conflicting options: hostname and the network mode');
  if ((h.Links ?? []).length > 0) throw invalid("conflicting options: container type network can't be used with links. This would result in undefined behavior");
  if ((h.Dns ?? []).length > 0) throw invalid('conflicting options: dns and the network mode');
  if ((h.ExtraHosts ?? []).length > 0) throw invalid('conflicting options: custom host-to-IP mapping and the network mode');
  if (published) throw invalid('conflicting options: port publishing and the container type network mode');
  if (Object.keys(config.ExposedPorts ?? {}).length > 0) throw invalid('conflicting options: port exposing and the container type network mode');
}

function verifyHealth(config: Partial<ContainerConfig>): void {
  const h = config.Healthcheck;
  if (h === undefined) return;
  for (const name of ['Interval', 'Timeout', 'StartPeriod', 'StartInterval'] as const) {
    const ns = h[name] ?? 0;
    if (ns !== 0 && ns < MILLISECOND_NS) throw invalid(`${name} in Healthcheck cannot be less than 1ms`);
  }
  if ((h.Retries ?? 0) < 0) throw invalid('Retries in Healthcheck cannot be negative');
}

/** What does not depend on the host. Throws a 400. */
function verifyConfig(config: Partial<ContainerConfig>): void {
  const cwd = config.WorkingDir ?? '';
  if (cwd !== '' && !cwd.startsWith('/')) throw invalid(`the working directory '${cwd}' is invalid, it needs to be an absolute path`);
  for (const e of config.Env ?? []) if (e === '' || e.startsWith('=')) throw invalid(`invalid environment variable: ${e}`);
  const signal = config.StopSignal ?? '';
  if (signal !== '' && !/^[1-9]\d*$/.test(signal) && (parseSignal(signal) ?? 0) === 0) throw invalid(`invalid signal: ${signal}`);
  verifyHealth(config);
}

function verifyNamespaces(daemon: Daemon, h: HostConfig): void {
  const joins = (mode: string, what: string, plain: readonly string[]): void => {
    if (mode.startsWith('container:') && what !== 'UTS') {
      try {
        daemon.find(mode.slice('container:'.length));
      } catch (e) {
        if (e instanceof ApiError) throw invalid(e.message);
        throw e;
      }
    } else if (!plain.includes(mode)) throw invalid(`invalid ${what} mode: ${mode}`);
  };
  joins(h.PidMode, 'PID', ['', 'host']);
  joins(h.IpcMode, 'IPC', ['', 'none', 'private', 'shareable', 'host']);
  joins(h.UTSMode, 'UTS', ['', 'host']);
  if (!['', 'private', 'host'].includes(h.CgroupnsMode)) throw invalid(`invalid cgroup namespace mode: ${h.CgroupnsMode}`);
}


function verifyHosts(h: HostConfig): void {
  for (const entry of h.ExtraHosts ?? []) {
    const at = entry.indexOf(':');
    if (at <= 0) throw invalid(`bad format for add-host: ${JSON.stringify(entry)}`);
    const ip = entry.slice(at + 1);
    if (ip !== 'host-gateway' && parseIp(ip) === undefined) throw invalid(`invalid IP address in add-host: ${JSON.stringify(ip)}`);
  }
}

/** Ports to publish: numbers or ranges of them. Throws a 400. */
function verifyPorts(h: HostConfig): void {
  const bad = (text: string): never => {
    throw invalid(`invalid port specification: ${JSON.stringify(text)}`);
  };
  const isPort = (text: string): boolean => /^\d{1,5}$/.test(text) && Number(text) <= 65535;
  for (const [key, bindings] of Object.entries(h.PortBindings ?? {})) {
    const port = key.split('/')[0]!;
    if (!isPort(port)) bad(port);
    for (const b of bindings ?? []) {
      const [first = '', last = first] = (b.HostPort ?? '').split('-');
      if (b.HostPort !== undefined && b.HostPort !== '' && (!isPort(first) || !isPort(last) || Number(last) < Number(first))) bad(b.HostPort);
    }
  }
}

const SECURITY_KEYS = ['label', 'apparmor', 'seccomp', 'writable-cgroups'];

/** --security-opt as daemon_unix.go parses it. Throws a 500, as the real one does. */
function verifySecurity(h: HostConfig): void {
  for (const opt of h.SecurityOpt ?? []) {
    if (opt === 'no-new-privileges' || opt === 'disable') continue;
    const [, key, value = ''] = /^([^=:]*)[=:](.*)$/.exec(opt) ?? [];
    if (key === undefined) throw system(`invalid --security-opt 1: ${JSON.stringify(opt)}`);
    if (key === 'no-new-privileges' ? !/^(1|0|t|f|true|false)$/i.test(value) : !SECURITY_KEYS.includes(key)) throw system(`invalid --security-opt 2: ${JSON.stringify(opt)}`);
  }
}

/** A setting of one interface belongs to an endpoint. Throws a 400. */
function verifySysctls(h: HostConfig): void {
  for (const name of Object.keys(h.Sysctls ?? {})) {
    if (/^net\.(ipv4|ipv6|mpls)\.(conf|neigh)\.eth\d+\./.test(name)) throw invalid(`interface specific sysctl setting ${JSON.stringify(name)} must be supplied using driver option 'com.docker.network.endpoint.sysctls'`);
  }
}

function verifyStorage(h: HostConfig): void {
  const keys = Object.keys(h.StorageOpt ?? {});
  for (const key of keys) if (key.toLowerCase() !== 'size') throw system(`Unknown option ${key}`);
  if (keys.length > 0) throw system("--storage-opt is supported only for overlay over xfs with 'pquota' mount option");
}

/** What the host must be able to do. Throws; returns warnings, and takes out of `h` what is only warned of. */
function verifyHost(daemon: Daemon, config: Partial<ContainerConfig>, h: HostConfig): string[] {
  if (h.AutoRemove && h.RestartPolicy.Name !== 'no') throw invalid("can't create 'AutoRemove' container with restart policy");
  for (const path of Object.keys(h.Tmpfs ?? {})) {
    if (!path.startsWith('/')) throw invalid(`invalid mount path: '${path}' mount path must be absolute`);
    if (/^\/+$/.test(path)) throw invalid("invalid specification: destination can't be '/'");
  }
  verifyHosts(h);
  verifyPorts(h);
  if (Object.keys(h.Annotations ?? {}).includes('')) throw invalid('invalid Annotations: the empty string is not permitted as an annotation key');
  validateRestartPolicy(h.RestartPolicy.Name, h.RestartPolicy.MaximumRetryCount);
  checkCapabilities(h);
  if (!['', 'default'].includes(h.Isolation)) throw invalid(`invalid isolation (${h.Isolation}): linux only supports 'default'`);
  const warnings = validateResources(daemon.ncpu, h);
  if (h.CpuShares < 0) throw invalid(`invalid CPU shares (${h.CpuShares}): value must be a positive integer`);
  if (h.ShmSize < 0) throw invalid('SHM size can not be less than 0');
  if (h.OomScoreAdj < -1000 || h.OomScoreAdj > 1000) throw invalid(`Invalid value ${h.OomScoreAdj}, range for oom score adj is [-1000, 1000]`);
  if (h.Runtime !== 'runc' && h.Runtime !== 'io.containerd.runc.v2') throw invalid(`unknown or invalid runtime name: ${h.Runtime}`);
  verifyNamespaces(daemon, h);
  validateLogOptions(h.LogConfig.Type, h.LogConfig.Config);
  verifySecurity(h);
  verifySysctls(h);
  const published = h.PublishAllPorts || Object.keys(h.PortBindings ?? {}).length > 0;
  if (h.NetworkMode.startsWith('container:')) verifyShared(config, h, published);
  if (h.UTSMode === 'host' && (config.Hostname ?? '') !== '') throw invalid('conflicting options: hostname and the UTS mode');
  if (h.NetworkMode === 'container:') throw invalid('invalid network mode: invalid container format container:<name|id>');
  if (h.NetworkMode === 'host' && (h.Links ?? []).length > 0) throw invalid("conflicting options: host type networking can't be used with links. This would result in undefined behavior");
  verifyStorage(h);
  if (published && h.NetworkMode === 'host') warnings.push('Published ports are discarded when using host network mode');
  return warnings;
}

/** Check a whole request. Throws; returns warnings, and takes out of `h` what is only warned of. */
export function verifyContainer(daemon: Daemon, config: Partial<ContainerConfig>, h: HostConfig): string[] {
  verifyConfig(config);
  return verifyHost(daemon, config, h);
}

const ARCHITECTURES: Readonly<Record<string, string>> = { x86_64: 'amd64', 'x86-64': 'amd64', aarch64: 'arm64', armhf: 'arm', i386: '386' };
const SYSTEMS = new Set(['linux', 'windows', 'darwin', 'freebsd', 'netbsd', 'openbsd', 'solaris', 'plan9', 'android', 'aix', 'wasip1']);

/** Is the image for this platform ('os/arch/variant', '' for any)? Throws a 400 for what is no platform, a 404 for another one. */
export function verifyPlatform(platform: string, reference: string, image: ImageConfigFile): void {
  if (platform === '') return;
  const parts = platform.toLowerCase().split('/');
  if (parts.length > 3 || parts.some((p) => !/^[a-z0-9_.-]+$/.test(p))) throw invalid(`${JSON.stringify(platform)}: cannot parse platform specifier: invalid argument`);
  const [first = '', arch = '', variant = ''] = parts;
  const known = SYSTEMS.has(first);
  if (parts.length === 1 && !known && ARCHITECTURES[first] === undefined && !['amd64', 'arm64', 'arm', '386', 'ppc64le', 's390x', 'riscv64'].includes(first)) {
    throw invalid(`${JSON.stringify(platform)}: unknown operating system or architecture: invalid argument`);
  }
  const os = parts.length === 1 && !known ? 'linux' : first;
  const wanted = parts.length === 1 && !known ? first : arch === '' ? image.architecture : arch;
  const machine = ARCHITECTURES[wanted] ?? wanted;
  if (os === image.os && machine === image.architecture && (variant === '' || variant === (image.variant ?? ''))) return;
  throw notFound(`image with reference ${reference} was found but its platform (${image.os}/${image.architecture}${image.variant === undefined ? '' : `/${image.variant}`}) does not match the specified platform (${os}/${machine}${variant === '' ? '' : `/${variant}`})`);
}
