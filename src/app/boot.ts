/**
 * The entry. Starts the worker first, so that the world boots while the page is still being fetched and drawn; then the page itself.
 */
import { send } from '../client/worker.ts';
import { lastSize } from '../client/size.ts';
import { applyTheme } from './theme.ts';

const fresh = new URLSearchParams(location.search).has('fresh');
const asked = Number(new URLSearchParams(location.search).get('seed') ?? NaN);
// A seed in the address asks for the very same world each time, its date included; any other world begins now.
const begin = Number.isSafeInteger(asked) ? { seed: asked } : { seed: crypto.getRandomValues(new Uint32Array(1))[0]!, start_ms: Date.now() };
send({ kind: 'boot', ...begin, fresh, ...lastSize() });
applyTheme();
void import('./main.tsx');
