// Writes THIRD-PARTY-NOTICES.md: the licences of the packages that the built page contains. `--check` fails when the file is out of date.
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const FILE = 'THIRD-PARTY-NOTICES.md';
const lock = JSON.parse(readFileSync('package-lock.json', 'utf8'));
const parts = ['# Third-party notices', '', 'Glasshull is MIT licensed (see LICENSE). The built page and the headless runner contain code of these packages, under their own licences.', ''];
/** Licence text -> the packages that carry it: most of one family share one. */
const byText = new Map();
for (const [path, entry] of Object.entries(lock.packages).sort(([a], [b]) => (a < b ? -1 : 1))) {
  if (path === '' || entry.dev || entry.optional || entry.devOptional || entry.peer || !existsSync(path)) continue;
  const name = `${path.replace(/^.*node_modules\//, '')} ${entry.version} (${entry.license ?? 'see the text'})`;
  const file = readdirSync(path).find((candidate) => /^(licen[cs]e|copying)/i.test(candidate));
  const text = file ? readFileSync(join(path, file), 'utf8').trim().replace(/\r/g, '') : 'The package carries no licence file; its manifest names the licence above.';
  byText.set(text, [...(byText.get(text) ?? []), name]);
}
for (const [text, names] of byText) parts.push(...names.map((name) => `- ${name}`), '', '```', text, '```', '');
const content = `${parts.join('\n').trimEnd()}\n`;
if (process.argv.includes('--check')) {
  if (!existsSync(FILE) || readFileSync(FILE, 'utf8') !== content) {
    console.error(`${FILE} is out of date: run npm run notices`);
    process.exit(1);
  }
} else writeFileSync(FILE, content);
