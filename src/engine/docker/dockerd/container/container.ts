/**
 * A container as dockerd holds it: what is in config.v2.json and hostconfig.json, and beside it what lives only as long as the daemon
 * (lock, streams, waiters, execs). Every change of state is written to disk at once ("checkpoint").
 */
import type { Sys, Task } from '../../../abi/sys.ts';
import { writeFileAtomic } from '../../common/files.ts';
import { Condition, Mutex } from '../../common/sync.ts';
import { elapsed_ns, humanDuration, now, parseTime } from '../../common/time.ts';
import { ZERO_TIME } from '../../api/types.ts';
import type { ContainerConfig, ContainerState, ContainerStatus, EndpointSettings, Health, HostConfig, MountSpec, PortBinding } from '../../api/types.ts';
import { CONTAINERS } from '../paths.ts';
import type { ExecProcess } from './exec.ts';
import { healthText } from './health.ts';
import type { HealthMonitor } from './health.ts';
import type { LogFile } from './logfile.ts';
import { Streams } from './streams.ts';

/** A mount of a container, as config.v2.json keeps it. */
export interface MountRecord {
  Source: string;
  Destination: string;
  RW: boolean;
  Name: string;
  Driver: string;
  Type: 'bind' | 'volume' | 'tmpfs';
  Mode?: string;
  Propagation?: string;
  Spec: MountSpec;
  /** Fill an empty volume with what the image has at its place. */
  CopyData?: boolean;
}

/** `State` of config.v2.json. */
export interface StateRecord {
  Running: boolean;
  Paused: boolean;
  Restarting: boolean;
  OOMKilled: boolean;
  RemovalInProgress: boolean;
  Dead: boolean;
  Pid: number;
  ExitCode: number;
  Error: string;
  StartedAt: string;
  FinishedAt: string;
  /** Absent without a health check. */
  Health?: Health;
}

/** `NetworkSettings` of config.v2.json. */
export interface NetworkRecord {
  Bridge: string;
  SandboxID: string;
  SandboxKey: string;
  Networks: Record<string, EndpointSettings>;
  /** MAC addresses that were asked for, by network: kept while there is no endpoint. */
  DesiredMacAddresses?: Record<string, string>;
  Ports: Record<string, PortBinding[] | null> | null;
}

/** config.v2.json. */
export interface ContainerRecord {
  State: StateRecord;
  ID: string;
  Created: string;
  Path: string;
  Args: string[];
  Config: ContainerConfig;
  Image: string;
  NetworkSettings: NetworkRecord;
  LogPath: string;
  Name: string;
  Driver: string;
  OS: string;
  RestartCount: number;
  HasBeenStartedBefore: boolean;
  HasBeenManuallyStopped: boolean;
  MountPoints: Record<string, MountRecord>;
  HostnamePath: string;
  HostsPath: string;
  ResolvConfPath: string;
}

export class Container {
  record: ContainerRecord;
  hostConfig: HostConfig;
  /** Held while the container is created, started, stopped or removed. */
  readonly lock = new Mutex();
  /** Notified whenever the state changes. */
  readonly changed = new Condition();
  readonly streams = new Streams();
  /** The log that is being written, while a process runs. */
  log: LogFile | undefined;
  readonly execs = new Map<string, ExecProcess>();
  /** Counts ends of the main process, so that a waiter for the next one is not misled by one that was before. */
  exits = 0;
  /** How often its volumes are in use: by its process, by copies. */
  volumeUses = 0;
  removed = false;
  /** The thread that probes its health, while it runs. */
  health: HealthMonitor | undefined;
  /** The restart manager was told not to restart after the next exit. */
  restartCancelled = false;
  /** Backoff of the restart manager. */
  restartDelay_ns = 0;
  /** While dockerd waits to restart it: notified to give up. */
  readonly restartCancel = new Condition();
  removeError = '';

  constructor(record: ContainerRecord, hostConfig: HostConfig) {
    this.record = record;
    this.hostConfig = hostConfig;
  }

  get id(): string {
    return this.record.ID;
  }
  /** Without the slash. */
  get name(): string {
    return this.record.Name.slice(1);
  }
  get config(): ContainerConfig {
    return this.record.Config;
  }
  get state(): StateRecord {
    return this.record.State;
  }
  get dir(): string {
    return `${CONTAINERS}/${this.id}`;
  }

  /** `State.Status`. */
  get status(): ContainerStatus {
    const s = this.state;
    if (s.Running) return s.Paused ? 'paused' : s.Restarting ? 'restarting' : 'running';
    if (s.RemovalInProgress) return 'removing';
    if (s.Dead) return 'dead';
    return s.StartedAt === ZERO_TIME ? 'created' : 'exited';
  }

  /** The STATUS column of docker ps. */
  statusText(sys: Sys): string {
    const s = this.state;
    const since = (t: string): string => {
      const at = parseTime(t);
      return at === undefined ? '' : humanDuration(elapsed_ns(now(sys), at));
    };
    if (s.Running) {
      if (s.Paused) return `Up ${since(s.StartedAt)} (Paused)`;
      if (s.Restarting) return `Restarting (${s.ExitCode}) ${since(s.FinishedAt)} ago`;
      return `Up ${since(s.StartedAt)}${healthText(s.Health)}`;
    }
    if (s.RemovalInProgress) return 'Removal In Progress';
    if (s.Dead) return 'Dead';
    if (s.StartedAt === ZERO_TIME) return 'Created';
    if (s.FinishedAt === ZERO_TIME) return '';
    return `Exited (${s.ExitCode}) ${since(s.FinishedAt)} ago`;
  }

  /** `State` of an inspect. */
  stateJson(): ContainerState {
    const s = this.state;
    return {
      Status: this.status,
      Running: s.Running,
      Paused: s.Paused,
      Restarting: s.Restarting,
      OOMKilled: s.OOMKilled,
      Dead: s.Dead,
      Pid: s.Pid,
      ExitCode: s.ExitCode,
      Error: s.Error,
      StartedAt: s.StartedAt,
      FinishedAt: s.FinishedAt,
      ...(s.Health === undefined ? {} : { Health: s.Health }),
    };
  }

  /** Write the state to disk and wake who waits for it. */
  *checkpoint(sys: Sys): Task<void> {
    yield* writeFileAtomic(sys, `${this.dir}/config.v2.json`, JSON.stringify(this.record), 0o600);
    this.changed.notify(sys);
  }

  *saveHostConfig(sys: Sys): Task<void> {
    yield* writeFileAtomic(sys, `${this.dir}/hostconfig.json`, JSON.stringify(this.hostConfig), 0o600);
  }

  /** Attributes of its events: image, name and labels. */
  attributes(more: Record<string, string> = {}): Record<string, string> {
    return { ...(this.config.Labels ?? {}), ...more, image: this.config.Image, name: this.name };
  }
}
