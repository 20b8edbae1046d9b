/**
 * A running session: the world with its pump, its observers and its store. Feeds messages of the page into the world, and what the
 * world shows back to the page: output at once for the terminal that was typed into and once a frame for the others, views once a frame.
 */
import { EMPTY_DOCKER_VIEW, EMPTY_NETWORK_VIEW } from '../inspect/views.ts';
import type { DockerView, FlowEvent, Inspector, NetworkInspector, TraceView } from '../inspect/views.ts';
import type { Input, LogEntry, World } from '../world/api.ts';
import type { Autosave } from './autosave.ts';
import { diffViews } from './diff.ts';
import { LinkTable } from './links.ts';
import { OutputGate } from './output.ts';
import type { FromWorker, TerminalInfo, ToWorker, ViewName, Views } from './protocol.ts';
import { PacketStore } from './packetstore.ts';
import { Pump } from './pump.ts';
import { replay, ReplayedOutput } from './replay.ts';
import { Story } from './story.ts';
import { TraceStore } from './tracestore.ts';

/** Output of terminals that nobody types into goes out at most this often. */
const FRAME_MS = 16;
/** When programs that nobody asked for yet are fetched: after the first prompt, and before the host starts its services. */
const LOAD_REST_MS = 400;
/** Views go out at most this often; the first after a quiet time at once. */
const VIEW_MS = 50;
const SAVE_DELAY_MS = 150;
/** The time that passed is stored at least this often, so that a reload finds the clock where it was. */
const SAVE_CLOCK_MS = 5000;

/** A world with what observes it and loads its programs. */
export interface MadeWorld {
  readonly world: World;
  readonly inspector: Inspector;
  /** Fetch what looks closely at networks. */
  lookAtNetworks(): Promise<NetworkInspector>;
  load(name: string): Promise<void>;
  /** Fetch all that is not yet here. */
  loadRest(): Promise<void>;
}

interface OpenTerminal {
  readonly host: string;
  readonly argv: readonly string[] | undefined;
  exitCode: number | undefined;
  rows: number;
  cols: number;
}

export class Session {
  readonly world: World;
  /** Real clients on the bridge. */
  readonly links: LinkTable;
  private readonly inspector: Inspector;
  /** Once somebody looked at the network. */
  private networks: NetworkInspector | undefined;
  private readonly pump: Pump;
  private readonly gate: OutputGate;
  private readonly traces = new TraceStore();
  private readonly packets = new PacketStore();
  private readonly story = new Story();
  private readonly terminals = new Map<number, OpenTerminal>();
  private readonly subscribed = new Set<ViewName>(['flow', 'trace']);
  private docker: DockerView = EMPTY_DOCKER_VIEW;
  private shown: Views = { docker: EMPTY_DOCKER_VIEW, flow: { events: [] }, trace: { commands: [] }, network: EMPTY_NETWORK_VIEW };
  private revision = 0;
  private typedInto = 1;
  private answerTyped = false;
  private frameTimer: ReturnType<typeof setTimeout> | undefined;
  private lastFrame_ms = 0;
  private viewTimer: ReturnType<typeof setTimeout> | undefined;
  private lastView_ms = 0;
  private lastClock_ms = 0;
  private saveTimer: ReturnType<typeof setTimeout> | undefined;
  private lastSave_ms = performance.now();
  private live = false;
  /** Pings under way: terminal number to place in the answer. */
  private probes: { readonly id: number; readonly answers: boolean[]; readonly left: Map<number, number> }[] = [];

  constructor(
    private readonly made: MadeWorld,
    readonly store: Autosave,
    private readonly post: (message: FromWorker, transfer?: Transferable[]) => void,
  ) {
    this.world = made.world;
    this.inspector = made.inspector;
    this.gate = new OutputGate((term, data) => this.post({ kind: 'output', term, data, replay: false }));
    this.world.setTrace('all');
    this.pump = new Pump(this.world, {
      afterSlice: (settled) => this.afterSlice(settled),
      blocked: () => this.gate.holding,
      load: (name) => this.made.load(name),
      failed: (error) => this.oops(error),
    });
    this.links = new LinkTable(this.world, (input) => this.feed(input));
  }

