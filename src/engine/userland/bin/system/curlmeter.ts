/** curl's table of progress: a line that is written over itself until the transfer is done. */
const HEAD = '  % Total    % Received % Xferd  Average Speed   Time    Time     Time  Current\n                                 Dload  Upload   Total   Spent    Left  Speed\n';

/** At most five columns for a number of bytes. */
export function short(n: number): string {
  if (n < 100_000) return String(Math.floor(n)).padStart(5);
  for (const [unit, size] of [['k', 1024], ['M', 1024 ** 2], ['G', 1024 ** 3]] as const) {
    if (n < 10_000 * size) return unit !== 'k' && n < 100 * size ? `${Math.floor(n / size)}.${Math.floor(((n % size) * 10) / size)}${unit}`.padStart(5) : `${Math.floor(n / size)}${unit}`.padStart(5);
  }
  return '-----';
}

/** Eight columns for seconds. */
function clock(s: number): string {
  if (s < 1) return '--:--:--';
  const two = (n: number): string => String(n).padStart(2, '0');
  return `${String(Math.floor(s / 3600)).padStart(2)}:${two(Math.floor(s / 60) % 60)}:${two(Math.floor(s) % 60)}`;
}

/** How far a transfer is. */
export interface Progress {
  readonly started_ns: number;
  readonly downloaded: number;
  readonly uploaded: number;
  /** 0 when it is not known. */
  readonly toDownload: number;
  readonly toUpload: number;
}

/** The table's head with its first line, all zeros. */
export const METER_BEGIN = `${HEAD}${meterLine({ started_ns: 0, downloaded: 0, uploaded: 0, toDownload: 0, toUpload: 0 }, 0)}`;

/** The line as it stands, after the carriage return that it begins with. */
export function meterLine(p: Progress, now_ns: number): string {
  const s = (now_ns - p.started_ns) / 1e9;
  const speed = (n: number): number => (n === 0 ? 0 : Math.floor(n / Math.max(s, 1e-6)));
  const percent = (n: number, of: number): string => String(of > 0 ? Math.floor((n * 100) / of) : 0).padStart(3);
  const down = speed(p.downloaded);
  const up = speed(p.uploaded);
  const expected = Math.max(p.toDownload, p.downloaded) + Math.max(p.toUpload, p.uploaded);
  const whole = down > 0 && p.toDownload > 0 ? p.toDownload / down : 0;
  return `\r${percent(p.downloaded + p.uploaded, p.toDownload + p.toUpload)} ${short(expected)}  ${percent(p.downloaded, p.toDownload)} ${short(p.downloaded)}  ${percent(p.uploaded, p.toUpload)} ${short(p.uploaded)}  ${short(down)}  ${short(up)} ${clock(whole)} ${clock(s)} ${clock(Math.max(0, whole - s))} ${short(down + up)}`;
}
