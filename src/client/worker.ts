/**
 * The page's end of the worker: started by the entry before anything else is loaded. What the worker says before the page listens
 * is kept.
 */
import type { FromWorker, ToWorker } from '../engine/worker/protocol.ts';

const worker = new Worker(new URL('../engine/worker/main.ts', import.meta.url), { type: 'module', name: 'glasshull' });
let listener: ((message: FromWorker) => void) | undefined;
let kept: FromWorker[] = [];

worker.onmessage = (event: MessageEvent<FromWorker>) => {
  if (listener === undefined) kept.push(event.data);
  else listener(event.data);
};
worker.onerror = (event) => {
  const stack = `${event.filename}:${event.lineno}:${event.colno}`;
  const message: FromWorker = { kind: 'oops', message: event.message || 'The worker could not be started.', stack, seed: 0, entries: 0, fatal: true };
  if (listener === undefined) kept.push(message);
  else listener(message);
};

/** Send a message; `transfer` gives its buffers away. */
export function send(message: ToWorker, transfer: Transferable[] = []): void {
  worker.postMessage(message, transfer);
}

/** Hear all messages from now on, those that were kept first. */
export function listen(hear: (message: FromWorker) => void): void {
  listener = hear;
  const before = kept;
  kept = [];
  for (const message of before) hear(message);
}
