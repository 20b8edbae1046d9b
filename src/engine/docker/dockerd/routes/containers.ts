/** Routes of containers: api/server/router/container. */
import { encodeUtf8 } from '../../../base/bytes.ts';
import { isSysError } from '../../../abi/errno.ts';
import type { Task } from '../../../abi/sys.ts';
import { compareInstants, parseTime } from '../../common/time.ts';
import type { ContainerCreateRequest, ContainerUpdateRequest, ExecCreateRequest, ExecStartRequest } from '../../api/types.ts';
import { statusText } from '../../http/message.ts';
import { frame, parseDetachKeys, serveAttached, streamContentType } from '../container/attach.ts';
import { containerChanges } from '../container/changes.ts';
import type { Container } from '../container/container.ts';
import { createContainer, renameContainer } from '../container/create.ts';
import { execCheck, execCreate, execResize, execStart, findExec } from '../container/exec.ts';
import { updateContainer } from '../container/limits.ts';
import { inspectContainer, rwSize, selectContainers, summary } from '../container/list.ts';
import { readableLog, sendLogs } from '../container/logs.ts';
import { containerStats } from '../container/stats.ts';
import { startContainer } from '../container/start.ts';
import { killContainer, pauseContainer, removeContainer, restartContainer, stopContainer, unpauseContainer } from '../container/stop.ts';
import { containerTop } from '../container/top.ts';
import { ApiError, conflict, invalid, system } from '../errors.ts';
import { Filters } from '../filters.ts';
import { removeLink } from '../libnetwork/links.ts';
import { CREATE_CONTAINER, EXEC_CREATE, EXEC_START, UPDATE } from '../json/shapes.ts';
import { intParameter, jsonBody, timeoutParameter, timestampParameter } from './route.ts';
import type { Context, Route } from './route.ts';

const found = (c: Context): Container => c.daemon.find(c.params[0]!);

function* list({ sys, daemon, x }: Context): Task<void> {
  const size = x.query.bool('size');
  const options = { all: x.query.bool('all'), size, limit: intParameter(x, 'limit') ?? 0, filters: Filters.parse(x.query.get('filters')) };
  const out = [];
  for (const c of selectContainers(daemon, { ...options, limit: Math.max(0, options.limit) })) out.push(yield* summary(sys, daemon, c, size));
  yield* x.json(200, out);
}

function* create(c: Context): Task<void> {
  const name = c.x.query.get('name');
  const body = (yield* jsonBody<ContainerCreateRequest>(c, CREATE_CONTAINER, true)) ?? {};
  const deprecated = moveMacAddress(body) && Number(c.version.split('.')[1]) >= 44;
  const { Id, Warnings } = yield* createContainer(c.sys, c.daemon, name, body, c.x.query.get('platform'));
  yield* c.x.json(201, { Id, Warnings: deprecated ? ['The container-wide MacAddress field is now deprecated. It should be specified in EndpointsConfig instead.', ...Warnings] : Warnings });
}

/** The MAC address of the whole container, as older clients send it, becomes that of its first network. True when there was one. */
function moveMacAddress(body: ContainerCreateRequest): boolean {
  const { MacAddress = '', HostConfig: h = {} } = body;
  delete body.MacAddress;
  if (MacAddress === '') return false;
  const mode = ['', 'default'].includes(h.NetworkMode ?? '') ? 'bridge' : h.NetworkMode!;
  if (mode === 'host' || mode.startsWith('container:')) return true;
  const all = body.NetworkingConfig?.EndpointsConfig ?? {};
  body.NetworkingConfig = { EndpointsConfig: { ...all, [mode]: { MacAddress, ...all[mode] } } };
  return true;
}

function* inspect(c: Context): Task<void> {
  yield* c.x.json(200, yield* inspectContainer(c.sys, c.daemon, found(c), c.x.query.bool('size')));
}

function* start(c: Context): Task<void> {
  const container = found(c);
  if (container.state.Running && !container.state.Paused && !container.state.Restarting) return yield* c.x.send(304, undefined, '');
  yield* startContainer(c.sys, c.daemon, container, true);
  yield* c.x.send(204, undefined, '');
}

function* stop(c: Context): Task<void> {
  const container = found(c);
  const t = timeoutParameter(c.x);
  if (!container.state.Running) return yield* c.x.send(304, undefined, '');
  yield* prefixed(`cannot stop container: ${c.params[0]}: `, () => stopContainer(c.sys, c.daemon, container, t, c.x.query.get('signal')));
  yield* c.x.send(204, undefined, '');
}

