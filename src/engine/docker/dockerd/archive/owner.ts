/** Ids of a `user[:group]` by the files of the tree that one is in (the caller has changed its root): daemon/archive_tarcopyoptions_unix.go, dockerfile's internals_linux.go. */
import type { Sys, Task } from '../../../abi/sys.ts';
import { readTextIfAny } from '../../common/files.ts';
import { invalid } from '../errors.ts';

export interface Ids {
  readonly uid: number;
  readonly gid: number;
}

/** First line of a passwd or group file whose field `field` is `wanted`, split. */
export function findLine(text: string, field: number, wanted: string): readonly string[] | undefined {
  for (const line of text.split('\n')) {
    const parts = line.trim().split(':');
    if (parts.length > field && parts[field] === wanted && !line.startsWith('#')) return parts;
  }
  return undefined;
}

const MAX_ID = 2147483647;
const isId = (text: string): boolean => /^\d+$/.test(text) && Number(text) <= MAX_ID;

/** Whom `docker cp -a` gives the files to: the container's user. Throws a 400. */
export function* lookUpIds(sys: Sys, spec: string): Task<Ids> {
  const colon = spec.indexOf(':');
  const user = colon < 0 ? spec : spec.slice(0, colon);
  const group = colon < 0 ? '' : spec.slice(colon + 1);
  let uid = 0;
  let gid = 0;
  if (user !== '') {
    const passwd = (yield* readTextIfAny(sys, '/etc/passwd')) ?? '';
    const line = findLine(passwd, isId(user) ? 2 : 0, user);
    if (line === undefined && !isId(user)) throw invalid(`failed to look up user ${JSON.stringify(user)} in container: no matching entries in passwd file`);
    uid = line === undefined ? Number(user) : Number(line[2]);
    gid = line === undefined ? 0 : Number(line[3]);
  }
  if (group !== '') {
    if (isId(group)) return { uid, gid: Number(group) };
    const line = findLine((yield* readTextIfAny(sys, '/etc/group')) ?? '', 0, group);
    if (line === undefined) throw invalid(`failed to look up group ${JSON.stringify(group)} in container: no matching entries in group file`);
    gid = Number(line[2]);
  }
  return { uid, gid };
}
