/** All of the kernel's network modules; importing this makes them available. */
import { fail } from '../../abi/errno.ts';
import { deviceOf } from '../config.ts';
import { installNetModules } from '../modules.ts';
import { IpvlanDevice, MacvlanDevice } from './macvlan.ts';
import { netfilterRequest } from './requests.ts';
import { qdiscInfo, setQdisc } from './tc.ts';
import { VlanDevice } from './vlan.ts';
import { VxlanDevice } from './vxlan.ts';
import type { LinkSpec } from '../../abi/netlink.ts';
import type { NetDevice } from '../netdev.ts';
import type { NetNs } from '../netns.ts';
import type { Mac } from '../skbuff.ts';

function make(ns: NetNs, name: string, mac: Mac, spec: LinkSpec): NetDevice {
  switch (spec.kind) {
    case 'vlan':
      return new VlanDevice(ns, name, deviceOf(ns, spec.link), spec.id);
    case 'macvlan':
      return new MacvlanDevice(ns, name, deviceOf(ns, spec.link), mac, spec.mode);
    case 'ipvlan':
      return new IpvlanDevice(ns, name, deviceOf(ns, spec.link), spec.mode);
    case 'vxlan':
      return new VxlanDevice(ns, name, mac, spec);
    default:
      return fail('ENOTSUP');
  }
}

installNetModules({
  netfilter: netfilterRequest,
  addLink: (ns, name, mac, spec) => ns.insert(make(ns, name, mac, spec)),
  setQdisc,
  qdiscInfo,
  fdb: (device) => (device instanceof VxlanDevice ? device.fdb : []),
  setFdb(device, mac, dst, add) {
    if (device instanceof VxlanDevice) device.setEntry(mac, dst, add);
    else fail('ENOTSUP');
  },
});
