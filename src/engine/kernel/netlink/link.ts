/** Links through netlink (rtnetlink.c): made, changed, moved and taken away, with the kernel's refusals. */
import { fail } from '../../abi/errno.ts';
import { announce } from '../../net/ask.ts';
import { BridgeDevice } from '../../net/bridge.ts';
import { checkName, deviceOf, macOf } from '../../net/config.ts';
import { netModules } from '../../net/modules.ts';
import { refuse } from '../../net/neterror.ts';
import { DummyDevice, VethDevice } from '../../net/netdev.ts';
import type { RouteChange } from '../../abi/netlink.ts';
import type { NetDevice } from '../../net/netdev.ts';
import type { NetNs } from '../../net/netns.ts';
import type { Mac } from '../../net/skbuff.ts';
import type { Random } from '../../base/random.ts';

type Change<Op extends RouteChange['op']> = Extract<RouteChange, { readonly op: Op }>;

/** A locally administered address, from the world's chance. */
function randomMac(random: Random): Mac {
  const bytes = random.bytes(6);
  bytes[0] = (bytes[0]! & 0xfc) | 2;
  return bytes.reduce((n, b) => n * 256 + b, 0);
}

/** Make a link. `peerNs`: where a veth's other end is made. */
export function addLink(ns: NetNs, r: Change<'link_add'>, peerNs: NetNs, random: Random): void {
  checkName(r.name);
  if (ns.device(r.name) !== undefined) fail('EEXIST');
  const mac = r.mac === undefined ? undefined : macOf(r.mac);
  if (mac !== undefined && (mac === 0 || Math.floor(mac / 0x10000000000) % 2 === 1)) fail('EADDRNOTAVAIL');
  let device: NetDevice;
  switch (r.kind) {
    case 'bridge':
      device = ns.insert(new BridgeDevice(ns, r.name, mac ?? randomMac(random), mac !== undefined));
      break;
    case 'dummy':
      device = ns.insert(new DummyDevice(ns, r.name, mac ?? randomMac(random)));
      break;
    case 'veth': {
      checkName(r.peer);
      if (peerNs.device(r.peer) !== undefined || (peerNs === ns && r.peer === r.name)) fail('EEXIST');
      // The peer is registered first, as the kernel does: it has the lower index.
      const peerMac = r.peerMac === undefined ? randomMac(random) : macOf(r.peerMac);
      const peer = new VethDevice(peerNs, r.peer, peerMac);
      const near = new VethDevice(ns, r.name, mac ?? randomMac(random));
      VethDevice.join(near, peer);
      peerNs.insert(peer);
      device = ns.insert(near);
      break;
    }
    default:
      device = netModules()!.addLink(ns, r.name, mac ?? randomMac(random), r);
  }
  if (r.mtu !== undefined) setMtu(device, r.mtu);
}

function setMtu(device: NetDevice, mtu: number): void {
  const least = device.kind === 'loopback' || device.kind === 'dummy' ? 0 : 68;
  if (mtu < least) refuse('EINVAL', 'mtu less than device minimum');
  if (mtu > 65535 && !device.loopback) refuse('EINVAL', 'mtu greater than device maximum');
  if (device instanceof BridgeDevice) device.setMtu(mtu);
  else device.mtu = mtu;
  (device.master as BridgeDevice | undefined)?.followMtu();
}

export function deleteLink(ns: NetNs, name: string): void {
  const device = deviceOf(ns, name);
  if (device.kind === 'loopback' || device.kind === 'ethernet') fail('ENOTSUP');
  ns.removeDevice(device);
}

/** Change a link. `to`: the namespace that it is to be moved to. */
export function setLink(ns: NetNs, r: Change<'link_set'>, to: NetNs | undefined): void {
  const device = deviceOf(ns, r.name);
  if (to !== undefined && to !== ns) {
    if (device.loopback || device.kind === 'bridge') refuse('EINVAL', 'The interface netns is immutable');
    const name = r.newName ?? device.name;
    checkName(name);
    ns.moveDevice(device, to, name);
  } else if (r.newName !== undefined && r.newName !== device.name) {
    checkName(r.newName);
    device.ns.rename(device, r.newName);
  }
  if (r.mtu !== undefined) setMtu(device, r.mtu);
  if (r.mac !== undefined) {
    const mac = macOf(r.mac);
    if (Math.floor(mac / 0x10000000000) % 2 === 1) fail('EADDRNOTAVAIL');
    if (device instanceof BridgeDevice) device.setMac(mac);
    else device.mac = mac;
  }
  if (r.alias !== undefined) device.alias = r.alias;
  if (r.promisc !== undefined) device.promisc = r.promisc;
  if (r.arp !== undefined) device.arp = r.arp;
  if (r.txqlen !== undefined) device.txqlen = r.txqlen;
  if (r.ipv6 !== undefined) {
    device.conf6.disable_ipv6 = r.ipv6 ? 0 : 1;
    device.ns.ipv6Changed(device.name);
  }
  if (r.master !== undefined) setMaster(device, r.master);
  setBridge(device, r);
  if (r.up !== undefined) device.ns.setUp(device, r.up);
  else if (r.announce !== true) device.ns.linkChanged(device);
  if (r.announce === true && device.running) for (const a of device.addresses) if (typeof a.address === 'number') announce(device, a.address);
}

function setMaster(device: NetDevice, name: string): void {
  const { ns } = device;
  const bridge = name === '' ? undefined : deviceOf(ns, name);
  (device.master as BridgeDevice | undefined)?.removePort(device);
  if (bridge === undefined) return;
  if (!(bridge instanceof BridgeDevice)) fail('ENOTSUP');
  if (device.loopback) fail('EINVAL');
  if (device instanceof BridgeDevice) refuse('ELOOP', 'Can not enslave a bridge to a bridge');
  if (device.rxHandler !== undefined) fail('EBUSY');
  bridge.addPort(device);
}

function setBridge(device: NetDevice, r: Change<'link_set'>): void {
  if (r.stp !== undefined || r.ageing_s !== undefined || r.vlanFiltering !== undefined) {
    if (!(device instanceof BridgeDevice)) fail('ENOTSUP');
    if (r.stp === true) refuse('ENOTSUP', 'glasshull: the spanning tree protocol is not simulated');
    if (r.vlanFiltering === true) refuse('ENOTSUP', 'glasshull: VLAN filtering is not simulated');
    if (r.ageing_s !== undefined) device.ageing_ns = r.ageing_s * 1e9;
  }
  if (r.hairpin === undefined && r.isolated === undefined && r.learning === undefined) return;
  const port = device.master instanceof BridgeDevice ? device.master.ports.get(device) : undefined;
  if (port === undefined) fail('EINVAL');
  if (r.hairpin !== undefined) port.hairpin = r.hairpin;
  if (r.isolated !== undefined) port.isolated = r.isolated;
  if (r.learning !== undefined) port.learning = r.learning;
}
