/** The frames that the worker tells of while the panel is shown: the newest first, and the playback that draws them. */
import { useEffect, useRef, useState } from 'react';
import { watchNetwork } from '../../client/client.ts';
import type { PacketView } from '../../engine/inspect/views.ts';
import { Playback } from './playback.ts';

const KEPT = 600;
/** The list is drawn anew at most this often. */
const LIST_MS = 120;

export function usePackets(): { readonly packets: readonly PacketView[]; readonly playback: Playback } {
  const playback = useRef(new Playback()).current;
  const known = useRef(new Map<number, PacketView>());
  const [packets, setPackets] = useState<readonly PacketView[]>([]);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const list = known.current;
    const stop = watchNetwork((news) => {
      if (news.all) {
        list.clear();
        playback.clear();
      }
      for (const one of news.packets) list.set(one.frame, one);
      for (const frame of list.keys()) {
        if (list.size <= KEPT) break;
        list.delete(frame);
      }
      playback.add(news.flights);
      timer ??= setTimeout(() => {
        timer = undefined;
        setPackets([...list.values()].reverse());
      }, LIST_MS);
    });
    return () => {
      clearTimeout(timer);
      stop();
    };
  }, [playback]);
  return { packets, playback };
}
