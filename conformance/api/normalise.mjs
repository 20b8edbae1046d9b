/** What the recorder and the test of recorded API answers share. */

/** The bytes of a request of http.txt. */
export function rawRequest(text) {
  const half = text.startsWith('@half ');
  return { half, bytes: (half ? text.slice(6) : text).replaceAll('\\r', '\r').replaceAll('\\n', '\n').replaceAll('\\0', '\0') };
}

/** A target of messages.txt: what must be escaped in it. */
export function target(path) {
  return path.replace(/[{}"|<>[\] ]/g, encodeURIComponent);
}

/** Ids, times, addresses and what depends on the machine and the build. */
export function normaliseAnswer(text) {
  return text
    .replaceAll('\r', '')
    .replace(/^Date: .*$/gm, 'Date: D')
    .replace(/28\.5\.2\+\w+/g, '28.5.2')
    .replace(/^Builder-Version: \d$/gm, 'Builder-Version: N')
    .replace(/\b[0-9a-f]{64}\b/g, 'ID')
    .replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, 'TIME')
    .replace(/from 0\.01 to \d+\.00, as there are only \d+ CPUs/g, 'from 0.01 to N.00, as there are only N CPUs')
    .replace(/available: 0-\d+/g, 'available: 0-N')
    .replace(/"Processes":\[\[.*?\]\]/g, '"Processes":[[...]]')
    .replace(/"Size":\d+/g, '"Size":N')
    .trimEnd();
}
