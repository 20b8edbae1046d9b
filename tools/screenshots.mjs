// Takes a picture of every step of the notes' Docker flow, typed into the built page, of the Network and Engine panels, and of the lessons about both:
// `npm run screenshots [flow|key|network|engine|lessons]`. PNGs go to screenshots/.
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { launch } from '../e2e/chromium.mjs';
import { serve } from './serve.mjs';

const OUT = 'screenshots';

/** A page with helpers that wait as a person would. */
async function open(browser, url, name, options = {}) {
  const { width = 1440, height = 900, dark = false } = options;
  const context = await browser.newContext({ viewport: { width, height }, colorScheme: dark ? 'dark' : 'light', reducedMotion: 'reduce' });
  const page = await context.newPage();
  page.on('pageerror', (error) => console.error(`${name}: ${error.message}`));
  await page.goto(`${url}?seed=7`);
  const rows = (pane = 0) =>
    page.evaluate((at) => [...(document.querySelectorAll('.xterm-rows')[at]?.children ?? [])].map((row) => row.textContent.replace(/\u00a0/g, ' ').trimEnd()).join('\n').trimEnd(), pane);
  const until = async (pattern, pane = 0) => {
    const end = Date.now() + 30_000;
    while (!pattern.test(await rows(pane))) {
      if (Date.now() > end) throw new Error(`${name}: waited for ${pattern}, the terminal shows\n${await rows(pane)}`);
      await page.waitForTimeout(40);
    }
  };
  let number = 0;
  const self = {
    page,
    rows,
    until,
    /** Take a picture. */
    shot: async (what) => {
      await page.waitForTimeout(250);
      await page.screenshot({ path: join(OUT, `${name}-${String(++number).padStart(2, '0')}-${what}.png`) });
    },
    /** Type a line, wait for what ends it (a prompt by default), take a picture. */
    type: async (line, what, end = /[$#]$/, pane = 0) => {
      await page.locator('.xterm-screen').nth(pane).click();
      await page.keyboard.type(line, { delay: 3 });
      await page.keyboard.press('Enter');
      await page.waitForTimeout(150);
      await until(end, pane);
      await page.waitForTimeout(250);
      if (what !== undefined) await self.shot(what);
    },
    tab: async (label) => {
      await page.locator('[role="tab"][id^="tab-"]').filter({ hasText: label }).click();
      await page.waitForTimeout(400);
    },
    card: (label) => page.locator(`[data-card][aria-label^="${label}"]`),
    close: () => context.close(),
  };
  await until(/\$$/);
  await page.waitForTimeout(700);
  return self;
}

/** The name of the container made last, as `docker ps -l` prints it. */
async function lastName(one) {
  await one.type("docker ps -l --format '{{.Names}}'", undefined);
  return (await one.rows()).split('\n').at(-2).trim();
}

async function flow(browser, url) {
  const one = await open(browser, url, 'flow');
  await one.shot('boot');
  await one.type('docker', 'docker');
  await one.type('clear; docker info', 'info');
  await one.type('clear; docker images', 'no-images');
  await one.type('docker run hello-world', 'hello-world');
  await one.type('clear; docker run -ti ubuntu:latest bash', 'run-ubuntu', /root@[0-9a-f]{12}:\/#$/);
  await one.type('ls', undefined);
  await one.type('cat /etc/lsb-release', 'inside');
  await one.type('exit', 'exit', /\$$/);
  await one.type('clear; docker ps', undefined);
  await one.type('docker ps -a', 'ps-a');
  await one.type('docker ps -l', 'ps-l');
  await one.type('clear; docker run -ti ubuntu bash', undefined, /root@[0-9a-f]{12}:\/#$/);
  await one.type('touch DUMMY_IMPORTANT_FILE', 'touch');
  await one.type('exit', undefined, /\$$/);
  const name = await lastName(one);
  await one.type('docker ps -l', 'ps-l-again');
  await one.card(`Container ${name}`).click();
  await one.shot('story');
  await one.page.keyboard.press('Escape');
  await one.type(`docker commit ${name}`, 'commit');
  await one.tab('Trace');
  await one.page.locator('[role="listbox"]').focus();
  for (let i = 0; i < 6; i++) await one.page.keyboard.press('ArrowDown');
  await one.shot('trace-of-commit');
  await one.tab('Flow');
  const id = (/sha256:([0-9a-f]{12})/.exec((await one.rows()).replaceAll('\n', '')) ?? [])[1];
  await one.type(`docker tag ${id} my-image`, 'tag');
  await one.type('clear; docker images', 'images');
  await one.type('docker run -ti my-image bash', undefined, /root@[0-9a-f]{12}:\/#$/);
  await one.type('ls', 'my-image-ls');
  await one.tab('Layers');
  await one.shot('layers-of-my-image');
  await one.tab('Flow');
  await one.type('exit', undefined, /\$$/);
  const second = await lastName(one);
  await one.type(`docker commit ${second} my-image-2`, 'commit-with-name');
  await one.type('clear; docker run --rm -ti ubuntu sleep 5', 'rm-sleep');
  await one.type('docker run -ti ubuntu bash -c "sleep 3; echo all done"', 'all-done', /all done\n.*\$$/);
  await one.type('clear; docker run -d -ti ubuntu bash', 'detached');
  const detached = await lastName(one);
  await one.type(`docker attach ${detached}`, undefined, /root@[0-9a-f]{12}:\/#$|attach \S+$/);
  await one.page.keyboard.press('Enter');
  await one.until(/root@[0-9a-f]{12}:\/#$/);
  await one.shot('attach');
  await one.page.keyboard.press('Control+P');
  await one.page.keyboard.press('Control+Q');
  await one.until(/\$$/);
  await one.shot('detach');
  await one.type(`docker exec -ti ${detached} bash`, 'exec', /root@[0-9a-f]{12}:\/#$/);
  await one.type('ps -ef', 'exec-ps');
  await one.type('exit', undefined, /\$$/);
  await one.page.getByRole('button', { name: 'Split' }).click();
  await one.shot('terminal-menu');
  await one.page.getByRole('menuitem', { name: `Shell in ${detached}` }).click();
  await one.until(/root@[0-9a-f]{12}:\/#$/, 1);
  await one.shot('shell-in-container');
  await one.page.keyboard.type('exit\n');
  await one.page.waitForTimeout(400);
  await one.page.getByRole('button', { name: `Close terminal ${detached}` }).click();
  await one.type('clear; docker run --name example -d ubuntu bash -c "lose /etc/passwd"', undefined);
  await one.type('docker logs example', 'logs');
  await one.type(`docker kill ${detached}`, 'kill');
  await one.type(`docker rm ${detached}`, 'rm');
  await one.type('clear; docker ps -a', 'ps-a-again');
  await one.type('docker rmi ubuntu', 'rmi-refused');
  await one.page.getByRole('button', { name: 'As text' }).click();
  await one.shot('as-text');
  await one.page.getByRole('button', { name: 'As text' }).click();
  await one.page.getByRole('button', { name: 'Present' }).click();
  await one.shot('presenting');
  await one.page.getByRole('button', { name: 'Present' }).click();
  await one.page.reload();
  await one.until(/\$$/);
  await one.page.waitForTimeout(600);
  await one.shot('after-reload');
  await one.close();
}

async function key(browser, url, name, options) {
  const one = await open(browser, url, name, options);
  await one.shot('boot');
  await one.type('docker run -d --name web busybox sleep 1d', 'run-web');
  await one.type('docker run -ti --name work ubuntu bash', undefined, /root@[0-9a-f]{12}:\/#$/);
  await one.type('touch DUMMY_IMPORTANT_FILE', undefined);
  await one.type('exit', 'exit', /\$$/);
  await one.type('docker commit work', 'commit');
  await one.card('Container work').click();
  await one.shot('story');
  await one.page.keyboard.press('Escape');
  await one.tab('Layers');
  await one.page.locator('nav button', { hasText: 'work' }).click();
  await one.shot('layers');
  await one.tab('Trace');
  await one.page.locator('[role="listbox"]').focus();
  for (let i = 0; i < 8; i++) await one.page.keyboard.press('ArrowDown');
  await one.shot('trace');
  await one.close();
}

async function network(browser, url, name, options) {
  const one = await open(browser, url, name, options);
  await one.tab('Network');
  await one.type('docker network create backend; docker run -d --name web -p 8080:80 nginx; docker run -d --name db --network backend busybox sleep 1d', undefined);
  await one.type('clear; docker run -d --name api busybox sleep 1d; docker network connect backend api; docker run -d --name open --network host busybox sleep 1d', 'map');
  await one.type('clear; docker exec api ping -c 1 db; curl -s localhost:8080 | head -n 1; docker exec web true; docker exec db ping -c 1 -W 1 172.17.0.2', 'frames');
  await one.page.getByRole('option').filter({ hasText: 'lost' }).first().click();
  await one.shot('lost-frame');
  await one.page.keyboard.press('Escape');
  await one.page.getByRole('button', { name: /^api: / }).click();
  await one.shot('place');
  await one.page.getByRole('tab', { name: 'Who reaches whom' }).click();
  await one.page.getByRole('button', { name: 'Verify with pings' }).click();
  await one.page.getByRole('button', { name: 'Verify with pings' }).waitFor();
  await one.shot('reach');
  await one.page.getByRole('button', { name: /^api: / }).click();
  await one.page.getByRole('tab', { name: 'Rules' }).click();
  await one.page.getByRole('button', { name: 'nat', exact: true }).click();
  await one.page.waitForTimeout(600);
  await one.shot('rules');
  await one.page.getByRole('button', { name: 'As text' }).click();
  await one.shot('as-text');
  await one.page.getByRole('button', { name: 'As text' }).click();
  await one.page.getByRole('button', { name: 'Present' }).click();
  await one.shot('presenting');
  await one.close();
}

async function engine(browser, url, name, options) {
  const one = await open(browser, url, name, options);
  await one.tab('Engine');
  await one.type('docker run --rm busybox echo hello', 'run');
  await one.page.getByRole('option', { name: 'client to dockerd: POST /containers/create', exact: true }).first().click();
  await one.shot('request');
  await one.type('clear; docker rm nosuch', 'error');
  await one.type('clear; curl --unix-socket /var/run/docker.sock http://localhost/version', 'curl');
  await one.page.getByRole('button', { name: 'As text' }).click();
  await one.shot('as-text');
  await one.close();
}

/** The first and the last lesson of each of the two chapters, step by step as a learner goes through them. */
async function lessons(browser, url) {
  for (const [title, panel] of [['A client and a server', 'Engine'], ['Below the daemon', 'Engine'], ['A port to the outside', 'Network'], ['A container’s network by hand', 'Network']]) {
    const one = await open(browser, url, `lesson-${title.toLowerCase().replace(/[^a-z]+/g, '-')}`);
    await one.tab(panel);
    await one.page.getByRole('button', { name: 'All lessons' }).click();
    const pattern = new RegExp(title.replace(/[’']/g, '.'));
    await one.page.getByRole('navigation', { name: 'Lessons' }).getByRole('button').filter({ hasText: pattern }).click();
    for (let step = 1; ; step++) {
      const now = one.page.locator('li[aria-current="step"]');
      if ((await now.count()) === 0) break;
      await one.page.getByRole('button', { name: 'Show the solution' }).click();
      const lines = await now.locator('[class*="help"] button[aria-label^="Type it: "]').evaluateAll((all) => all.map((each) => each.getAttribute('aria-label').slice(9)));
      for (const line of lines) await one.type(line, undefined);
      await one.page.waitForTimeout(500);
      await one.shot(`step-${step}`);
      if (step > 8) throw new Error(`${title}: a step does not pass`);
    }
    await one.close();
  }
}

const only = process.argv[2];
rmSync(OUT, { recursive: true, force: true });
mkdirSync(OUT, { recursive: true });
const server = await serve({ dir: process.env.PAGE_DIR ?? 'dist' });
const browser = await launch();
try {
  if (only === undefined || only === 'flow') await flow(browser, server.url);
  if (only === undefined || only === 'key') {
    await key(browser, server.url, 'dark', { dark: true });
    await key(browser, server.url, '1024x768', { width: 1024, height: 768 });
    await key(browser, server.url, '1280x720', { width: 1280, height: 720 });
    await key(browser, server.url, 'dark-1024x768', { width: 1024, height: 768, dark: true });
  }
  for (const [name, take] of [['network', network], ['engine', engine]]) {
    if (only !== undefined && only !== name) continue;
    await take(browser, server.url, name);
    await take(browser, server.url, `${name}-dark-1024x768`, { width: 1024, height: 768, dark: true });
    await take(browser, server.url, `${name}-1280x720`, { width: 1280, height: 720 });
  }
  if (only === undefined || only === 'lessons') await lessons(browser, server.url);
} finally {
  await browser.close();
  await server.close();
}
console.log(`Pictures are in ${OUT}/`);
