/** Fetching for apt: one request a connection, with the progress lines Get, Hit, Ign and Err. Left out: pipelining, proxies, resuming, signatures. */
import type { Sys, Task } from '../../../../abi/sys.ts';
import { isSysError } from '../../../../abi/errno.ts';
import { HttpConnection, HttpError, connectTcp, header, parseUrl } from '../../../libc/http.ts';
import { imfDate } from '../../../libc/imfdate.ts';
import { GaiError, resolveHost } from '../../../libc/resolve.ts';
import { writeFile } from '../../../libc/stdio.ts';

/** A file, or why there is none. */
export type Fetched = { readonly ok: true; readonly bytes: Uint8Array | 'unchanged'; readonly modified_ms: number | undefined } | { readonly ok: false; readonly message: string; readonly missing: boolean };

/** How often a server that cannot be reached is asked. */
export const ATTEMPTS = 4;

export function* fetchUrl(sys: Sys, uri: string, since_ms?: number, agent = 'Debian APT-HTTP/1.3 (2.6.1)'): Task<Fetched> {
  const url = parseUrl(uri);
  const bad = (message: string, missing = false): Fetched => ({ ok: false, message, missing });
  if (url === undefined) return bad(`Invalid URI '${uri}'`);
  let addresses: readonly string[];
  try {
    addresses = yield* resolveHost(sys, url.host);
  } catch (e) {
    if (!(e instanceof GaiError)) throw e;
    return bad(e.code === 'EAI_AGAIN' ? `Temporary failure resolving '${url.host}'` : `Could not resolve '${url.host}'`);
  }
  const made = yield* connectTcp(sys, addresses, url.port);
  if (isSysError(made)) return bad(`Could not connect to ${url.host}:${url.port} (${addresses[0]}). - connect (${made.errno}: ${made.message})`);
  const connection = new HttpConnection(sys, made.fd);
  try {
    yield* connection.send('GET', url.target, [['Host', url.host], ['User-Agent', agent], ['Connection', 'close'], ...(since_ms === undefined ? [] : [['If-Modified-Since', imfDate(since_ms)] as const])]);
    const response = yield* connection.response('GET');
    if (response.status === 304) return { ok: true, bytes: 'unchanged', modified_ms: since_ms };
    if (response.status !== 200) return bad(`${response.status}  ${response.reason} [IP: ${made.address} ${url.port}]`, response.status === 404);
    const modified = header(response, 'last-modified');
    return { ok: true, bytes: yield* connection.bytes(), modified_ms: modified === undefined ? undefined : Date.parse(modified) };
  } catch (e) {
    if (e instanceof HttpError || isSysError(e)) return bad(`Error reading from server - ${e.message} [IP: ${made.address} ${url.port}]`);
    throw e;
  } finally {
    connection.close();
  }
}

/** Write a fetched file with the server's time. */
export function* store(sys: Sys, path: string, bytes: Uint8Array, modified_ms: number | undefined): Task<void> {
  yield* writeFile(sys, path, bytes, 0o644);
  if (modified_ms !== undefined) sys.utimens(path, { mtime_ms: modified_ms });
}

/** The time of a file, undefined when there is none. */
export function mtimeOf(sys: Sys, path: string): number | undefined {
  try {
    return sys.stat(path).mtime_ms;
  } catch (e) {
    if (!isSysError(e)) throw e;
    return undefined;
  }
}

/** 123456 as '123 k', as apt writes sizes ('B' follows). `grouped`: with commas. */
export function sizeText(bytes: number, grouped = false): string {
  const group = (text: string): string => (grouped ? text.replace(/\B(?=(\d{3})+(?!\d))/g, ',') : text);
  let n = bytes;
  for (const unit of ['', 'k', 'M', 'G', 'T']) {
    if (n < 100 && unit !== '') return `${n.toFixed(1)} ${unit}`;
    if (n < 10000) return `${group(n.toFixed(0))} ${unit}`;
    n /= 1000;
  }
  return `${n.toFixed(0)} P`;
}
