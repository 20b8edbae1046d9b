/**
 * The sequence of one command: who said what to whom, made from the command's trace events. Messages go between participants (client,
 * dockerd, containerd, shim, runc, container); what somebody does by itself is a note; system calls of one participant in a row are a group.
 */
import type { HttpFields, TraceEvent } from '../../engine/abi/trace.ts';
import type { TraceStep } from '../../engine/worker/protocol.ts';

export const PARTICIPANTS = ['client', 'dockerd', 'containerd', 'shim', 'runc', 'container'] as const;
export type Participant = (typeof PARTICIPANTS)[number];

/** What can be shown or hidden. */
export const FILTERS = ['http', 'frames', 'decisions', 'calls', 'processes', 'kernel'] as const;
export type Filter = (typeof FILTERS)[number];

/** A request with its answer, as far as both are known. */
export interface HttpExchange {
  readonly method: string;
  readonly path: string;
  requestHeaders: HttpFields;
  requestBody: string;
  status: number;
  responseHeaders: HttpFields;
  responseBody: string;
}

interface Common {
  /** Id of the event that it stands for: the row's identity. */
  readonly id: number;
  readonly time_ns: number;
  readonly filter: Filter;
  readonly title: string;
  readonly error: boolean;
}

export type Row =
  | (Common & { readonly kind: 'message'; readonly from: Participant; readonly to: Participant; readonly reply: boolean; readonly event: TraceEvent; readonly http?: HttpExchange; readonly count?: number })
  | (Common & { readonly kind: 'note'; readonly at: Participant; readonly event: TraceEvent })
  | (Common & { readonly kind: 'group'; readonly at: Participant; readonly who: string; readonly events: readonly TraceEvent[] });

const CODES: Readonly<Record<number, string>> = { 101: 'Upgraded', 200: 'OK', 201: 'Created', 204: 'No Content', 301: 'Moved', 304: 'Not Modified', 400: 'Bad Request', 401: 'Unauthorized', 403: 'Forbidden', 404: 'Not Found', 409: 'Conflict', 500: 'Internal Server Error', 501: 'Not Implemented', 503: 'Service Unavailable' };

/** A path without its version, and with long ids shortened, for reading. */
export function shortPath(path: string): string {
  const plain = path.replace(/^\/v\d+\.\d+/, '').replace(/\b([0-9a-f]{12})[0-9a-f]{52}\b/g, '$1');
  return plain.length > 76 ? `${plain.slice(0, 75)}…` : plain;
}

/** Which participant a daemon's process is; undefined for others. */
function daemonOf(comm: string): Participant | undefined {
  if (comm === 'dockerd' || comm === 'containerd') return comm;
  if (comm.startsWith('containerd-shim')) return 'shim';
  if (comm === 'runc' || comm.startsWith('runc:[')) return 'runc';
  return undefined;
}

class Builder {
  readonly rows: Row[] = [];
  private readonly roles = new Map<number, Participant>();
  private readonly open: { readonly exchange: HttpExchange; readonly asked: boolean; answered: boolean; finished: boolean }[] = [];
  private readonly names = new Map<number, string>();

  private role(event: TraceEvent): Participant {
    return daemonOf(event.comm) ?? this.roles.get(event.pid) ?? 'client';
  }

  private message(event: TraceEvent, filter: Filter, from: Participant, to: Participant, title: string, more: { reply?: boolean; error?: boolean; http?: HttpExchange } = {}): void {
    const { reply = false, error = false, http } = more;
    this.rows.push({ kind: 'message', id: event.id, time_ns: event.time_ns, filter, from, to, title, reply, error, event, ...(http === undefined ? {} : { http }) });
  }

  private note(event: TraceEvent, at: Participant, title: string, error = false): void {
    this.rows.push({ kind: 'note', id: event.id, time_ns: event.time_ns, filter: 'decisions', at, title, error, event });
  }

