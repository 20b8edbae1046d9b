/** The Flow panel as text: the same facts in tables, for screen readers and for those who prefer reading. */
import { usePage } from '../../client/store.ts';
import type { ContainerView } from '../../engine/inspect/views.ts';
import { bytes, clock, shortId } from '../shared/format.ts';
import text from '../shared/text.module.css';
import { stateOf } from './ContainerCard.tsx';
import { isRunning } from './layout.ts';
import { changesInWords, sentence } from './words.ts';

function own(one: ContainerView): string {
  const words = changesInWords(one.upper.changes, one.upper.added + one.upper.changed + one.upper.deleted);
  return words === undefined ? 'empty' : `${words.first}${words.more > 0 ? ` and ${words.more} more` : ''}`;
}

export function FlowText(): React.JSX.Element {
  const docker = usePage((state) => state.docker);
  const events = usePage((state) => state.flow.events);
  const containers = Object.values(docker.containers);
  return (
    <div className={text.page} tabIndex={0} role="group" aria-label="Flow as text">
      <h2>What just happened</h2>
      {events.length === 0 ? (
        <p>Nothing yet.</p>
      ) : (
        <ol>
          {events.slice(-8).reverse().map((event) => (
            <li key={event.id}>
              {clock(event.time_ns)} {sentence(event, docker)}
            </li>
          ))}
        </ol>
      )}
      <h2>Images ({Object.keys(docker.images).length})</h2>
      <table>
        <thead>
          <tr>
            <th scope="col">Name</th>
            <th scope="col">Id</th>
            <th scope="col">Layers</th>
            <th scope="col">Size</th>
          </tr>
        </thead>
        <tbody>
          {Object.values(docker.images).map((image) => (
            <tr key={image.id}>
              <th scope="row">{image.tags.join(', ') || '<none>'}</th>
              <td>{shortId(image.id)}</td>
              <td>{image.layers.length}</td>
              <td>{bytes(image.size_bytes)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {(['Running', 'Stopped'] as const).map((title) => {
        const shown = containers.filter((one) => isRunning(one) === (title === 'Running'));
        return (
          <section key={title}>
            <h2>
              {title} ({shown.length})
            </h2>
            <table>
              <thead>
                <tr>
                  <th scope="col">Name</th>
                  <th scope="col">Image</th>
                  <th scope="col">Command</th>
                  <th scope="col">State</th>
                  <th scope="col">Own layer</th>
                </tr>
              </thead>
              <tbody>
                {shown.map((one) => (
                  <tr key={one.id}>
                    <th scope="row">{one.name}</th>
                    <td>{one.image}</td>
                    <td>{one.command}</td>
                    <td>{stateOf(one)}</td>
                    <td>{own(one)}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </section>
        );
      })}
      <h2>Registry</h2>
      <ul>
        {Object.values(docker.registry).map((repository) => (
          <li key={repository.name}>
            {repository.name}: {repository.tags.join(', ')}
          </li>
        ))}
      </ul>
    </div>
  );
}
