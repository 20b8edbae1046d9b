/** The shells as programs: bash, and dash as Debian's sh. busybox runs {@link ash} for its applets ash and sh. */
import type { Main } from '../../abi/sys.ts';
import type { Program } from '../libc/program.ts';
import { shellMain } from './exec/main.ts';

/** busybox's shell. */
export const ash: Main = shellMain('ash');

export const programs: readonly Program[] = [
  { name: 'bash', main: shellMain('bash'), support: { level: 'partial', note: 'no restricted shell, no loadable builtins, no mail checks; fc only lists and repeats' } },
  { name: 'dash', main: shellMain('dash'), support: { level: 'partial', note: 'no line editing modes (set -o vi)' } },
];

