/**
 * The world: hosts, their clock, and all that comes in. Deterministic: the same seed, options and log give the same bytes on every terminal
 * and the same trace, however `run` is sliced and whenever output is taken. Therefore an input never acts at the moment it is fed, but
 * as an event one nanosecond later, before all others of that time.
 */
import { exitCode } from '../abi/process.ts';
import type { TraceEvent, TraceKind } from '../abi/trace.ts';
import { Clock } from '../base/clock.ts';
import { EventQueue } from '../base/queue.ts';
import { Random } from '../base/random.ts';
import type { TreeEntry } from '../base/tree.ts';
import { Scheduler } from '../kernel/scheduler.ts';
import { netServices } from '../kernel/net.ts';
import { Tracer } from '../kernel/trace.ts';
import type { Program } from '../userland/libc/program.ts';
import type { Input, LinkOutput, LogEntry, RunStop, TerminalOutput, World, WorldOptions } from './api.ts';
import { Console } from './console.ts';
import { Host } from './host.ts';
import { SITES } from './internet.ts';
import { Lan } from './lan.ts';
import { Link } from './link.ts';
import { ProgramTable } from './programs.ts';

/** A terminal that holds this much output stops the world until some is taken. */
const OUTPUT_MAX = 1 << 20;

/** What a world is built from, beyond its options. The same parts must be given to replay a log. */
export interface WorldParts {
  readonly programs: Iterable<Program>;
  /** Programs that can be registered later (see {@link SimWorld.registerPrograms}). */
  readonly announced?: Iterable<string>;
  /** The disk of a fresh host. */
  readonly files: (host: string, programs: ProgramTable, options: WorldOptions) => Iterable<TreeEntry>;
  /** The disk of the machine that plays the internet (internet.ts); without one there is nothing beyond the router. */
  readonly internet?: (options: WorldOptions) => Iterable<TreeEntry>;
}

/** A world, not yet run. */
export function createWorld(options: WorldOptions, parts: WorldParts): SimWorld {
  return new SimWorld(options, parts);
}

export class SimWorld implements World {
  readonly options: WorldOptions;
  readonly programs: ProgramTable;
  readonly hosts: readonly Host[];
  /** The machine that plays the internet: nobody logs in there. */
  readonly internet: Host | undefined;
  /** The router between the hosts and the internet, and its cables. */
  readonly lan: Lan;
  readonly tracer: Tracer;
  readonly clock: Clock;
  private readonly queue = new EventQueue();
  private readonly scheduler: Scheduler;
  private entries: LogEntry[] = [];
  /** Fed while a program's code was being loaded; they count from the end of that slice. */
  private readonly deferred: { readonly input: Input; readonly number: number }[] = [];
  private readonly consoles: Console[] = [];
  /** Links that are not done with. */
  private readonly links = new Map<number, Link>();
  private readonly visits = { root: 0, open: 0 };
  private madeLinks = 0;
  /** A command began to wait for its standard input: whoever runs the world should know at once. */
  private inputWanted = false;

  constructor(options: WorldOptions, parts: WorldParts) {
    this.options = options;
    this.clock = new Clock(options.start_ms);
    this.scheduler = new Scheduler(this.clock, this.queue);
    this.programs = new ProgramTable(parts.programs);
    this.programs.announce(parts.announced ?? []);
    this.tracer = new Tracer(this.clock);
    const random = new Random(options.seed);
    const { clock, queue, scheduler, tracer, programs } = this;
    const services = netServices({ clock, queue, tracer }, options.seed);
    const shared = { clock, queue, scheduler, tracer, programs };
    this.hosts = (options.hosts ?? ['host']).map((name) => new Host(name, shared, random.fork(), parts.files(name, programs, options)));
    const lan = new Lan(services);
    this.lan = lan;
    for (const host of this.hosts) lan.attachHost(host.net);
    if (parts.internet === undefined) return;
    this.internet = new Host('internet', shared, random.fork(), parts.internet(options));
    lan.attachInternet(this.internet.net, SITES.map((site) => site.address), true);
  }

  get now_ns(): number {
    return this.clock.now_ns;
  }

  get log(): readonly LogEntry[] {
    return this.entries;
  }

  get missing(): string | undefined {
    return this.programs.missing;
  }

  /** Code that was missing, or may be. */
  registerPrograms(programs: Iterable<Program>): void {
    this.programs.register(programs);
  }

  /** The host of this name. */
  host(name: string): Host {
    const found = this.hosts.find((h) => h.kernel.name === name);
    if (found === undefined) throw new RangeError(`no host ${name}`);
    return found;
  }

