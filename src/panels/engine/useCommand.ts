/** The command whose engine trace is shown, and its steps, fetched anew while it goes on. */
import { useEffect, useRef, useState } from 'react';
import { traceDetail } from '../../client/client.ts';
import { usePage } from '../../client/store.ts';
import { LANES } from '../../engine/inspect/views.ts';
import type { CommandTrace } from '../../engine/inspect/views.ts';
import type { TraceStep } from '../../engine/worker/protocol.ts';

const MOST = 6000;
const REFRESH_MS = 300;
const NONE: readonly TraceStep[] = [];

/** Did anything of the engine take part? Commands without are left out of the panel's choice. */
export function touchesEngine(command: CommandTrace): boolean {
  return command.lanes.api.length > 0 || command.lanes.dockerd.length > 0 || /\bdocker\b/.test(command.line);
}

export function useCommand(): { commands: readonly CommandTrace[]; command: CommandTrace | undefined; steps: readonly TraceStep[] } {
  const all = usePage((state) => state.trace.commands);
  const root = usePage((state) => state.traceRoot);
  const commands = all.filter(touchesEngine);
  const command = commands.find((one) => one.root === root) ?? commands.at(-1);
  const [found, setFound] = useState<{ root: number; steps: readonly TraceStep[] }>({ root: 0, steps: NONE });
  const last = useRef({ root: 0, at: 0 });
  const chosen = command?.root;
  const events = command?.events;
  useEffect(() => {
    if (chosen === undefined) return;
    let current = true;
    const wait = last.current.root === chosen ? Math.max(0, REFRESH_MS - (performance.now() - last.current.at)) : 0;
    const timer = setTimeout(() => {
      last.current = { root: chosen, at: performance.now() };
      void traceDetail(chosen, LANES, 0, MOST).then(({ steps }) => current && setFound({ root: chosen, steps }));
    }, wait);
    return () => {
      current = false;
      clearTimeout(timer);
    };
  }, [chosen, events]);
  return { commands, command, steps: found.root === chosen ? found.steps : NONE };
}
