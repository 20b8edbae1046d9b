/** The text tools, for the world's table of programs. */
import type { Program } from '../../libc/program.ts';
import { awk, mawk } from './awk.ts';
import { base32, base64 } from './base64.ts';
import { cat } from './cat.ts';
import { cmp } from './cmp.ts';
import { comm } from './comm.ts';
import { cut } from './cut.ts';
import { date } from './date.ts';
import { dd } from './dd.ts';
import { diff } from './diff.ts';
import { env } from './env.ts';
import { expand } from './expand.ts';
import { expr } from './expr.ts';
import { fold } from './fold.ts';
import { egrep, fgrep, grep, rgrep } from './grep.ts';
import { head } from './head.ts';
import { hd, hexdump, xxd } from './hexdump.ts';
import { join } from './join.ts';
import { nl } from './nl.ts';
import { od } from './od.ts';
import { paste } from './paste.ts';
import { printf } from './printf.ts';
import { rev } from './rev.ts';
import { mktemp, nice, nohup, nproc, timeout } from './runners.ts';
import { sed } from './sed.ts';
import { seq } from './seq.ts';
import { shuf } from './shuf.ts';
import { basename, dirname, echo, falseProgram, printenv, sleep, trueProgram, tty, yes } from './small.ts';
import { sort } from './sort.ts';
import { split } from './split.ts';
import { sums } from './sums.ts';
import { tac } from './tac.ts';
import { tail } from './tail.ts';
import { tee } from './tee.ts';
import { bracket, test } from './test.ts';
import { tr } from './tr.ts';
import { unexpand } from './unexpand.ts';
import { uniq } from './uniq.ts';
import { wc } from './wc.ts';
import { xargs } from './xargs.ts';

/** All programs of this folder. */
export const programs: readonly Program[] = [
  ...sums,
  awk, base32, base64, basename, bracket, cat, cmp, comm, cut, date, dd, diff, dirname, echo, egrep, env, expand, expr, falseProgram, fgrep, fold,
  grep, hd, head, hexdump, join, mawk, mktemp, nice, nl, nohup, nproc, od, paste, printenv, printf, rev, rgrep, sed, seq, shuf, sleep, sort, split,
  tac, tail, tee, test, timeout, tr, trueProgram, tty, unexpand, uniq, wc, xargs, xxd, yes,
];
