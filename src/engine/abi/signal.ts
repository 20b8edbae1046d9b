/** Signals of Linux on x86-64 (signal(7)), their default actions and the texts of strsignal(3). */

/** Signal numbers by name. */
export const Signal = {
  SIGHUP: 1,
  SIGINT: 2,
  SIGQUIT: 3,
  SIGILL: 4,
  SIGTRAP: 5,
  SIGABRT: 6,
  SIGBUS: 7,
  SIGFPE: 8,
  SIGKILL: 9,
  SIGUSR1: 10,
  SIGSEGV: 11,
  SIGUSR2: 12,
  SIGPIPE: 13,
  SIGALRM: 14,
  SIGTERM: 15,
  SIGSTKFLT: 16,
  SIGCHLD: 17,
  SIGCONT: 18,
  SIGSTOP: 19,
  SIGTSTP: 20,
  SIGTTIN: 21,
  SIGTTOU: 22,
  SIGURG: 23,
  SIGXCPU: 24,
  SIGXFSZ: 25,
  SIGVTALRM: 26,
  SIGPROF: 27,
  SIGWINCH: 28,
  SIGIO: 29,
  SIGPWR: 30,
  SIGSYS: 31,
} as const;

/** Number of signals, real-time ones included: valid are 1..64. */
export const NSIG = 64;

const TEXT: Readonly<Record<number, string>> = {
  1: 'Hangup',
  2: 'Interrupt',
  3: 'Quit',
  4: 'Illegal instruction',
  5: 'Trace/breakpoint trap',
  6: 'Aborted',
  7: 'Bus error',
  8: 'Floating point exception',
  9: 'Killed',
  10: 'User defined signal 1',
  11: 'Segmentation fault',
  12: 'User defined signal 2',
  13: 'Broken pipe',
  14: 'Alarm clock',
  15: 'Terminated',
  16: 'Stack fault',
  17: 'Child exited',
  18: 'Continued',
  19: 'Stopped (signal)',
  20: 'Stopped',
  21: 'Stopped (tty input)',
  22: 'Stopped (tty output)',
  23: 'Urgent I/O condition',
  24: 'CPU time limit exceeded',
  25: 'File size limit exceeded',
  26: 'Virtual timer expired',
  27: 'Profiling timer expired',
  28: 'Window changed',
  29: 'I/O possible',
  30: 'Power failure',
  31: 'Bad system call',
};

/** What strsignal(3) says. */
export function strsignal(signo: number): string {
  return TEXT[signo] ?? (signo >= 34 && signo <= NSIG ? `Real-time signal ${signo - 34}` : `Unknown signal ${signo}`);
}

/** What a signal does to a process that neither handles nor ignores it. */
export type DefaultAction = 'terminate' | 'core' | 'ignore' | 'stop' | 'continue';

/** The default action of a signal (signal(7)). */
export function defaultAction(signo: number): DefaultAction {
  switch (signo) {
    case Signal.SIGCHLD:
    case Signal.SIGURG:
    case Signal.SIGWINCH:
      return 'ignore';
    case Signal.SIGSTOP:
    case Signal.SIGTSTP:
    case Signal.SIGTTIN:
    case Signal.SIGTTOU:
      return 'stop';
    case Signal.SIGCONT:
      return 'continue';
    case Signal.SIGQUIT:
    case Signal.SIGILL:
    case Signal.SIGTRAP:
    case Signal.SIGABRT:
    case Signal.SIGBUS:
    case Signal.SIGFPE:
    case Signal.SIGSEGV:
    case Signal.SIGXCPU:
    case Signal.SIGXFSZ:
    case Signal.SIGSYS:
      return 'core';
    default:
      return 'terminate';
  }
}

const NAMES: ReadonlyMap<number, string> = new Map(Object.entries(Signal).map(([name, n]) => [n, name.slice(3)]));

/** The name without SIG, as `kill -l` prints it ('TERM', 'RTMIN+1'); undefined for a number that is none. */
export function signalName(signo: number): string | undefined {
  const name = NAMES.get(signo);
  if (name !== undefined) return name;
  if (signo === 34) return 'RTMIN';
  if (signo > 34 && signo <= 49) return `RTMIN+${signo - 34}`;
  if (signo > 49 && signo < NSIG) return `RTMAX-${NSIG - signo}`;
  return signo === NSIG ? 'RTMAX' : undefined;
}

/** The number for 'TERM', 'SIGTERM', 'term' or '15'; undefined when there is none. */
export function parseSignal(text: string): number | undefined {
  if (/^\d+$/.test(text)) {
    const n = Number(text);
    return n >= 0 && n <= NSIG ? n : undefined;
  }
  const name = text.toUpperCase().replace(/^SIG/, '');
  for (const [n, s] of NAMES) if (s === name) return n;
  if (name === 'RTMIN') return 34;
  if (name === 'RTMAX') return NSIG;
  const m = /^RT(MIN\+|MAX-)(\d+)$/.exec(name);
  if (m === null) return undefined;
  return m[1] === 'MIN+' ? 34 + Number(m[2]) : NSIG - Number(m[2]);
}
