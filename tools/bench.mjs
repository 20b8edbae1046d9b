// `npm run bench`: builds tools/bench.ts and runs it with the garbage collector exposed.
import { installPackages, run } from './install.mjs';

installPackages();
process.exit(run('node', ['--expose-gc', 'tools/tsrun.mjs', 'tools/bench.ts', ...process.argv.slice(2)]));
