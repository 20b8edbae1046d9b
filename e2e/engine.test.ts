import { expect, it } from 'vitest';
import { openPage, run, screen } from './harness.ts';

it('the Engine panel shows a command from the request to the container, and a request can be typed as curl', async () => {
  const page = await openPage();
  await run(page, 'docker pull -q busybox');
  await run(page, 'docker run --rm busybox echo hello');
  await page.keyboard.press('Alt+4');
  const list = page.getByRole('listbox', { name: 'Steps of the command' });
  const option = (name: string) => list.getByRole('option', { name, exact: true });
  await option('client to dockerd: POST /containers/create').click();
  await page.getByText('"Image": "busybox"').waitFor();
  await page.getByRole('button', { name: 'As text' }).click();
  const sentences = await page.getByRole('group', { name: 'Engine as text' }).locator('li').allTextContents();
  const places = ['client to dockerd: POST /containers/create', 'dockerd answers client: 201 Created', 'dockerd to containerd: tasks.Create', 'shim to runc: exec runc create', 'runc to container: execve echo hello', 'dockerd answers client: stdout, 6 B: hello'].map((one) => sentences.findIndex((line) => line.endsWith(one)));
  expect(places).toEqual([...places].sort((a, b) => a - b));
  expect(places.every((one) => one >= 0)).toBe(true);
  await page.getByRole('button', { name: 'As text' }).click();
  await run(page, 'clear; docker ps -aq');
  await option('client to dockerd: GET /containers/json?all=1').click();
  await page.getByRole('button', { name: 'Type it', exact: true }).click();
  await page.keyboard.press('Enter');
  await expect.poll(() => screen(page)).toMatch(/docker\.sock.*containers\/json\?all=1'\n\[\]\n/s);
});

it('an error in the terminal leads to the place that raised it, in the engine and outside', async () => {
  const page = await openPage();
  await run(page, 'docker rm nosuch');
  await page.getByRole('button', { name: 'More' }).click();
  await page.getByRole('menuitem', { name: 'Where the last error came from' }).click();
  await page.getByRole('option', { name: 'dockerd: No such container: nosuch', exact: true, selected: true }).waitFor();
  await page.getByText('no object has that name or id').first().waitFor();
  await run(page, 'clear; cat /etc/nothing-here');
  const line = page.locator('.xterm-rows > div').filter({ hasText: 'cat: /etc/nothing-here' });
  const box = (await line.first().boundingBox())!;
  await page.mouse.move(box.x + 60, box.y + 6);
  await page.waitForTimeout(300);
  await page.mouse.click(box.x + 60, box.y + 6);
  await page.getByRole('option', { selected: true }).filter({ hasText: 'ENOENT' }).waitFor();
});
