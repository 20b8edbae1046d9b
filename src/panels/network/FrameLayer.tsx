/**
 * Frames in flight, drawn on a canvas over the map sixty times a second without React. A click on one opens it. With reduced motion a frame stands in the
 * middle of its cable instead of moving.
 */
import { useEffect, useRef } from 'react';
import { usePage } from '../../client/store.ts';
import type { FlightView, NamespaceView } from '../../engine/inspect/views.ts';
import { hueOf } from './hues.ts';
import { along, wayBetween } from './layout.ts';
import type { NetworkMap, Point } from './layout.ts';
import type { Playback } from './playback.ts';
import styles from './NetworkPanel.module.css';

interface Props {
  readonly map: NetworkMap;
  readonly namespaces: Readonly<Record<string, NamespaceView>>;
  readonly playback: Playback;
  readonly wanted: (flight: FlightView) => boolean;
  readonly onChoose: (frame: number) => void;
}

const NEAR = 12;

/** How fast frames run in the picture when the world's time runs so fast: not as many times slower or faster, or nothing would be seen. */
function pictureTempo(pace: number): number {
  return pace === 0 ? 0 : Math.min(4, Math.max(0.25, pace ** 0.6));
}

/** A shape for each protocol, so that colour is not all that tells them apart. */
function shape(context: CanvasRenderingContext2D, { x, y }: Point, protocol: FlightView['protocol']): void {
  context.beginPath();
  if (protocol === 'ARP') context.rect(x - 4, y - 4, 8, 8);
  else if (protocol === 'UDP') {
    context.moveTo(x, y - 6);
    context.lineTo(x + 6, y + 4);
    context.lineTo(x - 6, y + 4);
    context.closePath();
  } else if (protocol === 'ICMP' || protocol === 'ICMPv6') {
    context.moveTo(x, y - 6);
    context.lineTo(x + 6, y);
    context.lineTo(x, y + 6);
    context.lineTo(x - 6, y);
    context.closePath();
  } else context.arc(x, y, 5, 0, 2 * Math.PI);
  context.fill();
  context.stroke();
}

export function FrameLayer({ map, namespaces, playback, wanted, onChoose }: Props): React.JSX.Element {
  const canvas = useRef<HTMLCanvasElement>(null);
  const spots = useRef<{ readonly frame: number; readonly at: Point }[]>([]);
  const dark = usePage((state) => state.dark);
  useEffect(() => {
    const element = canvas.current;
    const context = element?.getContext('2d');
    if (element === null || context === undefined || context === null) return;
    const still = matchMedia('(prefers-reduced-motion: reduce)').matches;
    const scale = Math.min(2, devicePixelRatio);
    element.width = map.width * scale;
    element.height = map.height * scale;
    const style = getComputedStyle(element);
    const colours = [1, 2, 3, 4, 5, 6].map((n) => style.getPropertyValue(`--c${n}`).trim());
    const accent = style.getPropertyValue('--accent').trim();
    const edge = style.getPropertyValue('--sheet').trim();
    const owners = new Map<number, string>();
    const ways = new Map<string, readonly Point[] | undefined>();
    const colourOf = (flight: FlightView): string => {
      let colour = owners.get(flight.frame);
      if (colour === undefined) {
        const from = namespaces[flight.from.slice(0, flight.from.indexOf('/'))];
        const to = namespaces[flight.to.slice(0, flight.to.indexOf('/'))];
        const hue = hueOf(from) ?? hueOf(to);
        owners.set(flight.frame, (colour = hue === undefined ? accent : colours[hue - 1]!));
        if (owners.size > 2000) owners.clear();
      }
      return colour;
    };
    playback.wanted = wanted;
    let last = performance.now();
    let drawn = false;
    let handle = requestAnimationFrame(function draw(now) {
      handle = requestAnimationFrame(draw);
      const busy = playback.advance(Math.min(100, now - last) * pictureTempo(usePage.getState().pace));
      last = now;
      if (!busy && !drawn) return;
      context.setTransform(scale, 0, 0, scale, 0, 0);
      context.clearRect(0, 0, map.width, map.height);
      context.strokeStyle = edge;
      context.lineWidth = 1.5;
      spots.current = [];
      for (const { flight, part } of playback.shown) {
        if (!wanted(flight)) continue;
        const key = `${flight.from} ${flight.to}`;
        let way = ways.get(key);
        if (!ways.has(key)) ways.set(key, (way = wayBetween(map, flight.from, flight.to)));
        if (way === undefined) continue;
        const at = along(way, still ? 0.5 : part);
        context.fillStyle = colourOf(flight);
        shape(context, at, flight.protocol);
        spots.current.push({ frame: flight.frame, at });
      }
      drawn = spots.current.length > 0;
    });
    return () => cancelAnimationFrame(handle);
  }, [map, namespaces, playback, wanted, dark]);

  useEffect(() => {
    // The canvas lets the pointer through to what is beneath; a click on a frame is caught on its way there.
    const area = canvas.current?.parentElement;
    if (area === null || area === undefined) return;
    const click = (event: MouseEvent): void => {
      const box = canvas.current!.getBoundingClientRect();
      const x = event.clientX - box.left;
      const y = event.clientY - box.top;
      const near = spots.current.map((one) => ({ ...one, far: Math.hypot(one.at.x - x, one.at.y - y) })).sort((a, b) => a.far - b.far)[0];
      if (near === undefined || near.far > NEAR || event.detail === 0) return;
      event.stopPropagation();
      onChoose(near.frame);
    };
    area.addEventListener('click', click, true);
    return () => area.removeEventListener('click', click, true);
  }, [onChoose]);
  return <canvas ref={canvas} className={styles.frames} style={{ width: map.width, height: map.height }} aria-hidden="true" />;
}
