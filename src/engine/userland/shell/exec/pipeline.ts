/** Pipelines, subshells, background commands and coprocesses: what runs in forked children. */
import type { Task } from '../../../abi/sys.ts';
import { O } from '../../../abi/fs.ts';
import type { Coproc, Node, Pipeline, Subshell } from '../syntax/ast.ts';
import { commandText } from '../syntax/print.ts';
import type { Shell } from '../state/shell.ts';
import { setScalar } from '../state/assign.ts';
import { forkShell, type ForkOptions } from './process.ts';
import { redirect } from './redirect.ts';
import { runList, runNode } from './run.ts';
import { foreground } from './simple.ts';
import { timeReport, usage } from './timing.ts';

/** Run a pipeline with its `!` and `time`; sets `$?` and PIPESTATUS. */
export function* runPipeline(sh: Shell, node: Pipeline): Task<number> {
  const before = node.timed === false ? undefined : usage(sh);
  if (node.negate) sh.condition++;
  try {
    if (node.commands.length === 0) sh.status = 0;
    else if (node.commands.length === 1) {
      // The negated command's own errexit check does not apply; without `!` it was made there.
      sh.condition++;
      try {
        yield* runNode(sh, node.commands[0]!);
      } finally {
        sh.condition--;
      }
    } else yield* runProcesses(sh, node);
  } finally {
    if (node.negate) sh.condition--;
  }
  if (node.negate) sh.status = sh.status === 0 ? 1 : 0;
  if (before !== undefined) {
    sh.print(timeReport(sh, before, node.timed === 'posix'), 2);
    yield* sh.flush();
  }
  return sh.status;
}

function* runProcesses(sh: Shell, node: Pipeline): Task<number> {
  const { pids, pgid, lastStatus } = yield* startPipeline(sh, node, {});
  const status = yield* foreground(sh, pids, pgid, () => commandText({ ...node, negate: false, timed: false }));
  if (lastStatus !== undefined) sh.pipestatus = [...sh.pipestatus, lastStatus];
  sh.status = lastStatus ?? status;
  if (sh.options.pipefail) {
    const failed = sh.pipestatus.filter((s) => s !== 0);
    sh.status = failed.length > 0 ? failed[failed.length - 1]! : 0;
  }
  return sh.status;
}

/** Fork all commands of a pipeline. With lastpipe the last runs here, after the others were started. */
function* startPipeline(sh: Shell, node: Pipeline, options: ForkOptions): Task<{ pids: number[]; pgid: number; lastStatus: number | undefined }> {
  const pids: number[] = [];
  let pgid = 0;
  let input = -1;
  const n = node.commands.length;
  const here = sh.options.opt('lastpipe') && !sh.monitoring && options.background !== true;
  for (let i = 0; i < n; i++) {
    const command = node.commands[i]!;
    const last = i === n - 1;
    if (last && here) {
      const saved = sh.sys.dup(0, 10);
      sh.sys.setCloexec(saved, true);
      sh.sys.dup2(input, 0);
      sh.sys.close(input);
      let lastStatus: number;
      try {
        lastStatus = yield* runNode(sh, command);
      } finally {
        sh.sys.dup2(saved, 0);
        sh.sys.close(saved);
      }
      return { pids, pgid, lastStatus };
    }
    const [rd, wr] = last ? [-1, -1] : sh.sys.pipe();
    const from = input;
    const group: ForkOptions = sh.monitoring ? { ...options, pgid } : options;
    const pid = yield* forkShell(sh, group, function* (child) {
      if (rd >= 0) child.sys.close(rd);
      if (from >= 0) {
        child.sys.dup2(from, 0);
        child.sys.close(from);
      }
      if (wr >= 0) {
        child.sys.dup2(wr, 1);
        child.sys.close(wr);
      }
      return yield* runChild(child, command);
    });
    pids.push(pid);
    if (pgid === 0 && sh.monitoring) pgid = pid;
    if (from >= 0) sh.sys.close(from);
    if (wr >= 0) sh.sys.close(wr);
    input = rd;
  }
  return { pids, pgid, lastStatus: undefined };
}

/** A command as the whole life of a child: its last program replaces the process. */
function* runChild(child: Shell, node: Node): Task<number> {
  if (node.type === 'subshell') {
    if (node.redirs !== undefined && !(yield* redirect(child, node.redirs))) return 1;
    return yield* runList(child, node.body, true);
  }
  return yield* runNode(child, node, true);
}

/** ( list ) */
export function* runSubshell(sh: Shell, node: Subshell, tail: boolean): Task<number> {
  if (tail && sh.mayReplace()) {
    sh.subshell++;
    sh.traps.clear();
    return yield* runChild(sh, node);
  }
  const pid = yield* forkShell(sh, sh.monitoring ? { pgid: 0 } : {}, (child) => runChild(child, node));
  return yield* foreground(sh, [pid], sh.monitoring ? pid : 0, () => commandText(node));
}

/** `command &`: a background job. Without job control its input is /dev/null. */
export function* runBackground(sh: Shell, node: Node): Task<number> {
  let pids: number[];
  let pgid = 0;
  const options: ForkOptions = { background: true };
  if (node.type === 'pipeline' && node.commands.length > 1 && !node.negate && node.timed === false) {
    const started = yield* startPipeline(sh, node, options);
    ({ pids, pgid } = started);
  } else {
    const noControl = !sh.monitoring;
    const pid = yield* forkShell(sh, sh.monitoring ? { ...options, pgid: 0 } : options, function* (child) {
      if (noControl && child.subshell >= 1) {
        const fd = yield* child.sys.open('/dev/null', O.RDONLY);
        if (fd !== 0) {
          child.sys.dup2(fd, 0);
          child.sys.close(fd);
        }
      }
      return yield* runChild(child, node);
    });
    pids = [pid];
    pgid = sh.monitoring ? pid : 0;
  }
  const job = sh.jobs.add(pgid, pids, commandText(node), sh.cwd, false);
  sh.lastBackground = pids[pids.length - 1]!;
  sh.jobs.reset();
  if (sh.interactive && sh.bash) {
    sh.print(`[${job.id}] ${sh.lastBackground}\n`, 2);
    yield* sh.flush();
  }
  sh.status = 0;
  return 0;
}

/** coproc: a background command with its input and output on two pipes, in the array NAME. */
export function* runCoproc(sh: Shell, node: Coproc): Task<number> {
  const [inRead, inWrite] = sh.sys.pipe();
  const [outRead, outWrite] = sh.sys.pipe();
  const pid = yield* forkShell(sh, sh.monitoring ? { pgid: 0 } : { background: true }, function* (child) {
    child.sys.dup2(inRead, 0);
    child.sys.dup2(outWrite, 1);
    for (const fd of [inRead, inWrite, outRead, outWrite]) if (fd > 2) child.sys.close(fd);
    return yield* runChild(child, node.body);
  });
  sh.sys.close(inRead);
  sh.sys.close(outWrite);
  const keep = (fd: number): number => {
    const high = sh.sys.dup(fd, 60);
    sh.sys.close(fd);
    sh.sys.setCloexec(high, true);
    return high;
  };
  sh.setArray(node.name, [String(keep(outRead)), String(keep(inWrite))]);
  setScalar(sh, `${node.name}_PID`, String(pid));
  const job = sh.jobs.add(sh.monitoring ? pid : 0, [pid], commandText(node), sh.cwd, false);
  sh.lastBackground = pid;
  sh.jobs.reset();
  if (sh.interactive) {
    sh.print(`[${job.id}] ${pid}\n`, 2);
    yield* sh.flush();
  }
  sh.status = 0;
  return 0;
}
