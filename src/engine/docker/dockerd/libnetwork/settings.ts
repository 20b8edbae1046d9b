/** From a create request to the endpoints that a container's record keeps: checks against the networks that are there, MAC addresses that are asked for. */
import type { ContainerConfig, EndpointSettings, HostConfig } from '../../api/types.ts';
import type { Daemon } from '../daemon.ts';
import { emptyEndpoint } from './endpoints.ts';
import { validateEndpoint } from './validate.ts';

export interface WantedEndpoints {
  readonly networks: Record<string, EndpointSettings>;
  /** By network. */
  readonly macs: Record<string, string>;
}

/** Throws a 400 that names the network. */
export function wantedEndpoints(daemon: Daemon, h: HostConfig, config: Partial<ContainerConfig>, asked: Readonly<Record<string, Partial<EndpointSettings> | null>> | null | undefined): WantedEndpoints {
  const networks: Record<string, EndpointSettings> = {};
  const macs: Record<string, string> = {};
  if (h.NetworkMode.startsWith('container:')) return { networks, macs };
  for (const [given, settings] of Object.entries(asked ?? {})) {
    const key = given === 'default' ? 'bridge' : given;
    const s: EndpointSettings = { ...emptyEndpoint(), ...(settings ?? {}) };
    const n = daemon.networks.tryFind(key);
    validateEndpoint(n, n?.name ?? key, s, `invalid config for network ${key}: `);
    networks[key === h.NetworkMode ? (n?.name ?? key) : key] = s;
  }
  if (Object.keys(networks).length === 0) networks[h.NetworkMode] = emptyEndpoint();
  const own = networks[daemon.networks.tryFind(h.NetworkMode)?.name ?? h.NetworkMode];
  if (own !== undefined && own.MacAddress === '') own.MacAddress = config.MacAddress ?? '';
  for (const [name, s] of Object.entries(networks)) if (s.MacAddress !== '') macs[name] = s.MacAddress;
  return { networks, macs };
}
