/**
 * Trace events: what the kernel and the engine tell observers. An event is plain data, never holds a kernel object and never steers.
 * Each has a cause (the event that led to it; 0 for none) and a root (the command or input at the start of the chain), so that the
 * page can show everything that one typed command set off, across processes.
 */

/** Fields that every event has. */
export interface TraceBase {
  /** Serial number within the world, from 1. */
  readonly id: number;
  /** Virtual nanoseconds since the world's start. */
  readonly time_ns: number;
  /** The event that led to this one; 0 for none. */
  readonly cause: number;
  /** The 'command' or 'input' event at the start of the chain; 0 for none. */
  readonly root: number;
  /** Name of the host on which it happened. */
  readonly host: string;
  /** Pid in the host's initial pid namespace; 0 when the kernel itself acts. */
  readonly pid: number;
  /** The task's comm. */
  readonly comm: string;
}

/** What happened. `layer` is for panels: which floor of the Docker stack speaks. */
export type TraceData =
  /** A shell starts to run one typed line, or one top-level command of a script; a script that a typed line runs belongs to that line. */
  | { readonly kind: 'command'; readonly line: string; readonly tty: string; readonly script?: boolean }
  /** A system call returned. `args` and `result` are short texts, as strace prints them. */
  | { readonly kind: 'syscall'; readonly name: string; readonly args: string; readonly result: string }
  | { readonly kind: 'clone'; readonly child: number; readonly flags: readonly string[] }
  | { readonly kind: 'exec'; readonly path: string; readonly argv: readonly string[] }
  | { readonly kind: 'exit'; readonly code: number; readonly signal: number }
  | { readonly kind: 'signal'; readonly signal: string; readonly target: number; readonly action: string }
  | { readonly kind: 'mount'; readonly fstype: string; readonly source: string; readonly target: string; readonly options: string }
  | { readonly kind: 'umount'; readonly target: string }
  | { readonly kind: 'cgroup'; readonly path: string; readonly file: string; readonly value: string }
  | { readonly kind: 'copy_up'; readonly path: string; readonly size: number }
  /** A request, as its client sends it ('cli') or as the daemon takes it in ('api'; there the body is not known yet). */
  | { readonly kind: 'http_request'; readonly layer: 'cli' | 'api'; readonly method: string; readonly path: string; readonly body: string; readonly headers?: HttpFields }
  /** Its answer: at the daemon when it is finished ('api', with headers and body as far as {@link TRACED_BODY}), at the client when its head came. */
  | { readonly kind: 'http_response'; readonly layer: 'cli' | 'api'; readonly status: number; readonly method: string; readonly path: string; readonly body: string; readonly headers?: HttpFields }
  /** A piece of a stream between daemon and client: a chunk of an answer, or a frame of a connection that was taken over. `text` is its beginning. */
  | { readonly kind: 'http_frame'; readonly layer: 'api'; readonly direction: 'in' | 'out'; readonly stream: 'stdin' | 'stdout' | 'stderr' | 'raw' | 'chunk'; readonly length: number; readonly text: string }
  /** A call from one daemon to another over a unix socket, and its return; `serial` joins the two within the caller's process. */
  | { readonly kind: 'rpc'; readonly to: string; readonly method: string; readonly serial: number; readonly body: string }
  | { readonly kind: 'rpc_return'; readonly to: string; readonly method: string; readonly serial: number; readonly body: string; readonly error: string }
  /** A component of the engine says what it does, in the field's terms: 'create container', 'start task', 'prepare snapshot'. */
  | { readonly kind: 'engine'; readonly layer: 'cli' | 'dockerd' | 'containerd' | 'shim' | 'runc' | 'registry'; readonly action: string; readonly detail: Readonly<Record<string, string>> }
  /** An error was raised here; `rule` says in one sentence what decided. */
  | { readonly kind: 'error'; readonly layer: string; readonly message: string; readonly rule: string }
  /** What sockets do: connections made, refused and closed. */
  /** `reason` of a refusal: the error's name. */
  | { readonly kind: 'net'; readonly action: 'connect' | 'accept' | 'refused' | 'close'; readonly from: string; readonly to: string; readonly reason?: string }
  /** One step of a frame's way; see {@link PacketStep}. */
  | ({ readonly kind: 'packet' } & PacketStep)
  | { readonly kind: 'oops'; readonly message: string; readonly stack: string };

/** Header fields in the order they were sent. */
export type HttpFields = readonly (readonly [string, string])[];
/** Characters of a body that a trace event carries at most. */
export const TRACED_BODY = 65_536;

/** Where on its way a frame is. */
export type PacketAction =
  /** A socket (or the kernel) handed a packet to IP. */
  | 'send'
  /** A route was chosen, or there is none. */
  | 'route'
  /** The neighbour's MAC address was looked up, or asked for. */
  | 'neighbour'
  /** A netfilter hook was passed: which rule decided, and how. */
  | 'hook'
  /** Addresses or ports were rewritten. */
  | 'nat'
  /** A bridge learnt, forwarded or flooded. */
  | 'bridge'
  /** It left through a device and will be at the other end at `arrives_ns`. */
  | 'transmit'
  /** It came in through a device. */
  | 'receive'
  /** It was given to a socket. */
  | 'deliver'
  /** Its way ended here. */
  | 'drop';

/**
 * One step of a frame's way through the network namespace whose inode is `ns`. `frame` is the frame's number, the same from its sender to its
 * last receiver; `headers` are the headers as they are after this step, outermost first.
 */
export interface PacketStep {
  readonly frame: number;
  readonly action: PacketAction;
  readonly ns: number;
  /** Device, where there is one. */
  readonly device: string;
  /** With 'transmit': the namespace and device at the other end (on which host), and when it arrives there. */
  readonly peer?: { readonly ns: number; readonly device: string; readonly arrives_ns: number; readonly host?: string };
  /** What decided, in one sentence: 'nat/DOCKER rule 2: DNAT to 172.17.0.2:80', '172.17.0.0/16 dev docker0', 'port 81 is closed'. */
  readonly decision: string;
  readonly headers: PacketHeaders;
}

/** The headers of a frame, for observers: addresses as texts. */
export interface PacketHeaders {
  readonly ether?: { readonly src: string; readonly dst: string; readonly type: number; readonly vlan?: number };
  readonly arp?: { readonly op: string; readonly sender: string; readonly senderMac: string; readonly target: string; readonly targetMac: string };
  readonly ip?: { readonly version: 4 | 6; readonly src: string; readonly dst: string; readonly ttl: number; readonly protocol: number; readonly length: number; readonly id?: number };
  readonly tcp?: { readonly sport: number; readonly dport: number; readonly seq: number; readonly ack: number; readonly flags: string; readonly window: number; readonly length: number };
  readonly udp?: { readonly sport: number; readonly dport: number; readonly length: number };
  readonly icmp?: { readonly type: number; readonly code: number; readonly id?: number; readonly seq?: number };
}

/** One trace event. */
export type TraceEvent = TraceBase & TraceData;
/** Names of the kinds. */
export type TraceKind = TraceData['kind'];
