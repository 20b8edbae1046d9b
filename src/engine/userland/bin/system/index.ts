/** The system's programs (files, processes, users, packages), for the world's table of programs. */
import type { Program } from '../../libc/program.ts';
import { chmod } from './chmod.ts';
import { chgrp, chown } from './chown.ts';
import { cp } from './cp.ts';
import { find } from './find.ts';
import { hello } from './hello.ts';
import { arch, groups, hostname, id, logname, uname, whoami } from './identity.ts';
import { kill, pgrep, pidof, pkill } from './kill.ts';
import { ln } from './ln.ts';
import { ls } from './ls.ts';
import { mkdir } from './mkdir.ts';
import { mv } from './mv.ts';
import { pwd, readlink, realpath } from './paths.ts';
import { ps } from './ps.ts';
import { rm } from './rm.ts';
import { rmdir } from './rmdir.ts';
import { stat } from './stat.ts';
import { touch } from './touch.ts';

/** All programs of this folder. */
export const programs: readonly Program[] = [arch, chgrp, chmod, chown, cp, find, groups, hello, hostname, id, kill, ln, logname, ls, mkdir, mv, pgrep, pidof, pkill, ps, pwd, readlink, realpath, rm, rmdir, stat, touch, uname, whoami];
