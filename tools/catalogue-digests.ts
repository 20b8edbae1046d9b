/**
 * Computes the digests of every catalogue layer (sha256 of its tar and of the gzipped tar, the sizes) and writes src/engine/images/digests.ts.
 * `--check KEY...` recomputes only these and fails when they differ from what is recorded.
 */
import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { allLayerSources, compressLayer } from '../src/engine/images/catalogue.ts';
import { LAYER_DIGESTS } from '../src/engine/images/digests.ts';
import { layerTar } from '../src/engine/images/layertar.ts';
import type { TreeEntry } from '../src/engine/base/tree.ts';

const digest = (bytes: Uint8Array): string => `sha256:${createHash('sha256').update(bytes).digest('hex')}`;

function contentSize(entries: readonly TreeEntry[]): number {
  let sum = 0;
  for (const { content } of entries) {
    if (content === undefined) continue;
    if (typeof content === 'string') sum += Buffer.byteLength(content);
    else if (content instanceof Uint8Array) sum += content.length;
    else if ('read' in content) sum += content.size;
  }
  return sum;
}

const check = process.argv[2] === '--check' ? process.argv.slice(3) : undefined;
const out: string[] = [];
let bad = 0;
for (const source of allLayerSources()) {
  if (check !== undefined && !check.includes(source.key)) continue;
  const entries = source.entries();
  const tar = layerTar(entries);
  const blob = compressLayer(tar);
  const row = [digest(tar), digest(blob), blob.length, contentSize(entries)] as const;
  console.log(`${source.key}: ${(row[3] / 1e6).toFixed(1)} MB, ${(row[2] / 1e6).toFixed(1)} MB gzipped`);
  if (check !== undefined && JSON.stringify(LAYER_DIGESTS[source.key]) !== JSON.stringify(row)) {
    console.error(`${source.key}: recorded ${JSON.stringify(LAYER_DIGESTS[source.key])}, computed ${JSON.stringify(row)}`);
    bad++;
  }
  out.push(`  '${source.key}': ['${row[0]}', '${row[1]}', ${row[2]}, ${row[3]}],`);
}
if (check === undefined) {
  const head = `/** Digests of the catalogue's layers: [diffId, digest of the gzipped tar, its length, sum of the files' sizes]. Written by tools/catalogue-digests.ts. */\n`;
  writeFileSync('src/engine/images/digests.ts', `${head}export const LAYER_DIGESTS: Readonly<Record<string, readonly [diffId: string, digest: string, size: number, contentSize: number]>> = {\n${out.join('\n')}\n};\n`);
}
process.exit(bad === 0 ? 0 : 1);
