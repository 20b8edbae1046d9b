// Serves the built page on loopback: `node tools/serve.mjs [--port N] [--dir DIR] [--bridge-socket PATH | --bridge-port N]`. Text is gzipped once and
// kept. The bridge to real docker clients is offered to the page when build/gateway.mjs is there (npm start builds it). Exports `serve` for tests.
import { createServer } from 'node:http';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
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

/** Tells the page that this server offers the bridge. */
const OFFER = '<meta name="glasshull-bridge" content="bridge">';

/** Start a server; resolves to its address and a function that stops it. `port` 0 takes a free one. `gateway` is the bridge to offer, if any. */
export async function serve({ dir = 'dist', port = 0, gateway } = {}) {
  const root = resolve(dir);
  const cache = new Map();

  async function load(path) {
    let found = cache.get(path);
    if (found === undefined) {
      let plain = await readFile(path);
      if (gateway !== undefined && path === join(root, 'index.html')) plain = Buffer.from(plain.toString().replace('<head>', `<head>${OFFER}`));
      found = { plain, packed: PACKED.has(extname(path)) ? await zip(plain, { level: 9 }) : undefined };
      cache.set(path, found);
    }
    return found;
  }

  const server = createServer(async (request, response) => {
    if (gateway?.handle(request, response)) return;
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
  if (gateway !== undefined) server.on('upgrade', (request, socket, head) => gateway.upgrade(request, socket, head));
  await new Promise((ready, failed) => server.once('error', failed).listen(port, '127.0.0.1', ready));
  const { port: taken } = server.address();
  return { url: `http://127.0.0.1:${taken}/`, close: () => new Promise((done) => (gateway?.close(), server.closeAllConnections(), server.close(done))) };
}

/** The bridge, if it was built: at the place that was asked for, or at a socket in a new folder that only its owner may enter. */
async function offeredGateway(socket, port) {
  const built = new URL('../build/gateway.mjs', import.meta.url);
  if (!existsSync(built)) return undefined;
  const { Gateway, placeOf } = await import(built.href);
  if (socket !== undefined || port !== undefined) {
    try {
      const place = placeOf(socket, port);
      return new Gateway(() => place);
    } catch (error) {
      console.error(`cannot offer the bridge: ${error.message}`);
      process.exit(2);
    }
  }
  if (process.platform === 'win32') return new Gateway(() => ({ port: 0 }));
  let folder;
  process.on('exit', () => folder !== undefined && rmSync(folder, { recursive: true, force: true }));
  return new Gateway(() => ({ socket: join((folder ??= mkdtempSync(join(process.env.XDG_RUNTIME_DIR || tmpdir(), 'glasshull-'))), 'docker.sock') }));
}

if (process.argv[1] !== undefined && resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  const value = (name) => (process.argv.includes(name) ? process.argv[process.argv.indexOf(name) + 1] : undefined);
  const wanted = Number(value('--port') ?? 8080);
  const dir = value('--dir') ?? 'dist';
  const gateway = await offeredGateway(value('--bridge-socket'), value('--bridge-port'));
  const started = await serve({ dir, port: wanted, gateway }).catch((error) => {
    if (error.code === 'EADDRINUSE' && value('--port') === undefined) return serve({ dir, port: 0, gateway });
    console.error(`cannot serve: ${error.message}`);
    process.exit(1);
  });
  const end = () => started.close().then(() => process.exit(0));
  process.on('SIGINT', end);
  process.on('SIGTERM', end);
  console.log(`Glasshull is at ${started.url}  (Ctrl-C ends)`);
}
