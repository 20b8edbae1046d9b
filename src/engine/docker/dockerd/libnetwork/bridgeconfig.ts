/** Options of the bridge driver (com.docker.network.bridge.*): read, checked and compared with those of the other networks. */
import { ApiError, forbidden, invalid, system } from '../errors.ts';
import { parseAddress } from './prefix.ts';

export type GatewayMode = 'nat' | 'nat-unprotected' | 'routed' | 'isolated';

/** A bridge network's options with their defaults. */
export interface BridgeConfig {
  readonly bridgeName: string;
  readonly icc: boolean;
  readonly masquerade: boolean;
  readonly hostBinding: string;
  /** SNAT to this address instead of masquerading (com.docker.network.host_ipv4). */
  readonly hostAddress: string;
  readonly mtu: number;
  readonly mode4: GatewayMode;
  readonly mode6: GatewayMode;
  readonly inhibitIPv4: boolean;
  /** Names of interfaces in containers begin with it. */
  readonly interfacePrefix: string;
  readonly trustedInterfaces: readonly string[];
  readonly internal: boolean;
}

const BRIDGE = 'com.docker.network.bridge.';

/** strconv.ParseBool. */
export function goBool(text: string): boolean | undefined {
  if (['1', 't', 'T', 'TRUE', 'true', 'True'].includes(text)) return true;
  return ['0', 'f', 'F', 'FALSE', 'false', 'False'].includes(text) ? false : undefined;
}

function parseError(label: string, value: string, why: string): ApiError {
  return invalid(`failed to parse ${label} value: ${value} (${why})`);
}

function bool(label: string, value: string): boolean {
  const b = goBool(value);
  if (b === undefined) throw parseError(label, value, `strconv.ParseBool: parsing ${JSON.stringify(value)}: invalid syntax`);
  return b;
}

function mode(label: string, value: string): GatewayMode {
  if (value === 'nat' || value === 'nat-unprotected' || value === 'routed' || value === 'isolated') return value;
  throw parseError(label, value, `unknown gateway mode ${value}`);
}

/** Read the options of a network with this id. Throws a 400 for a bad value. */
export function bridgeConfig(id: string, options: Readonly<Record<string, string>>, internal: boolean): BridgeConfig {
  let bridgeName = '';
  let icc = true;
  let masquerade = true;
  let hostBinding = '';
  let hostAddress = '';
  let mtu = 0;
  let mode4: GatewayMode = 'nat';
  let mode6: GatewayMode = 'nat';
  let inhibitIPv4 = false;
  let interfacePrefix = '';
  let trustedInterfaces: string[] = [];
  for (const [label, value] of Object.entries(options)) {
    if (label === `${BRIDGE}name`) bridgeName = value;
    else if (label === 'com.docker.network.driver.mtu') {
      if (!/^[+-]?\d+$/.test(value)) throw parseError(label, value, `strconv.Atoi: parsing ${JSON.stringify(value)}: invalid syntax`);
      mtu = Number(value);
    } else if (label === `${BRIDGE}enable_ip_masquerade`) masquerade = bool(label, value);
    else if (label === `${BRIDGE}enable_icc`) icc = bool(label, value);
    else if (label === `${BRIDGE}inhibit_ipv4`) inhibitIPv4 = bool(label, value);
    else if (label === `${BRIDGE}default_bridge`) bool(label, value);
    else if (label === `${BRIDGE}gateway_mode_ipv4`) mode4 = mode(label, value);
    else if (label === `${BRIDGE}gateway_mode_ipv6`) mode6 = mode(label, value);
    else if (label === `${BRIDGE}trusted_host_interfaces`) trustedInterfaces = value.split(':').filter((n) => n !== '');
    else if (label === 'com.docker.network.container_iface_prefix') interfacePrefix = value;
    else if (label === `${BRIDGE}host_binding_ipv4`) {
      if (parseAddress(value) === undefined) throw parseError(label, value, 'nil ip');
      hostBinding = value;
    } else if (label === 'com.docker.network.host_ipv4') {
      if (parseAddress(value) === undefined) throw parseError(label, value, 'nil ip');
      hostAddress = value;
    }
  }
  if ((mode4 === 'isolated' || mode6 === 'isolated') && !internal) throw system("gateway mode 'isolated' can only be used for an internal network");
  return {
    bridgeName: bridgeName === '' ? `br-${id.slice(0, 12)}` : bridgeName,
    icc,
    masquerade,
    hostBinding: hostBinding === '' ? '0.0.0.0' : hostBinding,
    hostAddress,
    mtu,
    mode4,
    mode6,
    inhibitIPv4,
    interfacePrefix: interfacePrefix === '' ? 'eth' : interfacePrefix,
    trustedInterfaces,
    internal,
  };
}

/** What can only be said with the addresses known. Throws. */
export function validateBridge(c: BridgeConfig): void {
  if (c.mtu < 0) throw invalid(`invalid MTU number: ${c.mtu}`);
}

/** Two networks cannot have the same bridge. Throws a 403. */
export function checkConflict(id: string, c: BridgeConfig, others: Iterable<{ readonly id: string; readonly bridge: BridgeConfig | undefined }>): void {
  for (const o of others) {
    if (o.bridge?.bridgeName !== c.bridgeName) continue;
    throw forbidden(`cannot create network ${id} (${c.bridgeName}): conflicts with network ${o.id} (${o.bridge.bridgeName}): networks have same bridge name`);
  }
}
