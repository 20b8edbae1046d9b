/** `-p 127.0.0.1:8080-8081:80-81/udp` and `--expose 80-90/tcp`: port specifications to exposed ports and bindings. */
import type { PortBinding } from '../../api/types.ts';
import { parseIp } from '../../../base/inet.ts';
import { GoError, quote } from '../go/strconv.ts';

/** Protocol and port of `80/tcp`. */
export function splitProtocol(text: string): readonly [string, string] {
  const slash = text.indexOf('/');
  const port = slash < 0 ? text : text.slice(0, slash);
  if (port === '') return ['', ''];
  return [slash < 0 || slash === text.length - 1 ? 'tcp' : text.slice(slash + 1), port];
}

function portNumber(text: string): number {
  if (!/^\d+$/.test(text)) throw new GoError(`strconv.ParseUint: parsing ${quote(text)}: invalid syntax`);
  if (Number(text) > 65535) throw new GoError(`strconv.ParseUint: parsing ${quote(text)}: value out of range`);
  return Number(text);
}

/** First and last of `80` or `80-90`. Throws {@link GoError}. */
export function portRange(text: string): readonly [number, number] {
  if (text === '') throw new GoError('empty string specified for ports');
  const dash = text.indexOf('-');
  if (dash < 0) return [portNumber(text), portNumber(text)];
  const start = portNumber(text.slice(0, dash));
  const end = portNumber(text.slice(dash + 1));
  if (end < start) throw new GoError(`Invalid range specified for the Port: ${text}`);
  return [start, end];
}

function rangeOr(text: string, message: string): readonly [number, number] {
  try {
    return portRange(text);
  } catch (e) {
    throw e instanceof GoError ? new GoError(message) : e;
  }
}

function hostAddress(text: string): string {
  let ip = text;
  if (ip.startsWith('[') && ip.endsWith(']')) ip = ip.slice(1, -1);
  else if (ip.includes(':')) throw new GoError(`Invalid ip address ${ip}: address ${ip}:: too many colons in address`);
  if (ip !== '' && parseIp(ip) === undefined) throw new GoError(`Invalid ip address: ${ip}`);
  return ip;
}

/** One `-p`: ports of the container with where they are bound. Throws {@link GoError}. */
export function parsePublish(spec: string): (readonly [string, PortBinding])[] {
  const parts = spec.split(':');
  const container = parts.pop()!;
  const hostPort = parts.pop() ?? '';
  const [rawProtocol, port] = splitProtocol(container);
  const ip = hostAddress(parts.join(':'));
  if (port === '') throw new GoError(`No port specified: ${spec}<empty>`);
  const [start, end] = rangeOr(port, `Invalid containerPort: ${port}`);
  let [hostStart, hostEnd] = [0, 0];
  if (hostPort !== '') {
    [hostStart, hostEnd] = rangeOr(hostPort, `Invalid hostPort: ${hostPort}`);
    if (end - start !== hostEnd - hostStart && end !== start) throw new GoError(`Invalid ranges specified for container and host Ports: ${port} and ${hostPort}`);
  }
  const protocol = rawProtocol.toLowerCase();
  if (!['tcp', 'udp', 'sctp'].includes(protocol)) throw new GoError(`Invalid proto: ${rawProtocol}`);
  const out: (readonly [string, PortBinding])[] = [];
  for (let i = 0; i <= end - start; i++) {
    let host = hostPort === '' ? '' : String(hostStart + i);
    if (start === end && hostStart !== hostEnd) host += `-${hostEnd}`;
    out.push([`${start + i}/${protocol}`, { HostIp: ip, HostPort: host }]);
  }
  return out;
}

/** `published=8080,target=80,protocol=tcp` as `8080:80/tcp`; other forms stay. */
export function standardNotation(spec: string): string {
  if (!spec.includes('=')) return spec;
  const params: Record<string, string> = { protocol: 'tcp', published: '', target: '' };
  for (const param of spec.split(',')) {
    const eq = param.indexOf('=');
    if (eq <= 0) throw new GoError(`invalid publish opts format (should be name=value but got '${param}')`);
    params[param.slice(0, eq)] = param.slice(eq + 1);
  }
  return `${params['published']}:${params['target']}/${params['protocol']}`;
}

/** One `--expose`. Throws {@link GoError}. */
export function parseExpose(spec: string): string[] {
  if (spec.includes(':')) throw new GoError(`invalid port format for --expose: ${spec}`);
  const [protocol, port] = splitProtocol(spec);
  try {
    const [start, end] = portRange(port);
    return Array.from({ length: end - start + 1 }, (_, i) => `${start + i}/${protocol}`);
  } catch (e) {
    throw e instanceof GoError ? new GoError(`invalid range format for --expose: ${spec}, error: ${e.message}`) : e;
  }
}
