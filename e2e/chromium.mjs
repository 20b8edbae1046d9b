// Starts a headless Chromium that asks nothing of the network by itself.
import { chromium } from 'playwright-core';
import { findChromium } from '../tools/install.mjs';

export async function launch() {
  const executablePath = await findChromium();
  return chromium.launch({
    ...(executablePath === undefined ? {} : { executablePath }),
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--disable-background-networking', '--disable-component-update', '--disable-sync', '--no-first-run'],
  });
}
