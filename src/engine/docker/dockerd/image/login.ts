/** POST /auth: try a user and password at a registry. registry/auth.go's loginV2. */
import type { Sys, Task } from '../../../abi/sys.ts';
import { answerChallenge, connectTo, registryHost, registryUrl, requestTo } from '../../registry/client.ts';
import { ApiError } from '../errors.ts';

/** Body of POST /auth. */
export interface LoginRequest {
  readonly username?: string;
  readonly password?: string;
  readonly serveraddress?: string;
}

/** Throws what the registry says when it refuses. */
export function* logIn(sys: Sys, r: LoginRequest): Task<void> {
  const server = (r.serveraddress ?? '').replace(/^https?:\/\//, '').replace(/\/.*$/, '');
  const domain = server === '' || server === 'index.docker.io' ? 'docker.io' : server;
  const url = registryUrl(domain);
  const auth = { username: r.username ?? '', password: r.password ?? '' };
  const client = yield* connectTo(sys, registryHost(domain), url);
  try {
    const get = function* (authorization: string | undefined): Task<{ readonly status: number; readonly challenge: string | undefined; readonly reason: string }> {
      const headers: [string, string][] = [['User-Agent', 'docker/28.5.2']];
      if (authorization !== undefined) headers.push(['Authorization', authorization]);
      const response = yield* requestTo(client, url, 'GET', '/v2/', { headers });
      yield* response.all();
      return { status: response.status, challenge: response.headers.get('www-authenticate'), reason: response.reason };
    };
    let answer = yield* get(undefined);
    if (answer.status === 401 && answer.challenge !== undefined) {
      const token = yield* answerChallenge(sys, answer.challenge, auth, [], url);
      if (token.status !== 200) {
        let details = '';
        try {
          details = (JSON.parse(token.body) as { details?: string }).details ?? '';
        } catch {
          details = token.body.trim();
        }
        throw new ApiError(401, `Get "${url}": unauthorized: ${details}`, 'the token server does not know this user and password');
      }
      answer = yield* get(token.header);
    }
    if (answer.status === 401) throw new ApiError(401, `login attempt to ${url} failed with status: 401 ${answer.reason}`, 'the registry refuses this user and password');
    if (answer.status !== 200) throw new ApiError(500, `login attempt to ${url} failed with status: ${answer.status} ${answer.reason}`, 'the registry does not answer as one');
  } finally {
    client.close();
  }
}
