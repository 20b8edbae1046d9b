/**
 * The worker's entry: boots or restores a session and speaks the protocol. It owns the wall clock and the storage, so that the floors
 * below need neither.
 */
import { Autosave, CorruptSession } from './autosave.ts';
import type { SavedSession } from './autosave.ts';
import type { FromWorker, ToWorker } from './protocol.ts';
import { Session } from './session.ts';
import type { TabBridge } from './bridge.ts';
import { makeWorld } from './world.ts';

const scope = self as unknown as DedicatedWorkerGlobalScope;
const opening = Autosave.open();
let session: Session | undefined;
/** Once it was switched on. */
let bridge: TabBridge | undefined;
/** Messages that came before the session stood. */
let early: ToWorker[] = [];

function post(message: FromWorker, transfer: Transferable[] = []): void {
  scope.postMessage(message, transfer);
}

async function switchBridge(base: string | undefined): Promise<void> {
  if (base === undefined) {
    bridge?.off();
    return;
  }
  if (bridge === undefined) {
    const { TabBridge } = await import('./bridge.ts');
    bridge ??= new TabBridge(
      () => (session === undefined ? undefined : { name: session.firstHost, links: session.links }),
      (state) => post({ kind: 'bridge', state }),
    );
  }
  await bridge.on(base);
}

async function boot(message: ToWorker & { kind: 'boot' }): Promise<void> {
  const { store, problem } = await opening;
  session?.stop();
  session = undefined;
  bridge?.dropChannels();
  if (problem !== undefined) post({ kind: 'unsaved', reason: problem });
  let saved: SavedSession | undefined;
  if (!message.fresh) {
    try {
      saved = await store.load();
    } catch (error) {
      if (!(error instanceof CorruptSession)) throw error;
      post({ kind: 'corrupt', reason: error.message });
      return;
    }
  }
  const { seed, start_ms } = message;
  const options = saved?.options ?? { seed, ...(start_ms === undefined ? {} : { start_ms }) };
  const made = new Session(makeWorld(options), store, post);
  post({ kind: 'begin' });
  if (saved !== undefined && saved.log.length > 0) await made.restore(saved.log, saved.now_ns);
  else await made.begin(message.rows, message.cols);
  session = made;
  for (const one of early) made.receive(one);
  early = [];
}

async function rewind(entries: number): Promise<void> {
  const old = session;
  if (old === undefined) return;
  session = undefined;
  old.stop();
  bridge?.dropChannels();
  const log = old.world.log.slice(0, entries);
  const made = new Session(makeWorld(old.world.options), old.store, post);
  post({ kind: 'begin' });
  await made.restore(log, log.at(-1)?.time_ns ?? 0);
  await old.store.restart(old.world.options, log, made.world.now_ns);
  session = made;
}

function fatal(error: unknown): void {
  post({
    kind: 'oops', fatal: true, seed: session?.world.options.seed ?? 0, entries: session?.world.log.length ?? 0,
    message: error instanceof Error ? error.message : String(error),
    stack: error instanceof Error ? (error.stack ?? '') : '',
  });
}

scope.onmessage = (event: MessageEvent<ToWorker>) => {
  const message = event.data;
  if (message.kind === 'boot') boot(message).catch(fatal);
  else if (message.kind === 'rewind') rewind(message.entries).catch(fatal);
  else if (message.kind === 'bridge') void switchBridge(message.base);
  else if (session === undefined) early.push(message);
  else session.receive(message);
};
