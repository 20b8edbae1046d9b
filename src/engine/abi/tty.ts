/** Terminals: termios(3), window size, and the ioctl requests that programs here use (ioctl_tty(2)). */

/** Input modes. */
export const IFLAG = { BRKINT: 2, IGNBRK: 1, ICRNL: 0o400, IGNCR: 0o200, INLCR: 0o100, IXON: 0o2000, IXANY: 0o4000, IMAXBEL: 0o20000, IUTF8: 0o40000, ISTRIP: 0o40, INPCK: 0o20 } as const;
/** Output modes. */
export const OFLAG = { OPOST: 1, OLCUC: 2, ONLCR: 4, OCRNL: 0o10, ONOCR: 0o20, ONLRET: 0o40, XTABS: 0o14000 } as const;
/** Control modes; kept for `stty`, without effect. */
export const CFLAG = { CS8: 0o60, CREAD: 0o200, HUPCL: 0o2000, CLOCAL: 0o4000, B38400: 0o17 } as const;
/** Local modes. */
export const LFLAG = { ISIG: 1, ICANON: 2, ECHO: 0o10, ECHOE: 0o20, ECHOK: 0o40, ECHONL: 0o100, NOFLSH: 0o200, TOSTOP: 0o400, ECHOCTL: 0o1000, ECHOPRT: 0o2000, ECHOKE: 0o4000, IEXTEN: 0o100000 } as const;

/** Names of the control characters in {@link Termios.cc}. */
export type ControlChar = 'intr' | 'quit' | 'erase' | 'kill' | 'eof' | 'eol' | 'eol2' | 'start' | 'stop' | 'susp' | 'rprnt' | 'werase' | 'lnext' | 'discard' | 'min' | 'time';

/** struct termios. Immutable: set a new one with `TCSETS`. A control character of 0 is disabled. */
export interface Termios {
  readonly iflag: number;
  readonly oflag: number;
  readonly cflag: number;
  readonly lflag: number;
  readonly cc: Readonly<Record<ControlChar, number>>;
}

/** What a fresh pty has (and `stty sane` restores). */
export const SANE: Termios = {
  iflag: IFLAG.ICRNL | IFLAG.IXON | IFLAG.IUTF8,
  oflag: OFLAG.OPOST | OFLAG.ONLCR,
  cflag: CFLAG.CS8 | CFLAG.CREAD | CFLAG.B38400,
  lflag: LFLAG.ISIG | LFLAG.ICANON | LFLAG.ECHO | LFLAG.ECHOE | LFLAG.ECHOK | LFLAG.ECHOCTL | LFLAG.ECHOKE | LFLAG.IEXTEN,
  cc: { intr: 3, quit: 28, erase: 127, kill: 21, eof: 4, eol: 0, eol2: 0, start: 17, stop: 19, susp: 26, rprnt: 18, werase: 23, lnext: 22, discard: 15, min: 1, time: 0 },
};

/** cfmakeraw(3). */
export function makeRaw(t: Termios): Termios {
  return {
    iflag: t.iflag & ~(IFLAG.IGNBRK | IFLAG.BRKINT | IFLAG.ISTRIP | IFLAG.INLCR | IFLAG.IGNCR | IFLAG.ICRNL | IFLAG.IXON),
    oflag: t.oflag & ~OFLAG.OPOST,
    cflag: t.cflag | CFLAG.CS8,
    lflag: t.lflag & ~(LFLAG.ECHO | LFLAG.ECHONL | LFLAG.ICANON | LFLAG.ISIG | LFLAG.IEXTEN),
    cc: { ...t.cc, min: 1, time: 0 },
  };
}

/** struct winsize, in characters. */
export interface WinSize {
  readonly rows: number;
  readonly cols: number;
}

/** ioctl(2) requests as a union: request and argument together; the result type depends on it. */
export interface IoctlMap {
  /** tcgetattr. ENOTTY unless a terminal. */
  TCGETS: { arg: undefined; result: Termios };
  /** tcsetattr, now. */
  TCSETS: { arg: Termios; result: void };
  /** tcsetattr after output is drained and input is flushed. */
  TCSETSF: { arg: Termios; result: void };
  TIOCGWINSZ: { arg: undefined; result: WinSize };
  /** Set the size; SIGWINCH to the foreground group when it changed. */
  TIOCSWINSZ: { arg: WinSize; result: void };
  TIOCGPGRP: { arg: undefined; result: number };
  /** tcsetpgrp. SIGTTOU rules apply to background callers. */
  TIOCSPGRP: { arg: number; result: void };
  /** Make the terminal the caller's controlling terminal. */
  TIOCSCTTY: { arg: undefined; result: void };
  /** Give up the controlling terminal. */
  TIOCNOTTY: { arg: undefined; result: void };
  TIOCGSID: { arg: undefined; result: number };
  /** On a master: number of the slave under its devpts. */
  TIOCGPTN: { arg: undefined; result: number };
  /** On a master: unlock the slave. */
  TIOCSPTLCK: { arg: boolean; result: void };
  /** Bytes that can be read now. */
  FIONREAD: { arg: undefined; result: number };
  /** tcflush: 0 input, 1 output, 2 both. */
  TCFLSH: { arg: 0 | 1 | 2; result: void };
  /** The digest the kernel holds for a declared file that was not written to, as 'sha256:...'; ENODATA otherwise. Modelled on fs-verity. */
  FS_IOC_MEASURE_VERITY: { arg: undefined; result: string };
  /**
   * Our own: make the files of the declared archive that is open here, under the empty directory that is open at descriptor `arg`, without reading its
   * bytes; what unpacking them would give. ENODATA unless the file is a declared archive that was not written to, ENOTDIR, EXDEV for a directory of
   * a file system that cannot hold declared trees, EPERM without CAP_SYS_ADMIN.
   */
  FIUNPACK: { arg: number; result: void };
}
/** The name of a request. */
export type IoctlRequest = keyof IoctlMap;
