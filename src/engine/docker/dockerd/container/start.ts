/** POST /containers/{id}/start: mount the tree, write the bundle, create the task and start it. daemon/start.go. */
import type { Sys, Task } from '../../../abi/sys.ts';
import { isSysError } from '../../../abi/errno.ts';
import { mkdirAll, readTextIfAny, removeAll, writeFile } from '../../common/files.ts';
import { RpcError } from '../../common/rpc.ts';
import { now, rfc3339Nano } from '../../common/time.ts';
import type { Daemon } from '../daemon.ts';
import { ApiError, conflict, invalid, messageOf, system } from '../errors.ts';
import { RUNC_ROOT, STREAMS } from '../paths.ts';
import type { Container } from './container.ts';
import { JsonLog } from './jsonlog.ts';
import { prepareSources } from './mounts.ts';
import { createSpec } from './spec.ts';

/** Start a container. `reset`: a person asked (not the restart manager): counters begin anew. */
export function* startContainer(sys: Sys, daemon: Daemon, c: Container, reset: boolean): Task<void> {
  return yield* c.lock.with(sys, () => startLocked(sys, daemon, c, reset));
}

function* startLocked(sys: Sys, daemon: Daemon, c: Container, reset: boolean): Task<void> {
  if (reset && c.state.Running && !c.state.Restarting) return;
  if (c.state.RemovalInProgress || c.state.Dead || c.removed) throw conflict('container is marked for removal and cannot be started');
  if (c.state.Paused) throw conflict('cannot start a paused container, try unpause instead');
  if (reset) {
    c.record.RestartCount = 0;
    c.restartDelay_ns = 0;
    c.record.HasBeenManuallyStopped = false;
  }
  c.restartCancelled = false;
  let connected = false;
  try {
    const root = yield* daemon.layers.mount(sys, daemon.layers.getRw(c.id)!);
    try {
      daemon.networks.connect(sys, c);
    } catch (e) {
      if (e instanceof ApiError) throw new ApiError(e.status, `failed to set up container networking: ${e.message}`, e.rule);
      throw e;
    }
    connected = true;
    prepareSources(sys, c);
    yield* writeNetworkFiles(sys, c);
    const spec = yield* createSpec(sys, daemon, c, root);
    yield* runTask(sys, daemon, c, spec);
  } catch (e) {
    const message = messageOf(e);
    if (message === undefined) throw e;
    throw yield* failed(sys, daemon, c, e, message, connected);
  }
}

function* runTask(sys: Sys, daemon: Daemon, c: Container, spec: Parameters<typeof JSON.stringify>[0]): Task<void> {
  const id = c.id;
  const dir = `${STREAMS}/${id}`;
  mkdirAll(sys, dir, 0o700);
  c.record.LogPath = `${c.dir}/${id}-json.log`;
  const log = new JsonLog();
  const { io, outputs } = yield* c.streams.create(sys, dir, 'init', { stdin: c.config.OpenStdin, tty: c.config.Tty });
  yield* log.start(sys, c.record.LogPath);
  let running = false;
  try {
    yield* daemon.containerd.call(sys, 'containers.Create', { id, spec, runtime: 'io.containerd.runc.v2', runtime_root: RUNC_ROOT });
    let pid: number;
    try {
      ({ pid } = yield* daemon.containerd.call(sys, 'tasks.Create', { id, ...io }));
    } catch (e) {
      if (e instanceof RpcError) throw new RpcError(e.code, `failed to create task for container: ${e.message}`);
      throw e;
    }
    c.streams.start(sys, outputs, log);
    c.log = log;
    running = true;
    daemon.networks.announce(sys, daemon, c);
    yield* daemon.containerd.call(sys, 'tasks.Start', { id });
    const s = c.state;
    s.Error = '';
    s.Running = true;
    s.Restarting = false;
    s.Paused = false;
    s.ExitCode = 0;
    s.Pid = pid;
    s.StartedAt = rfc3339Nano(now(sys));
    s.OOMKilled = false;
    c.record.HasBeenStartedBefore = true;
    yield* c.checkpoint(sys);
    daemon.events.log(sys, 'container', 'start', id, c.attributes());
  } finally {
    if (!running) {
      log.close(sys);
      c.streams.abandon(sys, outputs);
      removeAll(sys, dir);
    }
  }
}