function* prefixed(prefix: string, body: () => Task<void>): Task<void> {
  try {
    yield* body();
  } catch (e) {
    if (e instanceof ApiError) throw new ApiError(e.status, prefix + e.message, e.rule);
    throw e;
  }
}

function* restart(c: Context): Task<void> {
  const container = found(c);
  const t = timeoutParameter(c.x);
  yield* prefixed(`Cannot restart container ${c.params[0]}: `, () => restartContainer(c.sys, c.daemon, container, t, c.x.query.get('signal')));
  yield* c.x.send(204, undefined, '');
}

function* kill(c: Context): Task<void> {
  yield* prefixed(`cannot kill container: ${c.params[0]}: `, () => killContainer(c.sys, c.daemon, found(c), c.x.query.get('signal')));
  yield* c.x.send(204, undefined, '');
}

function* remove(c: Context): Task<void> {
  const { x } = c;
  if (x.query.bool('link')) {
    found(c);
    removeLink(c.daemon, c.params[0]!);
    return yield* x.send(204, undefined, '');
  }
  yield* removeContainer(c.sys, c.daemon, found(c), { force: x.query.bool('force'), volumes: x.query.bool('v') });
  yield* x.send(204, undefined, '');
}

function* wait(c: Context): Task<void> {
  const { sys, x } = c;
  const container = found(c);
  const condition = x.query.get('condition');
  if (!['', 'not-running', 'next-exit', 'removed'].includes(condition)) throw invalid(`invalid condition: ${JSON.stringify(condition)}`);
  const before = container.exits;
  yield* x.begin(200, 'application/json');
  let done: () => boolean;
  if (condition === 'removed') done = () => container.removed || container.removeError !== '';
  else if (condition === 'next-exit') done = () => container.exits !== before || container.removed;
  else done = () => !container.state.Running || container.exits !== before;
  let gone = false;
  x.watch((s) => {
    gone = true;
    container.changed.notify(s);
  });
  yield* container.changed.until(sys, () => gone || done());
  const error = condition === 'removed' && !container.removed ? { Error: { Message: container.removeError } } : {};
  yield* x.write(`${JSON.stringify({ StatusCode: container.state.ExitCode, ...error })}\n`);
  yield* x.end();
}

/** The connection is a raw stream from the first word on: errors too come on it, under a head of their own. */
function* attach(c: Context): Task<void> {
  try {
    yield* attachTo(c);
  } catch (e) {
    if (!(e instanceof ApiError) || c.x.status !== 0) throw e;
    if (c.sys.tracing('error')) c.sys.trace({ kind: 'error', layer: 'dockerd', message: e.message, rule: e.rule });
    yield* c.x.hijackAs(e.status, `HTTP/1.1 ${e.status} ${statusText(e.status)}\r\nContent-Type: application/vnd.docker.raw-stream\r\n\r\n${e.message}\r\n`);
  }
}

function* attachTo(c: Context): Task<void> {
  const { sys, daemon, x, version } = c;
  const keys = parseDetachKeys(x.query.get('detachKeys'));
  const container = found(c);
  if (container.state.Paused) throw conflict(`container ${c.params[0]} is paused, unpause the container before attach`);
  if (container.state.Restarting) throw conflict(`container ${c.params[0]} is restarting, wait until the container is running`);
  const q = x.query;
  const tty = container.config.Tty;
  const stdin = q.bool('stdin') && q.bool('stream') && container.config.OpenStdin;
  const logs = q.bool('logs');
  const a = container.streams.attach(q.bool('stdout'), q.bool('stderr'));
  a.ended = !q.bool('stream');
  const early = yield* x.hijack(streamContentType(tty, version));
  if (logs) yield* sendLogs(x, container, { stdout: a.stdout, stderr: a.stderr, follow: false, timestamps: false, details: false, tail: undefined, since: undefined, until: undefined });
  daemon.events.log(sys, 'container', 'attach', container.id, container.attributes());
  yield* serveAttached(x, container.streams, a, early, {
    tty,
    stdin,
    stdinOnce: container.config.StdinOnce,
    stdout: a.stdout,
    stderr: a.stderr,
    detachKeys: keys,
    onDetach: (s) => daemon.events.log(s, 'container', 'detach', container.id, container.attributes()),
  });
}

