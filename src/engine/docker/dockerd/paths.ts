/** Where dockerd keeps things. */
export const ROOT = '/var/lib/docker';
export const CONTAINERS = `${ROOT}/containers`;
export const OVERLAY = `${ROOT}/overlay2`;
export const IMAGE = `${ROOT}/image/overlay2`;
export const IMAGEDB = `${IMAGE}/imagedb`;
export const LAYERDB = `${IMAGE}/layerdb`;
export const VOLUMES = `${ROOT}/volumes`;
export const EXEC_ROOT = '/run/docker';
export const STREAMS = `${EXEC_ROOT}/containerd`;
export const RUNC_ROOT = `${EXEC_ROOT}/runtime-runc/moby`;
export const SOCKET = '/run/docker.sock';
export const PID_FILE = '/run/docker.pid';
export const CONTAINERD_SOCKET = '/run/containerd/containerd.sock';
