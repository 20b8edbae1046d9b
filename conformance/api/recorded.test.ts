/** Recorded answers of a real dockerd (http.txt, messages.txt; see record.mjs), replayed against the simulated one. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { ApiHost } from '../../src/engine/docker/testing/api.ts';
import { normaliseAnswer, rawRequest, target } from './normalise.mjs';

/** Requests whose answers differ, with the reason. One that agrees must leave the list. */
const KNOWN: Readonly<Record<string, string>> = {
  'POST /containers/x/start HTTP/1.1\\r\\nHost: x\\r\\nExpect: 100-continue\\r\\nContent-Type: application/json\\r\\nContent-Length: 2\\r\\n\\r\\n': 'the real server waits half a second before it closes',
  'GET /containers/api-1/top?ps_args=-Z9': "the ps of the recording's host is newer than Debian 12's, and its first line of complaint is empty",
};

function cases(file: string): { readonly request: string; readonly answer: string }[] {
  const blocks = readFileSync(new URL(file, import.meta.url), 'utf8').split(/^>>> /m).slice(1);
  return blocks.map((b) => ({ request: b.slice(0, b.indexOf('\n')), answer: b.slice(b.indexOf('\n') + 1).trimEnd() }));
}

function compare(file: string, ask: (host: ApiHost, request: string) => string): void {
  const host = new ApiHost();
  const wrong: { request: string; real: string; ours: string }[] = [];
  for (const { request, answer } of cases(file)) {
    const ours = normaliseAnswer(ask(host, request));
    if ((ours === answer) === (KNOWN[request] !== undefined)) wrong.push({ request, real: answer, ours });
  }
  expect(wrong).toEqual([]);
}

test('HTTP is spoken as the real server speaks it', () => {
  compare('http.txt', (host, request) => {
    const { half, bytes } = rawRequest(request);
    return host.raw(bytes, { half });
  });
});

test('requests get the status and the message of the real engine', () => {
  compare('messages.txt', (host, request) => {
    if (request.startsWith('!')) return host.run(`${request.slice(1)} 2>&1`).replaceAll('\r', '').trimEnd();
    const [, method = '', path = '', body] = /^(\S+) (\S+)(?: (.*))?$/.exec(request) ?? [];
    const answer = host.request(method, target(path), body);
    return `${answer.status} ${answer.text}`.trimEnd();
  });
});

test('daemon.json is checked as the real daemon checks it', () => {
  const host = new ApiHost();
  const list = cases('daemon-json.txt');
  const script = list.map(({ request }) => `printf '%s' '${request}' >/tmp/FILE; cd /tmp; dockerd --validate --config-file FILE 2>&1`).join('\n');
  expect(host.run(script).replaceAll('\r', '').trimEnd().split('\n')).toEqual(list.map((c) => c.answer));
});
