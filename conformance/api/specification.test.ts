/**
 * Every route and method of the Engine API v1.51 answers in the shape of the specification: one success where there can be one, and errors. A route that
 * is not asked here fails the last test.
 */
import { describe, expect, test } from 'vitest';
import { ApiHost } from '../../src/engine/docker/testing/api.ts';
import type { Answer } from '../../src/engine/docker/testing/api.ts';
import { problems, routes, specification } from './specification.ts';

const host = new ApiHost();
const asked = new Set<string>();

/** Ask, and compare the answer with the specification; `route` is how the specification writes the target. */
function ask(status: number, route: string, target = route.split(' ')[1]!, body?: unknown): Answer {
  asked.add(route);
  const answer = host.request(route.split(' ')[0]!, target.replace(/[{}"|<>[\] ]/g, encodeURIComponent), body);
  const isJson = (answer.headers['content-type'] ?? '').startsWith('application/json');
  const found = isJson && answer.text !== '' ? problems(route, answer.status, answer.json) : answer.status >= 400 && route !== 'HEAD /containers/{id}/archive' && !answer.headers['content-type']?.includes('raw-stream') ? [`an error without JSON: ${answer.text}`] : [];
  expect({ route, target, status: answer.status, found, ...(answer.status === status ? {} : { text: answer.text }) }).toEqual({ route, target, status, found: [] });
  return answer;
}

/** A build context with a Dockerfile. */
function dockerfileTar(text: string): Uint8Array {
  const data = new TextEncoder().encode(text);
  const tar = new Uint8Array(512 + 512 + 1024);
  const put = (at: number, value: string): void => tar.set(new TextEncoder().encode(value), at);
  put(0, 'Dockerfile');
  put(100, '0000644\0');
  put(124, `${data.length.toString(8).padStart(11, '0')}\0`);
  put(148, '        ');
  put(156, '0');
  put(257, 'ustar\x0000');
  put(148, `${tar.subarray(0, 512).reduce((n, b) => n + b, 0).toString(8).padStart(6, '0')}\0 `);
  tar.set(data, 512);
  return tar;
}

const idOf = (a: Answer): string => (a.json as { Id: string }).Id;

describe(`Engine API ${specification.version}`, () => {
  test('system', () => {
    ask(200, 'GET /_ping');
    ask(200, 'HEAD /_ping');
    ask(200, 'GET /version');
    ask(200, 'GET /info');
    ask(200, 'GET /system/df');
    ask(400, 'GET /system/df', '/system/df?type=x');
    ask(500, 'POST /auth', '/auth', 'x');
    ask(400, 'GET /events', '/events?since=10&until=5');
  });

  test('containers', () => {
    const config = {
      Image: 'busybox', Cmd: ['sh', '-c', 'echo hi; touch /new; sleep 1000'], Labels: { a: 'b' }, ExposedPorts: { '80/tcp': {} }, Healthcheck: { Test: ['CMD', 'true'], Interval: 1e8 }, Volumes: { '/anonymous': {} }, OpenStdin: true,
      HostConfig: { Memory: 64 << 20, NanoCpus: 5e8, Binds: ['named:/n', '/tmp:/t:ro'], Tmpfs: { '/tmpfs': '' }, Mounts: [{ Type: 'tmpfs', Target: '/u', TmpfsOptions: { SizeBytes: 1048576 } }], Ulimits: [{ Name: 'nofile', Soft: 1024, Hard: 1024 }], RestartPolicy: { Name: 'on-failure', MaximumRetryCount: 2 }, LogConfig: { Type: 'json-file', Config: { 'max-size': '1m' } }, Devices: [{ PathOnHost: '/dev/null', PathInContainer: '/dev/x', CgroupPermissions: 'rwm' }], ExtraHosts: ['h:1.2.3.4'], CapAdd: ['NET_ADMIN'] },
      NetworkingConfig: { EndpointsConfig: { bridge: { Aliases: null } } },
    };
    const id = idOf(ask(201, 'POST /containers/create', '/containers/create?name=c1', config));
    ask(400, 'POST /containers/create', '/containers/create', { Image: 'busybox', HostConfig: { Memory: 'x' } });
    ask(404, 'POST /containers/create', '/containers/create', { Image: 'nope', Cmd: ['x'] });
    ask(409, 'POST /containers/create', '/containers/create?name=c1', { Image: 'busybox' });
    ask(200, 'GET /containers/{id}/json', `/containers/${id}/json?size=1`);
    ask(204, 'POST /containers/{id}/start', '/containers/c1/start');
    ask(304, 'POST /containers/{id}/start', '/containers/c1/start');
    host.pass(0.5, () => false);
    ask(200, 'GET /containers/json', '/containers/json?all=1&size=1');
    ask(200, 'GET /containers/json', '/containers/json?filters={"health":["healthy"],"volume":["named"],"network":["bridge"],"label":["a=b"],"status":["running"],"expose":["80"]}');
    ask(400, 'GET /containers/json', '/containers/json?filters={"x":["y"]}');
    ask(200, 'GET /containers/{id}/json', '/containers/c1/json');
    ask(404, 'GET /containers/{id}/json', '/containers/nope/json');
    ask(200, 'GET /containers/{id}/top', '/containers/c1/top');
    ask(404, 'GET /containers/{id}/top', '/containers/nope/top');
    ask(200, 'GET /containers/{id}/logs', '/containers/c1/logs?stdout=1&timestamps=1&tail=1');
    ask(400, 'GET /containers/{id}/logs', '/containers/c1/logs');
    ask(404, 'GET /containers/{id}/logs', '/containers/nope/logs?stdout=1');
    ask(200, 'GET /containers/{id}/changes', '/containers/c1/changes');
    ask(404, 'GET /containers/{id}/changes', '/containers/nope/changes');
    ask(200, 'GET /containers/{id}/stats', '/containers/c1/stats?stream=0');
    ask(200, 'GET /containers/{id}/stats', '/containers/c1/stats?stream=0&one-shot=1');
    ask(404, 'GET /containers/{id}/stats', '/containers/nope/stats');
    ask(200, 'POST /containers/{id}/update', '/containers/c1/update', { CpuShares: 512 });
    ask(404, 'POST /containers/{id}/update', '/containers/nope/update', {});
    ask(200, 'POST /containers/{id}/resize', '/containers/c1/resize?h=10&w=20');
    ask(400, 'POST /containers/{id}/resize', '/containers/c1/resize?h=x&w=20');
    ask(204, 'POST /containers/{id}/pause', '/containers/c1/pause');
    ask(409, 'POST /containers/{id}/pause', '/containers/c1/pause');
    ask(204, 'POST /containers/{id}/unpause', '/containers/c1/unpause');
    ask(500, 'POST /containers/{id}/unpause', '/containers/c1/unpause');
    ask(204, 'POST /containers/{id}/rename', '/containers/c1/rename?name=c2');
    ask(404, 'POST /containers/{id}/rename', '/containers/nope/rename?name=c3');
    ask(404, 'POST /containers/{id}/attach', '/containers/nope/attach');
    ask(404, 'GET /containers/{id}/attach/ws', '/containers/nope/attach/ws');
    ask(200, 'HEAD /containers/{id}/archive', '/containers/c2/archive?path=/etc');
    ask(404, 'HEAD /containers/{id}/archive', '/containers/c2/archive?path=/nope');
    const archive = ask(200, 'GET /containers/{id}/archive', '/containers/c2/archive?path=/etc/hostname');
    ask(404, 'GET /containers/{id}/archive', '/containers/c2/archive?path=/nope');
    ask(200, 'PUT /containers/{id}/archive', '/containers/c2/archive?path=/tmp', archive.body);
    ask(404, 'PUT /containers/{id}/archive', '/containers/c2/archive?path=/nope', archive.body);
    ask(200, 'GET /containers/{id}/export', '/containers/c2/export');
    ask(404, 'GET /containers/{id}/export', '/containers/nope/export');
    ask(204, 'POST /containers/{id}/restart', '/containers/c2/restart?t=0');
    ask(404, 'POST /containers/{id}/restart', '/containers/nope/restart');
    ask(204, 'POST /containers/{id}/kill', '/containers/c2/kill?signal=WINCH');
    ask(404, 'POST /containers/{id}/kill', '/containers/nope/kill');
    ask(409, 'DELETE /containers/{id}', '/containers/c2');
    ask(204, 'POST /containers/{id}/stop', '/containers/c2/stop?t=0');
    ask(304, 'POST /containers/{id}/stop', '/containers/c2/stop');
    ask(409, 'POST /containers/{id}/kill', '/containers/c2/kill');
    ask(200, 'POST /containers/{id}/wait', '/containers/c2/wait');
    ask(404, 'POST /containers/{id}/wait', '/containers/nope/wait');
    ask(201, 'POST /commit', '/commit?container=c2&repo=made', {});
    ask(404, 'POST /commit', '/commit?container=nope', {});
    ask(204, 'DELETE /containers/{id}', '/containers/c2?v=1');
    ask(404, 'DELETE /containers/{id}', '/containers/c2');
    ask(200, 'POST /containers/prune');
    ask(400, 'POST /containers/prune', '/containers/prune?filters={"until":["x"]}');
  });

  test('exec', () => {
    ask(201, 'POST /containers/create', '/containers/create?name=ee', { Image: 'busybox', Cmd: ['sleep', '1000'] });
    ask(409, 'POST /containers/{id}/exec', '/containers/ee/exec', { Cmd: ['true'] });
    ask(204, 'POST /containers/{id}/start', '/containers/ee/start');
    const id = idOf(ask(201, 'POST /containers/{id}/exec', '/containers/ee/exec', { Cmd: ['sleep', '1000'], Tty: true, Env: ['A=b'] }));
    ask(404, 'POST /containers/{id}/exec', '/containers/nope/exec', { Cmd: ['true'] });
    ask(200, 'POST /exec/{id}/start', `/exec/${id}/start`, { Detach: true, Tty: true });
    ask(404, 'POST /exec/{id}/start', '/exec/nope/start', {});
    ask(409, 'POST /exec/{id}/start', `/exec/${id}/start`, {});
    ask(200, 'POST /exec/{id}/resize', `/exec/${id}/resize?h=10&w=20`);
    ask(404, 'POST /exec/{id}/resize', '/exec/nope/resize?h=10&w=20');
    ask(200, 'GET /exec/{id}/json', `/exec/${id}/json`);
    ask(404, 'GET /exec/{id}/json', '/exec/nope/json');
    ask(204, 'DELETE /containers/{id}', '/containers/ee?force=1');
  });

  test('images', () => {
    ask(200, 'GET /images/json', '/images/json?all=1&digests=1');
    ask(400, 'GET /images/json', '/images/json?filters={"x":["y"]}');
    ask(200, 'GET /images/{name}/json', '/images/busybox/json');
    ask(404, 'GET /images/{name}/json', '/images/nope/json');
    ask(200, 'GET /images/{name}/history', '/images/busybox/history');
    ask(404, 'GET /images/{name}/history', '/images/nope/history');
    ask(201, 'POST /images/{name}/tag', '/images/busybox/tag?repo=other&tag=1');
    ask(404, 'POST /images/{name}/tag', '/images/nope/tag?repo=other');
    ask(400, 'POST /images/create', '/images/create?fromImage=BAD');
    ask(200, 'POST /images/{name}/push', '/images/nope/push');
    const saved = ask(200, 'GET /images/{name}/get', '/images/busybox/get');
    ask(404, 'GET /images/{name}/get', '/images/nope/get');
    ask(200, 'GET /images/get', '/images/get?names=busybox');
    ask(404, 'GET /images/get', '/images/get?names=nope');
    ask(200, 'POST /images/load', '/images/load?quiet=1', saved.body);
    ask(200, 'POST /build', '/build?t=built', dockerfileTar('FROM busybox\nLABEL a=b\n'));
    ask(400, 'GET /images/search', '/images/search?term=x&limit=1000');
    ask(400, 'GET /distribution/{name}/json', '/distribution/BAD/json');
    ask(200, 'DELETE /images/{name}', '/images/other:1');
    ask(404, 'DELETE /images/{name}', '/images/nope');
    ask(200, 'POST /images/prune');
    ask(400, 'POST /images/prune', '/images/prune?filters={"x":["y"]}');
    ask(200, 'POST /build/prune');
    ask(400, 'POST /build/prune', '/build/prune?filters={"x":["y"]}');
    ask(400, 'POST /session');
  });

  test('volumes', () => {
    ask(201, 'POST /volumes/create', '/volumes/create', { Name: 'v1', Labels: { a: 'b' } });
    ask(201, 'POST /volumes/create', '/volumes/create', { Name: 'v2', DriverOpts: { type: 'tmpfs', device: 'tmpfs', o: 'size=1m' } });
    ask(400, 'POST /volumes/create', '/volumes/create', { Name: '!' });
    ask(200, 'GET /volumes');
    ask(400, 'GET /volumes', '/volumes?filters={"x":["y"]}');
    ask(200, 'GET /volumes/{name}', '/volumes/v2');
    ask(404, 'GET /volumes/{name}', '/volumes/nope');
    ask(503, 'PUT /volumes/{name}', '/volumes/v1?version=1', {});
    ask(204, 'DELETE /volumes/{name}', '/volumes/v1');
    ask(404, 'DELETE /volumes/{name}', '/volumes/v1');
    ask(200, 'POST /volumes/prune', '/volumes/prune?filters={"all":["1"]}');
    ask(400, 'POST /volumes/prune', '/volumes/prune?filters={"x":["y"]}');
    ask(200, 'GET /system/df');
  });

  test('networks', () => {
    ask(200, 'GET /networks');
    ask(400, 'GET /networks', '/networks?filters={"x":["y"]}');
    ask(201, 'POST /networks/create', '/networks/create', { Name: 'n1', Labels: { a: 'b' }, IPAM: { Config: [{ Subnet: '10.9.0.0/24' }] } });
    ask(400, 'POST /networks/create', '/networks/create', {});
    ask(201, 'POST /containers/create', '/containers/create?name=nn', { Image: 'busybox', Cmd: ['sleep', '1000'] });
    ask(204, 'POST /containers/{id}/start', '/containers/nn/start');
    ask(200, 'POST /networks/{id}/connect', '/networks/n1/connect', { Container: 'nn', EndpointConfig: { Aliases: ['x'] } });
    ask(404, 'POST /networks/{id}/connect', '/networks/nope/connect', { Container: 'nn' });
    ask(200, 'GET /networks/{id}', '/networks/n1?verbose=1');
    ask(404, 'GET /networks/{id}', '/networks/nope');
    ask(200, 'GET /containers/{id}/json', '/containers/nn/json');
    ask(200, 'GET /containers/json');
    ask(200, 'POST /networks/{id}/disconnect', '/networks/n1/disconnect', { Container: 'nn' });
    ask(404, 'POST /networks/{id}/disconnect', '/networks/nope/disconnect', { Container: 'nn' });
    ask(204, 'DELETE /networks/{id}', '/networks/n1');
    ask(404, 'DELETE /networks/{id}', '/networks/n1');
    ask(403, 'DELETE /networks/{id}', '/networks/bridge');
    ask(200, 'POST /networks/prune');
    ask(400, 'POST /networks/prune', '/networks/prune?filters={"x":["y"]}');
    ask(204, 'DELETE /containers/{id}', '/containers/nn?force=1');
  });

  test('what an engine outside a swarm answers', () => {
    for (const kind of ['services', 'nodes', 'tasks', 'secrets', 'configs']) {
      ask(503, `GET /${kind}`);
      ask(503, `GET /${kind}/{id}`, `/${kind}/x`);
    }
    for (const kind of ['services', 'secrets', 'configs']) ask(503, `POST /${kind}/create`, `/${kind}/create`, {});
    for (const kind of ['services', 'nodes', 'secrets', 'configs']) {
      ask(503, `DELETE /${kind}/{id}`, `/${kind}/x`);
      ask(503, `POST /${kind}/{id}/update`, `/${kind}/x/update?version=1`, {});
      ask(400, `POST /${kind}/{id}/update`, `/${kind}/x/update`, {});
    }
    for (const kind of ['services', 'tasks']) ask(503, `GET /${kind}/{id}/logs`, `/${kind}/x/logs?stdout=1`);
    ask(503, 'GET /swarm');
    ask(503, 'GET /swarm/unlockkey');
    ask(503, 'POST /swarm/unlock', '/swarm/unlock', {});
    ask(503, 'POST /swarm/update', '/swarm/update?version=1', {});
    ask(503, 'POST /swarm/leave');
    ask(501, 'POST /swarm/init', '/swarm/init', {});
    ask(400, 'POST /swarm/join', '/swarm/join', {});
  });

  test('plugins of an engine without any', () => {
    ask(200, 'GET /plugins');
    ask(200, 'GET /plugins/privileges', '/plugins/privileges?remote=x');
    ask(404, 'GET /plugins/{name}/json', '/plugins/x/json');
    ask(404, 'DELETE /plugins/{name}', '/plugins/x');
    ask(404, 'POST /plugins/{name}/enable', '/plugins/x/enable?timeout=1');
    for (const verb of ['disable', 'push'] as const) ask(404, `POST /plugins/{name}/${verb}`, `/plugins/x/${verb}`);
    ask(404, 'POST /plugins/{name}/upgrade', '/plugins/x/upgrade?remote=y', []);
    ask(404, 'POST /plugins/{name}/set', '/plugins/x/set', []);
    ask(501, 'POST /plugins/pull', '/plugins/pull?remote=x', []);
    ask(500, 'POST /plugins/create');
  });

  test('events', () => {
    asked.add('GET /events');
    const lines = host.request('GET', `/events?since=0&until=${Date.parse(host.request('GET', '/_ping').headers['date']!) / 1000 + 1}`).text;
    expect(lines.length).toBeGreaterThan(0);
    for (const line of lines.trimEnd().split('\n')) {
      // the first three are of an older API: the engine still writes them, the specification has them no more
      const { status, id, from, ...event } = JSON.parse(line) as Record<string, unknown>;
      expect([status ?? '', id ?? '', from ?? ''].every((v) => typeof v === 'string')).toBe(true);
      expect(problems('GET /events', 200, event)).toEqual([]);
    }
  });

  test('every route of the specification was asked', () => {
    expect(routes.filter((r) => !asked.has(r))).toEqual([]);
  });
});
