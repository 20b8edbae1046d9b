/** `docker events`. */
import type { EventMessage } from '../../api/types.ts';
import { concatBytes, decodeUtf8, EMPTY } from '../../../base/bytes.ts';
import { encodeFilters } from '../api.ts';
import { noArgs, type Command } from '../command.ts';
import { CliError } from '../error.ts';
import { GoError } from '../go/strconv.ts';
import { FILTER, FORMAT_RECORD } from '../helptext.ts';
import { compile, execute, type Value } from '../template/index.ts';
import { timestamp } from '../timestamp.ts';
import { PlainRecord } from './version.ts';

/** A time in UTC with all nine digits of its nanoseconds, from a JSON number's text or seconds. */
function eventTime(e: EventMessage): string {
  const seconds = Math.floor(e.timeNano / 1e9);
  const nanos = String(Math.round(e.timeNano - seconds * 1e9)).padStart(9, '0');
  return `${new Date(seconds * 1000).toISOString().slice(0, 19)}.${nanos}Z`;
}

function eventText(e: EventMessage): string {
  const attributes = Object.keys(e.Actor.Attributes ?? {})
    .sort()
    .map((k) => `${k}=${e.Actor.Attributes[k]}`);
  return `${eventTime(e)} ${e.Type} ${e.Action} ${e.Actor.ID}${attributes.length === 0 ? '' : ` (${attributes.join(', ')})`}\n`;
}

function record(e: EventMessage): Value {
  const actor = new PlainRecord('events.Actor', { ID: e.Actor.ID, Attributes: e.Actor.Attributes ?? {} }, e.Actor);
  return new PlainRecord('*events.Message', { Status: e.status ?? '', ID: e.id ?? '', From: e.from ?? '', Type: e.Type, Action: e.Action, Actor: actor, Scope: e.scope, Time: e.time, TimeNano: e.timeNano }, e);
}

const NOTHING: EventMessage = { Type: '', Action: '', Actor: { ID: '', Attributes: {} }, scope: 'local', time: 0, timeNano: 0 };

export const events: Command = {
  use: 'events [OPTIONS]',
  short: 'Show what happens in the engine, as it happens',
  aliases: 'docker system events, docker events',
  args: noArgs,
  flags: `
${FILTER}
- format string ${FORMAT_RECORD}
- since string Begin with the events after this time
- until string Go on until this time
`,
  support: { level: 'full' },
  *run(cli, flags) {
    const format = flags.str('format');
    let tree: ReturnType<typeof compile> | undefined;
    try {
      tree = format === '' ? undefined : compile(format === 'json' ? '{{json .}}' : format);
      if (tree !== undefined) execute(tree, record(NOTHING));
    } catch (e) {
      throw e instanceof GoError ? new CliError(`Error parsing format: ${e.message}`, 64) : e;
    }
    const time = (name: string): string | undefined => {
      const text = flags.str(name);
      if (text === '') return undefined;
      try {
        return timestamp(text, cli.sys.now_ms());
      } catch (e) {
        throw e instanceof GoError ? new CliError(e.message) : e;
      }
    };
    const response = yield* cli.api.call('GET', '/events', { query: { since: time('since'), until: time('until'), filters: encodeFilters(flags.filters()) } });
    let rest: Uint8Array = EMPTY;
    for (;;) {
      const data = yield* response.read();
      if (data.length === 0) return;
      const all = rest.length === 0 ? data : concatBytes([rest, data]);
      const end = all.lastIndexOf(10) + 1;
      rest = all.subarray(end);
      let out = '';
      for (const text of decodeUtf8(all, 0, end).split('\n')) {
        if (text === '') continue;
        const e = JSON.parse(text) as EventMessage;
        out += tree === undefined ? eventText(e) : `${execute(tree, record(e))}\n`;
      }
      yield* cli.out(out);
    }
  },
};
