/** A namespace that was chosen in the map: its interfaces and addresses, and the way to its rules. */
import type { NamespaceView } from '../../engine/inspect/views.ts';
import { hueOf } from './hues.ts';
import styles from './NetworkPanel.module.css';

const KINDS: Readonly<Record<NamespaceView['kind'], string>> = { host: 'the host’s own network namespace', container: 'a container’s network namespace', netns: 'a network namespace made by hand', router: 'the router of the LAN', internet: 'the simulated internet' };

export function Place({ ns }: { ns: NamespaceView }): React.JSX.Element {
  return (
    <section className={styles.placeCard} data-hue={hueOf(ns)}>
      <h2>{ns.name}</h2>
      <p className={styles.hint}>
        {KINDS[ns.kind]}, number {ns.id.slice(ns.id.indexOf(':') + 1)}
        {ns.containers.length > 1 && `, shared by ${ns.containers.length} containers`}
      </p>
      <table>
        <thead>
          <tr>
            <th scope="col">Interface</th>
            <th scope="col">Addresses</th>
            <th scope="col">MAC</th>
            <th scope="col">State</th>
          </tr>
        </thead>
        <tbody>
          {ns.interfaces.map((one) => (
            <tr key={one.key}>
              <th scope="row">
                {one.name} <small>{one.kind}</small>
              </th>
              <td>
                {one.addresses.map((address) => (
                  <code key={address}>{address}</code>
                ))}
              </td>
              <td>
                <code>{one.mac}</code>
              </td>
              <td>{one.running ? 'up' : one.up ? 'no carrier' : 'down'}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
