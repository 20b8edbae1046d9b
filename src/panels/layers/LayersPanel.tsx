/**
 * The Layers panel: one image or container as the stack it is, top first: a container's own layer with what was added, changed and
 * deleted in it, the image's layers with the instruction that made each, and who else has the same layer.
 */
import { useMemo } from 'react';
import { setPage, usePage } from '../../client/store.ts';
import type { ContainerView, DockerView, FlowEnd, ImageView } from '../../engine/inspect/views.ts';
import { originOf } from '../flow/ImageCard.tsx';
import { bytes, instruction, shortId } from '../shared/format.ts';
import { hue } from '../shared/hue.ts';
import { Changes } from './Changes.tsx';
import { LayersText } from './LayersText.tsx';
import styles from './LayersPanel.module.css';

/** Who has a layer, besides the image that is shown. */
export function sharers(diffId: string, but: string | undefined, docker: DockerView): { images: ImageView[]; containers: ContainerView[] } {
  const having = Object.values(docker.images).filter((image) => image.layers.includes(diffId));
  const ids = new Set(having.map((image) => image.id));
  return { images: having.filter((image) => image.id !== but), containers: Object.values(docker.containers).filter((one) => ids.has(one.imageId)) };
}

/** What the panel shows: the chosen image or container if it still exists, else the newest image. */
function useSubject(): { container: ContainerView | undefined; image: ImageView | undefined } {
  const docker = usePage((state) => state.docker);
  const subject = usePage((state) => state.subject);
  const container = subject?.kind === 'container' ? docker.containers[subject.id] : undefined;
  const chosen = subject?.kind === 'image' ? docker.images[subject.id] : undefined;
  const image = container === undefined ? (chosen ?? Object.values(docker.images).at(-1)) : docker.images[container.imageId];
  return { container, image };
}

function Chooser({ shown }: { shown: FlowEnd | undefined }): React.JSX.Element {
  const docker = usePage((state) => state.docker);
  const images = Object.values(docker.images);
  const containers = Object.values(docker.containers);
  const is = (kind: 'image' | 'container', id: string): boolean => shown?.kind === kind && shown.id === id;
  return (
    <nav className={styles.chooser} aria-label="Choose an image or a container">
      <h2>Images</h2>
      {images.length === 0 && <p>none yet</p>}
      {images.map((image) => (
        <button key={image.id} aria-current={is('image', image.id)} onClick={() => setPage({ subject: { kind: 'image', id: image.id } })}>
          {image.tags[0] ?? shortId(image.id)}
        </button>
      ))}
      <h2>Containers</h2>
      {containers.length === 0 && <p>none yet</p>}
      {containers.map((one) => (
        <button key={one.id} data-hue={hue(one.id)} aria-current={is('container', one.id)} onClick={() => setPage({ subject: { kind: 'container', id: one.id } })}>
          <i className={styles.swatch} />
          {one.name}
        </button>
      ))}
    </nav>
  );
}

/** Height of a layer's block: more for what is larger, but readable for the smallest. */
function height(size: number): number {
  return 46 + (size <= 0 ? 0 : Math.min(64, Math.max(0, Math.log10(size / 1e5) * 20)));
}

function Stack({ image, container }: { image: ImageView; container: ContainerView | undefined }): React.JSX.Element {
  const docker = usePage((state) => state.docker);
  const steps = useMemo(() => [...image.history].reverse(), [image]);
  const named = new Map(image.history.filter((step) => step.diffId !== undefined).map((step) => [step.diffId!, step]));
  const missing = image.layers.filter((diffId) => !named.has(diffId)).reverse();
  return (
    <ol className={styles.stack} aria-label="Layers, top first">
      {missing.map((diffId) => (
        <LayerBlock key={diffId} diffId={diffId} createdBy={docker.layers[diffId]?.createdBy ?? ''} image={image} container={container} />
      ))}
      {steps.map((step, index) =>
        step.diffId === undefined ? (
          <li key={index} className={styles.meta} title={step.createdBy}>
            <code>{instruction(step.createdBy)}</code>
            <span>no layer: only the image’s settings</span>
          </li>
        ) : (
          <LayerBlock key={index} diffId={step.diffId} createdBy={step.comment !== '' && step.createdBy === '' ? step.comment : step.createdBy} image={image} container={container} />
        ),
      )}
    </ol>
  );
}