  /** Start a new session: one terminal on the first host. */
  async begin(rows: number, cols: number): Promise<void> {
    await this.store.restart(this.world.options, [], 0);
    this.open({ kind: 'term_open', host: this.firstHost, user: 'learner', rows, cols });
    this.start(false);
  }

  /** Bring a stored session back by feeding its log. */
  async restore(log: readonly LogEntry[], until_ns: number): Promise<void> {
    const output = new ReplayedOutput();
    await replay(this.made, log, until_ns, {
      input: (input) => this.apply(input),
      afterSlice: () => {
        output.take(this.world);
        this.links.flush();
        this.observe();
      },
      progress: (done, total) => this.post({ kind: 'replaying', done, total }),
    });
    for (const link of openLinks(log)) this.world.input({ kind: 'link_close', link });
    this.start(true);
    for (const term of this.terminals.keys()) {
      const data = output.of(term);
      if (data.length > 0) this.post({ kind: 'output', term, data, replay: true });
    }
  }

  stop(): void {
    this.live = false;
    this.pump.stop();
    clearTimeout(this.frameTimer);
    clearTimeout(this.viewTimer);
    clearTimeout(this.saveTimer);
  }

  receive(message: ToWorker): void {
    switch (message.kind) {
      case 'term_open':
        this.input(() => {
          const { host, argv, rows, cols } = message;
          const term = this.open({ kind: 'term_open', host, user: 'learner', rows, cols, ...(argv === undefined ? {} : { argv }) });
          this.typedInto = term;
          this.post({ kind: 'opened', tag: message.tag, term });
        });
        return;
      case 'term_data':
        this.typedInto = message.term;
        this.answerTyped = true;
        this.input(() => this.apply({ kind: 'term_data', term: message.term, data: message.data }));
        return;
      case 'term_resize': {
        const known = this.terminals.get(message.term);
        if (known === undefined || (known.rows === message.rows && known.cols === message.cols)) return;
        this.input(() => this.apply({ kind: 'term_resize', term: message.term, rows: message.rows, cols: message.cols }));
        return;
      }
      case 'term_close':
        this.input(() => this.apply({ kind: 'term_close', term: message.term }));
        return;
      case 'ack':
        if (this.gate.ack(message.term, message.bytes)) this.pump.kick();
        return;
      case 'pace':
        this.pump.setPace(message.pace);
        this.clock();
        return;
      case 'step':
        this.pump.step();
        return;
      case 'subscribe':
        this.subscribed.clear();
        for (const view of message.views) this.subscribed.add(view);
        this.show();
        this.packets.takeNew();
        if (this.subscribed.has('network') && this.networks === undefined) void this.made.lookAtNetworks().then((made) => (this.networks = made));
        if (this.subscribed.has('network')) this.post({ kind: 'packets', all: true, packets: this.packets.all(), flights: [] });
        return;
      case 'packet':
        this.post({ kind: 'packet', id: message.id, steps: this.packets.steps(message.frame) });
        return;
      case 'capture':
        this.networks?.capture(message.on);
        return;
      case 'probe':
        this.input(() => this.probe(message.id, message.pings));
        return;
      case 'pcap':
        this.post({ kind: 'captured', id: message.id, ...(this.networks?.pcap(message.at) ?? { frames: 0, file: new Uint8Array(0) }) });
        return;
      case 'detail':
        this.post({ kind: 'detail', id: message.id, ...this.traces.detail(message.root, message.lanes, message.from, message.count) });
        return;
      case 'causes':
        this.post({ kind: 'causes', id: message.id, chain: this.traces.causes(message.event) });
        return;
      case 'blame':
        this.observe();
        this.post({ kind: 'blamed', id: message.id, found: this.traces.blame(message.line) });
        return;
      case 'ask':
        this.observe();
        this.post({ kind: 'answer', id: message.id, answer: this.networks?.ask(message.question) ?? this.inspector.ask(message.question) });
        return;
      case 'save':
        void this.save();
        return;
      case 'export':
        this.post({ kind: 'exported', id: message.id, text: exportSession(this.world) });
        return;
      case 'boot':
      case 'rewind':
      case 'bridge':
        return;
    }
  }

