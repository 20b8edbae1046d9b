/**
 * View records: what observers are told about a world. Plain readonly data, made by inspect/ from the kernel's and the engine's state,
 * sent to the page by worker/ as Immer patches, drawn by the panels and read by lesson checks. A view never holds a kernel object.
 *
 * Invariant that keeps patches small: a record that did not change since the last view is the *same object* (===). A changed entity is
 * a new object; the maps that hold entities may be rebuilt every time. Ids are full (64 hex digits, images with 'sha256:'); shortening
 * is the page's work. Units stand last in a name; `_ms` are milliseconds since the epoch, `_ns` virtual nanoseconds since the start.
 */
import type { LinkKind } from '../abi/netlink.ts';
import type { TraceEvent } from '../abi/trace.ts';

/** One entry of an image's history, oldest first, as `docker history` shows it. */
export interface HistoryStep {
  /** The instruction that made it, as in the image's config ('' when unknown). */
  readonly createdBy: string;
  readonly comment: string;
  readonly created_ms: number;
  /** Bytes that this step added; 0 for a step that only changed metadata. */
  readonly size_bytes: number;
  /** DiffId of its layer; undefined for an empty layer (ENV, CMD, LABEL ...). */
  readonly diffId: string | undefined;
}

/** A read-only layer, known by the digest of its uncompressed tar. Counted once, however many images share it. */
export interface LayerView {
  readonly diffId: string;
  readonly size_bytes: number;
  /** The instruction or command that made it. */
  readonly createdBy: string;
  readonly created_ms: number;
  /** Paths it holds when they are few (a committed container's layer), at most 20, as '/etc/motd'; undefined when not listed. */
  readonly files: readonly FileChange[] | undefined;
}

export interface ImageView {
  /** 'sha256:' and 64 hex digits. */
  readonly id: string;
  /** 'ubuntu:latest', in the order of `docker images`; empty for a dangling image. */
  readonly tags: readonly string[];
  readonly created_ms: number;
  readonly size_bytes: number;
  /** DiffIds, bottom first. */
  readonly layers: readonly string[];
  readonly history: readonly HistoryStep[];
  /** Image that this one was made from, when it is known here. */
  readonly parent: string | undefined;
  /** Id of the container that was committed to make it, when it was made so. */
  readonly committedFrom: string | undefined;
  /** CMD and ENTRYPOINT as `docker ps` would show the command. */
  readonly command: string;
}

/** As State.Status of `docker inspect`. */
export type ContainerState = 'created' | 'running' | 'paused' | 'restarting' | 'removing' | 'exited' | 'dead';

/** One difference between a container's file system and its image, as `docker diff` names it. */
export interface FileChange {
  /** Absolute path inside the container. */
  readonly path: string;
  /** 'A', 'C' or 'D'. */
  readonly kind: 'A' | 'C' | 'D';
  readonly type: 'file' | 'dir' | 'symlink' | 'other';
  /** Size of the file in the upper layer; 0 for what is not a regular file or was deleted. */
  readonly size_bytes: number;
}

/** A container's own writable layer. */
export interface UpperView {
  readonly size_bytes: number;
  readonly added: number;
  readonly changed: number;
  readonly deleted: number;
  /** The changes in path order, at most 200 (the three numbers above count all). Directories that only changed because of a child are left out. */
  readonly changes: readonly FileChange[];
}

export interface PortView {
  /** As `docker ps` prints it: '0.0.0.0:8080->80/tcp' or '80/tcp'. */
  readonly text: string;
}

export interface ContainerView {
  readonly id: string;
  /** Without the leading slash. */
  readonly name: string;
  readonly imageId: string;
  /** What the learner wrote: 'ubuntu', 'nginx:1.27'. */
  readonly image: string;
  /** Path and arguments joined with spaces, without quotes. */
  readonly command: string;
  readonly state: ContainerState;
  /** Exit code of the last run; meaningful when `state` is 'exited' or 'dead'. */
  readonly exitCode: number;
  readonly oomKilled: boolean;
  /** Pid on the host of the container's PID 1; 0 when it does not run. */
  readonly pid: number;
  /** Number of processes in its pid namespace; 0 when it does not run. */
  readonly processes: number;
  readonly created_ms: number;
  /** 0 when it never started. */
  readonly started_ms: number;
  /** 0 when it never ended. */
  readonly finished_ms: number;
  readonly tty: boolean;
  readonly autoRemove: boolean;
  readonly ports: readonly PortView[];
  readonly upper: UpperView;
}

/** A repository that the registry serves. */
export interface RepositoryView {
  /** 'ubuntu', 'library/' left out. */
  readonly name: string;
  readonly tags: readonly string[];
}

