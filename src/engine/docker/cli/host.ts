/** Addresses of daemons as -H, DOCKER_HOST and contexts give them. Like opts/hosts.go of docker/cli and ParseHostURL of its API client. */
import type { Endpoint } from '../http/client.ts';
import { CliError } from './error.ts';

export const DEFAULT_SOCKET = 'unix:///var/run/docker.sock';
const DEFAULT_PORT = '2375';

/** host:port taken apart; undefined when it is not of that form. */
function splitHostPort(text: string): readonly [host: string, port: string] | undefined {
  const m = /^(?:\[([^\]]*)\]|([^:[\]]*)):([^:]*)$/.exec(text);
  return m === null ? undefined : [m[1] ?? m[2] ?? '', m[3]!];
}

const joinHostPort = (host: string, port: string): string => (host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`);

function tcpAddress(text: string, given: string): string {
  if (text === '') return `tcp://localhost:${DEFAULT_PORT}`;
  if (text.includes('://')) throw new CliError(`invalid proto, expected tcp: ${given}`);
  const slash = text.indexOf('/');
  const [authority, path] = slash < 0 ? [text, ''] : [text.slice(0, slash), text.slice(slash)];
  const parts = splitHostPort(authority) ?? splitHostPort(`${authority.includes(':') ? `[${authority}]` : authority}:${DEFAULT_PORT}`);
  if (parts === undefined) throw new CliError(`invalid bind address format: ${text}`);
  const host = parts[0] === '' ? 'localhost' : parts[0];
  const port = parts[1] === '' ? DEFAULT_PORT : parts[1];
  if (!/^[+-]?\d+$/.test(port)) throw new CliError(`parse "tcp://${text}": invalid port ":${port}" after host`);
  return `tcp://${joinHostPort(host, port)}${path}`;
}

/** An address with what was left out filled in. Throws {@link CliError} for one that is none. */
export function completeHost(given: string): string {
  const text = given.trim();
  if (text === '') return DEFAULT_SOCKET;
  const at = text.indexOf('://');
  const [proto, rest] = at < 0 ? ['tcp', text] : [text.slice(0, at), text.slice(at + 3)];
  switch (proto) {
    case 'tcp':
      return tcpAddress(rest, rest);
    case 'unix':
    case 'npipe': {
      if (rest.includes('://')) throw new CliError(`invalid proto, expected ${proto}: ${rest}`);
      return `${proto}://${rest === '' ? (proto === 'unix' ? '/var/run/docker.sock' : '//./pipe/docker_engine') : rest}`;
    }
    case 'fd':
    case 'ssh':
      return text;
    default:
      throw new CliError(`invalid bind address format: ${text}`);
  }
}

/** Where to connect for an address. Throws {@link CliError}. */
export function parseHost(host: string): Endpoint {
  const m = /^([^:]*):\/\/(.+)$/.exec(host);
  if (m === null) throw new CliError(`unable to parse docker host \`${host}\``);
  if (m[1] === 'unix') return { address: { family: 'unix', path: m[2]! }, host: 'api.moby.localhost' };
  if (m[1] !== 'tcp' && m[1] !== 'http') throw new CliError(`glasshull: a daemon at ${m[1]}:// is not simulated`);
  const authority = m[2]!.replace(/\/.*$/, '');
  const [name, port] = splitHostPort(authority) ?? [authority, '80'];
  return { address: { family: 'inet', address: name === 'localhost' ? '127.0.0.1' : name, port: Number(port) }, host: authority };
}
