import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { card, openPage, prompt, run, screen } from './harness.ts';

async function violations(page: Page): Promise<string[]> {
  const result = await new AxeBuilder({ page: page as never }).analyze();
  return result.violations.filter((one) => one.impact === 'serious' || one.impact === 'critical').flatMap((one) => one.nodes.map((node) => `${one.id}: ${node.target.join(' ')} ${node.failureSummary ?? ''}`));
}

describe.each([false, true])('with the dark theme: %s', (dark) => {
  it('has no serious violation in any panel', async () => {
    const page = await openPage({ dark });
    await run(page, 'docker run --name one hello-world');
    await run(page, 'docker run -d --name two busybox sleep 1000');
    await card(page, 'Container two').click();
    expect(await violations(page)).toEqual([]);
    for (const tab of ['Layers', 'Network', 'Engine', 'Trace']) {
      await page.locator('[role="tab"]', { hasText: tab }).click();
      await page.waitForTimeout(600);
      expect(await violations(page)).toEqual([]);
    }
    await page.locator('[role="tab"]', { hasText: 'Flow' }).click();
    await page.getByRole('button', { name: 'As text' }).click();
    expect(await violations(page)).toEqual([]);
    await page.getByRole('button', { name: 'Keys' }).click();
    expect(await violations(page)).toEqual([]);
  }, 180_000);
});

it('can be gone round with the keyboard alone', async () => {
  const page = await openPage();
  await page.keyboard.type('docker run --name one hello-world\n');
  await card(page, 'Container one').waitFor();
  await prompt(page);
  const inside = (): Promise<string | null | undefined> => page.evaluate(() => document.activeElement?.closest('[data-region]')?.getAttribute('data-region'));
  const seen: (string | null | undefined)[] = [];
  for (let i = 0; i < 5; i++) {
    await page.keyboard.press('F6');
    await page.waitForTimeout(50);
    seen.push(await inside());
  }
  expect(seen).toEqual(['strip', 'header', 'lesson', 'stage', 'terminals']);
  await page.keyboard.press('Shift+F6');
  expect(await page.evaluate(() => document.activeElement?.textContent)).toContain('Flow');
  await page.keyboard.press('2');
  await page.getByRole('navigation', { name: 'Choose an image or a container' }).waitFor();
  await page.keyboard.press('1');
  await card(page, 'Image hello-world').focus();
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Enter');
  await page.locator('aside[aria-label="Story of one"]').waitFor();
  await page.keyboard.press('Escape');
  expect(await page.evaluate(() => document.activeElement?.getAttribute('aria-label'))).toContain('Container one');
  await page.keyboard.press('F6');
  await page.keyboard.type('echo back\n');
  await expect.poll(() => screen(page)).toContain('\nback\n');
});

it.each([
  [1440, 900],
  [1280, 720],
  [1024, 768],
])('fits a window of %i by %i without clipping its controls', async (width, height) => {
  const page = await openPage({ width, height });
  await run(page, 'docker run -d --name two busybox sleep 1000');
  const clipped = await page.evaluate(() => {
    const found: string[] = [];
    if (document.documentElement.scrollWidth > innerWidth || document.documentElement.scrollHeight > innerHeight) found.push('the page scrolls');
    for (const element of document.querySelectorAll<HTMLElement>('header button, header select, [role="tab"], footer button')) {
      const box = element.getBoundingClientRect();
      if (box.right > innerWidth + 0.5 || box.bottom > innerHeight + 0.5 || element.scrollWidth > element.clientWidth + 1) found.push(element.textContent || element.ariaLabel || element.tagName);
    }
    return found;
  });
  expect(clipped).toEqual([]);
});
