/** The bridge from the page: a client that is no part of the page drives the tab's world, and the page shows it. */
import { execFile } from 'node:child_process';
import { request } from 'node:http';
import { connect } from 'node:net';
import { promisify } from 'node:util';
import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { findClient } from '../conformance/bridge/client.ts';
import { card, openPage, run } from './harness.ts';

/** Switch the bridge on; the address for DOCKER_HOST, from the clipboard. */
async function switchOn(page: Page): Promise<string> {
  await page.getByRole('button', { name: 'Real clients' }).click();
  expect(await page.getByRole('switch').isChecked()).toBe(false);
  await page.getByRole('switch').check();
  await page.getByRole('dialog').getByRole('button', { name: 'Copy' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Copied' }).waitFor();
  const line = await page.evaluate(() => navigator.clipboard.readText());
  const host = /^export DOCKER_HOST=(tcp:\/\/127\.0\.0\.1:\d+)$/.exec(line)?.[1];
  if (host === undefined) throw new Error(`copied: ${line}`);
  return host;
}

/** One request; status and body. */
function ask(host: string, method: string, path: string, body?: object): Promise<{ status: number; body: string }> {
  const { hostname, port } = new URL(host.replace('tcp:', 'http:'));
  const text = body === undefined ? '' : JSON.stringify(body);
  return new Promise((done, fail) => {
    const sent = request({ hostname, port, method, path, agent: false, headers: { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) } }, (response) => {
      const parts: Buffer[] = [];
      response.on('data', (part: Buffer) => parts.push(part)).on('end', () => done({ status: response.statusCode ?? 0, body: Buffer.concat(parts).toString() }));
    });
    sent.on('error', fail).end(text);
  });
}

it('lets a client drive the host, shows what it does, and ends with the switch', async () => {
  const page = await openPage();
  await run(page, 'docker pull -q busybox');
  const host = await switchOn(page);
  expect(await ask(host, 'GET', '/_ping')).toEqual({ status: 200, body: 'OK' });
  const made = await ask(host, 'POST', '/v1.51/containers/create?name=guest', { Image: 'busybox', Cmd: ['sh', '-c', 'yes | head -c 3000000; sleep 1000'] });
  expect(made.status).toBe(201);
  expect((await ask(host, 'POST', '/v1.51/containers/guest/start')).status).toBe(204);
  await page.keyboard.press('Escape');
  await card(page, 'Container guest').waitFor();
  await expect.poll(async () => (await ask(host, 'GET', '/v1.51/containers/guest/logs?stdout=1&tail=all')).body.length, { timeout: 20_000 }).toBe(1_500_000 * 10);

  const follower = connect(Number(new URL(host.replace('tcp:', 'http:')).port), '127.0.0.1');
  follower.write('GET /events HTTP/1.1\r\nHost: x\r\n\r\n');
  await page.getByRole('button', { name: 'Real clients' }).click();
  await page.getByText('1 connection').waitFor();
  follower.destroy();
  await page.getByText('No connection at present').waitFor();
  await page.getByRole('switch').uncheck();
  await page.getByText('export DOCKER_HOST').waitFor({ state: 'detached' });
  await expect(ask(host, 'GET', '/_ping')).rejects.toThrow('ECONNREFUSED');
});

it('goes off with the tab, and a reloaded tab has what the client did', async () => {
  const page = await openPage();
  await run(page, 'docker pull -q busybox');
  const host = await switchOn(page);
  const open = connect(Number(new URL(host.replace('tcp:', 'http:')).port), '127.0.0.1');
  open.on('error', () => undefined);
  open.write('GET /events HTTP/1.1\r\nHost: x\r\n\r\n');
  expect((await ask(host, 'POST', '/v1.51/containers/create?name=guest', { Image: 'busybox', Cmd: ['true'] })).status).toBe(201);
  await page.keyboard.press('Escape');
  await card(page, 'Container guest').waitFor();
  await page.waitForTimeout(400);
  await page.reload();
  await card(page, 'Container guest').waitFor();
  await expect(ask(host, 'GET', '/_ping')).rejects.toThrow('ECONNREFUSED');
  expect((await ask(await switchOn(page), 'GET', '/v1.51/containers/guest/json')).status).toBe(200);
});

it('is offered to its own page alone, once, and to one tab', async () => {
  const page = await openPage();
  const base = new URL(page.url());
  const own = { host: base.host, origin: base.origin };
  const post = (headers: Record<string, string>, method = 'POST'): Promise<number> =>
    new Promise((done, fail) => {
      request({ hostname: base.hostname, port: base.port, path: '/bridge', method, agent: false, headers }, (response) => {
        response.resume();
        done(response.statusCode ?? 0);
      }).on('error', fail).end();
    });
  expect([
    await post({ host: base.host }),
    await post({ ...own, origin: 'http://example.com' }),
    await post({ ...own, host: 'glasshull.example.com' }),
    await post({ ...own, 'sec-fetch-site': 'cross-site' }),
    await post(own, 'GET'),
    await post(own),
  ]).toEqual([403, 403, 403, 403, 405, 200]);
  const upgrade = (path: string, headers: Record<string, string>): Promise<number> =>
    new Promise((done, fail) => {
      const sent = request({ hostname: base.hostname, port: base.port, path, agent: false, headers: { connection: 'Upgrade', upgrade: 'websocket', 'sec-websocket-version': '13', 'sec-websocket-key': 'AAAAAAAAAAAAAAAAAAAAAA==', ...headers } });
      sent.on('response', (response) => done(response.statusCode ?? 0)).on('upgrade', () => done(101)).on('error', fail).end();
    });
  expect([await upgrade('/bridge?token=guess', own), await upgrade('/bridge', own), await upgrade('/bridge?token=guess', { host: base.host, origin: 'http://example.com' }), await upgrade('/', own)]).toEqual([403, 403, 403, 404]);
  await switchOn(page);
  expect(await post(own)).toBe(409);
});

const client = findClient();
it.skipIf('missing' in client)(`takes the real docker client${'missing' in client ? ` (skipped: ${client.missing})` : ''}`, async () => {
  if ('missing' in client) return;
  const page = await openPage();
  await run(page, 'docker pull -q busybox');
  const env = { ...process.env, DOCKER_HOST: await switchOn(page), DOCKER_CONFIG: '/nonexistent' };
  await page.keyboard.press('Escape');
  const docker = async (...args: string[]): Promise<string> => (await promisify(execFile)(client.docker, args, { env })).stdout;
  expect(await docker('run', '--name', 'guest', 'busybox', 'echo', 'from outside')).toBe('from outside\n');
  await card(page, 'Container guest').waitFor();
  expect(await docker('ps', '-a', '--format', '{{.Names}} {{.Status}}')).toMatch(/^guest Exited \(0\) /);
});
