/**
 * lesson.md -> data. Runs at build time and in tests only. The format is described in docs/lessons.md. A mistake throws a LessonError
 * whose message begins with the file and the line.
 */
import rehypeStringify from 'rehype-stringify';
import remarkGfm from 'remark-gfm';
import remarkParse from 'remark-parse';
import remarkRehype from 'remark-rehype';
import { unified } from 'unified';
import { LessonError, parseChecks, parseFrontMatter, parsePrediction } from './blocks.ts';
import type { Block, Fail } from './blocks.ts';
import type { Lesson, Part, Step } from './lesson.ts';

const markdown = unified().use(remarkParse).use(remarkGfm);
const html = unified().use(remarkRehype).use(rehypeStringify);
type Root = ReturnType<typeof markdown.parse>;
type Node = Root['children'][number];

const toHtml = (children: readonly Node[]): string => html.stringify(html.runSync({ type: 'root', children: [...children] } as Root));
const render = (text: string): string => toHtml(markdown.parse(text).children);
/** One paragraph's content, without the paragraph. */
const unwrap = (text: string): string => text.replace(/^<p>([\s\S]*)<\/p>$/, '$1');
const inline = (text: string): string => unwrap(render(text));

/** Splits the front matter off; `line` is where the Markdown begins. */
function split(source: string, fail: Fail): { readonly front: Block; readonly body: string; readonly line: number } {
  const m = /^---\n([\s\S]*?)\n---\n/.exec(source);
  if (m === null) return fail(1, 'a lesson begins with front matter between two lines of ---');
  return { front: { text: m[1]!, line: 2 }, body: source.slice(m[0].length), line: m[0].split('\n').length };
}

interface Draft {
  readonly line: number;
  readonly title: string;
  readonly parts: Part[];
  checks: Step['checks'];
  readonly hints: string[];
  solution: readonly string[];
}

/** Parse a lesson. `id` is its folder beneath content/, `file` names it in errors. */
export function parseLesson(source: string, id: string, file: string): Lesson {
  const fail: Fail = (line, message) => {
    throw new LessonError(`${file}:${line}: ${message}`);
  };
  const { front, body, line: first } = split(source, fail);
  const fields = parseFrontMatter(front, fail);
  const names = new Set<string>();
  const steps: Draft[] = [];
  let intro = '';
  let outro: Node[] | undefined;

  for (const node of markdown.parse(body).children) {
    const line = first - 1 + (node.position?.start.line ?? 1);
    if (outro !== undefined) outro.push(node);
    else if (node.type === 'thematicBreak') outro = [];
    else if (node.type === 'heading' && node.depth === 2) {
      steps.push({ line, title: unwrap(toHtml([{ type: 'paragraph', children: node.children }])), parts: [], checks: [], hints: [], solution: [] });
    } else if (node.type === 'heading') fail(line, 'only steps (## ...) are headings; the title is in the front matter');
    else {
      const step = steps.at(-1);
      if (step === undefined) intro += toHtml([node]);
      else if (node.type === 'code') addBlock(step, node.lang ?? '', node.meta ?? '', { text: node.value, line: line + 1 });
      else addProse(step, toHtml([node]));
    }
  }
  if (steps.length === 0) fail(first, 'a lesson has steps (## ...)');
  for (const step of steps) {
    if (step.checks.length === 0) fail(step.line, 'a step has a check block');
    if (step.solution.length === 0) fail(step.line, 'a step has a solution block');
    if (step.hints.length === 0) fail(step.line, 'a step has at least one hint block');
  }
  return {
    ...fields, id, intro, outro: toHtml(outro ?? []), stepCount: steps.length, names: [...names],
    steps: steps.map(({ title, parts, checks, hints, solution }) => ({ title, parts, checks, hints, solution })),
  };

  function addBlock(step: Draft, lang: string, meta: string, block: Block): void {
    switch (lang) {
      case 'run':
        step.parts.push({ kind: 'run', command: block.text, where: meta });
        return;
      case 'predict':
        step.parts.push(parsePrediction(block, inline, fail));
        return;
      case 'note':
        step.parts.push({ kind: 'note', html: render(block.text) });
        return;
      case 'hint':
        step.hints.push(render(block.text));
        return;
      case 'check':
        if (step.checks.length > 0) fail(block.line, 'a step has one check block');
        step.checks = parseChecks(block, names, fail);
        return;
      case 'solution':
        step.solution = block.text.split('\n').filter((line) => line.trim() !== '');
        return;
      case '':
      case 'text':
        addProse(step, render(`\`\`\`\n${block.text}\n\`\`\``));
        return;
      default:
        fail(block.line - 1, `unknown block '${lang}' (run, predict, check, hint, solution, note, or none)`);
    }
  }
}

function addProse(step: Draft, text: string): void {
  const last = step.parts.at(-1);
  if (last?.kind === 'prose') step.parts[step.parts.length - 1] = { kind: 'prose', html: `${last.html}\n${text}` };
  else step.parts.push({ kind: 'prose', html: text });
}