export interface ProcessView {
  /** In the host's initial pid namespace. */
  readonly pid: number;
  readonly ppid: number;
  /** In its own namespace: 1 for a container's init. */
  readonly nspid: number;
  readonly comm: string;
  readonly command: string;
  /** R, S, D, T, Z as in /proc/PID/stat. */
  readonly state: string;
  /** Container in which it runs; undefined on the host. */
  readonly container: string | undefined;
}

/** The Docker state of one host. Maps are keyed by full id. */
export interface DockerView {
  readonly host: string;
  /** False while no dockerd answers: the rest is then what its files say. */
  readonly daemon: boolean;
  readonly images: Readonly<Record<string, ImageView>>;
  readonly layers: Readonly<Record<string, LayerView>>;
  readonly containers: Readonly<Record<string, ContainerView>>;
  /** Keyed by repository name. */
  readonly registry: Readonly<Record<string, RepositoryView>>;
}

export const EMPTY_DOCKER_VIEW: DockerView = { host: 'host', daemon: false, images: {}, layers: {}, containers: {}, registry: {} };

/** Reads a world. Made once per world by `makeInspector(world)` in inspect/inspector.ts; reading never changes or logs anything. */
export interface Inspector {
  /** The present view of a host; unchanged entities are the same objects as in the last call. Cheap when nothing changed (< 0.2 ms). */
  docker(host: string): DockerView;
  /** All tasks of a host that are processes, by pid. */
  processes(host: string): readonly ProcessView[];
  /** Network namespaces of all hosts and machines beyond; what did not change is the same object as in the last call. */
  network(): NetworkView;
  /** Take in a stretch of the trace: what lessons ask about that is no longer to be seen. Every event, in order, once. */
  observe(events: readonly TraceEvent[]): void;
  /** Answer a lesson's question about the state; question and answer are plain data that lessons/ and inspect/ agree on. */
  ask(question: unknown): unknown;
}

/** The part of an inspector that looks closely at networks; fetched when somebody looks. */
export interface NetworkInspector {
  /** Record the frames of all interfaces, within bounds, or stop. */
  capture(on: boolean): void;
  /** The command, for root on the host, that sends one ping from a namespace to an address; undefined when the namespace cannot be entered. */
  pingFrom(ns: string, address: string): readonly string[] | undefined;
  /** What was recorded at an interface ('HOST:NS/DEVICE', '' for all) as a pcap file. */
  pcap(at: string): { readonly frames: number; readonly file: Uint8Array<ArrayBuffer> };
  /** Answers {question: 'firewall', ns} with a FirewallView and {question: 'reach'} with a ReachView; null for anything else. */
  ask(question: unknown): unknown;
  /** Namespaces that came since are recorded too. */
  follow(): void;
}

// ---- Flow: what just changed -------------------------------------------------------------------------------------------------

/** An end of an arrow. */
export type FlowEnd =
  | { readonly kind: 'repository'; readonly name: string }
  | { readonly kind: 'image'; readonly id: string }
  /** The name it had then: it may be gone since. */
  | { readonly kind: 'container'; readonly id: string; readonly name?: string };

/** Something happened to an image or a container: an arrow in the Flow panel and a line in the two ends' stories. */
export interface FlowEvent {
  /** Serial number from 1. */
  readonly id: number;
  readonly time_ns: number;
  readonly verb:
    | 'pull' | 'create' | 'run' | 'start' | 'exit' | 'kill' | 'stop' | 'restart' | 'commit' | 'tag' | 'untag' | 'rename'
    | 'remove' | 'exec' | 'attach' | 'pause' | 'unpause';
  /** The typed line that led to it; '' when nothing was typed (a process ended by itself). */
  readonly command: string;
  /** Trace id of that command; 0 for none. */
  readonly root: number;
  readonly from: FlowEnd | undefined;
  readonly to: FlowEnd | undefined;
  /** One plain sentence without the subject: 'exited with code 0'. */
  readonly text: string;
}

// ---- Network -----------------------------------------------------------------------------------------------------------------

/** An interface of a network namespace. */
export interface InterfaceView {
  /** 'HOST:NS/INDEX': unique in the world. */
  readonly key: string;
  readonly index: number;
  readonly name: string;
  readonly kind: LinkKind;
  readonly mac: string;
  /** With their prefixes, IPv4 first. */
  readonly addresses: readonly string[];
  readonly up: boolean;
  /** Carries traffic. */
  readonly running: boolean;
  /** Key of the bridge that it is a port of. */
  readonly master: string | undefined;
  /** Key of a veth's other end, or of the device beneath. */
  readonly peer: string | undefined;
  /** The cable it is plugged into: 'lan', 'wan'. */
  readonly segment: string | undefined;
}

