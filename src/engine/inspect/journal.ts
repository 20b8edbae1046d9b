/**
 * What happened on a host since it booted, as lesson checks need it: a container's life (also of one that is gone), the processes that
 * ran in it and the files that they opened, and the requests that the Engine's API answered. Fed with the trace, like the page's story:
 * it looks at what the kernel and dockerd did, never at what was typed, so `docker ps`, `docker container ls` and `curl --unix-socket`
 * are the same. Requests that a shell's Tab completion makes do not count: nobody asked to see their answer.
 */
import type { TraceEvent } from '../abi/trace.ts';

const MAX_REQUESTS = 2_000;
const MAX_PENDING = 500;
/** More than these are forgotten, oldest first, once they are gone. */
const MAX_CONTAINERS = 3_000;
const MAX_RAN = 500;
const MAX_SEEN = 2_000;
const MAX_OPENED = 2_000;
const SHIM = /\/containerd-shim[^/]*$/;
const RUNTIME = /\/(?:runc|containerd-shim[^/]*)$/;

/** `time_ns` is virtual time, as everywhere below. */
export interface ApiRequest {
  readonly time_ns: number;
  /** 'GET /containers/json?all=1': method, path without its version, query. */
  readonly text: string;
  readonly status: number;
}

/**
 * An action as `docker events` names it: 'start', 'die', 'attach', 'kill', 'exec_die' ... And 'left', which it does not tell: a client that was
 * attached went away while the container runs on, as after Ctrl-P Ctrl-Q (the client reads those keys itself).
 */
export interface ContainerAction {
  readonly time_ns: number;
  readonly action: string;
  /** Of 'die' and 'exec_die'. */
  readonly exitCode: number | undefined;
}

/** A process that ran inside: its arguments joined with spaces. The container's own main process is the first. */
export interface RanProcess {
  readonly time_ns: number;
  readonly command: string;
}

/** A connection of the Internet families, as one end of it saw it. */
export interface SeenConnection {
  readonly time_ns: number;
  readonly action: 'connect' | 'accept' | 'refused';
  /** Container in which it happened; undefined on the host. */
  readonly container: string | undefined;
  /** 'address:port' of client and server. */
  readonly from: string;
  readonly to: string;
}

/** An echo reply that came back. */
export interface SeenReply {
  readonly time_ns: number;
  /** Inode of the network namespace. */
  readonly ns: number;
  /** Who answered. */
  readonly address: string;
}

/** The life of one container. */
export interface ContainerLife {
  readonly id: string;
  name: string;
  /** As it was asked for. */
  readonly image: string;
  /** 'sha256:...'; '' when the daemon did not tell. */
  readonly imageId: string;
  readonly created_ns: number;
  readonly actions: ContainerAction[];
  readonly ran: RanProcess[];
  /** Path as it was given to open(2), and when last. */
  readonly opened: Map<string, number>;
  /** Names of the networks that it was ever on. */
  readonly networks: Set<string>;
  /** How it went away: by itself (--rm), or because somebody asked for it. */
  gone: 'self' | 'removed' | undefined;
}

interface Asked {
  readonly key: string;
  readonly silent: boolean;
}

export class Journal {
  readonly requests: ApiRequest[] = [];
  readonly containers = new Map<string, ContainerLife>();
  /** Programs that ran on the host itself. */
  readonly hostRan: RanProcess[] = [];
  readonly connections: SeenConnection[] = [];
  readonly replies: SeenReply[] = [];
  private readonly host: string;
  /** Container of a process: all that descend from a container's shim. */
  private readonly owners = new Map<number, string>();
  private readonly completers = new Set<number>();
  private readonly silent = new Set<number>();
  private readonly pending: Asked[] = [];
  /** The container that dockerd is about to announce. */
  private creating: Readonly<Record<string, string>> = {};
  /** What a client's process is attached to: name or id, as it asked. */
  private readonly attached = new Map<number, string>();

  constructor(host: string) {
    this.host = host;
  }

  /** Take in a stretch of the trace. */
  add(events: readonly TraceEvent[]): void {
    for (const event of events) if (event.host === this.host) this.take(event);
  }