  add(event: TraceEvent): void {
    switch (event.kind) {
      case 'command':
        return this.note(event, 'client', `$ ${event.line}`);
      case 'http_request':
        return this.request(event);
      case 'http_response':
        return this.response(event);
      case 'http_frame':
        return this.frame(event);
      case 'rpc':
        if (!ofEngine(event.to)) return this.note(event, this.role(event), `to systemd: ${event.method}`);
        return this.message(event, 'calls', this.role(event), calledBy(event.to), event.method);
      case 'rpc_return':
        if (!ofEngine(event.to)) return this.note(event, this.role(event), `systemd: ${event.error === '' ? `${event.method} done` : event.error}`, event.error !== '');
        return this.message(event, 'calls', calledBy(event.to), this.role(event), event.error === '' ? `${event.method}: done` : event.error, { reply: true, error: event.error !== '' });
      case 'engine':
        return this.note(event, event.layer === 'cli' ? 'client' : event.layer === 'registry' ? 'dockerd' : event.layer, noteOf(event.action, event.detail));
      case 'error':
        return this.note(event, daemonOf(event.layer) ?? (event.layer === 'shim' ? 'shim' : this.role(event)), event.message, true);
      case 'exec':
        return this.exec(event);
      case 'exit':
        return this.exit(event);
      case 'packet':
        return;
      default:
        return this.group(event);
    }
  }

  private request(event: TraceEvent & { kind: 'http_request' }): void {
    if (event.layer === 'api') {
      const known = this.open.find((one) => one.asked && one.exchange.requestHeaders.length === 0 && one.exchange.method === event.method && one.exchange.path === event.path);
      const sent = known ?? this.open.find((one) => one.asked && !one.finished && one.exchange.method === event.method && one.exchange.path === event.path);
      if (sent !== undefined) {
        sent.exchange.requestHeaders = event.headers ?? sent.exchange.requestHeaders;
        return;
      }
    }
    const exchange: HttpExchange = { method: event.method, path: event.path, requestHeaders: event.headers ?? [], requestBody: event.body, status: 0, responseHeaders: [], responseBody: '' };
    this.open.push({ exchange, asked: event.layer === 'cli', answered: false, finished: false });
    const from = event.layer === 'cli' ? this.role(event) : 'client';
    this.message(event, 'http', from, 'dockerd', `${event.method} ${shortPath(event.path)}`, { http: exchange });
  }

  private response(event: TraceEvent & { kind: 'http_response' }): void {
    const same = this.open.filter((one) => !one.finished && one.exchange.method === event.method && one.exchange.path === event.path);
    const found = event.layer === 'cli' ? (same.find((one) => !one.answered) ?? same[0]) : same[0];
    if (found === undefined) return;
    const { exchange } = found;
    exchange.status = event.status;
    if ((event.headers?.length ?? 0) > 0) exchange.responseHeaders = event.headers!;
    if (event.body !== '') exchange.responseBody = event.body;
    if (!found.answered) this.message(event, 'http', 'dockerd', 'client', `${event.status} ${CODES[event.status] ?? ''}`.trim(), { reply: true, error: event.status >= 400, http: exchange });
    if (event.layer === 'api' && (found.answered || !found.asked)) found.finished = true;
    found.answered = true;
  }

  private frame(event: TraceEvent & { kind: 'http_frame' }): void {
    const [from, to] = event.direction === 'in' ? (['client', 'dockerd'] as const) : (['dockerd', 'client'] as const);
    this.message(event, 'frames', from, to, `${event.stream}, ${event.length} B: ${event.text.trim().split('\n')[0]?.slice(0, 60) ?? ''}`, { reply: event.direction === 'out' });
  }

  private exec(event: TraceEvent & { kind: 'exec' }): void {
    const caller = daemonOf(event.comm);
    const name = event.path.slice(event.path.lastIndexOf('/') + 1);
    const started = daemonOf(name);
    const line = event.argv.join(' ');
    this.names.set(event.pid, name);
    if (started !== undefined && caller !== undefined) {
      const verb = started === 'runc' ? (event.argv.find((arg) => ['create', 'start', 'delete', 'kill', 'exec', 'pause', 'resume', 'update', 'state'].includes(arg)) ?? '') : '';
      return this.message(event, 'processes', caller === started ? 'containerd' : caller, started, `exec ${name} ${verb}`.trim());
    }
    if (caller === 'runc') {
      this.roles.set(event.pid, 'container');
      return this.message(event, 'processes', 'runc', 'container', `execve ${line}`);
    }
    return this.group(event);
  }