  /** Run pings in the world. Their output is for nobody; how they ended is the answer. */
  private probe(id: number, pings: readonly { readonly ns: string; readonly address: string }[]): void {
    const probe = { id, answers: pings.map(() => false), left: new Map<number, number>() };
    for (const [i, { ns, address }] of pings.entries()) {
      const argv = this.networks?.pingFrom(ns, address);
      if (argv === undefined) continue;
      const term = this.world.input({ kind: 'run', host: this.firstHost, user: 'root', argv });
      this.gate.ignore(term);
      probe.left.set(term, i);
    }
    this.probes.push(probe);
  }

  private endProbes(): void {
    for (const probe of this.probes) {
      for (const [term, i] of probe.left) {
        const exit = this.world.terminalExit(term);
        if (exit === undefined) continue;
        probe.answers[i] = exit.code === 0;
        probe.left.delete(term);
      }
      if (probe.left.size === 0) this.post({ kind: 'probed', id: probe.id, answers: probe.answers });
    }
    this.probes = this.probes.filter((one) => one.left.size > 0);
  }

  get firstHost(): string {
    return this.world.options.hosts?.[0] ?? 'host';
  }

  private input(work: () => void): void {
    this.pump.catchUp();
    try {
      work();
    } catch (error) {
      this.oops(error);
      return;
    }
    this.saveTimer ??= setTimeout(() => void this.save(), SAVE_DELAY_MS);
    this.pump.answer();
    this.gate.flush(this.world, this.typedInto);
  }

  /** An input of a link: the rest follows in the next slice. */
  private feed(input: Input): number {
    if (!this.live) return 0;
    this.pump.catchUp();
    const number = this.world.input(input);
    this.saveTimer ??= setTimeout(() => void this.save(), SAVE_DELAY_MS);
    this.pump.kick();
    return number;
  }

  private open(input: Input & { kind: 'term_open' }): number {
    return this.apply(input);
  }

  /** Feed an input and keep the list of terminals. */
  private apply(input: Input): number {
    const term = this.world.input(input);
    if (input.kind === 'term_open') {
      const { host, argv, rows, cols } = input;
      this.terminals.set(term, { host, argv, exitCode: undefined, rows, cols });
    }
    if (input.kind === 'term_resize') {
      const terminal = this.terminals.get(input.term);
      if (terminal !== undefined) ({ rows: terminal.rows, cols: terminal.cols } = input);
    }
    if (input.kind === 'term_close') {
      this.terminals.delete(input.term);
      this.gate.close(input.term);
    }
    return term;
  }

  private start(restored: boolean): void {
    this.live = true;
    for (const [term, terminal] of this.terminals) terminal.exitCode = this.world.terminalExit(term)?.code;
    const terminals: TerminalInfo[] = [...this.terminals].map(([term, terminal]) => ({ term, ...terminal }));
    this.post({ kind: 'ready', seed: this.world.options.seed, restored, terminals });
    this.pump.setPace(1);
    setTimeout(() => void this.made.loadRest().catch(() => undefined), LOAD_REST_MS);
  }

  private afterSlice(settled: boolean): void {
    if (!this.live) return;
    this.links.flush();
    const now_ms = performance.now();
    if (now_ms - this.lastFrame_ms >= FRAME_MS || (settled && this.answerTyped)) {
      this.frame();
      return;
    }
    this.frameTimer ??= setTimeout(() => this.frame(), FRAME_MS - (now_ms - this.lastFrame_ms));
  }

  private frame(): void {
    clearTimeout(this.frameTimer);
    this.frameTimer = undefined;
    if (!this.live) return;
    this.lastFrame_ms = performance.now();
    this.answerTyped = false;
    this.gate.flush(this.world, this.typedInto);
    const due_ms = this.lastView_ms + VIEW_MS - this.lastFrame_ms;
    if (due_ms <= 0) this.views();
    else this.viewTimer ??= setTimeout(() => this.views(), due_ms);
    for (const [term, terminal] of this.terminals) {
      if (terminal.exitCode !== undefined) continue;
      const exit = this.world.terminalExit(term);
      if (exit === undefined) continue;
      terminal.exitCode = exit.code;
      this.post({ kind: 'exited', term, code: exit.code });
    }
    if (this.probes.length > 0) this.endProbes();
    if (this.lastFrame_ms - this.lastClock_ms > 200) this.clock();
    if (this.lastFrame_ms - this.lastSave_ms > SAVE_CLOCK_MS) void this.save();
  }

