/** systemctl: start, stop, restart, status, is-active, is-enabled, list-units and cat of the units that systemd here knows. */
import { encodeUtf8 } from '../../base/bytes.ts';
import type { Main, Sys, Task } from '../../abi/sys.ts';
import { readText, readTextIfAny } from '../common/files.ts';
import { RpcClient, RpcError } from '../common/rpc.ts';
import { readJournal, shortLine } from './journalctl.ts';
import { PRIVATE_SOCKET } from './protocol.ts';
import type { SystemdMethods, UnitStatus } from './protocol.ts';
import { unitName } from './unit.ts';

const VERBS: Readonly<Record<string, keyof SystemdMethods>> = { start: 'Start', stop: 'Stop', restart: 'Restart', 'try-restart': 'Restart', reload: 'Restart' };

function* out(sys: Sys, fd: number, text: string): Task<void> {
  yield* sys.write(fd, encodeUtf8(text));
}

const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];

function ago(ms: number): string {
  const s = Math.max(0, Math.floor(ms / 1000));
  if (s < 1) return `${Math.max(1, Math.floor(ms))}ms ago`;
  if (s < 60) return `${s}s ago`;
  if (s < 3600) return `${Math.floor(s / 60)}min ${s % 60}s ago`;
  if (s < 86400) return `${Math.floor(s / 3600)}h ${Math.floor((s % 3600) / 60)}min ago`;
  return `${Math.floor(s / 86400)} day${s >= 172800 ? 's' : ''} ago`;
}

function* statusText(sys: Sys, u: UnitStatus): Task<string> {
  const running = u.active === 'active';
  const dot = u.active === 'failed' ? '×' : running ? '●' : u.active === 'inactive' ? '○' : '●';
  const d = new Date(u.since_ms);
  const when = u.since_ms === 0 ? '' : ` since ${DAYS[d.getUTCDay()]} ${d.toISOString().slice(0, 10)} ${d.toISOString().slice(11, 19)} UTC; ${ago(sys.now_ms() - u.since_ms)}`;
  const sub = u.active === 'failed' ? `Result: ${u.result?.kind === 'killed' ? 'signal' : 'exit-code'}` : u.sub;
  let text = `${dot} ${u.name} - ${u.description}\n`;
  text += `     Loaded: loaded (${u.path}; ${u.enabled ? 'enabled' : 'disabled'}; preset: enabled)\n`;
  text += `     Active: ${u.active} (${sub})${when}\n`;
  if (u.triggeredBy !== '') text += `TriggeredBy: ● ${u.triggeredBy}\n`;
  if (u.triggers !== '') text += `   Triggers: ● ${u.triggers}\n`;
  if (u.docs !== '') text += `       Docs: ${u.docs}\n`;
  if (u.listen !== '') text += `     Listen: ${u.listen} (Stream)\n`;
  if (u.mainPid !== 0) {
    const comm = ((yield* readTextIfAny(sys, `/proc/${u.mainPid}/comm`)) ?? '').trim();
    const threads = /^Threads:\s*(\d+)/m.exec((yield* readTextIfAny(sys, `/proc/${u.mainPid}/status`)) ?? '')?.[1] ?? '1';
    text += `   Main PID: ${u.mainPid} (${comm})\n      Tasks: ${threads}\n     CGroup: /system.slice/${u.name}\n             └─${u.mainPid} ${u.exec}\n`;
  }
  const lines = (yield* readJournal(sys)).filter((e) => e.unit === u.name).slice(-10);
  if (lines.length > 0) text += `\n${lines.map((e) => `${shortLine(e, sys.uname().nodename)}\n`).join('')}`;
  return text;
}

/** main of systemctl. */
export const systemctlMain: Main = function* (sys, argv) {
  const args = argv.slice(1).filter((a) => !a.startsWith('-'));
  const quiet = argv.includes('-q') || argv.includes('--quiet');
  const [verb = 'list-units', ...units] = args;
  const client = new RpcClient<SystemdMethods>(PRIVATE_SOCKET);
  if (argv.includes('--version')) {
    yield* out(sys, 1, 'systemd 252 (252.39-1~deb12u1)\n');
    return 0;
  }
  try {
    return yield* run(sys, client, verb, units, quiet);
  } catch (e) {
    if (!(e instanceof RpcError)) throw e;
    yield* out(sys, 2, "System has not been booted with systemd as init system (PID 1). Can't operate.\nFailed to connect to bus: Host is down\n");
    return 1;
  }
};

