// Measures how long a key takes to be seen in the built page, in milliseconds from the key's event to the frame in which the terminal shows it, while
// `while :; do :; done` runs in a container and `yes` floods another terminal. `node tools/measure-echo.mjs [--keys N] [--dir DIR] [--json]`.
import { launch } from '../e2e/chromium.mjs';
import { serve } from './serve.mjs';

/** Press a letter and wait for the first terminal to change. */
async function press(page, letter) {
  return page.evaluate(async (key) => {
    const rows = document.querySelector('.xterm-rows');
    const area = document.activeElement;
    const before = rows.textContent;
    const start = performance.now();
    const code = `Key${key.toUpperCase()}`;
    area.dispatchEvent(new KeyboardEvent('keydown', { key, code, keyCode: key.toUpperCase().charCodeAt(0), bubbles: true }));
    area.dispatchEvent(new KeyboardEvent('keypress', { key, charCode: key.charCodeAt(0), keyCode: key.charCodeAt(0), bubbles: true }));
    while (rows.textContent === before && performance.now() - start < 5000) await new Promise((next) => requestAnimationFrame(next));
    return performance.now() - start;
  }, letter);
}

export async function measureEcho({ dir = 'dist', keys = 100 } = {}) {
  const server = await serve({ dir });
  const browser = await launch();
  try {
    const page = await (await browser.newContext({ viewport: { width: 1440, height: 900 } })).newPage();
    const shows = (pane, text) => page.waitForFunction(([at, what]) => document.querySelectorAll('.xterm-rows')[at]?.textContent?.includes(what), [pane, text], { timeout: 60_000 });
    await page.goto(`${server.url}?seed=7`);
    await shows(0, '$');
    await page.locator('.xterm-screen').first().click();
    await page.keyboard.type('docker run -d --name spin busybox sh -c "while :; do :; done"\n');
    await page.locator('[data-card][aria-label^="Container spin"][data-running="true"]').waitFor({ timeout: 60_000 });
    await page.getByRole('button', { name: 'Split' }).click();
    await page.getByRole('menuitem', { name: 'Shell on host' }).click();
    await shows(1, '$');
    await page.keyboard.type('yes\n');
    await shows(1, 'yy');
    await page.waitForTimeout(1000);
    await page.locator('.xterm-screen').first().click();
    const times = [];
    for (let i = 0; i < keys; i++) {
      times.push(await press(page, 'abcdefgh'[i % 8]));
      await page.waitForTimeout(15 + ((i * 7) % 20));
    }
    times.sort((a, b) => a - b);
    return { keys, median_ms: times[Math.floor(keys / 2)], p95_ms: times[Math.floor(keys * 0.95)], worst_ms: times.at(-1) };
  } finally {
    await browser.close();
    await server.close();
  }
}

if (process.argv[1]?.endsWith('measure-echo.mjs')) {
  const value = (name) => (process.argv.includes(name) ? process.argv[process.argv.indexOf(name) + 1] : undefined);
  const result = await measureEcho({ dir: value('--dir') ?? 'dist', keys: Number(value('--keys') ?? 100) });
  if (process.argv.includes('--json')) console.log(JSON.stringify(result));
  else console.log(`a key is seen after ${result.median_ms.toFixed(1)} ms (median of ${result.keys}), ${result.p95_ms.toFixed(1)} ms at the 95th percentile, worst ${result.worst_ms.toFixed(1)} ms`);
}
