/**
 * Prints how many transcripts of each suite pass, and the differences of those that do not.
 *
 *   node tools/tsrun.mjs conformance/report.ts [SUITE[/PREFIX]] [--diff]
 */
import { SUITES, replay, transcripts } from './transcripts.ts';
import { createPatch } from 'diff';

const args = process.argv.slice(2);
const showDiff = args.includes('--diff');
const [wanted, prefix = ''] = (args.find((a) => !a.startsWith('--')) ?? '').split('/');
for (const suite of Object.keys(SUITES)) {
  if (wanted && suite !== wanted) continue;
  let passed = 0;
  const failed: string[] = [];
  for (const t of transcripts(suite)) {
    if (!t.name.startsWith(prefix)) continue;
    let result: { expected: string; actual: string };
    try {
      result = replay(t);
    } catch (error) {
      result = { expected: t.recorded, actual: `threw ${error instanceof Error ? error.stack : String(error)}` };
    }
    if (result.expected === result.actual) passed++;
    else {
      failed.push(t.name);
      if (showDiff) console.log(createPatch(`${suite}/${t.name}`, result.expected, result.actual, 'recorded', 'glasshull', { context: 2 }).split('\n').slice(2).join('\n'));
    }
  }
  console.log(`${suite}: ${passed} of ${passed + failed.length} pass${failed.length > 0 ? `; differ: ${failed.join(' ')}` : ''}`);
}
