/**
 * The protocol between the page and the worker that runs the world: two discriminated unions of plain, structured-cloneable data.
 * The page never sees a kernel object; the worker never sees the DOM. Output is acknowledged (see `ack`), state travels as Immer
 * patches with a revision, and everything that comes from outside becomes an entry of the world's log on arrival.
 */
import type { TraceEvent } from '../abi/trace.ts';
import type { DockerView, FlightView, FlowEvent, Lane, NetworkView, PacketView, TraceView } from '../inspect/views.ts';
import type { PacketEvent } from './packetstore.ts';

/** Speed of virtual time: 0 is paused, 1 real time, Infinity as fast as possible. */
export type Pace = number;

/** What the page asks to be told about. */
export type ViewName = 'flow' | 'trace' | 'network';

/** The roots that patches apply to. */
export interface Views {
  readonly docker: DockerView;
  readonly flow: { readonly events: readonly FlowEvent[] };
  readonly trace: TraceView;
  readonly network: NetworkView;
}

/** An Immer patch. `path` starts inside the view. */
export interface Patch {
  readonly op: 'add' | 'replace' | 'remove';
  readonly path: (string | number)[];
  readonly value?: unknown;
}

/** A terminal as the worker knows it. */
export interface TerminalInfo {
  readonly term: number;
  readonly host: string;
  readonly argv: readonly string[] | undefined;
  readonly exitCode: number | undefined;
  readonly rows: number;
  readonly cols: number;
}

/** The bridge that lets real clients in; see docs/bridge.md. */
export type BridgeState =
  /** `reason`: why it went off, or could not be switched on. */
  | { readonly status: 'off'; readonly reason?: string }
  | { readonly status: 'connecting' }
  /** `dockerHost` is for the environment of real clients. */
  | { readonly status: 'on'; readonly dockerHost: string; readonly connections: number };

/** A step of a trace's detail: the event, and what led to it, nearest first. */
export interface TraceStep {
  readonly event: TraceEvent;
  readonly lane: Lane;
}

export type ToWorker =
  /** First message. `seed` and `start_ms` (the world's date at the start) are used when there is no saved session, or `fresh` says to drop it. */
  | { readonly kind: 'boot'; readonly seed: number; readonly start_ms?: number; readonly fresh: boolean; readonly rows: number; readonly cols: number }
  /** Open a terminal; answered by 'opened' with the same `tag`. */
  | { readonly kind: 'term_open'; readonly tag: number; readonly host: string; readonly argv?: readonly string[]; readonly rows: number; readonly cols: number }
  | { readonly kind: 'term_data'; readonly term: number; readonly data: Uint8Array }
  | { readonly kind: 'term_resize'; readonly term: number; readonly rows: number; readonly cols: number }
  | { readonly kind: 'term_close'; readonly term: number }
  /** The page drew these bytes: as many more may come. */
  | { readonly kind: 'ack'; readonly term: number; readonly bytes: number }
  | { readonly kind: 'pace'; readonly pace: Pace }
  /** While paused: let exactly one event happen. */
  | { readonly kind: 'step' }
  | { readonly kind: 'subscribe'; readonly views: readonly ViewName[] }
  /** Steps of one command's trace, from the `from`th that matches; answered by 'detail'. */
  | { readonly kind: 'detail'; readonly id: number; readonly root: number; readonly lanes: readonly Lane[]; readonly from: number; readonly count: number }
  /** One event and the chain of its causes, nearest first; answered by 'causes'. */
  | { readonly kind: 'causes'; readonly id: number; readonly event: number }
  /** What this line of a terminal complains of; answered by 'blamed'. */
  | { readonly kind: 'blame'; readonly id: number; readonly line: string }
  /** The steps of a frame's way; answered by 'packet'. */
  | { readonly kind: 'packet'; readonly id: number; readonly frame: number }
  /** Record the frames of all interfaces from now on, or stop; what was recorded is asked for with 'pcap'. */
  | { readonly kind: 'capture'; readonly on: boolean }
  /** What was captured at an interface ('HOST:NS/DEVICE', or '' for all) as a pcap file; answered by 'captured'. */
  | { readonly kind: 'pcap'; readonly id: number; readonly at: string }
  /** Send a ping from each namespace to an address, as a command in the world; answered by 'probed' when all have ended. */
  | { readonly kind: 'probe'; readonly id: number; readonly pings: readonly { readonly ns: string; readonly address: string }[] }
  /** A question for the inspector; answered by 'answer'. */
  | { readonly kind: 'ask'; readonly id: number; readonly question: unknown }
  /** Switch the bridge on, with the page's address, or off. */
  | { readonly kind: 'bridge'; readonly base: string | undefined }
  /** Write what is not yet stored (the page is about to go away); answered by 'saved'. */
  | { readonly kind: 'save' }
  /** Seed and log as JSON text, for a bug report; answered by 'exported'. */
  | { readonly kind: 'export'; readonly id: number }
  /** Drop the last input and what followed: start again from the log before it (after an oops). */
  | { readonly kind: 'rewind'; readonly entries: number };

