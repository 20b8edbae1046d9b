/** The fenced blocks of a lesson that are data: `check`, `predict`, `solution`. Each refuses what it does not know, with the line. */
import { isMap, isScalar, LineCounter, parseDocument } from 'yaml';
import type { Document } from 'yaml';
import { FIELDS } from '../../engine/inspect/assertions.ts';
import type { Assertion } from '../../engine/inspect/assertions.ts';
import type { Prediction } from './lesson.ts';

/** A mistake in a lesson. The message begins with file and line. */
export class LessonError extends Error {}

export type Fail = (line: number, message: string) => never;

/** Block text with the line of the file on which it begins. */
export interface Block {
  readonly text: string;
  readonly line: number;
}

function yaml(block: Block, fail: Fail): { readonly value: unknown; readonly document: Document.Parsed; readonly lines: LineCounter } {
  const lines = new LineCounter();
  const document = parseDocument(block.text, { lineCounter: lines });
  const problem = document.errors[0];
  if (problem !== undefined) fail(block.line + lines.linePos(problem.pos[0]).line - 1, problem.message.split('\n')[0]!);
  return { value: document.toJS() as unknown, document, lines };
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);
const REGEX_FIELDS: Readonly<Record<string, readonly string[]>> = {
  container: ['command', 'ran', 'opened', 'port'], image: ['named'], network: ['subnet'], interface: ['name', 'address'], connected: ['address'],
};
const KINDS: Readonly<Record<string, string>> = { container: 'container', 'no-container': 'container', image: 'image', 'no-image': 'image', file: 'file', network: 'network', interface: 'interface', connected: 'connected', pinged: 'pinged' };

function pattern(text: unknown, line: number, fail: Fail): void {
  if (typeof text !== 'string') fail(line, 'expected a regular expression');
  try {
    new RegExp(text as string);
  } catch (error) {
    fail(line, (error as Error).message);
  }
}

/** A list of assertions. `names` gathers what `as` names, and must hold what is referred to. */
export function parseChecks(block: Block, names: Set<string>, fail: Fail): Assertion[] {
  const { value, document, lines } = yaml(block, fail);
  if (!Array.isArray(value) || value.length === 0) fail(block.line, 'check: expected a list of assertions');
  const items = value as unknown[];
  items.forEach((item, i) => {
    const node = document.get(i, true) as unknown;
    one(item, block.line + (isMap(node) && isScalar(node.items[0]?.key) ? lines.linePos(node.items[0].key.range![0]).line - 1 : 0));
  });
  return items as Assertion[];

  function one(item: unknown, line: number): void {
    const keys = isRecord(item) ? Object.keys(item) : [];
    if (keys.length !== 1) fail(line, 'check: each assertion has exactly one key');
    const kind = keys[0]!;
    const what = (item as Record<string, unknown>)[kind];
    if (kind === 'asked' || kind === 'refused' || kind === 'ran') return pattern(what, line, fail);
    if (kind === 'any') {
      if (!Array.isArray(what)) fail(line, "check: 'any' expects a list of assertions");
      for (const each of what as unknown[]) one(each, line);
      return;
    }
    const known = FIELDS[KINDS[kind] ?? ''];
    if (known === undefined) fail(line, `check: unknown assertion '${kind}'`);
    if (!isRecord(what)) fail(line, `check: '${kind}' expects fields`);
    const fields = what as Record<string, unknown>;
    for (const field of Object.keys(fields)) if (!known!.includes(field)) fail(line, `check: '${kind}' has no field '${field}'`);
    for (const field of REGEX_FIELDS[KINDS[kind]!] ?? []) if (fields[field] !== undefined) pattern(fields[field], line, fail);
    for (const name of referred(KINDS[kind]!, fields)) if (!names.has(name)) fail(line, `check: nothing was named '${name}'`);
    if (typeof fields.as === 'string') names.add(fields.as);
  }
}

/** Names that an assertion refers to: plainly in `is`, `not` and an image's `from`, with a '$' where other names may stand too. */
function referred(kind: string, fields: Readonly<Record<string, unknown>>): string[] {
  const marked = [fields.image, fields.at, fields.to, ...(kind === 'image' ? [] : [fields.from])].filter((name): name is string => typeof name === 'string' && name.startsWith('$'));
  return [fields.is, fields.not, ...(kind === 'image' ? [fields.from] : [])].flat().filter((name): name is string => typeof name === 'string').concat(marked.map((name) => name.slice(1)));
}

/** A question with options, exactly one of them right, each with its reason. `inline` turns Markdown into HTML. */
export function parsePrediction(block: Block, inline: (markdown: string) => string, fail: Fail): Prediction {
  const { value } = yaml(block, fail);
  const { ask, options, lead = 'Before you run it' } = isRecord(value) ? value : {};
  if (typeof ask !== 'string' || typeof lead !== 'string' || !Array.isArray(options) || options.length < 2) fail(block.line, "predict: expected 'ask' and at least two 'options'");
  const made = (options as unknown[]).map((one) => {
    const { text, right, why } = isRecord(one) ? one : {};
    if (typeof text !== 'string' || typeof why !== 'string') fail(block.line, "predict: each option needs 'text' and 'why'");
    return { html: inline(text as string), right: right === true, why: inline(why as string) };
  });
  if (made.filter((one) => one.right).length !== 1) fail(block.line, 'predict: exactly one option is right');
  return { kind: 'predict', lead: lead as string, ask: inline(ask as string), options: made };
}

export interface FrontMatter {
  readonly title: string;
  readonly chapter: string;
  readonly order: number;
  readonly minutes: number;
  readonly images: readonly string[];
  readonly seed: number;
}

export function parseFrontMatter(block: Block, fail: Fail): FrontMatter {
  const { value } = yaml(block, fail);
  const fields = isRecord(value) ? value : {};
  const { title, chapter, order, minutes, images = [], seed = 1, ...rest } = fields;
  for (const [name, one] of Object.entries({ title, chapter })) if (typeof one !== 'string') fail(block.line, `front matter: '${name}' is missing`);
  for (const [name, one] of Object.entries({ order, minutes, seed })) if (typeof one !== 'number') fail(block.line, `front matter: '${name}' is not a number`);
  if (!Array.isArray(images)) fail(block.line, "front matter: 'images' is not a list");
  for (const name of Object.keys(rest)) fail(block.line, `front matter: unknown field '${name}'`);
  return { title, chapter, order, minutes, images, seed } as FrontMatter;
}
