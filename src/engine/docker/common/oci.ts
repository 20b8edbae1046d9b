/** The OCI runtime specification's config.json, as far as dockerd writes it and runc reads it (opencontainers/runtime-spec 1.2). */

export interface OciUser {
  uid: number;
  gid: number;
  additionalGids?: number[];
}

export interface OciCapabilities {
  bounding: string[];
  effective: string[];
  permitted: string[];
}

export interface OciRlimit {
  type: string;
  hard: number;
  soft: number;
}

export interface OciProcess {
  terminal?: boolean;
  consoleSize?: { height: number; width: number };
  user: OciUser;
  args: string[];
  env: string[];
  cwd: string;
  capabilities?: OciCapabilities;
  rlimits?: OciRlimit[];
  noNewPrivileges?: boolean;
  oomScoreAdj?: number;
}

export interface OciMount {
  destination: string;
  type: string;
  source: string;
  options: string[];
}

export interface OciDevice {
  path: string;
  type: 'c' | 'b';
  major: number;
  minor: number;
  fileMode?: number;
  uid?: number;
  gid?: number;
}

export interface OciResources {
  memory?: { limit?: number; reservation?: number; swap?: number };
  cpu?: { shares?: number; quota?: number; period?: number; cpus?: string; mems?: string };
  pids?: { limit: number };
  blockIO?: { weight?: number };
}

export type OciNamespaceType = 'mount' | 'network' | 'uts' | 'pid' | 'ipc' | 'cgroup' | 'user';

export interface OciNamespace {
  type: OciNamespaceType;
  /** Join this one instead of making a new one. */
  path?: string;
}

/** config.json of a bundle. */
export interface OciSpec {
  ociVersion: string;
  process: OciProcess;
  root: { path: string; readonly?: boolean };
  hostname?: string;
  domainname?: string;
  mounts: OciMount[];
  linux: {
    sysctl?: Record<string, string>;
    resources: OciResources;
    cgroupsPath: string;
    namespaces: OciNamespace[];
    devices?: OciDevice[];
    maskedPaths?: string[];
    readonlyPaths?: string[];
  };
}

/** What `runc create` leaves in its state directory (state.json), as far as the later commands need it. */
export interface RuncState {
  id: string;
  init_process_pid: number;
  created: string;
  cgroup_path: string;
  bundle: string;
  rootfs: string;
  namespace_paths: Record<string, string>;
  capabilities: OciCapabilities | undefined;
}