export type FromWorker =
  /** The saved session cannot be read. The world has not started: answer with boot(fresh). */
  | { readonly kind: 'corrupt'; readonly reason: string }
  /** A world begins: views are empty again, terminals of an earlier world are gone. */
  | { readonly kind: 'begin' }
  | { readonly kind: 'replaying'; readonly done: number; readonly total: number }
  /** The world runs. `restored` when it came from a saved session. */
  | { readonly kind: 'ready'; readonly seed: number; readonly restored: boolean; readonly terminals: readonly TerminalInfo[] }
  | { readonly kind: 'opened'; readonly tag: number; readonly term: number }
  /** `replay`: old output of a restored session; what the terminal would answer to it must not be sent. */
  | { readonly kind: 'output'; readonly term: number; readonly data: Uint8Array; readonly replay: boolean }
  | { readonly kind: 'exited'; readonly term: number; readonly code: number }
  /** State of the views after patches; `revision` counts them. */
  | { readonly kind: 'patches'; readonly view: keyof Views; readonly revision: number; readonly patches: readonly Patch[] }
  | { readonly kind: 'clock'; readonly now_ns: number; readonly pace: Pace; readonly behind: boolean }
  /** Nothing was set off by this typed line for a while, or the next line was typed on the same terminal. */
  | { readonly kind: 'commandDone'; readonly root: number; readonly line: string; readonly tty: string }
  | { readonly kind: 'detail'; readonly id: number; readonly total: number; readonly steps: readonly TraceStep[] }
  | { readonly kind: 'causes'; readonly id: number; readonly chain: readonly TraceStep[] }
  /** The command and the event in it that a line complains of; undefined when nothing is known. */
  | { readonly kind: 'blamed'; readonly id: number; readonly found: { readonly root: number; readonly event: number } | undefined }
  | { readonly kind: 'packet'; readonly id: number; readonly steps: readonly PacketEvent[] }
  /** Frames that are new or have come further, and hops that began; `all` when the page begins to look. */
  | { readonly kind: 'packets'; readonly all: boolean; readonly packets: readonly PacketView[]; readonly flights: readonly FlightView[] }
  | { readonly kind: 'captured'; readonly id: number; readonly frames: number; readonly file: Uint8Array<ArrayBuffer> }
  | { readonly kind: 'probed'; readonly id: number; readonly answers: readonly boolean[] }
  | { readonly kind: 'answer'; readonly id: number; readonly answer: unknown }
  | { readonly kind: 'exported'; readonly id: number; readonly text: string }
  | { readonly kind: 'bridge'; readonly state: BridgeState }
  | { readonly kind: 'saved'; readonly entries: number }
  /** Storage refused (private window, quota): the session goes on, but a reload will not bring it back. */
  | { readonly kind: 'unsaved'; readonly reason: string }
  /** The engine failed. `fatal`: the world cannot go on; otherwise one task was killed. */
  | { readonly kind: 'oops'; readonly message: string; readonly stack: string; readonly seed: number; readonly entries: number; readonly fatal: boolean };
