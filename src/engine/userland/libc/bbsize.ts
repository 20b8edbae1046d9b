/** Sizes as BusyBox writes them for people: `make_human_readable_str`, one digit after the point below 1024 of a unit. */

/** '512', '1.5K', '12.0M'. */
export function bbSize(size_bytes: number): string {
  if (size_bytes < 1024) return String(size_bytes);
  let value = size_bytes;
  let unit = -1;
  let fraction = 0;
  while (value >= 1024 && unit < 5) {
    fraction = Math.floor(((value % 1024) * 10 + 512) / 1024);
    value = Math.floor(value / 1024);
    unit++;
    if (fraction === 10) {
      value++;
      fraction = 0;
    }
  }
  return `${value}.${fraction}${'KMGTPE'[unit]!}`;
}
