/** An image: its names, and its layers as a stack, the newest on top. A layer that a container gave it has that container's hue. */
import { memo, useMemo } from 'react';
import { usePage } from '../../client/store.ts';
import type { DockerView, ImageView } from '../../engine/inspect/views.ts';
import { bytes, count, instruction, shortId } from '../shared/format.ts';
import { hue } from '../shared/hue.ts';
import styles from './FlowPanel.module.css';
import type { Bar, Box } from './layout.ts';
import { changesInWords } from './words.ts';

/** The container that a layer was committed from; undefined for a pulled layer. */
export function originOf(diffId: string, docker: DockerView): string | undefined {
  for (const image of Object.values(docker.images)) {
    if (image.committedFrom !== undefined && image.layers.at(-1) === diffId) return image.committedFrom;
  }
  return undefined;
}

/** An older image that has this layer too. */
function sharedWith(image: ImageView, diffId: string, docker: DockerView): ImageView | undefined {
  for (const other of Object.values(docker.images)) {
    if (other.id === image.id) return undefined;
    if (other.layers.includes(diffId)) return other;
  }
  return undefined;
}

function words(bar: Bar, index: number, image: ImageView, docker: DockerView, showsShared: boolean): string {
  if (bar.diffId === undefined) return `${bar.merged} more layers`;
  const layer = docker.layers[bar.diffId];
  if (layer === undefined || bar.height < 16) return '';
  const files = layer.files;
  if (originOf(bar.diffId, docker) !== undefined) {
    const told = changesInWords(files ?? [], files?.length ?? 0);
    return told === undefined ? `+ ${bytes(layer.size_bytes)}` : `${told.first}${told.more > 0 ? ` and ${told.more} more` : ''}`;
  }
  if (showsShared) {
    const other = sharedWith(image, bar.diffId, docker);
    if (other !== undefined) return `shared with ${other.tags[0] ?? shortId(other.id)}`;
  }
  return index === image.layers.length - 1 || image.layers.length === 1 ? `base files ${bytes(layer.size_bytes)}` : `${instruction(layer.createdBy)} ${bytes(layer.size_bytes)}`;
}

interface Props {
  readonly image: ImageView;
  readonly box: Box;
  readonly bars: readonly Bar[];
  readonly changed: boolean;
  readonly open: boolean;
  readonly onChoose: () => void;
}

export const ImageCard = memo(
  function ImageCard({ image, box, bars, changed, open, onChoose }: Props): React.JSX.Element {
    const docker = usePage((state) => state.docker);
    const drawn = useMemo(() => {
      let saidShared = false;
      return bars.map((bar, index) => {
        const origin = bar.diffId === undefined ? undefined : originOf(bar.diffId, docker);
        const shared = bar.diffId !== undefined && sharedWith(image, bar.diffId, docker) !== undefined;
        const text = words(bar, index, image, docker, shared && !saidShared);
        saidShared ||= shared && text.startsWith('shared');
        return { bar, origin, shared, text };
      });
    }, [bars, image, docker]);
    const name = image.tags[0] ?? '<none>';
    const more = image.tags.length - 1;
    return (
      <button
        className={styles.image} data-card data-changed={changed} aria-expanded={open} style={{ left: box.x, top: box.y, width: box.width, height: box.height }} onClick={onChoose}
        aria-label={`Image ${image.tags.join(', ') || 'without a name'}, id ${shortId(image.id)}, ${bytes(image.size_bytes)}, ${count(image.layers.length, 'layer')}${changed ? ', just changed' : ''}. Opens its story.`}
      >
        <span className={styles.imageName} title={image.tags.join('\n')}>
          {name}
          {more > 0 && <small>+{more}</small>}
        </span>
        <span className={styles.imageId}>
          {shortId(image.id)} · {bytes(image.size_bytes)}
        </span>
        {drawn.map(({ bar, origin, shared, text }, index) => (
          <span
            key={bar.diffId ?? 'merged'} className={styles.bar} data-shade={Math.min(3, bars.length - index)} data-shared={shared} {...(origin === undefined ? {} : { 'data-hue': hue(origin) })}
            style={{ top: bar.y, height: bar.height }}
          >
            {text}
          </span>
        ))}
      </button>
    );
  },
  (a, b) => a.image === b.image && a.bars === b.bars && a.changed === b.changed && a.open === b.open && a.box.x === b.box.x && a.box.y === b.box.y && a.box.width === b.box.width,
);
