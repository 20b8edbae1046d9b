import { expect, it } from 'vitest';
import { card, openPage, prompt, run, screen } from './harness.ts';

it('boots to a prompt that answers', async () => {
  const page = await openPage();
  expect(await screen(page)).toMatch(/learner@host:~\$$/);
  await run(page, 'echo $((6*7)) $USER');
  expect(await screen(page)).toContain('\n42 learner\n');
});

it('shows an image and a container as they come, stop and go', async () => {
  const page = await openPage();
  await run(page, 'docker run -d --name web busybox sleep 1000');
  await card(page, 'Image busybox:latest').waitFor();
  const web = card(page, 'Container web');
  await web.waitFor();
  await expect.poll(() => web.getAttribute('data-running')).toBe('true');
  await run(page, 'docker kill web');
  await expect.poll(() => web.getAttribute('data-running')).toBe('false');
  expect(await web.getAttribute('aria-label')).toContain('Exited (137)');
  await web.click();
  expect(await page.locator('aside[aria-label="Story of web"] ol').innerText()).toMatch(/Created from busybox and started[^]*docker run -d --name web busybox sleep 1000[^]*Was killed by SIGKILL[^]*docker kill web/);
  await run(page, 'docker rm web');
  await expect.poll(() => web.count()).toBe(0);
});

it('keeps the session over a reload', async () => {
  const page = await openPage();
  await run(page, 'docker run --name first hello-world');
  await run(page, 'echo remember me > note');
  await page.reload();
  await prompt(page);
  await card(page, 'Container first').waitFor();
  expect(await screen(page)).toContain('echo remember me > note');
  await run(page, 'cat note');
  expect(await screen(page)).toMatch(/cat note\nremember me\n/);
});

it('offers a way out when the stored session is damaged', async () => {
  const page = await openPage();
  await run(page, 'echo here > was');
  await page.waitForTimeout(400);
  await page.evaluate(async () => {
    const db = await new Promise<IDBDatabase>((done, failed) => {
      const request = indexedDB.open('glasshull');
      request.onsuccess = () => done(request.result);
      request.onerror = () => failed(request.error);
    });
    const tx = db.transaction('log', 'readwrite');
    tx.objectStore('log').put({ from: 0, entries: [{ time_ns: -1, input: 'nonsense' }] }, 0);
    await new Promise((done) => (tx.oncomplete = done));
    db.close();
  });
  await page.reload();
  await page.getByRole('alertdialog').getByRole('button', { name: 'Start afresh' }).click();
  await prompt(page);
  await run(page, 'cat was');
  expect(await screen(page)).toContain('cat: was: No such file or directory');
});

it('starts afresh when asked twice', async () => {
  const page = await openPage();
  await run(page, 'echo here > was');
  await page.getByRole('button', { name: 'Start afresh' }).click();
  await page.getByRole('button', { name: 'Throw away and start afresh' }).click();
  await expect.poll(() => screen(page)).not.toContain('was');
  await prompt(page);
  await run(page, 'ls');
  expect(await screen(page)).not.toContain('was');
});
