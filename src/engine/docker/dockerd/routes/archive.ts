/** Routes of a container's files: /containers/{id}/archive and /export. api/server/router/container/copy.go. */
import type { Task } from '../../../abi/sys.ts';
import type { ContainerPathStat } from '../../api/types.ts';
import { base64 } from '../../common/base64.ts';
import { exportContainer, extractToDir, packPath, statPath } from '../archive/copy.ts';
import { invalid } from '../errors.ts';
import type { Context, Route } from './route.ts';

function parameters({ x, params }: Context): { readonly name: string; readonly path: string } {
  const name = params[0]!;
  const path = x.query.get('path');
  if (name === '') throw invalid('bad parameter: name cannot be empty');
  if (path === '') throw invalid('bad parameter: pathcannot be empty');
  return { name, path };
}

function statHeader(stat: ContainerPathStat): readonly [string, string] {
  return ['X-Docker-Container-Path-Stat', base64(JSON.stringify(stat))];
}

function* head(c: Context): Task<void> {
  const { name, path } = parameters(c);
  const stat = yield* statPath(c.sys, c.daemon, c.daemon.find(name), name, path);
  yield* c.x.send(200, undefined, '', [statHeader(stat)]);
}

function* get(c: Context): Task<void> {
  const { name, path } = parameters(c);
  const { x } = c;
  yield* packPath(c.sys, c.daemon, c.daemon.find(name), name, path, (stat) => x.begin(200, 'application/x-tar', [statHeader(stat)]), (bytes) => x.write(bytes));
  yield* x.end();
}

function* put(c: Context): Task<void> {
  const { name, path } = parameters(c);
  const { x } = c;
  const o = { copyUIDGID: x.query.bool('copyUIDGID'), noOverwriteDirNonDir: x.query.bool('noOverwriteDirNonDir') };
  yield* extractToDir(c.sys, c.daemon, c.daemon.find(name), name, path, o, x.body);
  yield* x.send(200, undefined, '');
}

function* exported(c: Context): Task<void> {
  const { x } = c;
  yield* exportContainer(c.sys, c.daemon, c.daemon.find(c.params[0]!), () => x.begin(200, 'application/octet-stream'), (bytes) => x.write(bytes));
  yield* x.end();
}

export const archiveRoutes: readonly Route[] = [
  { method: 'HEAD', path: '/containers/{name}/archive', handler: head },
  { method: 'GET', path: '/containers/{name}/archive', handler: get },
  { method: 'PUT', path: '/containers/{name}/archive', handler: put },
  { method: 'GET', path: '/containers/{name}/export', handler: exported },
];
