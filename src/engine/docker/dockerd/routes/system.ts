/** Routes of the daemon itself. */
import type { Task } from '../../../abi/sys.ts';
import { compareInstants, now } from '../../common/time.ts';
import { invalid } from '../errors.ts';
import { eventJson, eventMatches } from '../events.ts';
import { Filters } from '../filters.ts';
import { diskUsage, infoJson, versionJson } from '../system.ts';
import { timestampParameter } from './route.ts';
import type { Context, Route } from './route.ts';

function* ping({ x }: Context): Task<void> {
  const headers: [string, string][] = [
    ['Builder-Version', '1'],
    ['Cache-Control', 'no-cache, no-store, must-revalidate'],
    ['Pragma', 'no-cache'],
    ['Swarm', 'inactive'],
  ];
  const type = 'text/plain; charset=utf-8';
  if (x.head.method === 'HEAD') yield* x.send(200, type, '', [...headers, ['Content-Length', '0']]);
  else yield* x.send(200, undefined, 'OK', headers, type);
}

function* version({ sys, x }: Context): Task<void> {
  yield* x.json(200, versionJson(sys));
}

function* info({ sys, daemon, x }: Context): Task<void> {
  yield* x.json(200, yield* infoJson(sys, daemon));
}

function* df({ sys, daemon, x }: Context): Task<void> {
  const types = new Set(x.query.all('type'));
  for (const t of types) if (!['container', 'image', 'volume', 'build-cache'].includes(t)) throw invalid(`unknown object type: ${t}`);
  yield* x.json(200, yield* diskUsage(sys, daemon, types));
}

function* events({ sys, daemon, x }: Context): Task<void> {
  const filters = Filters.parse(x.query.get('filters'));
  const since = timestampParameter(x, 'since');
  const until = timestampParameter(x, 'until');
  if (since !== undefined && until !== undefined && compareInstants(since, until) > 0) throw invalid("`since` time (" + x.query.get('since') + ") cannot be after `until` time (" + x.query.get('until') + ')');
  yield* x.begin(200, 'application/json');
  const { events: all } = daemon;
  let serial = since === undefined ? all.last : 0;
  let gone = false;
  x.watch((s) => {
    gone = true;
    all.changed.notify(s);
  });
  all.listeners++;
  try {
    for (;;) {
      let text = '';
      for (const e of all.since(serial)) {
        serial = e.serial;
        if (since !== undefined && compareInstants(e.time, since) < 0) continue;
        if (until !== undefined && compareInstants(e.time, until) > 0) continue;
        if (eventMatches(e, filters)) text += `${eventJson(e)}\n`;
      }
      if (text !== '') yield* x.write(text);
      if (gone) return;
      let left_ns: number | undefined;
      if (until !== undefined) {
        const t = now(sys);
        left_ns = (until.sec - t.sec) * 1e9 + (until.nsec - t.nsec);
        if (left_ns <= 0) break;
      }
      if (all.last === serial || all.since(serial).length === 0) yield* all.changed.wait(sys, left_ns);
    }
  } finally {
    all.listeners--;
  }
  yield* x.end();
}

export const systemRoutes: readonly Route[] = [
  { method: 'GET', path: '/_ping', handler: ping },
  { method: 'HEAD', path: '/_ping', handler: ping },
  { method: 'GET', path: '/version', handler: version },
  { method: 'GET', path: '/info', handler: info },
  { method: 'GET', path: '/system/df', handler: df },
  { method: 'GET', path: '/events', handler: events },
];

