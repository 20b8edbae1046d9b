/**
 * The recorded transcripts: a case is `<suite>/<name>.sh` with what the real thing printed in `<name>.out` beside it (stdout and stderr as they
 * came, then `exit N`). See record.mjs for how they are made and normalise.mjs for the one normalisation of the docker suite.
 */
import { readFileSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { runScript } from '../src/headless/run.ts';
import { normalise } from './normalise.mjs';

/** Tests and tools run from the project's folder. */
const here = resolve('conformance');

/** The suites, and which images their worlds have. */
export const SUITES: Readonly<Record<string, readonly string[]>> = {
  bash: [],
  programs: [],
  docker: ['busybox', 'debian:bookworm', 'ubuntu'],
};

/** One recorded case. */
export interface Transcript {
  readonly suite: string;
  readonly name: string;
  readonly script: Uint8Array;
  /** What was recorded, as latin-1 text so that every byte has a character. */
  readonly recorded: string;
}

/** All cases of a suite that have been recorded, by name. */
export function transcripts(suite: string): Transcript[] {
  const dir = join(here, suite);
  const files = readdirSync(dir);
  return files
    .filter((file) => file.endsWith('.sh') && files.includes(file.replace(/sh$/, 'out')))
    .sort()
    .map((file) => ({ suite, name: file.slice(0, -3), script: readFileSync(join(dir, file)), recorded: readFileSync(join(dir, file.replace(/sh$/, 'out')), 'latin1') }));
}

/** Names that a docker script chooses itself: they are not normalised. */
function chosenNames(script: string): string[] {
  return [...script.matchAll(/\b[a-z]+_[a-z]+\b/g)].map((m) => m[0]);
}

/** What is expected, and what a fresh world printed; equal when the case passes. */
export function replay(t: Transcript): { readonly expected: string; readonly actual: string } {
  const result = runScript({ script: t.script, path: '../case.sh', cwd: '/tmp/case/w', images: SUITES[t.suite] ?? [], seed: 1, limit_ns: 120e9 });
  let text = Buffer.from(result.output).toString('latin1');
  if (text !== '' && !text.endsWith('\n')) text += '\n\\ no newline at the end\n';
  text += `exit ${result.code}\n`;
  if (t.suite !== 'docker') return { expected: t.recorded, actual: text };
  const chosen = chosenNames(Buffer.from(t.script).toString('latin1'));
  return { expected: normalise(t.recorded, chosen), actual: normalise(text, chosen) };
}
