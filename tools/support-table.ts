/**
 * Writes docs/support.md: what is simulated and how far, from the code itself (the programs' own `support`, the docker commands' table, the system
 * calls' table). `--check` fails when the file is out of date.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dockerSupport } from '../src/engine/docker/cli/support.ts';
import { syscallSupport } from '../src/engine/syscalls/support.ts';
import { ALL_PROGRAMS } from '../src/engine/world/standard.ts';

const FILE = 'docs/support.md';

interface Row {
  readonly name: string;
  readonly level: string;
  readonly note?: string | undefined;
}

function table(title: string, intro: string, rows: readonly Row[]): string {
  const count = (level: string): number => rows.filter((row) => row.level === level).length;
  const levels = ['full', 'partial', 'none'].filter((level) => count(level) > 0).map((level) => `${count(level)} ${level}`);
  const lines = [...rows]
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .map((row) => `| \`${row.name}\` | ${row.level} | ${(row.note ?? '').replace(/\|/g, '\\|')} |`);
  return `## ${title}\n\n${intro} ${levels.join(', ')}.\n\n| name | support | what is left out |\n|---|---|---|\n${lines.join('\n')}\n`;
}

const content = [
  '# What is simulated, and how far\n\nThis page is generated from the code (`npm run support-table`). "full" means all that people use; what is left out of a "partial" one is said beside it.\nWhat stands nowhere here does not exist in the simulation and says so at the prompt.\n',
  table('Programs', 'Programs that hosts or images have.', ALL_PROGRAMS.map((p) => ({ name: p.name, level: p.support.level, note: p.support.note }))),
  table('Docker commands', 'Commands of `docker` 28.5.2.', dockerSupport().map(({ command, support }) => ({ name: command, level: support.level, note: support.note }))),
  table('System calls', 'What programs can ask of the kernel.', syscallSupport),
].join('\n');

if (process.argv.includes('--check')) {
  if (!existsSync(FILE) || readFileSync(FILE, 'utf8') !== content) {
    console.error(`${FILE} is out of date: run npm run support-table`);
    process.exit(1);
  }
} else {
  mkdirSync('docs', { recursive: true });
  writeFileSync(FILE, content);
}
