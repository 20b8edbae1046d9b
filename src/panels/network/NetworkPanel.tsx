/**
 * The Network panel: the map with frames running along its cables; beside it the frames as a list, who can reach whom, and the rules. Filters by
 * protocol and container hold for map and list. A capture of all interfaces can be recorded and downloaded as pcap.
 */
import { useCallback, useMemo, useRef, useState } from 'react';
import Circle from 'lucide-react/icons/circle';
import Download from 'lucide-react/icons/download';
import Pause from 'lucide-react/icons/pause';
import Play from 'lucide-react/icons/play';
import StepForward from 'lucide-react/icons/step-forward';
import { capture, captured } from '../../client/client.ts';
import { usePage } from '../../client/store.ts';
import type { FlightView, PacketView } from '../../engine/inspect/views.ts';
import { useWidth } from '../trace/TraceStrip.tsx';
import { Firewall } from './Firewall.tsx';
import { FrameLayer } from './FrameLayer.tsx';
import { giveSlots, networkMap } from './layout.ts';
import type { Slots } from './layout.ts';
import { NetworkMapView } from './NetworkMapView.tsx';
import { NetworkText } from './NetworkText.tsx';
import { PacketDetail } from './PacketDetail.tsx';
import { PacketList } from './PacketList.tsx';
import { Place } from './Place.tsx';
import { Reach } from './Reach.tsx';
import { usePackets } from './usePackets.ts';
import styles from './NetworkPanel.module.css';

const PROTOCOLS = ['ARP', 'ICMP', 'UDP', 'TCP'] as const;
type Kind = (typeof PROTOCOLS)[number];
const TEMPOS = [
  { tempo: 0.25, label: '¼×' },
  { tempo: 1, label: '1×' },
  { tempo: 4, label: '4×' },
];
const SIDES = [
  { id: 'frames', label: 'Frames' },
  { id: 'reach', label: 'Who reaches whom' },
  { id: 'rules', label: 'Rules' },
] as const;

/** Places in the map outlive the panel, so that nothing moves when one comes back to it. */
let slots: Slots = {};

function kindOf(protocol: PacketView['protocol']): Kind | undefined {
  return protocol === 'ICMPv6' ? 'ICMP' : protocol === 'IP' ? undefined : protocol;
}

