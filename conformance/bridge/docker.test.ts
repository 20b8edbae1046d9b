/** The real docker client 28.5.2 and Compose 2.40 against a bridged world; skipped, saying why, where this machine has none. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findClient } from './client.ts';
import type { RealClient } from './client.ts';
import { startBridge } from './harness.ts';
import type { Bridge } from './harness.ts';
import { Client, HAS_SCRIPT } from './run.ts';

const found = findClient();
const missing = 'missing' in found ? found.missing : undefined;
const because = (reason: string | undefined): string => (reason === undefined ? '' : ` (skipped: ${reason})`);

describe.skipIf(missing !== undefined)(`the real docker client${because(missing)}`, () => {
  const client = found as RealClient;
  let bridge: Bridge;
  let docker: Client;
  beforeAll(async () => {
    bridge = await startBridge(['--images', 'busybox,nginx']);
    docker = new Client(client, bridge);
  });
  afterAll(async () => {
    await bridge.stop();
    expect(bridge.said()).toBe('');
  });

  it('agrees with the engine on versions and the time', async () => {
    expect(await docker.ok('version', '--format', '{{.Client.APIVersion}} {{.Server.APIVersion}} {{.Server.Version}}')).toBe('1.51 1.51 28.5.2\n');
    await docker.ok('create', '--name', 'now', 'busybox');
    expect(await docker.ok('ps', '-a', '--format', '{{.Names}} {{.CreatedAt}} {{.RunningFor}}')).toMatch(new RegExp(`^now ${new Date().toISOString().slice(0, 13).replace('T', ' ')}.* (Less than a|\\d) seconds? ago\\n$`));
    await docker.ok('rm', 'now');
  });

  it('runs with pipes, streams apart, exit codes and errors', async () => {
    expect(await docker.run(['run', '--rm', '-i', 'busybox', 'sh', '-c', 'tr a-z A-Z; echo err >&2; exit 4'], { input: 'abc\n' })).toEqual({ stdout: 'ABC\n', stderr: 'err\n', code: 4 });
    const long = 'line of input\n'.repeat(100_000);
    expect((await docker.run(['run', '--rm', '-i', 'busybox', 'md5sum'], { input: long })).stdout).toBe((await docker.run(['run', '--rm', '-i', 'busybox', 'sh', '-c', 'cat | md5sum'], { input: long })).stdout);
    expect(await docker.run(['run', '--rm', 'busybox', 'nosuch'])).toEqual({
      stdout: '',
      stderr: 'docker: Error response from daemon: failed to create task for container: failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: error during container init: exec: "nosuch": executable file not found in $PATH\n\nRun \'docker run --help\' for more information\n',
      code: 127,
    });
  });

  it('follows logs, hears events and measures', async () => {
    await docker.ok('run', '-d', '--name', 'talk', 'busybox', 'sh', '-c', 'i=0; while :; do echo line $i; i=$((i+1)); sleep 0.1; done');
    const logs = await docker.run(['logs', '-f', 'talk'], { until: (text) => text.split('\n').length > 4 });
    expect(logs.stdout.split('\n').slice(0, 4)).toEqual(['line 0', 'line 1', 'line 2', 'line 3']);
    const events = docker.run(['events', '--filter', 'container=talk', '--format', '{{.Action}}'], { until: (text) => text.includes('destroy') });
    expect(await docker.ok('stats', '--no-stream', '--format', '{{.Name}} {{.PIDs}}')).toBe('talk 2\n');
    const stats = await docker.run(['stats', '--format', '{{.Name}}', 'talk'], { until: (text) => text.split('talk').length > 3 });
    expect(stats.stdout).toContain('talk');
    expect(await docker.ok('top', 'talk', '-o', 'pid,args')).toMatch(/^PID +COMMAND\n\d+ +sh -c i=0/);
    await docker.ok('rm', '-f', 'talk');
    expect((await events).stdout).toBe('kill\ndie\ndestroy\n');
  });

  it('executes, copies both ways and shows the difference', async () => {
    await docker.ok('run', '-d', '--name', 'work', 'busybox', 'sleep', '1000');
    expect(await docker.run(['exec', '-i', '-e', 'X=1', '-w', '/tmp', 'work', 'sh', '-c', 'cat; echo $X $PWD; exit 9'], { input: 'in\n' })).toEqual({ stdout: 'in\n1 /tmp\n', stderr: '', code: 9 });
    const [here, back] = [join(bridge.dir, 'tree'), join(bridge.dir, 'back')];
    mkdirSync(join(here, 'sub'), { recursive: true });
    writeFileSync(join(here, 'sub', 'file'), 'copied\n');
    expect((await docker.run(['cp', here, 'work:/opt'])).code).toBe(0);
    expect(await docker.ok('exec', 'work', 'cat', '/opt/sub/file')).toBe('copied\n');
    expect((await docker.run(['cp', 'work:/opt', back])).code).toBe(0);
    expect(readFileSync(join(back, 'sub', 'file'), 'utf8')).toBe('copied\n');
    expect((await docker.run(['cp', 'work:/nowhere', back])).stderr).toBe('Error response from daemon: Could not find the file /nowhere in container work\n');
    expect((await docker.ok('diff', 'work')).split('\n').sort().join(' ').trim()).toBe('A /opt A /opt/sub A /opt/sub/file');
    const waited = docker.ok('wait', 'work');
    await docker.ok('stop', '-t', '0', 'work');
    expect(await waited).toBe('137\n');
    await docker.ok('rm', 'work');
  });

  it('pulls, and builds with the classic builder', async () => {
    expect((await docker.ok('pull', 'alpine')).split('\n').at(-3)).toBe('Status: Downloaded newer image for alpine:latest');
    const context = join(bridge.dir, 'context');
    mkdirSync(context);
    writeFileSync(join(context, 'Dockerfile'), 'FROM alpine\nARG WHO=nobody\nCOPY greeting /\nRUN echo "$WHO" >> /greeting\nENTRYPOINT ["cat"]\nCMD ["/greeting"]\n');
    writeFileSync(join(context, 'greeting'), 'hello\n');
    const built = await docker.run(['build', '-t', 'greeter', '--build-arg', 'WHO=world', context], { env: { DOCKER_BUILDKIT: '0' } });
    expect([built.code, built.stdout.split('\n').at(-2)]).toEqual([0, 'Successfully tagged greeter:latest']);
    expect(await docker.ok('run', '--rm', 'greeter')).toBe('hello\nworld\n');
    const failed = await docker.run(['build', '-'], { input: 'FROM alpine\nRUN exit 3\n', env: { DOCKER_BUILDKIT: '0' } });
    expect([failed.code, failed.stderr.split('\n').at(-2)]).toEqual([3, "The command '/bin/sh -c exit 3' returned a non-zero code: 3"]);
  });

  it.skipIf(!HAS_SCRIPT)(`has a terminal: resizes, detaches, attaches, interrupts${because(HAS_SCRIPT ? undefined : 'there is no script(1) to make a terminal')}`, async () => {
    const first = docker.terminal('run', '-ti', '--name', 'tty', 'busybox', 'sh');
    await first.see('/ # ');
    first.type('stty size\r');
    await first.see('\r\n30 100\r\n');
    first.resize(44, 133);
    await first.see('/ # ');
    for (let n = 0; n < 50 && !first.showed('\r\n44 133\r\n'); n++) {
      first.type('stty size\r');
      await first.see('/ # ');
    }
    expect(first.showed('\r\n44 133\r\n')).toBe(true);
    first.type('\x10\x11');
    expect(await first.ended).toBe(0);
    expect(await docker.ok('ps', '--format', '{{.Names}}')).toBe('tty\n');
    const second = docker.terminal('attach', '--detach-keys', 'ctrl-x,x', 'tty');
    second.type('echo attached again\r');
    await second.see('\r\nattached again\r\n');
    second.type('sleep 100\r');
    await second.see('sleep 100\r');
    second.type('\x03');
    await second.see('^C\r\n');
    second.type('\x18x');
    await second.ended;
    const third = docker.terminal('exec', '-ti', 'tty', 'sh', '-c', 'tty; stty size; read x; exit 6');
    await third.see('/dev/pts/');
    await third.see('30 100\r\n');
    third.type('\r');
    expect(await third.ended).toBe(6);
    await docker.ok('rm', '-f', 'tty');
  });

  const noCompose = missing === undefined && client.plugins === undefined ? client.composeMissing : undefined;
  it.skipIf(noCompose !== undefined)(`takes Compose: two services, a network, a volume and a published port${because(noCompose)}`, async () => {
    const cwd = join(bridge.dir, 'shop');
    mkdirSync(cwd);
    writeFileSync(
      join(cwd, 'compose.yaml'),
      `services:
  web:
    image: nginx
    command: sh -c 'echo web is up; exec nginx -g "daemon off;"'
    volumes: [data:/usr/share/nginx/html]
    ports: ["18080:80"]
  job:
    image: busybox
    command: sh -c 'echo page > /data/page; sleep 1000'
    depends_on: [web]
    volumes: [data:/data]
networks:
  default:
    name: shop_net
volumes:
  data:
`,
    );
    const compose = (...args: string[]): ReturnType<Client['run']> => docker.run(['compose', '--progress', 'plain', ...args], { cwd });
    const up = await compose('up', '-d');
    expect([up.code, up.stderr.split('\n').filter((line) => /Started|Error/.test(line)).map((line) => line.trim())]).toEqual([0, ['Container shop-web-1  Started', 'Container shop-job-1  Started']]);
    expect((await compose('ps', '--format', '{{.Name}} {{.State}} {{.Ports}}')).stdout.split('\n').sort().join('\n')).toMatch(/^\nshop-job-1 running \nshop-web-1 running 0\.0\.0\.0:18080->80\/tcp/);
    expect((await compose('logs', '--no-color', 'web')).stdout).toMatch(/^web-1 {2}\| web is up\nweb-1 {2}\| .* \[notice\]/);
    expect(await compose('exec', '-T', 'job', 'wget', '-qO-', 'http://web/page')).toEqual({ stdout: 'page\n', stderr: '', code: 0 });
    expect(await docker.ok('run', '--rm', '--network', 'host', 'busybox', 'wget', '-qO-', 'http://127.0.0.1:18080/page')).toBe('page\n');
    expect((await compose('down', '-v', '-t', '0')).code).toBe(0);
    expect([await docker.ok('ps', '-aq', '--filter', 'label=com.docker.compose.project'), await docker.ok('volume', 'ls', '-q'), await docker.ok('network', 'ls', '--format', '{{.Name}}')]).toEqual(['', '', 'bridge\nhost\nnone\n']);
  });

  it.skipIf(noCompose !== undefined)('is told that BuildKit is not there', async () => {
    const built = await docker.run(['build', '-'], { input: 'FROM busybox\n' });
    expect([built.code, built.stderr.split('\n').at(-2)]).toEqual([1, 'ERROR: failed to build: Error response from daemon: glasshull: BuildKit is not simulated (DOCKER_BUILDKIT=0 chooses the classic builder)']);
  });
});
