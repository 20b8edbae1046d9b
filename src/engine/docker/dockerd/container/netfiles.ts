/** A container's /etc/hostname, /etc/hosts and /etc/resolv.conf, written before each start. Their texts are libnetwork's affair (libnetwork/files.ts). */
import type { Sys, Task } from '../../../abi/sys.ts';
import { writeFile } from '../../common/files.ts';
import type { Daemon } from '../daemon.ts';
import { ApiError, conflict, system } from '../errors.ts';
import { hostsText, resolvConfText } from '../libnetwork/files.ts';
import { formatAddress } from '../libnetwork/prefix.ts';
import type { Container } from './container.ts';

/** The container whose network `container:NAME` means. Throws when it is not there or does not run. */
export function networkOwner(daemon: Daemon, mode: string, self?: Container): Container {
  let owner: Container;
  try {
    owner = daemon.find(mode.slice('container:'.length));
  } catch (e) {
    if (e instanceof ApiError) throw new ApiError(e.status === 404 ? 500 : e.status, `joining network namespace of container: ${e.message}`, e.rule);
    throw e;
  }
  if (owner === self) throw system('cannot join own network namespace');
  if (!owner.state.Running) throw conflict(`cannot join network namespace of a non running container: container ${owner.name} is ${owner.status}`);
  if (owner.state.Restarting) throw conflict(`cannot join network namespace of container: Container ${owner.id} is restarting, wait until the container is running`);
  return owner;
}

/** Write the files; with `container:NAME` the other container's are used, and its host name. */
export function* writeNetworkFiles(sys: Sys, daemon: Daemon, c: Container): Task<void> {
  const r = c.record;
  const mode = c.hostConfig.NetworkMode;
  if (mode.startsWith('container:')) {
    const owner = networkOwner(daemon, mode, c);
    r.HostnamePath = owner.record.HostnamePath;
    r.HostsPath = owner.record.HostsPath;
    r.ResolvConfPath = owner.record.ResolvConfPath;
    c.config.Hostname = owner.config.Hostname;
    c.config.Domainname = owner.config.Domainname;
    return;
  }
  r.HostnamePath = `${c.dir}/hostname`;
  r.HostsPath = `${c.dir}/hosts`;
  r.ResolvConfPath = `${c.dir}/resolv.conf`;
  const gateway = daemon.networks.tryFind('bridge')?.subnet4?.gateway;
  yield* writeFile(sys, r.HostnamePath, `${c.config.Hostname}\n`);
  yield* writeFile(sys, r.HostsPath, yield* hostsText(sys, daemon, c, gateway === undefined ? '' : formatAddress(gateway)));
  yield* writeFile(sys, r.ResolvConfPath, yield* resolvConfText(sys, daemon, c));
}