  private take(event: TraceEvent): void {
    switch (event.kind) {
      case 'syscall':
        if (event.name === 'open') this.opens(event.pid, event.time_ns, event.comm, event.args, event.result);
        return;
      case 'clone': {
        const owner = this.owners.get(event.pid);
        if (owner !== undefined) this.owners.set(event.child, owner);
        return;
      }
      case 'exec':
        this.exec(event.pid, event.time_ns, event.path, event.argv);
        return;
      case 'exit':
        this.owners.delete(event.pid);
        this.completers.delete(event.pid);
        this.leaves(event.pid, event.time_ns);
        return;
      case 'net':
        if (event.action === 'close') return;
        this.connections.push({ time_ns: event.time_ns, action: event.action, container: this.owners.get(event.pid), from: event.from, to: event.to });
        if (this.connections.length > MAX_SEEN) this.connections.shift();
        return;
      case 'packet':
        if (event.action !== 'deliver' || event.headers.icmp === undefined || (event.headers.icmp.type !== 0 && event.headers.icmp.type !== 129)) return;
        this.replies.push({ time_ns: event.time_ns, ns: event.ns, address: event.headers.ip?.src ?? '' });
        if (this.replies.length > MAX_SEEN) this.replies.shift();
        return;
      case 'http_request':
        if (event.layer === 'cli') {
          if (this.completers.has(event.pid)) this.silent.add(event.id);
          const to = event.method === 'POST' ? /\/containers\/([^/?]+)\/attach/.exec(event.path)?.[1] : undefined;
          if (to !== undefined) this.attached.set(event.pid, to);
        } else this.pending.push({ key: `${event.method} ${event.path}`, silent: this.silent.delete(event.cause) });
        if (this.pending.length > MAX_PENDING) this.pending.shift();
        return;
      case 'http_response':
        if (event.layer === 'api') this.answered(event.time_ns, `${event.method} ${event.path}`, event.status);
        return;
      case 'engine':
        if (event.layer !== 'dockerd') return;
        if (event.action === 'create container') this.creating = event.detail;
        else if (event.action === 'event: network connect') this.containers.get(event.detail['container'] ?? '')?.networks.add(event.detail['name'] ?? '');
        else if (event.action.startsWith('event: container ')) this.happened(event.time_ns, event.action.slice('event: container '.length), event.detail);
        return;
      default:
    }
  }

  private exec(pid: number, time_ns: number, path: string, argv: readonly string[]): void {
    if (argv[1]?.startsWith('__complete') === true) this.completers.add(pid);
    if (SHIM.test(path)) {
      const id = argv[argv.indexOf('-id') + 1];
      if (id !== undefined) this.owners.set(pid, id);
      return;
    }
    const life = this.inside(pid);
    if (life === undefined) {
      if (this.owners.has(pid)) return;
      this.hostRan.push({ time_ns, command: argv.join(' ') });
      if (this.hostRan.length > MAX_SEEN) this.hostRan.shift();
      return;
    }
    if (RUNTIME.test(path)) return;
    life.ran.push({ time_ns, command: argv.join(' ') });
    if (life.ran.length > MAX_RAN) life.ran.splice(1, 1);
  }

  private inside(pid: number): ContainerLife | undefined {
    const owner = this.owners.get(pid);
    return owner === undefined ? undefined : this.containers.get(owner);
  }

  private opens(pid: number, time_ns: number, comm: string, args: string, result: string): void {
    const life = this.inside(pid);
    if (life === undefined || result.startsWith('-') || comm.startsWith('runc') || comm.startsWith('containerd-shim')) return;
    const path = /^"([^"]*)"/.exec(args)?.[1];
    if (path === undefined || (life.opened.size >= MAX_OPENED && !life.opened.has(path))) return;
    life.opened.set(path, time_ns);
  }

  private leaves(pid: number, time_ns: number): void {
    const asked = this.attached.get(pid);
    if (asked === undefined) return;
    this.attached.delete(pid);
    const life = [...this.containers.values()].find((one) => one.gone === undefined && (one.name === asked || one.id.startsWith(asked)));
    const last = life?.actions.findLast(({ action }) => action === 'start' || action === 'die');
    if (last?.action === 'start') life!.actions.push({ time_ns, action: 'left', exitCode: undefined });
  }

  private answered(time_ns: number, key: string, status: number): void {
    const at = this.pending.findIndex((one) => one.key === key);
    if (at < 0) return;
    const [asked] = this.pending.splice(at, 1);
    if (asked!.silent) return;
    this.requests.push({ time_ns, text: key.replace(/^(\w+) \/v\d+\.\d+\//, '$1 /'), status });
    if (this.requests.length > MAX_REQUESTS) this.requests.shift();
  }

  private happened(time_ns: number, what: string, detail: Readonly<Record<string, string>>): void {
    const { id = '', name = '', image = '', exitCode } = detail;
    const action = /^\w+/.exec(what)?.[0] ?? what;
    let life = this.containers.get(id);
    if (life === undefined) {
      if (action !== 'create') return;
      this.containers.set(id, (life = { id, name, image, imageId: this.creating['container'] === id ? (this.creating['image'] ?? '') : '', created_ns: time_ns, actions: [], ran: [], opened: new Map(), networks: new Set(), gone: undefined }));
      if (this.containers.size > MAX_CONTAINERS) this.forget();
    }
    if (action === 'rename') life.name = name;
    if (action === 'destroy') life.gone = this.pending.some(({ key }) => /^DELETE .*\/containers\/|^POST .*\/containers\/prune/.test(key)) ? 'removed' : 'self';
    if (action !== 'resize') life.actions.push({ time_ns, action, exitCode: exitCode === undefined ? undefined : Number(exitCode) });
    if (life.actions.length > MAX_RAN) life.actions.shift();
  }

  private forget(): void {
    for (const life of this.containers.values()) {
      if (life.gone === undefined) continue;
      this.containers.delete(life.id);
      return;
    }
  }
}
