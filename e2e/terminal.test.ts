import { expect, it } from 'vitest';
import { openPage, prompt, run, screen } from './harness.ts';

it('splits, and opens a shell in a container', async () => {
  const page = await openPage();
  await run(page, 'docker run -dit --name box ubuntu');
  await page.getByRole('button', { name: 'Split' }).click();
  await page.getByRole('menuitem', { name: 'Shell in box' }).click();
  await prompt(page, /root@[0-9a-f]{12}:\/#$/, 1);
  await page.keyboard.type('cat /etc/os-release | head -1\n');
  await expect.poll(() => screen(page, 1)).toContain('PRETTY_NAME="Ubuntu');
  await page.keyboard.type('exit\n');
  await expect.poll(() => screen(page, 1)).toContain('the shell ended with code 0');
});

it('finds text in the scrollback', async () => {
  const page = await openPage();
  await run(page, 'seq 1 500');
  expect(await screen(page)).not.toContain('\n77\n');
  await page.keyboard.press('Control+Shift+F');
  await page.getByPlaceholder('Search the terminal').fill('377');
  await expect.poll(() => screen(page)).toContain('\n377\n');
  await page.keyboard.press('Escape');
});

it('copies a selection and pastes it', async () => {
  const page = await openPage();
  await run(page, 'echo pasted-text');
  await page.locator('.xterm-screen').first().dblclick({ position: { x: 30, y: 26 } });
  await page.keyboard.press('Control+Shift+C');
  expect(await page.evaluate(() => navigator.clipboard.readText())).toContain('pasted-text');
  await page.keyboard.type('echo [');
  await page.keyboard.press('Control+Shift+V');
  await page.keyboard.type(']\n');
  await expect.poll(() => screen(page)).toContain('\n[pasted-text]');
});

it('takes a paste of a megabyte and loses nothing', async () => {
  const page = await openPage();
  const text = Array.from({ length: 16_384 }, (_, i) => `line ${String(i).padStart(6, '0')} ${'abcdefghij'.repeat(5)}\n`).join('');
  await page.locator('.xterm-screen').first().click();
  await page.keyboard.type('stty -echo; cat > big; stty echo\n');
  await page.waitForTimeout(300);
  await page.evaluate((what) => navigator.clipboard.writeText(what), text);
  await page.keyboard.press('Control+Shift+V');
  await page.waitForTimeout(500);
  await page.keyboard.press('Control+D');
  await prompt(page);
  await run(page, 'wc big; tail -n 1 big');
  expect(await screen(page)).toContain(`16384   49152 ${text.length} big`);
  expect(await screen(page)).toContain('line 016383 abcdefghij');
});

it('echoes a key at once while a loop and a flood run', async () => {
  const page = await openPage();
  await run(page, 'docker run -d busybox sh -c "while :; do :; done"');
  await page.getByRole('button', { name: 'Split' }).click();
  await page.getByRole('menuitem', { name: 'Shell on host' }).click();
  await prompt(page, /\$$/, 1);
  await page.keyboard.type('yes\n');
  await expect.poll(() => screen(page, 1)).toContain('y\ny\ny');
  await page.locator('.xterm-screen').first().click();
  const times: number[] = [];
  for (let i = 0; i < 40; i++) {
    times.push(
      await page.evaluate(async (letter) => {
        const rows = document.querySelectorAll('.xterm-rows')[0]!;
        const area = document.activeElement as HTMLTextAreaElement;
        const before = rows.textContent;
        const start = performance.now();
        area.dispatchEvent(new KeyboardEvent('keydown', { key: letter, code: `Key${letter.toUpperCase()}`, keyCode: letter.toUpperCase().charCodeAt(0), bubbles: true }));
        area.dispatchEvent(new KeyboardEvent('keypress', { key: letter, charCode: letter.charCodeAt(0), keyCode: letter.charCodeAt(0), bubbles: true }));
        while (rows.textContent === before && performance.now() - start < 2000) await new Promise((done) => requestAnimationFrame(done));
        return performance.now() - start;
      }, 'abcdefgh'[i % 8]!),
    );
    await page.waitForTimeout(20);
  }
  times.sort((a, b) => a - b);
  const p95 = times[Math.floor(times.length * 0.95)]!;
  console.log(`echo under load: median ${times[20]!.toFixed(1)} ms, 95th percentile ${p95.toFixed(1)} ms`);
  expect(p95).toBeLessThan(150);
});
