/** `docker container`, and the commands that are also found without the word. */
import { group, type Command } from '../command.ts';
import { attach } from './attach.ts';
import { commit } from './commit.ts';
import { cp } from './cp.ts';
import { create } from './create.ts';
import { diff } from './diff.ts';
import { exec } from './exec.ts';
import { exportCommand } from './export.ts';
import { inspect } from './inspect.ts';
import { kill } from './kill.ts';
import { logs } from './logs.ts';
import { pause, unpause } from './pause.ts';
import { port } from './port.ts';
import { containerPrune } from './prune.ts';
import { ls, ps } from './ps.ts';
import { rename } from './rename.ts';
import { rm } from './rm.ts';
import { run } from './run.ts';
import { start } from './start.ts';
import { stats } from './stats.ts';
import { restart, stop } from './stop.ts';
import { top } from './top.ts';
import { update } from './update.ts';
import { wait } from './wait.ts';

const BOTH: readonly Command[] = [attach, commit, cp, create, diff, exec, exportCommand, kill, logs, pause, port, rename, restart, run, start, stats, stop, top, unpause, update, wait];

/** Reachable as `docker VERB`. */
export const containerVerbs: readonly Command[] = [...BOTH, { ...rm, names: undefined }, ps];

export const container: Command = group('container', 'Work with containers', [...BOTH, rm, ls, inspect, containerPrune]);
