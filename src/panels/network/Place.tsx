/** A namespace that was chosen in the map: its interfaces and addresses, and the way to its rules. */
import { usePage } from '../../client/store.ts';
import type { NamespaceView } from '../../engine/inspect/views.ts';
import { hueOf } from './hues.ts';
import styles from './NetworkPanel.module.css';

const KINDS: Readonly<Record<NamespaceView['kind'], string>> = { host: 'the host’s own network namespace', container: 'a container’s network namespace', netns: 'a network namespace made by hand', router: 'the router of the LAN', internet: 'the simulated internet' };

export function Place({ ns }: { ns: NamespaceView }): React.JSX.Element {
  const docker = usePage((state) => state.docker);
  const shared = ns.containers.map((id) => docker.containers[id]?.name ?? id.slice(0, 12));
  return (
    <section className={styles.placeCard} data-hue={hueOf(ns)}>
      <h2>{ns.name}</h2>
      <p className={styles.hint}>
        {KINDS[ns.kind]}, number {ns.id.slice(ns.id.indexOf(':') + 1)}
        {shared.length > (ns.kind === 'host' ? 0 : 1) && `, shared by ${shared.join(', ')}`}
      </p>
      <ul className={styles.cards} aria-label="Interfaces">
        {ns.interfaces.map((one) => (
          <li key={one.key}>
            <b>
              {one.name}
              <small>
                {one.kind}, {one.running ? 'up' : one.up ? 'no carrier' : 'down'}
              </small>
            </b>
            <span>
              {one.addresses.map((address) => (
                <code key={address}>{address}</code>
              ))}
              {one.addresses.length === 0 && <small>no address</small>}
              {one.kind !== 'loopback' && <small>MAC {one.mac}</small>}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
