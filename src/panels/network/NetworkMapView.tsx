/** The map as a drawing: outside, host, bridges, containers and cables. Frames are drawn over it by FrameLayer. */
import { memo } from 'react';
import { usePage } from '../../client/store.ts';
import type { NamespaceView } from '../../engine/inspect/views.ts';
import { hueOf } from './hues.ts';
import type { NetworkMap, Point } from './layout.ts';
import styles from './NetworkPanel.module.css';

interface Props {
  readonly map: NetworkMap;
  readonly chosen: string | undefined;
  readonly onChoose: (ns: string) => void;
}

const path = (points: readonly Point[]): string => points.map(({ x, y }, i) => `${i === 0 ? 'M' : 'L'}${x} ${y}`).join('');

/** The address that matters most: the first IPv4 one that is not the loopback's. */
export function addressOf(ns: NamespaceView): string {
  for (const one of ns.interfaces) {
    if (one.kind === 'loopback') continue;
    const found = one.addresses.find((address) => !address.includes(':'));
    if (found !== undefined) return found;
  }
  return 'no address';
}

function words(ns: NamespaceView): string {
  const cards = ns.interfaces.filter((one) => one.kind !== 'loopback').map((one) => `${one.name} ${one.addresses.filter((address) => !address.startsWith('fe80')).join(' ') || 'without address'}${one.running ? '' : ', down'}`);
  return `${ns.name}: ${cards.join('; ') || 'only a loopback interface'}`;
}

export const NetworkMapView = memo(function NetworkMapView({ map, chosen, onChoose }: Props): React.JSX.Element {
  const { host, hostNs } = map;
  const names = usePage((state) => state.docker.containers);
  return (
    <>
      <svg width={map.width} height={map.height} className={styles.drawing} aria-hidden="true">
        {host !== undefined && <rect x={host.x} y={host.y} width={host.width} height={host.height} rx="8" className={styles.host} />}
        {map.labels.map(({ at, text }) => (
          <text key={`${text} ${at.x}`} x={at.x} y={at.y} className={styles.mono}>
            {text}
          </text>
        ))}
        {map.cables.map((cable) => {
          const ns = map.nodes.find((one) => one.ns.id === cable.owner)?.ns;
          return (
            <g key={`${cable.a} ${cable.b}`} data-hue={hueOf(ns)} className={styles.cable} data-own={cable.owner !== undefined} data-up={cable.up}>
              <path d={path(cable.points)} />
              <circle cx={cable.points[0]!.x} cy={cable.points[0]!.y} r="3" />
              <circle cx={cable.points.at(-1)!.x} cy={cable.points.at(-1)!.y} r="3" />
            </g>
          );
        })}
        {map.bridges.map(({ key, box, device, network }) => (
          <g key={key} className={styles.bridge} data-up={device.running}>
            <rect x={box.x} y={box.y} width={box.width} height={box.height} rx="5" />
            <text x={box.x + 12} y={box.y + 17}>
              {device.name}
              <tspan dx="10" className={styles.sub}>
                {network === undefined ? 'bridge' : `network ${network.name}${network.internal ? ', internal' : ''}`}
              </tspan>
              <tspan dx="10" className={styles.mono}>
                {device.addresses.filter((one) => !one.includes(':')).join(' ')}
              </tspan>
            </text>
          </g>
        ))}
      </svg>
      {host !== undefined && hostNs !== undefined && (
        <button
          className={styles.hostName} aria-pressed={chosen === hostNs.id} style={{ left: host.x + 6, top: host.y + 4, maxWidth: host.width - 12 }} title={words(hostNs)}
          aria-label={words(hostNs)} onClick={() => onChoose(hostNs.id)}
        >
          host
        </button>
      )}
      {host !== undefined && hostNs !== undefined && hostNs.containers.length > 0 && (
        <p className={styles.guests} style={{ right: map.width - host.x - host.width + 12, top: host.y + 6, maxWidth: host.width - 260 }}>
          on the host’s network: {hostNs.containers.map((id) => names[id]?.name ?? id.slice(0, 12)).join(', ')}
        </p>
      )}
      {map.outside.map(({ ns, box }) => (
        <button key={ns.id} className={styles.outside} aria-pressed={chosen === ns.id} style={{ left: box.x, top: box.y, width: box.width, height: box.height }} title={words(ns)} onClick={() => onChoose(ns.id)}>
          <b>{ns.name}</b>
          <code>{addressOf(ns)}</code>
        </button>
      ))}
      {map.nodes.map(({ ns, box }) => (
        <button
          key={ns.id} className={styles.node} data-hue={hueOf(ns)} data-small={box.height < 50} aria-pressed={chosen === ns.id} style={{ left: box.x, top: box.y, width: box.width, height: box.height }}
          title={words(ns)} aria-label={words(ns)} onClick={() => onChoose(ns.id)}
        >
          <b>{ns.name}</b>
          <code>{addressOf(ns)}</code>
        </button>
      ))}
    </>
  );
});
