/** telnet (inetutils 2.4): a connection by hand, a line at a time. Left out: TELNET's negotiation (options are refused), the command mode. */
import { isSysError } from '../../../../abi/errno.ts';
import { POLL } from '../../../../abi/process.ts';
import { Getopt, GetoptError } from '../../../libc/getopt.ts';
import { readNetDb } from '../../../libc/netdb.ts';
import { writeAll, writeText } from '../../../libc/stdio.ts';
import { GaiError, addressesOf, socketAddress } from './relay.ts';
import type { Sys, Task } from '../../../../abi/sys.ts';
import type { Program } from '../../../libc/program.ts';

const IAC = 255;
const ESCAPE = 29;

/** Takes TELNET's commands out of what came; `answers` are the refusals (RFC 854). */
function strip(data: Uint8Array): { readonly text: Uint8Array; readonly answers: Uint8Array } {
  const text: number[] = [];
  const answers: number[] = [];
  for (let i = 0; i < data.length; i++) {
    if (data[i] !== IAC) {
      if (data[i] !== 0) text.push(data[i]!);
      continue;
    }
    const command = data[++i];
    if (command === IAC) text.push(IAC);
    else if (command !== undefined && command >= 251 && command <= 254) {
      const option = data[++i] ?? 0;
      if (command === 253) answers.push(IAC, 252, option);
      else if (command === 251) answers.push(IAC, 254, option);
    }
  }
  return { text: Uint8Array.from(text), answers: Uint8Array.from(answers) };
}

/** Carry a session, until either side ends it. `busybox`: its closing words. */
export function* session(sys: Sys, fd: number, closed: string): Task<number> {
  let input = true;
  for (;;) {
    const events = yield* sys.poll(input ? [{ fd, events: POLL.IN }, { fd: 0, events: POLL.IN }] : [{ fd, events: POLL.IN }]);
    if (events[0] !== 0) {
      let data: Uint8Array;
      try {
        data = yield* sys.read(fd, 65536);
      } catch (e) {
        if (!isSysError(e)) throw e;
        data = new Uint8Array(0);
      }
      if (data.length === 0) {
        yield* writeText(sys, 2, closed);
        return 1;
      }
      const { text, answers } = strip(data);
      yield* writeAll(sys, 1, text);
      if (answers.length > 0) yield* writeAll(sys, fd, answers);
    }
    if (input && (events[1] ?? 0) !== 0) {
      const data = yield* sys.read(0, 4096);
      if (data.length === 0) {
        input = false;
        yield* writeText(sys, 2, closed);
        return 1;
      }
      const end = data.indexOf(ESCAPE);
      if (end >= 0) {
        yield* writeText(sys, 1, '\ntelnet> Connection closed.\n');
        return 0;
      }
      const out: number[] = [];
      for (const b of data) {
        if (b === 10) out.push(13);
        out.push(b);
      }
      yield* writeAll(sys, fd, Uint8Array.from(out));
    }
  }
}

function* main(sys: Sys, args: readonly string[]): Task<number> {
  const options = new Getopt(args, '468EKLS:X:ab:cde:fFk:l:n:rx');
  let family: 'inet' | 'inet6' | undefined;
  try {
    for (const { key } of options) if (key === '4' || key === '6') family = key === '4' ? 'inet' : 'inet6';
  } catch (e) {
    if (!(e instanceof GetoptError)) throw e;
    yield* writeText(sys, 2, `telnet: ${e.message}\nTry 'telnet --help' or 'telnet --usage' for more information.\n`);
    return 64;
  }
  const [host, portText = 'telnet'] = options.operands;
  if (host === undefined) {
    yield* writeText(sys, 2, "glasshull: telnet's command mode is not simulated: name a host\n");
    return 1;
  }
  const port = /^\d+$/.test(portText) ? Number(portText) : ((yield* readNetDb(sys)).port(portText, 'tcp') ?? (portText === 'telnet' ? 23 : 0));
  let addresses: readonly string[];
  try {
    addresses = yield* addressesOf(sys, host, family);
  } catch (e) {
    if (!(e instanceof GaiError)) throw e;
    yield* writeText(sys, 2, `telnet: could not resolve ${host}/${portText}: ${e.message}\n`);
    return 1;
  }
  let last = '';
  for (const address of addresses) {
    yield* writeText(sys, 1, `Trying ${address}...\n`);
    const to = socketAddress(address, port);
    const fd = sys.socket(to.family, 'stream');
    try {
      yield* sys.connect(fd, to);
    } catch (e) {
      sys.close(fd);
      if (!isSysError(e)) throw e;
      last = e.message;
      continue;
    }
    yield* writeText(sys, 1, `Connected to ${host}.\nEscape character is '^]'.\n`);
    return yield* session(sys, fd, 'Connection closed by foreign host.\n');
  }
  yield* writeText(sys, 2, `telnet: Unable to connect to remote host: ${last}\n`);
  return 1;
}

export const telnet: Program = { name: 'telnet', support: { level: 'partial', note: 'options are refused; no command mode' }, main: (sys, argv) => main(sys, argv.slice(1)) };