/** A network namespace: a host's own, a container's, a router's, or one that somebody made by hand. */
export interface NamespaceView {
  /** 'HOST:INODE'. */
  readonly id: string;
  readonly kind: 'host' | 'container' | 'netns' | 'router' | 'internet';
  readonly host: string;
  readonly name: string;
  /** Full ids of the containers in it: several with --network container:NAME, on the host's own those with --network host. */
  readonly containers: readonly string[];
  readonly interfaces: readonly InterfaceView[];
}

/** Docker's networks by the bridge device that stands for them. */
export interface DockerNetworkView {
  readonly id: string;
  readonly name: string;
  readonly driver: string;
  readonly bridge: string;
  readonly subnets: readonly string[];
  readonly internal: boolean;
}

export interface NetworkView {
  /** Keyed by id. */
  readonly namespaces: Readonly<Record<string, NamespaceView>>;
  /** Keyed by id. */
  readonly networks: Readonly<Record<string, DockerNetworkView>>;
}

export const EMPTY_NETWORK_VIEW: NetworkView = { namespaces: {}, networks: {} };

/** A rule, as iptables-save writes it after '-A CHAIN'. */
export interface FirewallRule {
  readonly packets: number;
  readonly bytes: number;
  readonly text: string;
  /** ACCEPT, DROP, or the name of the chain that is jumped to; '' for none. */
  readonly target: string;
}

export interface FirewallChain {
  readonly name: string;
  readonly builtIn: boolean;
  readonly policy: string;
  readonly packets: number;
  readonly bytes: number;
  readonly rules: readonly FirewallRule[];
}

/** Netfilter of a namespace: answer to {question: 'firewall', ns}. */
export interface FirewallView {
  /** Chains by table; tables that are not in use are absent. */
  readonly tables: Readonly<Record<string, readonly FirewallChain[]>>;
  /** What `iptables-save -c` prints there. */
  readonly save: string;
}

/** Can one place reach another by ping? */
export interface ReachCell {
  /** Ids of the two namespaces. */
  readonly from: string;
  readonly to: string;
  /** The address that is meant; '' when the other has none. */
  readonly address: string;
  readonly ok: boolean;
  /** What decides, in one sentence. */
  readonly why: string;
}

/** Who can reach whom: answer to {question: 'reach'}. */
export interface ReachView {
  readonly places: readonly { readonly ns: string; readonly name: string }[];
  readonly cells: readonly ReachCell[];
}

/** How a frame's way ended, so far. */
export type PacketFate = 'underway' | 'delivered' | 'dropped';

/** A frame in short. */
export interface PacketView {
  readonly frame: number;
  readonly start_ns: number;
  readonly end_ns: number;
  /** Command that led to it; 0 for none. */
  readonly root: number;
  readonly protocol: 'ARP' | 'ICMP' | 'ICMPv6' | 'UDP' | 'TCP' | 'IP';
  /** '172.17.0.2:41000 → 172.17.0.3:80 [S]' */
  readonly text: string;
  /** Namespaces that it touched. */
  readonly namespaces: readonly string[];
  readonly fate: PacketFate;
  /** With 'dropped': why. */
  readonly reason: string;
  /** What interfaces say on their own: IPv6's neighbour, router and group messages, and announcements of addresses. */
  readonly upkeep: boolean;
}

/** A frame on a cable: from one interface to another. */
export interface FlightView {
  readonly frame: number;
  readonly protocol: PacketView['protocol'];
  readonly upkeep: boolean;
  /** 'HOST:NS/DEVICE' of both ends. */
  readonly from: string;
  readonly to: string;
  readonly start_ns: number;
  readonly arrives_ns: number;
}

// ---- Trace -------------------------------------------------------------------------------------------------------------------

/** The lanes of the trace, top to bottom. */
export const LANES = ['client', 'api', 'dockerd', 'containerd', 'shim', 'runc', 'kernel'] as const;
export type Lane = (typeof LANES)[number];

/** A mark in a lane: when, and how many events it stands for. */
export interface Tick {
  readonly time_ns: number;
  readonly count: number;
  /** True when one of them is an error. */
  readonly error: boolean;
}

/** All that one typed command set off, in short. */
export interface CommandTrace {
  /** Id of its 'command' event. */
  readonly root: number;
  readonly line: string;
  readonly tty: string;
  readonly start_ns: number;
  /** Time of its last event so far. */
  readonly end_ns: number;
  /** Number of events, also those that are no longer kept. */
  readonly events: number;
  readonly lanes: Readonly<Record<Lane, readonly Tick[]>>;
}

/** The last commands, oldest first, at most 60. */
export interface TraceView {
  readonly commands: readonly CommandTrace[];
}