function LayerBlock(props: { diffId: string; createdBy: string; image: ImageView; container: ContainerView | undefined }): React.JSX.Element {
  const { diffId, createdBy, image, container } = props;
  const docker = usePage((state) => state.docker);
  const layer = docker.layers[diffId];
  const origin = originOf(diffId, docker);
  const { images, containers } = sharers(diffId, image.id, docker);
  const others = containers.filter((one) => one.id !== container?.id);
  const size = layer?.size_bytes ?? 0;
  const made = origin === undefined ? instruction(createdBy) : `committed from ${docker.containers[origin]?.name ?? `container ${shortId(origin)}`}`;
  return (
    <li className={styles.layer} {...(origin === undefined ? {} : { 'data-hue': hue(origin) })} style={{ minHeight: height(size) }}>
      <div className={styles.row}>
        <code className={styles.made} title={createdBy}>{made}</code>
        <b>{bytes(size)}</b>
      </div>
      <div className={styles.row}>
        <span className={styles.who}>
          {images.length + others.length === 0
            ? 'nobody else has this layer'
            : `also in ${[...images.map((one) => one.tags[0] ?? shortId(one.id)), ...others.map((one) => one.name)].slice(0, 4).join(', ')}${images.length + others.length > 4 ? ` and ${images.length + others.length - 4} more` : ''}`}
        </span>
        <span className={styles.id}>{shortId(diffId)}</span>
      </div>
      {layer?.files !== undefined && layer.files.length > 0 && <Changes changes={layer.files} total={layer.files.length} />}
    </li>
  );
}

export default function LayersPanel(): React.JSX.Element {
  const { container, image } = useSubject();
  const asText = usePage((state) => state.asText);
  if (image === undefined && container === undefined) {
    return (
      <div className={styles.none}>
        <p>
          No images yet. An image is a stack of read-only layers; try <code>docker pull ubuntu</code> and see its stack here.
        </p>
      </div>
    );
  }
  const shown: FlowEnd | undefined = container !== undefined ? { kind: 'container', id: container.id } : image !== undefined ? { kind: 'image', id: image.id } : undefined;
  const upper = container?.upper;
  const changes = upper === undefined ? 0 : upper.added + upper.changed + upper.deleted;
  return (
    <div className={styles.panel}>
      <Chooser shown={shown} />
      {asText ? (
        <LayersText image={image} container={container} />
      ) : (
        <div className={styles.body} tabIndex={0} role="group" aria-label="Stack">
          <div className={styles.title}>
            <h2>{container?.name ?? image?.tags[0] ?? shortId(image!.id)}</h2>
            <span>{container === undefined ? `image ${shortId(image!.id)} · ${bytes(image!.size_bytes)}` : `container ${shortId(container.id)} of ${container.image}`}</span>
          </div>
          {container !== undefined && upper !== undefined && (
            <section className={styles.upper} data-hue={hue(container.id)} aria-label="The container’s own layer">
              <div className={styles.row}>
                <b>Its own layer, the only one it can write to</b>
                <b>{bytes(upper.size_bytes)}</b>
              </div>
              {changes === 0 ? (
                <p className={styles.who}>Empty: nothing was written yet. Whatever it writes lands here, never below.</p>
              ) : (
                <>
                  <p className={styles.who}>
                    {upper.added} added, {upper.changed} changed, {upper.deleted} deleted
                  </p>
                  <Changes changes={upper.changes} total={changes} />
                </>
              )}
            </section>
          )}
          {container !== undefined && <p className={styles.divide}>Below: the image’s layers, read-only and shared</p>}
          {image === undefined ? <p className={styles.who}>Its image was removed.</p> : <Stack image={image} container={container} />}
        </div>
      )}
    </div>
  );
}
