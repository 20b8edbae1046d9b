// Measures the cold load of the built page in a headless Chromium, served from loopback: milliseconds from navigation to a prompt that answers a
// typed line, and gzipped bytes over the wire until then. `node tools/measure-load.mjs [--runs N] [--json]`.
import { launch } from '../e2e/chromium.mjs';
import { serve } from './serve.mjs';

/** One cold load in a fresh browser profile. */
async function once(browser, url) {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  const page = await context.newPage();
  const files = [];
  page.on('response', (response) => files.push([Number(response.headers()['content-length'] ?? 0), new URL(response.url()).pathname]));
  await page.addInitScript(() => {
    const text = () => document.querySelector('.xterm-rows')?.textContent ?? '';
    let typed = false;
    const look = () => {
      if (!typed && /\$\s*$/.test(text().replace(/\u00a0/g, ' '))) {
        typed = true;
        window.promptAt = performance.now();
        const area = document.querySelector('.xterm-helper-textarea');
        area.focus();
        area.dispatchEvent(new InputEvent('input', { data: 'x', inputType: 'insertText', bubbles: true, composed: true }));
        for (const type of ['keydown', 'keypress']) area.dispatchEvent(new KeyboardEvent(type, { key: 'q', code: 'KeyQ', keyCode: type === 'keydown' ? 81 : 113, charCode: 113, bubbles: true }));
      }
      if (typed && /\$[\s\u00a0]*x?q/.test(text())) window.answerAt = performance.now();
      else requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
  });
  await page.goto(url);
  await page.waitForFunction(() => window.answerAt !== undefined, null, { timeout: 60_000 });
  const until = [...files];
  const [promptAt, answerAt] = await page.evaluate(() => [window.promptAt, window.answerAt]);
  await context.close();
  return { prompt_ms: promptAt, answer_ms: answerAt, bytes: until.reduce((sum, [size]) => sum + size, 0), files: until };
}

/** Cold loads of the page in `dir`; the medians, and what was fetched. */
export async function measureLoad({ dir = 'dist', runs = 5 } = {}) {
  const server = await serve({ dir });
  const browser = await launch();
  try {
    const all = [];
    for (let i = 0; i < runs; i++) all.push(await once(browser, server.url));
    all.sort((a, b) => a.answer_ms - b.answer_ms);
    const middle = all[Math.floor(all.length / 2)];
    return { runs, prompt_ms: middle.prompt_ms, answer_ms: middle.answer_ms, worst_ms: all.at(-1).answer_ms, bytes: middle.bytes, files: middle.files.sort((a, b) => b[0] - a[0]) };
  } finally {
    await browser.close();
    await server.close();
  }
}

if (process.argv[1]?.endsWith('measure-load.mjs')) {
  const runs = process.argv.includes('--runs') ? Number(process.argv[process.argv.indexOf('--runs') + 1]) : 5;
  const dir = process.argv.includes('--dir') ? process.argv[process.argv.indexOf('--dir') + 1] : 'dist';
  const result = await measureLoad({ dir, runs });
  if (process.argv.includes('--json')) console.log(JSON.stringify(result));
  else {
    for (const [size, path] of result.files) console.log(`${String(size).padStart(9)}  ${path}`);
    console.log(`prompt after ${result.prompt_ms.toFixed(0)} ms, a key is answered after ${result.answer_ms.toFixed(0)} ms (median of ${runs}, worst ${result.worst_ms.toFixed(0)} ms)`);
    console.log(`${result.bytes} bytes over the wire until then, ${(result.bytes / 1024).toFixed(0)} KB gzipped`);
  }
}
