/** Our client in a world, and a real client over the bridge to another: the same lines print the same bytes. Skipped where there is no real client. */
import { describe, expect, test } from 'vitest';
import { sessions, transcript } from '../client/lines.ts';
import { runOurs } from '../client/ours.ts';
import { findClient, runReal } from '../client/real.ts';

const client = findClient();

describe('the lines of conformance/client', () => {
  for (const { name, lines } of sessions()) {
    if ('missing' in client) test.skip(`${name}: ${client.missing}`, () => undefined);
    else test(name, async () => expect(transcript(runOurs(lines, Date.now()))).toEqual(transcript(await runReal(client.path, lines))));
  }
});