function* logs(c: Context): Task<void> {
  const { x, version } = c;
  const q = x.query;
  if (!q.bool('stdout') && !q.bool('stderr')) throw invalid('Bad parameters: you must choose at least one stream');
  const container = found(c);
  const tail = q.get('tail');
  const options = {
    stdout: q.bool('stdout'),
    stderr: q.bool('stderr'),
    follow: q.bool('follow'),
    timestamps: q.bool('timestamps'),
    details: q.bool('details'),
    tail: /^\d+$/.test(tail) ? Number(tail) : undefined,
    since: timestampParameter(x, 'since'),
    until: q.get('until') === '0' ? undefined : timestampParameter(x, 'until'),
  };
  readableLog(container);
  yield* x.begin(200, streamContentType(container.config.Tty, version));
  yield* sendLogs(x, container, options);
  yield* x.end();
}

function* top(c: Context): Task<void> {
  yield* c.x.json(200, yield* containerTop(c.sys, found(c), c.x.query.get('ps_args')));
}

function* changes(c: Context): Task<void> {
  const list = yield* containerChanges(c.sys, c.daemon, found(c));
  yield* c.x.json(200, list.length === 0 ? null : list);
}

function* resize(c: Context): Task<void> {
  const { sys, daemon, x } = c;
  const { height, width } = dimensions(c);
  const container = found(c);
  if (!container.state.Running) throw conflict(`container ${container.id} is not running`);
  yield* daemon.containerd.call(sys, 'tasks.ResizePty', { id: container.id, width, height });
  daemon.events.log(sys, 'container', 'resize', container.id, container.attributes({ height: String(height), width: String(width) }));
  yield* x.send(200, undefined, '');
}

function dimensions({ x }: Context): { readonly height: number; readonly width: number } {
  const read = (name: 'h' | 'w', what: string): number => {
    const text = x.query.get(name);
    if (!/^[+-]?\d+$/.test(text)) throw invalid(`invalid resize ${what} ${JSON.stringify(text)}: invalid syntax`);
    const n = Number(text);
    if (n < 0 || n > 0xffffffff) throw invalid(`invalid resize ${what} ${JSON.stringify(text)}: value out of range`);
    return n;
  };
  return { height: read('h', 'height'), width: read('w', 'width') };
}

function* rename(c: Context): Task<void> {
  const name = c.x.query.get('name');
  if (name === '') throw invalid('Neither old nor new names may be empty');
  yield* renameContainer(c.sys, c.daemon, found(c), name);
  yield* c.x.send(204, undefined, '');
}

function* update(c: Context): Task<void> {
  const body = (yield* jsonBody<ContainerUpdateRequest>(c, UPDATE)) ?? {};
  const Warnings = yield* updateContainer(c.sys, c.daemon, found(c), body);
  yield* c.x.json(200, { Warnings: Warnings.length === 0 ? null : Warnings });
}

function* pause(c: Context): Task<void> {
  yield* pauseContainer(c.sys, c.daemon, found(c));
  yield* c.x.send(204, undefined, '');
}

function* unpause(c: Context): Task<void> {
  yield* unpauseContainer(c.sys, c.daemon, found(c));
  yield* c.x.send(204, undefined, '');
}

function* prune(c: Context): Task<void> {
  const { sys, daemon, x } = c;
  const filters = Filters.parse(x.query.get('filters'));
  filters.validate(new Set(['label', 'label!', 'until']));
  const until = filters.until(sys);
  const ContainersDeleted: string[] = [];
  let SpaceReclaimed = 0;
  for (const container of daemon.containers()) {
    if (container.state.Running || !filters.labels('label', container.config.Labels) || !filters.withoutLabels('label!', container.config.Labels)) continue;
    const created = parseTime(container.record.Created);
    if (until !== undefined && created !== undefined && compareInstants(created, until) >= 0) continue;
    const size = yield* rwSize(sys, daemon, container);
    yield* removeContainer(sys, daemon, container, { force: false, volumes: false });
    ContainersDeleted.push(container.id);
    SpaceReclaimed += size;
  }
  daemon.events.log(sys, 'container', 'prune', '', { reclaimed: String(SpaceReclaimed) });
  yield* x.json(200, { ContainersDeleted: ContainersDeleted.length === 0 ? null : ContainersDeleted, SpaceReclaimed });
}

function* stats(c: Context): Task<void> {
  const { sys, x } = c;
  const container = found(c);
  if (!x.query.bool('stream', true)) return yield* x.json(200, yield* containerStats(sys, container, x.query.bool('one-shot')));
  yield* x.begin(200, 'application/json');
  while (!container.removed) {
    yield* x.write(`${JSON.stringify(yield* containerStats(sys, container, true))}\n`);
    yield* sys.sleep(1e9);
  }
  yield* x.end();
}

// ---- exec -------------------------------------------------------------------------------------------------------------------

