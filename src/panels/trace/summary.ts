/** A trace event in one line. */
import type { HttpFields, TraceEvent } from '../../engine/abi/trace.ts';

export function summary(event: TraceEvent): string {
  switch (event.kind) {
    case 'command':
      return `$ ${event.line}`;
    case 'syscall':
      return `${event.name}(${event.args}) = ${event.result}`;
    case 'clone':
      return `clone(${event.flags.join('|')}) = ${event.child}`;
    case 'exec':
      return `exec ${event.argv.join(' ') || event.path}`;
    case 'exit':
      return event.signal > 0 ? `ended by signal ${event.signal}` : `exit with code ${event.code}`;
    case 'signal':
      return `${event.signal} to ${event.target}: ${event.action}`;
    case 'mount':
      return `mount ${event.fstype} on ${event.target}`;
    case 'umount':
      return `umount ${event.target}`;
    case 'cgroup':
      return `${event.path}/${event.file} ← ${event.value.trim()}`;
    case 'copy_up':
      return `copy up ${event.path}`;
    case 'http_request':
      return `${event.method} ${event.path}`;
    case 'http_response':
      return `${event.status} ← ${event.method} ${event.path}`;
    case 'engine': {
      const detail = Object.values(event.detail)[0];
      return detail === undefined ? event.action : `${event.action}: ${detail.length > 80 ? `${detail.slice(0, 79)}…` : detail}`;
    }
    case 'error':
      return event.message;
    case 'net':
      return `${event.action} ${event.from} → ${event.to}`;
    case 'http_frame':
      return `${event.direction === 'in' ? '→' : '←'} ${event.stream}, ${event.length} bytes: ${JSON.stringify(event.text.slice(0, 60))}`;
    case 'rpc':
      return `${event.method} → ${event.to}`;
    case 'rpc_return':
      return event.error === '' ? `${event.method} ← done` : `${event.method} ← ${event.error}`;
    case 'packet':
      return `${event.device === '' ? '' : `${event.device}: `}${event.action}, ${event.decision}`;
    case 'oops':
      return `kernel oops: ${event.message}`;
  }
}

/** Its data as name and value pairs; bodies are pretty-printed when they are JSON. */
export function data(event: TraceEvent): readonly (readonly [string, string])[] {
  switch (event.kind) {
    case 'command':
      return [['line', event.line], ['terminal', event.tty]];
    case 'syscall':
      return [['call', event.name], ['arguments', event.args], ['result', event.result]];
    case 'clone':
      return [['child', String(event.child)], ['flags', event.flags.join('\n') || 'none: a plain fork']];
    case 'exec':
      return [['path', event.path], ['argv', event.argv.map((arg) => JSON.stringify(arg)).join('\n')]];
    case 'exit':
      return event.signal > 0 ? [['signal', String(event.signal)]] : [['code', String(event.code)]];
    case 'signal':
      return [['signal', event.signal], ['target', String(event.target)], ['action', event.action]];
    case 'mount':
      return [['type', event.fstype], ['source', event.source], ['target', event.target], ['options', event.options.replaceAll(',', '\n')]];
    case 'umount':
      return [['target', event.target]];
    case 'cgroup':
      return [['cgroup', event.path], ['file', event.file], ['value', event.value]];
    case 'copy_up':
      return [['path', event.path], ['size', String(event.size)]];
    case 'http_request':
      return [['request', `${event.method} ${event.path}`], ...fields(event.headers), ...(event.body === '' ? [] : [['body', pretty(event.body)] as const])];
    case 'http_response':
      return [['status', String(event.status)], ['request', `${event.method} ${event.path}`], ...fields(event.headers), ...(event.body === '' ? [] : [['body', pretty(event.body)] as const])];
    case 'engine':
      return [['action', event.action], ...Object.entries(event.detail)];
    case 'error':
      return [['message', event.message], ['decided by', event.rule]];
    case 'net':
      return [['from', event.from], ['to', event.to]];
    case 'http_frame':
      return [['stream', event.stream], ['length', `${event.length} bytes`], ['begins with', event.text]];
    case 'rpc':
      return [['to', event.to], ['method', event.method], ['parameters', pretty(event.body)]];
    case 'rpc_return':
      return [['from', event.to], ['method', event.method], event.error === '' ? ['result', pretty(event.body)] : ['error', event.error]];
    case 'packet':
      return [['frame', String(event.frame)], ['device', event.device], ['decision', event.decision], ['headers', JSON.stringify(event.headers, null, 2)]];
    case 'oops':
      return [['message', event.message], ['stack', event.stack]];
  }
}

function fields(headers: HttpFields | undefined): readonly (readonly [string, string])[] {
  return headers === undefined || headers.length === 0 ? [] : [['headers', headers.map(([name, value]) => `${name}: ${value}`).join('\n')]];
}

function pretty(body: string): string {
  try {
    return JSON.stringify(JSON.parse(body), null, 2);
  } catch {
    return body;
  }
}
