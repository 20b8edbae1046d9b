// Checks that imports go down only (.dependency-cruiser.mjs), and that the check itself works: it must read modules, and must find every
// violation planted in tools/fixtures/floors.
import { cruise } from 'dependency-cruiser';
import extractTSConfig from 'dependency-cruiser/config-utl/extract-ts-config';
import config from '../.dependency-cruiser.mjs';

const tsConfig = extractTSConfig('tsconfig.json');

async function violations(path) {
  const result = await cruise([path], { ...config.options, ruleSet: { forbidden: config.forbidden }, validate: true }, {}, { tsConfig });
  return { modules: result.output.summary.totalCruised, found: result.output.summary.violations };
}

const planted = await violations('tools/fixtures/floors/src');
const expected = ['engine-knows-no-node', 'file-systems-are-strangers', 'floor-base', 'floor-userland', 'page-knows-no-kernel'];
const names = [...new Set(planted.found.map((v) => v.rule.name))].sort();
if (JSON.stringify(names) !== JSON.stringify(expected)) {
  console.error(`floors: the planted violations were not all found: expected ${expected.join(', ')}; found ${names.join(', ')}`);
  process.exit(1);
}
const real = await violations('src');
if (real.modules < 100) {
  console.error(`floors: only ${real.modules} modules were read: the check is blind`);
  process.exit(1);
}
for (const v of real.found) console.error(`floors: ${v.rule.name}: ${v.from} -> ${v.to}`);
console.log(`floors: ${real.modules} modules, ${real.found.length} violations; ${expected.length} planted ones found`);
process.exit(real.found.length === 0 ? 0 : 1);
