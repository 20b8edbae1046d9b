// Serves the built page on loopback: `node tools/serve.mjs [--port N] [--dir DIR]`. Text is gzipped once and kept. Exports `serve` for tests.
import { createServer } from 'node:http';
import { readFile } from 'node:fs/promises';
import { extname, join, normalize, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzip } from 'node:zlib';
import { promisify } from 'node:util';

const TYPES = {
  '.html': 'text/html; charset=utf-8', '.js': 'text/javascript; charset=utf-8', '.mjs': 'text/javascript; charset=utf-8', '.css': 'text/css; charset=utf-8',
  '.json': 'application/json', '.svg': 'image/svg+xml', '.txt': 'text/plain; charset=utf-8', '.webmanifest': 'application/manifest+json', '.png': 'image/png',
  '.wasm': 'application/wasm', '.map': 'application/json',
};
const PACKED = new Set(['.html', '.js', '.mjs', '.css', '.json', '.svg', '.txt', '.webmanifest', '.wasm', '.map']);
const zip = promisify(gzip);

/** Start a server; resolves to its address and a function that stops it. `port` 0 takes a free one. */
export async function serve({ dir = 'dist', port = 0 } = {}) {
  const root = resolve(dir);
  const cache = new Map();

  async function load(path) {
    let found = cache.get(path);
    if (found === undefined) {
      const plain = await readFile(path);
      found = { plain, packed: PACKED.has(extname(path)) ? await zip(plain, { level: 9 }) : undefined };
      cache.set(path, found);
    }
    return found;
  }

  const server = createServer(async (request, response) => {
    const url = new URL(request.url ?? '/', 'http://localhost');
    let path = join(root, normalize(decodeURIComponent(url.pathname)));
    if (path !== root && !path.startsWith(root + sep)) {
      response.writeHead(403).end();
      return;
    }
    if (url.pathname.endsWith('/')) path = join(path, 'index.html');
    try {
      const { plain, packed } = await load(path);
      const use = packed !== undefined && /\bgzip\b/.test(request.headers['accept-encoding'] ?? '') ? packed : plain;
      response.writeHead(200, {
        'content-type': TYPES[extname(path)] ?? 'application/octet-stream', 'content-length': use.length, 'cache-control': path.includes(`${sep}assets${sep}`) ? 'max-age=31536000, immutable' : 'no-cache',
        vary: 'accept-encoding', 'x-content-type-options': 'nosniff', ...(use === packed ? { 'content-encoding': 'gzip' } : {}),
      });
      response.end(request.method === 'HEAD' ? undefined : use);
    } catch {
      response.writeHead(404, { 'content-type': 'text/plain; charset=utf-8' }).end('not found\n');
    }
  });
  await new Promise((ready, failed) => server.once('error', failed).listen(port, '127.0.0.1', ready));
  const { port: taken } = server.address();
  return { url: `http://127.0.0.1:${taken}/`, close: () => new Promise((done) => (server.closeAllConnections(), server.close(done))) };
}

if (process.argv[1] !== undefined && resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  const value = (name) => (process.argv.includes(name) ? process.argv[process.argv.indexOf(name) + 1] : undefined);
  const wanted = Number(value('--port') ?? 8080);
  const dir = value('--dir') ?? 'dist';
  const started = await serve({ dir, port: wanted }).catch((error) => {
    if (error.code === 'EADDRINUSE' && value('--port') === undefined) return serve({ dir, port: 0 });
    console.error(`cannot serve: ${error.message}`);
    process.exit(1);
  });
  console.log(`Glasshull is at ${started.url}  (Ctrl-C ends)`);
}
