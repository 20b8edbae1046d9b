/**
 * Health checks: daemon/health.go. While a container runs, a thread runs the probe at its interval as an exec in the container, keeps the last results in
 * State.Health and tells when the status changes. A probe takes part in events as any exec does.
 */
import { decodeUtf8 } from '../../../base/bytes.ts';
import { Signal } from '../../../abi/signal.ts';
import type { Sys, Task } from '../../../abi/sys.ts';
import type { Health, HealthConfig } from '../../api/types.ts';
import { RpcError } from '../../common/rpc.ts';
import { Condition } from '../../common/sync.ts';
import { elapsed_ns, goDuration, now, parseTime, rfc3339Nano } from '../../common/time.ts';
import type { Daemon } from '../daemon.ts';
import { ApiError } from '../errors.ts';
import type { Container } from './container.ts';
import { execCreate, execStart, findExec } from './exec.ts';

const DEFAULT_INTERVAL_NS = 30e9;
const DEFAULT_TIMEOUT_NS = 30e9;
const DEFAULT_START_INTERVAL_NS = 5e9;
const DEFAULT_RETRIES = 3;
/** Results that are kept. */
const KEPT = 5;
/** Bytes of a probe's output that are kept. */
const OUTPUT_BYTES = 4096;

/** A running monitor; whoever sets `stopped` notifies. */
export interface HealthMonitor {
  stopped: boolean;
  readonly changed: Condition;
}

interface Result {
  readonly start: string;
  readonly end: string;
  readonly code: number;
  readonly output: string;
}

/** The probe's command; undefined when there is none. Throws nothing: what is no probe says so when it runs. */
function command(c: Container): readonly string[] | undefined {
  const test = c.config.Healthcheck?.Test ?? [];
  if (test.length === 0 || test[0] === 'NONE') return undefined;
  if (test[0] === 'CMD') return test.slice(1);
  if (test[0] === 'CMD-SHELL') return [...(c.config.Shell ?? ['/bin/sh', '-c']), ...test.slice(1)];
  return undefined;
}

/** A start begins anew: the status is `starting`, old results stay. Call before the state is written. */
export function initHealth(c: Container): void {
  if (command(c) === undefined) delete c.state.Health;
  else c.state.Health = { Status: 'starting', FailingStreak: 0, Log: c.state.Health?.Log ?? [] };
}

/** Begin to probe a container that runs. */
export function startHealth(sys: Sys, daemon: Daemon, c: Container): void {
  const argv = command(c);
  if (argv === undefined || c.health !== undefined) return;
  const monitor: HealthMonitor = { stopped: false, changed: new Condition() };
  c.health = monitor;
  sys.thread((s) => watch(s, daemon, c, monitor, argv));
}

/** Stop to probe: the container was paused, or (`ended`) its process is over, and then it counts as unhealthy. */
export function stopHealth(sys: Sys, c: Container, ended: boolean): void {
  const monitor = c.health;
  c.health = undefined;
  if (monitor !== undefined) {
    monitor.stopped = true;
    monitor.changed.notify(sys);
  }
  if (ended && c.state.Health !== undefined) c.state.Health.Status = 'unhealthy';
}

const orDefault = (ns: number | undefined, fallback: number): number => (ns === undefined || ns === 0 ? fallback : ns);

function startedFor_ns(sys: Sys, c: Container): number {
  const started = parseTime(c.state.StartedAt);
  return started === undefined ? 0 : elapsed_ns(now(sys), started);
}