  private exit(event: TraceEvent & { kind: 'exit' }): void {
    const end = event.signal > 0 ? `killed by signal ${event.signal}` : `exit ${event.code}`;
    const failed = event.signal > 0 || event.code !== 0;
    const role = this.role(event);
    if (role === 'container') return this.message(event, 'processes', 'container', 'shim', `${this.names.get(event.pid) ?? event.comm}: ${end}`, { reply: true, error: failed });
    if (role === 'runc') return this.message(event, 'processes', 'runc', 'shim', `runc: ${end}`, { reply: true, error: failed });
    return this.group(event);
  }

  private group(event: TraceEvent): void {
    const at = this.role(event);
    const last = this.rows.at(-1);
    if (last?.kind === 'group' && last.at === at && last.who === event.comm) {
      (last.events as TraceEvent[]).push(event);
      return;
    }
    this.rows.push({ kind: 'group', id: event.id, time_ns: event.time_ns, filter: 'kernel', at, who: event.comm, title: '', error: false, events: [event] });
  }
}

/** Whether a socket is the engine's own; the other one that calls go to is systemd's. */
const ofEngine = (path: string): boolean => path.includes('containerd');

/** Who listens on a socket of the engine. */
function calledBy(path: string): Participant {
  return path.includes('containerd.sock') && !path.includes('/s/') ? 'containerd' : 'shim';
}

function noteOf(action: string, detail: Readonly<Record<string, string>>): string {
  const first = detail.name ?? detail.container ?? Object.values(detail)[0];
  const short = first?.replace(/\b([0-9a-f]{12})[0-9a-f]{52}\b/g, '$1');
  return short === undefined || short === '' ? action : `${action}: ${short.length > 60 ? `${short.slice(0, 59)}…` : short}`;
}

/** What a group of kernel events amounts to: '12 system calls, 3 mounts'. */
export function groupTitle(events: readonly TraceEvent[]): string {
  const counts = new Map<string, number>();
  for (const event of events) {
    const name = GROUPED[event.kind];
    if (name !== undefined) counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return [...counts].map(([name, n]) => `${n} ${name}${n === 1 ? '' : 's'}`).join(', ');
}

const GROUPED: Partial<Record<TraceEvent['kind'], string>> = {
  syscall: 'system call', mount: 'mount', umount: 'umount', cgroup: 'cgroup write', clone: 'clone', exec: 'exec', exit: 'exit', signal: 'signal', copy_up: 'copy-up', net: 'connection',
};

/** The rows of a command's steps, in order of time. */
export function sequence(steps: readonly TraceStep[]): readonly Row[] {
  const builder = new Builder();
  for (const { event } of steps) builder.add(event);
  return builder.rows;
}

/** Did the command fail in the end? Its last program ended with another code than 0, or the last answer was an error. */
export function failed(rows: readonly Row[]): boolean {
  const answer = rows.findLast((row) => row.kind === 'message' && row.reply && row.filter === 'http');
  if (answer?.error === true) return true;
  const ends = rows.flatMap((row) => (row.kind === 'group' && row.at === 'client' ? row.events.filter((event) => event.kind === 'exit') : []));
  const last = ends.at(-1);
  return last?.kind === 'exit' && (last.code !== 0 || last.signal !== 0);
}

/** The participants that take part, in their order; the client and dockerd always. */
export function taking(rows: readonly Row[]): readonly Participant[] {
  const found = new Set<Participant>(['client', 'dockerd']);
  for (const row of rows) {
    if (row.kind === 'message') found.add(row.from).add(row.to);
    else if (row.kind === 'note') found.add(row.at);
  }
  return PARTICIPANTS.filter((one) => found.has(one));
}