function* run(sys: Sys, client: RpcClient<SystemdMethods>, verb: string, units: readonly string[], quiet: boolean): Task<number> {
  const method = VERBS[verb];
  if (method !== undefined) {
    if (units.length === 0) {
      yield* out(sys, 2, 'Too few arguments.\n');
      return 1;
    }
    for (const unit of units) {
      const name = unitName(unit);
      if (sys.getcred().euid !== 0) {
        yield* out(sys, 2, `Failed to ${verb} ${name}: Access denied\nSee system logs and 'systemctl status ${name}' for details.\n`);
        return 4;
      }
      const answer = (yield* client.call(sys, method, { unit } as never)) as { error?: string };
      if (answer.error !== undefined) {
        if (answer.error.startsWith('Unit ')) {
          yield* out(sys, 2, `Failed to ${verb} ${name}: ${answer.error}\n`);
          return 5;
        }
        yield* out(sys, 2, `${answer.error}\nSee "systemctl status ${name}" and "journalctl -xeu ${name}" for details.\n`);
        return 1;
      }
      if (verb === 'stop' && name.endsWith('.service')) {
        const s = yield* client.call(sys, 'Status', { unit });
        const trigger = s === null || s.triggeredBy === '' ? null : yield* client.call(sys, 'Status', { unit: s.triggeredBy });
        if (trigger?.active === 'active') yield* out(sys, 2, `Warning: Stopping ${name}, but it can still be activated by:\n  ${trigger.name}\n`);
      }
    }
    return 0;
  }
  switch (verb) {
    case 'status': {
      let code = 0;
      for (const [i, unit] of units.entries()) {
        const s = yield* client.call(sys, 'Status', { unit });
        if (s === null) {
          yield* out(sys, 2, `Unit ${unitName(unit)} could not be found.\n`);
          code = 4;
          continue;
        }
        yield* out(sys, 1, (i > 0 ? '\n' : '') + (yield* statusText(sys, s)));
        if (s.active !== 'active') code = 3;
      }
      return code;
    }
    case 'is-active':
    case 'is-failed': {
      let any = false;
      for (const unit of units) {
        const s = yield* client.call(sys, 'Status', { unit });
        any ||= verb === 'is-active' ? s?.active === 'active' : s?.active === 'failed';
        if (!quiet) yield* out(sys, 1, `${s?.active ?? 'inactive'}\n`);
      }
      return any ? 0 : verb === 'is-active' ? 3 : 1;
    }
    case 'is-enabled': {
      let any = false;
      for (const unit of units) {
        const s = yield* client.call(sys, 'Status', { unit });
        if (s === null) {
          yield* out(sys, 2, `Failed to get unit file state for ${unitName(unit)}: No such file or directory\n`);
          return 1;
        }
        any ||= s.enabled;
        if (!quiet) yield* out(sys, 1, s.enabled ? 'enabled\n' : 'disabled\n');
      }
      return any ? 0 : 1;
    }
    case 'cat':
      for (const unit of units) {
        const s = yield* client.call(sys, 'Status', { unit });
        if (s === null) {
          yield* out(sys, 2, `No files found for ${unitName(unit)}.\n`);
          return 1;
        }
        yield* out(sys, 1, `# ${s.path}\n${yield* readText(sys, s.path)}`);
      }
      return 0;
    case 'list-units': {
      const list = (yield* client.call(sys, 'List', {})).sort((a, b) => (a.name < b.name ? -1 : 1));
      const w = Math.max(4, ...list.map((u) => u.name.length));
      yield* out(sys, 1, `  ${'UNIT'.padEnd(w)} LOAD   ACTIVE   SUB       DESCRIPTION\n`);
      for (const u of list) yield* out(sys, 1, `  ${u.name.padEnd(w)} loaded ${u.active.padEnd(8)} ${u.sub.padEnd(9)} ${u.description}\n`);
      yield* out(sys, 1, `\n${list.length} loaded units listed.\n`);
      return 0;
    }
    case 'daemon-reload':
      return 0;
    default:
      yield* out(sys, 2, /^(enable|disable|mask|unmask|edit|show|kill|set-property|isolate|reboot|poweroff|halt|list-unit-files|list-sockets|list-timers)$/.test(verb) ? `glasshull: systemctl ${verb} is not simulated\n` : `Unknown command verb ${verb}.\n`);
      return 1;
  }
}
