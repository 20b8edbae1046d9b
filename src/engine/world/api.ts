/**
 * The world as its users see it: the page's worker, the headless runner, the lesson checker and the tests. Everything that comes in
 * goes through {@link World.input}, is stamped with the virtual time and becomes part of the log; `World = f(seed, options, log)`.
 */
import type { TraceEvent, TraceKind } from '../abi/trace.ts';

/** What a world is made of. Plain data: it is saved with the log. */
export interface WorldOptions {
  readonly seed: number;
  /** Image references that are in the first host's store at boot, as 'busybox', 'debian:bookworm'. */
  readonly images?: readonly string[];
  /** Host names; one Linux host called 'host' by default. */
  readonly hosts?: readonly string[];
  /** What the clock shows at the start, whole milliseconds since 1970 (default: base/clock.ts). A world that real clients talk to begins now. */
  readonly start_ms?: number;
}

/** Something that came from outside. `term` numbers terminals from 1, in order of `open`. */
export type Input =
  /** Open a terminal: `argv` (default: a login shell of `user`) starts on a fresh pty. */
  | { readonly kind: 'term_open'; readonly host: string; readonly user: string; readonly argv?: readonly string[]; readonly rows: number; readonly cols: number }
  /**
   * Run a command without a terminal: its stdout and stderr are the output of the number that `input` returns. `cwd` is made when it is missing (default: home).
   * Its stdin is `stdin`, or with 'later' what 'term_data' brings until 'term_close', or /dev/null.
   */
  | { readonly kind: 'run'; readonly host: string; readonly user: string; readonly argv: readonly string[]; readonly cwd?: string; readonly stdin?: Uint8Array | 'later' }
  | { readonly kind: 'term_data'; readonly term: number; readonly data: Uint8Array }
  | { readonly kind: 'term_resize'; readonly term: number; readonly rows: number; readonly cols: number }
  /** The terminal window is closed: the master closes, the session gets SIGHUP. */
  | { readonly kind: 'term_close'; readonly term: number }
  /** A file is put on a host's disk as root (scripts of the headless runner, uploads). */
  | { readonly kind: 'put_file'; readonly host: string; readonly path: string; readonly mode: number; readonly data: Uint8Array }
  /** Somebody outside connects to a unix socket of the host (link.ts). `link` numbers them from 1, in order of `link_open`. */
  | { readonly kind: 'link_open'; readonly host: string; readonly path: string }
  /** Bytes from outside. */
  | { readonly kind: 'link_data'; readonly link: number; readonly data: Uint8Array }
  /** The outside sends no more, but still reads: shutdown(SHUT_WR). */
  | { readonly kind: 'link_end'; readonly link: number }
  /** The outside took `bytes` of what came: the link may send as many more. The first LINK_WINDOW need no word. */
  | { readonly kind: 'link_credit'; readonly link: number; readonly bytes: number }
  /** The outside is gone. */
  | { readonly kind: 'link_close'; readonly link: number };

/** Bytes that a link may send before it is granted more. */
export const LINK_WINDOW = 1 << 20;

/** An entry of the log. */
export interface LogEntry {
  readonly time_ns: number;
  readonly input: Input;
}

/** Why {@link World.run} returned. */
export type RunStop =
  /** The virtual time `until_ns` was reached. */
  | 'time'
  /** Nothing can happen any more without input: no runnable task and no event before `until_ns` = Infinity. */
  | 'idle'
  /** The budget was used up. */
  | 'budget'
  /** A program's code has to be loaded first; `World.missing` names it. */
  | 'load';

/** A terminal's world-side end. */
export interface TerminalOutput {
  readonly term: number;
  readonly data: Uint8Array;
}

/** What a link brought. `end`: no more will come ('half': the host shut its sending side down; 'closed', 'reset': the connection is gone; 'refused': it never was). */
export interface LinkOutput {
  readonly link: number;
  readonly data: Uint8Array;
  readonly end: 'half' | 'closed' | 'reset' | 'refused' | undefined;
}

/** A running world. Single-threaded and synchronous; nothing happens unless {@link run} is called. */
export interface World {
  readonly options: WorldOptions;
  /** Virtual nanoseconds since the start. */
  readonly now_ns: number;
  /** All inputs so far. */
  readonly log: readonly LogEntry[];
  /** Feed one input at the present time; returns the terminal's number for 'term_open' and 'run', the link's for 'link_open', else 0. */
  input(input: Input): number;
  /**
   * Let time pass: run tasks and events in order until `until_ns` (inclusive), or until `budget` steps (a step is one resume of a
   * task or one event) are spent, so that a caller can stay within a frame.
   */
  run(until_ns: number, budget?: number): RunStop;
  /** Time of the next event when no task is runnable; undefined when there is none; `now_ns` when a task is runnable. */
  nextEvent_ns(): number | undefined;
  /**
   * Terminal output since the last call, in order; taking it makes room in the pty (back-pressure: at most 64 KiB wait a terminal).
   * Terminals in `held` keep theirs: their reader (a page that has not yet drawn the last bytes) is not ready.
   */
  takeOutput(held?: ReadonlySet<number>): TerminalOutput[];
  /** What links brought since the last call; each end is told once. */
  takeLinkOutput(): LinkOutput[];
  /** Bytes that were fed to a link and that the host's socket has not taken yet: whoever feeds should wait while they are many. */
  linkPending(link: number): number;
  /** A command that was run with stdin 'later' waits for input: feed it, or close it. */
  wantsInput(term: number): boolean;
  /** True once the terminal's first process ended; then its wait status is known. */
  terminalExit(term: number): { readonly code: number } | undefined;
  /** Record events of these kinds ('all' for every kind); [] switches tracing off. */
  setTrace(kinds: readonly TraceKind[] | 'all'): void;
  /** Events since the last call, in order. At most 200,000 wait; then the oldest are dropped and `dropped` says how many. */
  takeTrace(): { readonly events: TraceEvent[]; readonly dropped: number };
  /** Name of the program that must be registered before {@link run} can go on, after it returned 'load'. */
  readonly missing: string | undefined;
}
