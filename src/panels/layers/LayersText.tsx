/** The Layers panel as text. */
import { usePage } from '../../client/store.ts';
import type { ContainerView, ImageView } from '../../engine/inspect/views.ts';
import { bytes, instruction, shortId } from '../shared/format.ts';
import text from '../shared/text.module.css';
import { WORDS } from './Changes.tsx';
import { sharers } from './LayersPanel.tsx';

export function LayersText({ image, container }: { image: ImageView | undefined; container: ContainerView | undefined }): React.JSX.Element {
  const docker = usePage((state) => state.docker);
  return (
    <div className={text.page} tabIndex={0} role="group" aria-label="Layers as text">
      {container !== undefined && (
        <>
          <h2>The own layer of {container.name}</h2>
          {container.upper.changes.length === 0 ? (
            <p>Empty.</p>
          ) : (
            <ul>
              {container.upper.changes.map((change) => (
                <li key={change.path}>
                  {WORDS[change.kind]}: {change.path} {change.type === 'file' && change.kind !== 'D' ? bytes(change.size_bytes) : ''}
                </li>
              ))}
            </ul>
          )}
        </>
      )}
      {image !== undefined && (
        <>
          <h2>Layers of {image.tags[0] ?? shortId(image.id)}, top first</h2>
          <table>
            <thead>
              <tr>
                <th scope="col">Layer</th>
                <th scope="col">Size</th>
                <th scope="col">Made by</th>
                <th scope="col">Also in</th>
              </tr>
            </thead>
            <tbody>
              {[...image.layers].reverse().map((diffId) => {
                const layer = docker.layers[diffId];
                const { images, containers } = sharers(diffId, image.id, docker);
                return (
                  <tr key={diffId}>
                    <th scope="row">{shortId(diffId)}</th>
                    <td>{bytes(layer?.size_bytes ?? 0)}</td>
                    <td>{instruction(layer?.createdBy ?? '')}</td>
                    <td>{[...images.map((one) => one.tags[0] ?? shortId(one.id)), ...containers.map((one) => one.name)].join(', ') || 'nothing else'}</td>
                  </tr>
                );
              })}
            </tbody>
          </table>
        </>
      )}
    </div>
  );
}
