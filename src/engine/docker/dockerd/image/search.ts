/** GET /images/search: asks Docker Hub's index. registry/search.go. */
import type { Sys, Task } from '../../../abi/sys.ts';
import { queryEscape } from '../../http/message.ts';
import { connectTo, requestTo } from '../../registry/client.ts';
import { ApiError, invalid, system } from '../errors.ts';
import type { Filters } from '../filters.ts';

/** An image that the index knows. */
export interface SearchResult {
  readonly star_count: number;
  readonly is_official: boolean;
  readonly name: string;
  readonly is_automated: boolean;
  readonly description: string;
}

/** What the index finds for a term, `limit` at most. Throws a 400 for bad filters. */
export function* searchImages(sys: Sys, term: string, limit: number, filters: Filters): Task<SearchResult[]> {
  filters.validate(new Set(['is-automated', 'is-official', 'stars']));
  if (limit < 1 || limit > 100) throw invalid(`limit ${limit} is outside the range of [1, 100]`);
  const official = filters.has('is-official') ? filters.bool('is-official', false) : undefined;
  const automated = filters.has('is-automated') ? filters.bool('is-automated', false) : undefined;
  let stars = 0;
  for (const text of filters.get('stars')) {
    if (!/^\d+$/.test(text)) throw invalid(`invalid filter 'stars=${text}'`);
    stars = Math.max(stars, Number(text));
  }
  if (term.includes('://')) throw invalid(`invalid repository name: repository name (${term}) should not have a scheme`);
  const slash = term.indexOf('/');
  const first = slash < 0 ? '' : term.slice(0, slash);
  const elsewhere = /[.:]/.test(first) || first === 'localhost';
  const host = elsewhere ? first : 'index.docker.io';
  const url = `${elsewhere ? 'http' : 'https'}://${host}/v1/search?q=${queryEscape(elsewhere ? term.slice(slash + 1) : term.replace(/^library\//, ''))}&n=${limit}`;
  const client = yield* connectTo(sys, host, url);
  try {
    const response = yield* requestTo(client, url, 'GET', url.replace(/^https?:\/\/[^/]+/, ''), { headers: [['User-Agent', 'docker/28.5.2'], ['X-Docker-Token', 'true']] });
    const body = yield* response.text();
    if (response.status !== 200) throw new ApiError(500, `Unexpected status code ${response.status}`, 'the index does not serve searches');
    let found: readonly SearchResult[];
    try {
      found = (JSON.parse(body) as { results?: SearchResult[] }).results ?? [];
    } catch {
      throw system('error decoding registry search results');
    }
    // Nothing is built automatically any more.
    if (automated === true) return [];
    return found.filter((r) => (official === undefined || r.is_official === official) && r.star_count >= stars).map((r) => ({ star_count: r.star_count, is_official: r.is_official, name: r.name, is_automated: false, description: r.description }));
  } finally {
    client.close();
  }
}
