import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { openPage, run } from './harness.ts';

it('the Network panel shows containers on their bridge, a frame with its way, who reaches whom, the rules, and gives a capture', async () => {
  const page = await openPage();
  await run(page, 'docker pull -q busybox');
  await page.keyboard.press('Alt+3');
  await run(page, 'clear; docker run -d --name one busybox sleep 1000; docker run -d --name two busybox sleep 1000');
  const first = page.getByRole('button', { name: /^one: eth0 172\.17\.0\.2\/16/ });
  const place = await first.boundingBox();
  await page.getByRole('button', { name: /^two: eth0 172\.17\.0\.3\/16/ }).waitFor();
  await run(page, 'clear; docker run -d --name three busybox sleep 1000');
  await page.getByRole('button', { name: /^three: / }).waitFor();
  expect(await first.boundingBox()).toEqual(place);

  await page.getByRole('button', { name: 'Record' }).click();
  await run(page, 'clear; ping -c 1 172.17.0.3');
  await page.getByRole('button', { name: 'Stop recording' }).click();
  const request = page.getByRole('option').filter({ hasText: '172.17.0.1 → 172.17.0.3 echo request 1' }).first();
  await request.click();
  const steps = await page.getByRole('listbox', { name: 'Steps of its way' }).getByRole('option').allTextContents();
  expect(steps.some((line) => line.includes('172.17.0.0/16 dev docker0'))).toBe(true);
  expect(steps.at(-1)).toContain('delivered');
  await page.getByText('echo request', { exact: false }).first().waitFor();
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'pcap' }).click()]);
  const file = readFileSync((await download.path())!);
  expect([file.readUInt32LE(0).toString(16), file.readUInt32LE(20)]).toEqual(['a1b23c4d', 1]);
  expect(file.length).toBeGreaterThan(24 + 4 * (16 + 42));

  await page.getByRole('tab', { name: 'Who reaches whom' }).click();
  await page.getByRole('button', { name: 'one to two: reaches', exact: true }).waitFor();
  await page.getByRole('button', { name: 'Verify with pings' }).click();
  await page.getByRole('button', { name: 'one to two: reaches, a ping came back' }).waitFor();
  await page.getByRole('tab', { name: 'Rules' }).click();
  await page.getByRole('button', { name: 'iptables-save' }).click();
  await page.getByText('-A POSTROUTING -s 172.17.0.0/16 ! -o docker0 -j MASQUERADE').waitFor();
  await page.getByRole('button', { name: 'As text' }).click();
  const rows = await page.getByRole('group', { name: 'Network as text' }).locator('tbody tr').allTextContents();
  expect(rows.filter((row) => row.startsWith('one')).map((row) => row.replace(/fe80\S+/, ''))).toEqual([expect.stringContaining('lo (loopback)'), expect.stringContaining('eth0 (veth)172.17.0.2/16')]);
});
