/**
 * authd: the token server of the simulated Docker Hub (auth.docker.io). Anybody may pull: `GET /token?service=...&scope=...` answers with a bearer token
 * for that scope, valid for five minutes, as the distribution project's token specification says. Tokens are opaque and not signed.
 */
import type { Sys, Task } from '../../abi/sys.ts';
import { toHex } from '../../base/bytes.ts';
import type { Program } from '../../userland/libc/program.ts';
import { listenHttp } from '../http/server.ts';
import type { Exchange } from '../http/server.ts';

/** Every token begins with this. */
export const TOKEN_PREFIX = 'glasshull.';

function* answer(sys: Sys, x: Exchange): Task<void> {
  if (x.path !== '/token' || (x.head.method !== 'GET' && x.head.method !== 'HEAD')) {
    yield* x.send(404, 'text/plain; charset=utf-8', '404 page not found\n');
    return;
  }
  const token = `${TOKEN_PREFIX}${toHex(sys.getrandom(16))}`;
  yield* x.json(200, { token, access_token: token, expires_in: 300, issued_at: new Date(sys.now_ms()).toISOString() });
}

export const authd: Program = {
  name: 'authd',
  support: { level: 'partial', note: 'anonymous pull tokens only' },
  *main(sys, argv) {
    const [, address = '0.0.0.0', port = '443'] = argv;
    yield* listenHttp(sys, address, Number(port), [], answer);
    return 0;
  },
};