  input(input: Input): number {
    let number = 0;
    if (input.kind === 'term_open' || input.kind === 'run') {
      this.host(input.host);
      number = this.consoles.length + 1;
      this.consoles.push(new Console(number, () => (this.inputWanted = true)));
    } else if (input.kind === 'link_open') {
      this.host(input.host);
      number = ++this.madeLinks;
      this.links.set(number, new Link(number, this.visits));
    } else if (input.kind === 'link_data') {
      const link = this.links.get(input.link);
      if (link !== undefined) link.pending += input.data.length;
    }
    if (this.scheduler.isSuspended) this.deferred.push({ input, number });
    else this.accept(input, number);
    return number;
  }

  /** Forget the log so far, for a runner that will never save the session: what clients send must not pile up. */
  forgetLog(): void {
    this.entries = [];
  }

  private accept(input: Input, number: number): void {
    this.entries.push({ time_ns: this.clock.now_ns, input });
    this.queue.first(this.clock.now_ns + 1, () => this.apply(input, number));
  }

  private apply(input: Input, number: number): void {
    switch (input.kind) {
      case 'term_open':
        this.whenUp(input.host, (host) => host.openTerminal(this.consoles[number - 1]!, input.user, input.argv, input.rows, input.cols));
        return;
      case 'run':
        this.whenUp(input.host, (host) => host.runCommand(this.consoles[number - 1]!, input.user, input.argv, input.cwd, input.stdin));
        return;
      case 'put_file':
        this.whenUp(input.host, (host) => host.putFile(input.path, input.mode, input.data));
        return;
      case 'term_data':
        this.consoles[input.term - 1]?.input(input.data);
        return;
      case 'term_resize':
        this.consoles[input.term - 1]?.resize(input.rows, input.cols);
        return;
      case 'term_close':
        this.consoles[input.term - 1]?.close();
        return;
      case 'link_open': {
        const link = this.links.get(number)!;
        this.whenUp(input.host, (host) => host.openLink(link, input.path));
        return;
      }
      case 'link_data':
        this.links.get(input.link)?.feed(input.data);
        return;
      case 'link_end':
        this.links.get(input.link)?.finishInput();
        return;
      case 'link_credit':
        this.links.get(input.link)?.grant(input.bytes);
        return;
      case 'link_close':
        this.links.get(input.link)?.close();
        this.links.delete(input.link);
    }
  }

  private whenUp(name: string, act: (host: Host) => void): void {
    const host = this.host(name);
    host.whenUp(() => act(host));
  }

  run(until_ns: number, budget = Infinity): RunStop {
    const { clock, queue, scheduler } = this;
    if (this.consoles.some((c) => c.waiting > OUTPUT_MAX)) return 'budget';
    for (let steps = 0; steps < budget; steps++) {
      if (this.inputWanted) {
        this.inputWanted = false;
        return 'budget';
      }
      if (!scheduler.isSuspended) {
        const due_ns = queue.next_ns();
        if (due_ns !== undefined && due_ns <= clock.now_ns) {
          queue.take()!.fire();
          continue;
        }
        if (scheduler.runnable > 0) {
          if (clock.now_ns >= until_ns) return 'time';
        } else {
          if (due_ns !== undefined && due_ns <= until_ns) {
            clock.now_ns = due_ns;
            continue;
          }
          if (until_ns > Number.MAX_SAFE_INTEGER) return 'idle';
          if (clock.now_ns < until_ns) clock.now_ns = until_ns;
          return 'time';
        }
      }
      scheduler.runNext();
      if (scheduler.isSuspended) return 'load';
      for (const { input, number } of this.deferred.splice(0)) this.accept(input, number);
    }
    return 'budget';
  }

  nextEvent_ns(): number | undefined {
    return this.scheduler.runnable > 0 || this.scheduler.isSuspended ? this.clock.now_ns : this.queue.next_ns();
  }

  takeOutput(held?: ReadonlySet<number>): TerminalOutput[] {
    const out: TerminalOutput[] = [];
    for (const console of this.consoles) {
      if (console.waiting > 0 && held?.has(console.number) !== true) out.push({ term: console.number, data: console.take() });
    }
    return out;
  }

  takeLinkOutput(): LinkOutput[] {
    const out: LinkOutput[] = [];
    for (const [number, link] of this.links) {
      if (link.hasOutput) out.push(link.take());
      if (link.done) this.links.delete(number);
    }
    return out;
  }

  linkPending(link: number): number {
    return this.links.get(link)?.pending ?? 0;
  }

  wantsInput(term: number): boolean {
    return this.consoles[term - 1]?.source?.wanted === true;
  }

  terminalExit(term: number): { readonly code: number } | undefined {
    const ended = this.consoles[term - 1]?.process?.ended;
    return ended === undefined ? undefined : { code: exitCode(ended) };
  }

  setTrace(kinds: readonly TraceKind[] | 'all'): void {
    this.tracer.set(kinds);
  }

  takeTrace(): { readonly events: TraceEvent[]; readonly dropped: number } {
    return this.tracer.take();
  }
}
