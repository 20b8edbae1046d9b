/**
 * The page's dealings with the world: takes the worker's messages into the store, and offers what panels, terminals and lessons may
 * ask for. Requests that are answered are promises; all else is fire and forget.
 */
import { applyPatches, enablePatches } from 'immer';
import type { Patch as ImmerPatch } from 'immer';
import { EMPTY_DOCKER_VIEW, EMPTY_NETWORK_VIEW } from '../engine/inspect/views.ts';
import type { Lane } from '../engine/inspect/views.ts';
import type { FromWorker, Pace, TraceStep, Views } from '../engine/worker/protocol.ts';
import { giveHues } from '../panels/shared/hue.ts';
import { setPage, usePage } from './store.ts';
import { lastSize } from './size.ts';
import { listen, send } from './worker.ts';

enablePatches();

/** What the terminals hear. */
export interface TerminalSink {
  output(term: number, data: Uint8Array, replay: boolean): void;
  exited(term: number, code: number): void;
  /** A world began (again): terminals of an earlier one are gone. */
  reset(): void;
  /** The world runs; its terminals are in the store. */
  ready(restored: boolean): void;
}

/** From the first output to the time when nobody waits for the prompt any more. */
const SETTLE_MS = 400;
let settling = false;
let sink: TerminalSink | undefined;
let nextId = 1;
/** Who is told of frames: the Network panel while it is shown. */
const watching = new Set<(news: PacketNews) => void>();
const waiting = new Map<number, (message: FromWorker) => void>();

function request<K extends FromWorker['kind']>(kind: K, ask: (id: number) => void): Promise<FromWorker & { kind: K }> {
  const id = nextId++;
  return new Promise((resolve) => {
    waiting.set(id, (message) => {
      if (message.kind === kind) resolve(message as FromWorker & { kind: K });
    });
    ask(id);
  });
}

function answer(id: number, message: FromWorker): void {
  waiting.get(id)?.(message);
  waiting.delete(id);
}

function hear(message: FromWorker): void {
  switch (message.kind) {
    case 'output':
      sink?.output(message.term, message.data, message.replay);
      if (!settling) {
        settling = true;
        setTimeout(() => usePage.setState({ settled: true }), SETTLE_MS);
      }
      return;
    case 'patches':
      usePage.setState((state) => {
        const view = applyPatches(state[message.view], message.patches as ImmerPatch[]);
        if (message.view === 'docker') {
          const containers = Object.values((view as Views['docker']).containers);
          giveHues(containers.sort((a, b) => a.created_ms - b.created_ms).map((one) => one.id));
        }
        return { [message.view]: view };
      });
      return;
    case 'begin':
      forget();
      return;
    case 'clock':
      usePage.setState({ now_ns: message.now_ns, pace: message.pace, behind: message.behind });
      return;
    case 'ready':
      usePage.setState({
        phase: 'ready', seed: message.seed, oops: undefined,
        terminals: Object.fromEntries(message.terminals.map((terminal) => [terminal.term, terminal])),
      });
      sink?.ready(message.restored);
      return;
    case 'replaying':
      usePage.setState({ phase: 'replaying', replay: { done: message.done, total: message.total } });
      return;
    case 'corrupt':
      usePage.setState({ phase: 'corrupt', corruptReason: message.reason });
      return;
    case 'unsaved':
      usePage.setState({ unsaved: message.reason });
      return;
    case 'exited':
      usePage.setState((state) => {
        const known = state.terminals[message.term];
        return known === undefined ? state : { terminals: { ...state.terminals, [message.term]: { ...known, exitCode: message.code } } };
      });
      sink?.exited(message.term, message.code);
      return;
    case 'commandDone':
      usePage.setState((state) => ({ done: { count: (state.done?.count ?? 0) + 1, root: message.root, line: message.line, tty: message.tty } }));
      return;
    case 'oops':
      usePage.setState({ oops: message });
      return;
    case 'opened':
      answer(message.tag, message);
      return;
    case 'detail':
    case 'causes':
    case 'blamed':
    case 'packet':
    case 'captured':
    case 'probed':
    case 'answer':
    case 'exported':
      answer(message.id, message);
      return;
    case 'bridge':
      usePage.setState({ bridge: message.state });
      return;
    case 'packets':
      for (const watch of watching) watch(message);
      return;
    case 'saved':
      return;
  }
}

/** Begin to hear the worker. Called once, when the page is about to be drawn. */
export function connect(terminals: TerminalSink): void {
  sink = terminals;
  listen(hear);
  addEventListener('pagehide', () => send({ kind: 'save' }));
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'hidden') send({ kind: 'save' });
  });
}

function forget(): void {
  sink?.reset();
  usePage.setState({
    phase: 'booting', docker: EMPTY_DOCKER_VIEW, flow: { events: [] }, trace: { commands: [] }, network: EMPTY_NETWORK_VIEW, terminals: {}, oops: undefined,
    selected: undefined, subject: undefined, traceRoot: undefined, pointed: undefined, done: undefined, now_ns: 0,
  });
}

