/** `docker images`. */
import type { ImageSummary } from '../../api/types.ts';
import { familiarName, tryParseReference } from '../../reference.ts';
import { humanDuration, humanSize } from '../../units.ts';
import { encodeFilters } from '../api.ts';
import { atMost, type Command } from '../command.ts';
import { formatRows, timeString, truncateId, type RowType } from '../formatter.ts';
import { quote } from '../go/strconv.ts';
import { FILTER, FORMAT, NO_TRUNC } from '../helptext.ts';

/** A row: an image under one of its names. */
export interface ImageRow {
  readonly image: ImageSummary;
  readonly repo: string;
  readonly tag: string;
  readonly digest: string;
}

const TABLE = 'table {{.Repository}}\t{{.Tag}}\t{{.ID}}\t{{if .CreatedSince }}{{.CreatedSince}}{{else}}N/A{{end}}\t{{.Size}}';
const TABLE_DIGESTS = 'table {{.Repository}}\t{{.Tag}}\t{{.Digest}}\t{{.ID}}\t{{if .CreatedSince }}{{.CreatedSince}}{{else}}N/A{{end}}\t{{.Size}}';

/** Columns of a row. `now_ms` is the present, for ages. */
export function imageRowType(trunc: boolean, now_ms: number): RowType<ImageRow> {
  return {
    typeName: '*formatter.imageContext',
    columns: {
      ID: { header: 'IMAGE ID', value: (r) => (trunc ? truncateId(r.image.Id) : r.image.Id) },
      Repository: { header: 'REPOSITORY', value: (r) => r.repo },
      Tag: { header: 'TAG', value: (r) => r.tag },
      Digest: { header: 'DIGEST', value: (r) => r.digest },
      CreatedSince: { header: 'CREATED', value: (r) => `${humanDuration(now_ms * 1e6 - r.image.Created * 1e9)} ago` },
      CreatedAt: { header: 'CREATED AT', value: (r) => timeString(r.image.Created) },
      Size: { header: 'SIZE', value: (r) => humanSize(r.image.Size, 3) },
      Containers: { header: 'CONTAINERS', value: (r) => (r.image.Containers === -1 ? 'N/A' : String(r.image.Containers)) },
      VirtualSize: { header: 'SIZE', value: (r) => humanSize(r.image.Size) },
      SharedSize: { header: 'SHARED SIZE', value: (r) => (r.image.SharedSize === -1 ? 'N/A' : humanSize(r.image.SharedSize)) },
      UniqueSize: { header: 'UNIQUE SIZE', value: (r) => (r.image.Size === -1 || r.image.SharedSize === -1 ? 'N/A' : humanSize(r.image.Size - r.image.SharedSize)) },
    },
  };
}

function isDangling(image: ImageSummary): boolean {
  const [tags, digests] = [image.RepoTags ?? [], image.RepoDigests ?? []];
  return (tags.length === 0 && digests.length === 0) || (tags.length === 1 && tags[0] === '<none>:<none>' && digests.length === 1 && digests[0] === '<none>@<none>');
}

function rowsOf(image: ImageSummary, showDigests: boolean, needDigest: boolean): ImageRow[] {
  if (isDangling(image)) return [{ image, repo: '<none>', tag: '<none>', digest: '<none>' }];
  const names = new Map<string, { tags: string[]; digests: string[] }>();
  const entry = (repo: string): { tags: string[]; digests: string[] } => {
    const found = names.get(repo) ?? { tags: [], digests: [] };
    names.set(repo, found);
    return found;
  };
  for (const text of image.RepoTags ?? []) {
    const ref = tryParseReference(text);
    if (ref?.tag !== undefined) entry(familiarName(ref)).tags.push(ref.tag);
  }
  for (const text of image.RepoDigests ?? []) {
    const ref = tryParseReference(text);
    if (ref?.digest !== undefined) entry(familiarName(ref)).digests.push(ref.digest);
  }
  const rows: ImageRow[] = [];
  for (const [repo, { tags, digests }] of names) {
    for (const tag of tags) for (const digest of needDigest && digests.length > 0 ? digests : ['<none>']) rows.push({ image, repo, tag, digest });
    if (tags.length > 0) continue;
    if (showDigests) for (const digest of digests) rows.push({ image, repo, tag: '<none>', digest });
    else rows.push({ image, repo, tag: '<none>', digest: '' });
  }
  return rows;
}

function resolve(format: string, quiet: boolean, digests: boolean): string {
  if (format === 'table') return quiet ? '{{.ID}}' : digests ? TABLE_DIGESTS : TABLE;
  if (format === 'raw') {
    return quiet ? 'image_id: {{.ID}}' : `repository: {{ .Repository }}\ntag: {{.Tag}}\n${digests ? 'digest: {{.Digest}}\n' : ''}image_id: {{.ID}}\ncreated_at: {{.CreatedAt}}\nvirtual_size: {{.Size}}\n`;
  }
  return format.startsWith('table') && digests && !format.includes('{{.Digest}}') ? `${format}\t{{.Digest}}` : format;
}

const SUBCOMMANDS = ['build', 'history', 'import', 'inspect', 'list', 'load', 'ls', 'prune', 'pull', 'push', 'rm', 'save', 'tag'];

function imagesCommand(use: string, hint: boolean, more: Partial<Command>): Command {
  return {
    use,
    short: 'List images',
    aliases: 'docker image ls, docker image list, docker images',
    args: atMost(1),
    flags: `
a all bool Show intermediate images too
- digests bool Show digests
${FILTER}
- format string ${FORMAT}
${NO_TRUNC}
q quiet bool Print ids alone
- tree bool Show the platforms of images as a tree (EXPERIMENTAL)
`,
    support: { level: 'partial', note: '--tree is not simulated' },
    ...more,
    *run(cli, flags, args) {
      if (flags.bool('tree')) cli.unsupported('the tree of platforms');
      const filters = new Map(flags.filters());
      const name = args[0];
      if (name !== undefined) filters.set('reference', [...(filters.get('reference') ?? []), name]);
      const list = yield* cli.api.json<ImageSummary[]>('GET', '/images/json', { query: { all: flags.bool('all') ? '1' : undefined, filters: encodeFilters(filters) } });
      const [quiet, digests] = [flags.bool('quiet'), flags.bool('digests')];
      const configured = quiet ? '' : ((yield* cli.config()).imagesFormat ?? '');
      const format = resolve(flags.str('format') || configured || 'table', quiet, digests);
      const needDigest = digests || format.includes('{{.Digest}}');
      const rows = list.flatMap((image) => rowsOf(image, digests, needDigest));
      yield* cli.out(formatRows(imageRowType(!flags.bool('no-trunc'), cli.sys.now_ms()), format, rows));
      if (hint && name !== undefined && list.length === 0 && SUBCOMMANDS.includes(name)) yield* cli.err(`\nNo images found matching ${quote(name)}: did you mean "docker image ${name}"?\n`);
    },
  };
}

export const images = imagesCommand('images [OPTIONS] [REPOSITORY[:TAG]]', true, { top: 7 });
export const imageLs = imagesCommand('ls [OPTIONS] [REPOSITORY[:TAG]]', false, { names: ['list'] });
