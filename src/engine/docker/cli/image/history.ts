/** `docker history`. */
import type { HistoryResponseItem } from '../../api/types.ts';
import { humanDuration, humanSize } from '../../units.ts';
import { exactly, type Command } from '../command.ts';
import { segment } from '../container/each.ts';
import { ellipsis, formatRows, truncateId, type RowType } from '../formatter.ts';
import { FORMAT, NO_TRUNC } from '../helptext.ts';

/** Images older than this have no credible age. */
const EPOCH_2000 = 946684800;

function historyRow(trunc: boolean, human: boolean, now_ms: number): RowType<HistoryResponseItem> {
  const createdAt = (h: HistoryResponseItem): string => new Date(h.Created * 1000).toISOString().replace('.000', '');
  return {
    typeName: '*image.historyContext',
    columns: {
      ID: { header: 'IMAGE', value: (h) => (trunc ? truncateId(h.Id) : h.Id) },
      CreatedSince: { header: 'CREATED', value: (h) => (!human ? createdAt(h) : h.Created <= EPOCH_2000 ? 'N/A' : `${humanDuration(now_ms * 1e6 - h.Created * 1e9)} ago`) },
      CreatedAt: { header: 'CREATED AT', value: createdAt },
      CreatedBy: {
        header: 'CREATED BY',
        value: (h) => {
          const text = h.CreatedBy.replaceAll('\t', ' ');
          return trunc ? ellipsis(text, 45) : text;
        },
      },
      Size: { header: 'SIZE', value: (h) => (human ? humanSize(h.Size, 3) : String(h.Size)) },
      Comment: { header: 'COMMENT', value: (h) => h.Comment },
    },
  };
}

export const history: Command = {
  use: 'history [OPTIONS] IMAGE',
  short: 'Show how an image came about, layer by layer',
  aliases: 'docker image history, docker history',
  args: exactly(1),
  flags: `
- format string ${FORMAT}
H human bool=true Print sizes and ages for people
${NO_TRUNC}
- platform string Platform whose history to show ("os[/arch[/variant]]", e.g., "linux/amd64")
q quiet bool Print ids alone
`,
  support: { level: 'full' },
  *run(cli, flags, args) {
    const list = yield* cli.api.json<HistoryResponseItem[]>('GET', `/images/${segment(args[0]!)}/history`);
    const human = flags.bool('human');
    let format = flags.str('format') || 'table';
    if (format === 'table') format = flags.bool('quiet') ? '{{.ID}}' : `table {{.ID}}\t${human ? '{{.CreatedSince}}' : '{{.CreatedAt}}'}\t{{.CreatedBy}}\t{{.Size}}\t{{.Comment}}`;
    yield* cli.out(formatRows(historyRow(!flags.bool('no-trunc'), human, cli.sys.now_ms()), format, list));
  },
};
