// Measures how smoothly the built page draws the Network panel with 100 containers whose pings are in flight: animation frames a second while frames
// travel, and whether a container's place moves. `node tools/measure-network.mjs [--containers N] [--seconds N] [--dir DIR] [--json]`.
import { launch } from '../e2e/chromium.mjs';
import { serve } from './serve.mjs';

export async function measureNetwork({ dir = 'dist', containers = 100, seconds = 5 } = {}) {
  const server = await serve({ dir });
  const browser = await launch();
  try {
    const page = await (await browser.newContext({ viewport: { width: 1440, height: 900 } })).newPage();
    // What is in flight is painted on a canvas: one fill for each frame that travels.
    await page.addInitScript(() => {
      const { fill } = CanvasRenderingContext2D.prototype;
      window.painted = 0;
      CanvasRenderingContext2D.prototype.fill = function (...args) {
        window.painted++;
        return fill.apply(this, args);
      };
    });
    const run = async (line) => {
      await page.locator('.xterm-screen').first().click();
      await page.keyboard.type(`${line}; echo d''one\n`);
      await page.waitForFunction(() => document.querySelector('.xterm-rows')?.textContent?.includes('done'), undefined, { timeout: 300_000 });
      await page.keyboard.type('clear\n');
      await page.waitForFunction(() => !document.querySelector('.xterm-rows')?.textContent?.includes('done'), undefined, { timeout: 60_000 });
    };
    await page.goto(`${server.url}?seed=7`);
    await page.waitForFunction(() => document.querySelector('.xterm-rows')?.textContent?.includes('$'), undefined, { timeout: 60_000 });
    await run('docker pull -q busybox');
    const ping = `sleep 60; i=2; while [ $i -lt ${containers + 2} ]; do ping -c 1000 -i 0.2 172.17.0.$i >/dev/null & i=$((i+7)); done; wait`;
    await run(`for i in $(seq ${containers}); do docker run -d --name n$i busybox sh -c '${ping}' >/dev/null; done`);
    await page.keyboard.press('Alt+3');
    const first = page.getByRole('button', { name: /^n1: / });
    await first.waitFor({ timeout: 60_000 });
    await page.waitForFunction(() => window.painted > 0, undefined, { timeout: 180_000 });
    // The first containers ping before the last ones do: measured is when all of them are at it.
    await page.waitForTimeout(30_000);
    const place = await first.boundingBox();
    const { fps, worst_ms, most } = await page.evaluate(async (length_s) => {
      const began = performance.now();
      let last = began;
      let frames = 0;
      let worst = 0;
      let most = 0;
      while (last - began < length_s * 1000) {
        const now = await new Promise((next) => requestAnimationFrame(() => next(performance.now())));
        worst = Math.max(worst, now - last);
        last = now;
        frames++;
        most = Math.max(most, window.painted);
        window.painted = 0;
      }
      return { fps: frames / ((last - began) / 1000), worst_ms: worst, most };
    }, seconds);
    const after = await first.boundingBox();
    return { containers, fps, worst_ms, in_flight: most, stable: JSON.stringify(place) === JSON.stringify(after) };
  } finally {
    await browser.close();
    await server.close();
  }
}

if (process.argv[1]?.endsWith('measure-network.mjs')) {
  const value = (name) => (process.argv.includes(name) ? process.argv[process.argv.indexOf(name) + 1] : undefined);
  const result = await measureNetwork({ dir: value('--dir') ?? 'dist', containers: Number(value('--containers') ?? 100), seconds: Number(value('--seconds') ?? 5) });
  if (process.argv.includes('--json')) console.log(JSON.stringify(result));
  else console.log(`${result.fps.toFixed(1)} frames a second with ${result.containers} containers and up to ${result.in_flight} packets in flight, longest pause ${result.worst_ms.toFixed(0)} ms; layout ${result.stable ? 'stable' : 'moved'}`);
}
