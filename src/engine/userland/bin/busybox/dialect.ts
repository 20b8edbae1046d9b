/** How BusyBox words what GNU's programs say: messages by applet, usage with its banner. What is not in the table reads the same in both. */
import type { Dialect } from '../../libc/tool.ts';
import { APPLET_TEXTS } from './applets.ts';

/** What the program calls itself; the date is that of the build in the image. */
export const BANNER = 'BusyBox v1.37.0 (2024-09-26 21:31:42 UTC) multi-call binary.\n';

type Rule = readonly [RegExp, string];

const OPEN: Rule = [/^(?:cannot open '?|failed to open ')?([^:']+)'?(?: for reading)?: (No such file or directory|Permission denied)$/, "can't open '$1': $2"];
const PLAIN: Rule = [/^(?:cannot (?:access|open|read|touch|read directory|statx)|failed to access|error reading|can't read):? '?([^:']+)'?(?: for reading)?: (.*)$/, '$1: $2'];
const NUMBER: Rule = [/^invalid (?:number of (?:lines|bytes)|time interval|field value|byte\/character position|line number[^:]*|context length[^:]*|floating point argument|width|argument)(?::)? '?([^']*)'?.*$/s, "invalid number '$1'"];
const EXEC: Rule = [/^(?:failed to run command )?'([^']+)': (.*)$/, "can't execute '$1': $2"];

const RULES: Readonly<Record<string, readonly Rule[]>> = {
  basename: [[/^extra operand.*$/s, '']],
  cat: [[/^.*: Is a directory$/, 'read error: Is a directory'], OPEN],
  chmod: [[/^invalid mode: '(.*)'$/, "invalid mode '$1'"], [/^changing permissions of '(.*)': (.*)$/, '$1: $2'], PLAIN],
  chown: [[/^invalid user: '([^:']*).*'$/, 'unknown user $1'], [/^invalid group: '(.*)'$/, 'unknown group $1'], [/^changing (?:ownership|group) of '(.*)': (.*)$/, '$1: $2'], PLAIN],
  chroot: [[/^cannot change root directory to '(.*)': (.*)$/, "can't change root directory to '$1': $2"], EXEC],
  cp: [
    [/^-r not specified; omitting directory '(.*)'$/, "omitting directory '$1'"],
    [/^cannot create (?:regular file|directory|symbolic link|special file|fifo) '(.*)': (.*)$/, "can't create '$1': $2"],
    [/^cannot stat '(.*)': (.*)$/, "can't stat '$1': $2"],
    OPEN,
  ],
  cut: [NUMBER, PLAIN],
  dd: [OPEN],
  du: [PLAIN],
  env: [EXEC],
  expr: [[/^syntax error.*$/s, 'syntax error']],
  find: [[/^unknown predicate '(.*)'$/, 'unrecognized: $1'], [/^missing argument to '(.*)'$/, '$1 requires an argument'], [/^'(.*)': (.*)$/, '$1: $2']],
  head: [[/^error reading '(.*)': .*$/, '$1: Input/output error'], NUMBER, PLAIN],
  id: [[/^'(.*)': no such user$/, 'unknown user $1']],
  kill: [[/^\((-?\d+)\): (.*)$/, "can't kill pid $1: $2"], [/^unknown signal name (.*)$/, "bad signal name '$1'"], [/^failed to parse argument: '(.*)'$/, "invalid number '$1'"]],
  ln: [[/^failed to create (?:symbolic|hard) link '(.*?)'(?: (?:->|=>) .*)?: (.*)$/, '$1: $2'], [/^failed to access '(.*)': (.*)$/, '$1: $2']],
  ls: [[/^cannot open directory '(.*)': (.*)$/, "can't open '$1': $2"], PLAIN],
  md5sum: [OPEN],
  mkdir: [[/^cannot create directory '(.*)': (.*)$/, "can't create directory '$1': $2"], [/^invalid mode '(.*)'$/, "invalid mode '$1'"]],
  mkfifo: [[/^cannot create fifo '(.*)': (.*)$/, '$1: $2']],
  mknod: [[/^(.*): (.*)$/, '$1: $2']],
  mktemp: [[/^(?:failed to create|too few X's).*$/s, ': Invalid argument']],
  mv: [[/^cannot (?:stat|move) '(.*?)'(?: to '.*')?: (.*)$/, "can't rename '$1': $2"]],
  nohup: [EXEC],
  rm: [[/^cannot remove '(.*)': Is a directory$/, "'$1' is a directory"], [/^cannot remove '(.*)': (.*)$/, "can't remove '$1': $2"]],
  rmdir: [[/^failed to remove '(.*)': (.*)$/, "'$1': $2"]],
  sed: [[/^can't read ([^:]+): (.*)$/, '$1: $2'], [/^-e expression #1, char \d+: unterminated `(.)' command$/, "unmatched '/'"], [/^-e expression #1, char \d+: unknown command: `(.)'$/, 'unsupported command $1']],
  sleep: [NUMBER],
  sort: [PLAIN],
  stat: [[/^cannot statx '(.*)': (.*)$/, "can't stat '$1': $2"], [/^cannot read file system information for '(.*)': (.*)$/, "can't read file system information for '$1': $2"]],
  su: [[/^user (.*) does not exist.*$/s, 'unknown user $1']],
  tail: [NUMBER, OPEN, PLAIN],
  time: [[/^cannot run (.*): (.*)$/, "can't execute '$1': $2"]],
  timeout: [EXEC],
  touch: [[/^cannot touch '(.*)': (.*)$/, '$1: $2'], [/^setting times of '(.*)': (.*)$/, '$1: $2']],
  umount: [[/^([^:]+): no mount point specified\.$/, "can't unmount $1: No such file or directory"], [/^([^:]+): not mounted\.$/, "can't unmount $1: Invalid argument"], [/^([^:]+): target is busy\.$/, "can't unmount $1: Device or resource busy"], [/^([^:]+): must be superuser to unmount\.$/, "can't unmount $1: Operation not permitted"]],
  uniq: [OPEN],
  unshare: [EXEC],
  nsenter: [EXEC],
  xargs: [[/^(?!can't)(.*)$/, '$1']],
};
const ALIASES: Readonly<Record<string, string>> = { chgrp: 'chown', sha1sum: 'md5sum', sha256sum: 'md5sum', sha512sum: 'md5sum', tac: 'head', less: 'md5sum', more: 'md5sum' };

/** The usage text of an applet. */
export function usageOf(name: string): string {
  const text = APPLET_TEXTS.get(name);
  const usage = (text?.usage ?? '[OPTIONS]').replaceAll('\\n', '\n').replaceAll('\\t', '\t');
  return `${BANNER}\nUsage: ${name}${usage === '' ? '' : ` ${usage}`}\n\n${text === undefined ? '' : `${text.summary}\n`}`;
}

/** The words of an applet. */
export function dialectOf(name: string): Dialect {
  const text = APPLET_TEXTS.get(name);
  const rules = RULES[ALIASES[name] ?? name] ?? [];
  return {
    name,
    short: text?.short,
    long: text?.long,
    reword(message) {
      for (const [pattern, replacement] of rules) if (pattern.test(message)) return message.replace(pattern, replacement);
      return message;
    },
    usage: () => usageOf(name),
  };
}
