// Finds a Chromium: CHROME_PATH, the usual places, or Playwright's own download.
import { existsSync } from 'node:fs';
import { chromium } from 'playwright-core';

const PLACES = [
  '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome', '/usr/bin/google-chrome-stable', '/snap/bin/chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome', '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:/Program Files/Google/Chrome/Application/chrome.exe', 'C:/Program Files (x86)/Microsoft/Edge/Application/msedge.exe',
];

/** Path of a Chromium; undefined to let Playwright use its own. */
export function chromiumPath() {
  const named = process.env.CHROME_PATH;
  if (named !== undefined && named !== '') return named;
  return PLACES.find((path) => existsSync(path));
}

/** Start a headless Chromium that asks nothing of the network by itself. */
export function launch() {
  const executablePath = chromiumPath();
  return chromium.launch({
    ...(executablePath === undefined ? {} : { executablePath }),
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--disable-background-networking', '--disable-component-update', '--disable-sync', '--no-first-run', '--font-render-hinting=none'],
  });
}
