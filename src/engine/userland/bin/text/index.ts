/** The text tools, for the world's table of programs. */
import type { Program } from '../../libc/program.ts';
import { cat } from './cat.ts';
import { cut } from './cut.ts';
import { sed } from './sed.ts';
import { sort } from './sort.ts';
import { tr } from './tr.ts';
import { egrep, fgrep, grep, rgrep } from './grep.ts';
import { head } from './head.ts';
import { tail } from './tail.ts';
import { uniq } from './uniq.ts';
import { wc } from './wc.ts';

/** All programs of this folder. */
export const programs: readonly Program[] = [cat, cut, egrep, fgrep, grep, head, rgrep, sed, sort, tail, tr, uniq, wc];
