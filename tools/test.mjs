// `npm test`: installs what is missing, then runs every check: types, lint, floors, licences, unit tests, recorded transcripts, the build and the page in
// a real Chromium. Each check counts as one test, each test of vitest as one. The last line is "N passed, N failed, N skipped".
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { installChromium, installPackages, run } from './install.mjs';

installPackages();
const chromium = await installChromium();
if (!chromium) console.error('No Chromium was found and none could be installed: set CHROME_PATH to one.');

let passed = 0;
let failed = 0;
let skipped = 0;
const failures = [];

function check(name, command, args) {
  const start = Date.now();
  const ok = run(command, args) === 0;
  console.log(`${ok ? 'ok  ' : 'FAIL'} ${name} (${((Date.now() - start) / 1000).toFixed(1)} s)`);
  if (ok) passed++;
  else {
    failed++;
    failures.push(name);
  }
  return ok;
}

function vitest(name, args) {
  const start = Date.now();
  const dir = mkdtempSync(join(tmpdir(), 'glasshull-test-'));
  const file = join(dir, 'result.json');
  const status = run('npx', ['vitest', 'run', '--reporter=dot', '--reporter=json', `--outputFile.json=${file}`, ...args], { env: { ...process.env, CHROME_PATH: chromium ?? '' } });
  try {
    const result = JSON.parse(readFileSync(file, 'utf8'));
    passed += result.numPassedTests;
    failed += result.numFailedTests;
    skipped += result.numPendingTests + result.numTodoTests;
    for (const suite of result.testResults) {
      if (suite.status === 'failed' && suite.assertionResults.length === 0) {
        failed++;
        failures.push(`${suite.name}: ${suite.message}`);
      }
      for (const t of suite.assertionResults) if (t.status === 'failed') failures.push(`${suite.name}: ${t.fullName}`);
      for (const t of suite.assertionResults) if (t.status === 'pending') console.log(`skipped: ${t.fullName}`);
    }
    if (status !== 0 && result.numFailedTests === 0 && failures.length === 0) {
      failed++;
      failures.push(`${name}: the runner ended with ${status}`);
    }
  } catch (error) {
    failed++;
    failures.push(`${name}: no result (${error.message})`);
  }
  rmSync(dir, { recursive: true, force: true });
  console.log(`${name}: ${((Date.now() - start) / 1000).toFixed(1)} s`);
}

check('types of the engine, without DOM and Node', 'npx', ['tsc', '-p', 'src/engine/tsconfig.json']);
check('types of everything', 'npx', ['tsc', '-p', 'tsconfig.json']);
check('lint', 'npx', ['eslint', '.', '--max-warnings=0']);
check('floors', 'node', ['tools/check-floors.mjs']);
check('notices of third parties are up to date', 'node', ['tools/notices.mjs', '--check']);
check('build of the headless runner', 'node', ['tools/build-headless.mjs']);
check('support table is up to date', 'node', ['tools/tsrun.mjs', 'tools/support-table.ts', '--check']);
vitest('unit tests', ['--config', 'vitest.config.ts']);
vitest('recorded transcripts', ['--config', 'vitest.conformance.config.ts']);
vitest('real clients over the bridge', ['--config', 'vitest.clients.config.ts']);
if (check('build of the page', 'npx', ['vite', 'build', '--logLevel=warn'])) vitest('page', ['--config', 'vitest.e2e.config.ts']);

for (const failure of failures) console.log(`failed: ${failure}`);
console.log(`${passed} passed, ${failed} failed, ${skipped} skipped`);
process.exit(failed === 0 && passed > 0 ? 0 : 1);
