// Style as a test that names the replacement. What matters most: the engine is deterministic.
import tseslint from 'typescript-eslint';

const restricted = [
  { object: 'Math', property: 'random', message: 'Chance comes from the world: sys.getrandom, or the seeded generator in base/random.ts.' },
  { object: 'Date', property: 'now', message: 'Time is virtual: sys.now_ms(), or the world clock.' },
  { object: 'performance', property: 'now', message: 'Time is virtual: the world clock.' },
];

export default tseslint.config(
  { ignores: ['dist/', 'build/', 'node_modules/', 'tools/fixtures/', 'screenshots/', 'test-results/'] },
  ...tseslint.configs.recommended,
  {
    rules: {
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_', caughtErrors: 'none' }],
      '@typescript-eslint/only-throw-error': 'off',
      'no-control-regex': 'off',
      'no-cond-assign': 'off',
      'require-yield': 'off',
      'no-empty': ['error', { allowEmptyCatch: true }],
      'no-warning-comments': ['error', { terms: ['todo', 'fixme', 'xxx'], location: 'start' }],
      'no-useless-escape': 'off',
    },
  },
  {
    files: ['src/engine/**/*.ts'],
    ignores: ['src/engine/worker/**', '**/*.test.ts', 'src/engine/**/testing/**'],
    rules: {
      'no-restricted-properties': ['error', ...restricted],
      'no-restricted-globals': [
        'error',
        ...['setTimeout', 'setInterval', 'queueMicrotask', 'Promise', 'TextEncoder', 'TextDecoder', 'fetch', 'crypto', 'process', 'Buffer', 'window', 'document', 'self', 'console'].map((name) => ({
          name,
          message: 'The engine is deterministic and runs nowhere in particular: see ARCHITECTURE.md, "One deterministic world".',
        })),
      ],
      'no-restricted-syntax': [
        'error',
        { selector: 'NewExpression[callee.name="Date"][arguments.length=0]', message: 'Time is virtual: sys.now_ms().' },
        { selector: ':function[async=true]', message: 'No promises in the engine: programs are generators over system calls.' },
        { selector: 'AwaitExpression', message: 'No promises in the engine: yield* a system call.' },
      ],
    },
  },
);
