/** apt-get update: InRelease and Packages of every source into /var/lib/apt/lists. */
import type { Task } from '../../../../abi/sys.ts';
import { isSysError } from '../../../../abi/errno.ts';
import { sha256 } from '@noble/hashes/sha2.js';
import { toHex } from '../../../../base/bytes.ts';
import { ATTEMPTS, fetchUrl, mtimeOf, store } from './acquire.ts';
import type { Fetched } from './acquire.ts';
import { parseControl, textOr } from './control.ts';
import { lock } from './database.ts';
import type { Apt } from './session.ts';
import { LISTS, listFile, readSources } from './sources.ts';
import type { Source } from './sources.ts';

/** `3,456 kB/s` and the like, at the end of a download. */
export function fetchedLine(apt: Apt, bytes: number, elapsed_ns: number): string {
  const s = elapsed_ns / 1e9;
  return `Fetched ${apt.size(bytes)}B in ${Math.floor(s)}s (${apt.size(bytes / Math.max(s, 1e-3))}B/s)\n`;
}

/** What InRelease says of an index: its digest and size. */
function indexOf(release: string, path: string): { readonly digest: string; readonly size: number } | undefined {
  const sums = parseControl(release)[0]?.get('SHA256') ?? '';
  for (const line of sums.split('\n')) {
    const [digest, size, name] = line.trim().split(/\s+/);
    if (name === path) return { digest: digest!, size: Number(size) };
  }
  return undefined;
}

export function* update(apt: Apt): Task<number> {
  const { sys } = apt.t;
  try {
    sys.mkdir(`${LISTS}/partial`, 0o700);
  } catch (e) {
    if (!isSysError(e)) throw e;
  }
  const locked = yield* lock(sys, `${LISTS}/lock`);
  if (locked !== undefined) {
    yield* apt.step('Reading package lists');
    yield* apt.err(`E: ${locked}\nE: Unable to lock directory ${LISTS}/\n`);
    return 100;
  }
  const start_ns = sys.monotonic_ns();
  const sources = yield* readSources(sys);
  const got = new Map<Source, Fetched>();
  const label = (s: Source, what: string): string => `${s.uri} ${s.suite} ${what}`;
  let total = 0;
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    let again = false;
    for (const [i, s] of sources.entries()) {
      if (got.has(s)) continue;
      const path = listFile(s, 'InRelease');
      const answer = yield* fetchUrl(sys, `${s.uri}/dists/${s.suite}/InRelease`, mtimeOf(sys, path));
      if (answer.ok && answer.bytes === 'unchanged') yield* apt.say(`Hit:${i + 1} ${label(s, 'InRelease')}\n`);
      else if (answer.ok && answer.bytes !== 'unchanged') {
        total += answer.bytes.length;
        yield* apt.say(`Get:${i + 1} ${label(s, 'InRelease')} [${apt.size(answer.bytes.length)}B]\n`);
        yield* store(sys, path, answer.bytes, answer.modified_ms);
      } else if (!answer.ok && !answer.missing && attempt < ATTEMPTS) {
        yield* apt.say(`Ign:${i + 1} ${label(s, 'InRelease')}\n`);
        again = true;
        continue;
      } else if (!answer.ok) yield* apt.say(answer.missing ? `Ign:${i + 1} ${label(s, 'InRelease')}\n` : `Err:${i + 1} ${label(s, 'InRelease')}\n  ${answer.message}\n`);
      got.set(s, answer);
    }
    if (!again) break;
    yield* sys.sleep(attempt * 1e9);
  }
  const failed: string[] = [];
  const errors: string[] = [];
  let n = sources.length;
  for (const s of sources) {
    const answer = got.get(s)!;
    if (!answer.ok) {
      if (!answer.missing) {
        failed.push(`W: Failed to fetch ${s.uri}/dists/${s.suite}/InRelease  ${answer.message}\n`);
        continue;
      }
      n++;
      yield* apt.say(`Err:${n} ${label(s, 'Release')}\n  ${answer.message}\n`);
      errors.push(`E: The repository '${s.uri} ${s.suite} Release' does not have a Release file.\n`);
      continue;
    }
    const release = yield* textOr(sys, listFile(s, 'InRelease'));
    for (const component of s.components) {
      const index = `${component}/binary-amd64/Packages`;
      const listed = indexOf(release, index);
      const path = listFile(s, index);
      if (listed === undefined || (answer.bytes === 'unchanged' && mtimeOf(sys, path) !== undefined)) continue;
      n++;
      const answered = yield* fetchUrl(sys, `${s.uri}/dists/${s.suite}/${index}`);
      if (answered.ok && answered.bytes !== 'unchanged' && digestOf(answered.bytes) === listed.digest) {
        total += answered.bytes.length;
        yield* apt.say(`Get:${n} ${s.uri} ${s.suite}/${component} amd64 Packages [${apt.size(answered.bytes.length)}B]\n`);
        yield* store(sys, path, answered.bytes, answered.modified_ms);
        continue;
      }
      const why = answered.ok ? 'Hash Sum mismatch' : answered.message;
      yield* apt.say(`Err:${n} ${s.uri} ${s.suite}/${component} amd64 Packages\n  ${why}\n`);
      errors.push(`E: Failed to fetch ${s.uri}/dists/${s.suite}/${index}  ${why}\n`);
    }
  }
  if (total > 0) yield* apt.say(fetchedLine(apt, total, sys.monotonic_ns() - start_ns));
  yield* apt.step('Reading package lists');
  if (errors.length > 0) {
    yield* apt.err([...errors, ...(failed.length > 0 ? failed : []), ...(errors.some((e) => e.startsWith('E: Failed')) ? ['E: Some index files failed to download. They have been ignored, or old ones used instead.\n'] : [])].join(''));
    return 100;
  }
  if (failed.length > 0) yield* apt.err(`${failed.join('')}W: Some index files failed to download. They have been ignored, or old ones used instead.\n`);
  return 0;
}

/** As Release files and indices state it. */
export function digestOf(bytes: Uint8Array): string {
  return toHex(sha256(bytes));
}
