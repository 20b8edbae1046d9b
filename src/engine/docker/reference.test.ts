import { expect, test } from 'vitest';
import { canonicalString, familiarString, parseReference, InvalidReference, withDefaultTag } from './reference.ts';

function both(text: string): string {
  try {
    const ref = withDefaultTag(parseReference(text));
    return `${familiarString(ref)} = ${canonicalString(ref)}`;
  } catch (e) {
    if (e instanceof InvalidReference) return e.message;
    throw e;
  }
}

const HEX = 'a'.repeat(64);

test('names are normalised as docker does', () => {
  expect(
    ['ubuntu', 'ubuntu:14.04', 'user/app', 'docker.io/ubuntu', 'index.docker.io/library/ubuntu:x', 'localhost/a', 'localhost:5000/a/b:1', 'quay.io/x/y', `busybox@sha256:${HEX}`].map(both),
  ).toEqual([
    'ubuntu:latest = docker.io/library/ubuntu:latest',
    'ubuntu:14.04 = docker.io/library/ubuntu:14.04',
    'user/app:latest = docker.io/user/app:latest',
    'ubuntu:latest = docker.io/library/ubuntu:latest',
    'ubuntu:x = docker.io/library/ubuntu:x',
    'localhost/a:latest = localhost/a:latest',
    'localhost:5000/a/b:1 = localhost:5000/a/b:1',
    'quay.io/x/y:latest = quay.io/x/y:latest',
    `busybox@sha256:${HEX} = docker.io/library/busybox@sha256:${HEX}`,
  ]);
});

test('what is no reference is refused in docker\'s words', () => {
  expect(['Ubuntu', 'ubuntu:14:14.04', '', ':x', '-a', 'a//b', 'a:', HEX, 'user/App:x'].map(both)).toEqual([
    'invalid reference format: repository name (library/Ubuntu) must be lowercase',
    'invalid reference format',
    'invalid reference format',
    'invalid reference format',
    'invalid reference format',
    'invalid reference format',
    'invalid reference format',
    `invalid repository name (${HEX}), cannot specify 64-byte hexadecimal strings`,
    'invalid reference format: repository name (user/App) must be lowercase',
  ]);
});
