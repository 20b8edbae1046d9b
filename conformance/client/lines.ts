/**
 * The command lines that are run by our client in the world and by the real client over the bridge: lines/SESSION.txt, one line of shell a line. A session has a
 * world of its own; its lines run one after the other in /root/w. What was printed is compared byte for byte, but for what is random or depends on the moment.
 */
import { readFileSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { normalise } from '../normalise.mjs';
import { helpStructure } from './help.mjs';

/** What one line did. */
export interface Outcome {
  readonly line: string;
  readonly stdout: string;
  readonly stderr: string;
  readonly code: number;
}

/** Images in every session's world. */
export const IMAGES: readonly string[] = ['busybox', 'debian:bookworm', 'ubuntu'];

/** Tests and tools run from the project's folder. */
const folder = resolve('conformance/client/lines');

/** Sessions by name. */
export function sessions(): readonly { readonly name: string; readonly lines: readonly string[] }[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith('.txt'))
    .sort()
    .map((file) => ({
      name: file.slice(0, -'.txt'.length),
      lines: readFileSync(join(folder, file), 'utf8')
        .split('\n')
        .filter((line) => line !== '' && !line.startsWith('#')),
    }));
}

/** Real clients are built by several hands: what they say of themselves becomes what ours says. */
export function asCommunity(text: string): string {
  return text
    .replace(/28\.5\.2\+dfsg\d+/g, '28.5.2')
    .replace(/build [0-9a-f]{40}\b/g, 'build ecc6942')
    .replace(/^Client:$/gm, 'Client: Docker Engine - Community');
}

/** Help pages are worded anew by us: their structure is what is compared. What stands before the page stays. */
export function wordless(text: string): string {
  const at = text.search(/^Usage: {2}docker.*\n\n(?!(?:Run|See|SRun) ')/m);
  return at < 0 ? text : `${text.slice(0, at)}${JSON.stringify(helpStructure(text.slice(at)))}\n`;
}

const CLIENT_FACTS = /^( Go version: +| Git commit: +| Built: +).*$/gm;

/** Ages move columns: where there is one, runs of blanks are compared as two. */
const AGE = /\b(?:Less than a second|About a minute|About an hour|\d+ (?:second|minute|hour|day|week|month|year)s?)\b( ago)?/g;
const TIME = /\b\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:\.\d+)?(?:Z| ?[+-]\d\d:?\d\d(?: [A-Z]{3,4})?)?/g;

function stable(text: string): string {
  const known = text.replace(TIME, '<time>').replace(CLIENT_FACTS, '$1<fact>');
  return AGE.test(known) ? known.replace(AGE, '<age>').replace(/ {2,}/g, '  ').replace(/ +$/gm, '') : known;
}

/** All lines of a session as one text, with stable names for what is random. Numbered through, so that an id is the same id in every line. */
export function transcript(outcomes: readonly Outcome[]): string[] {
  const ids = new Map<string, string>();
  const names = new Map<string, string>();
  const label = (map: Map<string, string>, key: string, make: (n: number) => string): string => {
    let text = map.get(key);
    if (text === undefined) map.set(key, (text = make(map.size + 1)));
    return text;
  };
  const same = (text: string): string =>
    stable(text)
      .replace(/\b[0-9a-f]{64}\b|\b(?=[0-9a-f]*[a-f])(?=[0-9a-f]*\d)[0-9a-f]{12}\b|\b\d{12}\b/g, (hex) => label(ids, hex.slice(0, 12), (n) => `id${n}`).padEnd(hex.length, '.'))
      .replace(/\b[a-z]+_[a-z]+\b/g, (name) => (normalise(name, []) === name ? name : label(names, name, (n) => `<name ${n}>`)));
  return outcomes.map((o) => `$ ${o.line}\n${same(o.stdout)}[stderr]\n${same(o.stderr)}[exit ${o.code}]\n`);
}