function save(file: Uint8Array<ArrayBuffer>, name: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([file], { type: 'application/vnd.tcpdump.pcap' }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

export default function NetworkPanel(): React.JSX.Element {
  const view = usePage((state) => state.network);
  const asText = usePage((state) => state.asText);
  const { packets, playback } = usePackets();
  const [hidden, setHidden] = useState<readonly Kind[]>([]);
  const [upkeep, setUpkeep] = useState(false);
  const [only, setOnly] = useState('');
  const [side, setSide] = useState<(typeof SIDES)[number]['id']>('frames');
  const [frame, setFrame] = useState<number | undefined>();
  /** The frame that was looked at last: the list begins there when one comes back to it. */
  const [seen, setSeen] = useState<number | undefined>();
  const [place, setPlace] = useState<string | undefined>();
  const [paused, setPaused] = useState(false);
  const stopped = usePage((state) => state.pace === 0) || paused;
  playback.paused = stopped;
  const [tempo, setTempo] = useState(1);
  const [recording, setRecording] = useState<'off' | 'on' | 'done'>('off');
  const [ref, width] = useWidth<HTMLDivElement>();
  const touched = useRef(new Map<number, readonly string[]>());

  const map = useMemo(() => {
    slots = giveSlots(view, slots);
    return networkMap(view, slots, width);
  }, [view, width]);
  touched.current.clear();
  for (const one of packets) touched.current.set(one.frame, one.namespaces);
  const wanted = useCallback(
    (flight: FlightView) => {
      const kind = kindOf(flight.protocol);
      if (flight.upkeep && !upkeep) return false;
      if (kind !== undefined && hidden.includes(kind)) return false;
      return only === '' || touched.current.get(flight.frame)?.includes(only) !== false;
    },
    [hidden, only, upkeep],
  );
  const list = useMemo(
    () => packets.filter((one) => (upkeep || !one.upkeep) && !hidden.includes(kindOf(one.protocol) ?? 'TCP') && (only === '' || one.namespaces.includes(only))),
    [packets, hidden, only, upkeep],
  );
  const chosen = packets.find((one) => one.frame === frame);
  const namespaces = Object.values(view.namespaces);
  const host = namespaces.find((ns) => ns.kind === 'host');
  const here = place === undefined ? undefined : view.namespaces[place];
  const showFrame = useCallback((one: number) => {
    setFrame(one);
    setSeen(one);
    setSide('frames');
  }, []);

  async function download(): Promise<void> {
    const { file } = await captured(place === undefined ? '' : place);
    save(file, 'glasshull.pcap');
  }
  const record = (): void => {
    capture(recording !== 'on');
    setRecording(recording === 'on' ? 'done' : 'on');
  };

  return (
    <div className={styles.panel}>
      <div className={styles.top}>
        <div className={styles.group} role="group" aria-label="Tempo of the frames shown">
          <button className="btn icon" aria-label={paused ? 'Let frames run' : 'Stop frames'} title={paused ? 'Let frames run' : 'Stop frames'} onClick={() => setPaused(!paused)}>
            {paused ? <Play aria-hidden="true" /> : <Pause aria-hidden="true" />}
          </button>
          {stopped && (
            <button className="btn icon" aria-label="Next hop" title="Next hop" onClick={() => playback.step()}>
              <StepForward aria-hidden="true" />
            </button>
          )}
          {TEMPOS.map((one) => (
            <button key={one.label} className={styles.chip} aria-pressed={tempo === one.tempo} onClick={() => (setTempo(one.tempo), (playback.tempo = one.tempo))}>
              {one.label}
            </button>
          ))}
        </div>
        <div className={styles.group} role="group" aria-label="Protocols shown">
          {PROTOCOLS.map((one) => (
            <button key={one} className={styles.chip} aria-pressed={!hidden.includes(one)} onClick={() => setHidden(hidden.includes(one) ? hidden.filter((other) => other !== one) : [...hidden, one])}>
              {one}
            </button>
          ))}
          <button className={styles.chip} aria-pressed={upkeep} title="What interfaces say on their own: IPv6 neighbours, routers and groups, and announced addresses" onClick={() => setUpkeep(!upkeep)}>
            upkeep
          </button>
        </div>
        <select className={styles.select} aria-label="Frames of" value={only} onChange={(event) => setOnly(event.target.value)}>
          <option value="">everywhere</option>
          {namespaces.map((ns) => (
            <option key={ns.id} value={ns.id}>
              {ns.name}
            </option>
          ))}
        </select>
        <span className={styles.grow} />
        <button className="btn" aria-pressed={recording === 'on'} onClick={record} title="Record the frames of all interfaces, as tcpdump -w does">
          <Circle aria-hidden="true" />
          {recording === 'on' ? 'Stop recording' : 'Record'}
        </button>
        {recording !== 'off' && (
          <button className="btn" onClick={() => void download()} title={here === undefined ? 'Everything that was recorded' : `What was recorded in ${here.name}`}>
            <Download aria-hidden="true" />
            pcap
          </button>
        )}
      </div>
      {asText ? (
        <NetworkText view={view} packets={list} />
      ) : (
        <div className={styles.body}>
          <div className={styles.map} ref={ref} tabIndex={0} role="group" aria-label="Map of the network">
            <div className={styles.canvas} style={{ width: map.width, height: map.height }}>
              <NetworkMapView map={map} chosen={place} onChoose={(ns) => setPlace(ns === place ? undefined : ns)} />
              <FrameLayer map={map} namespaces={view.namespaces} playback={playback} wanted={wanted} onChoose={showFrame} />
            </div>
          </div>
          <div className={styles.side}>
            <div role="tablist" aria-label="Beside the map" className={styles.sides}>
              {SIDES.map((one) => (
                <button key={one.id} role="tab" aria-selected={side === one.id} className={styles.sideTab} onClick={() => setSide(one.id)}>
                  {one.label}
                </button>
              ))}
            </div>
            <div className={styles.sideBody}>
              {side === 'frames' && (
                <>
                  {here !== undefined && chosen === undefined && <Place ns={here} />}
                  {chosen === undefined ? <PacketList packets={list} hiding={packets.length > list.length} seen={seen} onChoose={showFrame} /> : <PacketDetail key={chosen.frame} packet={chosen} namespaces={view.namespaces} onBack={() => setFrame(undefined)} />}
                </>
              )}
              {side === 'reach' && <Reach />}
              {side === 'rules' && <Firewall ns={(here ?? host)?.id ?? ''} name={(here ?? host)?.name ?? 'host'} />}
            </div>
          </div>
        </div>
      )}
    </div>
  );
}
