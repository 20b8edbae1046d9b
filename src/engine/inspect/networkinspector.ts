/** Networks looked at closely: rules, who reaches whom, captures, and the command of a verifying ping. Reads only. */
import { formatIp } from '../net/address.ts';
import type { NetNs } from '../net/netns.ts';
import type { SimWorld } from '../world/world.ts';
import { Capture } from './capture.ts';
import { firewallView } from './firewall.ts';
import type { WorldInspector } from './inspector.ts';
import { idOf } from './network.ts';
import { addressFor, Reaching } from './reach.ts';
import type { FirewallView, NetworkInspector, ReachCell, ReachView } from './views.ts';

/** Places in a matrix of who reaches whom. */
const MOST_PLACES = 24;

class CloseInspector implements NetworkInspector {
  private readonly recording: Capture;

  constructor(
    private readonly world: SimWorld,
    private readonly inspector: WorldInspector,
  ) {
    this.recording = new Capture(world.hosts[0]!.kernel.now_ms() - Math.floor(world.now_ns / 1e6));
  }

  private spaces(): ReturnType<WorldInspector['networks']['spaces']> {
    return this.inspector.networks.spaces(this.inspector.containersOf);
  }

  private stacks(): NetNs[] {
    return this.spaces().map((one) => one.ns);
  }

  capture(on: boolean): void {
    this.recording.set(on, this.stacks());
  }

  follow(): void {
    if (this.recording.on) this.recording.follow(this.stacks());
  }

  pcap(at: string): { readonly frames: number; readonly file: Uint8Array<ArrayBuffer> } {
    return this.recording.file(at);
  }

  pingFrom(ns: string, address: string): readonly string[] | undefined {
    const place = this.inspector.networks.entrance(ns, this.inspector.containersOf);
    const ping = ['ping', '-n', '-q', '-c', '1', '-W', '2', address];
    return place === undefined ? undefined : place === '' ? ['/usr/bin/env', ...ping] : ['/usr/bin/nsenter', `--net=${place}`, ...ping];
  }

  ask(question: unknown): unknown {
    const { question: what, ns = '' } = (question ?? {}) as { question?: string; ns?: string };
    return what === 'firewall' ? this.firewall(ns) : what === 'reach' ? this.reach() : null;
  }

  private firewall(id: string): FirewallView | null {
    const found = this.spaces().find((one) => idOf(one.ns) === id);
    return found === undefined ? null : firewallView(found.ns, this.world.hosts[0]!.kernel.now_ms());
  }

  private reach(): ReachView {
    const all = this.spaces();
    const places = all.filter((one) => one.kind !== 'router').slice(0, MOST_PLACES);
    const names = new Map(all.map((one) => [one.ns, one.name]));
    const reaching = new Reaching({ spaces: all.map((one) => one.ns), nameOf: (ns) => names.get(ns) ?? 'elsewhere' });
    const cells: ReachCell[] = [];
    for (const from of places) {
      if (from.kind === 'internet') continue; // nobody pings from there
      for (const to of places) {
        if (from === to) continue;
        const address = addressFor(from.ns, to.ns);
        const ends = { from: idOf(from.ns), to: idOf(to.ns) };
        if (address === undefined) cells.push({ ...ends, address: '', ok: false, why: `${to.name} has no address` });
        else cells.push({ ...ends, address: formatIp(address), ...reaching.ping(from.ns, address) });
      }
    }
    return { places: places.map((one) => ({ ns: idOf(one.ns), name: one.name })), cells };
  }
}

/** A close look at the networks of a world. */
export function makeNetworkInspector(world: SimWorld, inspector: WorldInspector): NetworkInspector {
  return new CloseInspector(world, inspector);
}
