/** The Network panel as text: namespaces, their interfaces and what each is joined to, Docker's networks, and the last frames. */
import type { InterfaceView, NetworkView, PacketView } from '../../engine/inspect/views.ts';
import { lostSentence } from './Lost.tsx';
import text from '../shared/text.module.css';

const FATES: Readonly<Record<PacketView['fate'], string>> = { delivered: 'arrived', dropped: 'was lost', underway: 'is on its way' };

function joined(one: InterfaceView, names: ReadonlyMap<string, string>): string {
  if (one.master !== undefined) return `port of ${names.get(one.master) ?? one.master}`;
  if (one.peer !== undefined) return `cable to ${names.get(one.peer) ?? one.peer}`;
  return one.segment === undefined ? '' : `on the ${one.segment.toUpperCase()}`;
}

export function NetworkText({ view, packets }: { view: NetworkView; packets: readonly PacketView[] }): React.JSX.Element {
  const all = Object.values(view.namespaces);
  const names = new Map(all.flatMap((ns) => ns.interfaces.map((one) => [one.key, `${one.name} of ${ns.name}`] as const)));
  return (
    <div className={text.page} tabIndex={0} role="group" aria-label="Network as text">
      <h2>Networks of Docker ({Object.keys(view.networks).length})</h2>
      <ul>
        {Object.values(view.networks).map((one) => (
          <li key={one.id}>
            {one.name}: driver {one.driver}
            {one.bridge !== '' && `, on ${one.bridge}`}
            {one.subnets.length > 0 && `, ${one.subnets.join(' ')}`}
            {one.internal && ', internal'}
          </li>
        ))}
      </ul>
      <h2>Namespaces ({all.length})</h2>
      <table>
        <thead>
          <tr>
            <th scope="col">Where</th>
            <th scope="col">Interface</th>
            <th scope="col">Addresses</th>
            <th scope="col">State</th>
            <th scope="col">Joined to</th>
          </tr>
        </thead>
        <tbody>
          {all.flatMap((ns) =>
            ns.interfaces.map((one) => (
              <tr key={one.key}>
                <th scope="row">{ns.name}</th>
                <td>
                  {one.name} ({one.kind})
                </td>
                <td>{one.addresses.join(' ')}</td>
                <td>{one.running ? 'up' : one.up ? 'no carrier' : 'down'}</td>
                <td>{joined(one, names)}</td>
              </tr>
            )),
          )}
        </tbody>
      </table>
      <h2>Last frames</h2>
      <ol>
        {packets.slice(0, 40).map((one) => (
          <li key={one.frame}>
            {one.protocol} {one.text}: {one.upkeep && one.fate === 'underway' ? 'sent to all' : FATES[one.fate]}
            {one.reason !== '' && `: ${lostSentence(one.reason)}`}
          </li>
        ))}
      </ol>
    </div>
  );
}
