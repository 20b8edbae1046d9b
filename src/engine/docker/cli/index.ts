/** The docker client as a program to install. */
import type { Program } from '../../userland/libc/program.ts';
import { main } from './main.ts';

export const programs: readonly Program[] = [{ name: 'docker', main, support: { level: 'partial', note: 'commands that are not simulated say so; see the table of docker commands' } }];
