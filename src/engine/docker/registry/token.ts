/**
 * authd: the token server of the simulated Docker Hub (auth.docker.io). Anybody may pull: `GET /token?service=...&scope=...` answers with a bearer token, valid for
 * five minutes, as the distribution project's token specification says; who shows user and password gets one that may push, too.
 */
import type { Sys, Task } from '../../abi/sys.ts';
import type { Program } from '../../userland/libc/program.ts';
import { listenHttp } from '../http/server.ts';
import type { Exchange } from '../http/server.ts';
import { inheritedSockets } from '../../userland/libc/activation.ts';
import { makeToken, userOf } from './accounts.ts';

function* answer(sys: Sys, x: Exchange): Task<void> {
  if (x.path !== '/token' || (x.head.method !== 'GET' && x.head.method !== 'HEAD')) {
    yield* x.send(404, 'text/plain; charset=utf-8', '404 page not found\n');
    return;
  }
  const user = userOf(x.head.headers.get('authorization'));
  if (user === undefined) {
    yield* x.json(401, { details: 'incorrect username or password' });
    return;
  }
  const token = makeToken(sys, user);
  yield* x.json(200, { token, access_token: token, expires_in: 300, issued_at: new Date(sys.now_ms()).toISOString() });
}

export const authd: Program = {
  name: 'authd',
  support: { level: 'partial', note: 'one account, glasshull with the password glasshull' },
  *main(sys, argv, envp) {
    const [, address = '0.0.0.0', port = '443'] = argv;
    yield* listenHttp(sys, address, Number(port), [], answer, inheritedSockets(envp)[0]);
    return 0;
  },
};
