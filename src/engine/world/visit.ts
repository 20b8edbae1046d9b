/**
 * Whose bytes are these? A client on a bridge is known only by what it sends: docker's commands, compose and the SDKs begin with a ping that
 * asks for the API's version, and name themselves in User-Agent. Used for observers alone.
 */
import { decodeUtf8 } from '../base/bytes.ts';

/** Bytes of a request that are looked at. */
const HEAD_MAX = 1024;

function head(data: Uint8Array): string {
  return decodeUtf8(data, 0, Math.min(data.length, HEAD_MAX));
}

/** A request to /_ping: a client's first. */
export function beginsVisit(data: Uint8Array): boolean {
  if (data[0] !== 0x47 && data[0] !== 0x48) return false;
  return /^(GET|HEAD) (\/v\d+\.\d+)?\/_ping /.test(head(data));
}

/** What to call a visit in the list of commands, as 'Docker-Client/28.5.2 (linux), over the bridge'. */
export function clientName(data: Uint8Array): string {
  const text = head(data);
  const agent = /^user-agent: *([^\r\n]{1,80})/im.exec(text)?.[1] ?? /^([A-Z]+ \S{1,80}) HTTP/.exec(text)?.[1] ?? 'a client';
  return `${agent.trim()}, over the bridge`;
}
