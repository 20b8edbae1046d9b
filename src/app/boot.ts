/**
 * The entry. Starts the worker first, so that the world boots while the page is still being fetched and drawn; then the page itself.
 */
import { send } from '../client/worker.ts';
import { lastSize } from '../client/size.ts';
import { applyTheme } from './theme.ts';

const fresh = new URLSearchParams(location.search).has('fresh');
const asked = Number(new URLSearchParams(location.search).get('seed') ?? NaN);
const seed = Number.isSafeInteger(asked) ? asked : crypto.getRandomValues(new Uint32Array(1))[0]!;
send({ kind: 'boot', seed, fresh, ...lastSize() });
applyTheme();
void import('./main.tsx');
