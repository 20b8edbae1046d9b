/** The index of the simulated Docker Hub: what it says of its images, and /v1/search. Words and numbers of stars are our own. */
import type { Sys } from '../../abi/sys.ts';
import type { SearchResult } from '../dockerd/image/search.ts';
import type { Store } from './store.ts';

const ABOUT: Readonly<Record<string, readonly [stars: number, description: string]>> = {
  alpine: [11400, 'A small image upon Alpine Linux with a complete package index, five megabytes large'],
  busybox: [3420, 'BusyBox: the usual tools of Unix in one small program'],
  debian: [5220, 'Debian, a distribution of free software only'],
  'hello-world': [2510, 'Hello World! The least that a container can be'],
  nginx: [20900, 'The nginx web server and proxy, as its makers build it'],
  redis: [13400, 'Redis keeps data structures in memory and gives them out over the network'],
  registry: [4130, 'A registry of the distribution project, for images of your own'],
  ubuntu: [17500, 'Ubuntu, a distribution upon Debian, by Canonical'],
};

/** Repositories whose name or description has the term; those with more stars first. */
export function searchIndex(sys: Sys, store: Store, term: string, limit: number): SearchResult[] {
  const wanted = term.toLowerCase();
  const out: SearchResult[] = [];
  for (const path of store.catalog(sys)) {
    const official = path.startsWith('library/');
    const name = official ? path.slice(8) : path;
    const [stars, description] = ABOUT[name] ?? [0, ''];
    if (!name.includes(wanted) && !description.toLowerCase().includes(wanted)) continue;
    out.push({ star_count: stars, is_official: official, name, is_automated: false, description });
  }
  return out.sort((a, b) => b.star_count - a.star_count || (a.name < b.name ? -1 : 1)).slice(0, limit);
}
