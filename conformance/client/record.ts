/**
 * Records what the real client prints for every line, and compares ours with it.
 *
 *   GLASSHULL_DOCKER=PATH node tools/tsrun.mjs conformance/client/record.ts [SESSION...]          writes recorded/SESSION.json
 *   GLASSHULL_DOCKER=PATH node tools/tsrun.mjs conformance/client/record.ts --diff [SESSION...]   prints what differs, writes nothing
 *   node tools/tsrun.mjs conformance/client/record.ts --replay [SESSION...]                    compares with what was recorded
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { createPatch } from 'diff';
import { sessions, transcript, type Outcome } from './lines.ts';
import { runOurs } from './ours.ts';
import { findClient, runReal } from './real.ts';

const folder = resolve('conformance/client/recorded');
const args = process.argv.slice(2);
const only = args.filter((a) => !a.startsWith('--'));
const replay = args.includes('--replay');
const found = replay ? { missing: '' } : findClient();
if (!replay && 'missing' in found) throw new Error(found.missing);
let lines = 0;
let differing = 0;
for (const session of sessions()) {
  if (only.length > 0 && !only.includes(session.name)) continue;
  const file = join(folder, `${session.name}.json`);
  let real: readonly Outcome[];
  if ('path' in found) {
    real = await runReal(found.path, session.lines);
    if (!args.includes('--diff')) writeFileSync(file, `${JSON.stringify({ source: 'docker client 28.5.2 without plugins, over the bridge to a world of seed 1', outcomes: real }, null, 1)}\n`);
  } else real = (JSON.parse(readFileSync(file, 'utf8')) as { outcomes: Outcome[] }).outcomes;
  const want = transcript(real);
  const got = transcript(runOurs(session.lines, 'path' in found ? Date.now() : undefined));
  lines += session.lines.length;
  session.lines.forEach((line, i) => {
    if (got[i] === want[i]) return;
    differing++;
    console.log(createPatch(`${session.name}: ${line}`, want[i] ?? '', got[i] ?? '', 'real', 'ours', { context: 2 }).split('\n').slice(1).join('\n'));
  });
}
console.log(`${lines} lines, ${differing} differ`);
process.exit(0);
