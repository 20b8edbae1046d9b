/** A request of the Engine API as a curl command that can be typed into the terminal. */
import type { HttpExchange } from './sequence.ts';

const quote = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;

/** `curl --unix-socket /var/run/docker.sock ...`, for the host's shell. */
export function asCurl({ method, path, requestHeaders, requestBody }: HttpExchange): string {
  const words = ['curl', '--unix-socket', '/var/run/docker.sock'];
  if (method === 'HEAD') words.push('-I');
  else if (method !== (requestBody === '' ? 'GET' : 'POST')) words.push('-X', method);
  for (const [name, value] of requestHeaders) if (/^(content-type|x-registry-|upgrade$)/i.test(name)) words.push('-H', quote(`${name}: ${value}`));
  if (requestBody !== '') words.push('-d', quote(requestBody));
  words.push(quote(`http://localhost${path}`));
  return words.join(' ');
}
