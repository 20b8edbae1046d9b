/**
 * Drives the built page in a real Chromium. Every page that a test opens is watched: it must raise no error, break no rule of its
 * content security policy, and ask nothing of any other machine.
 */
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect } from 'vitest';
import { Gateway } from '../src/headless/bridge/gateway.ts';
import { serve } from '../tools/serve.mjs';
import { launch } from './chromium.mjs';

let browser: Browser;
let server: { url: string; close: () => Promise<void> };
let contexts: BrowserContext[] = [];
let complaints: string[] = [];

beforeAll(async () => {
  [browser, server] = await Promise.all([launch(), serve({ dir: process.env.PAGE_DIR ?? 'dist', gateway: new Gateway(() => ({ port: 0 })) })]);
});
afterAll(async () => {
  await browser?.close();
  await server?.close();
});
afterEach(async () => {
  await Promise.all(contexts.map((context) => context.close()));
  contexts = [];
  const found = complaints;
  complaints = [];
  expect(found).toEqual([]);
});

export interface Options {
  readonly dark?: boolean;
  readonly width?: number;
  readonly height?: number;
  /** Part of the address after the page's own, as '?seed=7'. */
  readonly query?: string;
}

/** The page in a browser of its own: nothing stored. Resolves when the prompt stands. */
export async function openPage(options: Options = {}): Promise<Page> {
  const { dark = false, width = 1440, height = 900, query = '?seed=7' } = options;
  const context = await browser.newContext({ viewport: { width, height }, colorScheme: dark ? 'dark' : 'light', reducedMotion: 'reduce' });
  contexts.push(context);
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  const page = await context.newPage();
  page.on('pageerror', (error) => complaints.push(`error: ${error.message}`));
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(`console: ${message.text()}`);
  });
  page.on('request', (request) => {
    if (!request.url().startsWith(server.url) && !request.url().startsWith('data:') && !request.url().startsWith('blob:')) complaints.push(`request: ${request.url()}`);
  });
  await page.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', (event) => console.error(`policy: ${event.violatedDirective} ${event.blockedURI}`));
  });
  await page.goto(server.url + query);
  await prompt(page);
  return page;
}

/** What the shown terminals show, line by line, without blank lines at the end. */
export async function screen(page: Page, pane = 0): Promise<string> {
  const rows = page.locator('.xterm-rows').nth(pane).locator('> div');
  return (await rows.allTextContents()).map((row) => row.replace(/\u00a0/g, ' ').trimEnd()).join('\n').trimEnd();
}

/** Wait until the last line of a terminal is a prompt. */
export async function prompt(page: Page, end = /[$#]$/, pane = 0): Promise<void> {
  await expect.poll(async () => (await screen(page, pane)).split('\n').at(-1), { timeout: 30_000, interval: 30 }).toMatch(end);
}

/** Type a line into a terminal and wait for the next prompt. */
export async function run(page: Page, line: string, end?: RegExp): Promise<void> {
  await page.locator('.xterm-screen').first().click();
  await page.keyboard.type(line);
  await expect.poll(async () => (await screen(page)).replaceAll('\n', ''), { timeout: 10_000, interval: 30 }).toContain(line.slice(-20));
  await page.keyboard.press('Enter');
  await page.waitForTimeout(50);
  await prompt(page, end);
}

/** A card of the Flow panel by the start of its spoken name. */
export function card(page: Page, name: string): ReturnType<Page['locator']> {
  return page.locator(`[data-card][aria-label^="${name}"]`);
}
