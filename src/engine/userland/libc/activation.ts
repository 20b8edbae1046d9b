/** Sockets that a service inherits from whoever held them open for it (sd_listen_fds(3)): descriptors from 3 on, their number in LISTEN_FDS. */

/** First inherited descriptor (SD_LISTEN_FDS_START). */
export const LISTEN_FDS_START = 3;

/** The listening sockets that this process was started with; none when it opens its own. */
export function inheritedSockets(envp: readonly string[]): readonly number[] {
  const count = Number(envp.find((one) => one.startsWith('LISTEN_FDS='))?.slice('LISTEN_FDS='.length) ?? '0');
  return Array.from({ length: count }, (_, i) => LISTEN_FDS_START + i);
}
