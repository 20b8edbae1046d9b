// Measures how long a keystroke takes from the key to its character on the screen, while `while :; do :; done` runs in a container and `yes` floods another
// terminal: the built page in a headless Chromium. `node tools/measure-echo.mjs [--keys N] [--json]`.
import { launch } from '../e2e/chromium.mjs';
import { serve } from './serve.mjs';

async function until(page, pane, pattern) {
  const end = Date.now() + 60_000;
  for (;;) {
    const text = await page.evaluate((at) => [...(document.querySelectorAll('.xterm-rows')[at]?.children ?? [])].map((row) => row.textContent.replace(/\u00a0/g, ' ').trimEnd()).join('\n'), pane);
    if (pattern.test(text.trimEnd())) return;
    if (Date.now() > end) throw new Error(`waited for ${pattern}; the terminal shows\n${text}`);
    await page.waitForTimeout(40);
  }
}

/** Milliseconds from key to picture, one by one. */
export async function measureEcho({ dir = 'dist', keys = 100 } = {}) {
  const server = await serve({ dir });
  const browser = await launch();
  try {
    const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
    const page = await context.newPage();
    await page.goto(`${server.url}?seed=7`);
    await until(page, 0, /\$$/);
    const type = async (pane, line) => {
      await page.locator('.xterm-screen').nth(pane).click();
      await page.keyboard.type(line);
      await page.keyboard.press('Enter');
    };
    await type(0, "docker run -d busybox sh -c 'while :; do :; done'");
    await until(page, 0, /[0-9a-f]{64}\n.*\$$/);
    await page.getByRole('button', { name: /split/i }).first().click();
    await until(page, 1, /\$$/);
    await type(1, 'yes');
    await page.waitForTimeout(1000);
    await page.locator('.xterm-screen').nth(0).click();
    const times = [];
    for (let i = 0; i < keys; i++) {
      const before = await page.evaluate(() => document.querySelectorAll('.xterm-rows')[0].textContent.split('x').length);
      const wait = page.evaluate(
        (count) =>
          new Promise((done) => {
            addEventListener('keydown', () => {
              const start = performance.now();
              const look = () => (document.querySelectorAll('.xterm-rows')[0].textContent.split('x').length > count ? done(performance.now() - start) : requestAnimationFrame(look));
              requestAnimationFrame(look);
            }, { once: true, capture: true });
          }),
        before,
      );
      await page.keyboard.press('x');
      times.push(await wait);
      await page.waitForTimeout(20);
    }
    return times.sort((a, b) => a - b);
  } finally {
    await browser.close();
    await server.close();
  }
}

if (process.argv[1]?.endsWith('measure-echo.mjs')) {
  const keys = process.argv.includes('--keys') ? Number(process.argv[process.argv.indexOf('--keys') + 1]) : 100;
  const times = await measureEcho({ keys });
  const at = (share) => times[Math.min(times.length - 1, Math.floor(times.length * share))];
  if (process.argv.includes('--json')) console.log(JSON.stringify({ keys, median_ms: at(0.5), p95_ms: at(0.95), worst_ms: times.at(-1) }));
  else console.log(`a key's echo: median ${at(0.5).toFixed(0)} ms, 95th percentile ${at(0.95).toFixed(0)} ms, worst ${times.at(-1).toFixed(0)} ms (${keys} keys)`);
}
