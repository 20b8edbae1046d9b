/**
 * Every help page has the structure of the real client's: usage line, sections, aliases, commands, flags with their types and defaults. help.json was recorded
 * by record-help.mjs; descriptions are our own and are not compared.
 */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { atRoot } from '../../src/engine/docker/cli/command.ts';
import { ROOT } from '../../src/engine/docker/cli/root.ts';
import { findTopic, helpPage, UNKNOWN, type Features } from '../../src/engine/docker/cli/usage.ts';
import { helpStructure, type HelpStructure } from './help.mjs';

const { pages, without } = JSON.parse(readFileSync(new URL('./help.json', import.meta.url), 'utf8')) as Record<'pages' | 'without', Record<string, HelpStructure>>;

/** A daemon outside a swarm, without experiments. */
const PLAIN: Features = { experimental: false, osType: 'linux', swarm: 'inactive' };

function ours(name: string, features: Features): HelpStructure {
  const { found, rest } = findTopic(atRoot(ROOT), name.split(' ').slice(1));
  expect(rest, `${name} is missing`).toEqual([]);
  return helpStructure(helpPage(found, { features }));
}

/** Pages that the real client refuses to show. */
const isShown = ([, page]: readonly [string, HelpStructure]): boolean => page.usage !== '';

describe('with a daemon', () => {
  test.each(Object.entries(pages).filter(isShown))('%s --help', (name, real) => expect(ours(name, PLAIN)).toEqual(real));
});

describe('without a daemon', () => {
  test.each(Object.entries({ ...pages, ...without }))('%s --help', (name, real) => expect(ours(name, UNKNOWN)).toEqual(real));
});
