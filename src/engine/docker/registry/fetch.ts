/** A file from the web, as Go's http.Get fetches it: for ADD of a URL, remote build contexts and `docker import`. */
import type { Sys, Task } from '../../abi/sys.ts';
import { ApiError } from '../dockerd/errors.ts';
import type { HttpClient, Response } from '../http/client.ts';
import { connectTo, requestTo } from './client.ts';

/** GET a URL; at most ten redirects are followed. Throws what `fail` makes of a message for what is no success. The caller reads the body; `close` ends the connection. */
export function* getUrl(sys: Sys, url: string, fail: (message: string) => unknown): Task<{ readonly response: Response; close(): void }> {
  let at = url;
  for (let hops = 0; ; hops++) {
    const m = /^(https?:\/\/([^/?#]+))([^#]*)/.exec(at);
    if (m === null) throw fail(`Get "${at}": unsupported protocol scheme ""`);
    const target = m[3] === '' ? '/' : m[3]!.startsWith('?') ? `/${m[3]}` : m[3]!;
    let client: HttpClient;
    let response: Response;
    try {
      client = yield* connectTo(sys, m[2]!.replace(/^[^@]*@/, ''), at);
      response = yield* requestTo(client, at, 'GET', target, { headers: [['User-Agent', 'Go-http-client/1.1'], ['Accept-Encoding', 'identity']] });
    } catch (e) {
      throw e instanceof ApiError ? fail(e.message) : e;
    }
    const location = response.headers.get('location');
    if ([301, 302, 303, 307, 308].includes(response.status) && location !== undefined) {
      yield* response.all();
      client.close();
      if (hops === 9) throw fail(`Get "${location}": stopped after 10 redirects`);
      at = location.startsWith('/') ? m[1]! + location : location;
      continue;
    }
    if (response.status < 400) return { response, close: () => client.close() };
    const body = (yield* response.text()).trim();
    client.close();
    throw fail(`failed to GET ${url} with status ${response.status} ${response.reason}: ${body}`);
  }
}
