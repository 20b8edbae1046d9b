/**
 * Records what a real Docker 28.5.2 answers to the requests in http.txt and messages.txt, in place. Lines that begin with `>>> ` are the requests.
 *
 *   node conformance/api/record.mjs --socket PATH --run 'COMMAND'
 *
 * http.txt holds raw bytes (\r, \n and \0 written so; `@half` closes the sending side) and the raw answer, with <EOF> when the engine closed the
 * connection and <open> when it did not. messages.txt holds `METHOD TARGET [BODY]` and the status with the body, and `!COMMAND` for a script on the engine's host, which COMMAND runs
 * (`... sh -c 'SCRIPT'`). Ids, times and addresses are replaced (normalise.mjs).
 */
import { execSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import net from 'node:net';
import { normaliseAnswer, rawRequest, target } from './normalise.mjs';

const option = (name) => process.argv[process.argv.indexOf(name) + 1];
const socketPath = option('--socket');

function raw(text) {
  const { bytes, half } = rawRequest(text);
  return new Promise((resolve) => {
    const s = net.connect({ path: socketPath, allowHalfOpen: true });
    let answer = '';
    let ended = false;
    s.on('data', (d) => (answer += d.toString('latin1')));
    s.on('end', () => (ended = true));
    s.on('error', () => (ended = true));
    s.write(bytes);
    if (half) s.end();
    setTimeout(() => {
      s.destroy();
      resolve(answer + (ended ? '<EOF>' : '<open>'));
    }, 400);
  });
}

function message(line) {
  if (line.startsWith('!')) {
    try {
      return execSync(`${option('--run')} sh -c ${JSON.stringify(`${line.slice(1)} 2>&1`)}`, { cwd: '/tmp', encoding: 'utf8' }).trimEnd();
    } catch (e) {
      return e.stdout.trimEnd();
    }
  }
  const [, method, path, body = ''] = /^(\S+) (\S+)(?: (.*))?$/.exec(line);
  const headers = { Host: 'docker', 'Content-Length': Buffer.byteLength(body), ...(body === '' ? {} : { 'Content-Type': 'application/json' }) };
  return new Promise((resolve, reject) => {
    const q = http.request({ socketPath, method, path: target(path), headers, agent: false }, (r) => {
      let text = '';
      r.setEncoding('utf8').on('data', (d) => (text += d)).on('end', () => resolve(`${r.statusCode} ${text}`.trimEnd()));
    });
    q.on('error', reject).end(body);
  });
}

for (const [file, ask] of [['http.txt', raw], ['messages.txt', message]]) {
  const path = new URL(file, import.meta.url);
  let out = '';
  for (const line of readFileSync(path, 'utf8').split('\n')) {
    if (line.startsWith('#')) out += `${line}\n`;
    if (!line.startsWith('>>> ')) continue;
    out += `${line}\n${normaliseAnswer(await ask(line.slice(4)))}\n`;
  }
  writeFileSync(path, out);
}