/** Open a terminal on a host: a login shell, or `argv`. Resolves to its number. */
export async function openTerminal(host: string, size: { rows: number; cols: number }, argv?: readonly string[]): Promise<number> {
  const { term } = await request('opened', (tag) => send({ kind: 'term_open', tag, host, ...size, ...(argv === undefined ? {} : { argv }) }));
  usePage.setState((state) => ({ terminals: { ...state.terminals, [term]: { term, host, argv, exitCode: undefined, ...size } } }));
  return term;
}

export function closeTerminal(term: number): void {
  send({ kind: 'term_close', term });
  usePage.setState((state) => {
    const rest = { ...state.terminals };
    delete rest[term];
    return { terminals: rest };
  });
}

/** Let real clients drive this host through the server that served the page, or no longer. */
export function switchBridge(on: boolean): void {
  usePage.setState({ bridge: on ? { status: 'connecting' } : { status: 'off' } });
  send({ kind: 'bridge', base: on ? document.baseURI : undefined });
}

/** Does the server offer the bridge? A plain web server does not. */
export function bridgeOffered(): boolean {
  return document.querySelector('meta[name="glasshull-bridge"]') !== null;
}

/** Go back to the moment before input number `entries`. */
export function rewind(entries: number): void {
  send({ kind: 'rewind', entries });
}

export async function traceDetail(root: number, lanes: readonly Lane[], from: number, count: number): Promise<{ total: number; steps: readonly TraceStep[] }> {
  return request('detail', (id) => send({ kind: 'detail', id, root, lanes, from, count }));
}

export async function traceCauses(event: number): Promise<readonly TraceStep[]> {
  return (await request('causes', (id) => send({ kind: 'causes', id, event }))).chain;
}

export function setPace(pace: Pace): void {
  usePage.setState({ pace });
  send({ kind: 'pace', pace });
}

/** While paused: let exactly one event happen. */
export function stepWorld(): void {
  send({ kind: 'step' });
}

/** Frames that are new or came further, and the hops that began. */
export type PacketNews = FromWorker & { readonly kind: 'packets' };

/** Have the network shown: its view is kept up to date and `watch` hears of frames, until the result is called. */
export function watchNetwork(watch: (news: PacketNews) => void): () => void {
  watching.add(watch);
  send({ kind: 'subscribe', views: ['flow', 'trace', 'network'] });
  return () => {
    watching.delete(watch);
    if (watching.size === 0) send({ kind: 'subscribe', views: ['flow', 'trace'] });
  };
}

/** The steps of a frame's way, in order; none when they are no longer known. */
export async function packetSteps(frame: number): Promise<(FromWorker & { kind: 'packet' })['steps']> {
  return (await request('packet', (id) => send({ kind: 'packet', id, frame }))).steps;
}

/** Record frames, or stop. */
export function capture(on: boolean): void {
  send({ kind: 'capture', on });
}

/** What was captured at 'HOST:NS/DEVICE' ('' for everywhere) as a pcap file. */
export async function captured(at: string): Promise<{ readonly frames: number; readonly file: Uint8Array<ArrayBuffer> }> {
  return request('captured', (id) => send({ kind: 'pcap', id, at }));
}

/** Send a ping from each namespace to an address, in the world; whether it came back. */
export async function probe(pings: readonly { readonly ns: string; readonly address: string }[]): Promise<readonly boolean[]> {
  return (await request('probed', (id) => send({ kind: 'probe', id, pings }))).answers;
}

/** Drop the session and start a new world in its place. */
export function startFresh(): void {
  send({ kind: 'boot', seed: crypto.getRandomValues(new Uint32Array(1))[0]!, start_ms: Date.now(), fresh: true, ...lastSize() });
}

/** The command and the event that a line on a terminal complains of. */
export async function blame(line: string): Promise<{ readonly root: number; readonly event: number } | undefined> {
  return (await request('blamed', (id) => send({ kind: 'blame', id, line }))).found;
}

/** Show an event in the Engine panel when its command had to do with the engine, else in the Trace panel. */
export function point(root: number, event: number): void {
  const command = usePage.getState().trace.commands.find((one) => one.root === root);
  setPage({ tab: command !== undefined && command.lanes.api.length > 0 ? 'engine' : 'trace', traceRoot: root, pointed: event });
}

/** Ask the inspector (lesson checks): plain data in, plain data out. */
export async function ask(question: unknown): Promise<unknown> {
  return (await request('answer', (id) => send({ kind: 'ask', id, question }))).answer;
}

/** Seed and log as JSON text. */
export async function exportSession(): Promise<string> {
  return (await request('exported', (id) => send({ kind: 'export', id }))).text;
}
