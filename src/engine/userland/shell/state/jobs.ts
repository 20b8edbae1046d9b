/** The job table: what `jobs` lists, which job is `%+` and `%-`, and what a job's change looks like in text. */
import { strsignal } from '../../../abi/signal.ts';
import type { Dialect } from '../syntax/error.ts';
import type { WaitStatus } from '../../../abi/process.ts';

/** A process of a job. */
export interface Proc {
  readonly pid: number;
  /** How it last changed; undefined while it runs. */
  status: WaitStatus | undefined;
}

export type JobState = 'Running' | 'Stopped' | 'Done';

export class Job {
  readonly id: number;
  /** Process group; 0 without job control. */
  readonly pgid: number;
  readonly procs: Proc[];
  readonly text: string;
  /** Directory in which it was started. */
  readonly cwd: string;
  foreground: boolean;
  /** The user knows of its present state. */
  notified = true;
  /** disown -h: no SIGHUP. */
  noHup = false;
  /** Terminal modes to restore on fg. */
  constructor(id: number, pgid: number, procs: Proc[], text: string, cwd: string, foreground: boolean) {
    this.id = id;
    this.pgid = pgid;
    this.procs = procs;
    this.text = text;
    this.cwd = cwd;
    this.foreground = foreground;
  }

  get state(): JobState {
    let stopped = false;
    for (const p of this.procs) {
      if (p.status === undefined || p.status.kind === 'continued') return 'Running';
      if (p.status.kind === 'stopped') stopped = true;
    }
    return stopped ? 'Stopped' : 'Done';
  }

  /** Status of the last process. */
  get last(): WaitStatus | undefined {
    return this.procs[this.procs.length - 1]!.status;
  }

  /** As jobs prints it: Running, Stopped, Done, Exit 3, Terminated. */
  describe(): string {
    const state = this.state;
    if (state === 'Running') return 'Running';
    if (state === 'Stopped') {
      const s = this.procs.find((p) => p.status?.kind === 'stopped')!.status;
      return s?.kind === 'stopped' ? strsignal(s.signal) : 'Stopped';
    }
    const s = this.last!;
    if (s.kind === 'signaled') return `${strsignal(s.signal)}${s.core ? ' (core dumped)' : ''}`;
    return s.kind === 'exited' && s.code !== 0 ? `Exit ${s.code}` : 'Done';
  }
}

export class Jobs {
  list: Job[] = [];
  current: Job | undefined;
  previous: Job | undefined;
  /** Exit statuses of children that ended and were forgotten, for `wait PID`. */
  readonly ended = new Map<number, number>();

  /** A subshell knows no jobs of its own, but `jobs` in it still lists the parent's. */
  forked(): Jobs {
    return new Jobs();
  }

  add(pgid: number, pids: readonly number[], text: string, cwd: string, foreground: boolean): Job {
    const id = this.list.reduce((n, j) => Math.max(n, j.id), 0) + 1;
    const job = new Job(id, pgid, pids.map((pid) => ({ pid, status: undefined })), text, cwd, foreground);
    this.list.push(job);
    return job;
  }

  remove(job: Job): void {
    const i = this.list.indexOf(job);
    if (i >= 0) this.list.splice(i, 1);
    if (this.current === job) this.current = undefined;
    if (this.previous === job) this.previous = undefined;
    this.reset();
  }

  /** Note a child's change; the job it belongs to. */
  update(pid: number, status: WaitStatus): Job | undefined {
    for (const job of this.list) {
      const p = job.procs.find((q) => q.pid === pid);
      if (p === undefined) continue;
      p.status = status.kind === 'continued' ? undefined : status;
      job.notified = false;
      if (job.state === 'Stopped') this.setCurrent(job);
      return job;
    }
    return undefined;
  }

  private newest(state: JobState, before?: Job): Job | undefined {
    let best: Job | undefined;
    for (const j of this.list) {
      if (j === before || (before !== undefined && j.id > before.id) || j.foreground) continue;
      if (j.state === state) best = j;
    }
    return best;
  }

  setCurrent(job: Job): void {
    if (this.current !== job) {
      this.previous = this.current;
      this.current = job;
    }
    if (this.previous !== undefined && this.previous !== this.current && this.previous.state === 'Stopped') return;
    if (job.state === 'Stopped') {
      const c = this.newest('Stopped', job);
      if (c !== undefined) {
        this.previous = c;
        return;
      }
    }
    this.previous = (job.state === 'Running' ? this.newest('Running', job) : this.newest('Running')) ?? job;
  }

  /** Choose `%+` and `%-` anew. */
  reset(): void {
    const stopped = (j: Job | undefined): Job | undefined => (j?.state === 'Stopped' ? j : undefined);
    const c = stopped(this.current) ?? stopped(this.previous) ?? this.newest('Stopped') ?? this.newest('Running');
    if (c !== undefined) this.setCurrent(c);
    else this.current = this.previous = undefined;
  }

  /** The job that `%1`, `%+`, `%-`, `%name`, `%?text` or a plain number names; 'ambiguous' when several do. */
  find(spec: string): Job | 'ambiguous' | undefined {
    const s = spec.startsWith('%') ? spec.slice(1) : spec;
    if (s === '' || s === '+' || s === '%') return this.current;
    if (s === '-') return this.previous;
    if (/^\d+$/.test(s)) return this.list.find((j) => j.id === Number(s));
    const hits = this.list.filter((j) => (s.startsWith('?') ? j.text.includes(s.slice(1)) : j.text.startsWith(s)));
    return hits.length > 1 ? 'ambiguous' : hits[0];
  }

  /** One line of `jobs`. `long` adds the pid. */
  line(job: Job, long: boolean, cwd: string, dialect: Dialect = 'bash'): string {
    const mark = job === this.current ? '+' : job === this.previous ? '-' : ' ';
    const state = job.describe();
    if (dialect !== 'bash') {
      const number = dialect === 'dash' ? `[${job.id}] ${mark} ` : `[${job.id}]${mark}  `;
      return `${number}${long ? `${job.procs[0]!.pid} ` : ''}${state.replace(/^Exit (\d+)$/, 'Done($1)')}`.padEnd(33) + job.text;
    }
    const running = job.state === 'Running';
    const where = job.cwd !== cwd ? `  (wd: ${job.cwd})` : '';
    const head = long ? `[${job.id}]${mark} ${job.procs[0]!.pid} ` : `[${job.id}]${mark}  `;
    return `${head}${state.padEnd(24)}${job.text}${running ? ' &' : ''}${where}`;
  }
}
