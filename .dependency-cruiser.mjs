/**
 * The floors of the house: imports go down only (see ARCHITECTURE.md). `npm run lint` runs this over src/, and over a fixture with one
 * planted violation per rule that must be found (tools/check-floors.mjs).
 */
const floors = ['base', 'abi', 'vfs', 'net', 'kernel', 'fs', 'syscalls', 'world', 'inspect', 'session', 'worker'];
const engine = '^(?:tools/fixtures/floors/)?src/engine/';
const page = '^(?:tools/fixtures/floors/)?src/(client|terminal|panels|app|lessons|headless)/';

/** May import: each floor, those beneath it. Userland stands aside: it sees base and abi only. */
const below = {
  base: [],
  abi: ['base'],
  vfs: ['base', 'abi'],
  net: ['base', 'abi'],
  kernel: ['base', 'abi', 'vfs', 'net'],
  fs: ['base', 'abi', 'vfs', 'net', 'kernel'],
  syscalls: ['base', 'abi', 'vfs', 'net', 'kernel', 'fs'],
  userland: ['base', 'abi'],
  docker: ['base', 'abi', 'userland'],
  images: ['base', 'abi', 'userland'],
  world: [...floors.slice(0, 7), 'userland', 'docker', 'images'],
  inspect: [...floors.slice(0, 8), 'userland', 'docker', 'images'],
  session: ['base', 'abi', 'world'],
  worker: [...floors.slice(0, 8), 'userland', 'docker', 'images', 'inspect', 'session'],
};

const rules = Object.entries(below).map(([floor, allowed]) => ({
  name: `floor-${floor}`,
  comment: `${floor}/ may import only: ${[floor, ...allowed].join(', ')}`,
  severity: 'error',
  from: { path: `${engine}${floor}/`, pathNot: '\\.test\\.ts$|/testing/' },
  to: { path: engine, pathNot: `${engine}(?:${[floor, ...allowed].join('|')})/` },
}));

export default {
  forbidden: [
    ...rules,
    {
      name: 'file-systems-are-strangers',
      comment: 'A concrete file system does not know another; what they share is in fs/ itself or fs/mem/',
      severity: 'error',
      from: { path: `${engine}fs/([^/]+)/`, pathNot: '\\.test\\.ts$' },
      to: { path: `${engine}fs/[^/]+/`, pathNot: `${engine}fs/(?:$1|mem)/` },
    },
    {
      name: 'engine-knows-no-page',
      comment: 'The engine runs in a worker and under Node: it must not import the page',
      severity: 'error',
      from: { path: engine, pathNot: '\\.test\\.ts$' },
      to: { path: page },
    },
    {
      name: 'engine-knows-no-node',
      comment: 'No Node built-ins in the engine: everything from outside comes through the input log',
      severity: 'error',
      from: { path: engine, pathNot: '\\.test\\.ts$|/testing/' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'page-knows-no-kernel',
      comment: 'The page sees view records and the worker protocol, never a kernel object',
      severity: 'error',
      from: { path: '^(?:tools/fixtures/floors/)?src/(client|terminal|panels|app|lessons)/', pathNot: '\\.test\\.tsx?$|src/lessons/(solve|checker)' },
      to: { path: `${engine}(?:vfs|net|kernel|fs|syscalls|userland|docker)/` },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { extensions: ['.ts', '.tsx', '.js', '.mjs', '.json'] },
  },
};