function* createExec(c: Context): Task<void> {
  const body = (yield* jsonBody<ExecCreateRequest>(c, EXEC_CREATE)) ?? {};
  if ((body.Cmd ?? []).length === 0) throw invalid('No exec command specified');
  try {
    parseDetachKeys(body.DetachKeys ?? '');
  } catch (e) {
    if (e instanceof ApiError) throw system(`Invalid escape keys (${body.DetachKeys ?? ''}) provided`);
    throw e;
  }
  yield* c.x.json(201, { Id: yield* execCreate(c.sys, c.daemon, found(c), body) });
}

function* startExec(c: Context): Task<void> {
  const { sys, daemon, x, version } = c;
  const body = (yield* jsonBody<ExecStartRequest>(c, EXEC_START)) ?? {};
  const e = findExec(daemon, c.params[0]!);
  execCheck(e);
  const tty = e.request.Tty ?? false;
  if (body.Detach === true) {
    yield* execStart(sys, daemon, e, body.ConsoleSize ?? null);
    return yield* x.send(200, undefined, '');
  }
  const a = e.streams.attach(e.request.AttachStdout ?? false, e.request.AttachStderr ?? false);
  const early = yield* x.hijack(streamContentType(tty, version));
  try {
    yield* execStart(sys, daemon, e, body.ConsoleSize ?? null);
  } catch (err) {
    if (!(err instanceof ApiError)) throw err;
    // The connection is a raw stream by now: the message goes where the output would.
    yield* rawError(c, tty, err.message);
    return;
  }
  yield* serveAttached(x, e.streams, a, early, {
    tty,
    stdin: e.request.AttachStdin ?? false,
    stdinOnce: true,
    stdout: a.stdout,
    stderr: a.stderr,
    detachKeys: parseDetachKeys(e.request.DetachKeys ?? ''),
    onDetach: (s) => daemon.events.log(s, 'container', 'exec_detach', e.container.id, e.container.attributes({ execID: e.id })),
  });
}

function* rawError(c: Context, tty: boolean, message: string): Task<void> {
  const text = encodeUtf8(`${message}\r\n`);
  try {
    yield* c.x.write(tty ? text : frame('stdout', text));
  } catch (e) {
    if (!isSysError(e)) throw e;
  }
}

function* inspectExec(c: Context): Task<void> {
  yield* c.x.json(200, findExec(c.daemon, c.params[0]!).inspect());
}

function* resizeExec(c: Context): Task<void> {
  const { height, width } = dimensions(c);
  yield* execResize(c.sys, c.daemon, findExec(c.daemon, c.params[0]!), height, width);
  yield* c.x.send(200, undefined, '');
}

export const containerRoutes: readonly Route[] = [
  { method: 'GET', path: '/containers/json', handler: list },
  { method: 'POST', path: '/containers/create', handler: create },
  { method: 'POST', path: '/containers/prune', handler: prune },
  { method: 'GET', path: '/containers/{name:.*}/json', handler: inspect },
  { method: 'GET', path: '/containers/{name:.*}/top', handler: top },
  { method: 'GET', path: '/containers/{name:.*}/logs', handler: logs },
  { method: 'GET', path: '/containers/{name:.*}/changes', handler: changes },
  { method: 'GET', path: '/containers/{name:.*}/stats', handler: stats },
  { method: 'POST', path: '/containers/{name:.*}/resize', handler: resize },
  { method: 'POST', path: '/containers/{name:.*}/start', handler: start },
  { method: 'POST', path: '/containers/{name:.*}/stop', handler: stop },
  { method: 'POST', path: '/containers/{name:.*}/restart', handler: restart },
  { method: 'POST', path: '/containers/{name:.*}/kill', handler: kill },
  { method: 'POST', path: '/containers/{name:.*}/update', handler: update },
  { method: 'POST', path: '/containers/{name:.*}/rename', handler: rename },
  { method: 'POST', path: '/containers/{name:.*}/pause', handler: pause },
  { method: 'POST', path: '/containers/{name:.*}/unpause', handler: unpause },
  { method: 'POST', path: '/containers/{name:.*}/attach', handler: attach },
  { method: 'POST', path: '/containers/{name:.*}/wait', handler: wait },
  { method: 'DELETE', path: '/containers/{name:.*}', handler: remove },
  { method: 'POST', path: '/containers/{name:.*}/exec', handler: createExec },
  { method: 'POST', path: '/exec/{id}/start', handler: startExec },
  { method: 'POST', path: '/exec/{id}/resize', handler: resizeExec },
  { method: 'GET', path: '/exec/{id}/json', handler: inspectExec },
];
