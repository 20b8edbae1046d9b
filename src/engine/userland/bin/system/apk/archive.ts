/** gzip streams of several members, as .apk files are, and where indices are fetched and kept. */
import { sha1 } from '@noble/hashes/legacy.js';
import { Gunzip } from 'fflate';
import { concatBytes, decodeUtf8, encodeUtf8, toHex } from '../../../../base/bytes.ts';
import type { Task } from '../../../../abi/sys.ts';
import { readFile, writeFile, writeText } from '../../../libc/stdio.ts';
import { readTar } from '../../../libc/tar.ts';
import type { Tool } from '../../../libc/tool.ts';
import { fetchUrl, mtimeOf } from '../apt/acquire.ts';
import { parseRecords, textOr } from './records.ts';
import type { Package } from './records.ts';

const ARCH = 'x86_64';
const CACHE = '/var/cache/apk';
/** An index in the cache is good for four hours. */
const MAX_AGE_MS = 4 * 3600_000;

/** All members of a gzip stream, one after the other. Throws on damage. */
export function gunzipAll(bytes: Uint8Array): Uint8Array {
  const parts: Uint8Array[] = [];
  new Gunzip((chunk) => parts.push(chunk)).push(bytes, true);
  return concatBytes(parts);
}

/** The line that apk prints instead of the address's trouble. */
export function trouble(message: string, missing: boolean): string {
  if (missing) return 'No such file or directory';
  if (message.startsWith('Temporary')) return 'temporary error (try again later)';
  if (message.startsWith('Could not resolve')) return 'DNS lookup error';
  return message.startsWith('Could not connect') ? 'could not connect to server (check repositories file)' : 'network error (check Internet connection and firewall)';
}

export interface Repositories {
  readonly packages: Package[];
  /** URL and description of those that have an index. */
  readonly found: readonly (readonly [string, string])[];
  readonly unavailable: number;
}

/** The simulated mirror speaks plain HTTP on the TLS port too. */
export function* download(t: Tool, url: string): Task<{ readonly bytes: Uint8Array } | { readonly message: string }> {
  const answer = yield* fetchUrl(t.sys, url, undefined, 'apk-tools/2.14.9');
  if (!answer.ok) return { message: trouble(answer.message, answer.missing) };
  return { bytes: answer.bytes === 'unchanged' ? new Uint8Array(0) : answer.bytes };
}

/** Read all indices: from the cache when they are young, else from the network. `extra` has --repository's. */
export function* readIndices(t: Tool, how: { readonly update: boolean; readonly cache: boolean; readonly network: boolean; readonly quiet: boolean; readonly extra: readonly string[] }): Task<Repositories> {
  const { sys } = t;
  const urls = [...how.extra, ...(yield* textOr(sys, '/etc/apk/repositories')).split('\n').map((l) => l.trim()).filter((l) => l !== '' && l[0] !== '#').map((l) => l.replace(/^@\S+\s+/, ''))];
  const packages: Package[] = [];
  const found: [string, string][] = [];
  let unavailable = 0;
  for (const url of urls) {
    const address = `${url}/${ARCH}/APKINDEX.tar.gz`;
    const kept = `${CACHE}/APKINDEX.${toHex(sha1(encodeUtf8(address))).slice(0, 8)}.tar.gz`;
    const age = sys.now_ms() - (mtimeOf(sys, kept) ?? 0);
    let bytes: Uint8Array | undefined;
    if (how.network && (how.update || !how.cache || age > MAX_AGE_MS)) {
      if (!how.quiet) yield* t.out.write(`fetch ${address}\n`);
      yield* t.out.flush();
      const answer = yield* download(t, address);
      if ('message' in answer) yield* writeText(sys, 2, `WARNING: updating and opening ${url}: ${answer.message}\n`);
      else {
        bytes = answer.bytes;
        if (how.cache && mtimeOf(sys, CACHE) !== undefined) yield* writeFile(sys, kept, bytes, 0o644);
      }
    } else if (mtimeOf(sys, kept) !== undefined) bytes = yield* readFile(sys, kept);
    if (bytes === undefined) {
      unavailable++;
      continue;
    }
    let description = '';
    for (const { header, body } of readTar(gunzipAll(bytes))) {
      if (header.name === 'DESCRIPTION') description = decodeUtf8(body);
      else if (header.name === 'APKINDEX') packages.push(...parseRecords(decodeUtf8(body), url));
    }
    found.push([url, description]);
  }
  return { packages, found, unavailable };
}

/** The address of a package's file. */
export function packageUrl(p: Package): string {
  return `${p.repository}/${ARCH}/${p.fields.get('P')}-${p.fields.get('V')}.apk`;
}
