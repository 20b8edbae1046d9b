/** `docker search`, and the other commands about registries. */
import { exactly, type Command } from '../command.ts';
import { encodeFilters } from '../api.ts';
import { ellipsis, formatRows, type RowType } from '../formatter.ts';
import { FILTER, NO_TRUNC } from '../helptext.ts';
import { login, logout } from './login.ts';

interface SearchResult {
  readonly name: string;
  readonly description: string;
  readonly star_count: number;
  readonly is_official: boolean;
}

function searchRow(trunc: boolean): RowType<SearchResult> {
  return {
    typeName: '*registry.searchContext',
    columns: {
      Name: { header: 'NAME', value: (r) => r.name },
      Description: {
        header: 'DESCRIPTION',
        value: (r) => {
          const text = r.description.replaceAll('\n', ' ').replaceAll('\r', ' ');
          return trunc ? ellipsis(text, 45) : text;
        },
      },
      StarCount: { header: 'STARS', value: (r) => String(r.star_count) },
      IsOfficial: { header: 'OFFICIAL', value: (r) => (r.is_official ? '[OK]' : '') },
      IsAutomated: { header: 'AUTOMATED', value: () => '' },
    },
  };
}

const search: Command = {
  use: 'search [OPTIONS] TERM',
  short: 'Search the registry for images',
  args: exactly(1),
  flags: `
${FILTER}
- format string Print each result as this Go template says
- limit int How many results to show at most
${NO_TRUNC}
`,
  top: 10,
  support: { level: 'full' },
  *run(cli, flags, args) {
    const limit = flags.num('limit');
    const query = { term: args[0]!, limit: limit > 0 ? String(limit) : undefined, filters: encodeFilters(flags.filters()) };
    const list = yield* cli.api.json<SearchResult[]>('GET', '/images/search', { query });
    const format = flags.str('format');
    const table = format === '' || format === 'table' ? 'table {{.Name}}\t{{.Description}}\t{{.StarCount}}\t{{.IsOfficial}}' : format;
    yield* cli.out(formatRows(searchRow(!flags.bool('no-trunc')), table, [...list].sort((a, b) => b.star_count - a.star_count)));
  },
};

export const registryVerbs: readonly Command[] = [search, login, logout];
