/** Where apt looks for packages: /etc/apt/sources.list (one line a source) and sources.list.d/*.list and *.sources (deb822). Left out: options in brackets, deb-src. */
import type { Sys, Task } from '../../../../abi/sys.ts';
import { isSysError } from '../../../../abi/errno.ts';
import { parseControl, textOr } from './control.ts';
import type { Paragraph } from './control.ts';

/** A suite of an archive. */
export interface Source {
  /** Without a trailing slash. */
  readonly uri: string;
  readonly suite: string;
  readonly components: readonly string[];
}

export const LISTS = '/var/lib/apt/lists';

export function* readSources(sys: Sys): Task<Source[]> {
  const out: Source[] = [];
  const put = (uri: string, suite: string, components: readonly string[]): void => {
    const bare = uri.replace(/\/+$/, '');
    const same = out.findIndex((s) => s.uri === bare && s.suite === suite);
    if (same < 0) out.push({ uri: bare, suite, components });
    else out[same] = { uri: bare, suite, components: [...new Set([...out[same]!.components, ...components])] };
  };
  const lines = (text: string): void => {
    for (const line of text.split('\n')) {
      const words = line.replace(/#.*/, '').replace(/\[[^\]]*\]/, '').trim().split(/\s+/);
      if (words[0] === 'deb' && words.length > 2) put(words[1]!, words[2]!, words.slice(3));
    }
  };
  lines(yield* textOr(sys, '/etc/apt/sources.list'));
  let names: string[] = [];
  try {
    names = sys.readdir('/etc/apt/sources.list.d').map((d) => d.name).sort();
  } catch (e) {
    if (!isSysError(e)) throw e;
  }
  for (const name of names) {
    const text = yield* textOr(sys, `/etc/apt/sources.list.d/${name}`);
    if (name.endsWith('.list')) lines(text);
    else if (name.endsWith('.sources')) {
      for (const p of parseControl(text)) {
        if (p.get('Enabled') === 'no' || !(p.get('Types') ?? '').split(/\s+/).includes('deb')) continue;
        const words = (field: string): string[] => (p.get(field) ?? '').split(/\s+/).filter((w) => w !== '');
        for (const uri of words('URIs')) for (const suite of words('Suites')) put(uri, suite, words('Components'));
      }
    }
  }
  return out;
}

/** The file below {@link LISTS} that holds an index. */
export function listFile(s: Source, path: string): string {
  return `${LISTS}/${`${s.uri.replace(/^[a-z]+:\/\//, '')}/dists/${s.suite}/${path}`.replace(/_/g, '%5f').replace(/\//g, '_')}`;
}

/** A package in the archive, and where. */
export interface Available {
  readonly record: Paragraph;
  readonly source: Source;
  readonly component: string;
}

/** All packages of the fetched indices; a package of several sources has its first one. */
export function* readLists(sys: Sys): Task<Map<string, Available>> {
  const out = new Map<string, Available>();
  for (const source of yield* readSources(sys)) {
    for (const component of source.components) {
      for (const record of parseControl(yield* textOr(sys, listFile(source, `${component}/binary-amd64/Packages`)))) {
        const name = record.get('Package')!;
        if (!out.has(name)) out.set(name, { record, source, component });
      }
    }
  }
  return out;
}
