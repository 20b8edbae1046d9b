// Records what the real thing prints for each case of conformance/<suite>/*.sh into <case>.out, the transcript that the tests replay.
//
//   node conformance/record.mjs bash|programs [CASE...]        real bash 5.2 and the programs of Debian 12, on this machine, as root
//   node conformance/record.mjs docker --with 'COMMAND' [CASE...]   COMMAND is put before "bash ../case.sh" and runs it where Docker 28.5.2 is
//
// A case runs in an empty directory /tmp/case/w as `bash ../case.sh </dev/null`, with HOME=/root, LC_ALL=C.UTF-8, TZ=UTC and TERM=dumb;
// stdout and stderr go to one pipe. The transcript ends with a line `exit N`. Nothing is normalised here (see normalise.mjs).
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const [suite, ...rest] = process.argv.slice(2);
const prefix = rest[0] === '--with' ? rest.splice(0, 2)[1].split(' ') : [];
const missingOnly = rest[0] === '--missing' && rest.splice(0, 1).length > 0;
const only = new Set(rest);
const dir = join(here, suite);
const LOCK = '/tmp/case.lock';
for (let tries = 0; ; tries++) {
  try {
    mkdirSync(LOCK);
    break;
  } catch {
    if (tries > 600) throw new Error(`another recorder holds ${LOCK}`);
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 500);
  }
}
process.on('exit', () => rmSync(LOCK, { recursive: true, force: true }));
let count = 0;
for (const file of readdirSync(dir).sort()) {
  const name = file.replace(/\.sh$/, '');
  if (!file.endsWith('.sh') || (only.size > 0 && !only.has(name))) continue;
  const out = join(dir, `${name}.out`);
  if (missingOnly && existsSync(out)) continue;
  rmSync('/tmp/case', { recursive: true, force: true });
  mkdirSync('/tmp/case/w', { recursive: true });
  writeFileSync('/tmp/case/case.sh', readFileSync(join(dir, file)));
  const command = [...prefix, 'sh', '-c', 'exec bash ../case.sh 2>&1 </dev/null'];
  const run = spawnSync(command[0], command.slice(1), {
    cwd: '/tmp/case/w',
    timeout: 60_000,
    killSignal: 'SIGKILL',
    env: { HOME: '/root', USER: 'root', LOGNAME: 'root', PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin', LC_ALL: 'C.UTF-8', TZ: 'UTC', TERM: 'dumb', SHELL: '/bin/bash' },
    maxBuffer: 16 << 20,
  });
  if (run.error) throw new Error(`${name}: ${run.error.message}`);
  let text = run.stdout.toString('latin1');
  if (text !== '' && !text.endsWith('\n')) text += '\n\\ no newline at the end\n';
  writeFileSync(out, Buffer.from(`${text}exit ${run.status ?? 128}\n`, 'latin1'));
  count++;
}
rmSync('/tmp/case', { recursive: true, force: true });
console.log(`${count} transcripts recorded in conformance/${suite}`);