  private views(): void {
    clearTimeout(this.viewTimer);
    this.viewTimer = undefined;
    if (!this.live) return;
    this.lastView_ms = performance.now();
    this.observe();
    this.show();
    for (const done of this.traces.takeDone(this.world.now_ns)) this.post({ kind: 'commandDone', ...done });
  }

  /** Read trace and state; cheap when nothing happened. */
  private observe(): void {
    const { events } = this.world.takeTrace();
    this.docker = this.inspector.docker(this.firstHost);
    if (events.length > 0) {
      this.traces.add(events);
      this.packets.add(events);
      this.inspector.observe(events);
    }
    const flow: readonly FlowEvent[] = this.story.update(events, this.docker);
    this.flowEvents = flow;
    for (const event of events) {
      if (event.kind !== 'oops') continue;
      const { seed } = this.world.options;
      this.post({ kind: 'oops', message: event.message, stack: event.stack, seed, entries: this.world.log.length, fatal: false });
    }
  }

  private flowEvents: readonly FlowEvent[] = [];

  private show(): void {
    const trace: TraceView = this.subscribed.has('trace') ? this.traces.view() : this.shown.trace;
    const flow = this.flowEvents === this.shown.flow.events ? this.shown.flow : { events: this.flowEvents };
    if (this.subscribed.has('network')) this.networks?.follow();
    const network = this.subscribed.has('network') ? this.inspector.network() : this.shown.network;
    const next: Views = this.subscribed.has('flow') ? { docker: this.docker, flow, trace, network } : { ...this.shown, trace, network };
    if (this.subscribed.has('network')) {
      const { packets, flights } = this.packets.takeNew();
      if (packets.length > 0) this.post({ kind: 'packets', all: false, packets, flights });
    }
    for (const view of ['docker', 'flow', 'trace', 'network'] as const) {
      if (next[view] === this.shown[view]) continue;
      const patches = diffViews(this.shown[view], next[view]);
      if (patches.length > 0) this.post({ kind: 'patches', view, revision: ++this.revision, patches });
    }
    this.shown = next;
  }

  private clock(): void {
    this.lastClock_ms = performance.now();
    this.post({ kind: 'clock', now_ns: this.world.now_ns, pace: this.pump.pace, behind: this.pump.behind });
  }

  private async save(): Promise<void> {
    clearTimeout(this.saveTimer);
    this.saveTimer = undefined;
    this.lastSave_ms = performance.now();
    try {
      const entries = await this.store.save(this.world.options, this.world.log, this.world.now_ns);
      this.post({ kind: 'saved', entries });
    } catch (error) {
      this.post({ kind: 'unsaved', reason: error instanceof Error ? error.message : String(error) });
    }
  }

  private oops(error: unknown): void {
    this.stop();
    this.post({
      kind: 'oops', fatal: true, seed: this.world.options.seed, entries: this.world.log.length,
      message: error instanceof Error ? error.message : String(error),
      stack: error instanceof Error ? (error.stack ?? '') : '',
    });
  }
}

/** Links of a log that were open at its end: their clients are gone by now. */
function openLinks(log: readonly LogEntry[]): Set<number> {
  const open = new Set<number>();
  let made = 0;
  for (const { input } of log) {
    if (input.kind === 'link_open') open.add(++made);
    else if (input.kind === 'link_close') open.delete(input.link);
  }
  return open;
}

/** Seed and log as text: bytes as arrays of numbers. */
function exportSession(world: World): string {
  return JSON.stringify({ options: world.options, now_ns: world.now_ns, log: world.log }, (_, value: unknown) =>
    value instanceof Uint8Array ? { bytes: [...value] } : value,
  );
}