function* watch(sys: Sys, daemon: Daemon, c: Container, monitor: HealthMonitor, argv: readonly string[]): Task<void> {
  const h: HealthConfig = c.config.Healthcheck ?? {};
  const period_ns = h.StartPeriod ?? 0;
  for (;;) {
    const starting = startedFor_ns(sys, c) < period_ns && c.state.Health?.Status === 'starting';
    const interval_ns = starting ? orDefault(h.StartInterval, DEFAULT_START_INTERVAL_NS) : orDefault(h.Interval, DEFAULT_INTERVAL_NS);
    yield* monitor.changed.until(sys, () => monitor.stopped, interval_ns);
    if (monitor.stopped) return;
    const result = yield* probe(sys, daemon, c, monitor, argv, orDefault(h.Timeout, DEFAULT_TIMEOUT_NS));
    if (monitor.stopped || c.removed || result === undefined) return;
    yield* judge(sys, daemon, c, result);
  }
}

/** Run the probe once; undefined when the monitor was stopped meanwhile. */
function* probe(sys: Sys, daemon: Daemon, c: Container, monitor: HealthMonitor, argv: readonly string[], timeout_ns: number): Task<Result | undefined> {
  const start = rfc3339Nano(now(sys));
  const finish = (code: number, output: string): Result => ({ start, end: rfc3339Nano(now(sys)), code, output });
  let id = '';
  try {
    id = yield* execCreate(sys, daemon, c, { Cmd: [...argv], AttachStdout: true, AttachStderr: true });
    const e = findExec(daemon, id);
    const a = e.streams.attach(true, true);
    yield* execStart(sys, daemon, e, null);
    const over = (): boolean => e.exitCode !== null || monitor.stopped;
    const inTime = yield* e.changed.until(sys, over, timeout_ns);
    if (monitor.stopped) return undefined;
    if (!inTime) {
      yield* killProbe(sys, daemon, c, id);
      yield* e.changed.until(sys, over, 10e9);
    }
    let output = '';
    let bytes = 0;
    for (const { data } of a.queue) {
      if (bytes < OUTPUT_BYTES) output += decodeUtf8(data, 0, Math.min(data.length, OUTPUT_BYTES - bytes));
      bytes += data.length;
    }
    if (bytes > OUTPUT_BYTES) output += '...';
    if (inTime) return finish(e.exitCode ?? -1, output);
    return finish(-1, `Health check exceeded timeout (${goDuration(timeout_ns)})${output === '' ? '' : `: ${output}`}`);
  } catch (e) {
    if (!(e instanceof ApiError) && !(e instanceof RpcError)) throw e;
    if (monitor.stopped) return undefined;
    return finish(-1, e.message);
  } finally {
    c.execs.delete(id);
    daemon.execs.delete(id);
  }
}

function* killProbe(sys: Sys, daemon: Daemon, c: Container, exec_id: string): Task<void> {
  try {
    yield* daemon.containerd.call(sys, 'tasks.Kill', { id: c.id, exec_id, signal: Signal.SIGKILL });
  } catch (e) {
    if (!(e instanceof RpcError)) throw e;
  }
}

/** What a result means for the status. */
function* judge(sys: Sys, daemon: Daemon, c: Container, r: Result): Task<void> {
  const health = c.state.Health;
  if (health === undefined) return;
  const config = c.config.Healthcheck ?? {};
  const before = health.Status;
  health.Log = [...health.Log, { Start: r.start, End: r.end, ExitCode: r.code, Output: r.output }].slice(-KEPT);
  if (r.code === 0) {
    health.FailingStreak = 0;
    health.Status = 'healthy';
  } else {
    const forgiven = before === 'starting' && startedFor_ns(sys, c) < (config.StartPeriod ?? 0);
    if (!forgiven) {
      health.FailingStreak++;
      if (health.FailingStreak >= orDefault(config.Retries, DEFAULT_RETRIES)) health.Status = 'unhealthy';
    }
  }
  yield* c.checkpoint(sys);
  if (health.Status !== before) daemon.events.log(sys, 'container', `health_status: ${health.Status}`, c.id, c.attributes());
}

/** What docker ps adds to its STATUS; '' without a health check. */
export function healthText(health: Health | undefined): string {
  if (health === undefined) return '';
  return health.Status === 'starting' ? ' (health: starting)' : ` (${health.Status})`;
}