/** /etc/hostname, /etc/hosts and /etc/resolv.conf of the container. */
function* writeNetworkFiles(sys: Sys, c: Container): Task<void> {
  const r = c.record;
  const mode = c.hostConfig.NetworkMode;
  r.HostnamePath = `${c.dir}/hostname`;
  r.HostsPath = `${c.dir}/hosts`;
  r.ResolvConfPath = `${c.dir}/resolv.conf`;
  yield* writeFile(sys, r.HostnamePath, `${c.config.Hostname}\n`);
  const extra = (c.hostConfig.ExtraHosts ?? []).map((h) => {
    const at = h.indexOf(':');
    const ip = h.slice(at + 1);
    return `${ip === 'host-gateway' ? '172.17.0.1' : ip}\t${h.slice(0, at)}\n`;
  });
  if (mode === 'host') yield* writeFile(sys, r.HostsPath, ((yield* readTextIfAny(sys, '/etc/hosts')) ?? '') + extra.join(''));
  else {
    const name = c.config.Domainname === '' ? c.config.Hostname : `${c.config.Hostname}.${c.config.Domainname} ${c.config.Hostname}`;
    const own = Object.values(r.NetworkSettings.Networks)
      .filter((e) => e.IPAddress !== '')
      .map((e) => `${e.IPAddress}\t${name}\n`);
    const base = '127.0.0.1\tlocalhost\n::1\tlocalhost ip6-localhost ip6-loopback\nfe00::\tip6-localnet\nff00::\tip6-mcastprefix\nff02::1\tip6-allnodes\nff02::2\tip6-allrouters\n';
    yield* writeFile(sys, r.HostsPath, base + extra.join('') + own.join(''));
  }
  const host = (yield* readTextIfAny(sys, '/etc/resolv.conf')) ?? '';
  if (mode === 'host') return yield* writeFile(sys, r.ResolvConfPath, host);
  const dns = c.hostConfig.Dns ?? [];
  const lines = host.split('\n').filter((l) => (dns.length === 0 ? /^nameserver\s+(?!127\.)/.test(l) : false) || /^(search|options)\s/.test(l));
  const servers = dns.map((d) => `nameserver ${d}`);
  const overrides = [...(dns.length > 0 ? ['nameservers'] : [])].join(' ');
  const note = "# Generated by Docker Engine.\n# This file can be edited; Docker Engine will not make further changes once it\n# has been modified.\n\n";
  yield* writeFile(sys, r.ResolvConfPath, `${note}${[...servers, ...lines].map((l) => `${l}\n`).join('')}\n# Based on host file: '/etc/resolv.conf' (legacy)\n# Overrides: [${overrides}]\n`);
}

/** Undo a start that failed; returns the error for the client, with the exit code that the command line will show. */
function* failed(sys: Sys, daemon: Daemon, c: Container, e: unknown, message: string, connected: boolean): Task<ApiError> {
  const text = message;
  const lower = text.toLowerCase();
  let status = e instanceof ApiError ? e.status : 500;
  let code = 128;
  if (lower.includes(c.record.Path.toLowerCase()) && (lower.includes('executable file not found') || lower.includes('no such file or directory'))) {
    code = 127;
    status = 400;
  } else if (lower.includes('permission denied') || lower.includes('not a directory') || lower.includes('is a directory')) {
    code = 126;
    status = 400;
  }
  c.state.ExitCode = code;
  c.state.Error = text;
  if (sys.tracing('error')) sys.trace({ kind: 'error', layer: 'dockerd', message: text, rule: `container ${c.name} could not be started` });
  try {
    yield* daemon.containerd.call(sys, 'containers.Delete', { id: c.id });
  } catch (inner) {
    if (!(inner instanceof RpcError)) throw inner;
  }
  if (connected) daemon.networks.disconnect(sys, daemon, c);
  daemon.layers.unmount(sys, daemon.layers.getRw(c.id)!);
  c.streams.finish(sys);
  if (c.state.Restarting) {
    c.state.Running = false;
    c.state.Restarting = false;
  }
  yield* c.checkpoint(sys);
  if (c.hostConfig.AutoRemove) daemon.removeLater(sys, c);
  if (isSysError(e)) return system(text);
  return status === 400 ? invalid(text) : new ApiError(status, text, 'a lower layer refused');
}
