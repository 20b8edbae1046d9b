/** Version of the simulated containerd, as `docker version` shows it. */
export const CONTAINERD_VERSION = 'v1.7.28';
export const CONTAINERD_REVISION = 'b98a3aace656320842a23f4a392a33f46af97866';
