// Builds the page: relative URLs (it runs from any folder), a strict content security policy, and the page's shell preloaded while the
// entry starts the worker.
import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { build } from 'esbuild';
import { defineConfig } from 'vite';
import type { Plugin } from 'vite';
import { lessons } from './src/lessons/format/plugin.ts';

/** No code from strings, nothing from elsewhere. Styles may be inline: xterm writes its own style element. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "worker-src 'self'",
  "connect-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "manifest-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');

function policy(): Plugin {
  return {
    name: 'content-security-policy',
    apply: 'build',
    transformIndexHtml: () => [{ tag: 'meta', attrs: { 'http-equiv': 'Content-Security-Policy', content: POLICY }, injectTo: 'head-prepend' }],
  };
}

/** The entry only starts the worker and then imports the page: tell the browser to fetch the page and its styles at once. */
function preload(): Plugin {
  return {
    name: 'preload-page',
    apply: 'build',
    transformIndexHtml: {
      order: 'post',
      handler(_html, context) {
        const chunks = Object.values(context.bundle ?? {}).filter((file) => file.type === 'chunk');
        const page = chunks.find((chunk) => chunk.facadeModuleId?.endsWith('/src/app/main.tsx'));
        if (page === undefined) return [];
        const scripts = [page.fileName, ...page.imports].map((file) => ({ tag: 'link', attrs: { rel: 'modulepreload', href: `./${file}` }, injectTo: 'head' as const }));
        const styles = [...(page.viteMetadata?.importedCss ?? [])].map((file) => ({ tag: 'link', attrs: { rel: 'stylesheet', href: `./${file}` }, injectTo: 'head' as const }));
        return [...scripts, ...styles];
      },
    },
  };
}

/** memfs asks for parts of Node: small stand-ins, for the worker alone. */
function nodeParts(): Plugin {
  return {
    name: 'node-parts-for-memfs',
    enforce: 'pre',
    resolveId(id, importer) {
      const part = /^(?:node:)?(buffer|events|path|process|stream|url)$/.exec(id)?.[1];
      if (part === undefined || importer === undefined || !importer.includes('@jsonjoy.com')) return null;
      return fileURLToPath(new URL(`./src/engine/worker/shims/${part}.ts`, import.meta.url));
    },
  };
}

/** Chunks of programs that the worker loads when they are needed (src/engine/worker/programs.ts), and where their lists are. */
const GROUPS = {
  engine: 'src/engine/docker/index.ts',
  docker: 'src/engine/docker/cli/index.ts',
  text: 'src/engine/userland/bin/text/index.ts',
  system: 'src/engine/userland/bin/system/index.ts',
  network: 'src/engine/userland/bin/net/tools.ts',
  servers: 'src/engine/userland/bin/servers/index.ts',
  busybox: 'src/engine/userland/bin/busybox/index.ts',
  hub: 'src/engine/world/hub.ts',
  netmodules: 'src/engine/world/netmodules.ts',
};

/** `virtual:program-names`: what each chunk holds, asked of the lists themselves. */
function programNames(): Plugin {
  const id = 'virtual:program-names';
  return {
    name: 'program-names',
    resolveId: (asked) => (asked === id ? `\0${id}` : null),
    async load(asked) {
      if (asked !== `\0${id}`) return null;
      const lines = Object.entries(GROUPS).map(([name, path]) => `import { programs as ${name} } from './${path}';`);
      const contents = `${lines.join('\n')}\nexport default { ${Object.keys(GROUPS).map((name) => `${name}: ${name}.map((one) => one.name)`).join(', ')} };`;
      const built = await build({ stdin: { contents, resolveDir: fileURLToPath(new URL('.', import.meta.url)), loader: 'ts' }, bundle: true, write: false, format: 'esm', platform: 'node', target: 'node20', logLevel: 'error' });
      const loaded = (await import(`data:text/javascript;base64,${Buffer.from(built.outputFiles[0]!.contents).toString('base64')}`)) as { default: Record<string, string[]> };
      return `export default ${JSON.stringify(loaded.default)};`;
    },
  };
}

export default defineConfig({
  base: './',
  plugins: [react(), policy(), preload(), lessons()],
  worker: { format: 'es', plugins: () => [nodeParts(), programNames()] },
  build: { target: 'es2022', modulePreload: { polyfill: false }, chunkSizeWarningLimit: 2000, reportCompressedSize: false },
});
