/** How numbers, ids and times are written in the panels. */

/** Sizes as Docker writes them: decimal units, three significant digits. */
export function bytes(size: number): string {
  let value = size;
  for (const unit of ['B', 'kB', 'MB', 'GB', 'TB']) {
    if (value < 1000 || unit === 'TB') return `${unit === 'B' ? value : Number(value.toPrecision(3))}${unit === 'B' ? ' B' : ` ${unit}`}`;
    value /= 1000;
  }
  return '';
}

/** The 12 digits that Docker shows of an id. */
export function shortId(id: string): string {
  return id.replace(/^sha256:/, '').slice(0, 12);
}

/** A stretch of virtual time. */
export function span(ns: number): string {
  if (ns < 1000) return `${ns} ns`;
  if (ns < 1e6) return `${Number((ns / 1e3).toPrecision(3))} µs`;
  if (ns < 1e9) return `${Number((ns / 1e6).toPrecision(3))} ms`;
  if (ns < 60e9) return `${Number((ns / 1e9).toPrecision(3))} s`;
  return clock(ns);
}

/** Time since the start of the world: 02:14, or 1:02:14. */
export function clock(ns: number): string {
  const seconds = Math.floor(ns / 1e9);
  const two = (n: number): string => String(n).padStart(2, '0');
  const hours = Math.floor(seconds / 3600);
  return `${hours > 0 ? `${hours}:` : ''}${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
}

/** '1 layer', '3 layers'. */
export function count(n: number, noun: string): string {
  return `${n.toLocaleString('en')} ${noun}${n === 1 ? '' : 's'}`;
}

/** The instruction of a layer without the builder's decorations. */
export function instruction(createdBy: string): string {
  const text = createdBy.replace(/^\/bin\/sh -c #\(nop\)\s*/, '').replace(/^\/bin\/sh -c /, 'RUN ').replace(/\s+# buildkit$/, '').trim();
  return text === '' ? 'unknown' : text;
}
